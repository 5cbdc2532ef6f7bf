"""The two-channel oscilloscope: its settings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import ranges
from ..ranges import COUNTS_PER_VOLT, impossible, number_text
from ..read_back import check_read_back
from ..registers import Block, read
from ..steps import Steps, Written, access
from .acquisition import TRACE_LENGTH, Acquisition, Run, acquire
from .edge import check_edges, check_hysteresis
from .remembered import Remembered
from .setup import SIGNALS, check_names, write_step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..registers import Module

TRIGGER_SOURCES = (
    "off",
    "immediately",
    "ch1_positive_edge",
    "ch1_negative_edge",
    "ch2_positive_edge",
    "ch2_negative_edge",
    "ext_positive_edge",
    "ext_negative_edge",
    "asg0",
    "asg1",
    "dsp",
)

#: What PyRPL takes as a delay of the trigger [s].
_DELAYS = (-10.0, 8e-9 * 2**30)

_READ_BACK = ("input1", "input2", "decimation", "average", "threshold", "hysteresis")

_PARAMETERS = (*_READ_BACK, "trigger_source", "trigger_delay")


@dataclass(frozen=True, slots=True)
class _Checked:
    """What is to be written, and what is chosen for the next acquisition."""

    values: dict[str, Any]
    run: Run


class Scope:
    """The oscilloscope. Its trigger source and delay reach the board with the next acquisition only."""

    def __init__(self, module: Module) -> None:
        """Take PyRPL's module; nothing is read yet."""
        self._module = module
        self._remembered = Remembered("trigger_source", "trigger_delay")

    def get(self) -> Steps[dict[str, Any]]:
        """Read the settings and what the scope is doing; never waits for a trigger."""
        settings, state = yield from self._read()
        duration = TRACE_LENGTH * 8e-9 * settings["decimation"]
        return {**settings, "armed": bool(state & 1), "triggered": bool(state & 4), "duration": duration}

    def recall(self, told: dict[str, Any]) -> Steps[bool]:
        """Believe what an earlier process knew, if the registers are still as they were then."""
        settings, _ = yield from self._read()
        return self._remembered.believe(told, settings["registers"])

    def setup(self, args: Mapping[str, Any]) -> Steps[dict[str, Any]]:
        """Change what is given.

        Raises:
            CommandError: a value is impossible, before anything is written; or something else is read back.

        """
        held, _ = yield from self._read()
        checked = self._check(args, held)
        yield from self._write(checked, args)
        yield Written()
        return (yield from self._read_back(checked))

    def acquire(self, args: Mapping[str, Any]) -> Steps[dict[str, Any]]:
        """Change the given settings, arm the scope, wait for the end of the trace, and read it.

        A scope of which nobody has chosen the trigger source starts immediately.

        Raises:
            CommandError: a value is impossible, before anything is written; or the wait ended early, and the
                scope was disarmed.

        """
        check_names(args, ("settings", "channels", "trigger_timeout", "averages"))
        given = dict(args.get("settings") or {})
        channels = args.get("channels") or ["ch1", "ch2"]
        for channel in channels:
            ranges.choice("channels", channel, ("ch1", "ch2"))
        timeout = ranges.number("trigger_timeout", args.get("trigger_timeout", 5), "s")
        if timeout < 0:
            raise impossible("trigger_timeout", timeout, "at least 0 s", "s")
        averages = ranges.whole("averages", args.get("averages", 1), 1, 2**31)

        given.setdefault("trigger_source", self._remembered["trigger_source"] or "immediately")
        given.setdefault("trigger_delay", self._remembered["trigger_delay"] or 0)
        if given["trigger_source"] == "off":
            without = "another source to acquire a trace, for without a trigger it would never end"
            raise impossible("trigger_source", "off", without)
        held, _ = yield from self._read()
        checked = self._check(given, held)
        yield from self._write(checked, given)
        settings = yield from self._read_back(checked)
        task = Acquisition(self._module, checked.run, tuple(channels), timeout, averages)
        return {**(yield from acquire(task)), "settings": settings}

    def stream(self, args: Mapping[str, Any]) -> Steps[dict[str, Any]]:
        """Take one trace of both channels with the settings as they are; gives way at any moment.

        Raises:
            CommandError: there is no trigger to wait for, before anything is written; or somebody asked to
                stop, and the scope was disarmed.

        """
        check_names(args, ())
        if self.trigger_source in (None, "off"):
            raise impossible("trigger_source", "off", "another source, for without a trigger no trace begins")
        settings, _ = yield from self._read()
        run = self._check({}, settings).run
        task = Acquisition(self._module, run, ("ch1", "ch2"), math.inf, 1, gives_way=True)
        return {**(yield from acquire(task)), "settings": settings}

    @property
    def trigger_source(self) -> str | None:
        """What starts the next acquisition; None where nobody has chosen it."""
        source: str | None = self._remembered["trigger_source"]
        return source

    def _write(self, checked: _Checked, args: Mapping[str, Any]) -> Steps[None]:
        for name, value in checked.values.items():
            yield from write_step(self._module, name, value)
        for name in ("trigger_source", "trigger_delay"):
            if name in args:
                yield from write_step(self._module, name, args[name])
                self._remembered.choose(**{name: args[name]})

    def _read_back(self, checked: _Checked) -> Steps[dict[str, Any]]:
        settings, _ = yield from self._read()
        steps = {"threshold": 1 / COUNTS_PER_VOLT, "hysteresis": 1 / COUNTS_PER_VOLT}
        check_read_back(
            settings, {name: (value, steps.get(name, 0)) for name, value in checked.values.items()}
        )
        return settings

    def _check(self, args: Mapping[str, Any], held: Mapping[str, Any]) -> _Checked:
        """Check what is given together with what is held, and give what is to be written."""
        check_names(args, _PARAMETERS)
        values: dict[str, Any] = {}
        for name in ("input1", "input2"):
            if name in args:
                values[name] = ranges.choice(name, args[name], SIGNALS)
        if "decimation" in args:
            values["decimation"] = _check_decimation(args["decimation"])
        if "average" in args:
            values["average"] = ranges.flag("average", args["average"])
        if "threshold" in args:
            values["threshold"] = ranges.voltage("threshold", args["threshold"])
        if "hysteresis" in args:
            values["hysteresis"] = check_hysteresis(args["hysteresis"])
        chosen = {**held, **values}
        source = args.get("trigger_source", self._remembered["trigger_source"] or "off")
        ranges.choice("trigger_source", source, TRIGGER_SOURCES)
        delay = args.get("trigger_delay", self._remembered["trigger_delay"] or 0)
        samples = _samples_after_trigger(
            source, ranges.number("trigger_delay", delay, "s"), chosen["decimation"]
        )
        check_edges(
            rising=source.endswith("positive_edge") and source.startswith("ch"),
            falling=source.endswith("negative_edge") and source.startswith("ch"),
            threshold=chosen["threshold"],
            hysteresis=chosen["hysteresis"],
        )
        edge_of = {"ch1": chosen["input1"], "ch2": chosen["input2"]}.get(source[:3])
        run = Run(source, edge_of, chosen["threshold"], chosen["decimation"], samples)
        return _Checked(values, run)

    def _read(self) -> Steps[tuple[dict[str, Any], int]]:
        module = self._module
        block = yield from access("settings", lambda: Block(module, 0x00, 0x28))
        input1 = yield from access("input1", lambda: read(module, "input1"))
        input2 = yield from access("input2", lambda: read(module, "input2"))
        # The board takes 0 as 1. PyRPL has no name for what is no power of two.
        decimation = max(1, block.word(0x14) & 0x1FFFF)
        block.value("decimation")
        delay = self._remembered["trigger_delay"]
        settings = {
            "input1": input1,
            "input2": input2,
            "decimation": decimation,
            "trigger_source": self._remembered["trigger_source"],
            "threshold": block.value("threshold"),
            "hysteresis": block.value("hysteresis"),
            "trigger_delay": None
            if delay is None
            else round(delay / (8e-9 * decimation)) * (8e-9 * decimation),
            "average": block.value("average"),
            "registers": [
                SIGNALS.index(input1),
                SIGNALS.index(input2),
                *(block.word(address) for address in (0x14, 0x08, 0x20, 0x28)),
            ],
        }
        return settings, block.word(0x00)


def _check_decimation(value: object) -> int:
    given = ranges.number("decimation", value)
    if 1 <= given <= 65_536 and given.is_integer() and int(given).bit_count() == 1:
        return int(given)
    raise impossible("decimation", value, "a power of two from 1 to 65536")


def _samples_after_trigger(source: str, delay: float, decimation: int) -> int:
    """Give how many samples are recorded after the trigger; "immediately" records a whole trace."""
    lowest, highest = _DELAYS
    if not lowest <= delay <= highest:
        possible = ranges.range_text(lowest, highest, "s")
        raise impossible("trigger_delay", delay, f"{possible}, which is what PyRPL takes", "s")
    if source == "immediately":
        return TRACE_LENGTH
    step = 8e-9 * decimation
    samples = round(delay / step) + TRACE_LENGTH // 2
    if samples >= 1:
        return samples
    earliest = number_text((1 - TRACE_LENGTH // 2) * step)
    raise impossible("trigger_delay", delay, f"at least {earliest} s at decimation {decimation}", "s")
