"""Each plugin in a window of its own, and what one of them does seen by the others."""

import pytest

from pymodaq_rig.demo import LOCK_IN, SCOPE, SINE, enter
from pymodaq_rig.program import Program
from pymodaq_rig.traces import amplitude, frequency
from pymodaq_rig.worker import Worker


def test_the_generator_is_seen_by_scope_and_lock_in(worker: Worker, program: Program) -> None:
    program.open("Move", "asg", "PyRPLASG")
    program.open("DAQ1D", "scope", "PyRPLScope")
    program.open("DAQ0D", "iq", "PyRPLIQ")
    enter(worker, program, "asg", SINE)
    enter(worker, program, "scope", SCOPE)
    enter(worker, program, "iq", LOCK_IN)
    for wanted in (20e3, 50e3, 120e3):
        moved = program.move("asg", wanted)
        assert moved["value"] == pytest.approx(wanted, abs=0.1)
        assert moved["units"] == "Hz"
        (trace,) = program.snap("scope")
        assert trace["units"] == "V"
        assert trace["labels"] == ["in1 (LV ±1 V)", "out1"]
        assert trace["axes"][0]["units"] == "s"
        assert trace["axes"][0]["data"][1] - trace["axes"][0]["data"][0] == pytest.approx(64 * 8e-9)
        for channel in (0, 1):
            assert frequency(trace, channel) == pytest.approx(wanted, abs=20)
            assert amplitude(trace, channel) == pytest.approx(0.5, abs=0.01)
        enter(worker, program, "iq", {"frequency": wanted})
        assert program.values("iq")["magnitude of in1 (LV ±1 V)"] == pytest.approx(0.5, abs=0.01)
        enter(worker, program, "iq", {"frequency": wanted + 200e3})
        assert program.values("iq")["magnitude of in1 (LV ±1 V)"] < 0.05
    assert worker.call("asg_get", channel="asg0")["frequency"] == pytest.approx(120e3, abs=0.1)


def test_the_monitor_shows_what_the_pid_controller_puts_out(worker: Worker, program: Program) -> None:
    program.open("Move", "pid", "PyRPLPID")
    program.open("DAQ0D", "monitor", "PyRPLMonitor")
    enter(worker, program, "pid", {"input": "in2", "p": -1.0, "output_direct": "out1"})
    for wanted in (0.25, -0.5):
        moved = program.move("pid", wanted)
        assert moved["value"] == pytest.approx(wanted, abs=1e-3)
        # The error is -setpoint where the input is at 0 V.
        values = program.values("monitor")
        assert values["out1"] == pytest.approx(wanted, abs=0.01)
        assert values["in1 (LV ±1 V)"] == pytest.approx(wanted, abs=0.01)
    program.call("set", module="pid", path="board/output_direct", value="off")
    program.until_setting("pid", "board/output_direct", lambda shown: shown == "off")
    assert worker.call("pid_get", channel="pid0")["setpoint"] == pytest.approx(-0.5, abs=1e-3)


def test_closing_leaves_the_outputs_as_they_are(worker: Worker, program: Program) -> None:
    program.open("Move", "asg", "PyRPLASG")
    enter(worker, program, "asg", SINE)
    program.move("asg", 75e3)
    before = worker.call("asg_get", channel="asg0")
    program.end()
    assert worker.call("asg_get", channel="asg0") == before
    assert before["output_direct"] == "out1"


def test_a_wrong_value_is_refused_with_the_sentence_of_the_worker(worker: Worker, program: Program) -> None:
    program.open("Move", "asg", "PyRPLASG")
    enter(worker, program, "asg", SINE)
    since = program.now
    program.call("set", module="asg", path="board/amplitude", value=7.0)
    refusal = program.event("status", "asg", lambda line: "amplitude" in line["text"], since=since)
    assert "1" in refusal["text"]
    program.until_setting("asg", "board/amplitude", lambda shown: shown == pytest.approx(0.5, abs=1e-3))
    assert worker.call("asg_get", channel="asg0")["amplitude"] == pytest.approx(0.5, abs=1e-3)


def test_without_a_worker_the_plugin_says_what_to_do(program: Program) -> None:
    program.call("open", kind="DAQ0D", title="iq", plugin="PyRPLIQ")
    program.call("initialize", module="iq", on=True)
    failed = program.event("initialized", "iq")
    assert not failed["done"]
    # After PyMoDAQ's own message, which would otherwise be the one that stays in the status bar.
    since = program.number_of(failed)
    program.event("status", "iq", lambda line: "pyrpl-mux serve" in line["text"], since=since)
