"""What the set-ups of all modules have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import CommandError
from ..ranges import bandwidths
from ..registers import Module, bandwidths_of, nearest_bandwidths, write
from ..steps import Steps, access

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: Signals of the board's routing, in the order of their numbers (redpitaya_dsp.v).
SIGNALS = (
    "pid0", "pid1", "pid2", "trig", "iir", "iq0", "iq1", "iq2",
    "asg0", "asg1", "in1", "in2", "out1", "out2", "iq2_2", "off",
)  # fmt: skip

#: Where a module's direct output goes.
OUTPUTS = ("off", "out1", "out2", "both")

#: Modules that can drive an output.
DRIVING_MODULES = ("pid0", "pid1", "pid2", "trig", "iir", "iq0", "iq1", "iq2", "asg0", "asg1")


def check_names(args: Mapping[str, Any], known: Collection[str]) -> None:
    """Refuse arguments that a call does not have.

    Raises:
        CommandError: there is one.

    """
    for name in args:
        if name not in known:
            raise CommandError(
                "invalid",
                f'There is no parameter "{name}", but {", ".join(known) or "none"}. Nothing was written.',
                parameter=name,
            )


def write_step(module: Module, name: str, value: object) -> Steps[None]:
    """Set one attribute of PyRPL in a step of that name."""
    return access(name, lambda: write(module, name, value))


def nearest_filters(module: Module, name: str, parameter: str, value: object) -> Steps[list[float]]:
    """Check bandwidths [Hz], and give the nearest that the board has.

    PyRPL reads the filter's constants for it, once.

    Raises:
        CommandError: the board has none that is near.

    """
    stages, possible = yield from access(f"bandwidths of {name}", lambda: bandwidths_of(module, name))
    asked = bandwidths(parameter, value, stages, possible)
    return (yield from access(f"bandwidths of {name}", lambda: nearest_bandwidths(module, name, asked)))
