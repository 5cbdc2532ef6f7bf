"""Viewers of single values: each grab is one command, or as many as are averaged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyrpl_mux import BoardUnavailable, CommandError, WorkerLost
from qtpy.QtCore import QTimer

from .board_viewer import BoardViewer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pymodaq_data.data import DataToExport

    from .connection import Request

#: ms; until a continuous grab tries again after an error that says nothing of when it can.
RETRY = 1000


class PointViewer(BoardViewer):
    """Mixed into a `DAQ_Viewer_base`; what is measured is told by the two methods that subclasses have."""

    #: Gives the command that measures once, and its parameters.
    measurement: Callable[[], tuple[str, dict[str, Any]]]
    #: Gives the data of these answers to a command with these parameters, averaged.
    data_of: Callable[[dict[str, Any], Sequence[Any]], DataToExport]

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Make a plugin that measures nothing yet."""
        super().__init__(*args, **kwargs)
        self._request: Request | None = None
        self._taken: list[Any] = []
        self._count = 0
        self._command: tuple[str, dict[str, Any]] = ("", {})
        self._continuous = False
        self._retry = QTimer()
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY)
        self._retry.timeout.connect(self._begin)

    def grab_data(self, Naverage: int = 1, **kwargs: Any) -> None:  # noqa: ANN401
        """Start a measurement and return at once; a measurement that still runs is dropped.

        `Naverage` is the number of measurements to average. `live` tells that PyMoDAQ grabs until it is
        stopped: then a failure is followed by another try.
        """
        self.stop()
        self._continuous = bool(kwargs.get("live"))
        self._count = Naverage
        self._begin()

    def stop(self) -> str:
        """Drop the measurement that runs. Nothing comes any more."""
        self._continuous = False
        self._retry.stop()
        if self._request is not None:
            self._request.cancel()
            self._request = None
        return ""

    def close(self) -> None:
        """Close the connection. Nothing on the board changes."""
        self.end()

    def on_recovered(self) -> None:
        """Go on with a continuous grab."""
        if self._continuous and self._request is None:
            self._begin()

    def _begin(self) -> None:
        """Begin with the present settings, which may be better than those that have failed."""
        self._retry.stop()
        self._taken = []
        self._command = self.measurement()
        self._measure()

    def _measure(self) -> None:
        command, params = self._command
        self._request = self.attached().request(
            command, params, on_data=self._measured, on_error=self._failed
        )

    def _measured(self, answer: Any) -> None:  # noqa: ANN401
        self._request = None
        self._taken.append(answer)
        if len(self._taken) < self._count:
            self._measure()
        else:
            answers, self._taken = self._taken, []
            self.dte_signal.emit(self.data_of(self._command[1], answers))

    def _failed(self, error: CommandError) -> None:
        self._request = None
        self.tell_end(error)
        if self._continuous and not isinstance(error, (WorkerLost, BoardUnavailable)):
            self._retry.start()
