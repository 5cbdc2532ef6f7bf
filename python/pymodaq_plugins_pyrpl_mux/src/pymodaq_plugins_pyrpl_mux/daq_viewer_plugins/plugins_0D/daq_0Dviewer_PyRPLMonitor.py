"""Voltages inside a Red Pitaya with PyRPL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pymodaq.control_modules.viewer_utility_classes import DAQ_Viewer_base, comon_parameters, main
from pymodaq.utils.data import DataFromPlugins, DataToExport

from pymodaq_plugins_pyrpl_mux.hardware.board_plugin import worker_params
from pymodaq_plugins_pyrpl_mux.hardware.point_viewer import PointViewer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SIGNALS = ("in1", "in2", "out1", "out2", "pid0", "pid1", "pid2", "iq0", "iq1", "iq2")
_AT_FIRST = ("in1", "in2", "out1", "out2")


class DAQ_0DViewer_PyRPLMonitor(PointViewer, DAQ_Viewer_base):
    """Present voltages of inputs, outputs, PID controllers and demodulators, all read in one burst.

    Tested on the simulated board of pyrpl-mux; needs a worker of pyrpl-mux that has a Red Pitaya, and no
    driver.
    """

    params = [
        *comon_parameters,
        *worker_params(),
        {
            "title": "Signals", "name": "signals", "type": "group",
            "children": [
                {"title": f"{signal}:", "name": signal, "type": "bool", "value": signal in _AT_FIRST}
                for signal in _SIGNALS
            ],
        },
    ]  # fmt: skip

    @property
    def module(self) -> str:
        """No module: nothing can be set here."""
        return ""

    def ini_detector(self, controller: object = None) -> tuple[str, bool]:
        """Attach to the worker, or share the master's client. Writes nothing to the board."""
        info, initialized = self.begin(controller)
        return info, initialized

    def measurement(self) -> tuple[str, dict[str, Any]]:
        """Read what is chosen."""
        return "sampler_read", {"channels": self._chosen()}

    def data_of(self, params: dict[str, Any], answers: Sequence[Any]) -> DataToExport:
        """Average each signal."""
        return self._data(params["channels"], np.mean(np.asarray(answers, dtype=float), axis=0))

    def empty_data(self) -> DataToExport:
        """Give zeros."""
        chosen = self._chosen()
        return self._data(chosen or _SIGNALS, np.zeros(len(chosen or _SIGNALS)))

    def grab_data(self, Naverage: int = 1, **kwargs: Any) -> None:  # noqa: ANN401
        """Start reading and return at once."""
        super().grab_data(Naverage, **kwargs)

    def stop(self) -> str:
        """Stop reading."""
        return super().stop()

    def close(self) -> None:
        """Close the connection. Nothing on the board changes."""
        super().close()

    def _chosen(self) -> list[str]:
        return [signal for signal in _SIGNALS if self.settings["signals", signal]]

    def _data(self, signals: Sequence[str], voltages: Iterable[float]) -> DataToExport:
        connection = self.attached()
        data = DataFromPlugins(
            name="signals",
            data=[np.array([voltage]) for voltage in voltages],
            dim="Data0D",
            labels=[connection.label(signal) for signal in signals],
            units="V",
        )
        return DataToExport("signals", data=[data])


if __name__ == "__main__":
    main(__file__)
