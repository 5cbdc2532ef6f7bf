"""A loop that other threads use while it waits."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from pyrpl_mux.client.parked_loop import ParkedLoop

from ..waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def loop() -> Iterator[ParkedLoop]:
    """Give a loop that runs in a thread of its own."""
    running = ParkedLoop()
    thread = threading.Thread(target=running.run_forever)
    thread.start()
    yield running
    running.call_soon_threadsafe(running.stop)
    thread.join(PATIENCE)
    assert not thread.is_alive()
    running.close()


def use(loop: ParkedLoop, function: object) -> None:
    """Use a loop as soon as it waits."""
    assert callable(function)
    wait_until(lambda: loop.use(function), "the loop's wait")


def test_a_timer_set_from_another_thread_runs_although_the_loop_waits_without_end(loop: ParkedLoop) -> None:
    rang = threading.Event()
    use(loop, lambda: loop.call_later(0.01, rang.set))
    assert rang.wait(PATIENCE)


def test_a_timer_runs_before_the_one_that_the_loop_waits_for(loop: ParkedLoop) -> None:
    rang = threading.Event()
    use(loop, lambda: loop.call_later(2 * PATIENCE, lambda: None))
    use(loop, lambda: loop.call_later(0.01, rang.set))
    assert rang.wait(PATIENCE)


def test_a_callback_of_the_next_round_runs(loop: ParkedLoop) -> None:
    called = threading.Event()
    use(loop, lambda: loop.call_soon(called.set))
    assert called.wait(PATIENCE)


def test_a_socket_that_is_added_is_waited_for(loop: ParkedLoop) -> None:
    here, there = socket.socketpair()
    with here, there:
        heard = threading.Event()
        use(loop, lambda: loop.add_reader(here, heard.set))
        there.send(b"x")
        assert heard.wait(PATIENCE)
        use(loop, lambda: loop.remove_reader(here))


def test_a_busy_loop_is_left_alone(loop: ParkedLoop) -> None:
    busy, free = threading.Event(), threading.Event()

    def work() -> None:
        busy.set()
        free.wait(PATIENCE)

    loop.call_soon_threadsafe(work)
    assert busy.wait(PATIENCE)
    assert not loop.use(lambda: pytest.fail("it was called"))
    free.set()


def test_a_use_amid_a_use_is_refused(loop: ParkedLoop) -> None:
    inner: list[bool] = []
    use(loop, lambda: inner.append(loop.use(lambda: pytest.fail("it was called"))))
    assert inner == [False]
    assert not loop.is_used_here


def test_the_turn_is_given_back_when_the_function_fails(loop: ParkedLoop) -> None:
    def fail() -> None:
        assert loop.is_used_here
        raise LookupError("on purpose")

    with pytest.raises(LookupError):
        use(loop, fail)
    assert not loop.is_used_here
    called = threading.Event()
    loop.call_soon_threadsafe(called.set)
    assert called.wait(PATIENCE)


def test_a_loop_that_was_closed_is_left_alone() -> None:
    with asyncio.Runner(loop_factory=ParkedLoop) as runner:
        loop = runner.get_loop()
        runner.run(asyncio.sleep(0.01))
    assert isinstance(loop, ParkedLoop)
    assert not loop.use(lambda: pytest.fail("it was called"))


def test_a_loop_that_is_debugged_is_left_alone(loop: ParkedLoop) -> None:
    loop.set_debug(enabled=True)
    assert not any(loop.use(lambda: pytest.fail("it was called")) for _ in range(100))
