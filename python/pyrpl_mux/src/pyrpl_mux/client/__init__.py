"""The client: one core on asyncio, and a façade for threads. Import its parts from here or `pyrpl_mux`."""

from .async_client import AsyncClient, AsyncPendingCommand
from .async_subscription import AsyncSubscription
from .connecting import connect, connect_async
from .irregularities import Counters
from .messages import Event
from .pending_command import PendingCommand
from .subscription import Subscription
from .thread_client import Client

__all__ = [
    "AsyncClient",
    "AsyncPendingCommand",
    "AsyncSubscription",
    "Client",
    "Counters",
    "Event",
    "PendingCommand",
    "Subscription",
    "connect",
    "connect_async",
]
