"""Finds out that a peer is frozen: PROTOCOL.md, section 14."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .messages import HEARTBEAT_INTERVAL, HEARTBEAT_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from .clock import Clock, Timer


class Heartbeat:
    """Listens for silence."""

    def __init__(self, clock: Clock, on_silence: Callable[[], None], on_death: Callable[[], None]) -> None:
        """Begin to listen.

        Args:
            clock: tells the time.
            on_silence: called when nothing was heard for the heartbeat's interval, again and again.
            on_death: called once, when nothing was heard for so long that the peer is given up.

        """
        self._clock = clock
        self._on_silence = on_silence
        self._on_death = on_death
        self._last_heard = clock.now()
        self._timer: Timer | None = None
        self._check_in(HEARTBEAT_INTERVAL)

    def heard(self) -> None:
        """Take note that something arrived."""
        self._last_heard = self._clock.now()

    def stop(self) -> None:
        """Listen no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check_in(self, delay: float) -> None:
        due = self._clock.now() + delay
        self._timer = self._clock.set_timer(lambda: self._check(due), delay, housekeeping=True)

    def _check(self, due: float) -> None:
        now = self._clock.now()
        # A check that comes far too late means that this process slept: frames may lie unread, so silence
        # proves nothing.
        if now - due > HEARTBEAT_INTERVAL:
            self._last_heard = max(self._last_heard, now - HEARTBEAT_INTERVAL)
        silence = now - self._last_heard
        if silence >= HEARTBEAT_TIMEOUT:
            self.stop()
            self._on_death()
            return
        quiet = silence >= HEARTBEAT_INTERVAL
        left = HEARTBEAT_TIMEOUT - silence
        self._check_in(min(HEARTBEAT_INTERVAL, left) if quiet else HEARTBEAT_INTERVAL - silence)
        if quiet:
            self._on_silence()
