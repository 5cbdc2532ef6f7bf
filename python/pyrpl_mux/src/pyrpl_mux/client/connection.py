"""One WebSocket from its opening to its end: connecting (until the greeting), ready, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Protocol

from websockets.exceptions import InvalidURI
from websockets.uri import WebSocketURI, parse_uri

from ..errors import BadMessage, CommandError, InvalidParams, Unauthorized, WorkerLost
from .heartbeat import Heartbeat
from .messages import HEARTBEAT_TIMEOUT, Limits, Notice, Response, check_greeting, decode
from .web_socket import WebSocket

if TYPE_CHECKING:
    from .clock import Clock, Timer
    from .irregularities import Irregularities

_CLOSE_SENTENCES = {
    1001: "The worker stopped.",
    1009: "The connection to the worker was closed, for a frame was far too large.",
    4408: "The worker closed the connection, for its answers were not read for 10 s.",
    4429: "The worker has too many sessions.",
}


class Listener(Protocol):
    """Who is told what happens on a connection."""

    def greeted(self, greeting: dict[str, Any], limits: Limits) -> None:
        """Take a worker's greeting."""

    def received(self, message: Response | Notice) -> None:
        """Take a message."""

    def silent(self) -> None:
        """Send a silent peer something to answer."""

    def ended(self, error: CommandError, *, fatal: bool) -> None:
        """Take the end, once, but not after :meth:`Connection.close`.

        ``fatal`` means that connecting again would end the same way.
        """


def parse_address(url: str) -> tuple[WebSocketURI, str]:
    """Read the URL of a worker, and give also its address without secrets, for sentences.

    Raises:
        InvalidParams: it is not one of a WebSocket.

    """
    try:
        uri = parse_uri(url)
    except (InvalidURI, ValueError) as error:
        raise InvalidParams(
            f"The address of a worker looks like ws://127.0.0.1:8765/, but was {url!r}. Nothing was sent."
        ) from error
    host = f"[{uri.host}]" if ":" in uri.host else uri.host
    return uri, f"{'wss' if uri.secure else 'ws'}://{host}:{uri.port}{uri.path or '/'}"


class Connection:
    """One connection to a worker."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        clock: Clock,
        irregularities: Irregularities,
        listener: Listener,
    ) -> None:
        """Prepare for :meth:`open`; from now on the peer has to greet in time.

        Raises:
            InvalidParams: the URL is not one of a WebSocket, or the token can't be sent.

        """
        uri, self.address = parse_address(url)
        if not token.isascii() or not token.isprintable():
            raise InvalidParams(
                f"The token for {self.address} can't be right: it holds a line break or another character "
                "that no token has. Nothing was sent."
            )
        self._clock = clock
        self._irregularities = irregularities
        self._listener = listener
        self._state: Literal["connecting", "ready", "ended"] = "connecting"
        self._heartbeat: Heartbeat | None = None
        self._web_socket = WebSocket(uri, token, self)
        self._greeting_timer: Timer = clock.set_timer(
            lambda: self._give_up("did not greet within"), HEARTBEAT_TIMEOUT
        )

    async def open(self) -> None:
        """Connect to the peer. What becomes of it is told to the listener."""
        await self._web_socket.open()

    @property
    def is_open(self) -> bool:
        """Whether a frame that is sent now is handed to the peer."""
        return self._state == "ready" and self._web_socket.is_open

    @property
    def unsent_bytes(self) -> int:
        """Bytes that were sent here, but did not leave this process yet."""
        return self._web_socket.unsent_bytes

    def send(self, frame: bytes, *, text: bool) -> None:
        """Send a frame over an open connection."""
        self._web_socket.send(frame, text=text)

    def close(self) -> None:
        """End the connection without telling the listener."""
        self._stop()
        self._web_socket.close()

    async def wait_gone(self) -> None:
        """Wait until the socket is closed."""
        await self._web_socket.wait_gone()

    def terminate(self) -> None:
        """Let go of a peer that does not react."""
        self._stop()
        self._web_socket.terminate()

    def end(self, error: CommandError, *, fatal: bool = False) -> None:
        """End the connection, and tell the listener why."""
        if self._state == "ended":
            return
        self.close()
        self._listener.ended(error, fatal=fatal)

    def heard(self) -> None:
        """Take note that bytes arrived."""
        if self._heartbeat is not None:
            self._heartbeat.heard()

    def received(self, frame: bytes | bytearray | memoryview, *, text: bool) -> None:
        """Take a frame of the worker."""
        try:
            message = decode(frame, text=text)
        except BadMessage as error:
            self._irregularities.count("malformed", f"A frame of the worker was ignored: {error}")
            if self._state == "connecting":
                self._refuse_greeting(str(error))
            return
        if self._state == "ready":
            self._listener.received(message)
        elif self._state == "connecting":
            self._greet(message)

    def closed(self, code: int, reason: str) -> None:
        """Take the end of the WebSocket."""
        if self._state == "connecting":
            why = f" ({reason.rstrip('.')})" if reason else ""
            sentence = (
                f"No connection to a worker at {self.address}{why}. "
                "Is the worker running, and is the address right?"
            )
        else:
            broke = f"The connection to the worker at {self.address} broke ({code})."
            sentence = _CLOSE_SENTENCES.get(code, broke)
        self.end(WorkerLost(sentence))

    def _stop(self) -> None:
        self._state = "ended"
        self._greeting_timer.cancel()
        if self._heartbeat is not None:
            self._heartbeat.stop()

    def _give_up(self, what: str) -> None:
        self.terminate()
        self._listener.ended(
            WorkerLost(f"The worker at {self.address} {what} {HEARTBEAT_TIMEOUT:g} s."), fatal=False
        )

    def _refuse_greeting(self, why: str) -> None:
        self.end(WorkerLost(f"What answers at {self.address} is not a worker. {why}"), fatal=True)

    def _greet(self, message: Response | Notice) -> None:
        if isinstance(message, Notice) or message.id is not None or message.status == "progress":
            self._refuse_greeting("Its first frame is not a greeting.")
            return
        if message.error is not None:
            self.end(message.error, fatal=isinstance(message.error, Unauthorized))
            return
        try:
            greeting, limits = check_greeting(message.data)
        except BadMessage as error:
            self._refuse_greeting(str(error))
            return
        self._greeting_timer.cancel()
        self._state = "ready"
        self._heartbeat = Heartbeat(
            self._clock, self._listener.silent, lambda: self._give_up("has been silent for")
        )
        self._listener.greeted(greeting, limits)
