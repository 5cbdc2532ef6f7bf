"""How long the GUI thread does not get round to anything else."""

import time

from qtpy.QtCore import QObject, Qt, QTimer


class Heartbeat(QObject):
    """A timer of the GUI thread that beats as often as it may, and remembers by how much it was ever late."""

    _PERIOD_MS = 5

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(self._PERIOD_MS)
        self._timer.timeout.connect(self._beat)
        self._last = 0.0
        self._late: list[float] = []

    def start(self) -> None:
        """Begin anew."""
        self._late = []
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> dict[str, float]:
        """End, and tell the longest block and that of one beat in a hundred [s]."""
        self._beat()
        self._timer.stop()
        late = sorted(self._late)
        return {"longest": late[-1], "p99": late[int(len(late) * 0.99)], "beats": len(late)}

    def _beat(self) -> None:
        now = time.perf_counter()
        self._late.append(max(0.0, now - self._last - self._PERIOD_MS / 1000))
        self._last = now
