"""Commands in turn, over real pipes; the steps stand for accesses to PyRPL."""

from __future__ import annotations

import os
import queue
import threading
from typing import TYPE_CHECKING, Any

import pytest

from pyrpl_mux.host.channel import Channel
from pyrpl_mux.host.errors import CommandError, LinkLostError
from pyrpl_mux.host.heartbeat import RunningCall
from pyrpl_mux.host.scheduler import Scheduler
from pyrpl_mux.host.steps import Progress, Steps, Waiting, Written, access, pause

if TYPE_CHECKING:
    from collections.abc import Iterator


class Bench:
    """A scheduler whose commands note their steps, and the worker's end of its channel."""

    def __init__(self) -> None:
        to_host, from_worker = os.pipe()
        to_worker, from_host = os.pipe()
        self.ended: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.sinks = [os.fdopen(sink, "wb", buffering=0) for sink in (from_worker, from_host)]
        self.worker = Channel(os.fdopen(to_worker, "rb"), self.sinks[0], self.ended.put)
        self.host = Channel(os.fdopen(to_host, "rb"), self.sinks[1], self.ended.put)
        self.steps: list[str] = []
        self.written = 0
        self.running = RunningCall()
        self.gate = threading.Event()
        self.scheduler = Scheduler(
            self.host, self.running, self.begin, lambda: self.written, frozenset({"urgent"})
        )
        self.thread = threading.Thread(target=self.scheduler.run, daemon=True)

    def begin(self, call: str, args: dict[str, Any]) -> Steps[object]:
        if call == "unknown":
            raise CommandError("invalid", "There is no such call.")
        return self._command(call, **args)

    def _command(
        self, call: str, count: int = 1, wait: float = 0, fails: str = "", *, writes: bool = False
    ) -> Steps[object]:
        def step() -> None:
            if fails == "gate":
                assert self.gate.wait(10)
            self.written += writes
            self.steps.append(call)
            if fails == "link":
                lose()
            if fails == "fault":
                raise ValueError("a fault of PyRPL")

        def lose() -> None:
            raise LinkLostError("The link is lost.")

        for _ in range(count):
            yield from access("step", step)
        if fails == "link at the read-back":
            yield Written()
            yield from access("read back", lose)
        if wait:
            yield Waiting({"kind": "armed"})
            if (yield from pause(wait)):
                raise CommandError("aborted", "Stopped.", "done")
            yield Progress(1, 1)
        return count

    def send(self, call: str, number: int, **args: object) -> None:
        self.worker.send({"call": call, "args": args, "id": number, "limit": 1})

    def receive(self) -> dict[str, Any]:
        return self.worker.received.get(timeout=10)


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.gate.set()
    for sink in made.sinks:
        sink.close()
    for _ in made.sinks:
        assert made.ended.get(timeout=10) is None


def test_a_command_waits_for_at_most_one_step_of_each_other(bench: Bench) -> None:
    for number, call in enumerate(("a", "b", "c")):
        bench.send(call, number, count=3)
    while bench.host.received.qsize() < 3:
        pass
    bench.thread.start()
    assert sorted(bench.receive()["id"] for _ in range(3)) == [0, 1, 2]
    assert bench.steps == ["a", "b", "c"] * 3


def test_an_urgent_command_comes_before_all_others(bench: Bench) -> None:
    bench.send("a", 1, count=3)
    bench.send("urgent", 2, count=3)
    while bench.host.received.qsize() < 2:
        pass
    bench.thread.start()
    assert bench.receive() == {"id": 2, "result": 3}
    assert bench.receive() == {"id": 1, "result": 3}
    assert bench.steps == ["urgent"] * 3 + ["a"] * 3


def test_others_are_served_while_a_command_waits_and_cancel_stops_only_the_waiting(bench: Bench) -> None:
    bench.thread.start()
    bench.send("scope", 1, wait=3600)
    assert bench.receive() == {"id": 1, "waiting": {"kind": "armed"}}
    bench.send("pid", 2, count=2)
    assert bench.receive() == {"id": 2, "result": 2}
    bench.worker.send({"cancel": 1})
    assert bench.receive()["error"] == {"code": "aborted", "message": "Stopped.", "effect": "done"}
    bench.worker.send({"cancel": 1})
    bench.send("pid", 3)
    assert bench.receive() == {"id": 3, "result": 1}


def test_a_wait_that_is_not_stopped_ends_by_itself(bench: Bench) -> None:
    bench.thread.start()
    bench.send("scope", 1, wait=0.01)
    assert [list(bench.receive()) for _ in range(3)] == [
        ["id", "waiting"],
        ["id", "progress"],
        ["id", "result"],
    ]


def test_a_command_cancelled_before_its_first_step_does_nothing(bench: Bench) -> None:
    bench.send("a", 1)
    bench.worker.send({"cancel": 1})
    while bench.host.received.qsize() < 2:
        pass
    bench.thread.start()
    error = bench.receive()["error"]
    assert (error["code"], error["effect"], bench.steps) == ("aborted", "none", [])


@pytest.mark.parametrize(("writes", "effect"), [(False, "none"), (True, "unknown")])
def test_an_exception_of_pyrpl_is_a_named_error_with_its_true_effect(
    bench: Bench, writes: bool, effect: str
) -> None:
    bench.thread.start()
    bench.send("a", 1, fails="fault", writes=writes)
    error = bench.receive()["error"]
    assert (error["code"], error["effect"]) == ("internal", effect)
    assert "ValueError: a fault of PyRPL" in error["message"]
    bench.send("b", 2)
    assert bench.receive() == {"id": 2, "result": 1}


def test_a_lost_link_ends_all_and_tells_what_each_command_has_done(bench: Bench) -> None:
    bench.thread.start()
    bench.send("reads and waits", 1, wait=3600)
    assert "waiting" in bench.receive()
    bench.send("writes and waits", 2, wait=3600, writes=True)
    assert "waiting" in bench.receive()
    bench.send("a", 3, fails="link", writes=True)
    bench.thread.join(10)
    assert not bench.thread.is_alive()
    assert bench.scheduler.pending() == [
        {"id": 1, "effect": "none"},
        {"id": 2, "effect": "done"},
        {"id": 3, "effect": "unknown"},
    ]


def test_a_link_lost_while_reading_back_has_left_all_written(bench: Bench) -> None:
    bench.thread.start()
    bench.send("a", 1, fails="link at the read-back", writes=True)
    bench.thread.join(10)
    assert not bench.thread.is_alive()
    assert bench.scheduler.pending() == [{"id": 1, "effect": "done"}]


def test_the_running_call_is_named_while_it_hangs(bench: Bench) -> None:
    bench.thread.start()
    bench.send("a", 7, fails="gate")
    while (running := bench.running.describe()) is None:
        pass
    assert (running["call"], running["id"]) == ("a: step", 7)
    bench.gate.set()
    assert bench.receive() == {"id": 7, "result": 1}
    assert bench.running.describe() is None


def test_what_is_no_call_is_answered_or_ignored_and_never_fatal(bench: Bench) -> None:
    bench.thread.start()
    bench.worker.send({"call": "a"})
    bench.worker.send({"call": "a", "id": "1"})
    bench.worker.send({"cancel": None})
    bench.worker.send({"call": 5, "id": 1})
    bench.worker.send({"call": "a", "id": 2, "args": []})
    bench.send("unknown", 3)
    assert [(answer["id"], answer["error"]["code"]) for answer in (bench.receive() for _ in range(3))] == [
        (1, "invalid"),
        (2, "invalid"),
        (3, "invalid"),
    ]
    bench.send("a", 4)
    assert bench.receive() == {"id": 4, "result": 1}
