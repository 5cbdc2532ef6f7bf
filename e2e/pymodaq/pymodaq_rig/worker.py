"""Workers on simulated boards, and the other programs of the command line."""

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

from pyrpl_mux import Client, connect

from pymodaq_rig.line_process import Line, LineProcess

ROOT = Path(__file__).parents[3]
_PROGRAM = ROOT / "packages" / "worker" / "bin" / "pyrpl-mux.js"


def node() -> str:
    """The Node that runs the project."""
    path = os.environ.get("PYRPL_MUX_TEST_NODE") or shutil.which("node")
    assert path is not None, "The tests need Node: run them with npm run test:pymodaq."
    return path


def command_line(*arguments: str) -> list[str]:
    """`pyrpl-mux` with these arguments, from this checkout."""
    return [node(), "--conditions=source", str(_PROGRAM), *arguments]


class Simulator(LineProcess):
    """A simulated board that outlives its workers, as a real one does."""

    def __init__(self, *arguments: str) -> None:
        options = ["simulate", "--json", "--board-port", "0", *arguments]
        super().__init__(command_line(*options), name="simulate")
        self.ready: Line = self.wait_for(
            lambda line: "port" in line or "boardPort" in line, "the simulated board"
        )

    def end(self) -> None:
        """End it as Ctrl-C does."""
        self.process.terminate()
        super().end()


class Worker(LineProcess):
    """`pyrpl-mux serve`: a worker under its supervisor, on a free port; `inspected` tells its live memory."""

    def __init__(self, *arguments: str, inspected: bool = False) -> None:
        options = ["serve", "--json", "--port", "0", "--log-level", "warn", *arguments]
        self._client: Client | None = None
        environment = {"NODE_OPTIONS": "--inspect=0"} if inspected else {}
        super().__init__(command_line(*options), name="serve", environment=environment)
        self.ready: Line = self.wait_for(_is_ready, "a worker that is ready")

    @property
    def board(self) -> str:
        """The key that names the board."""
        return str(self.ready["board"])

    def kill(self) -> None:
        """Kill the worker, not its supervisor, with a signal that it can't catch."""
        os.kill(int(self.status()["worker"]["pid"]), getattr(signal, "SIGKILL", signal.SIGTERM))

    def status(self) -> dict[str, Any]:
        """What `status` answers."""
        answer = self.call("status")
        assert isinstance(answer, dict)
        return answer

    def call(self, command: str, **parameters: object) -> Any:
        """Send a command on a connection of the test's own, and give its data."""
        if self._client is None:
            self._client = connect(str(self.ready["url"]), token=str(self.ready["token"]), client="test")
        return self._client.send(command, parameters)

    def live_memory(self) -> int:
        """Memory that is in use after a collection of garbage [bytes], of an `inspected` worker."""
        # The supervisor writes such a line before it.
        line = re.findall(r"Debugger listening on \S+", self.log)[1]
        program = str(ROOT / "e2e" / "pymodaq" / "live-memory.ts")
        told = subprocess.run([node(), "--conditions=source", program, line], check=True, capture_output=True)
        return int(1e6 * float(told.stdout))

    def end(self) -> None:
        """End it as Ctrl-C does."""
        if self._client is not None:
            self._client.close()
        self.process.terminate()
        super().end()


def _is_ready(line: Line) -> bool:
    return line.get("event") == "ready"
