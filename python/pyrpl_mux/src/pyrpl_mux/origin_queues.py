"""The two queues of the origin: commands are put on one, responses come on the other."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

#: Commands that may wait in the queue; beyond it ``put`` waits, or raises ``queue.Full`` as it was asked to.
COMMAND_LIMIT = 1024

#: Responses that may lie unread; beyond it the oldest are dropped.
RESPONSE_LIMIT = 1024

_logger = logging.getLogger(__name__)

#: The last item of a command queue.
_END = object()


class CommandQueue(queue.Queue[Any]):
    """Takes items like ``{"command": "ping", "params": {}}``, from any thread of this process."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(COMMAND_LIMIT)
        self._closed = False

    def close(self) -> None:
        """Refuse further items: ``put`` raises ``ValueError``, as that of ``multiprocessing`` does."""
        with self.mutex:
            if not self._closed:
                self._closed = True
                self.queue.append(_END)
                self.not_empty.notify()

    def _put(self, item: object) -> None:
        if self._closed:
            raise ValueError(
                "This command queue belongs to a worker that was shut down, so nothing was sent. Use the "
                "queues of the next start_worker."
            )
        super()._put(item)


class ResponseQueue(queue.Queue[dict[str, Any]]):
    """Gives responses like ``{"status": "ok", "data": "pong"}`` in the order of their commands."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(RESPONSE_LIMIT)
        #: How many responses were dropped, for nobody has read them.
        self.dropped = 0

    def add(self, response: dict[str, Any]) -> None:
        """Add a response without waiting; where too many lie unread the oldest makes room."""
        while True:
            try:
                self.put_nowait(response)
            except queue.Full:
                with suppress(queue.Empty):
                    self.get_nowait()
                    if self.dropped == 0:
                        _logger.warning(
                            "Nobody reads the response queue: %d responses lie there, and the oldest are "
                            "dropped from now on. The commands themselves are carried out.",
                            RESPONSE_LIMIT,
                        )
                    self.dropped += 1
            else:
                return


class OriginQueues:
    """Carries out what is put on the command queue, one item after the other, and answers each once."""

    def __init__(self, execute: Callable[[str, Mapping[str, Any]], dict[str, Any]]) -> None:
        """Begin; ``execute`` carries out a command and gives its response, whatever becomes of it."""
        self.commands = CommandQueue()
        self.responses = ResponseQueue()
        self._execute = execute
        self._thread = threading.Thread(target=self._run, name="pyrpl-mux command queue", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Refuse further items, and wait until those that are there have been answered."""
        self.commands.close()
        self._thread.join()

    def _run(self) -> None:
        while (item := self.commands.get()) is not _END:
            response = self._answer(item)
            identity = item.get("id") if isinstance(item, Mapping) else None
            if identity is not None:
                response["id"] = identity
            self.responses.add(response)

    def _answer(self, item: object) -> dict[str, Any]:
        if not isinstance(item, Mapping):
            return _malformed(f"it must be a dict with a command, but was of type {type(item).__name__}")
        command, params = item.get("command"), item.get("params")
        if not isinstance(command, str) or command == "":
            return _malformed(f"its command must be a name, but was {_shortened(command)}")
        if params is None:
            params = {}
        if not isinstance(params, Mapping):
            return _malformed(f"the params of {command} must be a dict, but were {_shortened(params)}")
        return self._execute(command, params)


def _malformed(why: str) -> dict[str, Any]:
    return {
        "status": "error",
        "data": f"An item of the command queue can't be understood: {why}. Nothing was done.",
        "error": {"code": "bad_message", "effect": "none"},
    }


def _shortened(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
