"""Long texts are cut between words."""

from nndesigner.catalog.shortening import shortened


def test_a_long_text_ends_after_a_whole_word():
    assert shortened("the median takes the place of missing numbers", 24) == "the median takes the…"


def test_a_text_that_fits_stays_as_it_is():
    assert shortened("the median", 10) == "the median"


def test_a_word_that_is_too_long_is_cut_at_the_end():
    assert shortened("customer_identification_number", 10) == "customer_…"
