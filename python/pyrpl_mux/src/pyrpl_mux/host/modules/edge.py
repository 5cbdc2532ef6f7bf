"""Edges that the board can see."""

from __future__ import annotations

from ..ranges import COUNTS_PER_VOLT, impossible, number_text, on_grid


def check_hysteresis(value: object) -> float:
    """Check how far a signal must return before its next edge counts [V], 0 to 1; 1 V is 8191/8192 V."""
    codes = (0, COUNTS_PER_VOLT - 1)
    return on_grid("hysteresis", value, "V", COUNTS_PER_VOLT, codes, full_scale=True, keep_non_zero=False)


def check_edges(*, rising: bool, falling: bool, threshold: float, hysteresis: float) -> None:
    """Check that the edges can happen: the board compares in 14 bits, where a sum beyond them wraps round.

    Raises:
        CommandError: no edge would ever be seen.

    """
    room = {
        "fall": threshold + 1 if rising else float("inf"),
        "rise": (COUNTS_PER_VOLT - 1) / COUNTS_PER_VOLT - threshold if falling else float("inf"),
    }
    way = min(room, key=lambda direction: room[direction])
    if hysteresis > room[way]:
        level, most = number_text(threshold), number_text(room[way])
        possible = f"at most {most} V, for from a threshold of {level} V the signal cannot {way} any further"
        raise impossible("hysteresis", hysteresis, possible, "V")
