"""When to try again."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: Time before the first new attempt [s].
FIRST_DELAY = 0.25

#: Longest time between two attempts [s].
LONGEST_DELAY = 10.0


class Backoff:
    """Doubling delays with jitter, so that many clients do not come back in step."""

    def __init__(self, uniform: Callable[[], float] = random.random) -> None:
        """Begin with the shortest delay.

        Args:
            uniform: gives a random number, 0 <= x < 1.

        """
        self._uniform = uniform
        self._attempts = 0

    def next(self) -> float:
        """Seconds until the next attempt: between half and all of a delay that doubles."""
        ceiling: float = min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(self._attempts, 30))
        self._attempts += 1
        return ceiling / 2 * (1 + self._uniform())

    def reset(self) -> None:
        """Begin anew: an attempt succeeded."""
        self._attempts = 0
