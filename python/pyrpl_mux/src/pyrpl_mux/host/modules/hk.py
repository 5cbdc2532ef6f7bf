"""Housekeeping: identity, LEDs and the digital pins of the expansion connector."""

from __future__ import annotations

from typing import Any

from ..registers import Block, Module
from ..steps import Steps, access


class Hk:
    """The housekeeping. PyRPL's attributes of its pins are not used: they set the pin's direction."""

    def __init__(self, module: Module) -> None:
        """Take PyRPL's module; nothing is read yet."""
        self._module = module

    def get(self) -> Steps[dict[str, Any]]:
        """Read everything, as it is now."""
        block = yield from access("registers", lambda: Block(self._module, 0x00, 0x30))
        dna = (block.word(0x08) & 0x1FFFFFF) << 32 | block.word(0x04)
        return {
            "id": block.word(0x00),
            "dna": f"{dna:015x}",
            "led": block.word(0x30) & 0xFF,
            "expansion_p": block.word(0x20) & 0xFF,
            "expansion_n": block.word(0x24) & 0xFF,
            "expansion_p_output": block.word(0x10) & 0xFF,
            "expansion_n_output": block.word(0x14) & 0xFF,
            "digital_loop": bool(block.word(0x0C) & 1),
        }
