"""The least that a worker behind two queues costs: a process, a listener thread, an event per command.

This is the transport of the package where pyrpl-mux's idea was born, written anew with nothing behind it: it
answers a ping, and a "trace" with lists that it has already. A comparison in the same run.
"""

from __future__ import annotations

import math
import threading
import uuid
from multiprocessing import Process, Queue
from typing import Any

SAMPLES = 16_384


def _serve(commands: Queue[Any], responses: Queue[Any]) -> None:
    voltage = [math.sin(index / 100) for index in range(SAMPLES)]
    time = [index * 8e-9 for index in range(SAMPLES)]
    while (message := commands.get()) is not None:
        data: object = "pong"
        if message["command"] == "scope_acquire":
            data = {"voltage": voltage, "time": time}
        responses.put({"status": "ok", "data": data, "id": message["id"]})


class TwoQueues:
    """One worker process behind two queues; `send_command` may be called from any thread."""

    def __init__(self) -> None:
        """Start the process and the thread that listens to its answers."""
        self._commands: Queue[Any] = Queue()
        self._responses: Queue[Any] = Queue()
        self._waiting: dict[str, tuple[threading.Event, list[Any]]] = {}
        self._process = Process(target=_serve, args=(self._commands, self._responses), daemon=True)
        self._process.start()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        while (response := self._responses.get()) is not None:
            event, answer = self._waiting.pop(response["id"])
            answer.append(response)
            event.set()

    def send_command(self, command: str, params: dict[str, object], timeout: float = 5.0) -> dict[str, Any]:
        """Send a command and wait for its answer, `timeout` seconds at most."""
        number = str(uuid.uuid4())
        event, answer = threading.Event(), list[Any]()
        self._waiting[number] = (event, answer)
        self._commands.put({"command": command, "params": params, "id": number})
        if not event.wait(timeout):
            message = f"{command} was not answered within {timeout} s."
            raise TimeoutError(message)
        response: dict[str, Any] = answer[0]
        return response

    def close(self) -> None:
        """End the process and the thread."""
        self._commands.put(None)
        self._process.join()
        self._responses.put(None)
        self._listener.join()
