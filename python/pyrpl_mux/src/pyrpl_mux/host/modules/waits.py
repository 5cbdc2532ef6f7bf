"""Waiting for the board: how often it is asked, and how a wait ends without what was waited for."""

from __future__ import annotations

from typing import Any

from ..errors import CommandError


class PollInterval:
    """Pauses between two questions [s]: each twice the one before, from 0.2 ms to 5 ms."""

    def __init__(self) -> None:
        """Begin with the shortest."""
        self._next = 0.2e-3

    def next(self) -> float:
        """Give the next pause [s]."""
        interval = self._next
        self._next = min(2 * interval, 5e-3)
        return interval


def aborted_error(
    state: dict[str, Any], waited: float, consequence: str, *, done: bool = True
) -> CommandError:
    """Make the error for a wait that somebody has stopped after ``waited`` [s]."""
    return CommandError(
        "aborted",
        f"Stopped after {waited:.3f} s of waiting ({state['kind']}). {consequence}",
        "done" if done else "none",
        state=state,
        waited=waited,
        consequence=consequence,
    )


def timeout_error(state: dict[str, Any], waited: float, consequence: str) -> CommandError:
    """Make the error for what did not come in ``waited`` [s]."""
    return CommandError(
        "timeout",
        f"Timed out after {waited:.3f} s of waiting ({state['kind']}). {consequence}",
        "done",
        state=state,
        waited=waited,
        consequence=consequence,
    )
