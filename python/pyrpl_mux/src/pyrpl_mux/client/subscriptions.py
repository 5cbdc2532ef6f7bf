"""The subscriptions of one client, over all its connections: PROTOCOL.md, section 11."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from ..errors import BadMessage, CommandError, WorkerLost
from .event_buffer import EventBuffer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .messages import Event
    from .request import Requests
    from .sender import CommandSender

_logger = logging.getLogger("pyrpl_mux")


class Stream:
    """The events of one subscription; after a reconnect they go on with a new snapshot."""

    def __init__(
        self,
        topic: str,
        params: Mapping[str, object],
        listener: Callable[[Event], None] | None,
        on_change: Callable[[], None],
    ) -> None:
        """Begin without a subscription; ``on_change`` is called when there is something to take."""
        self.topic = topic
        self.params = params
        self.listener = listener
        self.buffer = EventBuffer()
        self._on_change = on_change
        self._dropped_by_worker = 0
        self._dropped_before = 0
        #: As the worker calls it; None while there is no connection.
        self.id: str | None = None
        self.closed = False

    @property
    def dropped(self) -> int:
        """Events that were replaced by newer ones, in the worker or here."""
        return self._dropped_before + self._dropped_by_worker + self.buffer.dropped

    def deliver(self, event: Event, call_safely: Callable[[Callable[[Any], None], Any], None]) -> None:
        """Take an event."""
        if self.closed:
            return
        self._dropped_by_worker = event.dropped
        if self.listener is not None:
            call_safely(self.listener, event)
            return
        self.buffer.push(event)
        self._on_change()

    def disconnected(self) -> None:
        """Forget the connection's numbers."""
        self.id = None
        self._dropped_before += self._dropped_by_worker
        self._dropped_by_worker = 0

    def end(self, error: CommandError | None = None) -> None:
        """Take no more events. Any thread may call it."""
        self.closed = True
        self.buffer.end(error)
        self._on_change()


class Answer:
    """Waits for an answer with callbacks."""

    def __init__(self, on_result: Callable[[Any], None], on_error: Callable[[CommandError], None]) -> None:
        """Tell one of the two."""
        self.set_result = on_result
        self.set_exception = on_error

    def done(self) -> bool:
        """Callbacks always wait."""
        return False


def _ignore(_: object) -> None:
    """Take what nobody asked for: an answer to ``unsubscribe``, whose refusal has nothing left to end."""


class Subscriptions:
    """All streams of a client."""

    def __init__(
        self,
        sender: CommandSender,
        requests: Requests,
        call_safely: Callable[[Callable[[Any], None], Any], None],
    ) -> None:
        """Begin with none."""
        self._sender = sender
        self._requests = requests
        self._call_safely = call_safely
        self._streams: set[Stream] = set()
        self._by_id: dict[str, Stream] = {}

    def open(
        self, stream: Stream, on_open: Callable[[], None], on_error: Callable[[CommandError], None]
    ) -> None:
        """Subscribe.

        Raises:
            CommandError: it could not be sent.

        """

        def refused(error: CommandError) -> None:
            self._streams.discard(stream)
            on_error(error)

        self._streams.add(stream)
        try:
            self._request(stream, on_open, refused)
        except CommandError:
            self._streams.discard(stream)
            raise

    def receive(self, subscription: str, event: Event) -> None:
        """Take an event to its stream; one that has been closed here has none."""
        stream = self._by_id.get(subscription)
        if stream is not None:
            stream.deliver(event, self._call_safely)

    def close(self, stream: Stream, on_closed: Callable[[object], None] = _ignore) -> None:
        """End a stream, here and in the worker; ``on_closed`` is told when both have."""
        self._streams.discard(stream)
        stream.end()
        identity, stream.id = stream.id, None
        if identity is None:
            on_closed(None)
            return
        self._by_id.pop(identity, None)
        request = self._requests.make("unsubscribe", {"subscription": identity})
        try:
            self._sender.send(request, Answer(on_closed, on_closed))
        except WorkerLost:
            # Without a connection there is no subscription left to end.
            on_closed(None)

    def disconnected(self) -> None:
        """Forget the worker's subscriptions: the connection is gone."""
        self._by_id.clear()
        for stream in self._streams:
            stream.disconnected()

    def restore(self) -> None:
        """Subscribe again: there is a new connection."""
        for stream in list(self._streams):
            try:
                self._request(stream, lambda: None, lambda error, stream=stream: self._failed(stream, error))  # type: ignore[misc]
            except CommandError as error:
                self._failed(stream, error)

    def end(self, error: CommandError | None = None) -> None:
        """End them all."""
        self._by_id.clear()
        streams, self._streams = self._streams, set()
        for stream in streams:
            stream.end(error)

    def _failed(self, stream: Stream, error: CommandError) -> None:
        # Lost again: the next connection restores it.
        if isinstance(error, WorkerLost):
            return
        _logger.error("The subscription to %s could not be restored and has ended: %s", stream.topic, error)
        self._streams.discard(stream)
        stream.end(error)

    def _request(
        self, stream: Stream, on_open: Callable[[], None], on_error: Callable[[CommandError], None]
    ) -> None:
        def opened(data: object) -> None:
            identity = data.get("subscription") if isinstance(data, dict) else None
            if not isinstance(identity, str):
                on_error(BadMessage("The worker answered subscribe without naming the subscription."))
                return
            stream.id = identity
            self._by_id[identity] = stream
            if stream.closed:
                self.close(stream)
            on_open()

        request = self._requests.make("subscribe", {"topic": stream.topic, **stream.params})
        self._sender.send(request, Answer(opened, on_error))
