"""A network between worker and board that can be cut."""

import contextlib
import socket
import threading
from typing import Self


class Relay:
    """Passes a TCP connection on to the board at `port`, until it is cut."""

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._lock = threading.Lock()
        self._is_cut = False
        self._is_over = False
        self._sockets: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        self._is_over = True
        # A thread that accepts wakes only when somebody connects.
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 5).close()
        self._server.close()
        for thread in self._threads:
            thread.join(30)

    def cut(self) -> None:
        """End the connection; new ones end at once."""
        with self._lock:
            self._is_cut = True
            for end in self._sockets:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def restore(self) -> None:
        """Let new connections through."""
        with self._lock:
            self._is_cut = False

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            with self._lock:
                if self._is_cut:
                    client.close()
                    if self._is_over:
                        return
                    continue
                board = socket.create_connection(self._target, 30)
                board.settimeout(None)
                self._sockets.update((client, board))
            for pair in ((client, board), (board, client)):
                self._threads.append(threading.Thread(target=self._pass, args=pair, daemon=True))
                self._threads[-1].start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._sockets.discard(source)
        source.close()
