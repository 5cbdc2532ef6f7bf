"""What the board can hold, checked before anything is written, as PyRPL would clip silently."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Clock of the board's converters and logic [Hz].
CLOCK_FREQUENCY = 125e6

#: Counts per volt of every 14-bit signal.
COUNTS_PER_VOLT = 8192


def number_text(value: float) -> str:
    """Give a number as people write it, at most six digits."""
    rounded = float(f"{value:.6g}")
    return str(int(rounded)) if rounded.is_integer() and abs(rounded) < 1e15 else repr(rounded)


def range_text(minimum: float, maximum: float, unit: str) -> str:
    """Give a range in words, such as ``from -1 V to 1 V``; no unit is shown for pure numbers."""
    suffix = "" if unit == "1" else f" {unit}"
    return f"from {number_text(minimum)}{suffix} to {number_text(maximum)}{suffix}"


def impossible(
    parameter: str, value: object, possible: str, unit: str = "1", **details: object
) -> CommandError:
    """Make the error for a value that a parameter cannot have; nothing was written yet."""
    shown = str(value) if unit == "1" else f"{value} {unit}"
    return CommandError(
        "invalid",
        f"{parameter} = {shown} is impossible: it must be {possible}. Nothing was written.",
        parameter=parameter,
        value=value,
        range=possible,
        unit=unit,
        **details,
    )


def choice(parameter: str, value: object, options: Iterable[str]) -> str:
    """Check one of several names."""
    if isinstance(value, str) and value in (names := list(options)):
        return names[names.index(value)]
    raise impossible(parameter, value, f"one of {', '.join(options)}")


def flag(parameter: str, value: object) -> bool:
    """Check a truth value."""
    if isinstance(value, bool):
        return value
    raise impossible(parameter, value, "true or false")


def number(parameter: str, value: object, unit: str = "1") -> float:
    """Check a finite number."""
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    raise impossible(parameter, value, "a finite number", unit)


def whole(parameter: str, value: object, minimum: int, maximum: int) -> int:
    """Check a whole number."""
    given = number(parameter, value)
    if given.is_integer() and minimum <= given <= maximum:
        return int(given)
    raise impossible(parameter, value, f"a whole number {range_text(minimum, maximum, '1')}")


def on_grid(
    parameter: str,
    value: object,
    unit: str,
    scale: float,
    codes: tuple[int, int],
    *,
    full_scale: bool = False,
    keep_non_zero: bool = True,
    note: str = "",
) -> float:
    """Check a number of equal steps, and give the nearest that a register can hold.

    Args:
        parameter: its name
        value: what was asked for
        unit: its SI unit, ``1`` for a pure number
        scale: steps per unit
        codes: smallest and largest number of steps
        full_scale: accepts one step more than the largest, as the largest
        keep_non_zero: refuses a value other than 0 that would become 0
        note: what the range is meant for, where it is not the only one

    """
    given = number(parameter, value, unit)
    minimum, maximum = codes
    end = maximum + 1 if full_scale else maximum
    code = round(given * scale)
    if full_scale and given * scale <= end:
        code = min(code, maximum)
    if not minimum <= code <= maximum:
        possible = range_text(minimum / scale, end / scale, unit) + (f" ({note})" if note else "")
        raise impossible(parameter, value, possible, unit, minimum=minimum / scale, maximum=end / scale)
    if keep_non_zero and code == 0 and given != 0:
        suffix = "" if unit == "1" else f" {unit}"
        raise impossible(
            parameter, value, f"0 or at least {number_text(1 / scale)}{suffix}, the smallest step", unit
        )
    return code / scale


def voltage(parameter: str, value: object) -> float:
    """Check a voltage from -1 V to 1 V, and give it in whole counts; +1 V is full scale, 8191/8192 V."""
    return on_grid(
        parameter, value, "V", COUNTS_PER_VOLT, (-8192, 8191), full_scale=True, keep_non_zero=False
    )


def frequency(parameter: str, value: object, bits: int, correction: float) -> float:
    """Check the frequency [Hz] of an oscillator whose phase has that many bits."""
    given = number(parameter, value, "Hz")
    highest = CLOCK_FREQUENCY / 2 * min(1.0, correction)
    step = CLOCK_FREQUENCY * correction / 2**bits
    if not 0 <= given <= highest + step / 2:
        raise impossible(parameter, value, range_text(0, highest, "Hz"), "Hz")
    if given != 0 and round(given / step) == 0:
        raise impossible(parameter, value, f"0 or at least {number_text(step)} Hz, the smallest step", "Hz")
    return min(given, highest)


def angle(parameter: str, value: object, bits: int) -> float:
    """Check any finite angle [deg], and give the nearest of 2^bits angles from 0 to below 360."""
    turn: int = 2**bits
    return round(number(parameter, value, "deg") % 360 / 360 * turn) % turn / turn * 360


def bandwidths(parameter: str, value: object, stages: int, possible: list[float]) -> list[float]:
    """Check the bandwidths [Hz] of a chain of filters; negative for a high-pass, 0 for a stage that is off.

    Args:
        parameter: its name
        value: one bandwidth, or a list
        stages: most bandwidths
        possible: those that a low-pass can have, ascending

    """
    given = [number(parameter, one, "Hz") for one in (value if isinstance(value, list) else [value])]
    if len(given) > stages:
        raise impossible(parameter, value, f"a list of at most {stages} bandwidths")
    slowest, fastest = possible[0], possible[-1]
    for one in given:
        if one != 0 and not slowest / 2 <= abs(one) <= fastest * (1 + 1e-6):
            reach = range_text(slowest, fastest, "Hz")
            raise impossible(parameter, one, f"0, or {reach} with either sign", "Hz")
    return given
