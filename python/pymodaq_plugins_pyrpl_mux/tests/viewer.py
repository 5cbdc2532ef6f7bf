"""A `DAQ_Viewer` with one of our viewers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pymodaq.control_modules.daq_viewer import DAQ_Viewer
from pymodaq.control_modules.daq_viewer_ui.viewer_selector import SelectedModule
from pymodaq.control_modules.enums import DAQTypesEnum

from .control_module import ControlModule
from .waiting import until

if TYPE_CHECKING:
    from pymodaq_data.data import DataToExport


class Viewer(ControlModule):
    """The module, and what it has brought."""

    def __init__(self, dimension: str, plugin: str, **settings: object) -> None:
        """Choose plugin and top-level settings; nothing is initialised."""
        module = DAQ_Viewer(title=plugin)
        module.detector = SelectedModule(DAQTypesEnum[dimension], plugin)
        super().__init__(module, "detector_settings", settings)
        self.grabs: list[DataToExport] = []
        module.grab_done_signal.connect(self.grabs.append)

    def start(self) -> None:
        """Press the button of a single grab."""
        self.grabs.clear()
        self.module.snap()

    def snap(self) -> DataToExport:
        """Grab once."""
        self.start()
        until(lambda: self.grabs, f"the grab ends; the status bar has {self.sentences}")
        return self.grabs[-1]

    def grab(self) -> None:
        """Press the button of a continuous grab."""
        self.grabs.clear()
        self.module.grab_data(grab_state=True)

    def next_grabs(self, count: int) -> list[DataToExport]:
        """Wait for data of a continuous grab that come from now on."""
        self.grabs.clear()
        until(lambda: len(self.grabs) >= count, f"{count} grabs; the status bar has {self.sentences}")
        return self.grabs[:count]

    def stop(self) -> None:
        """Press the button that ends a grab."""
        self.sentences.clear()
        self.module.stop_grab()
        self.heard(["Stopping grab"])
