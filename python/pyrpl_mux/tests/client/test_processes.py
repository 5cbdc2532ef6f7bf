"""The ends of programs that have a client."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..waiting import PATIENCE

if TYPE_CHECKING:
    from .running_worker import RunningWorker

SOURCES = Path(__file__).parents[2] / "src"

CONNECT = """
import sys
import pyrpl_mux
client = pyrpl_mux.connect(sys.argv[1], token=sys.argv[2])
NEVER = {"trigger_source": "ch1_positive_edge", "threshold": 0.9, "timeout": 600.0}
"""


def run(worker: RunningWorker, script: str) -> str:
    """Run a program to its end, and give what it has printed; warnings are errors."""
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-c",
            CONNECT + textwrap.dedent(script),
            worker.file.url,
            worker.file.token,
        ],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout


def test_a_program_ends_although_its_client_is_open(worker: RunningWorker) -> None:
    script = """
        pending = client.submit("scope_acquire", deadline=600, **NEVER)
        subscription = client.subscribe("board", lambda event: None)
        print(client.command("ping"))
    """
    assert run(worker, script) == "pong\n"


def test_a_program_ends_although_a_daemon_waits(worker: RunningWorker) -> None:
    script = """
        import threading
        def wait():
            try:
                client.command("scope_acquire", deadline=600, **NEVER)
            except pyrpl_mux.WorkerLost:
                pass
        threading.Thread(target=wait, daemon=True).start()
        while not client.pending:
            pass
        print("end")
    """
    assert run(worker, script) == "end\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_is_refused_and_harms_nobody(worker: RunningWorker) -> None:
    script = """
        import os
        import warnings
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
        if child == 0:
            for call in (lambda: client.command("ping"), lambda: client.subscribe("board")):
                try:
                    call()
                except RuntimeError as error:
                    print(error, flush=True)
            client.close()
            sys.exit(0)
        os.waitpid(child, 0)
        print(client.command("ping"))
        client.close()
    """
    lines = run(worker, script).splitlines()
    assert len(lines) == 3
    assert "this is a fork" in lines[0]
    assert "this is a fork" in lines[1]
    assert lines[2] == "pong"


def test_neither_pymodaq_nor_qt_nor_pyrpl_is_imported(worker: RunningWorker) -> None:
    script = """
        others = ("pymodaq", "qtpy", "PyQt6", "pyrpl", "scipy", "paramiko")
        print([name for name in others if name in sys.modules])
    """
    assert run(worker, script) == "[]\n"
