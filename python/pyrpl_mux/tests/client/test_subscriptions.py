"""Events for threads."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pyrpl_mux import Event, InvalidParams
from pyrpl_mux.client.event_buffer import BUFFERED_EVENTS, EndOfEvents, EventBuffer
from pyrpl_mux.client.subscriptions import Stream

from ..waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from pyrpl_mux import Client, Subscription

    from .running_worker import RunningWorker


def test_iterating_gives_a_snapshot_and_then_changes(client: Client) -> None:
    with client.subscribe("board") as subscription:
        assert subscription.topic == "board"
        first = next(subscription)
        assert {"scope", "asg0", "pid0", "iq0"} <= set(first.data["modules"])
        client.command("pid_set_setpoint", channel="pid2", value=0.5)
        for event in subscription:
            if event.data["modules"].get("pid2", {}).get("setpoint") == 0.5:
                assert event.seq > first.seq
                break
    assert list(subscription) == []


def test_a_listener_is_called_with_each_event(client: Client) -> None:
    told: queue.SimpleQueue[tuple[Event, str]] = queue.SimpleQueue()
    subscription = client.subscribe("board", lambda event: told.put((event, threading.current_thread().name)))
    snapshot, thread = told.get(timeout=PATIENCE)
    assert snapshot.topic == "board"
    assert thread != threading.current_thread().name
    subscription.close()
    client.command("pid_set_setpoint", channel="pid2", value=0.25)
    assert told.empty()


def test_a_listener_may_close_its_subscription_and_is_not_called_again(
    client: Client, worker: RunningWorker
) -> None:
    closed, changed = threading.Event(), threading.Event()
    told: list[Event] = []

    def listener(event: Event) -> None:
        told.append(event)
        assert changed.wait(PATIENCE)
        if len(told) == 2:
            subscription.close()
            closed.set()

    subscription: Subscription = client.subscribe("board", listener)
    # These events lie unread while the listener has the client's thread, and are then read at once.
    with worker.connect() as other:
        for value in (0.1, 0.2, 0.3):
            other.command("pid_set_setpoint", channel="pid2", value=value)
    changed.set()
    assert closed.wait(PATIENCE)
    client.command("ping")
    wait_until(lambda: not client.pending, "the answer to unsubscribe")
    assert len(told) == 2


def test_a_listener_that_fails_is_reported_and_harmless(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    told = threading.Event()

    def listener(_: Event) -> None:
        told.set()
        raise LookupError("on purpose")

    with client.subscribe("board", listener):
        assert told.wait(PATIENCE)
    assert "on purpose" in caplog.text


def test_traces_come_as_arrays_with_their_parameters_kept(client: Client) -> None:
    client.command("scope_setup", trigger_source="immediately", decimation=64)
    told: queue.SimpleQueue[Event] = queue.SimpleQueue()
    with client.subscribe("scope_trace", told.put, max_rate=100, max_points=64):
        voltage = told.get(timeout=PATIENCE).data["voltage"]
        assert isinstance(voltage, np.ndarray)
        assert voltage.shape == (2, 64)
        assert not voltage.flags.writeable


def test_a_refused_topic_says_why(client: Client) -> None:
    with pytest.raises(InvalidParams, match="topic"):
        client.subscribe("weather")
    with pytest.raises(InvalidParams):
        client.subscribe("board", max_rate=1)


def _event(seq: int, **modules: int) -> Event:
    return Event("board", {"modules": modules, "by": seq}, seq)


def test_a_slow_reader_gets_the_newest_state_of_each_module_and_a_count() -> None:
    buffer = EventBuffer()
    buffer.push(_event(0, a=0, only_first=7))
    for seq in range(1, BUFFERED_EVENTS + 3):
        buffer.push(_event(seq, a=seq))
    first = buffer.take()
    assert first == Event("board", {"modules": {"a": 3, "only_first": 7}, "by": 3}, 3)
    assert buffer.dropped == 3
    rest = [buffer.take() for _ in range(BUFFERED_EVENTS - 1)]
    assert [event.seq for event in rest if event is not None] == list(range(4, BUFFERED_EVENTS + 3))
    assert buffer.take() is None


def test_a_buffer_ends_after_what_it_holds() -> None:
    buffer = EventBuffer()
    buffer.push(_event(1))
    buffer.end()
    buffer.push(_event(2))
    assert buffer.take() == _event(1)
    with pytest.raises(EndOfEvents):
        buffer.take(PATIENCE)
    failed = EventBuffer()
    failed.end(LookupError("why"))
    for _ in range(2):
        with pytest.raises(LookupError, match="why"):
            failed.take()


def test_what_was_dropped_is_counted_over_all_connections() -> None:
    def call(*_: object) -> None:
        pytest.fail("there is no listener")

    stream = Stream("board", {}, None, lambda: None)
    stream.deliver(Event("board", {}, seq=4, dropped=3), call)
    stream.disconnected()
    stream.deliver(Event("board", {}, seq=2, dropped=2), call)
    stream.deliver(Event("board", {}, seq=4, dropped=3), call)
    assert stream.dropped == 6
