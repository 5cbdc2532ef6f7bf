"""All plugins as fast as they can, for a minute: each value is checked by who asked for it."""

import os
import time
from collections.abc import Iterator

import pytest

from pymodaq_rig import demo
from pymodaq_rig.program import Program
from pymodaq_rig.worker import Worker

SECONDS = float(os.environ.get("PYRPL_MUX_TEST_SECONDS", "60"))
WARM_UP = 5.0
MEGABYTE = 1e6

#: How much each may grow, of the dashboard what the system counts, which moves by itself.
GROWTH = {"dashboard": 100 * MEGABYTE, "worker": 20 * MEGABYTE}

IN1, IN2 = "in1 (LV ±1 V)", "in2 (LV ±1 V)"
SINE_LIMITS = [[-0.52, -0.48], [0.48, 0.52]]
QUIET = [[-0.01, 0.01]] * 2

#: What each viewer may bring: limits of the smallest and of the largest sample, by label.
CHECKS = {
    "Scope": {IN1: SINE_LIMITS, "out1": SINE_LIMITS},
    "Lock-in": {f"magnitude of {IN1}": [[0.49, 0.51]] * 2},
    "Monitor": {IN1: [[-0.52, 0.52]] * 2, "out1": [[-0.52, 0.52]] * 2, IN2: QUIET, "out2": QUIET},
}

#: First value, step and number of the values of each actuator, and how near it gets.
MOVES = {
    "ASG frequency": (1e3, 7.0, 1009, 0.06),
    "ASG amplitude": (0.1, 0.001, 787, 1e-3),
    "PID setpoint": (-0.9, 0.002, 877, 1e-3),
}


@pytest.fixture
def worker() -> Iterator[Worker]:
    """A worker whose memory can be seen."""
    with Worker("--simulate=full-rate", inspected=True) as running:
        yield running


def test_every_value_is_the_callers_own_and_memory_stays_flat(
    worker: Worker, program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    demo.install()
    program.load(demo.EXPERIMENT)
    demo.set_up(worker, program)
    # The generator that is seen stays as it is; the actuators drive the other one, which has no output.
    for module in ("ASG frequency", "ASG amplitude"):
        program.call("set", module=module, path="channel", value="asg1")
    program.call("tell", kinds=[])
    for module, limits in CHECKS.items():
        program.call("check_data", module=module, limits=limits)
        program.call("grab", module=module)
    for module, (first, step, count, tolerance) in MOVES.items():
        program.call("drive_move", module=module, first=first, step=step, count=count, tolerance=tolerance)
    begun = time.monotonic()
    time.sleep(WARM_UP)
    before = _memory(worker, program)
    time.sleep(max(1.0, SECONDS - WARM_UP))
    after = _memory(worker, program)
    seconds = time.monotonic() - begun
    ended = program.call("stop_drives")
    for module in CHECKS:
        program.call("stop", module=module)

    with capsys.disabled():
        print(f"\nAll plugins at full rate for {seconds:.0f} s:")
        for title, drive in ended.items():
            print(f"  {title:14} {drive['answers']:7d} answers, {drive['answers'] / seconds:7.1f}/s")
        for name, bytes_before in before.items():
            growth = (after[name] - bytes_before) / MEGABYTE
            print(f"  memory of {name:9} {after[name] / MEGABYTE:6.0f} MB, {growth:+.1f} MB since the start")
    wrong = "\n".join(sentence for drive in ended.values() for sentence in drive["wrong"])
    assert not wrong, wrong
    for title, drive in ended.items():
        assert drive["answers"] > 10, f"{title} came to a standstill"
    setpoint = worker.call("pid_get", channel="pid0")["setpoint"]
    assert program.setting("PID setpoint", "board/setpoint") == pytest.approx(setpoint, abs=1e-6)
    for name, bytes_before in before.items():
        assert after[name] < bytes_before + GROWTH[name], f"memory of the {name} grows"


def _memory(worker: Worker, program: Program) -> dict[str, int]:
    return {"dashboard": program.call("memory"), "worker": worker.live_memory()}
