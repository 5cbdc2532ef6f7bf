"""What the viewers share: how a grab begins and how it ends without data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pymodaq.control_modules.thread_commands import ThreadStatus
from pymodaq_utils.utils import ThreadCommand

from .board_plugin import BoardPlugin

if TYPE_CHECKING:
    from collections.abc import Callable

    from pymodaq_data.data import DataToExport
    from pyrpl_mux import CommandError

#: ms; PyMoDAQ's loop of a continuous grab rests that long each time: without it would take a processor, and
#: with much less PyMoDAQ's one thread would do nothing but draw.
REST = 50


class BoardViewer(BoardPlugin):
    """Mixed into a `DAQ_Viewer_base`. Data come later than `grab_data` returns.

    Averaging is done here or in the worker: only then PyMoDAQ's loop lets a single grab go and does not spin
    until the data are there.
    """

    hardware_averaging = True

    #: Gives data without meaning, of the form that a grab brings; subclasses have it as a method.
    empty_data: Callable[[], DataToExport]

    #: Ends a grab; subclasses have it as a method.
    stop: Callable[[], object]

    # Of PyMoDAQ's base class.
    dte_signal: Any
    dte_signal_temp: Any

    def begin(self, controller: object) -> tuple[str, bool]:
        """Attach and prepare the display: the body of `ini_detector`."""
        info, initialized = self.attach(controller)
        if initialized:
            if getattr(self.parent, "wait_time", REST) < REST:
                self.rest()
            self.dte_signal_temp.emit(self.empty_data())
        return info, initialized

    def end(self) -> None:
        """Stop and detach: the body of `close`. Nothing on the board changes."""
        self.stop()
        # PyMoDAQ's loop of a continuous grab goes on after closing, until its thread is killed.
        if self.parent is not None:
            self.parent.grab_state = False
        self.detach()

    def rest(self) -> None:
        """Have PyMoDAQ's loop of a continuous grab rest."""
        self.emit_status(ThreadCommand(ThreadStatus.UPDATE_MAIN_SETTINGS, [["wait_time"], REST, "value"]))

    def tell_end(self, error: CommandError) -> None:
        """Tell why a grab ends without data."""
        if isinstance(error, TimeoutError):
            self.emit_status(ThreadCommand(ThreadStatus.RAISE_TIMEOUT))
        self.tell(str(error))
