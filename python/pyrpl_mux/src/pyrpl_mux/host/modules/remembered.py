"""What no register tells, kept as long as the registers beside it hold what they held."""

from __future__ import annotations

from typing import Any


class Remembered:
    """What was chosen last of a module, of which no register tells; None where nobody has."""

    def __init__(self, *names: str) -> None:
        """Name what is remembered; nothing is known yet."""
        self._chosen: dict[str, Any] = dict.fromkeys(names)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - whatever was chosen
        """Give what was chosen last, or None."""
        return self._chosen[name]

    def choose(self, **chosen: object) -> None:
        """Remember a choice."""
        self._chosen.update(chosen)

    def believe(self, told: dict[str, Any], registers: list[int]) -> bool:
        """Take over what an earlier process knew, if the registers are still as they were then."""
        if told.get("registers") != registers:
            return False
        self._chosen.update({name: told[name] for name in self._chosen if name in told})
        return True
