"""Sends commands over whatever connection is attached, and brings back their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..command_facts import may_change
from ..errors import Busy, CommandCancelled, CommandError, Effect, TooLarge, WorkerLost
from .messages import CLIENT_GRACE
from .pending import Entry, PendingCommands, WaitingCommand

if TYPE_CHECKING:
    from collections.abc import Callable

    from .clock import Clock
    from .connection import Connection
    from .irregularities import Irregularities
    from .messages import Limits, Response
    from .pending import Waiter
    from .request import Request, Requests

#: Seconds that a cancelled command waits for the worker's final answer.
CANCEL_PATIENCE = 2.0


def _lost(entry: Entry, sentence: str) -> WorkerLost:
    effect: Effect = "none"
    if not entry.handed_over:
        what = f"{entry.command} was not sent."
    elif may_change(entry.command):
        effect = "unknown"
        what = f"Whether {entry.command} was carried out can't be told: read the settings back."
    else:
        what = f"{entry.command} changes nothing, so it can be sent again."
    return WorkerLost(f"{sentence} {what}", effect=effect)


class CommandSender:
    """The commands of one client, over all its connections."""

    def __init__(
        self,
        clock: Clock,
        requests: Requests,
        irregularities: Irregularities,
        call_safely: Callable[[Callable[[Any], None], Any], None],
    ) -> None:
        """Begin without a connection; ``call_safely`` calls what the program gave for progress."""
        self._clock = clock
        self._requests = requests
        self._call_safely = call_safely
        self._pending = PendingCommands(
            clock, irregularities, on_timeout=self._ask_to_cancel, on_order_lost=self._order_lost
        )
        self._connection: Connection | None = None
        self._frame_bytes = 0

    @property
    def waiting(self) -> tuple[WaitingCommand, ...]:
        """The commands that wait for their final response."""
        return self._pending.waiting

    def attach(self, connection: Connection, limits: Limits) -> None:
        """Take a connection that is ready."""
        self._connection = connection
        self._frame_bytes = limits.frame_bytes

    def detach(self, sentence: str) -> None:
        """End every waiting command: the connection is gone."""
        self._connection = None
        self._pending.reject_all(lambda entry: _lost(entry, sentence))

    def receive(self, response: Response) -> None:
        """Take an answer."""
        if response.status != "progress":
            self._pending.settle(response)
            return
        entry = self._pending.progress(response)
        if entry is not None and entry.on_progress is not None:
            self._call_safely(entry.on_progress, response.data)

    def ping(self) -> None:
        """Send something that any live worker answers at once."""
        self._send_unread("ping", {})

    def send(self, request: Request, waiter: Waiter) -> Entry:
        """Send one command; ``waiter`` is told what becomes of it.

        Raises:
            WorkerLost: there is no connection.
            TooLarge: it is larger than the worker accepts.
            Busy: too much waits to be sent.

        """
        connection = self._connection_for(request)
        patience = request.deadline + CLIENT_GRACE
        entry = Entry(request.command, request.id, patience, waiter, request.on_progress)
        self._pending.open(entry)
        entry.handed_over = True
        connection.send(request.frame, text=request.text)
        return entry

    def cancel(self, entry: Entry) -> None:
        """Ask the worker to cancel; its final answer counts, if it comes in time."""
        if entry.settled or entry.cancelling is not None:
            return
        if entry.id is None:
            self._give_up(entry, "has no id by which the worker could be told")
            return
        self._ask_to_cancel(entry)
        why = f"the worker did not answer within {CANCEL_PATIENCE:g} s"
        entry.cancelling = self._clock.set_timer(lambda: self._give_up(entry, why), CANCEL_PATIENCE)

    def cancel_of(self, waiter: Waiter) -> None:
        """Ask the worker to cancel the command that somebody waits for, if it was sent."""
        entry = self._pending.find(waiter)
        if entry is not None:
            self.cancel(entry)

    def abandon(self, entry: Entry) -> None:
        """Ask the worker to cancel, and do not wait for its answer."""
        if entry.settled:
            return
        self._ask_to_cancel(entry)
        error = CommandCancelled(f"{entry.command} was cancelled.", effect="unknown")
        self._pending.reject(entry, error, "not awaited")

    def _connection_for(self, request: Request) -> Connection:
        connection, command = self._connection, request.command
        if connection is None or not connection.is_open:
            raise WorkerLost(
                f"There is no connection to the worker at present. {command} was not sent; "
                "send it again once connected."
            )
        if len(request.frame) > self._frame_bytes:
            raise TooLarge(
                f"{command} takes {len(request.frame)} bytes, but the worker accepts {self._frame_bytes}. "
                "It was not sent."
            )
        unsent = connection.unsent_bytes
        if unsent > 2 * self._frame_bytes:
            raise Busy(
                f"{unsent} bytes already wait to be sent. {command} was not sent; send less, or later."
            )
        return connection

    def _give_up(self, entry: Entry, why: str) -> None:
        error: CommandError = CommandCancelled(
            f"{entry.command} was cancelled, but {why}: whether it was carried out can't be told.",
            effect="unknown",
        )
        self._pending.reject(entry, error)

    def _ask_to_cancel(self, entry: Entry) -> None:
        if entry.id is not None:
            self._send_unread("cancel", {"id": entry.id})

    def _send_unread(self, command: str, params: dict[str, object]) -> None:
        """Send a command whose answer nobody waits for."""
        connection = self._connection
        if connection is None or not connection.is_open:
            return
        request = self._requests.make(command, params)
        if request.id is not None:
            self._pending.expect_unread(request.id)
        connection.send(request.frame, text=request.text)

    def _order_lost(self) -> None:
        if self._connection is not None:
            self._connection.end(
                WorkerLost("A command without an id was never answered, so the order of answers is lost.")
            )
