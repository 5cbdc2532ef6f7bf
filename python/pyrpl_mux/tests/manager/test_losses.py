"""A worker that is gone: told at once, and found again by the next start."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest

from pyrpl_mux import CommandTimeout, WorkerLost
from pyrpl_mux.client.connection_file import connection_file_path, read_connection_file
from pyrpl_mux.process import kill

from ..waiting import PATIENCE, wait_until
from .programs import environment_of_python

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pyrpl_mux.client.connection_file import ConnectionFile
    from pyrpl_mux.shared_pyrpl_manager import SharedPyRPLManager

    from .programs import OtherProgram

CONFIG: dict[str, Any] = {"simulate": "bench"}

#: Waits for a trigger that never comes.
ENDLESS = {"trigger_source": "ext_positive_edge", "timeout": 60}


def kill_worker(manager: SharedPyRPLManager) -> int:
    worker = manager.get_worker_process()
    assert worker is not None
    kill(worker.pid)
    wait_until(lambda: not manager.is_worker_running(), "the loss of the worker")
    worker.join(PATIENCE)
    assert not worker.is_alive()
    assert manager.get_worker_process() is worker
    return worker.pid


def test_without_a_worker_nothing_is_sent(manager: SharedPyRPLManager) -> None:
    """Promise 5: "The client refuses to send to a worker that is not there"."""
    with pytest.raises(RuntimeError, match=r"ping was not sent\. Call start_worker first"):
        manager.send_command("ping", {})
    manager.start_worker(CONFIG)
    kill_worker(manager)
    with pytest.raises(RuntimeError, match="pid_get_setpoint was not sent") as caught:
        manager.send_command("pid_get_setpoint", {})
    assert isinstance(caught.value, WorkerLost)
    assert caught.value.effect == "none"


def test_a_crash_ends_what_waits(manager: SharedPyRPLManager) -> None:
    """Promise 5: "Nobody waits for a corpse"."""
    commands, responses = manager.start_worker(CONFIG)
    responses.get(timeout=PATIENCE)
    worker = manager.get_worker_process()
    assert worker is not None
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(manager.send_command, "scope_acquire", ENDLESS, 60)
        commands.put({"command": "scope_acquire", "params": ENDLESS})
        commands.put({"command": "pid_set_setpoint", "params": {"value": 0.1}, "id": "second"})
        commands.put({"command": "ping"})
        wait_until(lambda: len(manager._pending_responses) == 2, "both acquisitions")
        # Answered when the worker has both.
        manager.send_command("ping", {})
        kill(worker.pid)
        with pytest.raises(RuntimeError) as caught:
            waiting.result(timeout=PATIENCE)
    assert isinstance(caught.value, WorkerLost)
    assert caught.value.effect == "unknown"
    answers = [responses.get(timeout=PATIENCE) for _ in range(3)]
    assert [answer["status"] for answer in answers] == ["error"] * 3
    assert [answer["error"]["code"] for answer in answers] == ["worker_lost"] * 3
    assert [answer["error"]["effect"] for answer in answers] == ["unknown", "none", "none"]
    assert [answer.get("id") for answer in answers] == [None, "second", None]


def test_the_next_start_finds_a_worker_again(manager: SharedPyRPLManager) -> None:
    commands, responses = manager.start_worker(CONFIG)
    responses.get(timeout=PATIENCE)
    manager.send_command("pid_set_setpoint", {"value": 0.25})
    dead = kill_worker(manager)
    again, answers = manager.start_worker(CONFIG)
    worker = manager.get_worker_process()
    assert worker is not None
    assert worker.pid != dead
    # Those who have the queues of before go on with them.
    assert again is commands
    assert answers is responses
    assert responses.get(timeout=PATIENCE)["data"]["worker"]["pid"] == worker.pid
    # The board outlived its worker, and nobody wrote to it.
    commands.put({"command": "pid_get_setpoint"})
    assert responses.get(timeout=PATIENCE) == {"status": "ok", "data": 0.25}


def test_each_program_is_told_and_recovers(
    manager: SharedPyRPLManager, programs: Callable[..., OtherProgram]
) -> None:
    other = programs(CONFIG).ready()
    manager.start_worker(CONFIG)
    kill_worker(manager)
    manager.start_worker(CONFIG)
    assert manager.send_command("ping", {})["data"] == "pong"
    assert other.finish() == 0
    assert manager.is_worker_running()


def test_a_stale_connection_file_is_replaced(manager: SharedPyRPLManager, folder: Path) -> None:
    manager.start_worker(CONFIG)
    file = _connection_file(folder)
    manager.shutdown()
    with _Stranger() as stranger:
        for stale in (
            {"pid": file.pid},
            {"pid": os.getpid(), "url": stranger.url},
            {"pid": os.getpid(), "token": "wrong"},
        ):
            _write(folder, file, **stale)
            manager.start_worker(CONFIG)
            worker = manager.get_worker_process()
            assert worker is not None
            found = _connection_file(folder)
            assert (found.pid, found.url) == (worker.pid, worker.url)
            manager.shutdown()


def test_a_connection_file_that_leads_to_another_worker_is_replaced(
    manager: SharedPyRPLManager, programs: Callable[..., OtherProgram], folder: Path
) -> None:
    other = programs({"simulate": "other"}).ready().info
    file = _connection_file(folder, "sim:other")
    for stale in ({"board": "sim:bench"}, {"board": "sim:bench", "pid": os.getpid()}):
        _write(folder, file, **stale)
        manager.start_worker(CONFIG)
        worker = manager.get_worker_process()
        assert worker is not None
        assert worker.board == "sim:bench"
        assert worker.pid != other["pid"]
        manager.shutdown()


def test_a_worker_that_can_not_be_met_is_named(
    manager: SharedPyRPLManager, programs: Callable[..., OtherProgram], folder: Path
) -> None:
    programs(CONFIG).ready()
    file = _connection_file(folder)
    _write(folder, file, token="wrong")  # noqa: S106 - that is the point
    with pytest.raises(WorkerLost, match="refuses its token") as caught:
        manager.start_worker(CONFIG)
    assert caught.value.effect == "none"
    _write(folder, file)
    manager.start_worker(CONFIG)


@pytest.mark.skipif(os.name != "posix", reason="there is no signal that stops a process for a while")
def test_a_worker_that_is_silent_is_named(
    manager: SharedPyRPLManager, programs: Callable[..., OtherProgram]
) -> None:
    pid = programs(CONFIG).ready().info["pid"]
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(WorkerLost, match=f"process {pid}.* can't be used: nothing greets at"):
            manager.start_worker(CONFIG)
    finally:
        os.kill(pid, signal.SIGCONT)


def test_the_time_is_limited(manager: SharedPyRPLManager) -> None:
    manager.start_worker(CONFIG)
    with pytest.raises(TimeoutError) as caught:
        manager.send_command("scope_acquire", ENDLESS, timeout=0.3)
    assert isinstance(caught.value, CommandTimeout)
    assert caught.value.limit == "timeout"
    # The origin's answer to a trigger that does not come is a response.
    response = manager.send_command("scope_acquire", {**ENDLESS, "timeout": 0.2}, timeout=30)
    assert response["status"] == "error"
    assert response["error"]["limit"] == "trigger_timeout"
    assert len(manager._pending_responses) == 0


def test_a_command_that_expires_in_the_queue_is_a_timeout(manager: SharedPyRPLManager) -> None:
    manager.start_worker(CONFIG)
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(manager.send_command, "scope_acquire", ENDLESS, 60)
        wait_until(lambda: len(manager._pending_responses) == 1, "the acquisition")
        manager.send_command("scope_get", {})
        with pytest.raises(TimeoutError) as caught:
            manager.send_command("scope_acquire", {}, timeout=0.2)
        assert isinstance(caught.value, CommandTimeout)
        assert caught.value.effect == "none"
        manager.shutdown()
        assert waiting.result(timeout=PATIENCE)["status"] == "error"


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), None, "soon"])
def test_an_impossible_timeout_is_five_seconds(
    manager: SharedPyRPLManager,
    timeout: Any,  # noqa: ANN401
) -> None:
    manager.start_worker(CONFIG)
    # Ended by its own limit, so there was time for it.
    response = manager.send_command("scope_acquire", {**ENDLESS, "timeout": 0.2}, timeout=timeout)
    assert response["error"]["limit"] == "trigger_timeout"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
def test_a_fork_is_refused(folder: Path) -> None:
    script = """
import os
from pyrpl_mux.shared_pyrpl_manager import get_shared_worker_manager

manager = get_shared_worker_manager()
manager.start_worker({"simulate": "bench"})
child = os.fork()
if child == 0:
    refused = 0
    for action in (lambda: manager.send_command("ping", {}), lambda: manager.start_worker({"mock_mode":
    True})):
        try:
            action()
        except RuntimeError as error:
            refused += "is a fork of one that is attached" in str(error)
    manager.shutdown()
    os._exit(0 if refused == 2 and not manager.is_worker_running() else 1)
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 0
assert manager.send_command("ping", {})["data"] == "pong"
"""
    command = [sys.executable, "-W", "ignore", "-c", script]
    subprocess.run(command, env=environment_of_python(), check=True, timeout=PATIENCE)
    assert not connection_file_path("sim:bench", folder).exists()


def _connection_file(folder: Path, board: str = "sim:bench") -> ConnectionFile:
    entry = read_connection_file(board, folder)
    assert entry is not None
    assert entry.file is not None
    return entry.file


def _write(folder: Path, file: ConnectionFile, **changed: object) -> None:
    contents = {**asdict(file), **changed}
    connection_file_path(contents["board"], folder).write_text(json.dumps(contents))


class _Stranger:
    """A program that is no worker, behind a port that once was one's."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"ws://127.0.0.1:{self._listener.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._answer)

    def __enter__(self) -> _Stranger:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _answer(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                connection.sendall(b"hello\r\n")
