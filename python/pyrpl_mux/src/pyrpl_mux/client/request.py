"""A command as it travels: PROTOCOL.md, section 4."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ..command_facts import MAX_DEADLINE, default_deadline
from ..errors import InvalidParams
from ..frames import FrameError, encode_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: How arrays travel: plain lists, or raw data in binary frames.
ArrayEncoding = Literal["json", "binary"]


@dataclass(slots=True)
class Request:
    """A command, ready to be sent."""

    command: str
    id: str | None
    #: The whole stay in the worker [s].
    deadline: float
    frame: bytes
    #: Whether the frame is a text frame.
    text: bool
    on_progress: Callable[[Any], None] | None = None


class _ArrayError(TypeError):
    """The message holds an array, so it has to be a binary frame."""


def _scalar(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        raise _ArrayError
    raise TypeError(f"a value of type {type(value).__name__} can't travel")


def _plain(value: object) -> object:
    return value.tolist() if isinstance(value, np.ndarray) else _scalar(value)


def _encoder(default: Callable[[object], object]) -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=default)


_encode_scalars = _encoder(_scalar).encode
_encode_plain = _encoder(_plain).encode


def _encode(message: dict[str, object], arrays: ArrayEncoding) -> tuple[bytes, bool]:
    """Give the frame of a message, and whether it is a text frame."""
    if arrays == "json":
        return _encode_plain(message).encode(), True
    try:
        return _encode_scalars(message).encode(), True
    except _ArrayError:
        return b"".join(encode_frame(message)), False


class Requests:
    """Makes requests, each with an id of its own. Any thread may ask for one."""

    def __init__(self, arrays: ArrayEncoding) -> None:
        """Begin with the first id; ``arrays`` tells how arrays of parameters travel."""
        self._arrays = arrays
        self._numbers = itertools.count(1)

    def make(
        self,
        command: str,
        params: Mapping[str, object],
        deadline: float | None = None,
        on_progress: Callable[[Any], None] | None = None,
        *,
        no_id: bool = False,
    ) -> Request:
        """Make the request of a command.

        Args:
            command: name of the command.
            params: its parameters; numbers of numpy are numbers, arrays travel as they are.
            deadline: the whole stay in the worker [s], more than 0 and at most 86400; the command's default
                if None.
            on_progress: is told of interim responses, and asks for them.
            no_id: send it without an id; such commands are carried out one at a time, in the order sent.

        Raises:
            InvalidParams: the deadline is impossible, or the parameters can't travel.

        """
        if deadline is None:
            deadline = default_deadline(command, params)
        elif not isinstance(deadline, Real) or isinstance(deadline, bool) or not 0 < deadline <= MAX_DEADLINE:
            raise InvalidParams(
                f"The deadline must be above 0 s and at most {MAX_DEADLINE:.0f} s, but was {deadline!r}. "
                f"{command} was not sent."
            )
        message: dict[str, object] = {"command": command, "params": params}
        identity = None if no_id else f"c-{next(self._numbers)}"
        if identity is not None:
            message["id"] = identity
        message["timeout"] = deadline
        if on_progress is not None:
            message["progress"] = True
        try:
            frame, text = _encode(message, self._arrays)
        except FrameError as error:
            raise InvalidParams(f"{command} was not sent: {error}") from error
        except (TypeError, ValueError, RecursionError) as error:
            raise InvalidParams(
                f"The parameters of {command} can't travel as JSON: {error}. It was not sent."
            ) from error
        return Request(command, identity, deadline, frame, text, on_progress)
