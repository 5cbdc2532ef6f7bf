"""PyMoDAQ's scan of one actuator, as its extension does it."""

from typing import Any

from pymodaq.dashboard import DashBoard
from pymodaq.extensions import ExtensionEnum

from pymodaq_rig.dashboard.lines import Lines


class Scan:
    """A DAQ_Scan window of a dashboard."""

    def __init__(self, dashboard: DashBoard, lines: Lines) -> None:
        self._scan: Any = dashboard.load_extension(ExtensionEnum.SCANNER)
        # Its dialogs about author and sample would wait for a person.
        self._scan.override_popups(False)
        self._scan.scan_done_signal.connect(lambda: lines.event("scanned", file=self.file()))
        self._scan.status_signal.connect(lambda text: lines.event("scan_status", text=str(text)))

    def start(self, actuator: str, detectors: list[str], start: float, stop: float, step: float) -> None:
        """Start a linear scan; the event `scanned` comes when it is over."""
        manager = self._scan.modules_manager
        manager.selected_actuators_name = [actuator]
        manager.selected_detectors_name = detectors
        scanner = self._scan.scanner
        scanner.set_scan_type_and_subtypes("Scan1D", "Linear")
        for name, value in (("start", start), ("stop", stop), ("step", step)):
            scanner.scanner.settings.child(name).setValue(value)
        self._scan.do_scan()

    def file(self) -> str:
        """The HDF5 file that the scan is saved to."""
        return str(self._scan.h5saver.settings["current_h5_file"])

    def close(self) -> None:
        """Close the file, so that others may read it."""
        self._scan.h5_manager.close_file()
