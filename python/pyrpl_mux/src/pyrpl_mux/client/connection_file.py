"""Connection files, by which workers are found: PROTOCOL.md, section 2."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_SUFFIX = ".json"


@dataclass(frozen=True)
class ConnectionFile:
    """What a worker has written for its user's programs."""

    url: str
    token: str
    #: Process id of the worker.
    pid: int
    #: Key of its board: ``host:port``, ``sim:<name>`` or ``pyrpl-mock``.
    board: str
    #: How it reaches the board: ``board`` or ``pyrpl``.
    backend: str
    version: str


@dataclass(frozen=True)
class ConnectionFileEntry:
    """A file of the runtime folder: its contents, or a sentence that says why it can't be used."""

    path: Path
    file: ConnectionFile | None
    problem: str = ""


def runtime_folder(environment: Mapping[str, str] | None = None) -> Path:
    r"""Give the folder of the connection files.

    ``PYRPL_MUX_RUNTIME_DIR``, else ``$XDG_RUNTIME_DIR/pyrpl-mux``, else ``%LOCALAPPDATA%\pyrpl-mux``, else
    ``~/.local/state/pyrpl-mux``. A variable that is set to nothing counts as not set.
    """
    variables = os.environ if environment is None else environment
    own = variables.get("PYRPL_MUX_RUNTIME_DIR")
    if own:
        return Path(own)
    base = variables.get("XDG_RUNTIME_DIR") or variables.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".local" / "state") / "pyrpl-mux"


def connection_file_path(board: str, folder: Path) -> Path:
    """Give the path of the connection file of the board with this key."""
    return folder / (re.sub(r"[^A-Za-z0-9.-]", "_", board) + _SUFFIX)


def read_connection_file(board: str, folder: Path) -> ConnectionFileEntry | None:
    """Read the connection file of one board; None if there is none."""
    entry = _read(connection_file_path(board, folder))
    return None if entry is None or (entry.file is not None and entry.file.board != board) else entry


def list_connection_files(folder: Path) -> list[ConnectionFileEntry]:
    """Read every connection file of this user, whether its worker lives or not.

    Raises:
        OSError: the folder can't be read.

    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.name.endswith(_SUFFIX))
    except FileNotFoundError:
        return []
    return [entry for path in paths if (entry := _read(path)) is not None]


def _read(path: Path) -> ConnectionFileEntry | None:
    try:
        value = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        return ConnectionFileEntry(path, None, f"The connection file {path} can't be read: {error}")
    problem = _problem(value)
    if problem:
        return ConnectionFileEntry(path, None, f"{path} is no connection file: {problem}")
    return ConnectionFileEntry(
        path, ConnectionFile(**{name: value[name] for name in ConnectionFile.__dataclass_fields__})
    )


def _problem(value: Any) -> str:  # noqa: ANN401 - fresh from JSON
    """Say what is wrong with the contents of a connection file; empty if nothing is."""
    if not isinstance(value, dict):
        return "it is not a JSON object"
    for name in ("url", "token", "board", "backend", "version"):
        text = value.get(name)
        if not isinstance(text, str) or (name != "version" and not text):
            return f"{name} is not a text"
    if not value["url"].startswith(("ws://", "wss://")):
        return "url is not one of a WebSocket"
    if type(value.get("pid")) is not int or value["pid"] < 1:
        return "pid is not a process id"
    return ""
