"""Carries frames over one WebSocket, without tasks: what is read is told in the same turn."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from websockets.client import ClientProtocol
from websockets.frames import CloseCode, Frame, Opcode
from websockets.protocol import State
from websockets.typing import Subprotocol

from .messages import MAX_RECEIVED, SUBPROTOCOL

if TYPE_CHECKING:
    from websockets.uri import WebSocketURI

#: Delay between attempts at the several addresses of one host name [s].
_NEXT_ADDRESS = 0.25


class Listener(Protocol):
    """Who is told. After ``closed``, or after it was closed from here, it is told nothing."""

    def heard(self) -> None:
        """Take note that bytes arrived."""

    def received(self, frame: bytes | bytearray | memoryview, *, text: bool) -> None:
        """Take a frame."""

    def closed(self, code: int, reason: str) -> None:
        """Take the end: a close code (1006 if the connection broke or was never made) and what is known."""


class WebSocket(asyncio.Protocol):
    """A client's WebSocket on TCP. No proxy is asked: a worker is here, or named by address."""

    def __init__(self, uri: WebSocketURI, token: str, listener: Listener) -> None:
        """Prepare for :meth:`open`."""
        self._uri = uri
        self._token = token
        self._listener: Listener | None = listener
        self._protocol = ClientProtocol(uri, subprotocols=[Subprotocol(SUBPROTOCOL)], max_size=MAX_RECEIVED)
        self._transport: asyncio.Transport | None = None
        self._fragments: list[bytes | bytearray | memoryview] = []
        self._text = False
        self._gone = asyncio.Event()

    async def open(self) -> None:
        """Connect; the first sign of success is a frame, for the worker speaks first."""
        loop = asyncio.get_running_loop()
        try:
            await loop.create_connection(
                lambda: self,
                self._uri.host,
                self._uri.port,
                ssl=True if self._uri.secure else None,
                happy_eyeballs_delay=_NEXT_ADDRESS,
            )
        except (OSError, UnicodeError) as error:
            self._end(CloseCode.ABNORMAL_CLOSURE, str(error))

    @property
    def is_open(self) -> bool:
        """Whether a frame that is sent now goes to the peer."""
        return self._listener is not None and self._protocol.state is State.OPEN

    @property
    def unsent_bytes(self) -> int:
        """Bytes that were sent here, but did not leave this process yet."""
        return 0 if self._transport is None else self._transport.get_write_buffer_size()

    def send(self, frame: bytes, *, text: bool) -> None:
        """Send a frame of an open WebSocket."""
        if text:
            self._protocol.send_text(frame)
        else:
            self._protocol.send_binary(frame)
        self._flush()

    def close(self) -> None:
        """Say goodbye, and do not wait for the peer's."""
        self._listener = None
        transport = self._transport
        if transport is None:
            return
        if transport.get_write_buffer_size() > 0:
            # The peer does not read, so a goodbye would wait for ever behind what it has not read.
            transport.abort()
            return
        if self._protocol.state is State.OPEN:
            self._protocol.send_close(CloseCode.NORMAL_CLOSURE)
            self._flush()
        transport.close()

    def terminate(self) -> None:
        """Let go of a peer that will not answer a goodbye either."""
        self._listener = None
        if self._transport is not None:
            self._transport.abort()

    async def wait_gone(self) -> None:
        """Wait until the socket is closed, once this end has closed it."""
        if self._transport is not None:
            await self._gone.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a WebSocket."""
        if not isinstance(transport, asyncio.Transport) or self._listener is None:
            transport.close()
            return
        self._transport = transport
        request = self._protocol.connect()
        if "Authorization" in request.headers:
            del request.headers["Authorization"]
        request.headers["Authorization"] = f"Bearer {self._token}"
        self._protocol.send_request(request)
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Read what arrived."""
        if self._listener is None:
            return
        self._listener.heard()
        self._protocol.receive_data(data)
        self._read()

    def eof_received(self) -> None:
        """Read that the peer ends."""
        if self._listener is not None:
            self._protocol.receive_eof()
            self._read()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that there is no connection any more."""
        self._gone.set()
        self._end(CloseCode.ABNORMAL_CLOSURE, "" if exc is None else str(exc))

    def _read(self) -> None:
        protocol = self._protocol
        if protocol.writes:
            self._flush()
        for event in protocol.events_received():
            if isinstance(event, Frame):
                self._read_frame(event)
        if self._listener is None or protocol.state is State.OPEN:
            return
        if protocol.handshake_exc is not None:
            self._end(CloseCode.ABNORMAL_CLOSURE, str(protocol.handshake_exc))
        elif protocol.parser_exc is not None:
            self._end(protocol.close_sent.code if protocol.close_sent else CloseCode.ABNORMAL_CLOSURE, "")
        elif protocol.close_rcvd is not None:
            self._end(protocol.close_rcvd.code, protocol.close_rcvd.reason)

    def _read_frame(self, frame: Frame) -> None:
        if self._listener is None:
            return
        opcode = frame.opcode
        if opcode is Opcode.TEXT or opcode is Opcode.BINARY:
            self._text = opcode is Opcode.TEXT
            if frame.fin:
                self._listener.received(frame.data, text=self._text)
            else:
                self._fragments = [frame.data]
        elif opcode is Opcode.CONT:
            self._fragments.append(frame.data)
            if frame.fin:
                whole, self._fragments = b"".join(self._fragments), []
                self._listener.received(whole, text=self._text)

    def _flush(self) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        for data in self._protocol.data_to_send():
            # The empty part asks for half a goodbye of TCP; `close` says a whole one.
            if data:
                transport.write(data)

    def _end(self, code: int, reason: str) -> None:
        listener, self._listener = self._listener, None
        if self._transport is not None:
            self._transport.close()
        if listener is not None:
            listener.closed(code, reason)
