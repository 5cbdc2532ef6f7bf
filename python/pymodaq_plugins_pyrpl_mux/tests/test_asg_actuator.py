"""The signal generators as actuators, on a worker with a simulated board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pymodaq.utils.plugin_testing import (
    SignalTimeout,
    make_actuator,
    move_abs_and_wait,
    move_home_and_wait,
    move_rel_and_wait,
)

from pymodaq_plugins_pyrpl_mux.daq_move_plugins.daq_move_PyRPLASG import DAQ_Move_PyRPLASG

from .running_worker import PATIENCE
from .waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyrpl_mux import Client

    from .actuator import Actuator
    from .running_worker import RunningWorker

PLUGIN = "PyRPLASG"

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(
    ("axis", "unit", "value", "step"),
    [("frequency", "Hz", 1234.5, 0.12), ("amplitude", "V", 0.3, 1.3e-4), ("offset", "V", -0.2, 1.3e-4)],
)
def test_a_move_ends_with_the_value_read_back(
    other: Client, plugins: Callable[[Any], Any], axis: str, unit: str, value: float, step: float
) -> None:
    plugin = plugins(make_actuator(DAQ_Move_PyRPLASG))
    assert plugin.initialized, plugin.init_info
    plugin.axis_name = axis
    position = move_abs_and_wait(plugin, value)
    assert position.units == unit
    assert position.value() == pytest.approx(value, abs=step)
    assert position.value() == other.send("asg_get", {"channel": "asg0"})[axis]


def test_the_end_is_what_the_board_has_however_large_its_steps(
    other: Client, plugins: Callable[[Any], Any]
) -> None:
    plugin = plugins(make_actuator(DAQ_Move_PyRPLASG))
    plugin.settings.child("epsilon").setValue(1e-12)
    plugin.epsilon = 1e-12
    position = move_abs_and_wait(plugin, 1000.05)
    assert position.value() != 1000.05
    assert position.value() == other.command("asg_get", channel="asg0")["frequency"]
    plugin.poll_moving()
    assert not plugin.poll_timer.isActive(), "PyMoDAQ does not wait until the value is the target"
    assert DAQ_Move_PyRPLASG._epsilons[0] > 1e-12, "what one user enters is not for all"


def test_a_relative_move_begins_at_the_value_of_the_board(
    other: Client, plugins: Callable[[Any], Any]
) -> None:
    plugin = plugins(make_actuator(DAQ_Move_PyRPLASG))
    plugin.axis_name = "amplitude"
    move_abs_and_wait(plugin, 0.25)
    assert move_rel_and_wait(plugin, 0.125).value() == 0.375
    assert other.command("asg_get", channel="asg0")["amplitude"] == 0.375


def test_a_scaled_axis_sends_unscaled_values(other: Client, plugins: Callable[[Any], Any]) -> None:
    plugin = plugins(make_actuator(DAQ_Move_PyRPLASG))
    plugin.axis_name = "offset"
    plugin.settings.child("scaling", "use_scaling").setValue(True)
    plugin.settings.child("scaling", "scaling").setValue(4.0)
    assert move_abs_and_wait(plugin, 1.0).value() == 1.0
    assert other.command("asg_get", channel="asg0")["offset"] == 0.25


def test_only_the_chosen_generator_changes(other: Client, plugins: Callable[[Any], Any]) -> None:
    before = other.command("asg_get", channel="asg0")
    plugin = plugins(make_actuator(DAQ_Move_PyRPLASG, channel="asg1"))
    plugin.axis_name = "offset"
    move_abs_and_wait(plugin, 0.5)
    assert other.command("asg_get", channel="asg0") == before
    assert other.command("asg_get", channel="asg1")["offset"] == 0.5


def test_there_is_no_home(other: Client, plugins: Callable[[Any], Any]) -> None:
    plugin = plugins(make_actuator(DAQ_Move_PyRPLASG))
    before = other.command("asg_get", channel="asg0")
    assert move_home_and_wait(plugin).value() == before["frequency"]
    assert other.command("asg_get", channel="asg0") == before


@pytest.mark.parametrize("kind", ["two masters", "master and slave"])
def test_two_actuators_share_a_generator(other: Client, plugins: Callable[[Any], Any], kind: str) -> None:
    first = plugins(make_actuator(DAQ_Move_PyRPLASG))
    second = plugins(
        make_actuator(DAQ_Move_PyRPLASG, controller=None if kind == "two masters" else first.controller)
    )
    assert second.initialized, second.init_info
    second.axis_name = "offset"
    move_abs_and_wait(first, 5000.0)
    move_abs_and_wait(second, 0.25)
    settings = other.command("asg_get", channel="asg0")
    assert settings["frequency"] == pytest.approx(5000, abs=0.12)
    assert settings["offset"] == 0.25
    until(lambda: first.settings["board", "offset"] == 0.25, "the first sees what the second did")
    second.close()
    assert move_abs_and_wait(first, 6000.0).value() == pytest.approx(6000, abs=0.12)


def test_a_refused_value_ends_the_move_with_the_old_one(actuators: Callable[..., Actuator]) -> None:
    actuator = actuators(PLUGIN, "amplitude")
    actuator.move(0.25)
    assert actuator.move(5.0) == 0.25
    assert actuator.told("amplitude", "5"), actuator.sentences
    assert actuator.value == 0.25
    assert actuator.move(0.5) == 0.5


def test_a_value_that_is_no_number_is_refused(actuators: Callable[..., Actuator]) -> None:
    actuator = actuators(PLUGIN, "amplitude")
    actuator.move(0.25)
    assert actuator.move(float("nan")) == 0.25
    assert actuator.told("must be a number"), actuator.sentences
    assert not actuator.told("beyond the bounds"), actuator.sentences


def test_bounds_of_pymodaq_are_kept_and_told(other: Client, actuators: Callable[..., Actuator]) -> None:
    actuator = actuators(PLUGIN, "offset")
    actuator.setting("bounds", "max_bound").setValue(0.25)
    actuator.setting("bounds", "is_bounds").setValue(True)
    assert actuator.move(0.75) == 0.25
    assert other.command("asg_get", channel="asg0")["offset"] == 0.25
    assert actuator.told("beyond the bounds", "0.25"), actuator.sentences


def test_initialising_writes_nothing(other: Client, actuators: Callable[..., Actuator]) -> None:
    other.command("asg_setup", channel="asg0", waveform="ramp", amplitude=0.25, output_direct="out1")
    before = other.command("state_get")
    actuator = actuators(PLUGIN, "frequency", initialise=False)
    # As a state that was saved elsewhere is restored before initialising.
    for name, value in (("amplitude", 1.0), ("waveform", "square"), ("output_direct", "both")):
        actuator.setting("board", name).setValue(value)
    assert actuator.initialise()
    board = {"waveform": "ramp", "amplitude": 0.25, "output_direct": "out1"}
    until(lambda: {name: actuator.shown(name) for name in board} == board, "the tree shows the board")
    actuator.move(2000.0)
    asg0 = {**before["modules"]["asg0"], "frequency": actuator.value}
    after = other.command("state_get")["modules"]
    assert {name: after[name] for name in ("asg1", "pid0", "pid1", "pid2")} == {
        name: before["modules"][name] for name in ("asg1", "pid0", "pid1", "pid2")
    }
    assert after["asg0"] == asg0


def test_what_another_client_changes_is_seen(other: Client, actuators: Callable[..., Actuator]) -> None:
    actuator = actuators(PLUGIN, "offset")
    other.command("asg_setup", channel="asg0", offset=0.625, waveform="square", output_direct="out2")
    until(lambda: actuator.value == 0.625, "the value follows")
    board = {"offset": 0.625, "waveform": "square", "output_direct": "out2"}
    until(lambda: {name: actuator.shown(name) for name in board} == board, "the tree follows")


def test_what_is_entered_in_the_tree_is_sent_and_read_back(
    other: Client, actuators: Callable[..., Actuator]
) -> None:
    actuator = actuators(PLUGIN, "frequency")
    actuator.setting("board", "waveform").setValue("halframp")
    actuator.setting("board", "amplitude").setValue(0.3)
    until(lambda: actuator.shown("amplitude") not in (0.3, 1.0), "the board's value is shown")
    settings = other.command("asg_get", channel="asg0")
    assert settings["waveform"] == "halframp"
    assert actuator.shown("amplitude") == settings["amplitude"] == pytest.approx(0.3, abs=1.3e-4)
    actuator.setting("board", "amplitude").setValue(7.0)
    actuator.heard(["amplitude", "7"])
    until(lambda: actuator.shown("amplitude") == settings["amplitude"], "the old value is shown")


def test_another_axis_shows_its_own_value_and_units(actuators: Callable[..., Actuator]) -> None:
    actuator = actuators(PLUGIN, "frequency")
    actuator.move(3000.0)
    actuator.module.axis_name = "offset"
    until(lambda: actuator.module.units == "V" and actuator.value == 0, "volts are shown")
    assert actuator.move(0.5) == 0.5
    actuator.module.axis_name = "frequency"
    until(lambda: actuator.module.units == "Hz" and actuator.value > 1, "the frequency is shown")
    assert actuator.value == pytest.approx(3000, abs=0.12)


def test_another_generator_shows_its_own_value(other: Client, actuators: Callable[..., Actuator]) -> None:
    other.command("asg_setup", channel="asg1", offset=-0.5)
    actuator = actuators(PLUGIN, "offset")
    actuator.move(0.5)
    actuator.setting("channel").setValue("asg1")
    until(lambda: actuator.value == -0.5, "asg1 is shown")
    assert other.command("asg_get", channel="asg0")["offset"] == 0.5
    assert other.command("asg_get", channel="asg1")["offset"] == -0.5


@pytest.mark.parametrize(("choice", "output"), [("hold", "out1"), ("switch off", "off")])
def test_stop_and_close_do_what_the_user_chose(
    other: Client, actuators: Callable[..., Actuator], choice: str, output: str
) -> None:
    other.command("asg_setup", channel="asg0", output_direct="out1", offset=0.25)
    before = other.command("asg_get", channel="asg0")
    actuator = actuators(PLUGIN, "offset", on_stop=choice)
    actuator.stop()
    actuator.move(0.5)
    assert other.command("asg_get", channel="asg0") == {**before, "offset": 0.5, "output_direct": output}
    other.command("asg_setup", channel="asg0", output_direct="out1")
    actuator.setting("on_close").setValue(choice)
    # Closing can overtake what was entered; the answer to a move tells that the plugin has heard of it.
    actuator.move(0.25)
    actuator.move(0.5)
    actuator.quit()
    assert other.command("asg_get", channel="asg0") == {**before, "offset": 0.5, "output_direct": output}


def test_a_thread_that_ends_before_it_hears_of_closing_closes(
    other: Client, actuators: Callable[..., Actuator]
) -> None:
    actuator = actuators(PLUGIN, "offset", on_close="switch off")
    other.command("asg_setup", channel="asg0", output_direct="out1")
    # What PyMoDAQ does after its request, which on a busy machine comes first.
    thread = actuator.module.controller_and_thread.thread
    thread.quit()
    assert thread.wait(int(PATIENCE * 1000))
    assert other.command("asg_get", channel="asg0")["output_direct"] == "off"


def test_the_newest_of_several_moves_ends(other: Client, actuators: Callable[..., Actuator]) -> None:
    actuator = actuators(PLUGIN, "frequency")
    for value in range(1000, 1050):
        actuator.start(float(value))
    until(lambda: actuator.ends and abs(actuator.ends[-1].value("Hz") - 1049) < 0.12, "the last one ends")
    assert other.command("asg_get", channel="asg0")["frequency"] == actuator.ends[-1].value("Hz")


def test_a_stopped_move_ends_at_once(worker: RunningWorker, actuators: Callable[..., Actuator]) -> None:
    actuator = actuators(PLUGIN, "offset")
    actuator.move(0.25)
    with worker.frozen():
        actuator.start(0.5)
        actuator.module.stop_motion()
        until(lambda: actuator.ends, "the move ends though the worker does not answer")
        assert actuator.ends[0].value("V") == 0.25
    assert actuator.move(0.125) == 0.125


def test_a_lost_worker_ends_the_move_and_comes_back(
    worker: RunningWorker, actuators: Callable[..., Actuator]
) -> None:
    actuator = actuators(PLUGIN, "offset")
    actuator.move(0.25)
    before = worker.pid
    with worker.frozen():
        actuator.start(0.5)
        worker.kill()
        until(lambda: actuator.ends, "the move ends")
    assert actuator.ends[0].value("V") == 0.25
    actuator.heard(["the worker is lost"])
    until(lambda: "ready" in actuator.setting("worker").value() and worker.pid != before, "it is back")
    until(lambda: actuator.move(0.375) == 0.375, "moves work again")


def test_a_worker_that_is_not_there_is_told(
    actuators: Callable[..., Actuator],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    monkeypatch.setenv("PYRPL_MUX_RUNTIME_DIR", str(tmp_path_factory.mktemp("nobody")))
    actuator = actuators(PLUGIN, "offset", initialise=False)
    assert not actuator.initialise()
    assert actuator.told("pyrpl-mux serve"), actuator.sentences


def test_a_move_does_not_end_before_the_board_has_answered(
    worker: RunningWorker, plugins: Callable[[Any], Any]
) -> None:
    plugin = plugins(make_actuator(DAQ_Move_PyRPLASG))
    with worker.frozen(), pytest.raises(SignalTimeout):
        move_abs_and_wait(plugin, 1.0, timeout_ms=300)
