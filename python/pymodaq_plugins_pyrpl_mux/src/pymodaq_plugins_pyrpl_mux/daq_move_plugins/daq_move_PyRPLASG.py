"""The signal generators of the board."""

from typing import ClassVar

from pymodaq.control_modules.move_utility_classes import comon_parameters_fun, main

from pymodaq_plugins_pyrpl_mux.hardware.board_actuator import BoardActuator, channel_param, ending_params
from pymodaq_plugins_pyrpl_mux.hardware.board_plugin import board_params, worker_params
from pymodaq_plugins_pyrpl_mux.hardware.setting import OUTPUTS, Choice, Number, Whole

WAVEFORMS = ("sin", "cos", "ramp", "halframp", "square", "dc", "noise", "custom")
TRIGGER_SOURCES = ("off", "immediately", "ext_positive_edge", "ext_negative_edge", "ext_raw", "high")

SETTINGS = (
    Choice(name="waveform", title="Waveform", choices=WAVEFORMS, may_be_unknown=True, tip="one period"),
    Number(name="frequency", title="Frequency", unit="Hz", low=0, high=62.5e6),
    Number(name="amplitude", title="Amplitude", unit="V", low=0, high=1, tip="peak"),
    Number(name="offset", title="Offset", unit="V", low=-1, high=1),
    Choice(name="output_direct", title="Output", choices=OUTPUTS),
    Choice(
        name="trigger_source",
        title="Trigger source",
        choices=TRIGGER_SOURCES,
        may_be_unknown=True,
        tip="what starts the generator; choosing it starts it anew",
    ),
    Number(name="start_phase", title="Start phase", unit="deg", low=0, high=360),
    Whole(name="cycles_per_burst", title="Cycles per burst", low=0, high=2**32 - 1, tip="0: endless"),
    Whole(name="bursts", title="Bursts", low=1, high=65536, tip="after a trigger"),
    Number(name="burst_delay", title="Burst delay", unit="s", low=0, high=4294.967295, tip="between bursts"),
)


class DAQ_Move_PyRPLASG(BoardActuator):
    """Frequency (Hz), amplitude (V) or offset (V) of a signal generator of a Red Pitaya with PyRPL.

    A move changes the running generator without restarting it. Stopping and closing leave the output as it
    is, unless the user has chosen otherwise. Several of these can be used at once, on one generator or on
    both, each as a master.
    """

    _axis_names: ClassVar[list[str]] = ["frequency", "amplitude", "offset"]
    _controller_units: ClassVar[list[str]] = ["Hz", "V", "V"]
    # Half of what the board resolves: PyMoDAQ does not send a target that is this close to the present value.
    _epsilons: ClassVar[list[float]] = [0.05, 5e-5, 5e-5]

    board_settings = SETTINGS
    setup_command = "asg_setup"

    params: ClassVar[list[dict[str, object]]] = [
        *worker_params(),
        channel_param("Generator", ["asg0", "asg1"]),
        *ending_params(),
        board_params("Settings of the generator", SETTINGS),
        *comon_parameters_fun(is_multiaxes=True, axis_names=_axis_names, epsilon=_epsilons),
    ]


if __name__ == "__main__":
    main(__file__)
