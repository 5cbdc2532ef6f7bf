"""The IIR filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import ranges
from ..ranges import impossible
from ..read_back import read_back
from ..registers import Block
from ..steps import Steps, access
from .iir_design import MAX_LOOPS, MIN_LOOPS, Filter, design, loops_needed
from .remembered import Remembered
from .setup import OUTPUTS, SIGNALS, check_names, nearest_filters, write_step

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from ..registers import Module

#: What has saturated since the filter was switched on, in the order of the bits.
_OVERFLOWS = ("y1_a1", "y2_a2", "sum", "x0_b0", "x1_b1", None, "output")

_DESIGN = ("zeros", "poles", "gain", "loops")

_PARAMETERS = ("input", "output_direct", "input_filter", "on", "bypass", *_DESIGN)


class Iir:
    """The filter. PyRPL's own set-up designs up to four times, moves zeros at 0 Hz, and switches it on."""

    def __init__(self, module: Module) -> None:
        """Take PyRPL's module; nothing is read yet."""
        self._module = module
        self._remembered = Remembered("filter")

    def get(self) -> Steps[dict[str, Any]]:
        """Read the settings as they are now."""
        module = self._module
        routing = yield from access("routing", lambda: Block(module, 0x0, 0x4))
        state = yield from access("state", lambda: Block(module, 0x100, 0x108))
        bandwidths = yield from access("inputfilter", lambda: Block(module, 0x120, 0x120))
        return self._decode(routing, state, bandwidths)

    def recall(self, told: dict[str, Any]) -> Steps[bool]:
        """Believe what an earlier process knew, if the registers are still as they were then."""
        settings = yield from self.get()
        return self._remembered.believe(told, settings["registers"])

    def setup(self, args: Mapping[str, Any]) -> Steps[dict[str, Any]]:
        """Change what is given, an output being connected last.

        A filter that is new, or sampled with other loops, begins empty: if it is on, it is switched off while
        its coefficients change.

        Raises:
            CommandError: a value is impossible, before anything is written; or something else is read back.

        """
        module = self._module
        values = self._check(args)
        held = yield from self.get()
        redesign = self._redesign(args, held)
        expected: dict[str, tuple[Any, float]] = {name: (value, 0) for name, value in values.items()}
        if "input_filter" in args:
            name = "input_filter"
            bandwidths = yield from nearest_filters(module, "inputfilter", name, args[name])
            expected[name] = (bandwidths[0] if bandwidths else 0.0, 0)
            values["inputfilter"] = bandwidths

        output = values.get("output_direct")
        if output == "off":
            yield from write_step(module, "output_direct", "off")
        if redesign is not None and held["on"]:
            yield from write_step(module, "on", False)
        for name in ("input", "inputfilter"):
            if name in values:
                yield from write_step(module, name, values[name])
        if redesign is not None:
            yield from self._load(*redesign)
            expected["loops"] = (redesign[1], 0)
        if "bypass" in values:
            yield from write_step(module, "bypass", values["bypass"])
        if "on" in values or (redesign is not None and held["on"]):
            yield from write_step(module, "on", values.get("on", held["on"]))
        if output not in (None, "off"):
            yield from write_step(module, "output_direct", output)
        return (yield from read_back(self.get(), expected))

    def _load(self, wanted: Filter, loops: int, sections: np.ndarray[Any, Any]) -> Steps[None]:
        self._remembered.choose(filter=None)
        yield from write_step(self._module, "loops", loops)
        yield from write_step(self._module, "coefficients", sections)
        self._remembered.choose(
            filter={
                "zeros": [[root.real, root.imag] for root in wanted.zeros],
                "poles": [[root.real, root.imag] for root in wanted.poles],
                "gain": wanted.gain,
                # The board adds what PyRPL's rows subtract.
                "coefficients": [
                    [b0, b1 + 0.0, 0.0 - a1, 0.0 - a2] for b0, b1, _, _, a1, a2 in sections.tolist()
                ],
            }
        )

    @staticmethod
    def _check(args: Mapping[str, Any]) -> dict[str, Any]:
        check_names(args, _PARAMETERS)
        values: dict[str, Any] = {}
        for name, options in (("input", SIGNALS), ("output_direct", OUTPUTS)):
            if name in args:
                values[name] = ranges.choice(name, args[name], options)
        for name in ("on", "bypass"):
            if name in args:
                values[name] = ranges.flag(name, args[name])
        return values

    def _redesign(
        self, args: Mapping[str, Any], held: Mapping[str, Any]
    ) -> tuple[Filter, int, np.ndarray[Any, Any]] | None:
        if not any(name in args for name in _DESIGN):
            return None
        wanted = self._chosen_filter(args)
        needed = loops_needed(wanted)
        if "loops" in args:
            loops = ranges.whole("loops", args["loops"], MIN_LOOPS, MAX_LOOPS)
            if loops < needed:
                enough = f"at least {needed}, for the board works out one section of this filter per cycle"
                raise impossible("loops", loops, enough)
        else:
            loops = max(int(held["loops"]), needed)
        return wanted, loops, design(wanted, loops, self._module._frequency_correction)

    def _chosen_filter(self, args: Mapping[str, Any]) -> Filter:
        held = self._remembered["filter"] or {}
        chosen = {name: args.get(name, held.get(name)) for name in ("zeros", "poles", "gain")}
        if chosen["zeros"] is None or chosen["poles"] is None:
            held_by_board = "no register tells those of the filter that the board has"
            together = f"given together with zeros and poles, for {held_by_board}"
            name = next(name for name in _DESIGN if name in args)
            raise impossible(name, args[name] if name in ("gain", "loops") else "alone", together)
        gain = 1.0 if chosen["gain"] is None else ranges.number("gain", chosen["gain"])
        return Filter(_roots("zeros", chosen["zeros"]), _roots("poles", chosen["poles"]), gain)

    def _decode(self, routing: Block, state: Block, bandwidths: Block) -> dict[str, Any]:
        loops, control, overflow = state.word(0x100) & 0x3FF, state.word(0x104), state.word(0x108)
        remembered = self._remembered["filter"] or dict.fromkeys(("zeros", "poles", "gain", "coefficients"))
        bandwidth = bandwidths.filters("inputfilter")
        return {
            "input": routing.value("input"),
            "output_direct": routing.value("output_direct"),
            "loops": loops,
            "input_filter": bandwidth[0] if bandwidth else 0.0,
            "on": state.value("on"),
            "bypass": state.value("bypass"),
            **remembered,
            "overflow": [
                name for bit, name in enumerate(_OVERFLOWS) if name is not None and overflow >> bit & 1
            ],
            "registers": [SIGNALS.index(routing.value("input")), loops, control, bandwidths.word(0x120)],
        }


def _roots(parameter: str, given: Any) -> tuple[complex, ...]:  # noqa: ANN401 - what the worker has sent
    """Read roots: each a number, or a pair of real and imaginary part."""
    try:
        return tuple(complex(*root) if isinstance(root, list) else complex(root) for root in given)
    except (TypeError, ValueError) as error:
        raise impossible(parameter, given, "a list of numbers or pairs [real, imaginary]", "Hz") from error
