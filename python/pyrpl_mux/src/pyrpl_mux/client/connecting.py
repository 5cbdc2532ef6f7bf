"""Attaches a program to a worker."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .async_client import AsyncClient
from .core import Core
from .discovery import Locator
from .io_thread import IoThread
from .thread_client import Client

if TYPE_CHECKING:
    from collections.abc import Callable

    from .clock import Clock
    from .request import ArrayEncoding

#: Most characters of a program's name.
_MAX_NAME = 200


def _program() -> str:
    """Name the program that runs, for `status` and for those who see its changes."""
    return Path(sys.argv[0]).name[:_MAX_NAME] if sys.argv and sys.argv[0] else "python"


def connect(
    url: str | None = None,
    *,
    token: str | None = None,
    board: str | None = None,
    client: str | None = None,
    arrays: ArrayEncoding = "binary",
    reconnect: bool = True,
    timeout: float = 10.0,
) -> Client:
    """Attach to a worker. Nothing of the board is changed by that.

    Args:
        url: the worker's address, ``ws://127.0.0.1:8765/``, say. None looks for one: ``PYRPL_MUX_URL`` and
            ``PYRPL_MUX_TOKEN``, else the worker that runs on this computer.
        token: its secret; found by itself where the connection file or ``PYRPL_MUX_TOKEN`` tells it.
        board: key of the board, needed where several workers run: ``192.168.1.5:2222``, ``sim:default``.
        client: name of this program, shown to others; the script's name if None.
        arrays: how arrays travel; ``json`` brings plain lists.
        reconnect: whether to connect again, with growing delays, after a connection was lost. Commands are
            never sent twice by themselves.
        timeout: longest wait for the worker's greeting [s]. The first attempt is never repeated.

    Raises:
        WorkerLost: there is no worker, several to choose from, or one that does not answer as it should.
        Unauthorized: the token is wrong.
        CommandTimeout: no worker greeted in time.
        CommandError: whatever else the worker says instead of a greeting.

    """
    locator = Locator(url, token, board)
    name = client or _program()
    thread = IoThread(lambda: Core(locator.locate, client=name, arrays=arrays, reconnect=reconnect), timeout)
    return Client(thread)


async def connect_async(
    url: str | None = None,
    *,
    token: str | None = None,
    board: str | None = None,
    client: str | None = None,
    arrays: ArrayEncoding = "binary",
    reconnect: bool = True,
    timeout: float = 10.0,
    clock: Clock | None = None,
    uniform: Callable[[], float] | None = None,
) -> AsyncClient:
    """Attach to a worker from asyncio; arguments and errors as of :func:`connect`.

    ``clock`` and ``uniform`` (random numbers, 0 <= x < 1) are for tests that let time pass.
    """
    core = Core(
        Locator(url, token, board).locate,
        client=client or _program(),
        arrays=arrays,
        reconnect=reconnect,
        clock=clock,
        uniform=uniform,
    )
    await core.start(timeout)
    return AsyncClient(core)
