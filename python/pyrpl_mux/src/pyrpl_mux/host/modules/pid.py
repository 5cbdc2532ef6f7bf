"""The PI controllers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import ranges
from ..ranges import impossible, voltage
from ..read_back import check_read_back, read_back
from ..registers import Block, Module, read
from ..steps import Steps, Written, access
from .setup import OUTPUTS, SIGNALS, check_names, nearest_filters, write_step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Steps of the integral gain per Hz: in each clock cycle the integrator grows by error x code / 2^32.
_I_SCALE = 2**32 * 2 * 3.141592653589793 * 8e-9

_GAIN_CODES = (-(2**23), 2**23 - 1)

_PAUSES = ("off", "i", "p", "pi")


def _p(value: object) -> float:
    return ranges.on_grid("p", value, "1", 4096, _GAIN_CODES)


def _i(value: object) -> float:
    return ranges.on_grid("i", value, "Hz", _I_SCALE, _GAIN_CODES)


#: PyRPL's attribute, the check and the step of each numerical setting.
_NUMBERS: dict[str, tuple[str, Callable[[object], float], float]] = {
    "setpoint": ("setpoint", lambda value: voltage("setpoint", value), 2**-13),
    "p": ("p", _p, 2**-12),
    "i": ("i", _i, 1 / _I_SCALE),
    "min_voltage": ("min_voltage", lambda value: voltage("min_voltage", value), 2**-13),
    "max_voltage": ("max_voltage", lambda value: voltage("max_voltage", value), 2**-13),
}

_PARAMETERS = (
    "input",
    "output_direct",
    "setpoint",
    "p",
    "i",
    "input_filter",
    "min_voltage",
    "max_voltage",
    "pause",
)


class Pid:
    """One of the three controllers."""

    def __init__(self, module: Module) -> None:
        """Take PyRPL's module; nothing is read yet."""
        self._module = module

    def get(self) -> Steps[dict[str, Any]]:
        """Read the settings as they are now."""
        routing = yield from access("routing", lambda: Block(self._module, 0x0, 0xC))
        settings = yield from access(
            "settings", lambda: self._decode(routing, Block(self._module, 0x100, 0x12C))
        )
        return settings

    def setup(self, args: Mapping[str, Any]) -> Steps[dict[str, Any]]:
        """Change what is given: a gain that pauses does so first, one that goes on does so last.

        Raises:
            CommandError: a value is impossible, before anything is written; or something else is read back.

        """
        module = self._module
        check_names(args, _PARAMETERS)
        numbers = {name: check(args[name]) for name, (_, check, _) in _NUMBERS.items() if name in args}
        expected: dict[str, tuple[Any, float]] = {
            name: (numbers[name], _NUMBERS[name][2]) for name in numbers
        }
        for name, options in (("input", SIGNALS), ("output_direct", OUTPUTS), ("pause", _PAUSES)):
            if name in args:
                expected[name] = (ranges.choice(name, args[name], options), 0)
        if "min_voltage" in args and "max_voltage" in args and args["min_voltage"] > args["max_voltage"]:
            highest = f"at most max_voltage, {args['max_voltage']} V"
            raise impossible("min_voltage", args["min_voltage"], highest, "V")
        if "input_filter" in args:
            value = args["input_filter"]
            bandwidths = yield from nearest_filters(module, "inputfilter", "input_filter", value)
            expected["input_filter"] = (bandwidths, 0)

        output, pause = args.get("output_direct"), args.get("pause")
        if output == "off":
            yield from write_step(module, "output_direct", "off")
        if pause not in (None, "off"):
            yield from write_step(module, "pause_gains", pause)
            yield from write_step(module, "paused", True)
        if "input" in args:
            yield from write_step(module, "input", args["input"])
        for name, value in numbers.items():
            yield from write_step(module, _NUMBERS[name][0], value)
        if "input_filter" in args:
            yield from write_step(module, "inputfilter", expected["input_filter"][0])
        if pause == "off":
            yield from write_step(module, "paused", False)
        if output not in (None, "off"):
            yield from write_step(module, "output_direct", output)
        return (yield from read_back(self.get(), expected))

    def set_setpoint(self, value: object) -> Steps[float]:
        """Set the setpoint [V], -1 to 1, and give the one read back."""
        asked = voltage("setpoint", value)
        yield from write_step(self._module, "setpoint", asked)
        yield Written()
        found = yield from self.get_setpoint()
        check_read_back({"setpoint": found}, {"setpoint": (asked, 2**-13)})
        return found

    def get_setpoint(self) -> Steps[float]:
        """Read the setpoint [V]."""
        found: float = yield from access("setpoint", lambda: read(self._module, "setpoint"))
        return found

    def set_integrator(self, value: object) -> Steps[float]:
        """Load the integrator [V], -4 to 32767/8192, and give its value just after; it may integrate."""
        asked = ranges.on_grid("integrator", value, "V", 8192, (-(2**15), 2**15 - 1), keep_non_zero=False)

        def load() -> float:
            self._module.ival = asked
            return float(self._module.ival)

        return (yield from access("ival", load))

    def _decode(self, routing: Block, settings: Block) -> dict[str, Any]:
        module = self._module
        integrator = module._to_pyint(settings.word(0x100), bitlength=16) / 2**13
        return {
            "input": routing.value("input"),
            "output_direct": routing.value("output_direct"),
            "setpoint": settings.value("setpoint"),
            "p": settings.value("p"),
            "i": settings.value("i"),
            "input_filter": settings.filters("inputfilter"),
            "min_voltage": settings.value("min_voltage"),
            "max_voltage": settings.value("max_voltage"),
            "pause": self._pause(settings) if routing.value("paused") else "off",
            "integrator": integrator,
        }

    @staticmethod
    def _pause(settings: Block) -> str:
        # The derivative gain, which PyRPL can pause too, is not built into this image.
        return {"i": "i", "id": "i", "p": "p", "pd": "p", "pi": "pi", "pid": "pi"}.get(
            settings.value("pause_gains"), "off"
        )
