"""Where a worker is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .connection_file import ConnectionFile


@dataclass(frozen=True)
class WorkerAddress:
    """Where a worker listens, and the secret it asks for."""

    url: str
    token: str
    #: The connection file that says so; None for a worker that was named by its address.
    file: ConnectionFile | None = None


def stranger(file: ConnectionFile, greeting: dict[str, Any]) -> str | None:
    """Say, as a clause, why the worker that greets is not the one of a connection file; None if it is."""
    board, pid = greeting["board"]["key"], greeting["worker"]["pid"]
    if board != file.board:
        return f"the worker at {file.url} is that of {board}"
    if pid != file.pid:
        return f"the worker at {file.url} is process {pid}"
    return None
