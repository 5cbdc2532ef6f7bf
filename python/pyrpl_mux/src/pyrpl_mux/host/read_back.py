"""Compares what was written with what the registers hold, for PyRPL clips silently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import CommandError
from .steps import Steps, Written

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_back(
    reading: Steps[dict[str, Any]], expected: Mapping[str, tuple[Any, float]]
) -> Steps[dict[str, Any]]:
    """Read what a command that has written everything has set.

    Args:
        reading: reads the settings
        expected: as for :func:`check_read_back`

    Raises:
        CommandError: a register holds something else.

    """
    yield Written()
    settings = yield from reading
    check_read_back(settings, expected)
    return settings


def check_read_back(settings: Mapping[str, Any], expected: Mapping[str, tuple[Any, float]]) -> None:
    """Compare what was read back with what was to be written.

    Args:
        settings: as read back
        expected: what was to be written, and by how much the register may differ from it

    Raises:
        CommandError: a register holds something else, for PyRPL clips silently.

    """
    for name, (asked, step) in expected.items():
        found = settings[name]
        if isinstance(asked, str | bool):
            same = asked == found
        else:
            same = np.shape(asked) == np.shape(found) and np.allclose(found, asked, rtol=1e-6, atol=step)
        if not same:
            raise CommandError(
                "board_fault",
                f"{name} was to be set to {asked}, but {found} is read back: PyRPL has written something "
                "else, or another program writes to this board. Read the settings again before going on.",
                "done",
            )
