"""The thread in which the client of threads has its event loop."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import threading
import time
import weakref
from collections import deque
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from .parked_loop import ParkedLoop

if TYPE_CHECKING:
    from collections.abc import Callable

    from .core import Core

Result = TypeVar("Result")

#: A wait is made of slices of this length [s]: on Windows Ctrl-C does not end a wait for a lock.
SLICE = 0.1

#: Longest wait for a thread to end [s]; only a look-up of a host's name, which can't be given up, takes long.
_PATIENCE = 10.0

#: The same at the end of the interpreter.
_EXIT_PATIENCE = 2.0


class IoThread:
    """Runs one :class:`Core` from its first attempt to its end."""

    def __init__(self, make_core: Callable[[], Core], timeout: float) -> None:
        """Start the thread; ``timeout`` is for the first attempt [s]."""
        self._make_core = make_core
        self._timeout = timeout
        self._pid = os.getpid()
        self._calls: deque[Callable[[Core | None], None]] = deque()
        self._stopping = False
        self._ended = False
        self._core: Core | None = None
        self._loop: ParkedLoop | None = None
        self._main: asyncio.Task[None] | None = None
        self._started: Future[Core] = Future()
        self._thread = threading.Thread(target=self._run, name="pyrpl-mux client", daemon=True)
        self._thread.start()
        _threads.add(self)

    def started(self) -> Core:
        """Wait for the end of the first attempt.

        Raises:
            CommandError: why there is no connection; the thread ends then.

        """
        try:
            return wait(self._started)
        except BaseException:
            self.stop()
            raise

    @property
    def is_current(self) -> bool:
        """Whether this is the thread that asks."""
        return threading.get_ident() == self._thread.ident or (
            self._loop is not None and self._loop.is_used_here
        )

    def refuse_blocking(self, what: str) -> None:
        """Refuse what would wait for this thread in this thread.

        Raises:
            RuntimeError: this is the thread that asks.

        """
        if self.is_current:
            raise RuntimeError(
                f"{what} waits for the client's own thread, and was called in it (by a listener or a "
                "callback), so it would wait for ever. Nothing was done. Use submit(), or call it in another "
                "thread."
            )

    def perform(self, call: Callable[[Core | None], None]) -> None:
        """Have something done as :meth:`post` does, but in this thread if the other one has nothing to do.

        The call must not call functions of the program.
        """
        loop, core = self._loop, self._core
        # What was posted before comes first.
        if core is not None and loop is not None and not self._calls and os.getpid() == self._pid:
            done = loop.use(lambda: call(core))
        else:
            done = False
        if not done:
            self.post(call)

    def post(self, call: Callable[[Core | None], None]) -> None:
        """Have something done in the thread, after what was posted before.

        The call gets None if the thread has ended, and tells so to whoever waits.

        Raises:
            RuntimeError: this process is a fork of the one that has connected.

        """
        if os.getpid() != self._pid:
            raise RuntimeError(
                "This client belongs to the process that has connected, and this is a fork of it. "
                "Nothing was done. Connect anew here."
            )
        self._calls.append(call)
        if self._ended:
            self._run_calls(None)
        else:
            self._wake()

    def stop(self, patience: float = _PATIENCE) -> None:
        """End the thread: its client is closed. Wait for that, at most ``patience`` seconds.

        The thread itself never waits.
        """
        self._stopping = True
        if os.getpid() != self._pid:
            return
        if self._loop is not None:
            # A loop that has been closed meanwhile is not to be stopped any more.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._cancel)
        if self.is_current:
            return
        end = time.monotonic() + patience
        while self._thread.is_alive() and (left := end - time.monotonic()) > 0:
            self._thread.join(min(left, SLICE))

    def _wake(self) -> None:
        if self._loop is None:
            return
        try:
            self._loop.call_soon_threadsafe(self._run_posted)
        except RuntimeError:
            # The loop has been closed meanwhile, so the thread has ended.
            self._run_calls(None)

    def _run_posted(self) -> None:
        self._run_calls(self._core)

    def _run_calls(self, core: Core | None) -> None:
        calls = self._calls
        while True:
            try:
                call = calls.popleft()
            except IndexError:
                return
            call(core)

    def _cancel(self) -> None:
        if self._main is not None:
            self._main.cancel()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=ParkedLoop) as runner:
            try:
                runner.run(self._live())
            except asyncio.CancelledError:
                pass
            except BaseException as error:
                if self._started.done():
                    raise
                self._started.set_exception(error)
            finally:
                self._ended = True
                self._run_calls(None)

    async def _live(self) -> None:
        self._main = asyncio.current_task()
        loop = asyncio.get_running_loop()
        if not isinstance(loop, ParkedLoop):
            return
        self._loop = loop
        # Whoever stops the thread from now on finds the loop.
        if self._stopping:
            return
        core = self._make_core()
        await core.start(self._timeout)
        self._core = core
        self._started.set_result(core)
        self._run_posted()
        try:
            await loop.create_future()
        finally:
            core.close()
            await core.wait_closed()


_threads: weakref.WeakSet[IoThread] = weakref.WeakSet()


@atexit.register
def _stop_all() -> None:
    for thread in list(_threads):
        thread.stop(_EXIT_PATIENCE)


def wait(future: Future[Result], timeout: float | None = None) -> Result:
    """Wait for a result so that Ctrl-C ends it everywhere; at most ``timeout`` seconds.

    Raises:
        TimeoutError: it took longer.

    """
    left = timeout
    while True:
        if left is not None and left <= SLICE:
            return Future.result(future, max(left, 0.0))
        try:
            Future.exception(future, SLICE)
        except TimeoutError:
            if left is not None:
                left -= SLICE
            continue
        return Future.result(future)
