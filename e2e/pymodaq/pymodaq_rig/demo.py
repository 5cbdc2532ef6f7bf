"""The experiment that the plugin package ships, and the settings that its sine and its lock-in need."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from pymodaq_rig.line_process import LIMIT
from pymodaq_rig.program import Program
from pymodaq_rig.worker import Worker

EXPERIMENT = "pyrpl_mux_demo"

OURS = ("ASG frequency", "ASG amplitude", "PID setpoint", "Scope", "Lock-in", "Monitor")
MOCK = ("Stage", "Thermometer")

SINE = {
    "waveform": "sin",
    "amplitude": 0.5,
    "offset": 0.0,
    "frequency": 50e3,
    "output_direct": "out1",
    "trigger_source": "immediately",
}
LOCK_IN = {"input": "in1", "frequency": 50e3, "bandwidth": "2000, 2000"}
SCOPE = {"input1": "in1", "input2": "out1", "decimation": 64, "trigger_source": "immediately"}


def experiments() -> Path:
    """PyMoDAQ's folder of experiments."""
    return Path(os.environ["PROGRAMDATA"], ".pymodaq", "experiments")


def install() -> str:
    """Give the experiment to PyMoDAQ as its users do; what the command says."""
    module = "pymodaq_plugins_pyrpl_mux.experiments"
    # As `python -m` would, but among the test's own folders.
    code = f"import pymodaq_rig.isolation, runpy; runpy.run_module({module!r}, run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def enter(worker: Worker, program: Program, title: str, settings: dict[str, object]) -> None:
    """Enter settings one after the other, as a user does, and wait until the board has them."""
    for name, value in settings.items():
        program.call("set", module=title, path=f"board/{name}", value=value)
    module = program.call("settings", module=title).get("channel", "scope")
    checks = {name: _is_like(value) for name, value in settings.items() if name != "bandwidth"}

    def has_all() -> bool:
        state = worker.call("state_get")["modules"][module]
        return all(check(state[name]) for name, check in checks.items())

    program.until(has_all, f"the board has {settings} of {title}")


def _is_like(wanted: object) -> Callable[[object], bool]:
    """Whether a value is the wanted one, as near as the board has it."""

    def check(shown: object) -> bool:
        if isinstance(wanted, float) and isinstance(shown, (int, float)):
            return abs(shown - wanted) < abs(wanted) * 1e-3 + 1e-3
        return shown == wanted

    return check


def set_up(worker: Worker, program: Program) -> None:
    """A sine of 0.5 V and 50 kHz at out1, seen by scope and lock-in."""
    enter(worker, program, "ASG frequency", SINE)
    enter(worker, program, "Lock-in", LOCK_IN)
    enter(worker, program, "Scope", SCOPE)
