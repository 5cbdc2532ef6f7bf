"""The client of programs that use asyncio."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from ..command_methods import AsyncCommandMethods
from ..errors import WorkerLost
from .async_subscription import AsyncSubscription

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from types import TracebackType

    from ..errors import CommandError
    from .core import ClientState, Core
    from .irregularities import Counters
    from .messages import Event, WorkerState
    from .pending import Entry, WaitingCommand

Result = TypeVar("Result")


class AsyncPendingCommand(Generic[Result]):
    """A command on its way: await it for its answer."""

    def __init__(self, core: Core, entry: Entry, answer: asyncio.Future[Result]) -> None:
        """Use :meth:`AsyncClient.submit`."""
        self._core = core
        self._entry = entry
        self._answer = answer

    def done(self) -> bool:
        """Whether its answer is there."""
        return self._answer.done()

    def cancel(self) -> bool:
        """Ask the worker to cancel it.

        Awaiting it gives the worker's final answer all the same: :class:`CommandCancelled` with the true
        effect, or the result of a command that was faster; if there is none within 2 s,
        :class:`CommandCancelled` with effect ``unknown``.

        Returns:
            False if the answer is there already.

        """
        if self._answer.done():
            return False
        self._core.sender.cancel(self._entry)
        return True

    def __await__(self) -> Generator[Any, None, Result]:
        """Wait for the answer.

        Raises:
            CommandError: its ``effect`` tells whether anything was done.

        """
        try:
            return (yield from self._answer)
        except asyncio.CancelledError:
            self._core.sender.abandon(self._entry)
            raise


class AsyncClient(AsyncCommandMethods):
    """A program's attachment to one worker. Made by :func:`connect_async`; for one event loop."""

    def __init__(self, core: Core) -> None:
        """Use :func:`connect_async`."""
        self._core = core

    @property
    def state(self) -> ClientState:
        """``connecting``, ``ready``, ``lost`` (a new attempt follows) or ``closed`` (for good)."""
        return self._core.state

    @property
    def greeting(self) -> dict[str, Any]:
        """The worker's last greeting (PROTOCOL.md, section 3), with the worker's state as it is now."""
        if self._core.greeting is None:
            raise WorkerLost("No worker has greeted yet.")
        return self._core.greeting

    @property
    def worker_state(self) -> WorkerState:
        """``starting``, ``ready``, ``board_lost`` or ``stopping``, as last heard."""
        state: WorkerState = self.greeting["state"]
        return state

    @property
    def reason(self) -> str | None:
        """Why the worker's state is not ``ready``, as a sentence; else None."""
        reason: str | None = self.greeting["reason"]
        return reason

    @property
    def counters(self) -> Counters:
        """Irregularities since the client was made."""
        return self._core.irregularities.counters

    @property
    def pending(self) -> tuple[WaitingCommand, ...]:
        """The commands that wait for their final response."""
        return self._core.sender.waiting

    def on_state(self, listener: Callable[[ClientState, CommandError | None], object]) -> Callable[[], None]:
        """Call ``listener`` at each change of :attr:`state`, with the error that explains it.

        Returns:
            a function that takes the listener back.

        """
        return self._core.on_state.add(listener)

    def on_worker(self, listener: Callable[[WorkerState, str | None], object]) -> Callable[[], None]:
        """Call ``listener`` at each change of the worker's state, with its reason.

        Returns:
            a function that takes the listener back.

        """
        return self._core.on_worker.add(listener)

    def on_event(self, listener: Callable[[Event], object]) -> Callable[[], None]:
        """Call ``listener`` with each event that belongs to no subscription.

        Returns:
            a function that takes the listener back.

        """
        return self._core.on_event.add(listener)

    async def send(
        self,
        name: str,
        params: Mapping[str, object],
        /,
        *,
        deadline: float | None = None,
        on_progress: Callable[[Any], None] | None = None,
        no_id: bool = False,
    ) -> Any:  # noqa: ANN401 - what the worker has answered
        """Send a command whose name or parameters come from elsewhere, as :meth:`command` otherwise.

        With ``no_id`` it is sent without an id: such commands are carried out one at a time, in the order
        sent, and can't be cancelled.
        """
        core = self._core
        answer = core.make_future()
        entry = core.send(core.requests.make(name, params, deadline, on_progress, no_id=no_id), answer)
        try:
            return await answer
        except asyncio.CancelledError:
            core.sender.abandon(entry)
            raise

    def post(
        self,
        name: str,
        params: Mapping[str, object],
        /,
        *,
        deadline: float | None = None,
        on_progress: Callable[[Any], None] | None = None,
        no_id: bool = False,
    ) -> AsyncPendingCommand[Any]:
        """Send a command now, and wait for its answer later; arguments as of :meth:`send`.

        Raises:
            CommandError: it could not be sent.

        """
        core = self._core
        answer = core.make_future()
        entry = core.send(core.requests.make(name, params, deadline, on_progress, no_id=no_id), answer)
        return AsyncPendingCommand(core, entry, answer)

    async def subscribe(
        self, topic: str, listener: Callable[[Event], None] | None = None, /, **params: object
    ) -> AsyncSubscription:
        """Ask for the events of a topic (PROTOCOL.md, section 11).

        Args:
            topic: ``worker``, ``board`` or ``scope_trace``.
            listener: called with each event; without it, iterate.
            params: what the topic takes: ``max_rate`` [Hz] and ``max_points`` of ``scope_trace``.

        Raises:
            CommandError: the worker's answer, or why it could not be asked.

        """
        return await AsyncSubscription(self._core, topic, params, listener).open()

    async def close(self) -> None:
        """Detach for good. Commands that wait fail with :class:`WorkerLost`; settings of the board stay."""
        self._core.close()
        await self._core.wait_closed()

    async def __aenter__(self) -> Self:
        """Give itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        await self.close()
