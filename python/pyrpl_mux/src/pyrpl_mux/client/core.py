"""A program's attachment to one worker, over all connections that it takes. Lives in one event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Literal

from ..errors import CommandCancelled, CommandError, CommandTimeout, InvalidParams, WorkerLost
from .address import WorkerAddress, stranger
from .backoff import Backoff
from .clock import Clock, LoopClock, Timer
from .connection import Connection
from .irregularities import Irregularities
from .listeners import Listeners, SafeCall
from .messages import Event, Limits, Notice, Response, WorkerState, worker_state
from .request import Requests
from .sender import CommandSender
from .subscriptions import Answer, Subscriptions

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .pending import Entry, Waiter
    from .request import ArrayEncoding, Request
    from .subscriptions import Stream

#: - ``connecting``: on the way to a worker that greets.
#: - ``ready``: commands are sent.
#: - ``lost``: the connection ended; a new attempt follows.
#: - ``closed``: for good.
ClientState = Literal["connecting", "ready", "lost", "closed"]

#: Longest wait for the end of a socket that was closed here [s].
_GOODBYE = 1.0


class Core:
    """What both kinds of client are made of. Only its loop's thread may call it, but for :attr:`requests`."""

    def __init__(
        self,
        locate: Callable[[], Awaitable[WorkerAddress]],
        *,
        client: str | None = None,
        arrays: ArrayEncoding = "binary",
        reconnect: bool = True,
        clock: Clock | None = None,
        uniform: Callable[[], float] | None = None,
    ) -> None:
        """Prepare for :meth:`start`.

        Args:
            locate: gives the worker's address, at each attempt anew.
            client: name of the program, shown to others.
            arrays: how arrays travel.
            reconnect: whether to connect again after a loss; the first attempt is never repeated.
            clock: tells the time; the loop's unless given.
            uniform: gives random numbers, 0 <= x < 1, for the jitter of reconnecting.

        """
        self._loop = asyncio.get_running_loop()
        self._locate = locate
        self._client = client
        self._arrays: ArrayEncoding = arrays
        self._reconnect = reconnect
        self._clock = LoopClock(self._loop) if clock is None else clock
        self._backoff = Backoff() if uniform is None else Backoff(uniform)
        call_safely = SafeCall(self._loop)
        self._irregularities = Irregularities(self._clock)
        self.requests = Requests(arrays)
        self.sender = CommandSender(self._clock, self.requests, self._irregularities, call_safely)
        self.subscriptions = Subscriptions(self.sender, self.requests, call_safely)
        self.on_state: Listeners[ClientState, CommandError | None] = Listeners(call_safely)
        self.on_worker: Listeners[WorkerState, str | None] = Listeners(call_safely)
        self.on_event: Listeners[Event] = Listeners(call_safely)
        self.state: ClientState = "connecting"
        #: The last greeting, with the worker's state as it is now; None until a worker has greeted.
        self.greeting: dict[str, Any] | None = None
        self.address: WorkerAddress | None = None
        self._connection: Connection | None = None
        self._attempt: asyncio.Task[None] | None = None
        self._retry: Timer | None = None
        #: Of the first attempt.
        self._first: asyncio.Future[None] | None = None

    @property
    def irregularities(self) -> Irregularities:
        """What went wrong without breaking a connection."""
        return self._irregularities

    async def start(self, timeout: float) -> None:
        """Make the first attempt, within ``timeout`` seconds.

        Raises:
            CommandError: why there is no connection; this client is closed then.

        """
        self._first = first = self._loop.create_future()
        late = CommandTimeout(f"No worker greeted within {timeout:g} s. Nothing was done.")
        timer = self._clock.set_timer(lambda: self._finish(str(late), late), timeout)
        self._open()
        try:
            await first
        except BaseException:
            self.close()
            await self.wait_closed()
            raise
        finally:
            timer.cancel()
            self._first = None

    def make_future(self) -> asyncio.Future[Any]:
        """Make a future for a caller who will await it.

        Raises:
            RuntimeError: the caller runs in another loop, which would never hear of the answer.

        """
        if asyncio.get_running_loop() is not self._loop:
            raise RuntimeError(
                "This client belongs to the event loop in which it was connected, and was called in another. "
                "Nothing was done. Connect in this one, or use connect(), whose client any thread may use."
            )
        return self._loop.create_future()

    def send(self, request: Request, waiter: Waiter) -> Entry:
        """Send a command of the program; ``waiter`` is told what becomes of it.

        Raises:
            CommandError: it could not be sent.

        """
        if self.state != "ready":
            raise self.not_ready(request.command)
        return self.sender.send(request, waiter)

    def subscribe(
        self, stream: Stream, on_open: Callable[[], None], on_error: Callable[[CommandError], None]
    ) -> None:
        """Ask for the events of a stream; one of the two callbacks is told the outcome.

        Raises:
            CommandError: it could not be asked for.

        """
        if self.state != "ready":
            raise self.not_ready("subscribe")
        self.subscriptions.open(stream, on_open, on_error)

    def not_ready(self, command: str) -> WorkerLost:
        """Say why a command can't be sent now."""
        if self.state == "closed":
            following = "The client is closed; connect again."
        else:
            following = 'It is being connected again; wait for the state "ready".'
        where = "" if self.address is None else f" at {self.address.url.partition('?')[0]}"
        return WorkerLost(f"There is no connection to the worker{where}. {command} was not sent. {following}")

    def close(self) -> None:
        """Detach for good. Commands that wait fail; settings of the board stay."""
        self._finish("The client was closed.")

    async def wait_closed(self) -> None:
        """Wait until nothing is left of a client that was closed; a peer that does not react is let go."""
        attempt, connection = self._attempt, self._connection
        if attempt is not None and attempt is not asyncio.current_task():
            await asyncio.wait([attempt])
        if connection is None:
            return
        timer = self._clock.set_timer(connection.terminate, _GOODBYE, housekeeping=True)
        try:
            await connection.wait_gone()
        finally:
            timer.cancel()

    def greeted(self, greeting: dict[str, Any], limits: Limits) -> None:
        """Take a worker's greeting."""
        connection, address = self._connection, self.address
        if connection is None or address is None:
            return
        wrong = None if address.file is None else stranger(address.file, greeting)
        if wrong is not None:
            connection.end(WorkerLost(f"The worker was not found again: {wrong}."))
            return
        self.greeting = greeting
        self.sender.attach(connection, limits)
        if self._client is None and self._arrays == "json":
            self._become_ready()
            return
        name = {} if self._client is None else {"client": self._client}
        request = self.requests.make("hello", {**name, "arrays": self._arrays})
        answer = Answer(
            lambda _: self._become_ready(),
            # A loss has ended the connection already.
            lambda error: connection.end(error, fatal=isinstance(error, InvalidParams)),
        )
        self.sender.send(request, answer)

    def received(self, message: Response | Notice) -> None:
        """Take a message of the worker."""
        if isinstance(message, Response):
            self.sender.receive(message)
            return
        event = message.event
        if message.subscription is not None:
            self.subscriptions.receive(message.subscription, event)
            return
        if event.topic == "state":
            self._worker_changed(event)
        if message.error is not None and message.error.code == "duplicate_id":
            self._irregularities.count("duplicated", "The worker reports an id that is in use.")
        self.on_event.emit(event)

    def silent(self) -> None:
        """Ask a silent worker for a sign of life."""
        self.sender.ping()

    def ended(self, error: CommandError, *, fatal: bool) -> None:
        """Take the end of a connection, or of an attempt."""
        if self.state == "closed":
            return
        if self._first is not None or fatal or not self._reconnect:
            self._finish(str(error), error)
            return
        self._stop_attempt()
        self.sender.detach(str(error))
        self.subscriptions.disconnected()
        self._retry = self._clock.set_timer(self._open, self._backoff.next())
        self._enter("lost", error)

    def _enter(self, state: ClientState, error: CommandError | None = None) -> None:
        if self.state != state:
            self.state = state
            self.on_state.emit(state, error)

    def _open(self) -> None:
        self._retry = None
        self._enter("connecting")
        self._attempt = self._loop.create_task(self._connect())
        self._attempt.add_done_callback(self._attempted)

    async def _connect(self) -> None:
        try:
            self.address = await self._locate()
            self._connection = Connection(
                self.address.url,
                self.address.token,
                clock=self._clock,
                irregularities=self._irregularities,
                listener=self,
            )
        except CommandError as error:
            self.ended(error, fatal=isinstance(error, InvalidParams))
            return
        await self._connection.open()

    def _attempted(self, attempt: asyncio.Task[None]) -> None:
        """Bring a fault of an attempt to whoever waits for it."""
        error = None if attempt.cancelled() else attempt.exception()
        if error is None:
            return
        self._loop.call_exception_handler(
            {"message": "Connecting failed", "exception": error, "task": attempt}
        )
        sentence = f"Connecting failed: {error!r}. Nothing was done."
        self._finish(sentence, WorkerLost(sentence))

    def _stop_attempt(self) -> None:
        """Give up what is on the way."""
        if self._attempt is not None and self._attempt is not asyncio.current_task():
            self._attempt.cancel()

    def _become_ready(self) -> None:
        self._backoff.reset()
        self._enter("ready")
        # What ends from now on is no first attempt, though nobody may have heard of its success yet.
        first, self._first = self._first, None
        if first is not None and not first.done():
            first.set_result(None)
        self.subscriptions.restore()

    def _worker_changed(self, event: Event) -> None:
        state = worker_state(event.data)
        if state is None or self.greeting is None:
            return
        self.greeting = {**self.greeting, "state": state[0], "reason": state[1]}
        self.on_worker.emit(*state)

    def _finish(self, sentence: str, error: CommandError | None = None) -> None:
        if self.state == "closed":
            return
        self.state = "closed"
        if self._retry is not None:
            self._retry.cancel()
        self._stop_attempt()
        if self._connection is not None:
            self._connection.close()
        if self._first is not None and not self._first.done():
            self._first.set_exception(error or CommandCancelled(sentence))
        self.sender.detach(sentence)
        self.subscriptions.end(error)
        self.on_state.emit("closed", error)
