"""The test's side of a program with PyMoDAQ in it."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pymodaq_rig.line_process import LIMIT, Line, LineProcess

_FOLDER = Path(__file__).parents[1]


class Program(LineProcess):
    """PyMoDAQ in a process of its own. Its commands are the methods of `pymodaq_rig.dashboard.commands`."""

    def __init__(self, name: str = "dashboard", **environment: str) -> None:
        search = {"PYTHONPATH": str(_FOLDER), "PYTHONUNBUFFERED": "1"}
        super().__init__(
            [sys.executable, "-X", "faulthandler", "-m", "pymodaq_rig.dashboard"],
            name=name,
            environment={**search, **environment},
        )
        self._number = 0
        self._has_quit = False

    def call(self, do: str, *, limit: float = LIMIT, **parameters: object) -> Any:
        """Let the program do something and wait for the answer.

        :raises AssertionError: with the program's sentence, if it could not
        """
        self._number += 1
        number = self._number
        since = len(self.lines)
        self.send({"do": do, "id": number, **parameters})
        answer = self.wait_for(
            lambda line: line.get("id") == number, f"{do} {parameters}", since=since, limit=limit
        )
        assert "error" not in answer, f"{do} {parameters}: {answer.get('error')}\n{self.log}"
        return answer["result"]

    @property
    def now(self) -> int:
        """The number of the next line: what comes after this moment has it or a larger one."""
        return len(self.lines)

    def number_of(self, line: Line) -> int:
        """The number of the line after this one."""
        return self.lines.index(line) + 1

    def event(
        self,
        name: str,
        module: str | None = None,
        where: Callable[[Line], bool] = lambda _: True,
        *,
        since: int = 0,
        limit: float = LIMIT,
    ) -> Line:
        """The first such event from line `since` on, as soon as it is there."""

        def wanted(line: Line) -> bool:
            return (
                line.get("event") == name and (module is None or line.get("module") == module) and where(line)
            )

        return self.wait_for(wanted, f"the event {name} of {module}", since=since, limit=limit)

    def open(self, kind: str, title: str, plugin: str) -> None:
        """Open one module and initialise it."""
        self.call("open", kind=kind, title=title, plugin=plugin)
        self.initialize(title)

    def initialize(self, title: str) -> None:
        """Initialise a module and see that it is."""
        since = self.now
        self.call("initialize", module=title, on=True)
        done = self.event("initialized", title, since=since)
        assert done["done"], f"{title} could not be initialised: {self.sentences(title, since)}\n{self.log}"

    def load(self, experiment: str) -> dict[str, bool]:
        """Open the dashboard with an experiment; tells which modules are initialised."""
        self.call("load", experiment=experiment)
        modules = self.event("loaded")["modules"]
        assert isinstance(modules, dict)
        return modules

    def move(self, title: str, value: float) -> Line:
        """Move an actuator and wait until it is there."""
        since = self.now
        self.call("move", module=title, value=value)
        return self.event("moved", title, since=since)

    def snap(self, title: str) -> list[dict[str, Any]]:
        """Take one set of data and get all of it."""
        since = self.now
        self.call("snap", module=title)
        self.event("data", title, since=since)
        answer = self.call("last", module=title)
        assert isinstance(answer, list)
        return answer

    def values(self, title: str) -> dict[str, float]:
        """Take one set of data and get its single values by their label."""
        since = self.now
        self.call("snap", module=title)
        return labelled(self.event("data", title, since=since))

    def setting(self, title: str, path: str) -> Any:
        """A setting that a plugin shows."""
        return self.call("settings", module=title)[path]

    def until_setting(
        self, title: str, path: str, wanted: Callable[[Any], bool], limit: float = LIMIT
    ) -> None:
        """Wait until a plugin shows a setting as it is `wanted`."""
        self.until(lambda: wanted(self.setting(title, path)), f"{title} shows {path} so", limit)

    def until(self, holds: Callable[[], bool], what: str, limit: float = LIMIT) -> None:
        """Ask again and again until something holds."""
        end = time.monotonic() + limit
        while not holds():
            assert time.monotonic() < end, f"{self.name}: waited for: {what}.\n{self.log}"
            time.sleep(0.05)

    def sentences(self, title: str, since: int = 0) -> list[str]:
        """What a module said in its status bar."""
        return [
            line["text"]
            for line in self.lines[since:]
            if line.get("event") == "status" and line.get("module") == title
        ]

    def end(self) -> None:
        """Close the program as its user does, and see that it ended well."""
        if not self._has_quit and self.process.poll() is None:
            self._has_quit = True
            self.call("quit")
            code = self.process.wait(LIMIT)
            super().end()
            assert code == 0, f"{self.name} ended with {code}.\n{self.log}"
            return
        super().end()

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        # A failure is told as it is, not as the one that closing adds to it.
        if kind is None:
            self.end()
        else:
            super().end()


def labelled(event: Line) -> dict[str, float]:
    """The single values of an event `data`, by their label."""
    return {
        label: value
        for data in event["data"]
        if "values" in data
        for label, value in zip(data["labels"], data["values"], strict=True)
    }
