"""Commands from threads."""

from __future__ import annotations

import _thread
import gc
import math
import pickle
import threading
import tomllib
from concurrent.futures import as_completed
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import pyrpl_mux
from pyrpl_mux import (
    Client,
    CommandCancelled,
    CommandError,
    CommandTimeout,
    InvalidParams,
    PendingCommand,
    UnknownCommand,
    WorkerLost,
)
from pyrpl_mux.errors import ERRORS

from ..waiting import PATIENCE, wait_until
from .running_worker import NEVER, RunningWorker

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_command_gives_the_data_of_its_answer(client: Client) -> None:
    assert client.command("ping") == "pong"
    assert client.command("pid_set_setpoint", channel="pid0", value=0.25) == pytest.approx(0.25, abs=1e-3)
    assert client.send("ping", {}, no_id=True) == "pong"


def test_an_error_is_of_the_class_of_its_code(client: Client) -> None:
    with pytest.raises(InvalidParams, match="frequency must be at most") as caught:
        client.command("asg_setup", frequency=1e9)
    assert caught.value.code == "invalid_params"
    assert caught.value.effect == "none"
    assert [issue.path for issue in caught.value.issues] == ["frequency"]
    with pytest.raises(UnknownCommand):
        client.send("asg_set_up", {})


@pytest.mark.parametrize("deadline", [0, -1, math.nan, 86_401, True, "5"])
def test_an_impossible_deadline_is_refused_before_anything_is_sent(client: Client, deadline: Any) -> None:  # noqa: ANN401
    with pytest.raises(InvalidParams, match=r"86400 s.*was not sent"):
        client.command("ping", deadline=deadline)


@pytest.mark.parametrize("value", [math.nan, object(), {1, 2}])
def test_parameters_that_are_not_json_are_refused_before_anything_is_sent(
    client: Client, value: object
) -> None:
    with pytest.raises(InvalidParams, match="not sent"):
        client.send("asg_setup", {"frequency": value})


def test_a_wait_that_is_too_long_ends_with_the_workers_sentence(client: Client) -> None:
    with pytest.raises(CommandTimeout, match="waiting for") as caught:
        client.command("scope_acquire", deadline=PATIENCE, **{**NEVER, "timeout": 0.2})
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.limit == "trigger_timeout"
    assert caught.value.number is not None


def test_many_threads_each_get_their_own_answers(client: Client) -> None:
    wrong: list[tuple[float, float]] = []

    def work(number: int) -> None:
        # Multiples of the setpoint's step, so that what is read back is what was sent.
        for value in ((number * 100 + index) / 8192 for index in range(50)):
            answer = client.send("pid_set_setpoint", {"channel": f"pid{number}", "value": value})
            if answer != value:
                wrong.append((answer, value))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    pings = [threading.Thread(target=lambda: [client.command("ping") for _ in range(50)]) for _ in range(5)]
    for thread in threads + pings:
        thread.start()
    for thread in threads + pings:
        thread.join()
    assert wrong == []


def test_commands_of_one_thread_keep_their_order(client: Client) -> None:
    values = [index / 8192 for index in range(200)]
    sent = [client.submit("pid_set_setpoint", channel="pid1", value=value) for value in values]
    assert [pending.result() for pending in sent] == values
    assert client.command("pid_get_setpoint", channel="pid1") == values[-1]


def test_a_pending_command_is_a_future(client: Client) -> None:
    called = threading.Event()
    sent = [client.submit("ping") for _ in range(3)]
    sent[0].add_done_callback(lambda _: called.set())
    assert [pending.result() for pending in as_completed(sent, PATIENCE)] == ["pong"] * 3
    assert called.wait(PATIENCE)
    refused = client.submit("asg_setup", frequency=-1)
    assert isinstance(refused.exception(PATIENCE), InvalidParams)


def test_a_pending_command_is_not_waited_for_longer_than_wanted(client: Client) -> None:
    waiting = client.submit("scope_acquire", **NEVER)
    with pytest.raises(TimeoutError) as caught:
        waiting.result(0.05)
    assert not isinstance(caught.value, CommandError)
    assert not waiting.done()
    assert [(command.command, command.id is None) for command in client.pending] == [("scope_acquire", False)]
    waiting.cancel()
    assert isinstance(waiting.exception(PATIENCE), CommandCancelled)


def test_cancelling_gives_the_workers_final_answer(client: Client) -> None:
    waiting = client.submit("scope_acquire", **NEVER)
    wait_until(lambda: client.command("scope_get")["armed"], "the acquisition's arming")
    assert waiting.cancel()
    with pytest.raises(CommandCancelled) as caught:
        waiting.result(PATIENCE)
    assert caught.value.effect == "done"
    assert not waiting.cancel()


def test_progress_is_told_before_the_answer(client: Client) -> None:
    told: list[Any] = []
    client.command("scope_acquire", trace_average=60, decimation=128, on_progress=told.append)
    assert told
    assert all(0 <= report["done"] <= report["total"] for report in told)


def test_a_failing_callback_is_reported_and_harmless(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object) -> None:
        raise LookupError("on purpose")

    client.command("scope_acquire", trace_average=60, decimation=128, on_progress=fail)
    assert "on purpose" in caplog.text
    assert client.command("ping") == "pong"


def test_ctrl_c_ends_the_wait_and_the_command(client: Client) -> None:
    def interrupt() -> None:
        wait_until(lambda: any(command.command == "scope_acquire" for command in client.pending), "the wait")
        _thread.interrupt_main()

    watcher = threading.Thread(target=interrupt)
    watcher.start()
    with pytest.raises(KeyboardInterrupt):
        client.command("scope_acquire", deadline=600, **NEVER)
    watcher.join()
    # The scope is free again: else this would have to wait for the trigger.
    client.command("scope_acquire", trigger_source="immediately", deadline=PATIENCE)


def test_blocking_calls_are_refused_in_the_clients_own_thread(client: Client) -> None:
    caught: list[BaseException] = []
    sent: list[PendingCommand[Any]] = []

    def call(function: Callable[[], object]) -> None:
        try:
            function()
        except RuntimeError as error:
            caught.append(error)

    done = threading.Event()

    def callback(_: object) -> None:
        call(lambda: client.command("ping"))
        call(client.close)
        call(lambda: client.subscribe("board"))
        sent.append(client.submit("ping"))
        call(sent[0].result)
        done.set()

    waiting = client.submit("scope_acquire", **NEVER)
    waiting.add_done_callback(callback)
    waiting.cancel()
    assert done.wait(PATIENCE)
    assert len(caught) == 4
    assert all("Nothing was done" in str(error) for error in caught)
    assert sent[0].result(PATIENCE) == "pong"


def test_closing_ends_what_waits_with_its_effect(worker: RunningWorker) -> None:
    client = worker.connect()
    waiting = (
        client.submit("iq_get_quadratures", averaging_time=30),
        client.submit("scope_acquire", **NEVER),
    )
    wait_until(lambda: client.command("scope_get")["armed"], "the acquisition's arming")
    client.close()
    assert client.state == "closed"
    for pending in waiting:
        with pytest.raises(WorkerLost, match="was closed") as caught:
            pending.result(0)
        assert isinstance(caught.value, ConnectionError)
        assert caught.value.effect == "unknown"
    with pytest.raises(WorkerLost, match="connect again"):
        client.command("ping")
    with pytest.raises(WorkerLost, match="connect again"):
        client.subscribe("board")
    client.close()


def test_a_client_that_nobody_has_detaches(worker: RunningWorker) -> None:
    with worker.connect() as observer:
        forgotten = worker.connect(client="forgotten")
        names = [session.get("client") for session in observer.command("status")["clients"]]
        assert "forgotten" in names
        del forgotten
        gc.collect()
        wait_until(
            lambda: (
                "forgotten"
                not in [session.get("client") for session in observer.command("status")["clients"]]
            ),
            "the end of the session",
        )


def test_errors_survive_pickling() -> None:
    for kind in ERRORS.values():
        error = pickle.loads(pickle.dumps(kind("A sentence.", effect="done", number=3)))  # noqa: S301
        assert type(error) is kind
        assert (str(error), error.message, error.effect, error.number) == (
            "A sentence.",
            "A sentence.",
            "done",
            3,
        )


def test_the_version_is_that_of_the_package() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    assert pyrpl_mux.__version__ == project["version"]
