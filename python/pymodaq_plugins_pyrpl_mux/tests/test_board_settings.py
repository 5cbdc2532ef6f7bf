"""The settings of a viewer are those of the board, whoever changes them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from pymodaq.utils.plugin_testing import make_detector

from pymodaq_plugins_pyrpl_mux.daq_viewer_plugins.plugins_0D.daq_0Dviewer_PyRPLIQ import DAQ_0DViewer_PyRPLIQ

from .waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyrpl_mux import Client

    from .running_worker import RunningWorker
    from .viewer import Viewer

pytestmark = pytest.mark.usefixtures("qapp")


def settings_of(client: Client) -> dict[str, Any]:
    """Read every setting of the board."""
    modules = client.command("state_get")["modules"]
    return {
        name: {key: value for key, value in settings.items() if key != "integrator"}
        for name, settings in modules.items()
    }


def count_of(client: Client, command: str) -> int:
    """Count how often the worker was sent a command, by whomever."""
    count: int = client.command("status")["commands"][command]["count"]
    return count


@pytest.mark.parametrize(
    ("dimension", "plugin"), [("DAQ0D", "PyRPLIQ"), ("DAQ0D", "PyRPLMonitor"), ("DAQ1D", "PyRPLScope")]
)
def test_promise_9_attaching_and_closing_change_nothing(
    other: Client, viewers: Callable[..., Viewer], dimension: str, plugin: str
) -> None:
    before = settings_of(other)
    viewer = viewers(dimension, plugin)
    assert viewer.setting("worker").value() == "sim:plugins: ready"
    viewer.quit()
    assert settings_of(other) == before


def test_what_was_restored_gives_way_to_the_board(other: Client, viewers: Callable[..., Viewer]) -> None:
    before = settings_of(other)
    viewer = viewers("DAQ0D", "PyRPLIQ", initialise=False)
    viewer.setting("board", "frequency").setValue(5e6)
    viewer.setting("board", "output_direct").setValue("both")
    assert viewer.initialise(), viewer.sentences
    until(lambda: viewer.shown("output_direct") == "off", "the board's output is shown")
    assert viewer.shown("frequency") == before["iq0"]["frequency"]
    assert settings_of(other) == before


def test_what_is_entered_is_read_back(other: Client, viewers: Callable[..., Viewer]) -> None:
    viewer = viewers("DAQ0D", "PyRPLIQ")
    viewer.setting("board", "frequency").setValue(123456.789)
    viewer.setting("board", "bandwidth").setValue("900, 2000")
    viewer.setting("board", "output_signal").setValue("pfd")
    until(lambda: other.command("iq_get", channel="iq0")["output_signal"] == "pfd", "the last one is set")
    settings = other.command("iq_get", channel="iq0")
    assert settings["frequency"] == pytest.approx(123456.789, abs=0.03)
    until(lambda: viewer.shown("frequency") == settings["frequency"], "the frequency read back is shown")
    bandwidths = ", ".join(f"{value:.7g}" for value in settings["bandwidth"])
    until(lambda: viewer.shown("bandwidth") == bandwidths, "the bandwidths read back are shown")
    assert bandwidths not in ("", "900, 2000")


def test_a_refused_value_is_told_and_the_old_one_shown(other: Client, viewers: Callable[..., Viewer]) -> None:
    viewer = viewers("DAQ0D", "PyRPLIQ")
    before = settings_of(other)
    viewer.setting("board", "frequency").setValue(100e6)
    viewer.heard(["frequency must be at most 62500000 Hz"])
    until(lambda: viewer.shown("frequency") == before["iq0"]["frequency"], "the old frequency is shown")
    viewer.setting("board", "bandwidth").setValue("wide")
    viewer.heard(["Bandwidth must be numbers", "wide"])
    until(lambda: viewer.shown("bandwidth") != "wide", "the old bandwidth is shown")
    viewer.setting("board", "bandwidth").setValue("1000, nan")
    viewer.heard(["Bandwidth must be numbers", "nan"])
    assert settings_of(other) == before


def test_what_others_change_is_shown_and_not_sent_again(
    other: Client, viewers: Callable[..., Viewer]
) -> None:
    viewer = viewers("DAQ0D", "PyRPLIQ")
    other.command("iq_setup", channel="iq0", amplitude=0.25, input="asg0")
    other.command("iq_setup", channel="iq0", amplitude=0.5, input="asg1")
    until(lambda: viewer.shown("amplitude") == 0.5, "the other's last amplitude is shown")
    assert viewer.shown("input") == "asg1"
    sent = count_of(other, "iq_setup")
    viewer.snap()
    assert count_of(other, "iq_setup") == sent


def test_another_demodulator_has_its_own_settings(other: Client, viewers: Callable[..., Viewer]) -> None:
    other.command("iq_setup", channel="iq2", frequency=2e6)
    there = other.command("iq_get", channel="iq2")["frequency"]
    before = settings_of(other)
    viewer = viewers("DAQ0D", "PyRPLIQ")
    viewer.setting("channel").setValue("iq2")
    until(lambda: viewer.shown("frequency") == there, "the settings of iq2 are shown")
    assert settings_of(other) == before
    viewer.setting("board", "phase").setValue(45.0)
    until(lambda: other.command("iq_get", channel="iq2")["phase"] == pytest.approx(45), "iq2 is set")
    assert other.command("iq_get", channel="iq0")["phase"] == 0


def test_a_value_that_nobody_knows_is_shown_as_such(viewers: Callable[..., Viewer], other: Client) -> None:
    viewer = viewers("DAQ1D", "PyRPLScope", initialise=False)
    assert viewer.shown("trigger_source") == "unknown"
    assert viewer.initialise()
    until(lambda: viewer.shown("trigger_source") == "immediately", "the trigger is shown")
    viewer.setting("board", "trigger_source").setValue("unknown")
    viewer.heard(["Trigger can be unknown, but not be set to that"])
    until(lambda: viewer.shown("trigger_source") == "immediately", "the old trigger is shown")
    viewer.setting("board", "trigger_delay").setValue(math.nan)
    viewer.heard(["Delay must be a number"])
    assert other.command("scope_get")["trigger_delay"] == 0


def test_a_slave_shares_the_client_of_its_master(plugins: Callable[[Any], Any], other: Client) -> None:
    master = plugins(make_detector(DAQ_0DViewer_PyRPLIQ))
    assert master.initialized, master.init_info
    sessions = len(other.command("status")["clients"])
    slave = plugins(make_detector(DAQ_0DViewer_PyRPLIQ, controller=master.controller, channel="iq1"))
    assert slave.initialized, slave.init_info
    assert slave.controller is master.controller
    assert len(other.command("status")["clients"]) == sessions
    slave.close()
    assert master.controller.command("ping") == "pong"


def test_a_slave_of_something_else_says_so(plugins: Callable[[Any], Any], other: Client) -> None:
    slave = plugins(make_detector(DAQ_0DViewer_PyRPLIQ, controller=object()))
    assert not slave.initialized
    assert "its master is not one of this package's instruments" in slave.init_info


def test_a_slave_closes_though_the_worker_does_not_answer(
    worker: RunningWorker, plugins: Callable[[Any], Any], other: Client
) -> None:
    master = plugins(make_detector(DAQ_0DViewer_PyRPLIQ))
    slave = plugins(make_detector(DAQ_0DViewer_PyRPLIQ, controller=master.controller))
    with worker.frozen():
        slave.close()
        until(lambda: master.controller.pending, "what closing has not waited for is not answered")
    assert master.controller.command("ping") == "pong"
