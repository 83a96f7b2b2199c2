"""Text turned into rows of symbols."""

from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.description import Column, Description, NotPrepared, gaps, in_words
from nndesigner.catalog.preparations.preparation import OfColumns
from nndesigner.catalog.shapes import Shape

PADDING, UNKNOWN = 0, 1
"""The numbers of the symbols that stand for no text and for rare text."""


class Tokens(OfColumns, kind="tokens", title="Text to tokens", group="Text"):
    """Turns a column of text into rows of symbols of one length, for an embedding.

    The most frequent characters or words of the training part get numbers from 2 on; 1 stands for all others and 0
    fills short texts up. Words are letters and digits in small letters; other signs separate them.
    """

    formula: ClassVar[str] = r"x' = (s_1, \dots, s_T), \ s_t \in \{ 0, \dots, V - 1 \}"
    when_to_use: ClassVar[str] = "For texts, followed by Embedding and a recurrent, convolution or attention layer."
    when_not: ClassVar[str] = "For short codes and names that repeat: these are categories, for One-hot."

    level: Literal["characters", "words"] = Field(
        "words", description="words: one number for each word; characters: one for each character, also spaces."
    )
    length: int = Field(100, ge=1, le=10_000, description="Symbols of one sample; longer texts lose their end.")
    size: int = Field(
        5000, ge=3, le=200_000, description="Size of the vocabulary, with the two symbols for filling up and unknown."
    )
    padding: Literal["before", "after"] = Field(
        "before", description="before: short texts are filled up at their beginning; after: at their end."
    )

    def chosen(self, before: Description) -> tuple[Column, ...]:
        columns = self.of_kinds(before, ("text",), "text")
        if len(columns) > 1:
            names = ", ".join(in_words(column.name) for column in columns[:5])
            raise NotPrepared(f"{self.title()} takes one column, but there are {len(columns)}: {names}. Choose one.")
        if columns[0].name in before.targets:
            raise NotPrepared(
                f"{self.title()} is for inputs, but the column {in_words(columns[0].name)} is the target."
            )
        return columns

    def describe(self, before: Description) -> Description:
        (text,) = self.chosen(before)
        others = [in_words(column.name) for column in before.inputs if column.name != text.name]
        if others:
            names = ", ".join(others[:5])
            raise NotPrepared(f"A network reads the tokens of one text and nothing beside. Leave out: {names}.")
        if text.missing:
            missing = f"The column {in_words(text.name)} is missing {gaps(text.missing)}."
            raise NotPrepared(f"{missing} Fill them, or leave these rows out.")
        targets = tuple(column for column in before.columns if column.name in before.targets)
        symbols = ("padding", "unknown", *(f"{self.level[:-1]} {number}" for number in range(2, self.size)))
        shape = Shape(T=self.length)
        return replace(before, columns=targets, shape=shape, vocabulary=symbols, low=0.0, high=self.size - 1.0)
