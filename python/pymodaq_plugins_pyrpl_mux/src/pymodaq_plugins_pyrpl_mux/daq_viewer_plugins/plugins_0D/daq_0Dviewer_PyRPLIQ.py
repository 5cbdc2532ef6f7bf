"""The demodulators (lock-ins) of a Red Pitaya with PyRPL."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from pymodaq.control_modules.viewer_utility_classes import DAQ_Viewer_base, comon_parameters, main
from pymodaq.utils.data import DataFromPlugins, DataToExport

from pymodaq_plugins_pyrpl_mux.hardware.board_plugin import board_params, worker_params
from pymodaq_plugins_pyrpl_mux.hardware.point_viewer import PointViewer
from pymodaq_plugins_pyrpl_mux.hardware.setting import OUTPUTS, SIGNALS, Choice, Number, Numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

_SETTINGS = (
    Choice(name="input", title="Input", choices=SIGNALS, tip="signal that is demodulated"),
    Number(name="frequency", title="Frequency", unit="Hz", low=0, high=62.5e6, tip="of the oscillator"),
    Numbers(
        name="bandwidth", title="Bandwidth", unit="Hz",
        tip="of the quadrature filters, one per stage, negative for high-pass; the nearest the board has",
    ),
    Number(
        name="acbandwidth", title="AC bandwidth", unit="Hz", low=0,
        tip="corner of the high-pass before the demodulation, 0 for none; the nearest the board has",
    ),
    Number(name="phase", title="Phase", unit="deg", low=-360, high=360, tip="of the demodulation"),
    Number(
        name="gain", title="Gain", low=-64, high=64 - 1 / 2048,
        tip="from the demodulated to the modulated signal",
    ),
    Number(name="amplitude", title="Amplitude", unit="V", low=-1, high=1, tip="of the modulation"),
    Choice(name="output_direct", title="Output", choices=OUTPUTS, tip="where the modulated output goes"),
    Choice(
        name="output_signal", title="Output signal", choices=("quadrature", "output_direct", "pfd", "off"),
        tip="what other modules see of this one",
    ),
    Number(
        name="quadrature_factor", title="Quadrature factor", low=-131072, high=131071,
        tip="amplification of the quadrature that other modules see",
    ),
)  # fmt: skip


class DAQ_0DViewer_PyRPLIQ(PointViewer, DAQ_Viewer_base):
    """Quadratures i and q [V], magnitude [V] and phase [deg] of one demodulator.

    They are scaled so that a sine of amplitude A at the frequency has magnitude A. Tested on the simulated
    board of pyrpl-mux; needs a worker of pyrpl-mux that has a Red Pitaya, and no driver.
    """

    board_settings = _SETTINGS
    setup_command = "iq_setup"

    params = [
        *comon_parameters,
        *worker_params(),
        {
            "title": "Demodulator:", "name": "channel", "type": "list", "value": "iq0",
            "limits": ["iq0", "iq1", "iq2"],
        },
        {
            "title": "Averaging time:", "name": "averaging_time", "type": "float", "value": 0.01,
            "siPrefix": True, "suffix": "s",
            "tip": "over which each value is averaged, after the filters have settled; 1 us to 30 s",
        },
        board_params("Settings of the demodulator", _SETTINGS),
    ]  # fmt: skip

    def ini_detector(self, controller: object = None) -> tuple[str, bool]:
        """Attach to the worker, or share the master's client. Writes nothing to the board."""
        info, initialized = self.begin(controller)
        return info, initialized

    def measurement(self) -> tuple[str, dict[str, Any]]:
        """Measure both quadratures once."""
        return "iq_get_quadratures", {
            **self.module_params(),
            "averaging_time": self.settings["averaging_time"],
        }

    def data_of(self, params: dict[str, Any], answers: Sequence[Any]) -> DataToExport:
        """Average the quadratures; magnitude and phase are those of the average."""
        i = float(np.mean([answer["i"] for answer in answers]))
        q = float(np.mean([answer["q"] for answer in answers]))
        return self._data(params["channel"], i, q)

    def empty_data(self) -> DataToExport:
        """Give zeros."""
        return self._data(self.module, 0.0, 0.0)

    def grab_data(self, Naverage: int = 1, **kwargs: Any) -> None:  # noqa: ANN401
        """Start a measurement and return at once."""
        super().grab_data(Naverage, **kwargs)

    def stop(self) -> str:
        """Stop waiting for the measurement."""
        return super().stop()

    def close(self) -> None:
        """Close the connection. Nothing on the board changes."""
        super().close()

    def _data(self, module: str, i: float, q: float) -> DataToExport:
        connection = self.attached()
        signal = connection.label(connection.known.of(module)["input"])
        voltages, phase = [i, q, math.hypot(i, q)], math.degrees(math.atan2(q, i))
        return DataToExport(
            module,
            data=[
                DataFromPlugins(
                    name=f"{module} quadratures",
                    data=[np.array([value]) for value in voltages],
                    dim="Data0D",
                    labels=[f"{name} of {signal}" for name in ("i", "q", "magnitude")],
                    units="V",
                ),
                DataFromPlugins(
                    name=f"{module} phase",
                    data=[np.array([phase])],
                    dim="Data0D",
                    labels=[f"phase of {signal}"],
                    units="deg",
                ),
            ],
        )


if __name__ == "__main__":
    main(__file__)
