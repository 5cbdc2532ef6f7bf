"""The client of programs that use threads, or nothing of the kind."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, Self

from ..command_methods import CommandMethods
from .async_client import AsyncClient
from .pending_command import PendingCommand
from .subscription import Subscription

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from ..errors import CommandError
    from .core import ClientState
    from .io_thread import IoThread
    from .irregularities import Counters
    from .messages import Event, WorkerState
    from .pending import WaitingCommand


class Client(CommandMethods):
    """A program's attachment to one worker. Made by :func:`connect`; any thread may call anything.

    It has a thread of its own for the connection. Listeners and callbacks are called there, so they should be
    short; what would wait for that thread is refused in it.
    """

    def __init__(self, thread: IoThread) -> None:
        """Use :func:`connect`."""
        self._thread = thread
        self._core = thread.started()
        self._client = AsyncClient(self._core)
        # Nobody needs the connection of a client that nobody has.
        weakref.finalize(self, thread.stop, 0.0).atexit = False

    @property
    def state(self) -> ClientState:
        """``connecting``, ``ready``, ``lost`` (a new attempt follows) or ``closed`` (for good)."""
        return self._client.state

    @property
    def greeting(self) -> dict[str, Any]:
        """The worker's last greeting (PROTOCOL.md, section 3), with the worker's state as it is now."""
        return self._client.greeting

    @property
    def worker_state(self) -> WorkerState:
        """``starting``, ``ready``, ``board_lost`` or ``stopping``, as last heard."""
        return self._client.worker_state

    @property
    def reason(self) -> str | None:
        """Why the worker's state is not ``ready``, as a sentence; else None."""
        return self._client.reason

    @property
    def counters(self) -> Counters:
        """Irregularities since the client was made."""
        return self._client.counters

    @property
    def pending(self) -> tuple[WaitingCommand, ...]:
        """The commands that wait for their final response."""
        return self._client.pending

    def on_state(self, listener: Callable[[ClientState, CommandError | None], object]) -> Callable[[], None]:
        """Call ``listener`` at each change of :attr:`state`, with the error that explains it.

        Returns:
            a function that takes the listener back.

        """
        return self._client.on_state(listener)

    def on_worker(self, listener: Callable[[WorkerState, str | None], object]) -> Callable[[], None]:
        """Call ``listener`` at each change of the worker's state, with its reason.

        Returns:
            a function that takes the listener back.

        """
        return self._client.on_worker(listener)

    def on_event(self, listener: Callable[[Event], object]) -> Callable[[], None]:
        """Call ``listener`` with each event that belongs to no subscription.

        Returns:
            a function that takes the listener back.

        """
        return self._client.on_event(listener)

    def send(
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
        self._thread.refuse_blocking(name)
        request = self._core.requests.make(name, params, deadline, on_progress, no_id=no_id)
        pending: PendingCommand[Any] = PendingCommand(self._thread, request)
        try:
            self._thread.perform(pending.send)
            return pending.result()
        except BaseException:
            # Ctrl-C may come before or after the command was sent.
            pending.cancel()
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
    ) -> PendingCommand[Any]:
        """Submit a command whose name or parameters come from elsewhere, as :meth:`submit` otherwise.

        ``no_id`` as of :meth:`send`.
        """
        request = self._core.requests.make(name, params, deadline, on_progress, no_id=no_id)
        pending: PendingCommand[Any] = PendingCommand(self._thread, request)
        self._thread.perform(pending.send)
        return pending

    def subscribe(
        self, topic: str, listener: Callable[[Event], None] | None = None, /, **params: object
    ) -> Subscription:
        """Ask for the events of a topic (PROTOCOL.md, section 11).

        Args:
            topic: ``worker``, ``board`` or ``scope_trace``.
            listener: called in the client's thread with each event; without it, iterate.
            params: what the topic takes: ``max_rate`` [Hz] and ``max_points`` of ``scope_trace``.

        Raises:
            CommandError: the worker's answer, or why it could not be asked.
            RuntimeError: called in the client's own thread, or in a fork of the process that has connected.

        """
        return Subscription(self, self._thread, topic, params, listener).open()

    def close(self) -> None:
        """Detach for good. Commands that wait fail with :class:`WorkerLost`; settings of the board stay.

        Raises:
            RuntimeError: called in the client's own thread.

        """
        self._thread.refuse_blocking("close()")
        self._thread.stop()

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()
