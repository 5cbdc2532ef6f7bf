"""Reads what a worker sends: PROTOCOL.md, sections 3, 5 and 11. Nothing here trusts its input."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeGuard

from ..errors import BadMessage, CommandError, command_error
from ..frames import FrameError, decode_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

#: WebSocket sub-protocol of this version.
SUBPROTOCOL = "pyrpl-mux.v1"

#: What a client waits longer than the worker, so that the worker's sentence wins [s].
CLIENT_GRACE = 0.5

#: Silence after which a peer is asked for a sign of life [s].
HEARTBEAT_INTERVAL = 2.0

#: Silence after which a peer is given up [s].
HEARTBEAT_TIMEOUT = 6.0

#: Bytes of the largest frame that is read; what a worker keeps unsent is smaller.
MAX_RECEIVED = 2**26

_MAX_ID_LENGTH = 64
_MAX_SAFE_INTEGER = 2**53 - 1

WorkerState = Literal["starting", "ready", "board_lost", "stopping"]
CommandId = str | int


@dataclass(slots=True)
class Response:
    """An answer to a request; final unless its status is ``progress``."""

    status: Literal["ok", "error", "progress"]
    data: Any
    id: CommandId | None
    #: What the answer says went wrong.
    error: CommandError | None = None


@dataclass(slots=True, frozen=True)
class Event:
    """Something that a worker tells without being asked."""

    #: What it is about: the topic of the subscription that it belongs to.
    topic: str
    data: Any
    #: Counts what was produced for its subscription.
    seq: int = 0
    #: How many events of its subscription were replaced by newer ones before the worker could send them.
    dropped: int = 0


@dataclass(slots=True)
class Notice:
    """An event and the subscription that it belongs to."""

    event: Event
    subscription: str | None
    error: CommandError | None


@dataclass(slots=True, frozen=True)
class Limits:
    """The limits of a greeting that a client keeps by itself."""

    frame_bytes: int


def _malformed(what: str) -> NoReturn:
    raise BadMessage(f"The worker sent a message that could not be understood: {what}.", effect="unknown")


def _constant(name: str) -> NoReturn:
    _malformed(f"{name} is not JSON")


_decoder = json.JSONDecoder(parse_constant=_constant)


def decode(frame: bytes | bytearray | memoryview, *, text: bool) -> Response | Notice:
    """Give the message of a frame. Its arrays are views into ``frame`` that can't be written to.

    Raises:
        BadMessage: a sentence that says what is wrong.

    """
    if text:
        try:
            value = _decoder.decode(str(frame, "utf-8"))
        except (ValueError, RecursionError):
            _malformed("the text frame is not JSON")
    else:
        try:
            value = decode_frame(memoryview(frame).toreadonly())
        except FrameError as error:
            raise BadMessage(str(error)) from error
    if not isinstance(value, dict):
        _malformed("it is not a JSON object")
    return _response(value) if "status" in value else _notice(value)


def _is_count(value: object) -> TypeGuard[int]:
    return type(value) is int and 0 <= value <= _MAX_SAFE_INTEGER


def _is_command_id(value: object) -> TypeGuard[CommandId]:
    if type(value) is int:
        return abs(value) <= _MAX_SAFE_INTEGER
    return isinstance(value, str) and 0 < len(value) <= _MAX_ID_LENGTH


def _response(message: dict[str, Any]) -> Response:
    status, data, identity = message["status"], message.get("data"), message.get("id")
    if identity is not None and not _is_command_id(identity):
        _malformed("its id is neither a string nor an integer")
    if status == "ok" or status == "progress":
        return Response(status, data, identity)
    if status != "error":
        _malformed("its status is neither ok, error nor progress")
    if not isinstance(data, str):
        _malformed("an error without a sentence")
    return Response("error", data, identity, command_error(data, message.get("error")))


def _notice(message: dict[str, Any]) -> Notice:
    topic, subscription = message.get("event"), message.get("subscription")
    seq, dropped, error = message.get("seq", 0), message.get("dropped", 0), message.get("error")
    if not isinstance(topic, str):
        _malformed("it has neither a status nor an event")
    if subscription is not None and not isinstance(subscription, str):
        _malformed("the subscription of an event is not a string")
    if not _is_count(seq) or not _is_count(dropped):
        _malformed("the count of an event is not an integer")
    data = message.get("data")
    return Notice(
        Event(topic, data, seq, dropped),
        subscription,
        None if error is None else command_error(str(data), error),
    )


def worker_state(data: object) -> tuple[WorkerState, str | None] | None:
    """Read the state and its reason from a greeting or a state event; None if they are not that."""
    if not isinstance(data, dict):
        return None
    state, reason = data.get("state"), data.get("reason")
    if state not in ("starting", "ready", "board_lost", "stopping"):
        return None
    return state, reason if isinstance(reason, str) else None


def _refuse(what: str) -> NoReturn:
    raise BadMessage(
        f"The peer did not greet as a worker of this protocol: {what}. Check the address and the versions."
    )


def _member(parent: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, dict) else _refuse(f"{key} is not an object")


def check_greeting(data: object) -> tuple[dict[str, Any], Limits]:
    """Make sure that the data of the first frame is a worker's greeting; members beside it are kept.

    Raises:
        BadMessage: the peer is not a worker, or speaks another version.

    """
    greeting = _member({"data": data}, "data")
    protocol = greeting.get("protocol")
    if protocol != SUBPROTOCOL:
        _refuse(f"it speaks {str(protocol)[:64]}, this client {SUBPROTOCOL}")
    worker, board, limits = (_member(greeting, key) for key in ("worker", "board", "limits"))
    ranges = _member(board, "input_range")
    for parent, key in ((worker, "version"), (worker, "started"), (board, "key")):
        if not isinstance(parent.get(key), str):
            _refuse(f"{key} is not a string")
    counts = ("in_flight", "lane_queue", "frame_bytes", "unsent_bytes", "subscriptions", "sessions")
    for parent, key in ((worker, "pid"), (greeting, "session"), *((limits, name) for name in counts)):
        if not _is_count(parent.get(key)):
            _refuse(f"{key} is not a count")
    for name in ("in1", "in2"):
        if ranges.get(name) not in ("LV", "HV"):
            _refuse(f"the range of {name} is neither LV nor HV")
    if greeting.get("backend") not in ("board", "pyrpl"):
        _refuse("backend is neither board nor pyrpl")
    if worker_state(greeting) is None:
        _refuse("state is none of the states of a worker")
    return greeting, Limits(limits["frame_bytes"])
