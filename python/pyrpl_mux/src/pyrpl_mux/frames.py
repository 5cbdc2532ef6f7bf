"""Binary frames: PROTOCOL.md, section 10.

A frame is the length of its header (unsigned 32 bit, little-endian), the header (JSON in UTF-8, in which a
reference ``{"$array": {"dtype", "shape", "offset"}}`` stands for each array), zeros up to a multiple of 8,
and the raw data.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any, NoReturn, TypeGuard

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Most arrays in one frame, the rows of two-dimensional ones counted.
MAX_ARRAYS = 4096

#: Deepest nesting of a frame's header.
MAX_DEPTH = 64

DTYPES = ("<f4", "<f8", "<i2", "<i4", "<u4")

_REFERENCE = "$array"
_LENGTH = struct.Struct("<I")
_ALIGNMENT = 8

#: What travels without copying.
Buffer = bytes | memoryview


class FrameError(ValueError):
    """A frame that cannot be understood, or a message that cannot travel; a sentence says why."""


def _padding(size: int) -> int:
    return -size % _ALIGNMENT


class _Writer:
    """Collects the arrays of one message while its header is built."""

    def __init__(self) -> None:
        self.data: list[Buffer] = []
        self._end = 0
        self._arrays = 0

    def header_of(self, value: object, depth: int = 0) -> object:
        """Give what stands for ``value`` in the header."""
        if isinstance(value, np.ndarray):
            return self._place(value)
        if isinstance(value, np.generic):
            return value.item()
        if depth > MAX_DEPTH:
            raise FrameError(f"The message is nested deeper than {MAX_DEPTH} levels. It was not sent.")
        if isinstance(value, dict):
            if _REFERENCE in value:
                raise FrameError(f'The key "{_REFERENCE}" is reserved. The message was not sent.')
            return {key: self.header_of(member, depth + 1) for key, member in value.items()}
        if isinstance(value, list | tuple):
            return [self.header_of(member, depth + 1) for member in value]
        return value

    def _place(self, array: np.ndarray[Any, Any]) -> dict[str, object]:
        dtype = array.dtype.newbyteorder("<").str
        if dtype not in DTYPES and np.can_cast(array.dtype, np.float64):
            dtype = "<f8"
        if dtype not in DTYPES or not 1 <= array.ndim <= 2 or (array.ndim == 2 and array.size == 0):
            raise FrameError(
                f"An array of {array.dtype} with shape {array.shape} cannot travel: it must be of real "
                "numbers with one dimension, or with two and not empty. It was not sent."
            )
        self._arrays += array.shape[0] if array.ndim == 2 else 1
        if self._arrays > MAX_ARRAYS:
            raise FrameError(f"The message holds more than {MAX_ARRAYS} arrays. It was not sent.")
        self._append(bytes(_padding(self._end)))
        offset = self._end
        raw = np.ascontiguousarray(array, dtype=dtype)
        if raw.size:
            self._append(raw.reshape(-1).view(np.uint8).data)
        return {_REFERENCE: {"dtype": dtype, "shape": list(array.shape), "offset": offset}}

    def _append(self, part: Buffer) -> None:
        if len(part):
            self.data.append(part)
            self._end += len(part)


def encode_frame(message: Mapping[str, object]) -> list[Buffer]:
    """Make a frame of a message, as parts to be written one after the other; arrays are not copied.

    Numpy arrays may stand anywhere in the message; one whose kind is none of :data:`DTYPES` travels as
    ``<f8``, if that holds its numbers. A message without
    arrays ends with its header.

    Raises:
        FrameError: the message cannot travel.

    """
    writer = _Writer()
    try:
        text = json.dumps(
            writer.header_of(message), separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
        header = text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        if isinstance(error, FrameError):
            raise
        raise FrameError(f"The message is not JSON: {error}. It was not sent.") from error
    parts: list[Buffer] = [_LENGTH.pack(len(header)), header]
    if writer.data:
        parts.append(bytes(_padding(_LENGTH.size + len(header))))
    return parts + writer.data


def _refuse(what: str) -> NoReturn:
    raise FrameError(f"{what} Nothing was done. Frames are described in PROTOCOL.md, section 10.")


def _constant(name: str) -> NoReturn:
    _refuse(f"The header holds {name}, which is not JSON.")


def _is_count(value: object) -> TypeGuard[int]:
    return type(value) is int and value >= 0


class _Reader:
    """Makes views of the arrays of one frame."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._arrays = 0

    def resolve(self, value: object, depth: int = 0) -> object:
        """Replace every reference in a value fresh from JSON."""
        if not isinstance(value, dict | list):
            return value
        if depth > MAX_DEPTH:
            _refuse(f"The header is nested deeper than {MAX_DEPTH} levels.")
        if isinstance(value, list):
            return [self.resolve(member, depth + 1) for member in value]
        if _REFERENCE in value:
            return self._view(value)
        return {key: self.resolve(member, depth + 1) for key, member in value.items()}

    def _view(self, holder: dict[str, object]) -> np.ndarray[Any, Any]:
        reference = holder[_REFERENCE]
        if len(holder) != 1 or not isinstance(reference, dict):
            _refuse(f'"{_REFERENCE}" must be an object and stand alone.')
        dtype, shape, offset = reference.get("dtype"), reference.get("shape"), reference.get("offset")
        if dtype not in DTYPES:
            _refuse(f"The dtype of an array is not one of {' '.join(DTYPES)}.")
        if not _is_count(offset) or offset % _ALIGNMENT:
            _refuse(f"The offset of an array is not a multiple of {_ALIGNMENT}.")
        if not isinstance(shape, list) or not 1 <= len(shape) <= 2 or not all(map(_is_count, shape)):
            _refuse("The shape of an array is not a list of one or two counts.")
        count = shape[0] * (shape[1] if len(shape) == 2 else 1)
        if len(shape) == 2 and count == 0:
            _refuse("A two-dimensional array is empty.")
        if offset + count * np.dtype(dtype).itemsize > len(self._data):
            _refuse("An array reaches beyond the end of the frame.")
        self._arrays += shape[0] if len(shape) == 2 else 1
        if self._arrays > MAX_ARRAYS:
            _refuse(f"It holds more than {MAX_ARRAYS} arrays.")
        if count == 0:
            return np.empty(0, dtype)
        return np.frombuffer(self._data, dtype, count, offset).reshape(shape)


def decode_frame(frame: bytes | bytearray | memoryview) -> Any:  # noqa: ANN401 - what the peer has sent
    """Give the message of a frame; its arrays are views into ``frame``, without copying.

    Raises:
        FrameError: a sentence that says what is wrong with the frame.

    """
    view = memoryview(frame).cast("B")
    if len(view) < _LENGTH.size:
        _refuse("The binary frame is shorter than its length field.")
    end = _LENGTH.size + _LENGTH.unpack_from(view)[0]
    if end > len(view):
        _refuse(
            f"The binary frame announces a header of {end - _LENGTH.size} bytes, "
            f"but has {len(view) - _LENGTH.size}."
        )
    try:
        header = json.loads(str(view[_LENGTH.size : end], "utf-8"), parse_constant=_constant)
    except FrameError:
        raise
    except (ValueError, RecursionError):
        _refuse("The header is not JSON in UTF-8.")
    # A frame without data may end before its data would start.
    return _Reader(view[min(end + _padding(end), len(view)) :]).resolve(header)
