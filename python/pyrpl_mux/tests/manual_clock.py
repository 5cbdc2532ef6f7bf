"""A clock that stands still until it is told to advance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class ManualTimer:
    """A timer of a manual clock."""

    def __init__(
        self, clock: ManualClock, callback: Callable[[], None], due: float, *, housekeeping: bool
    ) -> None:
        self.callback = callback
        self.due = due
        self.housekeeping = housekeeping
        self._clock = clock

    def cancel(self) -> None:
        self._clock.forget(self)


class ManualClock:
    """Time passes only by :meth:`advance`, which calls back whatever falls due, each at its own moment."""

    def __init__(self) -> None:
        self._now = 0.0
        self._timers: list[ManualTimer] = []

    @property
    def armed(self) -> int:
        """How many timers are armed."""
        return len(self._timers)

    def now(self) -> float:
        return self._now

    def set_timer(
        self, callback: Callable[[], None], delay: float, *, housekeeping: bool = False
    ) -> ManualTimer:
        timer = ManualTimer(self, callback, self._now + delay, housekeeping=housekeeping)
        self._timers.append(timer)
        return timer

    def forget(self, timer: ManualTimer) -> None:
        if timer in self._timers:
            self._timers.remove(timer)

    def advance(self, duration: float) -> None:
        """Let ``duration`` seconds pass."""
        end = self._now + duration
        while due := [timer for timer in self._timers if timer.due <= end]:
            earliest = min(due, key=lambda timer: timer.due)
            self._timers.remove(earliest)
            self._now = max(self._now, earliest.due)
            earliest.callback()
        self._now = end

    def lose_timers(self) -> None:
        """Lose every timer but those of housekeeping, as a computer that slept might."""
        self._timers = [timer for timer in self._timers if timer.housekeeping]

    def sleep(self, duration: float) -> None:
        """Jump without running what falls due on the way, as a suspended computer does."""
        self._now += duration
