"""The worker's side of the host, as a test needs it."""

from __future__ import annotations

import io
import os
import queue
import struct
import subprocess
import time
from pathlib import Path
from typing import Any

from pyrpl_mux.frames import encode_frame
from pyrpl_mux.host.channel import Channel

SOURCES = Path(__file__).resolve().parents[1] / "src"

#: Longest wait for anything that the host has to send [s].
PATIENCE = 30.0


class HostError(Exception):
    """A call ended with an error; the attributes are those of the message."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.code = error["code"]
        self.effect = error["effect"]
        self.details = error


class HostProcess:
    """A running host."""

    def __init__(self, command: list[str]) -> None:
        environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        assert isinstance(self.process.stdin, io.BufferedWriter)
        assert isinstance(self.process.stdout, io.BufferedReader)
        self.stdin = self.process.stdin.raw
        self.heartbeats: list[dict[str, Any]] = []
        self._ids = 0
        self._closed = False
        self._kept: list[dict[str, Any]] = []
        self._ended: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._channel = Channel(self.process.stdout, self.stdin, self._ended.put)

    def send(self, message: dict[str, object]) -> None:
        self._channel.send(message)

    def send_raw(self, data: bytes) -> None:
        self.stdin.write(data)

    def begin(self, call: str, **args: object) -> int:
        """Send a call, and give its id."""
        self._ids += 1
        self._channel.send({"call": call, "args": args, "id": self._ids, "limit": 5.0})
        return self._ids

    def cancel(self, number: int) -> None:
        self._channel.send({"cancel": number})

    def next(self, key: str, number: int | None = None, patience: float = PATIENCE) -> Any:  # noqa: ANN401
        """Wait for the next message with a key, and an id; others are kept, heartbeats apart."""
        deadline = time.monotonic() + patience
        for index, message in enumerate(self._kept):
            if key in message and number in (None, message.get("id")):
                return self._kept.pop(index)[key]
        while True:
            message = self._channel.received.get(timeout=max(0.01, deadline - time.monotonic()))
            if "heartbeat" in message:
                self.heartbeats.append(message["heartbeat"])
            if key in message and number in (None, message.get("id")):
                return message[key]
            if "heartbeat" not in message:
                self._kept.append(message)
            elif time.monotonic() > deadline:
                raise TimeoutError(f"no {key} of {number}; there are {self._kept}")

    def result(self, number: int, patience: float = PATIENCE) -> Any:  # noqa: ANN401
        """Wait for the answer to a call."""
        deadline = time.monotonic() + patience
        while True:
            for index, message in enumerate(self._kept):
                if message.get("id") == number and ("result" in message or "error" in message):
                    del self._kept[index]
                    if "error" in message:
                        raise HostError(message["error"])
                    return message["result"]
            message = self._channel.received.get(timeout=max(0.01, deadline - time.monotonic()))
            if "heartbeat" in message:
                self.heartbeats.append(message["heartbeat"])
            else:
                self._kept.append(message)

    def call(self, call: str, **args: object) -> Any:  # noqa: ANN401
        """Make a call and wait for its answer."""
        return self.result(self.begin(call, **args))

    def wait_ready(self) -> dict[str, Any]:
        """Wait until PyRPL runs."""
        while True:
            message = self._channel.received.get(timeout=PATIENCE)
            if "failed" in message:
                raise AssertionError(f"the host did not start: {message['failed']}")
            if "ready" in message:
                ready: dict[str, Any] = message["ready"]
                return ready
            self.heartbeats.append(message["heartbeat"])

    def exit_code(self) -> int:
        """Wait for the end of the process."""
        return self.process.wait(timeout=PATIENCE)

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self.process.kill()
        self.process.wait()
        self._ended.get(timeout=PATIENCE)
        self.stdin.close()


def frame(message: dict[str, object]) -> bytes:
    """Give the bytes of one message."""
    body = b"".join(encode_frame(message))
    return struct.pack("<I", len(body)) + body
