"""The program ``pyrpl-mux``: found, or said what to install; and the command of that name."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import pyrpl_mux
from pyrpl_mux import WorkerLost
from pyrpl_mux.client.connection_file import connection_file_path
from pyrpl_mux.worker.program import find_program, run_as_child

from ..program import REPOSITORY
from ..waiting import PATIENCE, wait_until
from .programs import environment_of_python

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-c", "from pyrpl_mux.worker.program import main; main()"]


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder that is all of PATH, and no program is named otherwise."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("PYRPL_MUX_PROGRAM", raising=False)
    return folder


def executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def node_in(folder: Path) -> str:
    return str(executable(folder / ("node.exe" if os.name == "nt" else "node")))


def test_the_one_that_is_named_comes_first(bin_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = node_in(bin_folder)
    named, other = executable(bin_folder / "a.js"), executable(bin_folder / "b.js")
    monkeypatch.setenv("PYRPL_MUX_PROGRAM", str(named))
    assert find_program() == [node, str(named)]
    assert find_program(str(other)) == [node, str(other)]
    monkeypatch.setenv("PYRPL_MUX_PROGRAM", str(bin_folder / "c.js"))
    with pytest.raises(WorkerLost, match=r"c\.js does not exist"):
        find_program()


@pytest.mark.skipif(os.name == "nt", reason="npm makes links elsewhere")
def test_the_one_that_npm_has_linked(bin_folder: Path, tmp_path: Path) -> None:
    node = node_in(bin_folder)
    script = executable(tmp_path / "lib" / "node_modules" / "pyrpl-mux" / "bin" / "pyrpl-mux.js")
    (bin_folder / "pyrpl-mux").symlink_to(script)
    assert find_program() == [node, str(script.resolve())]


@pytest.mark.parametrize("packages", ["bin/node_modules", "."])
def test_the_one_behind_a_batch_file_of_npm(bin_folder: Path, tmp_path: Path, packages: str) -> None:
    node = node_in(bin_folder)
    script = executable(tmp_path / packages / "pyrpl-mux" / "bin" / "pyrpl-mux.js")
    executable(bin_folder / "pyrpl-mux")
    executable(bin_folder / "pyrpl-mux.cmd")
    assert find_program() == [node, str(script)]


def test_without_it_there_is_a_sentence(bin_folder: Path) -> None:
    node_in(bin_folder)
    # What pip has put on PATH is this very search.
    executable(bin_folder / "pyrpl-mux")
    with pytest.raises(WorkerLost, match=r'Nothing was started\. .*"pip install pyrpl-mux\[worker\]"'):
        find_program()


def test_without_a_node_there_is_a_sentence(bin_folder: Path) -> None:
    with pytest.raises(
        WorkerLost, match=r'there is no Node: nothing was started\. .*"pip install pyrpl-mux\[worker\]"'
    ):
        find_program(str(executable(bin_folder / "pyrpl-mux.js")))


def test_the_command_passes_on_arguments_and_exit_code(folder: Path) -> None:
    environment = environment_of_python()
    shown = subprocess.run(
        [*COMMAND, "--version"], env=environment, timeout=PATIENCE, capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == pyrpl_mux.__version__
    wrong = subprocess.run(
        [*COMMAND, "call", "no such command"],
        env=environment,
        timeout=PATIENCE,
        capture_output=True,
        check=False,
    )
    assert wrong.returncode not in (0, 1)
    assert wrong.stderr
    assert not folder.exists()


def test_the_command_says_what_to_install(bin_folder: Path) -> None:
    node_in(bin_folder)
    lost = subprocess.run(
        COMMAND, env=environment_of_python(), timeout=PATIENCE, capture_output=True, text=True, check=False
    )
    assert lost.returncode == 1
    assert "pip install pyrpl-mux[worker]" in lost.stderr
    assert "Traceback" not in lost.stderr


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_is_ended_by_signals_in_good_order(folder: Path, number: signal.Signals) -> None:
    serve = [*COMMAND, "serve", "--simulate=signals", "--port", "0"]
    process = subprocess.Popen(serve, env=environment_of_python(), stdout=subprocess.DEVNULL)
    file = connection_file_path("sim:signals", folder)
    try:
        wait_until(file.exists, "the worker's connection file")
        process.send_signal(number)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
    assert not file.exists()


def test_a_child_that_shares_the_console_gives_its_exit_code() -> None:
    assert run_as_child([sys.executable, "-c", "raise SystemExit(7)"]) == 7


def test_the_version_is_that_of_the_worker() -> None:
    description = (REPOSITORY / "packages" / "worker" / "package.json").read_text()
    assert f'"version": "{pyrpl_mux.__version__}"' in description
