"""The clients that a scenario can play with, on a clock that stands still until it is told to advance."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pyrpl_mux.client.address import WorkerAddress
from pyrpl_mux.client.async_client import AsyncClient
from pyrpl_mux.client.core import Core
from pyrpl_mux.client.io_thread import IoThread
from pyrpl_mux.client.thread_client import Client
from pyrpl_mux.errors import CommandError

from ..manual_clock import ManualClock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pyrpl_mux.client.messages import Event

Fields = dict[str, Any]

#: Longest wait for a greeting on the scenario's clock [s]: longer than a silent peer is given.
_FIRST_ATTEMPT = 60.0

#: Names of tasks that are the player's own begin with this.
OWN_TASKS = "player"


async def outcome_of(awaitable: Awaitable[Any]) -> Fields:
    """Tell how something ended."""
    try:
        return {"result": await awaitable}
    except CommandError as error:
        told = {"code": error.code, "effect": error.effect, "sentence": error.message}
        issues = [issue._asdict() for issue in error.issues]
        return {"error": {**told, "limit": error.limit, "number": error.number, "issues": issues}}


def _begin(awaitable: Awaitable[Any]) -> asyncio.Task[Fields]:
    return asyncio.create_task(outcome_of(awaitable), name=f"{OWN_TASKS}: outcome")


class Actor(ABC):
    """What both clients are asked in the same way."""

    def __init__(self, url: str) -> None:
        self._address = WorkerAddress(url, "secret")
        self._loop = asyncio.get_running_loop()
        self._waiters: list[asyncio.Future[None]] = []
        self._barrier = 0
        self._outcomes: dict[str, asyncio.Task[Fields]] = {}
        self._cancels: dict[str, Callable[[], object]] = {}
        self._progress: dict[str, list[Any]] = {}
        self.clock = ManualClock()
        self.connecting = _begin(self.connect())

    @property
    @abstractmethod
    def client(self) -> AsyncClient | Client:
        """The client, once connected."""

    @abstractmethod
    async def connect(self) -> None:
        """Make the first attempt."""

    @abstractmethod
    async def advance(self, seconds: float) -> None:
        """Let time pass."""

    @abstractmethod
    async def lose_timers(self) -> None:
        """Lose all timers but those of housekeeping."""

    @abstractmethod
    def begin(
        self, command: str, params: Fields, deadline: float | None, progress: list[Any] | None, *, no_id: bool
    ) -> tuple[Awaitable[Any], Callable[[], object]]:
        """Send a command; give what waits for its answer, and what cancels it."""

    @abstractmethod
    def subscribe(self, name: str, topic: str, params: Fields) -> None:
        """Begin a subscription."""

    @abstractmethod
    def unsubscribe(self, name: str) -> None:
        """Begin to end a subscription."""

    @abstractmethod
    async def take_event(self, name: str) -> Event | None:
        """Take the next event of a subscription; None if it has ended."""

    @abstractmethod
    async def close(self) -> None:
        """Close the client, whatever state it is in."""

    def make_core(self) -> Core:
        """Make the client's core; it connects to the scenario's worker."""
        return Core(self._locate, clock=self.clock, uniform=lambda: 0.5)

    def listen(self) -> None:
        """Hear of what is waited for."""
        self.client.on_state(lambda *_: self._changed())
        self.client.on_event(self._heard)

    async def connected(self) -> Fields:
        """Tell how connecting ended."""
        return await self.connecting

    def call(
        self, name: str, command: str, params: Fields, *, timeout: float | None, no_id: bool, progress: bool
    ) -> None:
        """Begin a command."""
        told: list[Any] = []
        self._progress[name] = told
        try:
            answer, cancel = self.begin(command, params, timeout, told if progress else None, no_id=no_id)
        except CommandError as error:
            answer = self._loop.create_future()
            answer.set_exception(error)
        else:
            self._cancels[name] = cancel
        self._outcomes[name] = _begin(answer)

    def cancel(self, name: str) -> None:
        """Lose interest in a command."""
        self._cancels[name]()

    async def answer(self, name: str) -> Fields:
        """Tell how a command ended, and the progress that was told until then."""
        outcome = await self._outcomes[name]
        return {"outcome": outcome, "progress": self._progress[name]}

    async def next_event(self, name: str) -> Fields:
        """Tell the data of the next event of a subscription."""
        outcome = await outcome_of(self.take_event(name))
        event = outcome.get("result")
        return outcome if event is None else {"result": event.data}

    async def until_state(self, state: str) -> None:
        """Wait until the client is in this state."""
        await self._until(lambda: self.client.state == state)

    async def until_barrier(self, number: int) -> None:
        """Wait until the event ``barrier`` with this number has arrived."""
        await self._until(lambda: self._barrier >= number)

    def inspect(self) -> Fields:
        """Tell what the client shows of itself."""
        client = self.client
        pending = [waiting.command for waiting in client.pending]
        worker = {"state": client.worker_state, "reason": client.reason}
        counters = asdict(client.counters)
        return {"state": client.state, "worker": worker, "counters": counters, "pending": pending}

    def leftovers(self) -> list[str]:
        """Tell what is still at work."""
        timers = [f"{self.clock.armed} timers"] if self.clock.armed else []
        tasks = [repr(task) for task in asyncio.all_tasks() if not task.get_name().startswith(OWN_TASKS)]
        threads = [thread.name for thread in threading.enumerate() if thread.name.startswith("pyrpl-mux")]
        return timers + tasks + threads

    async def _locate(self) -> WorkerAddress:
        return self._address

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            waiter = self._loop.create_future()
            self._waiters.append(waiter)
            await waiter

    def _heard(self, event: Event) -> None:
        if event.topic == "barrier":
            self._barrier = event.data
            self._changed()

    def _changed(self) -> None:
        """Wake whoever waits; called in the client's thread."""
        self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)


class AsyncActor(Actor):
    """The client of programs that use asyncio."""

    _client: AsyncClient | None = None

    @property
    def client(self) -> AsyncClient:
        assert self._client is not None, "The client is not attached"
        return self._client

    async def connect(self) -> None:
        self._core = self.make_core()
        await self._core.start(_FIRST_ATTEMPT)
        self._client = AsyncClient(self._core)
        self._streams: dict[str, asyncio.Task[Any]] = {}
        self.listen()

    async def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)

    async def lose_timers(self) -> None:
        self.clock.lose_timers()

    def begin(
        self, command: str, params: Fields, deadline: float | None, progress: list[Any] | None, *, no_id: bool
    ) -> tuple[Awaitable[Any], Callable[[], object]]:
        listener = None if progress is None else progress.append
        pending = self.client.post(command, params, deadline=deadline, on_progress=listener, no_id=no_id)
        return pending, pending.cancel

    def subscribe(self, name: str, topic: str, params: Fields) -> None:
        opening = self.client.subscribe(topic, **params)
        self._streams[name] = asyncio.create_task(opening, name=f"{OWN_TASKS}: subscribe")

    def unsubscribe(self, name: str) -> None:
        self._closing = asyncio.create_task(self._streams[name].result().close(), name=OWN_TASKS)

    async def take_event(self, name: str) -> Event | None:
        event: Event | None = await anext(await self._streams[name], None)
        return event

    async def close(self) -> None:
        self._core.close()
        await self._core.wait_closed()
        await self.connecting


class ThreadActor(Actor):
    """The client of programs that use threads."""

    _client: Client | None = None

    @property
    def client(self) -> Client:
        assert self._client is not None, "The client is not attached"
        return self._client

    async def connect(self) -> None:
        self._thread = IoThread(self.make_core, _FIRST_ATTEMPT)
        self._client = await asyncio.to_thread(Client, self._thread)
        self._streams: dict[str, asyncio.Task[Any]] = {}
        self.listen()

    async def advance(self, seconds: float) -> None:
        await self._in_thread(lambda: self.clock.advance(seconds))

    async def lose_timers(self) -> None:
        await self._in_thread(self.clock.lose_timers)

    def begin(
        self, command: str, params: Fields, deadline: float | None, progress: list[Any] | None, *, no_id: bool
    ) -> tuple[Awaitable[Any], Callable[[], object]]:
        listener = None if progress is None else progress.append
        pending = self.client.post(command, params, deadline=deadline, on_progress=listener, no_id=no_id)
        return asyncio.to_thread(pending.result), pending.cancel

    def subscribe(self, name: str, topic: str, params: Fields) -> None:
        opening = asyncio.to_thread(self.client.subscribe, topic, **params)
        self._streams[name] = asyncio.create_task(opening, name=f"{OWN_TASKS}: subscribe")

    def unsubscribe(self, name: str) -> None:
        closing = asyncio.to_thread(self._streams[name].result().close)
        self._closing = asyncio.create_task(closing, name=OWN_TASKS)

    async def take_event(self, name: str) -> Event | None:
        event: Event | None = await asyncio.to_thread(next, await self._streams[name], None)
        return event

    async def close(self) -> None:
        await asyncio.to_thread(self._thread.stop)
        await self.connecting

    async def _in_thread(self, call: Callable[[], None]) -> None:
        done = self._loop.create_future()

        def run(_: Core | None) -> None:
            call()
            self._loop.call_soon_threadsafe(done.set_result, None)

        self._thread.post(run)
        await done
