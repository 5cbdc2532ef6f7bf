"""One Red Pitaya, many clients: the Python side of pyrpl-mux."""

from importlib import import_module
from typing import TYPE_CHECKING

from .errors import (
    BadMessage,
    BoardFault,
    BoardUnavailable,
    Busy,
    CommandCancelled,
    CommandError,
    CommandTimeout,
    ConfigMismatch,
    DuplicateId,
    Expired,
    Forbidden,
    InternalError,
    InvalidParams,
    ParameterIssue,
    TooLarge,
    Unauthorized,
    UnknownCommand,
    WorkerLost,
    WorkerStopping,
)

if TYPE_CHECKING:
    from .client import (
        AsyncClient,
        AsyncPendingCommand,
        AsyncSubscription,
        Client,
        Counters,
        Event,
        PendingCommand,
        Subscription,
        connect,
        connect_async,
    )

__version__ = "0.1.0"

__all__ = [
    "AsyncClient",
    "AsyncPendingCommand",
    "AsyncSubscription",
    "BadMessage",
    "BoardFault",
    "BoardUnavailable",
    "Busy",
    "Client",
    "CommandCancelled",
    "CommandError",
    "CommandTimeout",
    "ConfigMismatch",
    "Counters",
    "DuplicateId",
    "Event",
    "Expired",
    "Forbidden",
    "InternalError",
    "InvalidParams",
    "ParameterIssue",
    "PendingCommand",
    "Subscription",
    "TooLarge",
    "Unauthorized",
    "UnknownCommand",
    "WorkerLost",
    "WorkerStopping",
    "__version__",
    "connect",
    "connect_async",
]


def __getattr__(name: str) -> object:
    """Import the client when it is asked for: the host runs in a Python that need not have `websockets`."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(".client", __name__), name)
