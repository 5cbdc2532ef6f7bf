"""A worker of this checkout, on a simulated board of its own."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Any

from pyrpl_mux import connect
from pyrpl_mux.client.connection_file import ConnectionFile, read_connection_file

from ..program import program
from ..waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from pathlib import Path

#: Parameters of an acquisition whose trigger never comes.
NEVER: dict[str, Any] = {"trigger_source": "ch1_positive_edge", "threshold": 0.9, "timeout": 600.0}


class RunningWorker:
    """A worker that serves its board."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.board = f"sim:{name}"
        folder.mkdir(exist_ok=True)
        environment = {
            **os.environ,
            "PYRPL_MUX_RUNTIME_DIR": str(folder),
            "PYRPL_MUX_DATA_DIR": str(folder / "data"),
        }
        with (folder / "worker.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*program(), "worker", f"--simulate={name}", "--port", "0"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
            )
        wait_until(self._listens, "the worker's connection file")
        with self.connect() as client:
            wait_until(lambda: client.worker_state == "ready", "the worker's board")

    @property
    def file(self) -> ConnectionFile:
        """What it has written."""
        entry = read_connection_file(self.board, self.folder)
        assert entry is not None
        assert entry.file is not None
        return entry.file

    def connect(self, **options: Any) -> Any:  # noqa: ANN401
        """Attach by address."""
        return connect(self.file.url, token=self.file.token, **options)

    def kill(self) -> None:
        """End it without a word."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def _listens(self) -> bool:
        assert self.process.poll() is None, "the worker ended; its log is in its folder"
        entry = read_connection_file(self.board, self.folder)
        return entry is not None and entry.file is not None and entry.file.pid == self.process.pid
