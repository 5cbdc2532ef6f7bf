"""A child process that writes lines of JSON."""

import contextlib
import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from pymodaq_rig.isolation import HOME

LIMIT = 120.0
"""Longest wait for anything [s]: for a machine that does much else at the same time, never for a good one."""

Line = dict[str, Any]


class LineProcess:
    """Collects what a child writes to stdout; its stderr goes to a file that failures quote."""

    def __init__(
        self, arguments: Sequence[str], *, name: str, environment: Mapping[str, str] | None = None
    ) -> None:
        """Start the child with these arguments; `environment` is added to this process's."""
        self.name = name
        self.lines: list[Line] = []
        self._news = threading.Condition()
        self._has_ended = False
        descriptor, log = tempfile.mkstemp(prefix=f"{name}-", suffix=".log", dir=HOME)
        self._log = Path(log)
        with os.fdopen(descriptor, "wb") as stderr:
            self.process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                cwd=HOME,
                env={**os.environ, **(environment or {})},
                text=True,
                encoding="utf-8",
            )
        self._reader = threading.Thread(target=self._read, name=f"{name} reader", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.end()

    @property
    def log(self) -> str:
        """What the child wrote to stderr so far; of much, the end."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-6000:]

    def send(self, line: Mapping[str, object]) -> None:
        """Write a line to the child's stdin."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()

    def wait_for(
        self, wanted: Callable[[Line], bool], what: str, *, since: int = 0, limit: float = LIMIT
    ) -> Line:
        """The first line from number `since` on that is `wanted`, as soon as it is there.

        :raises AssertionError: with `what` was waited for, if the child ends or `limit` [s] passes before
        """
        position = since
        found: Line | None = None

        def has_come() -> bool:
            nonlocal position, found
            while position < len(self.lines):
                line = self.lines[position]
                position += 1
                if wanted(line):
                    found = line
                    return True
            return self._has_ended

        with self._news:
            has_come()
            if found is None:
                self._news.wait_for(has_come, limit)
        if found is None:
            why = f"it ended with {self.process.poll()}" if self._has_ended else f"not within {limit:.0f} s"
            recent = "\n".join(str(line)[:300] for line in self.lines[-15:])
            message = f"{self.name}: waited for {what}; {why}.\nLast lines:\n{recent}\nLog:\n{self.log}"
            raise AssertionError(message)
        return found

    def end(self) -> None:
        """Let the child end by closing its stdin; one that does not is killed."""
        with contextlib.suppress(OSError):
            if self.process.stdin is not None:
                self.process.stdin.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for text in self.process.stdout:
            with self._news:
                # A program may print something else before it is ready.
                with contextlib.suppress(ValueError):
                    self.lines.append(json.loads(text))
                self._news.notify_all()
        with self._news:
            self._has_ended = True
            self._news.notify_all()
