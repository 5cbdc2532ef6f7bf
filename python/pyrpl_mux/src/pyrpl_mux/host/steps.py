"""Commands in steps: a command is a generator that gives up the board between any two accesses to it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Access:
    """One access to PyRPL, which does not wait for the board to do something; its result comes back."""

    name: str
    run: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing to do for that long [s]; whether somebody asks to stop comes back, at once if so."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """From here on the command only waits, for this (a ``WaitState`` of the driver as plain JSON).

    All its settings were written before.
    """

    state: dict[str, object]


@dataclass(frozen=True, slots=True)
class Progress:
    """So many of so many are done."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Written:
    """All that the command writes was written; from here on it only reads."""


Instruction = Access | Pause | Waiting | Progress | Written

#: A command, or a part of one, that ends with a result of type T.
Steps = Generator[Instruction, Any, T]


def access(name: str, run: Callable[[], T]) -> Steps[T]:
    """Take one step: ``run`` accesses PyRPL once, under a name that heartbeats tell."""
    result: T = yield Access(name, run)
    return result


def pause(seconds: float) -> Steps[bool]:
    """Let time pass while others take their steps; give whether somebody asks to stop."""
    aborted: bool = yield Pause(seconds)
    return aborted
