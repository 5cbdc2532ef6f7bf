"""The arbitrary signal generators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .. import ranges
from ..errors import CommandError
from ..ranges import COUNTS_PER_VOLT, impossible
from ..read_back import read_back
from ..registers import Block, decode, read
from ..steps import Steps, access
from .remembered import Remembered
from .setup import OUTPUTS, check_names, write_step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..registers import Module

WAVEFORMS = ("sin", "cos", "ramp", "halframp", "square", "dc", "noise")

TRIGGER_SOURCES = ("off", "immediately", "ext_positive_edge", "ext_negative_edge", "ext_raw", "high")

_TABLE_LENGTH = 16_384

#: Full scale over rms of the noise table. PyRPL would keep the amplitude of noise in the table, which cannot
#: be read; here the amplitude's register holds this many times the amplitude.
_NOISE_CREST = 4

# Bits of one generator's half of the control word (red_pitaya_asg.v).
_SOURCE = 0x0007
_IMMEDIATELY = 0x0001
_WRAP = 0x0010
_RESET = 0x0040
_RAW_TRIGGER = 0x0200
_RANDOM_PHASE = 0x1000

_CONTROL = 0x0

#: PyRPL's attribute, and the step, of what is checked after it was written.
_STEPS = {
    "amplitude": 1 / COUNTS_PER_VOLT,
    "offset": 1 / COUNTS_PER_VOLT,
    "frequency": 125e6 / 2**30,
    "start_phase": 360 / 2**30,
    "cycles_per_burst": 0,
    "bursts": 0,
    "burst_delay": 1e-6,
}

_PARAMETERS = (*_STEPS, "waveform", "data", "output_direct", "trigger_source")


class Asg:
    """One of the two generators.

    The generators share their control word, and each write of it fires a generator whose source is
    "immediately". So it is written through the module's raw access, the other's "immediately" as "off", which
    leaves that one running. PyRPL's own set-up would take the output to 0 V meanwhile.
    """

    def __init__(self, module: Module, other: Module) -> None:
        """Take PyRPL's modules of this generator and of the other one; nothing is read yet."""
        self._module = module
        self._shift = module._BIT_OFFSET
        self._other_shift = other._BIT_OFFSET
        self._remembered = Remembered("waveform", "trigger_source")

    def get(self) -> Steps[dict[str, Any]]:
        """Read the settings as they are now."""
        block = yield from access("settings", self._read_settings)
        control = yield from access("control", self._read_control)
        output = yield from access("output_direct", lambda: read(self._module, "output_direct"))
        return self._decode(block, control, output)

    def recall(self, told: dict[str, Any]) -> Steps[bool]:
        """Believe what an earlier process knew, if the registers are still as they were then."""
        settings = yield from self.get()
        return self._remembered.believe(told, settings["registers"])

    def setup(self, args: Mapping[str, Any]) -> Steps[dict[str, Any]]:
        """Change what is given, and restart if a trigger source is given.

        Without one a running generator goes on, without a step to 0 V. With one it is held at its start
        phase, set up, and released by the very write that triggers it, after the output was connected.

        Raises:
            CommandError: a value is impossible, before anything is written; or something else is read back.

        """
        module = self._module
        values = self._check(args)
        output, trigger = values.get("output_direct"), values.get("trigger_source")
        waveform = values.get("waveform", "custom" if "data" in values else None)

        if output == "off":
            yield from write_step(module, "output_direct", "off")
        if trigger is not None:
            yield from access("hold", self._hold)
            yield from write_step(module, "_counter_wrap", module._default_counter_wrap)
        if waveform is None:
            if "amplitude" in values:
                yield from write_step(module, "amplitude", values["amplitude"] * self._crest())
        else:
            yield from self._write_waveform(waveform, values)
        for name in ("offset", "start_phase", "frequency", "cycles_per_burst"):
            if name in values:
                yield from write_step(module, name, values[name])
        if "bursts" in values:
            # The register counts from 0.
            yield from write_step(module, "bursts", values["bursts"] - 1)
        if "burst_delay" in values:
            yield from write_step(module, "delay_between_bursts", round(values["burst_delay"] * 1e6))
        if output not in (None, "off"):
            yield from write_step(module, "output_direct", output)
        if trigger is not None:
            yield from access("trigger_source", lambda: self._release(trigger))

        expected = {name: (values[name], step) for name, step in _STEPS.items() if name in values}
        if output is not None:
            expected["output_direct"] = (output, 0)
        return (yield from read_back(self.get(), expected))

    def _check(self, args: Mapping[str, Any]) -> dict[str, Any]:
        check_names(args, _PARAMETERS)
        values: dict[str, Any] = {}
        for name, options in (
            ("waveform", WAVEFORMS),
            ("output_direct", OUTPUTS),
            ("trigger_source", TRIGGER_SOURCES),
        ):
            if name in args:
                values[name] = ranges.choice(name, args[name], options)
        if "data" in args:
            if "waveform" in args:
                raise impossible("waveform", args["waveform"], "left out where data is given")
            values["data"] = _table(args["data"])
        if "amplitude" in args:
            noise = (
                self._is_noise() if not {"waveform", "data"} & set(args) else args.get("waveform") == "noise"
            )
            values["amplitude"] = _check_amplitude(args["amplitude"], noise=noise)
        if "offset" in args:
            # In whole counts, for PyRPL would round down.
            values["offset"] = ranges.voltage("offset", args["offset"])
        if "frequency" in args:
            correction = self._module._frequency_correction
            values["frequency"] = ranges.frequency("frequency", args["frequency"], 30, correction)
        if "start_phase" in args:
            values["start_phase"] = ranges.angle("start_phase", args["start_phase"], 30)
        if "cycles_per_burst" in args:
            values["cycles_per_burst"] = ranges.whole(
                "cycles_per_burst", args["cycles_per_burst"], 0, 2**32 - 1
            )
        if "bursts" in args:
            values["bursts"] = ranges.whole("bursts", args["bursts"], 1, 2**16)
        if "burst_delay" in args:
            values["burst_delay"] = ranges.on_grid(
                "burst_delay", args["burst_delay"], "s", 1e6, (0, 2**32 - 1)
            )
        return values

    def _is_noise(self) -> bool:
        return bool(self._remembered["waveform"] == "noise")

    def _crest(self) -> int:
        return _NOISE_CREST if self._is_noise() else 1

    def _write_waveform(self, waveform: str, values: dict[str, Any]) -> Steps[None]:
        """Load a table, the amplitude before or after it, so that neither meets one of a larger scale."""
        module = self._module
        noise = waveform == "noise"
        amplitude = values.get("amplitude")
        if amplitude is None and noise != self._is_noise():
            held = yield from access("amplitude", lambda: read(module, "amplitude"))
            amplitude = _check_amplitude(held / self._crest(), noise=noise)
        if amplitude is not None and not noise:
            yield from write_step(module, "amplitude", amplitude)
        yield from access("waveform", lambda: self._load(waveform, values.get("data")))
        self._remembered.choose(waveform=waveform)
        if amplitude is not None and noise:
            yield from write_step(module, "amplitude", amplitude * _NOISE_CREST)

    def _load(self, waveform: str, data: np.ndarray[Any, Any] | None) -> None:
        module = self._module
        self._quiet()
        if waveform == "noise":
            # Clipped, for PyRPL lets values below -1 wrap to positive ones.
            module.data = np.clip(np.random.default_rng().normal(0, 1 / _NOISE_CREST, _TABLE_LENGTH), -1, 1)
            module.random_phase = True
        elif data is None:
            module.waveform = waveform
        else:
            module.random_phase = False
            module.data = data

    def _quiet(self) -> None:
        """Take away both sources "immediately", so that PyRPL's writes of the control word fire nothing."""
        word = self._module._read(_CONTROL)
        quiet = self._without_immediately(self._without_immediately(word, self._shift), self._other_shift)
        if quiet != word:
            self._module._write(_CONTROL, quiet)

    @staticmethod
    def _without_immediately(word: int, shift: int) -> int:
        return word & ~(_SOURCE << shift) if (word >> shift) & _SOURCE == _IMMEDIATELY else word

    def _write_half(self, change: int, mask: int) -> None:
        """Write bits of this generator's half of the control word."""
        word = self._without_immediately(self._module._read(_CONTROL), self._other_shift)
        self._module._write(_CONTROL, word & ~(mask << self._shift) | change << self._shift)

    def _hold(self) -> None:
        self._write_half(_RESET, _RESET | _SOURCE)

    def _release(self, trigger: str) -> None:
        source = self._module._trigger_sources[trigger] >> self._shift
        mask = 0xFFFF & ~_RANDOM_PHASE
        self._write_half(_RAW_TRIGGER | _WRAP | source, mask)
        self._module._trigger_source = trigger
        self._remembered.choose(trigger_source=trigger)

    def _read_settings(self) -> Block:
        first = 0x04 + self._module._VALUE_OFFSET
        return Block(self._module, first, first + 0x1C)

    def _read_control(self) -> int:
        return int(self._module._read(_CONTROL))

    def _decode(self, block: Block, control: int, output: str) -> dict[str, Any]:
        module = self._module
        first = 0x04 + module._VALUE_OFFSET
        level = block.word(first)
        return {
            "waveform": self._remembered["waveform"],
            "frequency": block.value("frequency"),
            "amplitude": decode(module, "amplitude", level) / self._crest(),
            "offset": decode(module, "_offset_masked", level),
            "output_direct": output,
            "trigger_source": self._trigger_source(control),
            "start_phase": block.value("start_phase"),
            "cycles_per_burst": block.value("cycles_per_burst"),
            "bursts": (block.value("bursts") & 0xFFFF) + 1,
            "burst_delay": block.value("delay_between_bursts") / 1e6,
            "registers": [block.word(address) for address in range(first, first + 0x20, 4)],
        }

    def _trigger_source(self, control: int) -> str | None:
        """Give the source; "off" also stands for an "immediately" that another write has cleared."""
        code = (control >> self._shift) & _SOURCE
        source = TRIGGER_SOURCES[code] if code < len(TRIGGER_SOURCES) else "off"
        if source != "off":
            return source
        chosen: str | None = self._remembered["trigger_source"]
        return chosen if chosen in ("immediately", "off") else None


def _check_amplitude(value: object, *, noise: bool) -> float:
    if noise:
        return ranges.on_grid(
            "amplitude",
            value,
            "V",
            COUNTS_PER_VOLT * _NOISE_CREST,
            (0, COUNTS_PER_VOLT),
            note="rms of noise",
        )
    return ranges.on_grid("amplitude", value, "V", COUNTS_PER_VOLT, (0, COUNTS_PER_VOLT), note="peak")


def _table(data: object) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give the table of someone's own waveform: fewer values are held for an equal part of it each."""
    try:
        values = np.asarray(data, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise CommandError(
            "invalid", "data must be a list of numbers. Nothing was written.", parameter="data"
        ) from error
    count = values.size
    if values.ndim != 1 or not 2 <= count <= _TABLE_LENGTH or _TABLE_LENGTH % count:
        raise impossible("data", f"{count} values", f"a power of two of values, from 2 to {_TABLE_LENGTH}")
    for index in np.flatnonzero(~(np.abs(values) <= 1)):
        raise impossible("data", f"{values[index]} at index {index}", "from -1 to 1")
    return np.repeat(values, _TABLE_LENGTH // count)
