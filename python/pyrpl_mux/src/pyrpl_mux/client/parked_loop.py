"""An event loop that other threads may use while it waits for its sockets.

A thread that sends a command would otherwise have to wake the loop's thread, which takes longer than sending.
"""

from __future__ import annotations

import asyncio
import math
import selectors
import threading
from typing import TYPE_CHECKING, TypeVarTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextvars import Context

    from _typeshed import FileDescriptorLike

Arguments = TypeVarTuple("Arguments")


class _Selector(selectors.DefaultSelector):
    """Gives away the turn while it waits."""

    def __init__(self, turn: threading.RLock) -> None:
        super().__init__()
        self._turn = turn
        self.waits = False
        #: How long the wait may last [s].
        self.timeout = math.inf
        #: Whether the sockets to wait for have changed since; not every system sees that at once.
        self.changed = False

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            return super().select(timeout)
        self.timeout = math.inf if timeout is None else timeout
        self.changed = False
        self.waits = True
        self._turn.release()
        try:
            return super().select(timeout)
        finally:
            # From now on nobody else begins, so that many users can't keep the loop from going on.
            self.waits = False
            self._turn.acquire()

    def register(
        self, fileobj: FileDescriptorLike, events: int, data: object = None
    ) -> selectors.SelectorKey:
        self.changed = True
        return super().register(fileobj, events, data)

    def modify(self, fileobj: FileDescriptorLike, events: int, data: object = None) -> selectors.SelectorKey:
        self.changed = True
        return super().modify(fileobj, events, data)

    def unregister(self, fileobj: FileDescriptorLike) -> selectors.SelectorKey:
        self.changed = True
        return super().unregister(fileobj)


def _nothing() -> None:
    """Be called, so that the loop looks around."""


class ParkedLoop(asyncio.SelectorEventLoop):
    """A loop that one thread at a time uses: its own, and while that waits another one."""

    def __init__(self) -> None:
        """Make a loop to be run by one thread."""
        self._turn = threading.RLock()
        self._sockets = _Selector(self._turn)
        super().__init__(self._sockets)

    @property
    def is_used_here(self) -> bool:
        """Whether this thread has the turn."""
        # The only way to know that Ctrl-C can't come in between.
        return bool(self._turn._is_owned())  # type: ignore[attr-defined]

    def use(self, function: Callable[[], object]) -> bool:
        """Call a function here and now, as if the loop had called it, if the loop waits.

        The function must not call functions of the program, for these may wait for the loop.

        Returns:
            False, and nothing was done, if the loop does not wait.

        """
        turn = self._turn
        if self.is_used_here:
            # A callback of the loop, or a signal handler or finaliser amid another use.
            return False
        try:
            if not turn.acquire(blocking=False) or not self._sockets.waits or self.get_debug():
                return False
            function()
            if self._sockets.changed:
                self.call_soon_threadsafe(_nothing)
            return True
        finally:
            # Ctrl-C may come between any two steps of the main thread; the turn must not be lost by that.
            if self.is_used_here:
                turn.release()

    def run_forever(self) -> None:
        """Run in this thread, which has the turn but for its waits."""
        with self._turn:
            super().run_forever()

    def call_soon(
        self,
        callback: Callable[[*Arguments], object],
        *args: *Arguments,
        context: Context | None = None,
    ) -> asyncio.Handle:
        """Call back in the loop's next round."""
        self._sockets.changed = True
        return super().call_soon(callback, *args, context=context)

    def call_at(
        self,
        when: float,
        callback: Callable[[*Arguments], object],
        *args: *Arguments,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Call back at a moment of the loop's clock."""
        # The wait began in the past, so a timer that may fall due within it is certain to be noticed.
        if when - self.time() < self._sockets.timeout:
            self._sockets.changed = True
        return super().call_at(when, callback, *args, context=context)
