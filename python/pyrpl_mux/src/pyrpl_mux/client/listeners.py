"""Functions of the program that are told of something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, ParamSpec

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

Values = ParamSpec("Values")


class SafeCall:
    """Calls functions of the program: one that raises breaks neither the client nor the others.

    What it raises goes to the event loop's exception handler, which logs it unless told otherwise.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Report to ``loop``."""
        self._loop = loop

    def __call__(
        self, function: Callable[Values, object], *args: Values.args, **kwargs: Values.kwargs
    ) -> None:
        """Call a function."""
        try:
            function(*args, **kwargs)
        except Exception as error:
            details: dict[str, Any] = {"message": f"{function!r} failed", "exception": error}
            self._loop.call_exception_handler(details)


class Listeners(Generic[Values]):
    """Those who listen to one thing."""

    def __init__(self, call_safely: SafeCall) -> None:
        """Begin with none."""
        self._call_safely = call_safely
        self._listeners: dict[object, Callable[Values, object]] = {}

    def add(self, listener: Callable[Values, object]) -> Callable[[], None]:
        """Add one, and give a function that takes it back; added twice it is told twice."""
        key = object()
        self._listeners[key] = listener

        def remove() -> None:
            self._listeners.pop(key, None)

        return remove

    def emit(self, *args: Values.args, **kwargs: Values.kwargs) -> None:
        """Tell them all."""
        for listener in list(self._listeners.values()):
            self._call_safely(listener, *args, **kwargs)
