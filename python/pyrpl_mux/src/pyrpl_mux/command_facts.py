"""How long a command may take, and whether it may change anything."""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING, Final

from .catalogue import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: s; the longest timeout that an envelope may carry.
MAX_DEADLINE: Final = 86_400.0

#: s; for commands that wait for nothing but the link to the board.
QUICK: Final = 5.0

#: s; one trace of the oscilloscope at decimation 1: 16384 samples, 8 ns apart.
_TRACE_DURATION: Final = 16_384 * 8e-9


def _number(params: Mapping[str, object], name: str, default: float) -> float:
    """Give a parameter as number; NaN if it is none."""
    value = params.get(name, default)
    if isinstance(value, bool) or not isinstance(value, Real):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan


def _acquisition(params: Mapping[str, object]) -> float:
    wait = _number(params, "timeout", 5.0)
    decimation = _number(params, "decimation", 64.0)
    traces = _number(params, "trace_average", 1.0)
    delay = _number(params, "trigger_delay", 0.0)
    return wait + _TRACE_DURATION * decimation * traces + max(delay, 0.0) + 1.0


def _demodulation(params: Mapping[str, object]) -> float:
    return 2.0 * _number(params, "averaging_time", 0.01) + QUICK


#: The commands whose default deadline depends on their parameters.
_BY_PARAMS: Final[Mapping[str, Callable[[Mapping[str, object]], float]]] = {
    "scope_acquire": _acquisition,
    "iq_get_quadratures": _demodulation,
    "iq_get_measurement": _demodulation,
}


def default_deadline(command: str, params: Mapping[str, object]) -> float:
    """Give the default of the envelope's timeout in s, more than 0 and at most 86400.

    A command that the catalogue does not know is quick. So is one whose parameters cannot be right: the
    worker refuses it at once, so any deadline will do.
    """
    facts = COMMANDS.get(command)
    if facts is None:
        return QUICK
    if facts.deadline is not None:
        return facts.deadline
    seconds = _BY_PARAMS[command](params)
    return min(seconds, MAX_DEADLINE) if seconds > 0 else QUICK


def may_change(command: str) -> bool:
    """Tell whether a command that was sent and never answered may have changed anything."""
    facts = COMMANDS.get(command)
    return facts is None or facts.may_change
