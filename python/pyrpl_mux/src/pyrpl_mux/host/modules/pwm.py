"""The slow outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import ranges
from ..read_back import read_back
from ..registers import read
from ..steps import Steps, access
from .setup import SIGNALS, check_names, write_step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..registers import Module


class Pwm:
    """One of the two slow outputs: -1 V to 1 V of its input become 0 V to 1.8 V at the pin."""

    def __init__(self, module: Module) -> None:
        """Take PyRPL's module; nothing is read yet."""
        self._module = module

    def get(self) -> Steps[dict[str, Any]]:
        """Read the settings as they are now."""
        return {"input": (yield from access("input", lambda: read(self._module, "input")))}

    def setup(self, args: Mapping[str, Any]) -> Steps[dict[str, Any]]:
        """Change what is given.

        Raises:
            CommandError: a value is impossible, before anything is written; or something else is read back.

        """
        check_names(args, ("input",))
        values = {name: ranges.choice(name, args[name], SIGNALS) for name in args}
        for name, value in values.items():
            yield from write_step(self._module, name, value)
        expected = {name: (value, 0) for name, value in values.items()}
        return (yield from read_back(self.get(), expected))
