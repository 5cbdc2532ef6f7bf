"""Messages from and to the worker, over the pipes that were this process's standard streams."""

from __future__ import annotations

import os
import queue
import struct
import sys
import threading
from typing import TYPE_CHECKING, Any, BinaryIO

from ..frames import FrameError, decode_frame, encode_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LENGTH = struct.Struct("<I")

#: Largest message that is read [bytes]; a generator's table of 64 bit floats has 128 KiB.
MAX_MESSAGE = 16 * 2**20


def take_standard_streams() -> tuple[BinaryIO, BinaryIO]:
    """Take the real standard streams away, so that nobody else reads them or prints between two messages.

    What anybody prints goes to standard error from then on, and whoever asks on standard input meets its end.
    """
    source, sink = os.dup(0), os.dup(1)
    sys.stdout.flush()
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return os.fdopen(source, "rb"), os.fdopen(sink, "wb", buffering=0)


class Channel:
    """Messages in both directions: each its length, unsigned 32 bit little-endian, and a frame.

    Messages are received by a thread of their own, as pipes cannot be waited for together with anything else
    on every system. Any thread may send.
    """

    def __init__(self, source: BinaryIO, sink: BinaryIO, on_end: Callable[[str | None], object]) -> None:
        """Start to receive.

        Args:
            source: where messages come from
            sink: where messages go
            on_end: called, by the receiving thread, when no more messages can come: with None after the last
                one, or with a sentence that says what was wrong with the bytes received

        """
        self._source = source
        self._sink = sink
        self._on_end = on_end
        self._lock = threading.Lock()
        self.received: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=self._receive, name="receive", daemon=True).start()

    def send(self, message: Mapping[str, object]) -> None:
        """Send one message.

        Raises:
            FrameError: the message cannot travel; nothing was sent.
            OSError: the worker is gone.

        """
        parts = encode_frame(message)
        length = sum(len(part) for part in parts)
        with self._lock:
            # Header and text in one piece, for each write of a pipe wakes the reader.
            self._write(_LENGTH.pack(length) + b"".join(parts[:3]))
            for part in parts[3:]:
                self._write(part)

    def _write(self, part: bytes | memoryview) -> None:
        view = memoryview(part)
        while len(view):
            view = view[self._sink.write(view) :]

    def _receive(self) -> None:
        reason = None
        try:
            with self._source:
                while (message := self._receive_one()) is not None:
                    self.received.put(message)
        except (FrameError, OSError) as error:
            reason = str(error)
        self._on_end(reason)

    def _receive_one(self) -> dict[str, Any] | None:
        prefix = self._source.read(_LENGTH.size)
        if not prefix:
            return None
        if len(prefix) < _LENGTH.size:
            raise FrameError("The worker's messages end within a length.")
        length: int = _LENGTH.unpack(prefix)[0]
        if length > MAX_MESSAGE:
            raise FrameError(f"A message of {length} bytes is announced; at most {MAX_MESSAGE} are possible.")
        frame = self._source.read(length)
        if len(frame) < length:
            raise FrameError(f"The worker's messages end within a message of {length} bytes.")
        message = decode_frame(frame)
        if not isinstance(message, dict):
            raise FrameError("A message must be a JSON object.")
        return message
