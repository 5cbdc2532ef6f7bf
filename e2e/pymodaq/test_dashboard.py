"""All plugins in one dashboard together with PyMoDAQ's mock instruments, from the experiment that we ship."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pymodaq_rig import demo
from pymodaq_rig.program import Program
from pymodaq_rig.scan_file import read_with_h5py, read_with_pymodaq
from pymodaq_rig.traces import frequency
from pymodaq_rig.worker import Worker


@pytest.fixture(scope="module")
def lab() -> Iterator[tuple[Worker, Program]]:
    """A worker and a dashboard with the experiment, for all tests of this file."""
    assert f"dashboard -x {demo.EXPERIMENT}" in demo.install()
    with Worker("--simulate=dashboard") as worker, Program() as program:
        modules = program.load(demo.EXPERIMENT)
        assert modules == dict.fromkeys((*demo.OURS, *demo.MOCK), True), program.log
        demo.set_up(worker, program)
        yield worker, program


def test_every_instrument_of_the_experiment_works_beside_the_others(lab: tuple[Worker, Program]) -> None:
    worker, program = lab
    assert program.move("ASG frequency", 40e3)["value"] == pytest.approx(40e3, abs=0.1)
    assert program.move("ASG amplitude", 0.25)["value"] == pytest.approx(0.25, abs=1e-3)
    assert program.move("PID setpoint", 0.125)["value"] == pytest.approx(0.125, abs=1e-3)
    assert program.move("Stage", 4.0)["value"] == pytest.approx(4.0, abs=1.0)
    (trace,) = program.snap("Scope")
    assert frequency(trace) == pytest.approx(40e3, abs=20)
    assert set(program.values("Monitor")) == {"in1 (LV ±1 V)", "in2 (LV ±1 V)", "out1", "out2"}
    assert program.values("Thermometer")
    # An actuator shows what another of the same generator has done.
    program.until_setting("ASG frequency", "board/amplitude", lambda v: v == pytest.approx(0.25, abs=1e-3))
    demo.set_up(worker, program)


def test_a_scan_of_the_frequency_against_the_magnitude_is_the_filter_of_the_demodulator(
    lab: tuple[Worker, Program],
) -> None:
    worker, program = lab
    averaging = 2e-6
    program.call("set", module="Lock-in", path="averaging_time", value=averaging)
    program.call("open_scan")
    program.call("scan", actuator="ASG frequency", detectors=["Lock-in"], start=42e3, stop=58e3, step=1e3)
    file = Path(program.event("scanned")["file"])
    program.call("close_scan")
    program.call("set", module="Lock-in", path="averaging_time", value=0.01)

    board = worker.call("iq_get", channel="iq0")
    frequencies, magnitudes = read_with_h5py(file, "Lock-in", "magnitude")
    loaded = read_with_pymodaq(file, "Lock-in", "magnitude")
    np.testing.assert_array_equal(loaded[0], frequencies)
    np.testing.assert_array_equal(loaded[1], magnitudes)
    assert loaded[2] == "Hz"
    np.testing.assert_allclose(frequencies, np.arange(42e3, 58.5e3, 1e3), atol=0.1)
    offset = frequencies - board["frequency"]
    expected = np.full(offset.shape, 0.5)
    for bandwidth in board["bandwidth"]:
        expected /= np.hypot(1, offset / bandwidth)
    expected *= np.abs(np.sinc(offset * averaging))
    np.testing.assert_allclose(magnitudes, expected, rtol=0.05, atol=0.01)
    assert magnitudes.max() == pytest.approx(0.5, abs=0.02)
    assert magnitudes.min() < 0.05


def test_nothing_waits_for_a_scope_that_waits_for_its_trigger(lab: tuple[Worker, Program]) -> None:
    worker, program = lab
    never = {"trigger_source": "ch1_positive_edge", "threshold": 0.9}
    demo.enter(worker, program, "Scope", never)
    program.call("set", module="Scope", path="trigger_timeout", value=3600.0)
    for how in ("snap", "grab"):
        begun = program.now
        program.call(how, module="Scope")
        program.until(lambda: _is_scope_waiting(worker), "the scope waits for its trigger")

        for setpoint in (0.1, -0.1):
            assert program.move("PID setpoint", setpoint)["value"] == pytest.approx(setpoint, abs=1e-3)
        assert program.move("ASG frequency", 45e3)["value"] == pytest.approx(45e3, abs=0.1)
        assert program.move("ASG frequency", 50e3)["value"] == pytest.approx(50e3, abs=0.1)
        assert program.values("Lock-in")["magnitude of in1 (LV ±1 V)"] == pytest.approx(0.5, abs=0.02)
        assert abs(program.values("Monitor")["in2 (LV ±1 V)"]) < 0.01
        assert program.values("Thermometer")
        assert _is_scope_waiting(worker), "all of that happened while the scope was waiting"
        traces = [line for line in program.lines[begun:] if _is_data(line, "Scope")]
        assert traces == [], "the trigger never came"

        program.call("stop", module="Scope")
        program.until(lambda: not _is_scope_waiting(worker), "stop has ended the wait")
    demo.enter(worker, program, "Scope", {"trigger_source": "immediately", "threshold": 0.0})
    (trace,) = program.snap("Scope")
    assert frequency(trace) == pytest.approx(50e3, abs=20)


def _is_data(line: dict[str, object], module: str) -> bool:
    return line.get("event") == "data" and line.get("module") == module


def _is_scope_waiting(worker: Worker) -> bool:
    status = worker.status()
    is_acquiring = any(lane["module"] == "scope" and lane["running"] for lane in status["lanes"])
    return is_acquiring or status["stream"]["state"] == "waiting"
