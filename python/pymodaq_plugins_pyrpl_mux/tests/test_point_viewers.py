"""The viewers of single values, and labels of all, on a worker with a simulated board wired in a loop."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from pymodaq.utils.plugin_testing import assert_units, grab_and_wait, make_detector

from pymodaq_plugins_pyrpl_mux.daq_viewer_plugins.plugins_0D.daq_0Dviewer_PyRPLIQ import DAQ_0DViewer_PyRPLIQ
from pymodaq_plugins_pyrpl_mux.daq_viewer_plugins.plugins_0D.daq_0Dviewer_PyRPLMonitor import (
    DAQ_0DViewer_PyRPLMonitor,
)
from pymodaq_plugins_pyrpl_mux.daq_viewer_plugins.plugins_1D.daq_1Dviewer_PyRPLScope import (
    DAQ_1DViewer_PyRPLScope,
)

from .running_worker import running_worker
from .waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pyrpl_mux import Client

    from .viewer import Viewer

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("count", [1, 3])
def test_the_demodulator_sees_the_generator(other: Client, plugins: Callable[[Any], Any], count: int) -> None:
    other.command(
        "asg_setup", channel="asg0", waveform="sin", frequency=100e3, amplitude=0.4, output_direct="out1",
        trigger_source="immediately",
    )  # fmt: skip
    other.command("iq_setup", channel="iq1", frequency=100e3, bandwidth=1000, input="in1")
    plugin = plugins(make_detector(DAQ_0DViewer_PyRPLIQ, channel="iq1"))
    assert plugin.initialized, plugin.init_info
    quadratures, phase = grab_and_wait(plugin, count, timeout_ms=60_000)
    i, q, magnitude = (float(values[0]) for values in quadratures.data)
    assert magnitude == pytest.approx(0.4, rel=0.05)
    assert magnitude == pytest.approx(math.hypot(i, q))
    assert float(phase.data[0][0]) == pytest.approx(math.degrees(math.atan2(q, i)))
    assert (quadratures.units, phase.units) == ("V", "deg")
    assert quadratures.labels == [f"{name} of in1 (LV ±1 V)" for name in ("i", "q", "magnitude")]
    assert "iq1" in quadratures.name


def test_the_monitor_reads_what_is_chosen_at_once(other: Client, plugins: Callable[[Any], Any]) -> None:
    other.command(
        "asg_setup", channel="asg0", waveform="dc", amplitude=0, offset=0.25, output_direct="out1",
        trigger_source="immediately",
    )  # fmt: skip
    plugin = plugins(make_detector(DAQ_0DViewer_PyRPLMonitor))
    for signal in ("in2", "out2"):
        plugin.settings.child("signals", signal).setValue(False)
    plugin.settings.child("signals", "pid2").setValue(True)
    before = other.command("status")["commands"].get("sampler_read", {"count": 0})["count"]
    data = grab_and_wait(plugin, 2)
    assert other.command("status")["commands"]["sampler_read"]["count"] == before + 2
    assert_units(data, "V")
    (signals,) = data
    assert signals.labels == ["in1 (LV ±1 V)", "out1", "pid2"]
    values = [float(value[0]) for value in signals.data]
    assert values == pytest.approx([0.25, 0.25, 0], abs=0.01)


def test_labels_tell_the_range_of_each_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plugins: Callable[[Any], Any]
) -> None:
    with running_worker(tmp_path, "ranges", "--input-range", "in1=HV") as worker:
        monkeypatch.setenv("PYRPL_MUX_RUNTIME_DIR", str(tmp_path))
        ranged = {
            DAQ_0DViewer_PyRPLMonitor: ["in1 (HV ±20 V)", "in2 (LV ±1 V)", "out1", "out2"],
            DAQ_0DViewer_PyRPLIQ: [f"{name} of in1 (HV ±20 V)" for name in ("i", "q", "magnitude")],
            DAQ_1DViewer_PyRPLScope: ["in1 (HV ±20 V)", "in2 (LV ±1 V)"],
        }
        for viewer, labels in ranged.items():
            plugin = plugins(make_detector(viewer, board_key=worker.board))
            assert plugin.initialized, plugin.init_info
            assert next(iter(grab_and_wait(plugin))).labels == labels
            plugin.close()


def test_a_monitor_of_nothing_says_so(viewers: Callable[..., Viewer]) -> None:
    viewer = viewers("DAQ0D", "PyRPLMonitor")
    for parameter in viewer.setting("signals").children():
        parameter.setValue(False)
    viewer.start()
    viewer.heard(["channels"])
    assert not viewer.grabs


def test_a_continuous_grab_goes_on_until_it_is_stopped(viewers: Callable[..., Viewer], other: Client) -> None:
    viewer = viewers("DAQ0D", "PyRPLMonitor")
    viewer.grab()
    viewer.next_grabs(5)
    viewer.stop()
    meanwhile = viewers("DAQ0D", "PyRPLIQ", averaging_time=0.001)
    meanwhile.grab()
    meanwhile.next_grabs(2)
    sent = other.command("status")["commands"]["sampler_read"]["count"]
    meanwhile.next_grabs(5)
    assert other.command("status")["commands"]["sampler_read"]["count"] == sent


def test_a_measurement_that_takes_long_can_be_stopped(viewers: Callable[..., Viewer], other: Client) -> None:
    viewer = viewers("DAQ0D", "PyRPLIQ", averaging_time=30.0)
    viewer.start()
    viewer.stop()
    viewer.setting("averaging_time").setValue(0.001)
    assert viewer.snap()


def test_a_refused_measurement_is_told(viewers: Callable[..., Viewer]) -> None:
    viewer = viewers("DAQ0D", "PyRPLIQ", averaging_time=100.0)
    viewer.start()
    viewer.heard(["averaging_time"])
    assert not viewer.grabs


def test_a_continuous_grab_goes_on_when_what_was_refused_is_corrected(viewers: Callable[..., Viewer]) -> None:
    viewer = viewers("DAQ0D", "PyRPLIQ", averaging_time=100.0)
    viewer.grab()
    viewer.heard(["averaging_time"])
    assert not viewer.grabs
    viewer.setting("averaging_time").setValue(0.001)
    viewer.next_grabs(3)
    viewer.stop()


@pytest.mark.parametrize(
    ("dimension", "plugin"), [("DAQ0D", "PyRPLIQ"), ("DAQ0D", "PyRPLMonitor"), ("DAQ1D", "PyRPLScope")]
)
def test_the_loop_of_pymodaq_rests_while_it_waits_for_data(
    viewers: Callable[..., Viewer], dimension: str, plugin: str
) -> None:
    viewer = viewers(dimension, plugin, initialise=False)
    wait_time = viewer.module.settings.child("main_settings", "wait_time")
    assert wait_time.value() == 0
    assert viewer.initialise(), viewer.sentences
    until(lambda: wait_time.value() == 50, "PyMoDAQ waits 50 ms between two grabs")
