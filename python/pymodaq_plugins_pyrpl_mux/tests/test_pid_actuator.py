"""The PID controllers as actuators, on a worker with a simulated board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pymodaq.utils.plugin_testing import make_actuator, move_abs_and_wait

from pymodaq_plugins_pyrpl_mux.daq_move_plugins.daq_move_PyRPLPID import DAQ_Move_PyRPLPID

from .waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyrpl_mux import Client

    from .actuator import Actuator

PLUGIN = "PyRPLPID"

#: Regulates in1, which is wired to out1, to the setpoint.
LOCK: dict[str, Any] = {"input": "in1", "output_direct": "out1", "setpoint": 0.25, "p": 0, "i": -1000}

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(
    ("axis", "unit", "value", "step"),
    [("setpoint", "V", 0.3, 1.3e-4), ("p", "", -1.7, 2.5e-4), ("i", "Hz", 100.0, 5e-3)],
)
def test_a_move_ends_with_the_value_read_back(
    other: Client, plugins: Callable[[Any], Any], axis: str, unit: str, value: float, step: float
) -> None:
    plugin = plugins(make_actuator(DAQ_Move_PyRPLPID, channel="pid1"))
    assert plugin.initialized, plugin.init_info
    plugin.axis_name = axis
    before = other.command("pid_get", channel="pid0")
    position = move_abs_and_wait(plugin, value)
    assert position.units == unit
    assert position.value() == pytest.approx(value, abs=step)
    assert position.value() == other.send("pid_get", {"channel": "pid1"})[axis]
    assert other.command("pid_get", channel="pid0") == before


def test_a_refused_value_ends_the_move_with_the_old_one(actuators: Callable[..., Actuator]) -> None:
    actuator = actuators(PLUGIN, "p")
    actuator.move(2.5)
    assert actuator.move(1e6) == 2.5
    assert actuator.told("p ", "1000000"), actuator.sentences
    assert actuator.value == 2.5


def test_the_settings_are_those_of_the_board(other: Client, actuators: Callable[..., Actuator]) -> None:
    actuator = actuators(PLUGIN, "setpoint")
    actuator.setting("board", "input").setValue("iq0")
    actuator.setting("board", "max_voltage").setValue(0.5)
    actuator.setting("board", "input_filter").setValue("1000, 2000")
    until(lambda: other.command("pid_get", channel="pid0")["input_filter"], "the filters are set")
    settings = other.command("pid_get", channel="pid0")
    assert (settings["input"], settings["max_voltage"]) == ("iq0", 0.5)
    shown = ", ".join(f"{bandwidth:.7g}" for bandwidth in settings["input_filter"])
    until(lambda: actuator.shown("input_filter") == shown, "the board's filters are shown")
    actuator.setting("board", "min_voltage").setValue(0.75)
    actuator.heard(["min_voltage"])
    until(lambda: actuator.shown("min_voltage") == -1, "the old limit is shown")


def test_the_integrator_is_read_and_reset(other: Client, actuators: Callable[..., Actuator]) -> None:
    actuator = actuators(PLUGIN, "setpoint")
    other.command("pid_set_integrator", channel="pid0", value=0.5)
    until(lambda: actuator.shown("integrator") == 0.5, "the integrator is shown")
    actuator.setting("reset_integrator").setValue(True)
    until(lambda: actuator.shown("integrator") == 0, "the integrator is reset")
    assert other.command("pid_get", channel="pid0")["integrator"] == 0
    until(lambda: actuator.setting("reset_integrator").value() is False, "the button springs back")
    actuator.heard(["integrator", "pid0"])


def test_a_moving_integrator_is_read_at_each_refresh(
    other: Client, actuators: Callable[..., Actuator]
) -> None:
    other.command("pid_configure", channel="pid0", input="in1", setpoint=-0.125, i=0.005)
    actuator = actuators(PLUGIN, "setpoint")
    actuator.module.get_actuator_value()
    until(lambda: actuator.shown("integrator") > 0, "the integrator is read")
    first = actuator.shown("integrator")

    def refreshed() -> bool:
        actuator.module.get_actuator_value()
        return bool(actuator.shown("integrator") > first)

    until(refreshed, "it has moved")


def test_a_lock_survives_stop_and_close(other: Client, actuators: Callable[..., Actuator]) -> None:
    other.command("pid_configure", channel="pid0", **LOCK)
    actuator = actuators(PLUGIN, "setpoint")
    actuator.move(0.375)
    actuator.module.stop_motion()
    before = _settings(other)
    actuator.quit()
    assert _settings(other) == before
    assert before["output_direct"] == "out1"
    # Something else on the same output would move in1 by 0.25 V, were it not regulated.
    other.command(
        "asg_setup",
        channel="asg1",
        waveform="dc",
        offset=0.25,
        output_direct="out1",
        trigger_source="immediately",
    )
    until(lambda: abs(_volts(other, "out1") - 0.375) < 0.01, "out1 is regulated")
    until(lambda: abs(_volts(other, "pid0") - 0.125) < 0.01, "by pid0")
    assert _settings(other) == before


def test_closing_switches_off_if_the_user_chose_so(other: Client, actuators: Callable[..., Actuator]) -> None:
    other.command("pid_configure", channel="pid0", **LOCK)
    before = _settings(other)
    actuator = actuators(PLUGIN, "setpoint", on_close="switch off")
    actuator.quit()
    assert _settings(other) == {**before, "output_direct": "off"}


def _settings(client: Client) -> dict[str, object]:
    """Everything but the integrator, which works."""
    settings = client.command("pid_get", channel="pid0")
    return {name: value for name, value in settings.items() if name != "integrator"}


def _volts(client: Client, signal: str) -> float:
    """The present value of a signal."""
    return float(client.send("sampler_read", {"channel": signal}))
