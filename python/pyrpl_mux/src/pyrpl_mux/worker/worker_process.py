"""The worker that a program is attached to, as a process."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from ..process import is_process_alive

if TYPE_CHECKING:
    from .attach import Attachment

#: Time between two looks whether it has ended [s].
_LOOK_INTERVAL = 0.02


class WorkerProcess:
    """The worker of an attachment, in the manner of a ``multiprocessing.Process``."""

    name = "PyRPL-Worker"

    def __init__(self, attachment: Attachment) -> None:
        """Describe the worker of an attachment."""
        self._attachment = attachment
        self.pid = attachment.pid
        self.url = attachment.url
        #: Key of its board.
        self.board = attachment.board
        #: Whether this process started it.
        self.started_here = attachment.started_here

    def is_alive(self) -> bool:
        """Whether its process is there; for one named by its address, whether the connection is."""
        if self._attachment.elsewhere:
            return self._attachment.client.state == "ready"
        return is_process_alive(self.pid)

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has ended, at most ``timeout`` seconds."""
        deadline = math.inf if timeout is None else time.monotonic() + timeout
        while self.is_alive() and time.monotonic() < deadline:
            time.sleep(_LOOK_INTERVAL)

    def __repr__(self) -> str:
        """Show what identifies it."""
        return f"<{self.name} pid={self.pid} board={self.board} url={self.url}>"
