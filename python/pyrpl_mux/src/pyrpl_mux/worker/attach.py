"""Attaching to the worker of a board, or starting one and attaching to that."""

from __future__ import annotations

import os
import queue
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import connect
from ..client.address import GREETING_PATIENCE, refusal, stranger, unusable
from ..client.connection_file import read_connection_file, runtime_folder
from ..errors import BoardUnavailable, CommandError, ConfigMismatch, WorkerLost
from ..process import is_process_alive
from .configuration import require_configuration
from .start import start_worker_process

if TYPE_CHECKING:
    from .. import Client
    from ..client.connection_file import ConnectionFile
    from .config import WorkerConfig

#: Time between two looks for the worker that took the board [s].
_LOOK_INTERVAL = 0.05

#: Longest wait for the worker of the process that was first to take the board [s]; it listens in a fraction
#: of it.
_WINNER_PATIENCE = 5.0

#: How long a board may stay lost before a start has failed [s]; a restart finds it busy for a moment.
_BOARD_GRACE = 2.0


@dataclass(frozen=True)
class Attachment:
    """A client of the worker of a board."""

    client: Client
    url: str
    #: Whether this process started the worker.
    started_here: bool
    #: Whether the worker was named by its address, so that its process may be on another computer.
    elsewhere: bool = False

    @property
    def pid(self) -> int:
        """Process id of the worker."""
        return int(self.client.greeting["worker"]["pid"])

    @property
    def board(self) -> str:
        """Key of its board."""
        return str(self.client.greeting["board"]["key"])


@dataclass(frozen=True)
class _Stale:
    """A connection file whose worker can't be met."""

    #: A clause: "process 4711 is gone".
    reason: str


def attach_or_start(config: WorkerConfig, deadline: float) -> Attachment:
    """Attach to the worker of a board, or start one; of several processes that try at once one starts it.

    Args:
        config: the board, and what its worker is started with.
        deadline: longest wait until commands for the board are served, on ``time.monotonic()``.

    Raises:
        ConfigMismatch: the running worker was started otherwise; the sentence names the difference.
        BoardUnavailable: it has no board; the sentence has its reason.
        WorkerLost: it can't be started or met; the sentence has the reason.

    """
    taken_since: float | None = None
    while True:
        met = _meet(config)
        if isinstance(met, _Stale):
            started = start_worker_process(config, max(deadline, time.monotonic() + 1))
            if started is not None:
                met = _attach(started, config, started_here=True)
                taken_since = None
            else:
                taken_since = taken_since or time.monotonic()
                if time.monotonic() - taken_since > _WINNER_PATIENCE:
                    raise _out_of_reach(config.board, met)
        if isinstance(met, Attachment):
            if _is_usable(met, config, deadline):
                return met
            met.client.close()
        if time.monotonic() >= deadline:
            raise WorkerLost(
                f"The worker of {config.board} did not become reachable in time. Nothing was done; try again."
            )
        time.sleep(_LOOK_INTERVAL)


def require_board(attachment: Attachment, config: WorkerConfig) -> None:
    """Make sure that a running worker is that of the board, and was started in the same way.

    Raises:
        ConfigMismatch: it is not; the sentence names the difference.

    """
    if attachment.board != config.board:
        raise ConfigMismatch(
            f"The worker that this program is attached to (process {attachment.pid}) has the board "
            f"{attachment.board}, not {config.board}. Nothing was changed. Call shutdown first, or unset "
            "PYRPL_MUX_URL if that names it."
        )
    require_configuration(attachment.client, config)


def serves_board(client: Client, deadline: float) -> bool:
    """Wait until a worker has its board; False if it is about to stop, or has gone already.

    Raises:
        BoardUnavailable: it has not got it in time; the sentence has the worker's reason.
        WorkerLost: the worker went away meanwhile.

    """
    changes: queue.SimpleQueue[CommandError | None] = queue.SimpleQueue()
    listening = (
        client.on_worker(lambda *_: changes.put(None)),
        client.on_state(lambda state, error: changes.put(error) if state != "ready" else None),
    )
    limit = deadline
    try:
        if client.state != "ready":
            return False
        while True:
            state, reason = client.greeting["state"], client.greeting["reason"]
            if state in ("ready", "stopping"):
                return bool(state == "ready")
            # From the first loss on: a board that comes and goes is not served either.
            if state == "board_lost" and limit == deadline:
                limit = min(deadline, time.monotonic() + _BOARD_GRACE)
            try:
                lost = changes.get(timeout=max(0.0, limit - time.monotonic()))
            except queue.Empty:
                raise _board_unavailable(client, reason) from None
            if lost is not None:
                raise lost
    finally:
        for stop in listening:
            stop()


def _meet(config: WorkerConfig) -> Attachment | _Stale:
    """Attach to the worker that the environment names, else to that of the board's connection file."""
    url = os.environ.get("PYRPL_MUX_URL")
    if url:
        return Attachment(connect(url, client=config.client), url, started_here=False, elsewhere=True)
    folder = runtime_folder()
    entry = read_connection_file(config.board, folder)
    if entry is None:
        return _Stale(f"there is no connection file for {config.board} in {folder}")
    if entry.file is None:
        return _Stale(entry.problem)
    if not is_process_alive(entry.file.pid):
        return _Stale(f"process {entry.file.pid} is gone")
    return _attach(entry.file, config, started_here=False)


def _attach(file: ConnectionFile, config: WorkerConfig, *, started_here: bool) -> Attachment | _Stale:
    try:
        # Nobody starts a worker of ours again by itself, so there is nothing to connect to again.
        client = connect(
            file.url,
            token=file.token,
            client=config.client,
            reconnect=not started_here,
            timeout=GREETING_PATIENCE,
        )
    except CommandError as error:
        found, reason = refusal(file, error)
        if found == "silent":
            raise unusable(file, reason) from error
        return _Stale(reason)
    wrong = stranger(file, client.greeting)
    if wrong is None:
        return Attachment(client, file.url, started_here)
    client.close()
    return _Stale(wrong)


def _is_usable(attachment: Attachment, config: WorkerConfig, deadline: float) -> bool:
    """Whether it serves the board; False if it is about to stop."""
    try:
        if not attachment.started_here:
            require_board(attachment, config)
        return serves_board(attachment.client, deadline)
    except BaseException:
        attachment.client.close()
        raise


def _board_unavailable(client: Client, reason: str | None) -> BoardUnavailable:
    greeting = client.greeting
    keeps_trying = client.command("status")["backend"].get("keeps_trying", True)
    why = (reason or "it has not reached it in time").removesuffix(".")
    if keeps_trying:
        following = "The worker keeps trying; start again later."
    else:
        following = (
            "The worker does not try again by itself: when that is mended, end it with "
            '"pyrpl-mux stop" and start again.'
        )
    return BoardUnavailable(
        f"The worker of {greeting['board']['key']} (process {greeting['worker']['pid']}) runs, but has no "
        f"board: {why}. Nothing was done. {following}"
    )


def _out_of_reach(board: str, stale: _Stale) -> WorkerLost:
    return WorkerLost(
        f"Another process has {board}, but its worker can't be met: its connection file is of no use "
        f"({stale.reason}). Nothing was started. Try again, or end that process first."
    )
