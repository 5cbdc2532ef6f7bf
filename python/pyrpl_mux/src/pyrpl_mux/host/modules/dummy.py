"""PyRPL's dummy instead of a board: memory in which every register reads 1 until it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import CommandError
from .board import Board

if TYPE_CHECKING:
    from ..steps import Steps

_FILTER = "PyRPL's dummy has other constants of the filters than a board, and PyRPL's values do not fit them"
_TRIGGER = "PyRPL's dummy has no trigger: every trace is there at once"
_ACCUMULATOR = "PyRPL's dummy demodulates nothing: its sums always read 1"

#: Parameters of calls that the dummy cannot answer, and why; all values of a filter but 0, and all triggers
#: but "immediately". None stands for the whole call.
_UNSUPPORTED: dict[tuple[str, str | None], str] = {
    **{(f"pid{number}.setup", "input_filter"): _FILTER for number in range(3)},
    **{(f"iq{number}.setup", name): _FILTER for number in range(3) for name in ("bandwidth", "acbandwidth")},
    **{(f"{name}.setup", "input_filter"): _FILTER for name in ("iir", "trig")},
    ("scope.acquire", "trigger_source"): _TRIGGER,
    ("scope.stream", "trigger_source"): _TRIGGER,
    **{(f"iq{number}.measure", None): _ACCUMULATOR for number in range(3)},
}


class DummyBoard(Board):
    """PyRPL's dummy, which says by name what it cannot answer."""

    unsupported = tuple(
        {"call": call, "parameter": parameter, "reason": reason}
        for (call, parameter), reason in _UNSUPPORTED.items()
    )

    def begin(self, call: str, args: dict[str, Any]) -> Steps[Any]:
        """Make the steps of a call.

        Raises:
            CommandError: there is no such call, or the dummy cannot answer it.

        """
        if call == "scope.acquire":
            asked = {"trigger_source": (args.get("settings") or {}).get("trigger_source", "immediately")}
        elif call == "scope.stream":
            asked = {"trigger_source": self._scope.trigger_source}
        else:
            asked = args
        for parameter in (None, *asked):
            reason = _UNSUPPORTED.get((call, parameter))
            if reason is not None and (parameter is None or not _is_neutral(asked[parameter])):
                details = {} if parameter is None else {"parameter": parameter}
                raise CommandError("unsupported", f"{reason}. Nothing was done.", **details)
        return super().begin(call, args)


def _is_neutral(value: object) -> bool:
    values = value if isinstance(value, list) else [value]
    return all(one in (0, "immediately") for one in values)
