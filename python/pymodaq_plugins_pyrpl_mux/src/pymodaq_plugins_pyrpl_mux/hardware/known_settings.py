"""What the board has told of its modules, kept from any thread and taken in one."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class KnownSettings:
    """Settings of the modules, the newest of each, in the order of their arrival. Safe for any thread."""

    def __init__(self) -> None:
        """Make one that knows nothing."""
        self._lock = threading.Lock()
        self._modules: dict[str, dict[str, Any]] = {}
        self._changed: set[str] = set()

    def merge(self, modules: Mapping[str, Mapping[str, Any]]) -> bool:
        """Note settings that have arrived; true if somebody must be told to :meth:`take` them."""
        with self._lock:
            was_empty = not self._changed
            for module, settings in modules.items():
                self._modules.setdefault(module, {}).update(settings)
                self._changed.add(module)
            return was_empty and bool(self._changed)

    def take(self) -> frozenset[str]:
        """Give the modules of which something has arrived since the last time."""
        with self._lock:
            changed = frozenset(self._changed)
            self._changed.clear()
            return changed

    def of(self, module: str) -> dict[str, Any]:
        """Give what is known of a module: a copy, empty if nothing."""
        with self._lock:
            return dict(self._modules.get(module, {}))
