"""Present values of the board's signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ranges import COUNTS_PER_VOLT, choice, impossible
from ..steps import Steps, access
from .setup import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..registers import Module


class Sampler:
    """Reads the present value of any signal, without averaging."""

    def __init__(self, module: Module) -> None:
        """Take PyRPL's module; nothing is read yet."""
        self._module = module

    def read(self, signals: object) -> Steps[list[float]]:
        """Present values [V] of the signals, in their order, one after the other."""
        if not isinstance(signals, list):
            raise impossible("signals", signals, "a list of signals")
        values: dict[int, float] = {}
        for index, name in enumerate([choice("signals", name, SIGNALS[:-1]) for name in signals]):
            values[index] = yield from access(name, self._reader(name))
        return list(values.values())

    def value(self, signal: str) -> float:
        """Read one signal [V] at once."""
        return self._reader(signal)()

    def _reader(self, signal: str) -> Callable[[], float]:
        # PyRPL's attributes divide by 8191, but the board has 8192 counts per volt.
        address = 0x10 + 0x10000 * SIGNALS.index(signal)
        return lambda: self._module._to_pyint(self._module._read(address), bitlength=14) / COUNTS_PER_VOLT
