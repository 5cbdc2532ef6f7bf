"""Traces of the scope, as data of PyMoDAQ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from pymodaq.utils.data import DataFromPlugins, DataToExport
from pymodaq_data.data import Axis

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Samples of a trace, and the time between them at decimation 1 in s.
SAMPLES = 16384
SAMPLE_TIME = 8e-9


@dataclass(frozen=True)
class Trace:
    """Voltages [V] of both channels over a time axis [s], with the settings that the trace was taken with."""

    voltage: np.ndarray[Any, np.dtype[Any]]
    time_start: float
    time_step: float
    settings: dict[str, Any]

    @classmethod
    def of_event(cls, data: dict[str, Any]) -> Trace:
        """Take that of a stream."""
        return cls(np.asarray(data["voltage"]), data["time_start"], data["time_step"], data["settings"])

    @classmethod
    def of_answer(cls, data: dict[str, Any]) -> Trace:
        """Take that of an acquisition."""
        time = data["time"]
        step = (float(time[-1]) - float(time[0])) / (len(time) - 1)
        return cls(np.asarray(data["voltage"]), float(time[0]), step, data["settings"])

    @classmethod
    def empty(cls, settings: dict[str, Any]) -> Trace:
        """Give one without meaning, as long as the next will be."""
        step = SAMPLE_TIME * float(settings["decimation"])
        centred = settings["trigger_source"] not in (None, "immediately")
        start = (settings["trigger_delay"] or 0.0) - step * SAMPLES / 2 if centred else 0.0
        return cls(np.zeros((2, SAMPLES)), start, step, settings)

    def data(self, channels: Sequence[int], label: Callable[[str], str]) -> DataToExport:
        """Give the traces of these channels (1, 2); `label` names their signals."""
        axis = Axis(
            "time", units="s", scaling=self.time_step, offset=self.time_start, size=self.voltage.shape[1]
        )
        names = {channel: self.settings[f"input{channel}"] for channel in channels}
        twice = len(set(names.values())) < len(names)
        labels = [
            f"{label(name)} on channel {channel}" if twice else label(name) for channel, name in names.items()
        ]
        voltages = [np.array(self.voltage[channel - 1], dtype=np.float64) for channel in channels]
        traces = DataFromPlugins(
            name="scope", data=voltages, dim="Data1D", labels=labels, units="V", axes=[axis]
        )
        return DataToExport("scope", data=[traces])


class TraceAverage:
    """Averages traces that were taken with the same settings."""

    def __init__(self) -> None:
        """Begin with none."""
        self._sum: Trace | None = None
        self._count = 0

    def add(self, trace: Trace, count: int) -> Trace | None:
        """Add a trace; gives the average of `count`, and begins anew with that. Other settings begin anew."""
        before = self._sum
        same = before is not None and (before.settings, before.voltage.shape) == (
            trace.settings,
            trace.voltage.shape,
        )
        voltage = (
            trace.voltage + before.voltage
            if before is not None and same
            else trace.voltage.astype(np.float64)
        )
        self._count = self._count + 1 if same else 1
        self._sum = Trace(voltage, trace.time_start, trace.time_step, trace.settings)
        if self._count < count:
            return None
        average = Trace(voltage / self._count, trace.time_start, trace.time_step, trace.settings)
        self.reset()
        return average

    def reset(self) -> None:
        """Begin anew."""
        self._sum, self._count = None, 0
