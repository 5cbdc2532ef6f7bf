"""The newest trace of the worker's stream, in the thread of the plugin."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from .trace import Trace

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyrpl_mux import CommandError, Event

    from .connection import Connection


class TraceStream:
    """A subscription to traces. A plugin slower than the stream misses older ones, never the newest."""

    def __init__(
        self,
        connection: Connection,
        max_rate: float,
        points: int,
        on_trace: Callable[[Trace], object],
        on_error: Callable[[CommandError], object],
    ) -> None:
        """Subscribe and return at once, for at most `max_rate` traces per second [Hz].

        Of more samples than `points` the smallest and the largest of each group of neighbours come.
        """
        self.points = points
        self._connection = connection
        self._on_trace = on_trace
        self._lock = threading.Lock()
        self._newest: dict[str, Any] | None = None
        self._closed = False
        self._end = connection.follow(
            "scope_trace", self._receive, on_error, max_rate=max_rate, max_points=points
        )

    def close(self) -> None:
        """End the subscription; no trace comes any more."""
        self._closed = True
        self._end()

    def _receive(self, event: Event) -> None:
        with self._lock:
            told, self._newest = self._newest is not None, event.data
        if not told:
            self._connection.call_here(self._deliver)

    def _deliver(self) -> None:
        with self._lock:
            data, self._newest = self._newest, None
        if data is not None and not self._closed:
            self._on_trace(Trace.of_event(data))
