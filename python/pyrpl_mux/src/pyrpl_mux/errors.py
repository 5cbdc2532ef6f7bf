"""Errors of commands: PROTOCOL.md, section 12, a class for each code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Whether a failed command did anything: nothing, all that it writes, or it can't be told.
Effect = Literal["none", "done", "unknown"]

#: Which limit ended a command: the envelope's timeout, or the wait for the trigger.
Limit = Literal["timeout", "trigger_timeout"]


class ParameterIssue(NamedTuple):
    """Why one parameter was refused."""

    #: The parameter's name, dotted where it is a member; empty for all of them together.
    path: str
    message: str


class CommandError(Exception):
    """A command that failed: a sentence for people, a stable code and a true effect for programs."""

    #: One of the codes of PROTOCOL.md, section 12.
    code: ClassVar[str] = "internal"

    #: What happened, whether anything was done, what to do next.
    message: str
    effect: Effect
    #: Of a timeout: what ended it.
    limit: Limit | None
    #: Of invalid parameters: which, and why.
    issues: tuple[ParameterIssue, ...]
    #: The worker-wide number of the command, if it got one.
    number: int | None

    def __init__(
        self,
        message: str,
        *,
        effect: Effect = "none",
        limit: Limit | None = None,
        issues: Iterable[ParameterIssue] = (),
        number: int | None = None,
    ) -> None:
        """Make an error with a sentence; the rest is as the attributes tell."""
        super().__init__(message)
        self.message = message
        self.effect = effect
        self.limit = limit
        self.issues = tuple(issues)
        self.number = number


class BadMessage(CommandError):  # noqa: N818 - the names of the codes
    """The frame could not be understood."""

    code = "bad_message"


class UnknownCommand(CommandError):  # noqa: N818
    """There is no such command."""

    code = "unknown_command"


class InvalidParams(CommandError):  # noqa: N818
    """A parameter is unknown, missing, of the wrong type or impossible."""

    code = "invalid_params"


class DuplicateId(CommandError):  # noqa: N818
    """The id is in flight on this connection."""

    code = "duplicate_id"


class Busy(CommandError):  # noqa: N818
    """A limit of the greeting is reached."""

    code = "busy"


class Expired(CommandError):  # noqa: N818
    """The deadline came while the command was queued."""

    code = "expired"


class CommandTimeout(CommandError, TimeoutError):  # noqa: N818
    """The deadline came while the command ran or waited, or the worker did not answer in time."""

    code = "timeout"


class CommandCancelled(CommandError):  # noqa: N818
    """Cancelled by request, or its client is gone."""

    code = "cancelled"


class BoardUnavailable(CommandError):  # noqa: N818
    """The worker has no board at present."""

    code = "board_unavailable"


class BoardFault(CommandError):  # noqa: N818
    """The board, or the link to it, failed during the command."""

    code = "board_fault"


class WorkerLost(CommandError, ConnectionError):  # noqa: N818
    """There is no worker, or the connection to it ended before the answer."""

    code = "worker_lost"


class WorkerStopping(CommandError):  # noqa: N818
    """The worker drains and will exit."""

    code = "worker_stopping"


class Unauthorized(CommandError):  # noqa: N818
    """The token is missing or wrong."""

    code = "unauthorized"


class Forbidden(CommandError):  # noqa: N818
    """This session may not do that."""

    code = "forbidden"


class TooLarge(CommandError):  # noqa: N818
    """A frame or an array is larger than the greeting allows."""

    code = "too_large"


class ConfigMismatch(CommandError):  # noqa: N818
    """The running worker was started with another configuration."""

    code = "config_mismatch"


class InternalError(CommandError):
    """A fault of the worker, logged there under the command's number."""

    code = "internal"


#: Every class, by its code.
ERRORS: Mapping[str, type[CommandError]] = {
    error.code: error
    for error in (
        BadMessage,
        UnknownCommand,
        InvalidParams,
        DuplicateId,
        Busy,
        Expired,
        CommandTimeout,
        CommandCancelled,
        BoardUnavailable,
        BoardFault,
        WorkerLost,
        WorkerStopping,
        Unauthorized,
        Forbidden,
        TooLarge,
        ConfigMismatch,
        InternalError,
    )
}


def command_error(sentence: str, info: object) -> CommandError:
    """Make the error that a worker's answer tells of.

    A newer worker may know more codes: those become :class:`InternalError`. An effect that is not told is
    ``unknown``, never a guess.
    """
    details: dict[str, Any] = info if isinstance(info, dict) else {}
    code, effect, limit = details.get("code"), details.get("effect"), details.get("limit")
    issues, number = details.get("issues"), details.get("number")
    kind = ERRORS.get(code, InternalError) if isinstance(code, str) else InternalError
    return kind(
        sentence,
        effect=effect if effect in ("none", "done", "unknown") else "unknown",
        limit=limit if limit in ("timeout", "trigger_timeout") else None,
        issues=(
            ParameterIssue(str(issue.get("path", "")), str(issue.get("message", "")))
            for issue in (issues if isinstance(issues, list) else ())
            if isinstance(issue, dict)
        ),
        number=number if type(number) is int else None,
    )
