"""Present values of the board's signals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..ranges import COUNTS_PER_VOLT, choice, impossible
from ..registers import Module
from ..steps import Steps, access
from .setup import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Callable


class Sampler:
    """Reads the present value of any signal, without averaging."""

    def __init__(self, module: Module) -> None:
        """Take PyRPL's module; nothing is read yet."""
        self._module = module

    def read(self, signals: Any) -> Steps[list[float]]:  # noqa: ANN401 - what the worker has sent
        """Present values [V] of the signals, in their order, one after the other."""
        if not isinstance(signals, list):
            raise impossible("signals", signals, "a list of signals")
        values: list[float] = []
        for name in signals:
            values.append((yield from access(name, self._reader(choice("signals", name, SIGNALS[:-1])))))
        return values

    def value(self, signal: str) -> float:
        """Read one signal [V] at once."""
        return self._reader(signal)()

    def _reader(self, signal: str) -> Callable[[], float]:
        # PyRPL's attributes divide by 8191, but the board has 8192 counts per volt.
        address = 0x10 + 0x10000 * SIGNALS.index(signal)
        return lambda: self._module._to_pyint(self._module._read(address), bitlength=14) / COUNTS_PER_VOLT
