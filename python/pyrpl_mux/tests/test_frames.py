from __future__ import annotations

import json
import struct

import numpy as np
import pytest

from pyrpl_mux.frames import DTYPES, MAX_ARRAYS, MAX_DEPTH, FrameError, decode_frame, encode_frame


def whole(message: dict[str, object]) -> bytes:
    return b"".join(encode_frame(message))


def frame_of(header: str, data: bytes = b"") -> bytes:
    text = header.encode()
    start = struct.pack("<I", len(text)) + text
    return start + bytes(-len(start) % 8) + data


def reference(dtype: object = "<f4", shape: object = (1,), offset: object = 0) -> str:
    return json.dumps({"a": {"$array": {"dtype": dtype, "shape": shape, "offset": offset}}})


@pytest.mark.parametrize("dtype", DTYPES)
def test_brings_back_every_array_as_it_was_anywhere_in_the_message(dtype: str) -> None:
    one = np.arange(5).astype(dtype)
    two = np.arange(6).astype(dtype).reshape(2, 3)
    decoded = decode_frame(
        whole({"one": one, "deep": [{"two": two}], "text": "µ", "number": 1.5, "none": None})
    )
    np.testing.assert_array_equal(decoded["one"], one)
    np.testing.assert_array_equal(decoded["deep"][0]["two"], two)
    assert decoded["one"].dtype == decoded["deep"][0]["two"].dtype == np.dtype(dtype)
    assert (decoded["text"], decoded["number"], decoded["none"]) == ("µ", 1.5, None)


def test_starts_the_data_and_every_array_at_a_multiple_of_8_from_the_frames_start() -> None:
    frame = whole(
        {"a": np.arange(3, dtype="<i2"), "b": np.array([4.0]), "c": np.array([5, 6, 7], dtype="<f4")}
    )
    start = np.frombuffer(frame, np.uint8).__array_interface__["data"][0]
    for array in decode_frame(frame).values():
        assert (array.__array_interface__["data"][0] - start) % 8 == 0


def test_gives_views_and_no_copies_on_both_ends() -> None:
    trace = np.arange(16_384, dtype="<f4")
    parts = encode_frame({"trace": trace})
    assert np.shares_memory(np.frombuffer(parts[-1], "<f4"), trace)
    frame = bytearray(b"".join(parts))
    decoded = decode_frame(frame)["trace"]
    assert np.shares_memory(decoded, np.frombuffer(frame, np.uint8))


def test_writes_big_endian_and_sliced_arrays_as_little_endian_ones() -> None:
    sliced = np.arange(10, dtype="<f8")[::2]
    decoded = decode_frame(whole({"big": np.arange(3, dtype=">f8"), "sliced": sliced}))
    np.testing.assert_array_equal(decoded["big"], [0, 1, 2])
    np.testing.assert_array_equal(decoded["sliced"], [0, 2, 4, 6, 8])


def test_ends_with_the_header_where_there_is_no_array() -> None:
    assert whole({"a": [1]}) == struct.pack("<I", 9) + b'{"a":[1]}'
    assert decode_frame(whole({"a": np.empty(0)}))["a"].shape == (0,)


@pytest.mark.parametrize(
    "frame",
    [
        b"abc",
        b"\x09\0\0\0{}",
        frame_of('{"a": '),
        b"\x02\0\0\0\xc3\x28",
        frame_of("NaN"),
        frame_of(reference(dtype=">f4"), bytes(32)),
        frame_of(reference(dtype=["<f4"]), bytes(32)),
        frame_of(reference(offset=4), bytes(32)),
        frame_of(reference(offset=-8), bytes(32)),
        frame_of(reference(offset=True), bytes(32)),
        frame_of(reference(offset=32), bytes(32)),
        frame_of(reference(shape=[9]), bytes(32)),
        frame_of(reference(dtype="<f8", shape=[2**30, 2**30]), bytes(32)),
        frame_of(reference(shape=[1, 1, 1]), bytes(32)),
        frame_of(reference(shape=[]), bytes(32)),
        frame_of(reference(shape=[1.5]), bytes(32)),
        frame_of(reference(shape=[3, 0]), bytes(32)),
        frame_of(reference(shape=[2**40, 0]), bytes(32)),
        frame_of('{"a": {"$array": null}}'),
        frame_of('{"a": {"$array": {"dtype": "<f4", "shape": [1], "offset": 0}, "b": 1}}', bytes(32)),
        frame_of(reference(dtype="<i2", shape=[MAX_ARRAYS + 1, 1]), bytes(2 * MAX_ARRAYS + 2)),
        frame_of("[" * 100_000 + "]" * 100_000),
        frame_of("[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2)),
    ],
)
def test_refuses_a_malformed_frame_with_a_sentence(frame: bytes) -> None:
    with pytest.raises(FrameError, match=r"\. Nothing was done\. Frames are described"):
        decode_frame(frame)


def test_any_bytes_at_all_end_in_a_message_or_in_a_frame_error() -> None:
    random = np.random.default_rng(1)
    array = np.arange(8, dtype="<f4")
    valid = whole({"status": "ok", "data": {"array": array, "matrix": np.stack([array, array])}, "id": 1})
    refused = 0
    for _ in range(2000):
        mutated = bytearray(valid)
        for position in random.integers(0, len(mutated), random.integers(1, 6)):
            mutated[position] = random.integers(0, 256)
        try:
            decode_frame(mutated[: len(mutated) - random.integers(0, 9)])
        except FrameError:
            refused += 1
    assert 0 < refused < 2000


@pytest.mark.parametrize(
    "message",
    [
        {"a": np.zeros(3, dtype=np.complex128)},
        {"a": np.zeros((1, 1, 1))},
        {"a": np.zeros((3, 0))},
        {"$array": 1},
        {"a": float("nan")},
        {"a": object()},
    ],
)
def test_refuses_a_message_that_cannot_travel(message: dict[str, object]) -> None:
    with pytest.raises(FrameError, match=r"not sent\.$"):
        encode_frame(message)
