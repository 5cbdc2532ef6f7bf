"""Waiting for what Qt brings."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from qtpy.QtWidgets import QApplication

from .running_worker import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable


def until(condition: Callable[[], object], what: str) -> None:
    """Let Qt work until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"never happened: {what}"
        QApplication.processEvents()
        time.sleep(0.002)
