"""What a trace of the scope shows."""

from typing import Any

import numpy as np


def frequency(data: dict[str, Any], channel: int = 0) -> float:
    """The frequency of the sine on a channel [Hz], to about a tenth of the trace's resolution."""
    time = np.asarray(data["axes"][0]["data"])
    voltage = np.asarray(data["arrays"][channel])
    spectrum = np.abs(np.fft.rfft((voltage - voltage.mean()) * np.hanning(voltage.size)))
    peak = int(spectrum.argmax())
    assert 0 < peak < spectrum.size - 1, "The trace has no sine."
    left, middle, right = np.log(spectrum[peak - 1 : peak + 2])
    shift = 0.5 * (left - right) / (left - 2 * middle + right)
    return float((peak + shift) / (time[1] - time[0]) / voltage.size)


def amplitude(data: dict[str, Any], channel: int = 0) -> float:
    """The amplitude of the sine on a channel [V]."""
    return float(np.std(data["arrays"][channel]) * np.sqrt(2))
