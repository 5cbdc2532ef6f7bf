"""The oscilloscope of a Red Pitaya with PyRPL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pymodaq.control_modules.viewer_utility_classes import DAQ_Viewer_base, comon_parameters, main
from qtpy.QtCore import QTimer

from pymodaq_plugins_pyrpl_mux.hardware.board_plugin import BOARD, board_params, worker_params
from pymodaq_plugins_pyrpl_mux.hardware.board_viewer import REST, BoardViewer
from pymodaq_plugins_pyrpl_mux.hardware.setting import SIGNALS, Choice, Number, Switch
from pymodaq_plugins_pyrpl_mux.hardware.trace import SAMPLE_TIME, SAMPLES, Trace, TraceAverage
from pymodaq_plugins_pyrpl_mux.hardware.trace_stream import TraceStream

if TYPE_CHECKING:
    from pymodaq_data.data import DataToExport
    from pyrpl_mux import CommandError

    from pymodaq_plugins_pyrpl_mux.hardware.connection import Request

_SETTINGS = (
    Choice(name="input1", title="Input 1", choices=SIGNALS, tip="signal on channel 1"),
    Choice(name="input2", title="Input 2", choices=SIGNALS, tip="signal on channel 2"),
    Choice(
        name="decimation", title="Decimation", choices=tuple(2**power for power in range(17)),
        tip="ADC samples per sample of the trace; a trace lasts 16384 x 8 ns x decimation",
    ),
    Choice(
        name="trigger_source", title="Trigger", may_be_unknown=True,
        choices=(
            "immediately", "ch1_positive_edge", "ch1_negative_edge", "ch2_positive_edge", "ch2_negative_edge",
            "ext_positive_edge", "ext_negative_edge", "asg0", "asg1", "dsp", "off",
        ),
        tip="what starts the acquisition; unknown where nobody has chosen, for no register tells",
    ),
    Number(name="threshold", title="Level", unit="V", low=-20, high=20, tip="trigger level of both channels"),
    Number(
        name="hysteresis", title="Hysteresis", unit="V", low=0, high=20,
        tip="how far the signal must return before the next edge counts",
    ),
    Number(
        name="trigger_delay", title="Delay", unit="s", low=-10, high=8.5899,
        tip="centre of the trace, seen from the trigger",
    ),
    Switch(
        name="average", title="Average samples",
        tip="average the ADC samples of each sample instead of taking one",
    ),
)  # fmt: skip


#: s; how long a continuous grab waits for a trace before it tells why there is none: the trigger timeout, but
#: at least and at most that long.
SHORTEST_PATIENCE, LONGEST_PATIENCE = 1.0, 86400.0


class DAQ_1DViewer_PyRPLScope(BoardViewer, DAQ_Viewer_base):
    """Both channels of the oscilloscope [V] over the time [s] seen from the trigger.

    A single grab is an acquisition of its own with every sample, whose `Naverage` traces the worker averages.
    A continuous grab shows the worker's stream of traces, that all viewers share, with as many points as
    PyMoDAQ draws in time; with every sample where traces are averaged. Tested on the simulated board of
    pyrpl-mux; needs a worker of pyrpl-mux that has a Red Pitaya, and no driver.
    """

    live_mode_available = True
    board_settings = _SETTINGS
    setup_command = "scope_setup"

    params = [
        *comon_parameters,
        *worker_params(),
        {"title": "Show channel 1:", "name": "show_channel1", "type": "bool", "value": True},
        {"title": "Show channel 2:", "name": "show_channel2", "type": "bool", "value": True},
        {
            "title": "Trigger timeout:", "name": "trigger_timeout", "type": "float", "value": 5.0,
            "siPrefix": True, "suffix": "s",
            "tip": "longest wait for the trigger of a single grab, which then ends without data",
        },
        {
            "title": "Points when live:", "name": "live_points", "type": "int", "value": 2048,
            # PyMoDAQ keeps within these without a word, which changes nothing but a picture.
            "limits": [2, SAMPLES],
            "tip": "of a continuous grab: of more samples the smallest and the largest of each group of "
            "neighbours are shown; 16384 shows every sample, which takes PyMoDAQ long to draw",
        },
        {
            "title": "Duration:", "name": "duration", "type": "float", "value": SAMPLES * SAMPLE_TIME,
            "siPrefix": True, "suffix": "s", "readonly": True, "decimals": 6,
            "tip": "of a trace, from the decimation",
        },
        board_params("Settings of the scope", _SETTINGS),
    ]  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Make a plugin that acquires nothing yet."""
        super().__init__(*args, **kwargs)
        self._request: Request | None = None
        self._stream: TraceStream | None = None
        self._fresh = False
        self._count = 1
        self._average = TraceAverage()
        self._patience = QTimer()
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._tell_waiting)

    @property
    def module(self) -> str:
        """The only scope that there is."""
        return "scope"

    def module_params(self) -> dict[str, Any]:
        """Nothing: the commands name the scope."""
        return {}

    def ini_detector(self, controller: object = None) -> tuple[str, bool]:
        """Attach to the worker, or share the master's client. Writes nothing to the board."""
        info, initialized = self.begin(controller)
        return info, initialized

    def show_board(self) -> None:
        """Show the settings, and how long a trace lasts."""
        super().show_board()
        duration = SAMPLES * SAMPLE_TIME * self.settings[BOARD, "decimation"]
        self.settings.child("duration").setValue(duration)

    def empty_data(self) -> DataToExport:
        """Give zeros."""
        return self._data(Trace.empty(self.wanted()))

    def grab_data(self, Naverage: int = 1, **kwargs: Any) -> None:  # noqa: ANN401
        """Start an acquisition of `Naverage` traces, or with `live` the stream, and return at once.

        An acquisition that still waits for its trigger is given up for the new one. Where nobody has chosen a
        trigger, a grab begins immediately.
        """
        if kwargs.get("live"):
            self._go_live(Naverage, kwargs.get("wait_time", REST))
        else:
            self.stop()
            self._acquire(Naverage)

    def stop(self) -> str:
        """End the wait for a trigger, and the stream. The settings stay."""
        self._patience.stop()
        self._average.reset()
        if self._request is not None:
            self._request.cancel()
            self._request = None
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        return ""

    def close(self) -> None:
        """Close the connection. Nothing on the board changes."""
        self.end()

    def on_settings_changed(self) -> None:
        """See to it that a continuous grab has a trigger: a worker that starts anew may know of none."""
        self._choose_trigger()

    def on_recovered(self) -> None:
        """Take the next trace of the stream for an old one: the new subscription begins with that."""
        self._fresh = False

    def _acquire(self, count: int) -> None:
        settings = self.wanted()
        known_trigger = settings["trigger_source"] is not None
        params = {
            "input_channels": [settings["input1"], settings["input2"]],
            "decimation": settings["decimation"],
            **({"trigger_source": settings["trigger_source"]} if known_trigger else {}),
            "timeout": self.settings["trigger_timeout"],
            "trace_average": count,
        }
        self._request = self.attached().request(
            "scope_acquire", params, on_data=self._acquired, on_error=self._failed
        )

    def _acquired(self, answer: dict[str, Any]) -> None:
        self._request = None
        self.dte_signal.emit(self._data(Trace.of_answer(answer)))

    def _failed(self, error: CommandError) -> None:
        self._request = None
        self.tell_end(error)

    def _go_live(self, count: int, wait_time: int) -> None:
        self._count = count
        # The average of extremes would be no average of samples.
        points = SAMPLES if count > 1 else self.settings["live_points"]
        if self._stream is not None and self._stream.points == points:
            return
        self.stop()
        if wait_time < REST:
            self.rest()
        self._fresh = False
        rate = 1000 / max(wait_time, REST)
        self._stream = TraceStream(self.attached(), rate, points, self._show_trace, self._stream_failed)
        self._choose_trigger()
        self._wait_for_trigger()

    def _choose_trigger(self) -> None:
        """Choose the trigger of a single grab if nobody has chosen one: the stream would not begin."""
        if self._stream is not None and self.wanted()["trigger_source"] is None:
            self.tell("Nobody has chosen a trigger, so the scope triggers immediately now.")
            self.setup({"trigger_source": "immediately"})

    def _stream_failed(self, error: CommandError) -> None:
        self.stop()
        self.tell_end(error)

    def _show_trace(self, trace: Trace) -> None:
        """Show a trace of the stream; the first is from before the grab, so it is shown and not counted."""
        if not self._fresh:
            self._fresh = True
            self.dte_signal_temp.emit(self._data(trace))
            return
        self._wait_for_trigger()
        average = self._average.add(trace, self._count)
        if average is not None:
            self.dte_signal.emit(self._data(average))

    def _wait_for_trigger(self) -> None:
        # In this order, what is not a number becomes the least.
        seconds = min(max(SHORTEST_PATIENCE, self.settings["trigger_timeout"]), LONGEST_PATIENCE)
        self._patience.start(round(1000 * seconds))

    def _tell_waiting(self) -> None:
        seconds = self._patience.interval() / 1000

        def tell(status: dict[str, Any]) -> None:
            reason = status["stream"]["reason"] or "The worker knows no reason."
            self.tell(f"The stream has brought no trace for {seconds:g} s. {reason}")

        self.attached().request("status", {}, on_data=tell)

    def _data(self, trace: Trace) -> DataToExport:
        shown = [channel for channel in (1, 2) if self.settings[f"show_channel{channel}"]]
        return trace.data(shown or [1, 2], self.attached().label)


if __name__ == "__main__":
    main(__file__)
