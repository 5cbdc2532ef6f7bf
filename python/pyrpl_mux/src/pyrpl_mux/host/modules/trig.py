"""The trigger module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import ranges
from ..ranges import COUNTS_PER_VOLT, impossible
from ..read_back import read_back
from ..registers import Block
from ..steps import Steps, access
from .edge import check_edges, check_hysteresis
from .setup import OUTPUTS, SIGNALS, check_names, nearest_filters, write_step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..registers import Module

OUTPUT_SIGNALS = ("TTL", "asg0_phase")

SOURCES = ("off", "pos_edge", "neg_edge", "both_edge")

_STEPS = {"threshold": 1 / COUNTS_PER_VOLT, "hysteresis": 1 / COUNTS_PER_VOLT, "phase_offset": 360 / 2**14}

_CHOICES = {
    "input": SIGNALS,
    "output_direct": OUTPUTS,
    "output_signal": OUTPUT_SIGNALS,
    "trigger_source": SOURCES,
}

_PARAMETERS = (*_CHOICES, *_STEPS, "phase_abs", "auto_rearm", "input_filter", "armed")


class Trig:
    """The trigger module."""

    def __init__(self, module: Module) -> None:
        """Take PyRPL's module; nothing is read yet."""
        self._module = module

    def get(self) -> Steps[dict[str, Any]]:
        """Read the settings as they are now."""
        routing = yield from access("routing", lambda: Block(self._module, 0x0, 0x4))
        return (
            yield from access("settings", lambda: self._decode(routing, Block(self._module, 0x100, 0x120)))
        )

    def setup(self, args: Mapping[str, Any]) -> Steps[dict[str, Any]]:
        """Change what is given: edges that no longer trigger end first, and an output is connected last.

        PyRPL's own set-up would arm the module each time.

        Raises:
            CommandError: a value is impossible, before anything is written; or something else is read back.

        """
        module = self._module
        values = self._check(args)
        held = yield from self.get()
        chosen = {**held, **values}
        check_edges(
            rising=chosen["trigger_source"] in ("pos_edge", "both_edge"),
            falling=chosen["trigger_source"] in ("neg_edge", "both_edge"),
            threshold=chosen["threshold"],
            hysteresis=chosen["hysteresis"],
        )
        expected: dict[str, tuple[Any, float]] = {
            name: (values[name], _STEPS.get(name, 0)) for name in values
        }
        if "input_filter" in args:
            name = "input_filter"
            bandwidths = yield from nearest_filters(module, "inputfilter", name, args[name])
            values["inputfilter"] = bandwidths
            expected[name] = (bandwidths[0] if bandwidths else 0.0, 0)

        output, source = values.get("output_direct"), values.get("trigger_source")
        if output == "off":
            yield from write_step(module, "output_direct", "off")
        if source == "off":
            yield from write_step(module, "trigger_source", "off")
        for name, value in values.items():
            if name not in ("output_direct", "trigger_source"):
                yield from write_step(module, name, value)
        if source not in (None, "off"):
            yield from write_step(module, "trigger_source", source)
        if "armed" in args:
            yield from write_step(module, "armed", True)
        if output not in (None, "off"):
            yield from write_step(module, "output_direct", output)
        return (yield from read_back(self.get(), expected))

    @staticmethod
    def _check(args: Mapping[str, Any]) -> dict[str, Any]:
        check_names(args, _PARAMETERS)
        if args.get("armed", True) is not True:
            raise impossible("armed", args["armed"], "true, for the board cannot disarm")
        values: dict[str, Any] = {
            name: ranges.choice(name, args[name], options)
            for name, options in _CHOICES.items()
            if name in args
        }
        if "threshold" in args:
            values["threshold"] = ranges.voltage("threshold", args["threshold"])
        if "hysteresis" in args:
            values["hysteresis"] = check_hysteresis(args["hysteresis"])
        if "phase_offset" in args:
            values["phase_offset"] = ranges.angle("phase_offset", args["phase_offset"], 14)
        for name in ("phase_abs", "auto_rearm"):
            if name in args:
                values[name] = ranges.flag(name, args[name])
        return values

    @staticmethod
    def _decode(routing: Block, settings: Block) -> dict[str, Any]:
        bandwidths = settings.filters("inputfilter")
        return {
            "input": routing.value("input"),
            "output_direct": routing.value("output_direct"),
            # Other codes hold the last output, like that of the phase.
            "output_signal": settings.value("output_signal") or "TTL",
            "trigger_source": settings.value("trigger_source") or "off",
            "threshold": settings.value("threshold"),
            "hysteresis": settings.value("hysteresis"),
            "phase_offset": settings.value("phase_offset"),
            "phase_abs": settings.value("phase_abs"),
            "auto_rearm": settings.value("auto_rearm"),
            "input_filter": bandwidths[0] if bandwidths else 0.0,
            "armed": settings.value("armed"),
        }
