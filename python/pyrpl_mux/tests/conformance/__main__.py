"""Plays the client in the scenarios of ``e2e/conformance``: ``python -m tests.conformance``.

It takes orders from its input and answers them on its output, a line of JSON each:
``{"number", "do", "fields"}``, and ``{"number", "result"}`` or ``{"number", "failed"}``. An order that waits
holds up no other.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import sys
import threading
import traceback
from typing import Any

import numpy as np

from .actors import OWN_TASKS, Actor, AsyncActor, Fields, ThreadActor

KINDS: dict[str, type[Actor]] = {"AsyncClient": AsyncActor, "Client": ThreadActor}

#: What an actor can be told to do, as it is.
ORDERS = (
    *("connected", "call", "cancel", "answer", "subscribe", "unsubscribe", "next_event"),
    *("until_state", "until_barrier", "inspect", "advance", "lose_timers", "close", "leftovers"),
)


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError(f"{value!r} is not JSON")


class Player:
    """Holds one client at a time."""

    def __init__(self) -> None:
        self._actor: Actor | None = None
        self._orders: set[asyncio.Task[None]] = set()

    def begin(self, line: str) -> None:
        """Take an order."""
        order = asyncio.create_task(self._answer(json.loads(line)), name=f"{OWN_TASKS}: {line}")
        self._orders.add(order)
        order.add_done_callback(self._orders.discard)

    async def _answer(self, order: Fields) -> None:
        number = order["number"]
        try:
            result = await self._carry_out(order["do"], order["fields"])
            answer = json.dumps({"number": number, "result": result}, default=_plain)
        except Exception:
            answer = json.dumps({"number": number, "failed": traceback.format_exc()})
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()

    async def _carry_out(self, do: str, fields: Fields) -> object:
        if do == "open":
            self._actor = KINDS[fields["kind"]](fields["url"])
            # The client begins to connect in a turn of its own.
            await asyncio.sleep(0)
            return None
        if do not in ORDERS or self._actor is None:
            raise ValueError(f"{do} can't be done")
        result: Any = getattr(self._actor, do)(**fields)
        return await result if inspect.isawaitable(result) else result


async def _play() -> None:
    loop, player, ended = asyncio.get_running_loop(), Player(), asyncio.Event()
    main = asyncio.current_task()
    if main is not None:
        main.set_name(OWN_TASKS)

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(player.begin, line)
        loop.call_soon_threadsafe(ended.set)

    # A thread, for on Windows asyncio can't wait for a pipe of its own input.
    threading.Thread(target=read, name="orders", daemon=True).start()
    await ended.wait()


asyncio.run(_play())
