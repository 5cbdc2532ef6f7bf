"""Lines of JSON between this program and the test that started it."""

import json
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

from qtpy.QtCore import QObject, Signal


class Lines(QObject):
    """Takes commands from stdin into the GUI thread, and sends answers and events to the real stdout."""

    _received = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        self._lock = threading.Lock()
        self._sequence = 0

    def start(self, handle: Callable[[dict[str, Any]], object]) -> None:
        """Begin to read; `handle` is called in the GUI thread and returns the answer."""
        self._received.connect(lambda text: self._answer(json.loads(text), handle))
        threading.Thread(target=self._read, name="stdin", daemon=True).start()

    def event(self, name: str, **details: object) -> None:
        """Tell the test, from any thread. The order of the lines is the order of the calls."""
        with self._lock:
            self._sequence += 1
            self._write({"event": name, "n": self._sequence, **details})

    def _answer(self, command: dict[str, Any], handle: Callable[[dict[str, Any]], object]) -> None:
        number = command.pop("id")
        try:
            answer = {"id": number, "result": handle(command)}
        except Exception as error:
            answer = {"id": number, "error": f"{type(error).__name__}: {error}"}
        with self._lock:
            self._write(answer)

    def _write(self, message: dict[str, object]) -> None:
        self._out.write(json.dumps(message, default=str) + "\n")
        self._out.flush()

    def _read(self) -> None:
        for line in sys.stdin:
            self._received.emit(line)
        # The test is gone: nobody would ever end this program.
        os._exit(0)
