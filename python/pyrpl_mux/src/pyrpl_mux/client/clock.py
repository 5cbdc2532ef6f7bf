"""Time, wherever it decides anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable


class Timer(Protocol):
    """A timer that was set and can be taken back."""

    def cancel(self) -> None:
        """Take it back; no effect once it has run."""


class Clock(Protocol):
    """Time of one event loop; tests bring their own."""

    def now(self) -> float:
        """Seconds from an arbitrary origin; never goes back."""

    def set_timer(self, callback: Callable[[], None], delay: float, *, housekeeping: bool = False) -> Timer:
        """Call back once, in the loop's thread, after a delay in seconds.

        Nobody waits for a ``housekeeping`` timer.
        """


class LoopClock:
    """The clock of an event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tell the time of ``loop``."""
        self._loop = loop
        self.now = loop.time

    def set_timer(
        self,
        callback: Callable[[], None],
        delay: float,
        *,
        housekeeping: bool = False,
    ) -> Timer:
        """Call back once after a delay in seconds."""
        return self._loop.call_later(delay, callback)
