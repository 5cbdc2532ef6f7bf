"""The commands of one client that wait for their final response."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from ..errors import CommandError, CommandTimeout

if TYPE_CHECKING:
    from collections.abc import Callable

    from .clock import Clock, Timer
    from .irregularities import Irregularities
    from .messages import CommandId, Response

#: Seconds between two sweeps of the table.
SWEEP_INTERVAL = 10.0

#: Seconds beyond its deadline after which an entry is a stray.
STRAY_MARGIN = 5.0

#: How many settled ids are remembered, to tell late from duplicated and unmatched answers.
REMEMBERED_IDS = 1024

Fate = Literal["answered", "given up", "not awaited"]


class Waiter(Protocol):
    """Who waits for an answer: a future of asyncio, of threads, or a callback."""

    def done(self) -> bool:
        """Whether nobody waits any more."""

    def set_result(self, result: Any, /) -> None:  # noqa: ANN401 - what the worker has answered
        """Take the answer, in the turn in which it was read."""

    def set_exception(self, exception: CommandError, /) -> None:
        """Take the error."""


class WaitingCommand(NamedTuple):
    """A command that waits, for a person who wonders what is stuck."""

    command: str
    #: None for a command without an id, whose answer is known by its turn.
    id: CommandId | None


class Entry:
    """A command in the table."""

    __slots__ = (
        "cancelling",
        "command",
        "deadline",
        "handed_over",
        "id",
        "on_progress",
        "patience",
        "settled",
        "timer",
        "waiter",
    )

    def __init__(
        self,
        command: str,
        identity: CommandId | None,
        patience: float,
        waiter: Waiter,
        on_progress: Callable[[Any], None] | None = None,
    ) -> None:
        """Describe a command that is about to be sent; ``patience`` are the seconds until it is given up."""
        self.command = command
        self.id = identity
        self.patience = patience
        self.waiter = waiter
        self.on_progress = on_progress
        #: On the clock.
        self.deadline = 0.0
        #: Set once the frame was given to the socket: from then on the worker may have it.
        self.handed_over = False
        self.settled = False
        self.timer: Timer | None = None
        #: Set while the worker is asked to cancel it.
        self.cancelling: Timer | None = None


class PendingCommands:
    """The table; it cannot grow, for every entry has a deadline."""

    def __init__(
        self,
        clock: Clock,
        irregularities: Irregularities,
        on_timeout: Callable[[Entry], None],
        on_order_lost: Callable[[], None],
    ) -> None:
        """Begin empty.

        Args:
            clock: tells when deadlines are over.
            irregularities: counts answers that nobody waits for.
            on_timeout: called when a command was given up.
            on_order_lost: called when a command without an id stays unanswered for good: from then on no
                answer without an id can be trusted to be that of the oldest such command.

        """
        self._clock = clock
        self._irregularities = irregularities
        self._on_timeout = on_timeout
        self._on_order_lost = on_order_lost
        self._by_id: dict[CommandId, Entry] = {}
        #: Commands without an id in the order sent; one that was given up keeps its turn until answered.
        self._in_turn: deque[Entry] = deque()
        self._fates: OrderedDict[CommandId, Fate] = OrderedDict()
        self._sweep_timer: Timer | None = None

    @property
    def waiting(self) -> tuple[WaitingCommand, ...]:
        """The commands that wait."""
        return tuple(WaitingCommand(entry.command, entry.id) for entry in self._unsettled())

    def open(self, entry: Entry) -> None:
        """Enter a command; its waiter is told by :meth:`settle`, :meth:`reject_all` or the deadline."""
        self._enter(entry)
        entry.deadline = self._clock.now() + entry.patience
        entry.timer = self._clock.set_timer(lambda: self._give_up(entry), entry.patience)
        if self._sweep_timer is None:
            self._sweep_timer = self._clock.set_timer(self._sweep, SWEEP_INTERVAL, housekeeping=True)

    def settle(self, response: Response) -> None:
        """Take a final response to whoever waits for it; anything else is counted."""
        entry = self._match(response.id)
        if entry is not None:
            self._finish(entry, response.data, response.error, "answered")

    def progress(self, response: Response) -> Entry | None:
        """Find the command of an interim response; None if it has settled, or if there is none."""
        identity = response.id
        if identity is None:
            entry = self._in_turn[0] if self._in_turn else None
        else:
            entry = self._by_id.get(identity)
        if entry is not None and not entry.settled:
            return entry
        if identity is None or identity not in self._fates:
            self._irregularities.count("unmatched", "A progress report belongs to no command.")
        return None

    def find(self, waiter: Waiter) -> Entry | None:
        """Find the command that somebody waits for."""
        return next((entry for entry in self._unsettled() if entry.waiter is waiter), None)

    def reject(self, entry: Entry, error: CommandError, fate: Fate = "given up") -> None:
        """End the waiting for one command. No effect if it has settled."""
        if not entry.settled:
            self._finish(entry, None, error, fate)

    def reject_all(self, make_error: Callable[[Entry], CommandError]) -> None:
        """End the waiting for all commands, and forget whose turn it was: the connection is gone."""
        for entry in self._unsettled():
            self._finish(entry, None, make_error(entry), "given up")
        self._in_turn.clear()
        if self._sweep_timer is not None:
            self._sweep_timer.cancel()
            self._sweep_timer = None

    def expect_unread(self, identity: CommandId) -> None:
        """Announce a request whose answer nobody waits for."""
        self._remember(identity, "not awaited")

    def _unsettled(self) -> list[Entry]:
        return [*self._by_id.values(), *(entry for entry in list(self._in_turn) if not entry.settled)]

    def _enter(self, entry: Entry) -> None:
        if entry.id is None:
            self._in_turn.append(entry)
        else:
            self._by_id[entry.id] = entry

    def _match(self, identity: CommandId | None) -> Entry | None:
        if identity is None:
            return self._match_turn()
        entry = self._by_id.get(identity)
        if entry is not None:
            return entry
        fate = self._fates.get(identity)
        if fate == "given up":
            self._remember(identity, "answered")
            self._irregularities.count("late", "The answer to a command came after it had been given up.")
        elif fate == "answered":
            self._irregularities.count("duplicated", "A command was answered more than once.")
        elif fate == "not awaited":
            self._remember(identity, "answered")
        else:
            self._irregularities.count("unmatched", "An answer belongs to no command.")
        return None

    def _match_turn(self) -> Entry | None:
        if not self._in_turn:
            self._irregularities.count(
                "idless", "An answer without an id came, but no command waits for one."
            )
            return None
        entry = self._in_turn.popleft()
        if entry.settled:
            self._irregularities.count("late", f"The answer to {entry.command} came too late.")
            return None
        return entry

    def _finish(self, entry: Entry, data: object, error: CommandError | None, fate: Fate) -> None:
        """End a command: the one place where an entry with an id leaves the table."""
        entry.settled = True
        for timer in (entry.timer, entry.cancelling):
            if timer is not None:
                timer.cancel()
        if entry.id is not None:
            del self._by_id[entry.id]
            self._remember(entry.id, fate)
        waiter = entry.waiter
        if waiter.done():
            return
        if error is None:
            waiter.set_result(data)
        else:
            waiter.set_exception(error)

    def _remember(self, identity: CommandId, fate: Fate) -> None:
        fates = self._fates
        fates[identity] = fate
        fates.move_to_end(identity)
        if len(fates) > REMEMBERED_IDS:
            fates.popitem(last=False)

    def _give_up(self, entry: Entry) -> None:
        error = CommandTimeout(
            f"{entry.command} was not answered within {entry.patience:g} s. It can't be told whether it was "
            "carried out: read the settings back, or give it a longer deadline.",
            effect="unknown",
            limit="timeout",
        )
        self._finish(entry, None, error, "given up")
        self._on_timeout(entry)

    def _sweep(self) -> None:
        """Find what a lost timer or a lost answer would leave behind: a check, not the mechanism."""
        overdue = self._clock.now() - STRAY_MARGIN
        for entry in self._unsettled():
            if entry.deadline <= overdue:
                self._irregularities.count("strays", f"{entry.command} outlived its deadline and was swept.")
                self._give_up(entry)
        order_lost = any(entry.settled and entry.deadline <= overdue for entry in self._in_turn)
        self._sweep_timer = None
        if self._by_id or self._in_turn:
            self._sweep_timer = self._clock.set_timer(self._sweep, SWEEP_INTERVAL, housekeeping=True)
        if order_lost:
            self._on_order_lost()
