"""The host with the real PyRPL on a simulated board, over SSH and TCP."""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from .host_process import HostError, HostProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .simulated_board import SimulatedBoard


@pytest.fixture(scope="module")
def host(simulated_board: SimulatedBoard, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostProcess]:
    """Start a host on the board of all tests."""
    user = str(tmp_path_factory.mktemp("host"))
    command = [sys.executable, "-m", "pyrpl_mux.host", "--user-dir", user, "--reload-fpga", "auto"]
    started = HostProcess([*command, *simulated_board.arguments])
    started.wait_ready()
    yield started
    started.close()


def test_starting_and_restarting_the_child_changes_no_register(
    start_board: Callable[..., SimulatedBoard], start_host: Callable[..., HostProcess]
) -> None:
    board = start_board()
    first = start_host(*board.arguments, "--reload-fpga", "auto")
    assert first.wait_ready()["writes"] == []
    first.call("asg0.setup", waveform="sin", frequency=1e3, amplitude=0.5, offset=0.1, output_direct="out1")
    first.call("asg0.setup", trigger_source="immediately")
    first.call("pid2.setup", input="in1", p=1, i=10, setpoint=0.2, max_voltage=0.5, output_direct="out2")
    first.call("iq2.setup", frequency=1e6, bandwidth=[1e3, 1e3, 10, 0], amplitude=0.1, output_direct="both")
    first.call("iir.setup", zeros=[], poles=[-1e4], loops=5, on=True, output_direct="out2")
    first.call("trig.setup", input="asg0", threshold=0.2, trigger_source="pos_edge", input_filter=1e4)
    first.call("pwm0.setup", input="pid2")
    # Not what PyRPL takes for granted, which its own getters would write back.
    first.call("scope.setup", input1="asg0", input2="out1", decimation=64, threshold=0.1)
    state = first.call("board.state")
    first.process.kill()
    first.process.wait()
    # PyRPL sets where a generator's period ends whenever it starts; here it must not.
    board.write(0x40200008, 0x1FFFFFFF)
    crashed = board.settings()
    assert crashed["40200008"] == 0x1FFFFFFF

    second = start_host(*board.arguments, "--reload-fpga", "never")
    ready = second.wait_ready()
    assert (ready["image_loaded"], ready["writes"]) == (False, [])
    restarted = second.call("board.state")
    second.stdin.close()
    assert second.exit_code() == 0
    assert board.settings() == crashed

    # What no register tells is not known any more; everything else is as it was.
    unknown = {"waveform": None, "trigger_source": None}
    changed = {**unknown, "trigger_source": "immediately", "registers": restarted["asg0"]["registers"]}
    assert restarted["asg0"] == {**state["asg0"], **changed}
    forgotten = dict.fromkeys(("zeros", "poles", "gain", "coefficients"))
    assert restarted["iir"] == {**state["iir"], **forgotten}
    for name in ("pid0", "pid1", "pid2", "iq0", "iq1", "iq2", "pwm0", "pwm1", "trig", "hk"):
        changing = {"integrator"}
        assert {key: value for key, value in restarted[name].items() if key not in changing} == {
            key: value for key, value in state[name].items() if key not in changing
        }

    third = start_host(*board.arguments)
    third.wait_ready()
    third.call("asg0.setup", trigger_source="immediately")
    recalled = {name: state[name] for name in ("asg0", "scope")}
    assert third.call("board.recall", **recalled) == {"believed": ["asg0", "scope"]}
    assert third.call("asg0.get")["waveform"] == "sin"
    third.call("asg0.setup", frequency=2e3)
    assert third.call("board.recall", asg0=state["asg0"]) == {"believed": []}


def test_no_get_writes_a_register(
    simulated_board: SimulatedBoard, start_host: Callable[..., HostProcess]
) -> None:
    host = start_host(*simulated_board.arguments)
    host.wait_ready()
    host.call("board.state")
    host.call("sampler.read", signals=["in1", "out2", "asg0"])
    host.close()
    before = simulated_board.settings()
    again = start_host(*simulated_board.arguments)
    again.wait_ready()
    for _ in range(2):
        again.call("board.state")
    again.close()
    assert simulated_board.settings() == before


def test_a_setup_changes_only_what_is_given(host: HostProcess) -> None:
    before = host.call("board.state")
    after = host.call("pid1.setup", setpoint=-0.5)
    assert after == {**before["pid1"], "setpoint": -0.5}
    after = host.call("iq1.setup", gain=1.5, phase=-45)
    assert after == {**before["iq1"], "gain": 1.5, "phase": 315}
    after = host.call("asg1.setup", offset=-0.1)
    assert {**after, "registers": None} == {**before["asg1"], "offset": -819 / 8192, "registers": None}
    unchanged = host.call("board.state")
    for name in ("pid0", "pid2", "iq0", "iq2", "asg0", "iir", "trig", "hk"):
        assert unchanged[name] == before[name]


def test_a_setpoint_is_set_while_an_acquisition_waits_for_its_trigger(host: HostProcess) -> None:
    settings = {"trigger_source": "ext_positive_edge", "decimation": 1}
    waiting = host.begin("scope.acquire", settings=settings, trigger_timeout=20)
    while host.next("waiting", waiting)["kind"] != "armed":
        pass
    started = time.monotonic()
    for count in range(20):
        assert host.call("pid0.set_setpoint", value=count / 64) == count / 64
    assert time.monotonic() - started < 5
    host.cancel(waiting)
    with pytest.raises(HostError) as aborted:
        host.result(waiting)
    assert (aborted.value.code, aborted.value.effect) == ("aborted", "done")
    assert aborted.value.details["state"]["kind"] == "armed"
    assert host.call("scope.get")["armed"] is False


def test_a_trigger_that_does_not_come_is_a_timeout_with_the_state(host: HostProcess) -> None:
    settings = {"input1": "in1", "threshold": 0.9, "trigger_source": "ch1_positive_edge", "decimation": 64}
    with pytest.raises(HostError) as timeout:
        host.call("scope.acquire", settings=settings, trigger_timeout=0.1)
    assert (timeout.value.code, timeout.value.effect) == ("timeout", "done")
    assert timeout.value.details["state"] == {
        "kind": "armed",
        "source": "ch1_positive_edge",
        "edgeOf": "in1",
        "threshold": 7373 / 8192,
    }
    assert host.call("scope.get")["armed"] is False


def test_a_triggered_trace_shows_the_edge_at_time_0(host: HostProcess) -> None:
    host.call(
        "asg0.setup", waveform="sin", frequency=1e4, amplitude=0.8, offset=0, trigger_source="immediately"
    )
    settings = {"input1": "asg0", "threshold": 0, "trigger_source": "ch1_positive_edge", "decimation": 16}
    acquired = host.call("scope.acquire", settings=settings, channels=["ch1"])
    start, step = acquired["time"]["start"], acquired["time"]["step"]
    time_axis = start + step * np.arange(16_384)
    expected = 0.8 * np.sin(2 * np.pi * 1e4 * time_axis)
    # The board sees an edge two samples late, and one sample is up to 6.4 mV.
    np.testing.assert_allclose(acquired["voltage"][0], expected, atol=0.016)
    averaged = host.begin("scope.acquire", averages=3, channels=["ch1"])
    np.testing.assert_allclose(host.result(averaged)["voltage"][0], expected, atol=0.016)
    assert [host.next("progress", averaged)["done"] for _ in range(3)] == [1, 2, 3]


def test_quadratures_are_measured_without_a_change_of_the_settings(host: HostProcess) -> None:
    host.call("iq0.setup", frequency=1e6, bandwidth=[1e4, 1e4], acbandwidth=0, amplitude=0.25, input="iq0")
    before = host.call("iq0.setup", output_signal="output_direct", gain=0)
    measured = host.call("iq0.measure", averaging_time=1e-3)
    assert np.hypot(measured["i"], measured["q"]) == pytest.approx(0.25, rel=0.01)
    assert host.call("iq0.get") == before


def test_the_iir_filter_has_the_gain_that_was_asked_for(host: HostProcess) -> None:
    # PyRPL's own design would make b0 = 62832, and coefficients end at 4.
    settings = host.call("iir.setup", zeros=[], poles=[-10e3], gain=1, loops=10)
    [[b0, b1, a1, a2]] = settings["coefficients"]
    assert (b0 + b1) / (1 - a1 - a2) == pytest.approx(1, rel=0.01)
    assert b0 == pytest.approx(0.00503, rel=1e-2)
    both = host.call("iir.setup", zeros=[[-3e3, 1e5]], poles=[[-3e3, 5e4]], gain=0.5, loops=10)
    codes = [[round(value * 2**29) & 0xFFFFFFFF for value in section] for section in both["coefficients"]]
    assert codes == [[0x0402C327, 0, 0, 0], [0x0001F136, 0, 0x3FE2254B, 0xE018AB55]]


def test_a_generator_that_runs_is_not_disturbed_by_the_other_ones_setup(host: HostProcess) -> None:
    host.call("asg0.setup", waveform="sin", frequency=10, amplitude=0.5, cycles_per_burst=1)
    host.call("asg0.setup", trigger_source="immediately")
    host.call("asg1.setup", waveform="cos", frequency=1e3, trigger_source="immediately")
    host.call("asg1.setup", waveform="noise", amplitude=0.1)
    assert host.call("asg0.get")["trigger_source"] == "immediately"
    assert host.call("asg1.get")["amplitude"] == pytest.approx(0.1, abs=1 / 8192)
    samples = [host.call("sampler.read", signals=["asg1"])[0] for _ in range(200)]
    assert 0.05 < float(np.std(samples)) < 0.2


def test_outputs_off_comes_before_what_is_under_way(host: HostProcess) -> None:
    host.call("asg0.setup", output_direct="both")
    numbers = [host.begin("asg1.setup", waveform="sin", frequency=1e3) for _ in range(5)]
    off = host.call("board.outputs_off")
    assert off["was"]["asg0"] == "both"
    assert set(host.call("board.outputs_off")["was"].values()) == {"off"}
    for number in numbers:
        host.result(number)


def test_a_lost_link_ends_every_command_and_the_host_and_no_server_is_started_again(
    start_board: Callable[..., SimulatedBoard], start_host: Callable[..., HostProcess]
) -> None:
    board = start_board()
    host = start_host(*board.arguments, "--reload-fpga", "auto")
    host.wait_ready()
    waiting = host.begin(
        "scope.acquire", settings={"trigger_source": "ext_positive_edge"}, trigger_timeout=30
    )
    host.next("waiting", waiting)
    board.process.kill()
    board.process.wait()
    failed = host.next("failed")
    assert (failed["code"], failed["pending"]) == ("link_lost", [{"id": waiting, "effect": "done"}])
    assert host.exit_code() == 4


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="a process can be frozen on POSIX systems only")
def test_a_hang_inside_a_call_is_visible_in_the_heartbeats(
    start_board: Callable[..., SimulatedBoard], start_host: Callable[..., HostProcess]
) -> None:
    board = start_board()
    host = start_host(*board.arguments, "--reload-fpga", "auto")
    host.wait_ready()
    board.process.send_signal(signal.SIGSTOP)
    number = host.begin("pid0.set_setpoint", value=0.1)
    assert host.next("failed")["pending"] == [{"id": number, "effect": "unknown"}]
    hung = [
        beat["running"] for beat in host.heartbeats if beat["running"] and beat["running"]["id"] == number
    ]
    assert [running["call"] for running in hung] == ["pid0.set_setpoint: setpoint"] * len(hung)
    assert hung[-1]["since"] > 1
    assert host.exit_code() == 4


def test_the_image_is_loaded_only_where_that_is_allowed_in_each_generation_of_the_os(
    start_board: Callable[..., SimulatedBoard], start_host: Callable[..., HostProcess]
) -> None:
    # At once, for PyRPL sleeps most of the time that loading takes.
    boards = [start_board("--image", "stock", "--os", generation) for generation in ("1", "2", "3")]
    for refused in [start_host(*board.arguments, "--reload-fpga", "never") for board in boards]:
        failed = refused.next("failed")
        assert failed["code"] == "fpga_image"
        assert "Nothing was written" in failed["message"]
        assert refused.exit_code() == 3
    for allowed in [start_host(*board.arguments, "--reload-fpga", "auto") for board in boards]:
        assert allowed.wait_ready()["image_loaded"] is True
        assert set(allowed.call("board.outputs_off")["was"].values()) == {"off"}


def test_the_password_comes_in_the_first_message(
    start_board: Callable[..., SimulatedBoard], start_host: Callable[..., HostProcess]
) -> None:
    board = start_board("--password", "s3cret")
    refused = start_host(*board.arguments)
    failed = refused.next("failed")
    assert (failed["code"], failed["tries"]) == ("login", 3)
    assert "does not let root in with this password" in failed["message"]
    host = start_host(*board.arguments, "--password-stdin")
    host.send({"password": "s3cret"})
    assert host.wait_ready()["image_loaded"] is False
