"""A board shared by all parts of a program, and by programs, in the manner of ``pymodaq_plugins_pyrpl``.

Code written for that package's module of this name runs by changing its import::

    from pyrpl_mux.shared_pyrpl_manager import get_shared_worker_manager

    manager = get_shared_worker_manager()
    manager.start_worker({"mock_mode": True})
    response = manager.send_command("scope_acquire", {"decimation": 64}, timeout=5.0)
    voltage = np.array(response["data"]["voltage"])

What differs: commands for different hardware modules do not wait for each other, the worker is shared with
other processes, its end is told at once, and a configuration that the running worker contradicts is refused.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

from .errors import CommandError, CommandTimeout, Expired, WorkerLost
from .origin_queues import OriginQueues
from .origin_responses import error_response, ok_response
from .worker.attach import attach_or_start, require_board, serves_board
from .worker.config import resolve_config
from .worker.stop import stop_worker
from .worker.worker_process import WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Mapping

    from . import Client
    from .origin_queues import CommandQueue, ResponseQueue
    from .worker.attach import Attachment

#: Deadline of a command where none or an impossible one is given [s].
DEFAULT_TIMEOUT = 5.0

_logger = logging.getLogger(__name__)


class WorkerNotRunning(WorkerLost, RuntimeError):  # noqa: N818 - beside the names of the codes
    """There is no worker, or it has gone before its answer; a ``RuntimeError`` as at the origin."""


class SharedPyRPLManager:
    """Attaches to the worker of a board, or starts one, and sends it commands: one manager per process.

    A worker that was started here is a process of its own. It stays when this program ends, for other
    programs may have attached, and stops after 60 s without any.
    """

    _instance: SharedPyRPLManager | None = None
    _creation = threading.Lock()

    _forked: bool
    _attachment: Attachment | None
    _process: WorkerProcess | None
    _queues: OriginQueues | None
    _turn: threading.RLock

    def __new__(cls) -> SharedPyRPLManager:
        """Give the manager of this process."""
        with cls._creation:
            if cls._instance is None:
                manager = super().__new__(cls)
                manager._begin()
                cls._instance = manager
            return cls._instance

    def _begin(self) -> None:
        self._forked = False
        self._attachment = None
        self._process = None
        self._queues = None
        #: Held by the starts and shutdowns, which run one after the other.
        self._turn = threading.RLock()

    def start_worker(self, config: Mapping[str, Any]) -> tuple[CommandQueue, ResponseQueue]:
        """Attach to the worker of the board, or start one, and wait until the board's commands are served.

        Calling it again is harmless, and finds a worker again after a crash.

        Args:
            config: the origin's ``hostname``, ``port``, ``config_name`` and ``mock_mode`` (the simulated
                board ``default``), and all that :class:`pyrpl_mux.worker.config.WorkerConfig` has besides.

        Returns:
            The queues of this process. Items ``{"command": ..., "params": {...}}`` of the first are carried
            out one at a time, and each is answered on the second, with the item's ``id`` if it has one. The
            first response is the worker's greeting. Answers of :meth:`send_command` do not come there.

        Raises:
            ConfigMismatch: the worker that runs was started otherwise; the sentence names the difference.
            BoardUnavailable: the worker has no board, with its reason.
            WorkerLost: the worker can't be started, with the reason.
            InvalidParams: the configuration makes no sense.
            RuntimeError: this process is a fork of one that is attached.

        """
        self._refuse_fork()
        resolved = resolve_config(config)
        deadline = time.monotonic() + resolved.start_timeout
        with self._turn:
            present = self._attachment
            if present is not None and present.client.state == "ready":
                require_board(present, resolved)
                if serves_board(present.client, deadline) and self._queues is not None:
                    return self._queues.commands, self._queues.responses
            self._detach()
            attachment = attach_or_start(resolved, deadline)
            self._process = WorkerProcess(attachment)
            queues = self._queues or OriginQueues(self._answer_queued)
            queues.responses.add({"status": "ok", "data": attachment.client.greeting})
            self._queues = queues
            self._attachment = attachment
            return queues.commands, queues.responses

    def send_command(
        self, command: str, params: Mapping[str, Any] | None = None, timeout: float = DEFAULT_TIMEOUT
    ) -> dict[str, Any]:
        """Send a command to the worker and wait for its response; any number of threads may do so at once.

        Args:
            command: its name, for example ``scope_acquire``.
            params: its parameters.
            timeout: longest stay in the worker [s]; one that is not above 0 falls back to 5 s.

        Returns:
            ``{"status": "ok", "data": ..., "id": ...}`` with arrays as lists, or ``{"status": "error",
            "data": sentence, "error": {"code": ..., "effect": ...}, "id": ...}``.

        Raises:
            RuntimeError: there is no worker, or it has gone before its answer: see :class:`WorkerNotRunning`.
            TimeoutError: the time was over before the answer: see :class:`pyrpl_mux.CommandTimeout`.

        """
        self._refuse_fork()
        identity = str(uuid.uuid4())
        try:
            response = self._respond(command, params or {}, _deadline(timeout))
        except WorkerLost as error:
            raise WorkerNotRunning(error.message, effect=error.effect, number=error.number) from error
        except Expired as error:
            raise CommandTimeout(
                error.message, effect=error.effect, limit="timeout", number=error.number
            ) from error
        return {**response, "id": identity}

    def is_worker_running(self) -> bool:
        """Whether commands can be sent.

        False after a crash of the worker, until the next :meth:`start_worker`.
        """
        attachment = self._attachment
        return not self._forked and attachment is not None and attachment.client.state == "ready"

    def get_worker_process(self) -> WorkerProcess | None:
        """Give the worker of the last start, dead or alive; None before it and after :meth:`shutdown`."""
        return None if self._forked else self._process

    def shutdown(self, *, force: bool = False) -> None:
        """Detach. Outputs of the board stay as they are.

        The worker stops only if it was started here and nobody else is attached, or with ``force``, for
        everybody: it is asked to, and if that does not help its process is ended.

        Raises:
            WorkerLost: the worker did not stop.

        """
        if self._forked:
            return
        with self._turn:
            attachment = self._attachment
            try:
                if attachment is not None and (
                    force or (attachment.started_here and _is_alone(attachment.client))
                ):
                    stop_worker(attachment.client, local=not attachment.elsewhere)
            finally:
                self._detach()
                self._process = None
                queues, self._queues = self._queues, None
                if queues is not None:
                    queues.close()

    @property
    def is_running(self) -> bool:
        """The same as :meth:`is_worker_running`."""
        return self.is_worker_running()

    @property
    def _pending_responses(self) -> tuple[object, ...]:
        """The commands that wait, for code that looks where the origin had them."""
        return () if self._attachment is None else tuple(self._attachment.client.pending)

    def _respond(self, command: str, params: Mapping[str, Any], deadline: float | None) -> dict[str, Any]:
        """Carry out a command and give its response; what ended before an answer is raised."""
        attachment = self._attachment
        if attachment is None:
            raise WorkerLost(f"PyRPL worker not running. {command} was not sent. Call start_worker first.")
        if command == "ping":
            # At the origin it took whatever it was given.
            params = {}
        try:
            data = attachment.client.send(command, params, deadline=deadline)
        except CommandTimeout as error:
            if error.limit != "trigger_timeout":
                raise
            return error_response(error)
        except (WorkerLost, Expired):
            raise
        except CommandError as error:
            return error_response(error)
        return ok_response(data)

    def _answer_queued(self, command: str, params: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return self._respond(command, params, None)
        except CommandError as error:
            return error_response(error)

    def _detach(self) -> None:
        attachment, self._attachment = self._attachment, None
        if attachment is not None:
            attachment.client.close()

    def _refuse_fork(self) -> None:
        if self._forked:
            raise RuntimeError(
                "This process is a fork of one that is attached to a worker, whose connection it can't use. "
                'Nothing was done. Start a new process instead, with the start method "spawn" of '
                "multiprocessing."
            )

    def _after_fork(self) -> None:
        self._turn = threading.RLock()
        # What is attached is kept, so that nothing here touches the connection of the process that has it.
        self._forked = self._attachment is not None or self._queues is not None


def get_shared_worker_manager() -> SharedPyRPLManager:
    """Give the manager of this process."""
    return SharedPyRPLManager()


def _deadline(timeout: object) -> float:
    if isinstance(timeout, int | float) and timeout > 0:
        return float(timeout)
    return DEFAULT_TIMEOUT


def _is_alone(client: Client) -> bool:
    """Whether this program is the worker's only client; False if the worker can't tell."""
    try:
        return len(client.command("status")["clients"]) == 1
    except CommandError:
        return False


def _detach_at_exit() -> None:
    try:
        SharedPyRPLManager().shutdown()
    except CommandError as error:
        _logger.warning("%s", error)


def _after_fork() -> None:
    SharedPyRPLManager._creation = threading.Lock()
    if SharedPyRPLManager._instance is not None:
        SharedPyRPLManager._instance._after_fork()


atexit.register(_detach_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
