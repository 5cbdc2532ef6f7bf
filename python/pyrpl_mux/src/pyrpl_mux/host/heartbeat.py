"""What tells the worker, from a second thread, that this process lives and what it is doing."""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .channel import Channel

#: Time between heartbeats [s].
INTERVAL = 0.2


class RunningCall:
    """The call into PyRPL that is running now, if any."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._now: tuple[str, int | None, float] | None = None

    @contextlib.contextmanager
    def of(self, call: str, number: int | None = None) -> Iterator[None]:
        """Name what runs within the context, and the id of its command."""
        self._now = (call, number, time.monotonic())
        try:
            yield
        finally:
            self._now = None

    def describe(self) -> dict[str, object] | None:
        """Give the running call as the worker is told, with the time since its start [s]."""
        now = self._now
        if now is None:
            return None
        call, number, started = now
        return {"call": call, "id": number, "since": round(time.monotonic() - started, 3)}


def start_heartbeat(channel: Channel, running: RunningCall) -> None:
    """Send a heartbeat every :data:`INTERVAL`, for as long as this process lives."""

    def beat() -> None:
        # A worker that is gone is noticed by the end of its messages.
        with contextlib.suppress(OSError):
            for number in itertools.count():
                channel.send({"heartbeat": {"seq": number, "running": running.describe()}})
                time.sleep(INTERVAL)

    threading.Thread(target=beat, name="heartbeat", daemon=True).start()
