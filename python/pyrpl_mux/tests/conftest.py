"""The host as a process of its own, and the boards that it is tried on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from .host_process import HostProcess
from .program import program
from .simulated_board import SimulatedBoard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def simulated_board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedBoard]:
    """Start a simulated board with SSH, for all tests."""
    board = _board(tmp_path_factory.mktemp("board"))
    yield board
    board.close()


@pytest.fixture
def start_board(tmp_path: Path) -> Iterator[Callable[..., SimulatedBoard]]:
    """Give what starts a simulated board with these arguments; all end with the test."""
    boards: list[SimulatedBoard] = []

    def start(*arguments: str) -> SimulatedBoard:
        boards.append(_board(tmp_path / f"board{len(boards)}", *arguments))
        return boards[-1]

    yield start
    for board in boards:
        board.close()


def _board(folder: Path, *arguments: str) -> SimulatedBoard:
    command = [*program(), "simulate", "--ssh-port", "0", "--board-port", "0", "--json", *arguments]
    environment = {**os.environ, "PYRPL_MUX_RUNTIME_DIR": str(folder)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "the simulated board did not start; its errors are above"
    ready = json.loads(line)
    return SimulatedBoard(process, ready["host"], ready["port"], ready["ssh_port"])


@pytest.fixture
def start_host(tmp_path: Path) -> Iterator[Callable[..., HostProcess]]:
    """Give what starts a host with these arguments and a folder of its own; all end with the test."""
    hosts: list[HostProcess] = []

    def start(*arguments: str) -> HostProcess:
        hosts.append(_host(tmp_path / f"host{len(hosts)}", *arguments))
        return hosts[-1]

    yield start
    for host in hosts:
        host.close()


@pytest.fixture(scope="session")
def mock_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostProcess]:
    """Start a host with PyRPL's dummy, for all tests that do not end it."""
    host = _host(tmp_path_factory.mktemp("mock"), "--mock")
    host.wait_ready()
    yield host
    host.close()


def _host(folder: Path, *arguments: str) -> HostProcess:
    user = str(folder / "user")
    return HostProcess([sys.executable, "-m", "pyrpl_mux.host", "--user-dir", user, *arguments])
