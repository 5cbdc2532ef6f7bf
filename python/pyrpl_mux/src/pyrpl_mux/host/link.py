"""PyRPL's connection to the board's register server, without PyRPL's habit of starting that server again."""

from __future__ import annotations

import contextlib
import socket
import time
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from pyrpl.redpitaya_client import MonitorClient

from .errors import LinkLostError, StartError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: How often a connection is tried at the start.
CONNECT_TRIES = 3

#: Time between two of these tries [s]: the register server listens a moment after it was started.
CONNECT_PAUSE = 0.3

CONNECT_TIMEOUT = 5.0

#: Longest wait for a reply of the register server [s]. Longer than PyRPL's 1 s, which a lost packet can take.
REPLY_TIMEOUT = 3.0


#: How many writes are remembered that were let through.
_FIRST = 64


def _described(address: int, values: Any) -> dict[str, int]:  # noqa: ANN401 - whatever PyRPL writes
    return {"address": address, "value": int(values[0]), "words": len(values)}


class WriteGuard:
    """Counts the writes to the board, and holds back those that PyRPL makes by itself while it starts.

    Attributes:
        begun: how many writes were let through
        withheld: address, first value and number of words of each write that was held back
        first: the same of the first writes that were let through

    """

    def __init__(self) -> None:
        """Hold nothing back yet."""
        self.begun = 0
        self.withheld: list[dict[str, int]] = []
        self.first: list[dict[str, int]] = []
        self._holds = False

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """Keep every write within the context from the board, and note it in :attr:`withheld`."""
        self._holds = True
        try:
            yield
        finally:
            self._holds = False

    def admits(self, address: int, values: Any) -> bool:  # noqa: ANN401 - whatever PyRPL writes
        """Decide about a write, and count it."""
        if self._holds:
            self.withheld.append(_described(address, values))
            return False
        self.begun += 1
        if len(self.first) < _FIRST:
            self.first.append(_described(address, values))
        return True


class BoardLink(MonitorClient):  # type: ignore[misc]
    """PyRPL's client, which fails for good when its connection fails.

    PyRPL's own would try up to five times, killing and starting the board's register server in between.
    """

    def __init__(self, host: str, port: int, guard: WriteGuard) -> None:
        """Connect, in up to :data:`CONNECT_TRIES` tries.

        Raises:
            StartError: nobody listens there.

        """
        # Not the constructor of PyRPL's client, which would start the server again itself.
        self._guard = guard
        self._lost: str | None = None
        self._read_counter = 0
        self._write_counter = 0
        for count in range(CONNECT_TRIES):
            try:
                self.socket = socket.create_connection((host, port), timeout=CONNECT_TIMEOUT)
                break
            except OSError as error:
                if count == CONNECT_TRIES - 1:
                    raise StartError(
                        "register_server",
                        f"The register server of {host} was started, but nobody listens on its port {port}: "
                        f"{error}. Check that the port is free on the board and no firewall in between.",
                        CONNECT_TRIES,
                    ) from error
                time.sleep(CONNECT_PAUSE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(REPLY_TIMEOUT)

    def reads(self, addr: int, length: int) -> np.ndarray[Any, np.dtype[np.uint32]]:
        """Read that many words.

        Raises:
            LinkLostError: the connection has failed, now or before.

        """
        self._read_counter += 1
        header = b"r\0" + length.to_bytes(2, "little") + addr.to_bytes(4, "little")
        return np.frombuffer(self._exchange(header, b"", 4 * length), dtype="<u4")

    def writes(self, addr: int, values: Any) -> None:  # noqa: ANN401 - as PyRPL's own
        """Write words.

        Raises:
            LinkLostError: the connection has failed, now or before.

        """
        if not self._guard.admits(addr, values):
            return
        self._write_counter += 1
        words = np.asarray(values, dtype="<u4")
        header = b"w\0" + len(words).to_bytes(2, "little") + addr.to_bytes(4, "little")
        self._exchange(header, words.tobytes(), 0)

    def restart(self) -> None:
        """Refuse: whether the register server is started again is the worker's decision.

        Raises:
            LinkLostError: always.

        """
        raise LinkLostError("PyRPL wanted to start the register server again, which it may not.")

    def close(self) -> None:
        """Close the connection; the register server ends with it."""
        connection = getattr(self, "socket", None)
        if connection is not None:
            connection.close()

    def _exchange(self, header: bytes, payload: bytes, size: int) -> bytes:
        if self._lost is not None:
            raise LinkLostError(self._lost)
        try:
            self.socket.sendall(header + payload)
            reply = self._receive(len(header) + size)
        except OSError as error:
            self._lose(f"The link to the board failed: {str(error) or type(error).__name__}.")
        if reply[: len(header)] != header:
            self._lose("The board's register server answered out of turn (wrong control sequence).")
        return reply[len(header) :]

    def _receive(self, size: int) -> bytes:
        reply = bytearray(size)
        view = memoryview(reply)
        while len(view):
            count = self.socket.recv_into(view)
            if count == 0:
                raise ConnectionError("the register server has closed the connection")
            view = view[count:]
        return bytes(reply)

    def _lose(self, what: str) -> NoReturn:
        self._lost = f"{what} PyRPL ends here; the worker decides whether it is started again."
        self.close()
        raise LinkLostError(self._lost)
