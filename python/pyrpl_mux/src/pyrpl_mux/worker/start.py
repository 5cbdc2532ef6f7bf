"""Starting a worker: a process of its own, which outlives this one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from ..client.connection_file import connection_file_path, read_connection_file, runtime_folder
from ..errors import ConfigMismatch, WorkerLost
from .config import worker_arguments, worker_environment
from .program import find_program

if TYPE_CHECKING:
    from pathlib import Path

    from ..client.connection_file import ConnectionFile
    from ..errors import CommandError
    from .config import WorkerConfig

#: Seconds that a worker started here stays without a session.
LINGER = 60.0

#: Bytes of the log beyond which it begins anew with the next worker.
_LOG_LIMIT = 1_000_000

#: Exit code of a worker whose board has one already.
_BOARD_TAKEN = 10

#: Exit code of a worker that what runs already contradicts.
_CONFIG_MISMATCH = 12

#: Time between two looks whether it listens [s].
_LOOK_INTERVAL = 0.02

#: Variables by which a Node that started this program would be taken for the starter of ours.
_NODE_CHANNEL = ("NODE_CHANNEL_FD", "NODE_CHANNEL_SERIALIZATION_MODE")


def start_worker_process(config: WorkerConfig, deadline: float) -> ConnectionFile | None:
    """Start a worker: detached, without a supervisor or a window, with a log beside its connection file.

    Args:
        config: what it is started with.
        deadline: longest wait until it listens, on ``time.monotonic()``.

    Returns:
        Where it listens, whatever the state of its board; None if another process was first to take the
        board.

    Raises:
        ConfigMismatch: what runs already was started otherwise.
        WorkerLost: it could not be started; the sentence has its reason.

    """
    command = [*find_program(config.program), *worker_arguments(config, LINGER)]
    folder = runtime_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        log = connection_file_path(config.board, folder).with_suffix(".log")
        process, begin = _spawn(command, log, worker_environment(config))
    except OSError as error:
        raise _failed(f"its process can't be started: {error}") from error
    while process.poll() is None:
        entry = read_connection_file(config.board, folder)
        if entry is not None and entry.file is not None and entry.file.pid == process.pid:
            return entry.file
        if time.monotonic() >= deadline:
            process.kill()
            raise _failed(f"it did not listen in time and was stopped. Its log is {log}")
        time.sleep(_LOOK_INTERVAL)
    if process.returncode == _BOARD_TAKEN:
        return None
    raise _why_it_ended(process.returncode, log, begin)


def _spawn(command: list[str], log: Path, variables: dict[str, str]) -> tuple[subprocess.Popen[bytes], int]:
    """Start a process; give where in the log its own part begins."""
    is_long = log.exists() and log.stat().st_size > _LOG_LIMIT
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | (os.O_TRUNC if is_long else 0)
    environment = {name: value for name, value in os.environ.items() if name not in _NODE_CHANNEL}
    with open(log, "ab", opener=lambda path, _: os.open(path, flags, 0o600)) as output:
        begin = output.tell()
        process = subprocess.Popen(  # noqa: S603 - a path and arguments, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**environment, **variables},
            **_detached(),
        )
    # A process that has ended is otherwise still found by its id.
    threading.Thread(target=process.wait, name="pyrpl-mux worker", daemon=True).start()
    return process, begin


def _detached() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _why_it_ended(code: int, log: Path, begin: int) -> CommandError:
    reason = _last_words(log, begin, code)
    if code == _CONFIG_MISMATCH:
        return ConfigMismatch(
            reason or "What runs already for this board was started otherwise. Nothing was changed."
        )
    how = f"it was ended by {signal.Signals(-code).name}" if code < 0 else f"it ended with exit code {code}"
    return _failed(reason or f"{how} before it listened. Its log is {log}")


def _last_words(log: Path, begin: int, code: int) -> str | None:
    """Find in its log why a worker ended: under its exit code, or as plain text if it was no worker yet."""
    with log.open("rb") as file:
        file.seek(begin)
        lines = file.read(_LOG_LIMIT).decode(errors="replace").splitlines()
    plain: str | None = None
    for line in reversed(lines):
        try:
            entry = json.loads(line)
        except ValueError:
            plain = line.strip() or plain
            continue
        if isinstance(entry, dict) and entry.get("exit_code") == code:
            return str(entry.get("msg"))
    return plain


def _failed(why: str) -> WorkerLost:
    return WorkerLost(f"The worker could not be started: {why.removesuffix('.')}. Nothing was done.")
