"""Frames: what is written is read, and nothing else is taken for a frame."""

import io
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra import numpy as arrays

from nndesigner.training.hosts import protocol
from nndesigner.training.hosts.protocol import BadFrame, Frame, FrameKind

PLAIN = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False, allow_infinity=False) | some.text(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
ARRAYS = arrays.arrays(
    some.sampled_from(sorted(protocol.TYPES)).map(np.dtype), arrays.array_shapes(min_dims=0, min_side=0, max_side=4)
)


def written(*frames: Frame) -> bytes:
    stream = io.BytesIO()
    for frame in frames:
        protocol.write(stream, frame)
    return stream.getvalue()


def header(text: str) -> bytes:
    return len(text.encode()).to_bytes(4, "little") + text.encode()


@given(some.lists(some.builds(Frame, some.sampled_from(FrameKind), PLAIN, some.lists(ARRAYS, max_size=3)), max_size=3))
def test_frames_come_back_to_the_last_bit(frames: list[Frame]) -> None:
    stream = io.BytesIO(written(*frames))
    for frame in frames:
        back = protocol.read(stream)
        assert back and (back.kind, back.content) == (frame.kind, frame.content)
        assert [each.tobytes() for each in back.arrays] == [each.tobytes() for each in frame.arrays]
        assert [(each.dtype, each.shape) for each in back.arrays] == [(each.dtype, each.shape) for each in frame.arrays]
    assert protocol.read(stream) is None


def test_an_array_whose_numbers_lie_in_another_order_arrives_the_same() -> None:
    turned = np.arange(6, dtype=np.float32).reshape(2, 3).T
    back = protocol.read(io.BytesIO(written(Frame(FrameKind.EVENTS, [], [turned]))))
    assert back and np.array_equal(back.arrays[0], turned)


def test_what_is_no_json_number_cannot_be_written_by_mistake() -> None:
    with pytest.raises(ValueError):
        written(Frame(FrameKind.EVENTS, math.nan))


@given(some.data())
def test_a_frame_that_is_cut_off_anywhere_is_noticed(data: some.DataObject) -> None:
    whole = written(Frame(FrameKind.EVENTS, [1.5, "x"], [np.arange(5.0)]))
    length = data.draw(some.integers(1, len(whole) - 1))
    with pytest.raises(BadFrame):
        protocol.read(io.BytesIO(whole[:length]))


@given(some.binary(min_size=1, max_size=200))
def test_nonsense_is_never_a_frame(nonsense: bytes) -> None:
    with pytest.raises(BadFrame):
        protocol.read(io.BytesIO(nonsense))


@pytest.mark.parametrize(
    "content, words",
    [
        (b"Traceback (most recent call last)", "expected a frame, found b'Trac'"),
        (header("[]"), "no proper header"),
        (header("[" * 100_000), "no proper header"),
        (header('{"frame": "dance", "content": 1, "arrays": []}'), "no proper header"),
        (header('{"frame": "events", "content": 1}'), "no proper header"),
        (header('{"frame": "events", "content": 1, "arrays": 3}'), "should list"),
        (header('{"frame": "events", "content": 1, "arrays": [["O", [1]]]}'), "should have a type and a shape"),
        (header('{"frame": "events", "content": 1, "arrays": [["<f4", [-1]]]}'), "should have a type and a shape"),
        (header('{"frame": "events", "content": 1, "arrays": [["<f4", [true]]]}'), "should have a type and a shape"),
        (header('{"frame": "events", "content": 1, "arrays": [["<f4", [99999, 9999999]]]}'), "at most"),
    ],
)
def test_what_cannot_be_is_refused_before_room_is_made_for_it(content: bytes, words: str) -> None:
    with pytest.raises(BadFrame, match=words):
        protocol.read(io.BytesIO(content))


def test_a_frame_of_megabytes_of_text_is_within_the_limits() -> None:
    content: Any = {"names": ["node" * 10] * 100_000}
    back = protocol.read(io.BytesIO(written(Frame(FrameKind.START, content))))
    assert back and back.content == content
