"""Other programs on the same computer, each sharing the board through a manager of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from ..program import REPOSITORY
from ..waiting import PATIENCE


def environment_of_python() -> dict[str, str]:
    """Give the environment of a Python program that imports the package of this checkout."""
    return {**os.environ, "PYTHONPATH": str(REPOSITORY / "python" / "pyrpl_mux" / "src")}


class OtherProgram:
    """A running contender."""

    def __init__(self, command: list[str], config: dict[str, Any], setpoints: int) -> None:
        """Start it; :meth:`ready` waits for it."""
        self._process = subprocess.Popen(
            [*command, json.dumps(config), str(setpoints)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment_of_python(),
            start_new_session=True,
        )

    @classmethod
    def python(cls, config: dict[str, Any], setpoints: int = 0) -> OtherProgram:
        """Start the one in Python."""
        return cls([sys.executable, str(Path(__file__).with_name("contender.py"))], config, setpoints)

    @classmethod
    def typescript(cls, config: dict[str, Any], setpoints: int = 0) -> OtherProgram:
        """Start the one in TypeScript."""
        script = REPOSITORY / "e2e" / "manager" / "contender.ts"
        return cls(["node", "--conditions=source", str(script)], config, setpoints)

    def ready(self) -> OtherProgram:
        """Wait until it has its worker and the answers to its setpoints."""
        self.info = self._read()
        self.wrong = self._read()["wrong"]
        return self

    def finish(self, last_words: str = "") -> int:
        """Let it shut down, or end as told; gives its exit code."""
        assert self._process.stdin is not None
        self._process.stdin.write(last_words.encode())
        self._process.stdin.close()
        return self._process.wait(PATIENCE)

    def close(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            if not stream.closed:
                stream.close()

    def interrupt(self) -> None:
        """End it as Ctrl-C in its terminal does, which all that belongs to that is told of."""
        os.killpg(self._process.pid, signal.SIGINT)
        self._process.wait(PATIENCE)

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"the other program ended early, with exit code {self._process.wait(PATIENCE)}"
        value: dict[str, Any] = json.loads(line)
        return value
