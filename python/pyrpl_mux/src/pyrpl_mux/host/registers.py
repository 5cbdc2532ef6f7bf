"""Reading and writing PyRPL's attributes so that a read never writes.

PyRPL's own getters may write: a selection is compared with the option that was chosen last, and where the
register holds another one, the old option is written back. So registers are read through the module's raw
access, and decoded by the conversion that PyRPL's attribute defines.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from pyrpl.attributes import FilterRegister, SelectRegister

#: One of PyRPL's hardware modules, whose classes are built at import and have no types.
Module = Any


def _attribute(module: Module, name: str) -> Any:  # noqa: ANN401 - PyRPL's descriptor
    return getattr(type(module), name)


def decode(module: Module, name: str, word: int) -> Any:  # noqa: ANN401 - as the attribute defines
    """Give the value of an attribute for the word of its register.

    A selection becomes what PyRPL remembers as chosen; a code without a name becomes None.
    """
    attribute = _attribute(module, name)
    if attribute.bitmask is not None:
        word &= attribute.bitmask
    if not isinstance(attribute, SelectRegister):
        return attribute.to_python(module, word)
    for option, code in attribute.options(module).items():
        if code == word:
            setattr(module, f"_{name}", option)
            return option
    return None


def read(module: Module, name: str) -> Any:  # noqa: ANN401 - as the attribute defines
    """Read one attribute, without writing."""
    return decode(module, name, module._read(_attribute(module, name).address))


class Block:
    """Consecutive registers of a module, read in one access."""

    def __init__(self, module: Module, first: int, last: int) -> None:
        """Read from the register at ``first`` to that at ``last``, both relative to the module's address."""
        self._module = module
        self._first = first
        self._words = [int(word) for word in module._reads(first, (last - first) // 4 + 1)]

    def word(self, address: int) -> int:
        """Give the word at an address."""
        return self._words[(address - self._first) // 4]

    def value(self, name: str) -> Any:  # noqa: ANN401 - as the attribute defines
        """Give the value of an attribute whose register is among those read."""
        return decode(self._module, name, self.word(_attribute(self._module, name).address))

    def filters(self, name: str) -> list[float]:
        """Give the bandwidths [Hz] of a chain of filters, without the stages at its end that are off."""
        return filters(self._module, name, self.word(_attribute(self._module, name).address))


def filters(module: Module, name: str, word: int) -> list[float]:
    """Give the bandwidths [Hz] for the word of a chain of filters, without the last stages that are off."""
    values = [float(value) + 0.0 for value in np.atleast_1d(decode(module, name, word))]
    while values and values[-1] == 0:
        values.pop()
    return values


def write(module: Module, name: str, value: object) -> None:
    """Set one attribute, and nothing else: PyRPL would call the module's whole set-up after some of them."""
    with module.do_setup:
        setattr(module, name, value)


def bandwidths_of(module: Module, name: str) -> tuple[int, list[float]]:
    """Give the number of stages of a chain of filters, and the bandwidths [Hz] of its low-pass, ascending."""
    attribute: FilterRegister = _attribute(module, name)
    possible = sorted({value for value in attribute.valid_frequencies(module) if value > 0})
    return attribute._FILTERSTAGES(module), possible


def nearest_bandwidths(module: Module, name: str, bandwidths: list[float]) -> list[float]:
    """Give the bandwidths [Hz] that PyRPL takes for those asked for, without the last ones that are 0."""
    chosen = [
        float(value)
        for value in np.atleast_1d(_attribute(module, name).validate_and_normalize(module, bandwidths))
    ]
    while chosen and chosen[-1] == 0:
        chosen.pop()
    return chosen
