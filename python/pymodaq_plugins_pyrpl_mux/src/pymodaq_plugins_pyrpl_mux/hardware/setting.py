"""One setting of a module of the board, as a parameter in PyMoDAQ's tree."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

#: What a list shows where no register tells and nobody has chosen.
UNKNOWN = "unknown"

#: Every signal that a module can take as its input.
SIGNALS = (
    "in1", "in2", "out1", "out2", "asg0", "asg1", "pid0", "pid1", "pid2", "iq0", "iq1", "iq2", "iq2_2", "iir",
    "trig", "off",
)  # fmt: skip

#: Where a module's output can go.
OUTPUTS = ("off", "out1", "out2", "both")


class RefusedValueError(ValueError):
    """A value that has no meaning for the board, refused before it is sent; a sentence for people."""


@dataclass(frozen=True, kw_only=True)
class Setting(ABC):
    """A setting: its name on the wire is the parameter's name."""

    name: str
    title: str
    tip: str = ""

    @abstractmethod
    def options(self) -> dict[str, Any]:
        """Give what the parameter has besides name, title and tip; always with a value."""

    @abstractmethod
    def to_board(self, value: Any) -> object:  # noqa: ANN401
        """Turn the parameter's value into that of the wire. Raises :class:`RefusedValueError`."""

    @abstractmethod
    def from_board(self, value: Any) -> object:  # noqa: ANN401
        """Turn the value of the wire, null included, into the parameter's."""

    def parameter(self) -> dict[str, Any]:
        """Describe the parameter, as PyMoDAQ's `params` take it."""
        return {"title": f"{self.title}:", "name": self.name, "tip": self.tip, **self.options()}


@dataclass(frozen=True, kw_only=True)
class Number(Setting):
    """A number; `unit` is an SI unit, shown with prefixes. The tip tells the range.

    The parameter has no limits of its own, for PyMoDAQ would clip what is beyond them without a word;
    the worker refuses it with a sentence. What no register tells is shown as not a number.
    """

    unit: str = ""
    low: float | None = None
    high: float | None = None

    def options(self) -> dict[str, Any]:
        """Give a number with unit, prefix and as many digits as the board resolves."""
        bounds = [f"from {self.low:.10g}"] if self.low is not None else []
        bounds += [f"to {self.high:.10g}"] if self.high is not None else []
        span = f"{' '.join(bounds)} {self.unit}".strip()
        tip = f"{self.tip}; {span}" if self.tip and bounds else self.tip or span
        prefixed = {"siPrefix": True, "suffix": self.unit} if self.unit not in ("", "deg") else {}
        suffixed = {"suffix": self.unit} if self.unit == "deg" else {}
        return {"type": "float", "value": 0.0, "decimals": 9, "tip": tip, **prefixed, **suffixed}

    def to_board(self, value: Any) -> object:  # noqa: ANN401
        """Send it as it is: the worker knows what is possible."""
        if not isinstance(value, (int, float)) or not math.isfinite(value):
            raise RefusedValueError(f"{self.title} must be a number, but was {value}. Nothing was changed.")
        return float(value)

    def from_board(self, value: Any) -> object:  # noqa: ANN401
        """Show it as it is."""
        return math.nan if value is None else float(value)


@dataclass(frozen=True, kw_only=True)
class Whole(Number):
    """A whole number."""

    def options(self) -> dict[str, Any]:
        """Give a whole number."""
        options = super().options()
        return {"type": "int", "value": round(max(self.low or 0, 0)), "tip": options["tip"]}

    def to_board(self, value: Any) -> object:  # noqa: ANN401
        """Send it as it is: the worker knows what is possible."""
        return int(value)

    def from_board(self, value: Any) -> object:  # noqa: ANN401
        """Show it as it is."""
        return int(value)


@dataclass(frozen=True, kw_only=True)
class Reading(Number):
    """A number that the board tells and nobody enters."""

    def options(self) -> dict[str, Any]:
        """Give a number that the user cannot change."""
        return {**super().options(), "readonly": True}


@dataclass(frozen=True, kw_only=True)
class Numbers(Setting):
    """Several numbers of one unit, as text with commas between them."""

    unit: str = ""

    def options(self) -> dict[str, Any]:
        """Give a line of text."""
        return {
            "type": "str",
            "value": "",
            "title": f"{self.title} ({self.unit}):",
            "tip": f"{self.tip}; commas between",
        }

    def to_board(self, value: Any) -> object:  # noqa: ANN401
        """Read the numbers; no text is no number."""
        try:
            numbers = [float(part) for part in str(value).split(",") if part.strip()]
        except ValueError:
            numbers = [math.nan]
        if not all(math.isfinite(number) for number in numbers):
            raise RefusedValueError(
                f"{self.title} must be numbers with commas between, but was {value!r}. Nothing was changed."
            )
        return numbers

    def from_board(self, value: Any) -> object:  # noqa: ANN401
        """Show them with the digits that matter."""
        numbers = value if isinstance(value, (list, tuple)) else [] if value is None else [value]
        return ", ".join(f"{number:.7g}" for number in numbers)


@dataclass(frozen=True, kw_only=True)
class Choice(Setting):
    """One of several values; `may_be_unknown` where no register tells."""

    choices: tuple[str | int, ...]
    may_be_unknown: bool = False

    def options(self) -> dict[str, Any]:
        """Give a list."""
        limits = [*self.choices, *([UNKNOWN] if self.may_be_unknown else [])]
        return {"type": "list", "limits": limits, "value": limits[-1] if self.may_be_unknown else limits[0]}

    def to_board(self, value: Any) -> object:  # noqa: ANN401
        """Send it as it is."""
        if value == UNKNOWN and self.may_be_unknown:
            raise RefusedValueError(
                f"{self.title} can be {UNKNOWN}, but not be set to that. Nothing was changed."
            )
        return value

    def from_board(self, value: Any) -> object:  # noqa: ANN401
        """Show it as it is."""
        return UNKNOWN if value is None else value


@dataclass(frozen=True, kw_only=True)
class Switch(Setting):
    """On or off."""

    def options(self) -> dict[str, Any]:
        """Give a check box."""
        return {"type": "bool", "value": False}

    def to_board(self, value: Any) -> object:  # noqa: ANN401
        """Send it as it is."""
        return bool(value)

    def from_board(self, value: Any) -> object:  # noqa: ANN401
        """Show it as it is."""
        return bool(value)
