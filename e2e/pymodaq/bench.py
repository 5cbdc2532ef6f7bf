"""`npm run bench:pymodaq [-- --seconds N]`: how long the GUI thread is blocked, and how long a move takes.

Measured in one run with our plugins on a simulated board, and with PyMoDAQ's mock instruments in their place.
Prints a markdown table; times in ms.
"""

import argparse
import re
import time
from dataclasses import dataclass
from typing import Any

import pymodaq_rig.isolation  # noqa: F401  (before anything of PyMoDAQ)
from pymodaq_rig import demo
from pymodaq_rig.program import Program
from pymodaq_rig.worker import Worker

BASE_LINE = "mock_base_line"
VIEWERS = ("Scope", "Lock-in", "Monitor")

#: What the actuator is moved through: first value, step, number of values; no two neighbours are alike.
MOVES = (-0.5, 0.01, 97)


@dataclass(frozen=True)
class Figures:
    """What one situation gave; times in s."""

    situation: str
    gui: dict[str, float]
    moves: list[float]

    def row(self) -> str:
        """A row of the table."""
        moves = sorted(self.moves)
        cells = [self.situation, _ms(self.gui["p99"]), _ms(self.gui["longest"])]
        if moves:
            cells += [str(len(moves)), *(_ms(moves[int(len(moves) * part)]) for part in (0.5, 0.99))]
            cells.append(_ms(moves[-1]))
        else:
            cells += ["-"] * 4
        return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure all situations, and print."""
    parser = argparse.ArgumentParser(prog="npm run bench:pymodaq --", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=15.0, help="of each situation")
    seconds = parser.parse_args().seconds
    demo.install()
    _write_base_line()
    figures = [*_base_line(seconds), *_plugins(seconds)]
    print("| situation | GUI blocked p99 | longest | moves | p50 | p99 | longest |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for figure in figures:
        print(figure.row())


def _base_line(seconds: float) -> list[Figures]:
    with Program("mock") as program:
        program.load(BASE_LINE)
        program.call("tell", kinds=["initialized"])
        for viewer in VIEWERS:
            program.call("set_main", module=viewer, path="wait_time", value=20)
        # As many points as a trace of the scope has.
        program.call("set", module="Scope", path="x_axis/Npts", value=16384)
        program.call("set", module="Scope", path="multi", value=True)
        found = [_measure(program, "mock instruments, nothing grabs", seconds, "PID setpoint", tolerance=1e9)]
        for viewer in VIEWERS:
            program.call("grab", module=viewer)
        found.append(_measure(program, "mock instruments, all live", seconds, "PID setpoint", tolerance=1e9))
        for viewer in VIEWERS:
            program.call("stop", module=viewer)
        return found


def _plugins(seconds: float) -> list[Figures]:
    with Worker("--simulate=bench") as worker, Program("plugins") as program:
        program.load(demo.EXPERIMENT)
        demo.set_up(worker, program)
        program.call("tell", kinds=["initialized"])
        found = [_measure(program, "plugins, nothing grabs", seconds)]
        never = {"trigger_source": "ch1_positive_edge", "threshold": 0.9}
        demo.enter(worker, program, "Scope", never)
        program.call("set", module="Scope", path="trigger_timeout", value=3600.0)
        for how, name in (("snap", "single grab"), ("grab", "live")):
            program.call(how, module="Scope")
            found.append(_measure(program, f"plugins, scope waits for its trigger ({name})", seconds))
            program.call("stop", module="Scope")
        demo.enter(worker, program, "Scope", {"trigger_source": "immediately", "threshold": 0.0})
        for viewer in VIEWERS:
            program.call("grab", module=viewer)
        found.append(_measure(program, "plugins, all live", seconds))
        for viewer in VIEWERS:
            program.call("stop", module=viewer)
        return found


def _measure(
    program: Program, situation: str, seconds: float, actuator: str = "PID setpoint", tolerance: float = 1e-3
) -> Figures:
    # What the change of situation cost is not what the situation costs.
    time.sleep(1.0)
    first, step, count = MOVES
    program.call("drive_move", module=actuator, first=first, step=step, count=count, tolerance=tolerance)
    program.call("heartbeat", on=True)
    time.sleep(seconds)
    gui: dict[str, float] = program.call("heartbeat", on=False)
    drive: dict[str, Any] = program.call("stop_drives")[actuator]
    assert drive["wrong"] == [], drive["wrong"]
    return Figures(situation, gui, drive["latencies"])


def _write_base_line() -> None:
    """The same dashboard with mock instruments of the same kinds."""
    folder = demo.experiments()
    text = (folder / f"{demo.EXPERIMENT}.xml").read_text(encoding="utf-8")
    (folder / f"{BASE_LINE}.xml").write_text(re.sub(r">PyRPL\w+<", ">Mock<", text), encoding="utf-8")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


if __name__ == "__main__":
    main()
