"""`npm run screenshot:pymodaq`: a picture of the real dashboard with all plugins at work, for the docs."""

import sys
from pathlib import Path

import pymodaq_rig.isolation  # noqa: F401  (before anything of PyMoDAQ)
from pymodaq_rig import demo
from pymodaq_rig.program import Program
from pymodaq_rig.worker import ROOT, Worker

PICTURE = ROOT / "docs" / "images" / "pymodaq.png"

#: Points of the lock-in and the monitor that are to be seen.
POINTS = 40


def main(picture: Path) -> None:
    """Start a worker on a simulated board and the dashboard, let them work and take the picture."""
    demo.install()
    with Worker("--simulate=demo") as worker, Program() as program:
        modules = program.load(demo.EXPERIMENT)
        assert all(modules.values()), f"{modules}\n{program.log}"
        demo.set_up(worker, program)
        scope = {"trigger_source": "asg0", "decimation": 1, "input2": "asg0", "trigger_delay": 0.0}
        demo.enter(worker, program, "Scope", scope)
        program.move("PID setpoint", 0.125)
        program.call("show", settings_of=["Scope"])
        program.call("arrange")
        for viewer in ("Scope", "Lock-in", "Monitor", "Thermometer"):
            program.call("set_main", module=viewer, path="wait_time", value=50)
            program.call("grab", module=viewer)
        for viewer in ("Lock-in", "Monitor"):
            since = program.now
            for point in range(POINTS):
                program.move("ASG amplitude", 0.3 + 0.2 * (point % 20) / 20)
                line = program.event("data", viewer, since=since)
                since = program.number_of(line)
        for viewer in ("Lock-in", "Monitor", "Thermometer"):
            program.call("stop", module=viewer)
        picture.parent.mkdir(parents=True, exist_ok=True)
        program.call("picture", path=str(picture))
        program.call("stop", module="Scope")
    print(f"{picture}: {picture.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else PICTURE)
