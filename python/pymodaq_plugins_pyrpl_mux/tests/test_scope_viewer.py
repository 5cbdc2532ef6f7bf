"""The scope as a viewer, on a worker with a simulated board whose outputs are wired to its inputs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from pymodaq.utils.plugin_testing import assert_units, grab_and_wait, make_detector
from pyrpl_mux import connect

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

#: A trigger that never comes: the simulated board has nothing there.
NEVER: Final = "ext_positive_edge"


def sine(client: Client) -> None:
    """Have 1 kHz with 0.5 V at in1."""
    client.command(
        "asg_setup", channel="asg0", waveform="sin", frequency=1000, amplitude=0.5, output_direct="out1",
        trigger_source="immediately",
    )  # fmt: skip


def acquisitions(client: Client) -> int:
    """Count the acquisitions that anybody has asked the worker for."""
    commands = client.command("status")["commands"]
    count: int = commands["scope_acquire"]["count"] if "scope_acquire" in commands else 0
    return count


def test_a_single_grab_is_a_trace_with_time_and_units(other: Client, plugins: Callable[[Any], Any]) -> None:
    sine(other)
    plugin = plugins(make_detector(DAQ_1DViewer_PyRPLScope))
    assert plugin.initialized, plugin.init_info
    data = grab_and_wait(plugin)
    assert_units(data, "V")
    (traces,) = data
    assert traces.labels == ["in1 (LV ±1 V)", "in2 (LV ±1 V)"]
    (axis,) = traces.axes
    times = axis.get_data()
    assert (axis.label, axis.units, len(times)) == ("time", "s", 16384)
    assert np.diff(times) == pytest.approx(64 * 8e-9)
    assert times[0] == pytest.approx(0, abs=64 * 8e-9)
    phases = np.exp(2j * np.pi * 1000 * times)
    assert 2 * abs(np.mean(traces.data[0][:15625] * phases[:15625])) == pytest.approx(0.5, rel=0.02)
    assert abs(np.mean(traces.data[1])) < 0.01


def test_one_channel_can_be_shown_alone(plugins: Callable[[Any], Any], other: Client) -> None:
    other.command("scope_setup", input2="asg0")
    plugin = plugins(make_detector(DAQ_1DViewer_PyRPLScope, show_channel1=False))
    (traces,) = grab_and_wait(plugin)
    assert traces.labels == ["asg0"]


def test_a_grab_uses_the_settings_of_the_board(viewers: Callable[..., Viewer], other: Client) -> None:
    viewer = viewers("DAQ1D", "PyRPLScope")
    other.command("scope_setup", decimation=1024, threshold=0.125)
    until(lambda: viewer.shown("decimation") == 1024, "the other's decimation is shown")
    (traces,) = viewer.snap()
    assert np.diff(traces.axes[0].get_data()) == pytest.approx(1024 * 8e-9)
    assert viewer.setting("duration").value() == pytest.approx(16384 * 1024 * 8e-9)
    assert other.command("scope_get")["threshold"] == pytest.approx(0.125, abs=1e-3)


def test_a_grab_uses_what_was_entered_just_before(viewers: Callable[..., Viewer], other: Client) -> None:
    viewer = viewers("DAQ1D", "PyRPLScope")
    viewer.setting("board", "decimation").setValue(8)
    viewer.setting("board", "input1").setValue("asg1")
    (traces,) = viewer.snap()
    assert np.diff(traces.axes[0].get_data()) == pytest.approx(8 * 8e-9)
    assert traces.labels[0] == "asg1"
    assert other.command("scope_get")["decimation"] == 8


def test_the_worker_averages(plugins: Callable[[Any], Any], other: Client) -> None:
    other.command("scope_setup", decimation=1)
    plugin = plugins(make_detector(DAQ_1DViewer_PyRPLScope))
    (single,) = grab_and_wait(plugin, timeout_ms=60_000)
    (average,) = grab_and_wait(plugin, 25, timeout_ms=60_000)
    assert 0 < np.std(average.data[1]) < 0.5 * np.std(single.data[1])


def test_a_trigger_that_does_not_come_is_told(viewers: Callable[..., Viewer], other: Client) -> None:
    viewer = viewers("DAQ1D", "PyRPLScope", trigger_timeout=0.2)
    viewer.setting("board", "trigger_source").setValue(NEVER)
    viewer.start()
    viewer.heard(["waiting for", "external trigger"])
    assert viewer.told("Timeout occurred")
    assert not viewer.grabs
    viewer.setting("board", "trigger_source").setValue("immediately")
    assert viewer.snap()


def test_stop_ends_the_wait_for_a_trigger(viewers: Callable[..., Viewer], other: Client) -> None:
    other.command("scope_setup", trigger_source=NEVER)
    viewer = viewers("DAQ1D", "PyRPLScope", trigger_timeout=600.0)
    viewer.start()
    until(lambda: other.command("scope_get")["armed"], "the scope is armed")
    viewer.stop()
    until(lambda: not other.command("scope_get")["armed"], "the scope is not armed any more")
    assert not viewer.grabs
    assert not viewer.told("cancelled")


def test_a_grab_takes_the_place_of_one_that_waits(viewers: Callable[..., Viewer], other: Client) -> None:
    other.command("scope_setup", trigger_source=NEVER)
    viewer = viewers("DAQ1D", "PyRPLScope", trigger_timeout=600.0)
    viewer.start()
    until(lambda: other.command("scope_get")["armed"], "the scope is armed")
    viewer.setting("board", "trigger_source").setValue("immediately")
    assert viewer.snap()
    assert len(viewer.grabs) == 1


def test_closing_ends_the_wait_for_a_trigger(viewers: Callable[..., Viewer], other: Client) -> None:
    other.command("scope_setup", trigger_source=NEVER)
    viewer = viewers("DAQ1D", "PyRPLScope", trigger_timeout=600.0)
    viewer.start()
    until(lambda: other.command("scope_get")["armed"], "the scope is armed")
    viewer.quit()
    until(lambda: not other.command("scope_get")["armed"], "the scope is not armed any more")


def test_closing_ends_a_continuous_grab_that_brings_nothing(
    viewers: Callable[..., Viewer], other: Client, caplog: pytest.LogCaptureFixture
) -> None:
    other.command("scope_setup", trigger_source=NEVER)
    viewer = viewers("DAQ1D", "PyRPLScope")
    viewer.grab()
    until(lambda: other.command("status")["stream"]["viewers"] == 1, "it is subscribed")
    viewer.quit()
    until(lambda: other.command("status")["stream"]["viewers"] == 0, "it is not subscribed any more")
    assert "terminated" not in caplog.text


def test_a_continuous_grab_follows_the_stream(viewers: Callable[..., Viewer], other: Client) -> None:
    viewer = viewers("DAQ1D", "PyRPLScope", live_points=16384)
    acquired = acquisitions(other)
    viewer.grab()
    viewer.next_grabs(3)
    other.command("scope_setup", decimation=256, input1="out1")

    def followed() -> bool:
        ((traces,),) = viewer.next_grabs(1)
        start, second = traces.axes[0].get_data()[:2]
        return bool(traces.labels[0] == "out1" and np.isclose(second - start, 256 * 8e-9))

    until(followed, "a trace with the other's settings")
    assert viewer.shown("input1") == "out1"
    assert acquisitions(other) == acquired
    viewer.stop()
    until(lambda: other.command("status")["stream"]["viewers"] == 0, "the stream has no viewer")


def test_a_continuous_grab_has_the_points_that_it_is_told(
    viewers: Callable[..., Viewer], other: Client
) -> None:
    sine(other)
    other.command("scope_setup", decimation=64, trigger_source="immediately")
    viewer = viewers("DAQ1D", "PyRPLScope")
    viewer.grab()

    def points() -> int:
        ((traces,),) = viewer.next_grabs(1)
        time = traces.axes[0].get_data()
        assert time[-1] - time[0] == pytest.approx(16384 * 64 * 8e-9, rel=0.01)
        # No peak is lost.
        assert np.ptp(traces.data[0]) == pytest.approx(1.0, abs=0.05)
        return len(time)

    assert points() == 2048
    viewer.setting("live_points").setValue(500)
    until(lambda: points() == 500, "traces have 500 points")
    viewer.stop()


def test_viewers_share_one_acquisition(viewers: Callable[..., Viewer], other: Client) -> None:
    pair = [viewers("DAQ1D", "PyRPLScope"), viewers("DAQ1D", "PyRPLScope")]
    for viewer in pair:
        viewer.grab()
    until(lambda: other.command("status")["stream"]["viewers"] == 2, "both are subscribed")
    for viewer in pair:
        viewer.next_grabs(3)
    pair[0].quit()
    until(lambda: other.command("status")["stream"]["viewers"] == 1, "one has gone")
    pair[1].next_grabs(3)


def test_a_stream_without_trigger_is_told(viewers: Callable[..., Viewer], other: Client) -> None:
    other.command("scope_setup", trigger_source=NEVER)
    viewer = viewers("DAQ1D", "PyRPLScope", trigger_timeout=1.0)
    viewer.grab()
    viewer.heard(["no trace for 1 s", "external trigger"])
    other.command("scope_setup", trigger_source="immediately")
    viewer.next_grabs(1)
    viewer.stop()


@pytest.mark.parametrize(
    ("timeout", "words"),
    [(-1.0, "at least 0 s"), (1e9, "at most 86400 s"), (math.nan, "not sent"), (math.inf, "not sent")],
)
def test_a_timeout_without_sense_is_none_of_a_continuous_grab(
    viewers: Callable[..., Viewer], other: Client, timeout: float, words: str
) -> None:
    viewer = viewers("DAQ1D", "PyRPLScope", trigger_timeout=timeout)
    viewer.grab()
    viewer.next_grabs(3)
    viewer.stop()
    viewer.start()
    viewer.heard([words])
    assert not viewer.grabs


def test_on_a_board_without_trigger_a_continuous_grab_chooses_one_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, viewers: Callable[..., Viewer]
) -> None:
    monkeypatch.setenv("PYRPL_MUX_RUNTIME_DIR", str(tmp_path))
    with running_worker(tmp_path, "fresh") as worker, connect(board=worker.board) as client:
        viewer = viewers("DAQ1D", "PyRPLScope")
        assert viewer.shown("trigger_source") == "unknown"
        assert client.command("scope_get")["trigger_source"] is None
        viewer.grab()
        viewer.heard(["Nobody has chosen a trigger", "immediately"])
        viewer.next_grabs(1)
        until(lambda: viewer.shown("trigger_source") == "immediately", "the trigger is shown")
        viewer.stop()
        viewer.quit()


def test_a_continuous_grab_averages_as_many_as_asked(plugins: Callable[[Any], Any], other: Client) -> None:
    plugin = plugins(make_detector(DAQ_1DViewer_PyRPLScope))
    shown: list[Any] = []
    plugin.dte_signal_temp.connect(shown.append)
    (one,) = grab_and_wait(plugin, live=True, wait_time=20)
    plugin.stop()
    (four,) = grab_and_wait(plugin, 16, live=True, wait_time=20, timeout_ms=60_000)
    plugin.stop()
    assert 0 < np.std(four.data[1]) < 0.6 * np.std(one.data[1])
    assert shown
