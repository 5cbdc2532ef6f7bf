"""The two queues of the origin."""

from __future__ import annotations

import queue
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from pyrpl_mux.origin_queues import COMMAND_LIMIT, RESPONSE_LIMIT, OriginQueues

from ..waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyrpl_mux.origin_queues import ResponseQueue
    from pyrpl_mux.shared_pyrpl_manager import SharedPyRPLManager

CONFIG: dict[str, Any] = {"simulate": "bench"}


def next_of(responses: ResponseQueue) -> dict[str, Any]:
    return responses.get(timeout=PATIENCE)


def test_the_first_response_is_the_greeting(manager: SharedPyRPLManager) -> None:
    _, responses = manager.start_worker(CONFIG)
    greeting = next_of(responses)
    assert greeting["status"] == "ok"
    assert greeting["data"]["board"]["key"] == "sim:bench"
    assert "id" not in greeting
    assert manager.start_worker(CONFIG)[1] is responses
    assert responses.empty()


def test_items_without_an_id_are_answered_in_order(manager: SharedPyRPLManager) -> None:
    """Promise 3: "executed, and answered without an id, one at a time, in the order sent"."""
    commands, responses = manager.start_worker(CONFIG)
    next_of(responses)
    values = [number / 16 for number in range(8)]
    endless = {"trigger_source": "ext_positive_edge", "timeout": 0.3}
    commands.put({"command": "scope_acquire", "params": endless})
    for value in values:
        commands.put({"command": "pid_set_setpoint", "params": {"channel": "pid1", "value": value}})
        commands.put({"command": "pid_get_setpoint", "params": {"channel": "pid1"}})
    first = next_of(responses)
    assert (first["status"], first["error"]["limit"]) == ("error", "trigger_timeout")
    answers = [next_of(responses) for _ in range(16)]
    assert answers == [{"status": "ok", "data": value} for value in values for _ in range(2)]


def test_items_with_an_id_are_answered_with_it(manager: SharedPyRPLManager) -> None:
    commands, responses = manager.start_worker(CONFIG)
    next_of(responses)
    for identity in ("a", 7, "a"):
        commands.put({"command": "ping", "params": {}, "id": identity})
    assert [next_of(responses) for _ in range(3)] == [
        {"status": "ok", "data": "pong", "id": identity} for identity in ("a", 7, "a")
    ]
    commands.put({"command": "sampler_reed", "id": "typo"})
    typo = next_of(responses)
    assert (typo["status"], typo["id"], typo["error"]["code"]) == ("error", "typo", "unknown_command")


def test_malformed_items_are_answered_and_harm_nothing(manager: SharedPyRPLManager) -> None:
    commands, responses = manager.start_worker(CONFIG)
    next_of(responses)
    endless: list[object] = []
    endless.append(endless)
    items: list[object] = [
        None,
        "ping",
        7,
        [],
        {},
        {"command": 3},
        {"command": ""},
        {"command": "ping", "params": [1]},
        {"command": "asg_setup", "params": {"frequency": object()}},
        {"command": "asg_setup", "params": {"frequency": endless}},
        {"command": "asg_setup", "params": {"frequency": float("nan")}},
        {"command": "asg_setup", "params": {1: 2}},
        {"command": "ping" * 100_000},
    ]
    for item in items:
        commands.put(item)
    for item in items:
        answer = next_of(responses)
        assert answer["status"] == "error", item
        assert isinstance(answer["data"], str)
        assert answer["error"]["effect"] == "none"
    commands.put({"command": "ping", "params": None})
    assert next_of(responses) == {"status": "ok", "data": "pong"}


def test_answers_of_send_command_stay_out_of_the_queue(manager: SharedPyRPLManager) -> None:
    commands, responses = manager.start_worker(CONFIG)
    next_of(responses)
    for number in range(20):
        value = number / 32
        params = {"channel": "pid0", "value": value}
        commands.put({"command": "pid_set_setpoint", "params": params, "id": number})
        other = {"channel": "pid1", "value": value + 0.125}
        assert manager.send_command("pid_set_setpoint", other)["data"] == value + 0.125
    queued = [next_of(responses) for _ in range(20)]
    assert [(answer["id"], answer["data"]) for answer in queued] == [(n, n / 32) for n in range(20)]
    assert responses.empty()


def test_a_queue_of_a_worker_that_was_shut_down_is_closed(manager: SharedPyRPLManager) -> None:
    commands, responses = manager.start_worker(CONFIG)
    manager.shutdown()
    with pytest.raises(ValueError, match="worker that was shut down"):
        commands.put({"command": "ping"})
    again, answers = manager.start_worker(CONFIG)
    assert again is not commands
    assert answers is not responses
    assert next_of(answers)["data"]["state"] == "ready"


def test_shutdown_answers_what_is_queued(manager: SharedPyRPLManager) -> None:
    commands, responses = manager.start_worker(CONFIG)
    next_of(responses)
    endless = {"command": "scope_acquire", "params": {"trigger_source": "ext_positive_edge", "timeout": 60}}
    for item in (endless, {"command": "ping", "id": "later"}):
        commands.put(item)
    manager.shutdown()
    answers = [next_of(responses) for _ in range(2)]
    assert [answer["status"] for answer in answers] == ["error", "error"]
    assert answers[1]["id"] == "later"
    assert responses.empty()


def test_responses_that_nobody_reads_do_not_pile_up(caplog: pytest.LogCaptureFixture) -> None:
    def execute(command: str, params: Mapping[str, Any]) -> dict[str, Any]:
        return {"status": "ok", "data": (command, *params)}

    queues = OriginQueues(execute)
    for number in range(RESPONSE_LIMIT + 10):
        queues.commands.put({"command": f"c{number}"}, timeout=PATIENCE)
    queues.close()
    assert queues.responses.qsize() == RESPONSE_LIMIT
    assert queues.responses.dropped == 10
    assert queues.responses.get_nowait()["data"] == ("c10",)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_full_command_queue_says_so() -> None:
    def execute(_command: str, _params: Mapping[str, Any]) -> dict[str, Any]:
        return {"status": "ok", "data": gate.get(timeout=PATIENCE)}

    gate: queue.SimpleQueue[None] = queue.SimpleQueue()
    queues = OriginQueues(execute)
    count = 0
    with suppress(queue.Full):
        while count < 2 * COMMAND_LIMIT:
            queues.commands.put({"command": "ping"}, timeout=0.01)
            count += 1
    # All that fit, and the one that is being carried out.
    assert count in (COMMAND_LIMIT, COMMAND_LIMIT + 1)
    for _ in range(count):
        gate.put(None)
    queues.close()
    assert queues.responses.qsize() + queues.responses.dropped == count
