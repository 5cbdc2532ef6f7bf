"""Workers that die under a client, and come back."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING

import pytest

from pyrpl_mux import CommandError, Event, WorkerLost, connect

from ..waiting import PATIENCE, wait_until
from .running_worker import NEVER

if TYPE_CHECKING:
    from collections.abc import Callable

    from .running_worker import RunningWorker


def test_a_dead_worker_ends_what_waits_and_its_successor_is_found(
    start_worker: Callable[[str], RunningWorker], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = start_worker("client-tests-loss")
    monkeypatch.setenv("PYRPL_MUX_RUNTIME_DIR", str(first.folder))
    states: queue.SimpleQueue[tuple[str, CommandError | None]] = queue.SimpleQueue()
    told: queue.SimpleQueue[Event] = queue.SimpleQueue()
    with connect() as client:
        client.on_state(lambda state, error: states.put((state, error)))
        events = client.subscribe("board")
        client.subscribe("board", told.put)
        waiting = (
            client.submit("iq_get_quadratures", averaging_time=30),
            client.submit("scope_acquire", **NEVER),
        )
        wait_until(lambda: client.command("scope_get")["armed"], "the acquisition's arming")
        first.kill()
        for pending in waiting:
            error = pending.exception(PATIENCE)
            assert isinstance(error, WorkerLost)
            assert error.effect == "unknown"
        state, reason = states.get(timeout=PATIENCE)
        assert state == "lost"
        assert isinstance(reason, WorkerLost)
        with pytest.raises(WorkerLost, match="was not sent"):
            client.command("ping")

        successor = start_worker("client-tests-loss")
        wait_until(lambda: client.state == "ready", "the new connection")
        assert client.greeting["worker"]["pid"] == successor.process.pid
        wait_until(lambda: client.worker_state == "ready", "the board")
        # Both subscriptions go on, and nothing that was lost has been replayed.
        while not told.empty():
            told.get()
        client.command("pid_set_setpoint", channel="pid0", value=0.75)
        while told.get(timeout=PATIENCE).data["modules"].get("pid0", {}).get("setpoint") != 0.75:
            pass
        assert any(event.data["modules"].get("pid0", {}).get("setpoint") == 0.75 for event in events)
        assert "scope_acquire" not in client.command("status")["commands"]


def test_without_reconnecting_a_loss_is_the_end(start_worker: Callable[[str], RunningWorker]) -> None:
    worker = start_worker("client-tests-end")
    with worker.connect(reconnect=False) as client:
        events = client.subscribe("board")
        worker.kill()
        with pytest.raises(WorkerLost):
            list(events)
        assert client.state == "closed"
        with pytest.raises(WorkerLost, match="connect again"):
            client.command("ping")


def test_a_worker_that_stops_says_so(start_worker: Callable[[str], RunningWorker]) -> None:
    worker = start_worker("client-tests-stop")
    states: queue.SimpleQueue[tuple[str, str | None]] = queue.SimpleQueue()
    with worker.connect() as client:
        client.on_worker(lambda state, reason: states.put((state, reason)))
        client.command("shutdown")
        assert states.get(timeout=PATIENCE)[0] == "stopping"
        wait_until(lambda: client.state == "lost", "the loss")
        assert client.worker_state == "stopping"
        assert client.reason
