"""Finds the worker to talk to: PROTOCOL.md, section 2."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..errors import CommandError, WorkerLost
from ..process import is_process_alive
from .address import GREETING_PATIENCE, WorkerAddress, refusal, stranger, unusable
from .connection import parse_address
from .connection_file import (
    ConnectionFileEntry,
    list_connection_files,
    read_connection_file,
    runtime_folder,
)
from .core import Core

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class _Probe:
    """What a connection file turned out to be.

    ``live``: its worker greets. ``stale``: its worker can't be reached any more. ``silent``: a process is
    there but does not greet, or greets with an error that is not about the token.
    """

    entry: ConnectionFileEntry
    found: Literal["live", "stale", "silent"]
    #: A clause: "process 4711 is gone".
    reason: str = ""


class Locator:
    """Finds a worker, and after a loss the same board's again."""

    def __init__(
        self,
        url: str | None = None,
        token: str | None = None,
        board: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Look for ``url`` and ``token`` as given.

        Else for ``PYRPL_MUX_URL`` and ``PYRPL_MUX_TOKEN`` unless a ``board`` is named, else for the only live
        worker (of that board) among this user's connection files.
        """
        self._environment = os.environ if environment is None else environment
        self._url = url or (self._environment.get("PYRPL_MUX_URL") if board is None else None)
        self._token = token
        self._board = board
        self._folder = runtime_folder(self._environment)
        self._found: WorkerAddress | None = None

    async def locate(self) -> WorkerAddress:
        """Give the worker's address. A stale file is never trusted.

        Raises:
            WorkerLost: what was found instead: nothing, several workers, or one that does not answer.
            InvalidParams: the address is not one of a WebSocket.

        """
        if self._found is None:
            self._found = await self._find()
        elif self._found.file is not None:
            self._found = self._find_again(self._found.file.board)
        return self._found

    def _entries(self) -> list[ConnectionFileEntry]:
        try:
            return list_connection_files(self._folder)
        except OSError as error:
            raise WorkerLost(
                f"The folder of connection files can't be read: {error}. Nothing was done."
            ) from error

    async def _find(self) -> WorkerAddress:
        if self._url:
            return self._named(self._url)
        board = self._board
        candidates = [
            entry
            for entry in self._entries()
            if entry.file is None or board is None or entry.file.board == board
        ]
        return _choose(await asyncio.gather(*map(_probe, candidates)), self._folder, board)

    def _named(self, url: str) -> WorkerAddress:
        parse_address(url)
        token = self._token or self._environment.get("PYRPL_MUX_TOKEN")
        if not token:
            files = (entry.file for entry in self._entries())
            token = next((file.token for file in files if file is not None and file.url == url), None)
        if not token:
            raise WorkerLost(
                f"The token of the worker at {url} is not known. Give it, or set PYRPL_MUX_TOKEN."
            )
        return WorkerAddress(url, token)

    def _find_again(self, board: str) -> WorkerAddress:
        """Read the connection file of the board anew; the attempt to connect will tell whether it is true."""
        entry = read_connection_file(board, self._folder)
        if entry is None:
            raise WorkerLost(
                f"No worker is running for {board}: it has no connection file in {self._folder}."
            )
        file = entry.file
        if file is None:
            raise WorkerLost(entry.problem)
        if not is_process_alive(file.pid):
            raise WorkerLost(f"No worker is running for {board}: process {file.pid} is gone.")
        return WorkerAddress(file.url, file.token, file)


async def _probe(entry: ConnectionFileEntry) -> _Probe:
    """Tell whether the worker of a connection file is there: process, port, token and board."""
    file = entry.file
    if file is None:
        return _Probe(entry, "stale", entry.problem)
    if not is_process_alive(file.pid):
        return _Probe(entry, "stale", f"process {file.pid} is gone")

    async def locate() -> WorkerAddress:
        return WorkerAddress(file.url, file.token)

    core = Core(locate, arrays="json", reconnect=False)
    try:
        await core.start(GREETING_PATIENCE)
    except CommandError as error:
        return _Probe(entry, *refusal(file, error))
    core.close()
    await core.wait_closed()
    reason = "nothing greeted" if core.greeting is None else stranger(file, core.greeting)
    return _Probe(entry, "live") if reason is None else _Probe(entry, "stale", reason)


def _choose(probes: Sequence[_Probe], folder: Path, board: str | None) -> WorkerAddress:
    live = [probe.entry.file for probe in probes if probe.found == "live" and probe.entry.file is not None]
    if len(live) == 1:
        return WorkerAddress(live[0].url, live[0].token, live[0])
    if live:
        workers = ", ".join(f"{file.board} at {file.url}" for file in live)
        raise WorkerLost(
            f"{len(live)} workers are running: {workers}. Nothing was done. "
            f'Say which board you mean, as in board="{live[0].board}".'
        )
    for probe in probes:
        file = probe.entry.file
        if probe.found == "silent" and file is not None:
            raise unusable(file, probe.reason)
    whose = "" if board is None else f" for {board}"
    found = "; ".join(f"{probe.entry.path} is of no use ({probe.reason})" for probe in probes)
    raise WorkerLost(
        f"No worker is running{whose}: {found or f'there is no connection file{whose} in {folder}'}. "
        'Start one with "pyrpl-mux serve", or name one with PYRPL_MUX_URL and PYRPL_MUX_TOKEN.'
    )
