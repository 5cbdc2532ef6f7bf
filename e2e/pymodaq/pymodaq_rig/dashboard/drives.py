"""Callers that never rest: each derives what it asks for from itself, and checks every answer."""

import time
from typing import Any

from pymodaq.control_modules.daq_move import DAQ_Move
from pymodaq.control_modules.daq_viewer import DAQ_Viewer
from pymodaq.utils.data import DataActuator
from pymodaq_data.data import DataToExport


class MoveDrive:
    """Moves an actuator through values of its own, the next as soon as the last is reached."""

    def __init__(self, module: DAQ_Move, first: float, step: float, count: int, tolerance: float) -> None:
        self._module = module
        self._values = [first + step * k for k in range(count)]
        self._tolerance = tolerance
        self._number = 0
        self._since = 0.0
        self._is_running = True
        self.wrong: list[str] = []
        self.latencies: list[float] = []
        module.move_done_signal.connect(self._moved)
        self._next()

    def stop(self) -> dict[str, Any]:
        """No further move; what there was so far."""
        self._is_running = False
        self._module.move_done_signal.disconnect(self._moved)
        return {"answers": len(self.latencies), "wrong": self.wrong[:10], "latencies": self.latencies}

    def _next(self) -> None:
        self._number += 1
        self._since = time.perf_counter()
        self._module.move_abs(self._values[self._number % len(self._values)])

    def _moved(self, value: DataActuator) -> None:
        if not self._is_running:
            return
        self.latencies.append(time.perf_counter() - self._since)
        wanted = self._values[self._number % len(self._values)]
        reached = float(value.value())
        if abs(reached - wanted) > self._tolerance:
            self.wrong.append(
                f"{self._module.title}: number {self._number}: {wanted} was asked for, {reached} was reached"
            )
        self._next()


class DataCheck:
    """Checks every value that a detector brings: `limits` by label, for smallest and largest sample."""

    def __init__(self, module: DAQ_Viewer, limits: dict[str, list[list[float]]]) -> None:
        self._module = module
        self._limits = limits
        self._seen: set[str] = set()
        self.answers = 0
        self.wrong: list[str] = []
        module.grab_done_signal.connect(self._data)

    def stop(self) -> dict[str, Any]:
        """What there was so far."""
        self._module.grab_done_signal.disconnect(self._data)
        missing = [
            f"{self._module.title}: no value of {label}" for label in self._limits if label not in self._seen
        ]
        return {"answers": self.answers, "wrong": [*self.wrong[:10], *missing], "latencies": []}

    def _data(self, data: DataToExport) -> None:
        self.answers += 1
        for dwa in data:
            for label, array in zip(dwa.labels, dwa.data, strict=True):
                if label not in self._limits:
                    continue
                self._seen.add(label)
                for value, (low, high) in zip((array.min(), array.max()), self._limits[label], strict=True):
                    if not low <= value <= high:
                        where = f"{self._module.title} {label}, number {self.answers}"
                        self.wrong.append(f"{where}: {value} is not from {low} to {high}")
