"""One board, one worker, whoever asks: threads, processes, programs in other languages."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from pyrpl_mux import ConfigMismatch
from pyrpl_mux.process import is_process_alive
from pyrpl_mux.shared_pyrpl_manager import SharedPyRPLManager, get_shared_worker_manager

from ..waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .programs import OtherProgram

CONFIG: dict[str, Any] = {"simulate": "bench", "client": "manager tests"}


def worker_pid(manager: SharedPyRPLManager) -> int:
    worker = manager.get_worker_process()
    assert worker is not None
    return worker.pid


def test_one_manager_per_process() -> None:
    assert get_shared_worker_manager() is get_shared_worker_manager()
    assert SharedPyRPLManager() is get_shared_worker_manager()


def test_each_of_many_threads_gets_its_own_answers(manager: SharedPyRPLManager) -> None:
    manager.start_worker(CONFIG)
    values = [number / 8192 for number in range(200)]

    def send(value: float) -> object:
        return manager.send_command("pid_set_setpoint", {"value": value})["data"]

    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(send, values)) == values
    assert len(manager._pending_responses) == 0


def test_several_processes_share_one_worker(
    manager: SharedPyRPLManager, programs: Callable[..., OtherProgram]
) -> None:
    manager.start_worker(CONFIG)
    others = [programs(CONFIG, 100) for _ in range(3)]
    for other in others:
        other.ready()
        assert other.wrong == 0
        assert other.info["pid"] == worker_pid(manager)
        assert not other.info["startedHere"]
    assert [other.finish() for other in others] == [0, 0, 0]
    assert manager.is_worker_running()


def test_processes_that_race_to_start_get_one_worker(programs: Callable[..., OtherProgram]) -> None:
    racers = [programs(CONFIG), programs(CONFIG), programs(CONFIG, typescript=True)]
    infos = [racer.ready().info for racer in racers]
    assert len({info["pid"] for info in infos}) == 1
    assert sum(info["startedHere"] for info in infos) == 1


def test_a_program_in_typescript_shares_the_worker(
    manager: SharedPyRPLManager, programs: Callable[..., OtherProgram]
) -> None:
    manager.start_worker(CONFIG)
    other = programs(CONFIG, 60, typescript=True).ready()
    assert other.wrong == 0
    assert other.info["pid"] == worker_pid(manager)
    setpoints = [
        manager.send_command("pid_get_setpoint", {"channel": f"pid{channel}"})["data"] for channel in range(3)
    ]
    assert all(setpoint != 0 for setpoint in setpoints)
    manager.send_command("pid_set_setpoint", {"channel": "pid0", "value": 0.5})
    assert other.finish() == 0
    assert manager.is_worker_running()


def test_a_worker_started_by_typescript_is_found(
    manager: SharedPyRPLManager, programs: Callable[..., OtherProgram]
) -> None:
    other = programs(CONFIG, typescript=True).ready()
    manager.start_worker(CONFIG)
    assert worker_pid(manager) == other.info["pid"]
    manager.shutdown()
    assert is_process_alive(other.info["pid"])


def test_starts_in_several_threads_get_one_worker(manager: SharedPyRPLManager) -> None:
    with ThreadPoolExecutor(4) as threads:
        queues = list(threads.map(manager.start_worker, [CONFIG] * 4))
    assert all(pair == queues[0] for pair in queues)
    responses = queues[0][1]
    assert responses.get_nowait()["status"] == "ok"
    assert responses.empty()


def test_a_conflicting_configuration_is_refused(
    manager: SharedPyRPLManager, programs: Callable[..., OtherProgram]
) -> None:
    """Promise 10: "refused, naming the difference, never silently ignored"."""
    programs({**CONFIG, "seed": 3}).ready()
    for conflict, sentence in (
        ({"seed": 4}, "seed is 3 instead of 4"),
        ({"wiring": "out1->in2"}, "wiring is .* instead of out1->in2"),
        ({"noise": 0.5}, r"noise is .* instead of 0\.5"),
        ({"inputRange": {"in1": "HV"}}, "input range of in1 is LV instead of HV"),
        ({"backend": "pyrpl"}, "backend is board instead of pyrpl"),
    ):
        with pytest.raises(ConfigMismatch, match=sentence) as caught:
            manager.start_worker({**CONFIG, **conflict})
        assert caught.value.effect == "none"
        assert not manager.is_worker_running()
    manager.start_worker(
        {**CONFIG, "seed": 3, "wiring": "out1->in1, out2->in2", "input_range": {"in1": "LV"}}
    )
    with pytest.raises(ConfigMismatch, match="seed is 3 instead of 5"):
        manager.start_worker({**CONFIG, "seed": 5})
    assert manager.is_worker_running()


def test_another_board_while_attached_is_refused(manager: SharedPyRPLManager) -> None:
    manager.start_worker(CONFIG)
    with pytest.raises(ConfigMismatch, match="has the board sim:bench, not sim:other"):
        manager.start_worker({"simulate": "other"})
    assert manager.is_worker_running()


def test_a_worker_named_by_the_environment(
    manager: SharedPyRPLManager,
    programs: Callable[..., OtherProgram],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = programs(CONFIG).ready()
    monkeypatch.setenv("PYRPL_MUX_URL", other.info["url"])
    monkeypatch.setenv("PYRPL_MUX_TOKEN", (folder / "sim_bench.token").read_text().strip())
    with pytest.raises(ConfigMismatch, match="unset PYRPL_MUX_URL"):
        manager.start_worker({"simulate": "other"})
    manager.start_worker(CONFIG)
    worker = manager.get_worker_process()
    assert worker is not None
    assert (worker.pid, worker.started_here, worker.is_alive()) == (other.info["pid"], False, True)
    manager.shutdown()
    assert not worker.is_alive()
    assert is_process_alive(other.info["pid"])


def test_a_worker_stops_when_its_starter_ends_alone(programs: Callable[..., OtherProgram]) -> None:
    program = programs(CONFIG).ready()
    assert program.finish("exit\n") == 0
    assert not is_process_alive(program.info["pid"])


def test_a_worker_outlives_its_starter_while_others_are_attached(
    manager: SharedPyRPLManager, programs: Callable[..., OtherProgram]
) -> None:
    program = programs(CONFIG).ready()
    manager.start_worker(CONFIG)
    assert program.finish("exit\n") == 0
    assert manager.send_command("ping", {})["data"] == "pong"


def test_a_worker_outlives_a_starter_that_is_killed(
    manager: SharedPyRPLManager, programs: Callable[..., OtherProgram]
) -> None:
    program = programs(CONFIG).ready()
    program.close()
    manager.start_worker(CONFIG)
    assert worker_pid(manager) == program.info["pid"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no groups of processes that are told of Ctrl-C")
def test_a_worker_does_not_belong_to_the_terminal_of_its_starter(
    manager: SharedPyRPLManager, programs: Callable[..., OtherProgram]
) -> None:
    program = programs(CONFIG).ready()
    manager.start_worker(CONFIG)
    program.interrupt()
    assert manager.send_command("ping", {})["data"] == "pong"
    assert worker_pid(manager) == program.info["pid"]


def test_shutdown_stops_what_was_started_here(manager: SharedPyRPLManager, folder: Path) -> None:
    manager.start_worker(CONFIG)
    worker = manager.get_worker_process()
    assert worker is not None
    assert worker.is_alive()
    assert worker.name == "PyRPL-Worker"
    manager.shutdown()
    assert not worker.is_alive()
    worker.join(timeout=0)
    assert not manager.is_worker_running()
    assert manager.get_worker_process() is None
    assert "The worker has stopped." in (folder / "sim_bench.log").read_text()


def test_shutdown_leaves_a_worker_that_others_use(
    manager: SharedPyRPLManager, programs: Callable[..., OtherProgram]
) -> None:
    manager.start_worker(CONFIG)
    pid = worker_pid(manager)
    other = programs(CONFIG).ready()
    manager.shutdown()
    assert is_process_alive(pid)
    assert other.finish() == 0
    assert is_process_alive(pid)
    manager.start_worker(CONFIG)
    assert worker_pid(manager) == pid


def test_shutdown_with_force_stops_it_for_everybody(
    manager: SharedPyRPLManager, programs: Callable[..., OtherProgram]
) -> None:
    other = programs(CONFIG).ready()
    manager.start_worker(CONFIG)
    manager.shutdown(force=True)
    assert not is_process_alive(other.info["pid"])


@pytest.mark.skipif(os.name != "posix", reason="there is no signal that stops a process for a while")
def test_shutdown_with_force_ends_a_worker_that_does_not_listen(manager: SharedPyRPLManager) -> None:
    manager.start_worker(CONFIG)
    pid = worker_pid(manager)
    os.kill(pid, signal.SIGSTOP)
    manager.shutdown(force=True)
    wait_until(lambda: not is_process_alive(pid), "the end of the worker")
