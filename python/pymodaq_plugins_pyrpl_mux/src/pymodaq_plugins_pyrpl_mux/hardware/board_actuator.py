"""What the actuators share: an axis is a setting of a module, a move is a command that its answer ends."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pymodaq.control_modules.move_utility_classes import DAQ_Move_base, DataActuatorType
from pymodaq.utils.data import DataActuator
from pymodaq_utils.logger import get_module_name, set_logger
from pyrpl_mux import CommandError

from .board_plugin import BoardPlugin
from .setting import RefusedValueError

if TYPE_CHECKING:
    from .connection import Request

logger = set_logger(get_module_name(__file__))

#: What stopping and closing do to the output of the module: nothing, or disconnect it.
HOLD, SWITCH_OFF = "hold", "switch off"

#: s; longest wait for the output to be switched off by closing. PyMoDAQ gives a thread 5 s to close.
CLOSE_DEADLINE = 2.0


def channel_param(title: str, modules: list[str]) -> dict[str, Any]:
    """Give the parameter that chooses the module."""
    return {"title": f"{title}:", "name": "channel", "type": "list", "limits": modules, "value": modules[0]}


def ending_params() -> list[dict[str, Any]]:
    """Give the parameters that choose what stopping and closing do to the output."""
    return [
        {
            "title": f"{title}:", "name": name, "type": "list", "limits": [HOLD, SWITCH_OFF], "value": HOLD,
            "tip": f"{HOLD}: the board goes on as it is; {SWITCH_OFF}: the module is taken off the outputs",
        }
        for title, name in (("On stop", "on_stop"), ("On close", "on_close"))
    ]  # fmt: skip


class BoardActuator(BoardPlugin, DAQ_Move_base):
    """An actuator whose axes are named as settings of the module, all of them numbers.

    Nothing here waits for the worker but initialising, and closing if that switches the output off. The value
    is what the board has told last, so changes made by other clients are seen. Besides those of
    :class:`BoardPlugin`, `params` has :func:`channel_param` and :func:`ending_params`.
    """

    is_multiaxes = True
    data_actuator_type = DataActuatorType.DataActuator

    def ini_attributes(self) -> None:
        """Begin without a move."""
        self._move: Request | None = None
        # PyMoDAQ writes the epsilon that the user enters into the list, which is the class's.
        self.epsilons = list(self._epsilons)

    def ini_stage(self, controller: object = None) -> tuple[str, bool]:
        """Attach to the worker. Nothing on the board changes."""
        return self.attach(controller)

    def get_actuator_value(self) -> DataActuator:
        """Give the value that the board has told last."""
        return self.told_value()

    def told_value(self) -> DataActuator:
        """Give the value that the board has told last, in the units and with the scaling of the axis.

        Raises :class:`pyrpl_mux.WorkerLost` if not initialised.
        """
        told = self.attached().known.of(self.module)[self.axis_name]
        value = DataActuator(self._title, data=float(told), units=self.axis_unit)
        value = self.get_position_with_scaling(value)
        # `DAQ_Move.current_value` of PyMoDAQ 5.3 calls itself for ever if there is none.
        value.origin = self._title
        return value

    def move_abs(self, value: DataActuator) -> None:
        """Send the value; the board's answer ends the move."""
        target = self._within_bounds(value.value(self.axis_unit))
        self.target_value = target
        self._send(self.set_position_with_scaling(target).value(self.axis_unit))

    def move_rel(self, value: DataActuator) -> None:
        """Send the sum of the present value and this one."""
        self.move_abs(self.told_value() + value)

    def move_home(self, *_: object) -> None:
        """Refuse, for none of the axes has a home; the move ends where it began."""
        self.tell(f"{self.module} has no home: its {self.axis_name} was not changed.")
        self.move_done(self.told_value())

    def poll_moving(self) -> None:
        """Do nothing: PyMoDAQ would compare value and target, which differ by what the board resolves."""

    def stop_motion(self, *_: object) -> None:
        """End the move where the board is, and do what the user chose to the output."""
        self._forget_move()
        if self.settings["on_stop"] == SWITCH_OFF:
            self.setup({"output_direct": "off"})
        self.move_done(self.told_value())

    def close(self) -> None:
        """Do what the user chose to the output, and detach."""
        if self.connection is None:
            return
        self._forget_move()
        if self.settings["on_close"] == SWITCH_OFF:
            self._switch_off()
        self.detach()
        self.controller = None

    def update_settings(self, settings_parameter_dict: Any) -> None:  # noqa: ANN401
        """Show the value of the axis that was chosen, which PyMoDAQ leaves to the next refresh."""
        super().update_settings(settings_parameter_dict)
        if settings_parameter_dict["param"].name() == "axis":
            self._show_value()

    def on_settings_changed(self) -> None:
        """Show the value, which anybody may have changed."""
        self._show_value()

    def on_module_changed(self) -> None:
        """Show the value of the other module."""
        self._show_value()

    def _show_value(self) -> None:
        if self.connection is not None:
            self.current_value = self.told_value()
            self.emit_value(self.current_value)

    def _within_bounds(self, asked: float) -> DataActuator:
        """Keep a target within the bounds that the user has set in PyMoDAQ, and say so if it was beyond."""
        # `check_bound` writes into what it is given, which would be PyMoDAQ's own target.
        target = self.check_bound(DataActuator(self._title, data=asked, units=self.axis_unit))
        value = target.value(self.axis_unit)
        if value != asked and math.isfinite(asked):
            low, high = self.settings["bounds", "min_bound"], self.settings["bounds", "max_bound"]
            self.tell(
                f"{asked:g} is beyond the bounds set in PyMoDAQ, {low:g} to {high:g} {self.axis_unit}. "
                f"The {self.axis_name} of {self.module} is set to {value:g} instead."
            )
        return target

    def _send(self, value: float) -> None:
        """Begin a move; one that is under way ends with this one."""
        self._forget_move()
        axis = self.axis_name
        setting = next(setting for setting in self.board_settings if setting.name == axis)
        try:
            wanted = setting.to_board(value)
        except RefusedValueError as error:
            self._refused(error)
            return
        self._move = self.attached().request(
            self.setup_command,
            {**self.module_params(), axis: wanted},
            module=self.module,
            deadline=self.settings["timeout"],
            on_data=lambda _data: self._arrived(),
            on_error=self._refused,
        )

    def _arrived(self) -> None:
        self._move = None
        self.move_done(self.told_value())

    def _refused(self, error: Exception) -> None:
        self._move = None
        self.tell(str(error))
        self.move_done(self.told_value())

    def _forget_move(self) -> None:
        if self._move is not None:
            self._move.cancel()
            self._move = None

    def _switch_off(self) -> None:
        """Disconnect the module from the outputs and wait for it: nobody hears of what comes later."""
        params = {**self.module_params(), "output_direct": "off"}
        try:
            self.attached().client.send(self.setup_command, params, deadline=CLOSE_DEADLINE)
        except CommandError as error:
            logger.error(f"{self.module} could not be switched off by closing: {error}")
            self.tell(f"{self.module} could not be switched off by closing: {error}")
