"""A command on its way, for threads."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from ..errors import CommandError, WorkerLost
from .io_thread import wait

if TYPE_CHECKING:
    from .core import Core
    from .io_thread import IoThread
    from .request import Request

Result = TypeVar("Result")


class PendingCommand(Future[Result]):
    """A command on its way; a future of :mod:`concurrent.futures`, but for :meth:`cancel`."""

    def __init__(self, thread: IoThread, request: Request) -> None:
        """Use ``Client.submit``."""
        super().__init__()
        self._thread = thread
        self._request = request

    @property
    def command(self) -> str:
        """Name of the command."""
        return self._request.command

    def cancel(self) -> bool:
        """Ask the worker to cancel it.

        Its result is the worker's final answer all the same: :class:`CommandCancelled` with the true
        effect, or the result of a command that was faster; if there is none within 2 s,
        :class:`CommandCancelled` with effect ``unknown``.

        Returns:
            False if the answer is there already.

        """
        if self.done():
            return False
        self._thread.post(self._cancel)
        return True

    def result(self, timeout: float | None = None) -> Result:
        """Wait for the answer, at most ``timeout`` seconds; the command goes on after that.

        Raises:
            CommandError: a class by code; its ``effect`` tells whether anything was done.
            TimeoutError: there is no answer yet, and no error either: a :class:`CommandTimeout` would be the
                command's own.
            RuntimeError: called in the client's own thread, by a callback, before the answer is there.

        """
        if not self.done():
            self._thread.refuse_blocking("result()")
        return wait(self, timeout)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """Wait for the answer as :meth:`result` does, and give its error; None if it succeeded."""
        try:
            self.result(timeout)
        except CommandError as error:
            return error
        return None

    def send(self, core: Core | None) -> None:
        """Send it, in the client's thread."""
        if core is None:
            self.set_exception(
                WorkerLost(f"The client is closed. {self.command} was not sent; connect again.")
            )
            return
        try:
            core.send(self._request, self)
        except CommandError as error:
            self.set_exception(error)

    def _cancel(self, core: Core | None) -> None:
        if core is not None:
            core.sender.cancel_of(self)
