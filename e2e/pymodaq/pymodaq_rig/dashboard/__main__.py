"""`python -m pymodaq_rig.dashboard`."""

import pymodaq_rig.isolation  # noqa: F401, I001  (before anything of PyMoDAQ)

import sys

from pymodaq_gui.qt_utils import mkQApp
from pymodaq_rig.dashboard.commands import Commands
from pymodaq_rig.dashboard.lines import Lines


def main() -> int:
    """Run until stdin ends or `quit` comes."""
    lines = Lines()
    app = mkQApp("pyrpl-mux tests")
    # A window that is closed by a test is no end of the program.
    app.setQuitOnLastWindowClosed(False)
    commands = Commands(lines, app)
    lines.start(commands.handle)
    lines.event("started")
    return int(app.exec())


if __name__ == "__main__":
    sys.exit(main())
