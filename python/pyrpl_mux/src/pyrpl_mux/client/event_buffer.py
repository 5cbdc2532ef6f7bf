"""Events between a worker and one reader."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from threading import Condition
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .messages import Event

#: Events that a slow reader may be behind.
BUFFERED_EVENTS = 64


def _modules(event: Event) -> dict[str, Any] | None:
    modules = event.data.get("modules") if isinstance(event.data, dict) else None
    return modules if isinstance(modules, dict) else None


def _coalesce(older: Event, newer: Event) -> Event:
    """Give the newer event, holding also the modules that only the older one told of."""
    before, after = _modules(older), _modules(newer)
    if before is None or after is None:
        return newer
    return replace(newer, data={**newer.data, "modules": {**before, **after}})


class EndOfEvents(Exception):  # noqa: N818 - no error
    """There are no more events."""


class EventBuffer:
    """The newest events are kept, state of modules is coalesced, what is lost is counted. For any thread."""

    def __init__(self) -> None:
        """Begin empty."""
        self._changed = Condition()
        self._events: deque[Event] = deque()
        self._dropped = 0
        self._ended = False
        self._error: Exception | None = None

    @property
    def dropped(self) -> int:
        """Events that the reader did not see one by one."""
        return self._dropped

    def push(self, event: Event) -> None:
        """Add the newest event."""
        with self._changed:
            if self._ended:
                return
            events = self._events
            events.append(event)
            if len(events) > BUFFERED_EVENTS:
                oldest = events.popleft()
                events[0] = _coalesce(oldest, events[0])
                self._dropped += 1
            self._changed.notify()

    def end(self, error: Exception | None = None) -> None:
        """End the sequence after what is buffered; with an error, reading raises it."""
        with self._changed:
            if not self._ended:
                self._ended = True
                self._error = error
                self._changed.notify_all()

    def take(self, patience: float = 0.0) -> Event | None:
        """Take the oldest event; None if none came within ``patience`` seconds.

        Raises:
            EndOfEvents: there are no more.
            Exception: the error that has ended the sequence.

        """
        with self._changed:
            if not self._events and not self._ended and patience > 0:
                self._changed.wait(patience)
            if self._events:
                return self._events.popleft()
            if self._error is not None:
                raise self._error
            if self._ended:
                raise EndOfEvents
            return None
