"""A worker on a simulated board, as a user would start it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyrpl_mux import Client

_REPOSITORY = Path(__file__).parents[3]
_PROGRAM = _REPOSITORY / "packages" / "worker" / "bin" / "pyrpl-mux.js"
_NODE = os.environ.get("PYRPL_MUX_TEST_NODE", "node")

#: Seconds that a step of a busy machine may take at most.
PATIENCE = 60.0


@dataclass(frozen=True)
class RunningWorker:
    """The supervisor's process, and where the worker below it says it listens."""

    supervisor: subprocess.Popen[bytes]
    folder: Path
    name: str

    @property
    def board(self) -> str:
        """The board's key."""
        return f"sim:{self.name}"

    @property
    def connection(self) -> dict[str, object]:
        """The connection file: url, token, pid."""
        entry: dict[str, object] = json.loads((self.folder / f"sim_{self.name}.json").read_text())
        return entry

    @property
    def pid(self) -> int:
        """The process of the worker itself."""
        pid = self.connection["pid"]
        assert isinstance(pid, int)
        return pid

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Let the worker answer nothing for a while."""
        pid = self.pid
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def kill(self) -> None:
        """End the worker without a word; its supervisor starts another."""
        os.kill(self.pid, signal.SIGKILL)


@contextlib.contextmanager
def running_worker(folder: Path, name: str, *flags: str) -> Iterator[RunningWorker]:
    """Run a worker whose connection file and state lie in `folder`; `flags` are further ones of `serve`."""
    environment = dict(os.environ, PYRPL_MUX_RUNTIME_DIR=str(folder), PYRPL_MUX_DATA_DIR=str(folder / "data"))
    command = [
        _NODE,
        "--conditions=source",
        str(_PROGRAM),
        "serve",
        f"--simulate={name}",
        "--port",
        "0",
        "--json",
        *flags,
    ]
    log = folder / "worker.log"
    with log.open("wb") as output:
        supervisor = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    worker = RunningWorker(supervisor, folder, name)
    try:
        deadline = time.monotonic() + PATIENCE
        while not (folder / f"sim_{name}.json").exists():
            assert supervisor.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield worker
    finally:
        supervisor.terminate()
        try:
            supervisor.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            supervisor.kill()
            supervisor.wait()


def wait_until_ready(client: Client) -> None:
    """Wait until the worker has reached its board."""
    deadline = time.monotonic() + PATIENCE
    while client.worker_state != "ready":
        assert time.monotonic() < deadline, f"the worker is {client.worker_state}"
        time.sleep(0.02)
