"""The PID controllers of the board."""

from typing import Any, ClassVar

from pymodaq.control_modules.move_utility_classes import comon_parameters_fun, main

from pymodaq_plugins_pyrpl_mux.hardware.board_actuator import BoardActuator, channel_param, ending_params
from pymodaq_plugins_pyrpl_mux.hardware.board_plugin import board_params, worker_params
from pymodaq_plugins_pyrpl_mux.hardware.setting import OUTPUTS, SIGNALS, Choice, Number, Numbers, Reading

SETTINGS = (
    Choice(name="input", title="Input", choices=SIGNALS, tip="signal that is controlled"),
    Choice(name="output_direct", title="Output", choices=OUTPUTS),
    Number(
        name="setpoint", title="Setpoint", unit="V", low=-20, high=20,
        tip="at the connector; beyond 1 V only if the input is in1 or in2 with its jumpers in HV",
    ),
    Number(name="p", title="P", low=-2048, high=2048 - 1 / 4096, tip="proportional gain"),
    Number(
        name="i", title="I", unit="Hz", low=-38856.182646276284, high=38856.182646276284,
        tip="unity-gain frequency of the integrator",
    ),
    Number(name="min_voltage", title="Lower limit", unit="V", low=-1, high=1, tip="of the output"),
    Number(name="max_voltage", title="Upper limit", unit="V", low=-1, high=1, tip="of the output"),
    Numbers(name="input_filter", title="Input filters", unit="Hz", tip="up to four; negative for high-pass"),
    Choice(name="pause", title="Pause", choices=("off", "i", "p", "pi"), tip="gains that stand still"),
    Reading(name="integrator", title="Integrator", unit="V", tip="as last read"),
)  # fmt: skip


class DAQ_Move_PyRPLPID(BoardActuator):
    """Setpoint (V), proportional gain or integral gain (Hz) of a PID controller of a Red Pitaya with PyRPL.

    A lock lives on the board and outlives PyMoDAQ: stopping and closing change nothing, unless the user has
    chosen otherwise. Several of these can be used at once, on one controller or on all three, each as a
    master.
    """

    _axis_names: ClassVar[list[str]] = ["setpoint", "p", "i"]
    _controller_units: ClassVar[list[str]] = ["V", "", "Hz"]
    # Half of what the board resolves: PyMoDAQ does not send a target that is this close to the present value.
    _epsilons: ClassVar[list[float]] = [5e-5, 1e-4, 2e-3]

    board_settings = SETTINGS
    setup_command = "pid_configure"

    params: ClassVar[list[dict[str, object]]] = [
        *worker_params(),
        channel_param("Controller", ["pid0", "pid1", "pid2"]),
        *ending_params(),
        {
            "title": "Integrator:",
            "name": "reset_integrator",
            "type": "bool_push",
            "label": "Set to 0",
            "value": False,
            "tip": "with a gain on, the integrator moves on from there at once",
        },
        board_params("Settings of the controller", SETTINGS),
        *comon_parameters_fun(is_multiaxes=True, axis_names=_axis_names, epsilon=_epsilons),
    ]

    def ini_attributes(self) -> None:
        """Begin without a reading of the integrator."""
        super().ini_attributes()
        self._reading = False

    def get_actuator_value(self) -> Any:  # noqa: ANN401
        """Give the value that the board has told last, and have the integrator read: it moves by itself."""
        if not self._reading:
            self._reading = True
            self.attached().request(
                "pid_get", self.module_params(), module=self.module, on_data=self._read, on_error=self._read
            )
        return super().get_actuator_value()

    def commit_settings(self, param: Any) -> None:  # noqa: ANN401
        """Send what was entered; the button that resets the integrator springs back."""
        if param.name() != "reset_integrator":
            super().commit_settings(param)
        elif param.value():
            self.settings.child("reset_integrator").setValue(False)
            self.attached().request(
                "pid_set_integrator",
                {**self.module_params(), "value": 0},
                on_data=lambda value: self.tell(f"The integrator of {self.module} was set to {value:g} V."),
                on_error=lambda error: self.tell(str(error)),
            )

    def _read(self, _answer: object) -> None:
        self._reading = False


if __name__ == "__main__":
    main(__file__)
