"""What goes wrong on a connection without breaking it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from .clock import Clock

#: Seconds between two lines of one kind.
LOG_INTERVAL = 10.0

Kind = Literal["late", "unmatched", "duplicated", "malformed", "idless", "strays"]

_logger = logging.getLogger("pyrpl_mux")


@dataclass
class Counters:
    """Irregularities since the client was made."""

    #: Answers to commands that had been given up.
    late: int = 0
    #: Answers with an id that no command has.
    unmatched: int = 0
    #: Further answers to an answered command, and ids that the worker reports as used twice.
    duplicated: int = 0
    #: Frames that could not be understood.
    malformed: int = 0
    #: Answers without an id while no command without an id was waiting.
    idless: int = 0
    #: Commands that outlived their deadline and were found by the sweep.
    strays: int = 0


class Irregularities:
    """Counts irregularities, and logs at most one line per kind and interval: no peer can fill a disk."""

    def __init__(self, clock: Clock) -> None:
        """Begin at zero."""
        self._clock = clock
        self._counters = Counters()
        self._logged: dict[Kind, float] = {}
        self._suppressed: dict[Kind, int] = {}

    @property
    def counters(self) -> Counters:
        """The numbers at this moment."""
        return replace(self._counters)

    def count(self, kind: Kind, sentence: str) -> None:
        """Count one, and say what happened."""
        setattr(self._counters, kind, getattr(self._counters, kind) + 1)
        now = self._clock.now()
        last = self._logged.get(kind)
        if last is not None and now - last < LOG_INTERVAL:
            self._suppressed[kind] = self._suppressed.get(kind, 0) + 1
            return
        self._logged[kind] = now
        suppressed = self._suppressed.pop(kind, 0)
        if suppressed:
            _logger.warning("%s (%d more like this were not logged)", sentence, suppressed)
        else:
            _logger.warning("%s", sentence)
