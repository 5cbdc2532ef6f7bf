"""Averages of traces of a stream."""

from __future__ import annotations

from typing import Any

import numpy as np

from pymodaq_plugins_pyrpl_mux.hardware.trace import Trace, TraceAverage


def trace(value: float, samples: int = 4, **settings: Any) -> Trace:  # noqa: ANN401
    """Give a trace that has one value everywhere."""
    return Trace(np.full((2, samples), value), 0.0, 8e-9, {"input1": "in1", "input2": "in2", **settings})


def test_traces_of_the_same_settings_are_averaged() -> None:
    average = TraceAverage()
    assert average.add(trace(1.0), 3) is None
    assert average.add(trace(2.0), 3) is None
    ended = average.add(trace(6.0), 3)
    assert ended is not None
    assert np.all(ended.voltage == 3.0)
    assert average.add(trace(1.0), 2) is None, "the next average begins anew"


def test_traces_of_other_settings_begin_anew() -> None:
    average = TraceAverage()
    average.add(trace(1.0), 2)
    assert average.add(trace(5.0, decimation=64), 2) is None
    assert average.add(trace(2.0, samples=8, decimation=64), 2) is None
    ended = average.add(trace(4.0, samples=8, decimation=64), 2)
    assert ended is not None
    assert np.all(ended.voltage == 3.0)


def test_a_stopped_average_is_forgotten() -> None:
    average = TraceAverage()
    average.add(trace(1.0), 2)
    average.reset()
    assert average.add(trace(3.0), 2) is None
