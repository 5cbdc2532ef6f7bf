"""A TypeScript client that stays connected, in a process of its own."""

from collections.abc import Callable
from typing import Any

from pymodaq_rig.line_process import Line, LineProcess
from pymodaq_rig.worker import ROOT, Worker, node


class TypeScriptClient(LineProcess):
    """Watches the settings of the board and sends commands."""

    def __init__(self, worker: Worker) -> None:
        program = str(ROOT / "e2e" / "pymodaq" / "watch-board.ts")
        address = (str(worker.ready["url"]), str(worker.ready["token"]))
        super().__init__([node(), "--conditions=source", program, *address], name="watch-board")
        self._number = 0
        self.wait_for(lambda line: line.get("event") == "ready", "its subscription")

    def call(self, command: str, **params: object) -> Any:
        """Send a command and give its data.

        :raises AssertionError: with the sentence of the worker, if it fails
        """
        self._number += 1
        number = self._number
        since = len(self.lines)
        self.send({"command": command, "params": params, "id": number})
        answer = self.wait_for(lambda line: line.get("id") == number, command, since=since)
        assert "error" not in answer, f"{command} {params}: {answer}"
        return answer["result"]

    def until_told(self, module: str, setting: str, wanted: Callable[[Any], bool], *, since: int = 0) -> None:
        """Wait until it is told a setting as it is `wanted`."""

        def is_told(line: Line) -> bool:
            settings = line.get("modules", {}).get(module, {})
            return setting in settings and wanted(settings[setting])

        self.wait_for(is_told, f"{setting} of {module}", since=since)
