"""The manager of this process, workers of this checkout, and programs that share them."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from pyrpl_mux import CommandError, connect
from pyrpl_mux.client.connection_file import list_connection_files
from pyrpl_mux.shared_pyrpl_manager import SharedPyRPLManager, get_shared_worker_manager
from pyrpl_mux.worker.stop import stop_worker

from ..program import REPOSITORY
from .programs import OtherProgram

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a runtime folder of its own; every worker in it ends with the test."""
    runtime = tmp_path / "runtime"
    monkeypatch.setenv("PYRPL_MUX_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("PYRPL_MUX_PROGRAM", str(REPOSITORY / "packages" / "worker" / "bin" / "pyrpl-mux.js"))
    monkeypatch.setenv("PATH", str(REPOSITORY / "node_modules" / ".bin"), prepend=os.pathsep)
    monkeypatch.delenv("PYRPL_MUX_URL", raising=False)
    monkeypatch.delenv("PYRPL_MUX_TOKEN", raising=False)
    yield runtime
    for entry in list_connection_files(runtime):
        if entry.file is None:
            continue
        with suppress(CommandError):
            client = connect(entry.file.url, token=entry.file.token, reconnect=False)
            with client:
                stop_worker(client, local=True)


@pytest.fixture
def manager(folder: Path) -> Iterator[SharedPyRPLManager]:
    """Give the manager of this process, not started; it is shut down after the test."""
    manager = get_shared_worker_manager()
    assert manager.get_worker_process() is None
    yield manager
    manager.shutdown()


@pytest.fixture
def programs(folder: Path) -> Iterator[Callable[..., OtherProgram]]:
    """Give what starts other programs; all end with the test."""
    started: list[OtherProgram] = []

    def start(config: dict[str, Any], setpoints: int = 0, *, typescript: bool = False) -> OtherProgram:
        kind = OtherProgram.typescript if typescript else OtherProgram.python
        started.append(kind(config, setpoints))
        return started[-1]

    yield start
    for program in started:
        program.close()
