"""Events for programs that use asyncio."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from .event_buffer import EndOfEvents
from .subscriptions import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from ..errors import CommandError
    from .core import Core
    from .messages import Event


class AsyncSubscription:
    """Events of one topic. Iterate, or give a listener, not both.

    It survives a loss of the connection: then events go on with a new snapshot.
    """

    def __init__(
        self, core: Core, topic: str, params: Mapping[str, object], listener: Callable[[Event], None] | None
    ) -> None:
        """Use :meth:`AsyncClient.subscribe`."""
        self._core = core
        self._changed = asyncio.Event()
        self._stream = Stream(topic, params, listener, self._changed.set)

    @property
    def topic(self) -> str:
        """What it is about."""
        return self._stream.topic

    @property
    def dropped(self) -> int:
        """Events that were replaced by newer ones, in the worker or here, before they could be read."""
        return self._stream.dropped

    async def open(self) -> Self:
        """Subscribe; for :meth:`AsyncClient.subscribe`."""
        answer = self._core.make_future()

        def settle(error: CommandError | None = None) -> None:
            if answer.done():
                return
            if error is None:
                answer.set_result(None)
            else:
                answer.set_exception(error)

        self._core.subscribe(self._stream, settle, settle)
        try:
            await answer
        except asyncio.CancelledError:
            self._core.subscriptions.close(self._stream)
            raise
        return self

    async def close(self) -> None:
        """End it, here and in the worker. No event comes after that."""
        answer = self._core.make_future()

        def settle(_: object) -> None:
            if not answer.done():
                answer.set_result(None)

        self._core.subscriptions.close(self._stream, settle)
        await answer

    async def __aenter__(self) -> Self:
        """Give itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        await self.close()

    def __aiter__(self) -> Self:
        """Iterate over the events."""
        return self

    async def __anext__(self) -> Event:
        """Wait for the next event.

        Raises:
            CommandError: why there will be no more.
            StopAsyncIteration: it was closed.

        """
        while True:
            self._changed.clear()
            try:
                event = self._stream.buffer.take()
            except EndOfEvents:
                raise StopAsyncIteration from None
            if event is not None:
                return event
            await self._changed.wait()
