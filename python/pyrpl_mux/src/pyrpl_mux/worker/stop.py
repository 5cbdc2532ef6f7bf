"""Stopping a worker for everybody."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ..errors import CommandError, Forbidden, WorkerLost
from ..process import is_process_alive, kill, terminate

if TYPE_CHECKING:
    from collections.abc import Callable

    from .. import Client

#: Longest wait for the answer to the request to stop [s]; a worker answers it at once, or never.
_ANSWER_DEADLINE = 2.0

#: How long a worker may take to end when it is asked, since it drains, when terminated and when killed [s].
_ASKED, _TERMINATED, _KILLED = 10.0, 3.0, 2.0

#: Time between two looks at the process [s].
_LOOK_INTERVAL = 0.02


def stop_worker(client: Client, *, local: bool) -> None:
    """Stop a worker for everybody, and wait until it is gone. Outputs stay as they are.

    It is asked to; where that does not help its process is terminated, and then killed.

    Args:
        client: attached to the worker, or lost while attached.
        local: whether the worker's process is on this computer; another one is only asked.

    Raises:
        WorkerLost: it runs on nevertheless.
        Forbidden: the client may only look.

    """
    pid = int(client.greeting["worker"]["pid"])

    def is_gone() -> bool:
        return not is_process_alive(pid) if local else client.state != "ready"

    if _ask_to_stop(client) and _becomes(is_gone, _ASKED):
        return
    if not local:
        raise WorkerLost(
            f"The worker (process {pid}) did not stop when it was asked to. It may run on another "
            "computer, so its process was left alone."
        )
    for end, patience in ((terminate, _TERMINATED), (kill, _KILLED)):
        end(pid)
        if _becomes(is_gone, patience):
            return
    raise WorkerLost(f"The worker (process {pid}) can't be ended from here; it runs on.")


def _ask_to_stop(client: Client) -> bool:
    """Ask for the stop; False if the worker did not understand, or was not there."""
    try:
        client.command("shutdown", deadline=_ANSWER_DEADLINE)
    except Forbidden:
        raise
    except CommandError:
        return False
    return True


def _becomes(condition: Callable[[], bool], patience: float) -> bool:
    """Wait until something is so; False if it did not come true in time."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(_LOOK_INTERVAL)
    return True
