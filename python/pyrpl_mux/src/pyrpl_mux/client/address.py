"""Where a worker is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..errors import CommandError, CommandTimeout, Unauthorized, WorkerLost

if TYPE_CHECKING:
    from .connection_file import ConnectionFile

#: Longest wait for the greeting of the worker of a connection file [s]; it greets in a few milliseconds.
GREETING_PATIENCE = 3.0


@dataclass(frozen=True)
class WorkerAddress:
    """Where a worker listens, and the secret it asks for."""

    url: str
    token: str
    #: The connection file that says so; None for a worker that was named by its address.
    file: ConnectionFile | None = None


class Refusal(NamedTuple):
    """Why the worker of a connection file did not greet.

    ``stale``: it can't be reached any more. ``silent``: a process is there but does not greet, or greets with
    an error that is not about the token.
    """

    found: Literal["stale", "silent"]
    #: A clause: "no worker greets at ws://127.0.0.1:8765/".
    reason: str


def refusal(file: ConnectionFile, error: CommandError) -> Refusal:
    """Judge why an attempt to connect within :data:`GREETING_PATIENCE` has failed."""
    if isinstance(error, WorkerLost):
        return Refusal("stale", f"no worker greets at {file.url}")
    if isinstance(error, Unauthorized):
        return Refusal("stale", f"the worker at {file.url} refuses its token")
    if isinstance(error, CommandTimeout):
        return Refusal("silent", f"nothing greets at {file.url} within {GREETING_PATIENCE:g} s")
    return Refusal("silent", f"the worker at {file.url} answers: {error.message.removesuffix('.')}")


def unusable(file: ConnectionFile, reason: str) -> WorkerLost:
    """Make the error of a worker that is there, but is silent."""
    return WorkerLost(
        f"The worker of {file.board} (process {file.pid}) can't be used: {reason}. Nothing was done. "
        "Wait, or end its process."
    )


def stranger(file: ConnectionFile, greeting: dict[str, Any]) -> str | None:
    """Say, as a clause, why the worker that greets is not the one of a connection file; None if it is."""
    board, pid = greeting["board"]["key"], greeting["worker"]["pid"]
    if board != file.board:
        return f"the worker at {file.url} is that of {board}"
    if pid != file.pid:
        return f"the worker at {file.url} is process {pid}"
    return None
