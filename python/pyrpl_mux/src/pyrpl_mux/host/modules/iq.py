"""The demodulators."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from .. import ranges
from ..ranges import CLOCK_FREQUENCY, impossible, range_text
from ..read_back import read_back
from ..registers import Block
from ..steps import Steps, Waiting, access, pause
from .setup import OUTPUTS, SIGNALS, check_names, nearest_filters, write_step
from .waits import PollInterval, aborted_error, timeout_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..registers import Module

OUTPUT_SIGNALS = ("quadrature", "output_direct", "pfd", "off")

_FREQUENCY = 0x108
_SUMS = 0x140

#: Set in each word of the sums while the accumulator is at work.
_BUSY = 0x8000_0000

#: Volts per unit of the mean: a quadrature has 24 bits, 2^23 for the product of a full-scale input with the
#: sine, and a sine of amplitude A has a mean product of A/2.
_VOLTS = 2**-22

#: A measurement may end this much later than it should [s] before the board is called stuck.
_GRACE = 1.0

#: Step of each numerical setting.
_STEPS = {
    "frequency": 125e6 / 2**32,
    "phase": 360 / 2**32,
    "gain": 1 / 2048,
    "amplitude": 2**-17,
    "quadrature_factor": 1,
}

_PARAMETERS = ("input", "output_direct", *_STEPS, "bandwidth", "acbandwidth", "output_signal")


class Iq:
    """One of the three demodulators."""

    def __init__(self, module: Module) -> None:
        """Take PyRPL's module; nothing is read yet."""
        self._module = module

    def get(self) -> Steps[dict[str, Any]]:
        """Read the settings as they are now."""
        routing = yield from access("routing", lambda: Block(self._module, 0x0, 0x4))
        return (
            yield from access("settings", lambda: self._decode(routing, Block(self._module, 0x104, 0x124)))
        )

    def setup(self, args: Mapping[str, Any]) -> Steps[dict[str, Any]]:
        """Change what is given, an output being connected last.

        The phase of the oscillator runs on, unlike in PyRPL's own set-up, which starts all three anew. One
        that was left standing is started by a new frequency.

        Raises:
            CommandError: a value is impossible, before anything is written; or something else is read back.

        """
        module = self._module
        values = self._check(args)
        expected: dict[str, tuple[Any, float]] = {
            name: (values[name], _STEPS.get(name, 0)) for name in values
        }
        if "acbandwidth" in args:
            # PyRPL's acbandwidth knows no low-pass; its input filter does, with the other sign.
            asked = -ranges.number("acbandwidth", args["acbandwidth"], "Hz")
            bandwidths = yield from nearest_filters(module, "inputfilter", "acbandwidth", asked)
            values["inputfilter"] = bandwidths
            expected["acbandwidth"] = (-bandwidths[0] if bandwidths else 0.0, 0)
        if "bandwidth" in args:
            bandwidths = yield from nearest_filters(module, "bandwidth", "bandwidth", args["bandwidth"])
            values["bandwidth"] = bandwidths
            expected["bandwidth"] = (bandwidths, 0)

        output = values.get("output_direct")
        if output == "off":
            yield from write_step(module, "output_direct", "off")
        for name in (
            "input",
            "inputfilter",
            "frequency",
            "bandwidth",
            "quadrature_factor",
            "output_signal",
            "gain",
            "amplitude",
            "phase",
        ):
            if name in values:
                yield from write_step(module, name, values[name])
        if "frequency" in values and (yield from access("_paused", lambda: module._paused)):
            yield from write_step(module, "_paused", False)
        if output not in (None, "off"):
            yield from write_step(module, "output_direct", output)
        return (yield from read_back(self.get(), expected))

    def measure(self, args: Mapping[str, Any]) -> Steps[dict[str, float]]:
        """Measure the complex amplitude of the input at the oscillator's frequency with PyRPL's accumulator.

        i + jq = 2^-22 V x (sum of the quadratures) / (number of cycles). The frequency register is written
        with the value it has, which starts the accumulator; outputs, oscillator and settings do not change.

        Raises:
            CommandError: a time is impossible, before anything is written; or the wait ended early.

        """
        module = self._module
        check_names(args, ("averaging_time", "settling_time"))
        averages = _cycles("averaging_time", args.get("averaging_time"), 1)
        settling_time = args.get("settling_time")
        if settling_time is None:
            bandwidths = (yield from self.get())["bandwidth"]
            settling_time = sum(1 / abs(value) for value in bandwidths if value != 0)
        settling = _cycles("settling_time", settling_time, 0)
        yield from write_step(module, "_na_averages", averages)
        yield from write_step(module, "_na_sleepcycles", settling)
        yield from access("frequency", lambda: module._write(_FREQUENCY, module._read(_FREQUENCY)))

        started = time.monotonic()
        duration = (averages + settling) / CLOCK_FREQUENCY
        state = {
            "kind": "averaging",
            "averagingTime": averages / CLOCK_FREQUENCY,
            "settlingTime": settling / CLOCK_FREQUENCY,
        }
        interval = PollInterval()
        yield Waiting(state)
        aborted = yield from pause(duration)
        while True:
            waited = time.monotonic() - started
            if aborted:
                unchanged = "The board finishes the measurement by itself; no setting was changed."
                raise aborted_error(state, waited, unchanged)
            words = yield from access("sums", lambda: [int(word) for word in module._reads(_SUMS, 4)])
            if not any(word & _BUSY for word in words):
                i, q = (module._to_pyint(words[k] | words[k + 1] << 31, bitlength=62) for k in (0, 2))
                return {"i": i / averages * _VOLTS, "q": q / averages * _VOLTS}
            if waited > duration + _GRACE:
                raise timeout_error(
                    state, waited, "The board did not finish in time; no setting was changed."
                )
            aborted = yield from pause(interval.next())

    def _check(self, args: Mapping[str, Any]) -> dict[str, Any]:
        check_names(args, _PARAMETERS)
        values: dict[str, Any] = {}
        for name, options in (
            ("input", SIGNALS),
            ("output_direct", OUTPUTS),
            ("output_signal", OUTPUT_SIGNALS),
        ):
            if name in args:
                values[name] = ranges.choice(name, args[name], options)
        if "frequency" in args:
            correction = self._module._frequency_correction
            values["frequency"] = ranges.frequency("frequency", args["frequency"], 32, correction)
        if "phase" in args:
            values["phase"] = ranges.angle("phase", args["phase"], 32)
        codes = (-(2**17), 2**17 - 1)
        for name, scale, unit, full in (
            ("gain", 2048, "1", False),
            ("amplitude", 2**17, "V", True),
            ("quadrature_factor", 1, "1", False),
        ):
            if name in args:
                values[name] = ranges.on_grid(name, args[name], unit, scale, codes, full_scale=full)
        return values

    def _decode(self, routing: Block, settings: Block) -> dict[str, Any]:
        output_signal = settings.value("output_signal")
        acbandwidth = settings.filters("inputfilter")
        return {
            "input": routing.value("input"),
            "output_direct": routing.value("output_direct"),
            "frequency": settings.value("frequency"),
            "bandwidth": settings.filters("bandwidth"),
            "phase": settings.value("phase"),
            "gain": settings.value("_g1") / 8,
            "amplitude": settings.value("amplitude"),
            "acbandwidth": -acbandwidth[0] if acbandwidth else 0.0,
            # Codes that PyRPL has no use for put out nothing.
            "output_signal": output_signal if output_signal in OUTPUT_SIGNALS else "off",
            "quadrature_factor": settings.value("quadrature_factor"),
        }


def _cycles(parameter: str, value: object, fewest: int) -> int:
    count = round(ranges.number(parameter, value, "s") * CLOCK_FREQUENCY)
    if fewest <= count < 2**32:
        return count
    possible = range_text(fewest / CLOCK_FREQUENCY, (2**32 - 1) / CLOCK_FREQUENCY, "s")
    raise impossible(parameter, value, possible, "s")
