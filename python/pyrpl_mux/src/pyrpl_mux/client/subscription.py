"""Events for programs that use threads, or nothing of the kind."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Self

from ..errors import CommandError, WorkerLost
from .event_buffer import EndOfEvents
from .io_thread import SLICE, wait
from .subscriptions import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from .core import Core
    from .io_thread import IoThread
    from .messages import Event


class Subscription:
    """Events of one topic. Iterate (any thread may), or give a listener, not both.

    It survives a loss of the connection: then events go on with a new snapshot.
    """

    def __init__(
        self,
        owner: object,
        thread: IoThread,
        topic: str,
        params: Mapping[str, object],
        listener: Callable[[Event], None] | None,
    ) -> None:
        """Use ``Client.subscribe``; the client stays attached as long as this is in use."""
        self._owner = owner
        self._thread = thread
        self._stream = Stream(topic, params, listener, lambda: None)

    @property
    def topic(self) -> str:
        """What it is about."""
        return self._stream.topic

    @property
    def dropped(self) -> int:
        """Events that were replaced by newer ones, in the worker or here, before they could be read."""
        return self._stream.dropped

    def open(self) -> Self:
        """Subscribe; for ``Client.subscribe``."""
        self._thread.refuse_blocking("subscribe()")
        opened: Future[None] = Future()

        def subscribe(core: Core | None) -> None:
            if core is None:
                opened.set_exception(
                    WorkerLost("The client is closed. subscribe was not sent; connect again.")
                )
                return
            try:
                core.subscribe(self._stream, lambda: opened.set_result(None), opened.set_exception)
            except CommandError as error:
                opened.set_exception(error)

        self._thread.post(subscribe)
        try:
            wait(opened)
        except BaseException:
            self._begin_to_close()
            raise
        return self

    def close(self) -> None:
        """End it, here and in the worker. No event comes after that.

        Called by a listener it does not wait for the worker.
        """
        closed = self._begin_to_close()
        if not self._thread.is_current:
            wait(closed)

    def _begin_to_close(self) -> Future[None]:
        closed: Future[None] = Future()

        def close(core: Core | None) -> None:
            if core is None:
                closed.set_result(None)
            else:
                core.subscriptions.close(self._stream, lambda _: closed.set_result(None))

        self._stream.end()
        self._thread.post(close)
        return closed

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def __iter__(self) -> Self:
        """Iterate over the events."""
        return self

    def __next__(self) -> Event:
        """Wait for the next event.

        Raises:
            CommandError: why there will be no more.
            StopIteration: it was closed.
            RuntimeError: called in the client's own thread, by a listener.

        """
        self._thread.refuse_blocking("Waiting for an event")
        while True:
            try:
                event = self._stream.buffer.take(SLICE)
            except EndOfEvents:
                raise StopIteration from None
            if event is not None:
                return event
