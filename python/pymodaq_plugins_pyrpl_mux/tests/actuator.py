"""A `DAQ_Move` with one of our actuators."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pymodaq.control_modules.daq_move import DAQ_Move

from .control_module import ControlModule
from .waiting import until

if TYPE_CHECKING:
    from pymodaq.utils.data import DataActuator


class Actuator(ControlModule):
    """The module, and the ends of its moves."""

    def __init__(self, plugin: str, axis: str, **settings: object) -> None:
        """Choose plugin, axis and top-level settings; nothing is initialised."""
        module = DAQ_Move(title=f"{plugin} {axis}")
        module.actuator = plugin
        module.axis_name = axis
        super().__init__(module, "actuator_settings", settings)
        self.ends: list[DataActuator] = []
        module.move_done_signal.connect(self.ends.append)

    @property
    def value(self) -> float:
        """The present value that the user sees; not a number until it has the units of the axis."""
        current = self.module.current_value
        return float(current.value()) if current.units == self.module.units else math.nan

    def start(self, value: float) -> None:
        """Begin a move."""
        self.ends.clear()
        self.module.move_abs(value)

    def move(self, value: float) -> float:
        """Move, and give the value at the end."""
        self.start(value)
        until(lambda: self.ends, f"the move to {value} ends")
        return float(self.ends[0].value(self.module.units))

    def stop(self) -> None:
        """Press the button that stops a module that has not moved yet, and wait for what comes of it."""
        self.module.stop_motion()
        until(lambda: self.ends, "the stop ends")
