"""What a test can ask of a dashboard. Each method is a command, its parameters are those of the line."""

import gc
from pathlib import Path
from typing import Any

import psutil
from pymodaq.dashboard import DashBoard, create_load_dashboard
from pymodaq.extensions import ExtensionEnum
from pymodaq.utils.config import GlobalConfig, get_set_config_dir, get_set_experiment_path
from qtpy.QtCore import QTimer
from qtpy.QtWidgets import QApplication, QTreeWidget

from pymodaq_rig.dashboard.data import whole
from pymodaq_rig.dashboard.drives import DataCheck, MoveDrive
from pymodaq_rig.dashboard.heartbeat import Heartbeat
from pymodaq_rig.dashboard.lines import Lines
from pymodaq_rig.dashboard.modules import Modules, flat, plugin_settings
from pymodaq_rig.dashboard.scan import Scan


class Commands:
    """Does one command after the other, in the GUI thread."""

    def __init__(self, lines: Lines, app: QApplication) -> None:
        self._lines = lines
        self._app = app
        self._modules = Modules(lines)
        self._heartbeat = Heartbeat()
        self._drives: dict[str, MoveDrive | DataCheck] = {}
        self._shared_ui: Any = None
        self._dashboard: DashBoard | None = None
        self._scan: Scan | None = None

    def handle(self, command: dict[str, Any]) -> object:
        """Do the command that its key `do` names."""
        name = command.pop("do")
        return getattr(self, f"do_{name}")(**command)

    def do_open(self, kind: str, title: str, plugin: str) -> None:
        """Open one module in a window of its own; `kind` is "Move", "DAQ0D" or "DAQ1D"."""
        if kind == "Move":
            self._modules.open_move(title, plugin)
        else:
            self._modules.open_viewer(title, kind, plugin)

    def do_load(self, experiment: str, width: int = 1600, height: int = 950) -> None:
        """Open the dashboard with an experiment; the event `loaded` tells when all modules are there."""
        self._shared_ui, dashboard = create_load_dashboard()
        self._shared_ui.mainwindow.resize(width, height)
        self._dashboard = dashboard
        manager = dashboard.experiment_manager
        if experiment not in manager.entries:
            message = f"There is no experiment {experiment!r}, only {manager.entries}."
            raise LookupError(message)

        def loaded(name: str) -> None:
            for module in (*dashboard.actuators_modules, *dashboard.detector_modules):
                self._modules.add(module)
            self._lines.event("loaded", experiment=name, modules=self._modules.titles())

        manager.applied_entry.connect(loaded)
        manager.entry = experiment
        manager.execute_entry(manager.entry_filepath)

    def do_apply_state(self, name: str) -> None:
        """Apply a state of the experiment; the event `state_applied` tells when it is done."""
        manager = self._loaded().state_manager
        manager.applied_entry.connect(lambda entry: self._lines.event("state_applied", state=str(entry)))
        manager.entry = name
        manager.execute_entry(manager.entry_filepath, block_caller=False)

    def do_folders(self) -> list[str]:
        """Where PyMoDAQ keeps settings, experiments and data."""
        data = GlobalConfig()("data", "data_saving", "h5file", "save_path")
        return [str(path) for path in (get_set_experiment_path(), get_set_config_dir(user=True), data)]

    def do_modules(self) -> dict[str, bool]:
        """Whether each module is initialised."""
        return self._modules.titles()

    def do_initialize(self, module: str, on: bool = True) -> None:
        """Click the button that initialises a module, or closes it."""
        self._modules[module].init_hardware_ui(on)

    def do_settings(self, module: str) -> dict[str, Any]:
        """The values in the plugin's part of the settings tree."""
        return flat(plugin_settings(self._modules[module]))

    def do_set(self, module: str, path: str, value: object) -> None:
        """Change a setting of a plugin, as a click in its tree does."""
        plugin_settings(self._modules[module]).child(*path.split("/")).setValue(value)

    def do_set_main(self, module: str, path: str, value: object) -> None:
        """Change a setting that every module has, such as `wait_time` or `Naverage`."""
        self._modules[module].settings.child("main_settings", *path.split("/")).setValue(value)

    def do_axis(self, module: str, name: str) -> None:
        """Choose the axis of an actuator."""
        self._modules.move(module).axis_name = name

    def do_move(self, module: str, value: float) -> None:
        """Move an actuator; the event `moved` tells when it is there."""
        self._modules.move(module).move_abs(value)

    def do_stop_motion(self, module: str) -> None:
        """Click an actuator's stop."""
        self._modules.move(module).stop_motion()

    def do_read(self, module: str) -> None:
        """Ask an actuator where it is; the event `value` tells."""
        self._modules.move(module).get_actuator_value()

    def do_snap(self, module: str) -> None:
        """Take one set of data; the event `data` brings it."""
        self._modules.viewer(module).snap()

    def do_grab(self, module: str) -> None:
        """Begin or end to take data one after the other."""
        self._modules.viewer(module).grab()

    def do_stop(self, module: str) -> None:
        """Click a detector's stop."""
        self._modules.viewer(module).stop_grab()

    def do_last(self, module: str) -> list[dict[str, Any]]:
        """All samples of the newest data of a detector."""
        return whole(self._modules.viewer(module).current_data)

    def do_tell(self, kinds: list[str]) -> None:
        """Send events of these kinds only."""
        self._modules.told = set(kinds)

    def do_drive_move(self, module: str, first: float, step: float, count: int, tolerance: float) -> None:
        """Begin to move an actuator without rest, and to check where it gets."""
        self._drives[module] = MoveDrive(self._modules.move(module), first, step, count, tolerance)

    def do_check_data(self, module: str, limits: dict[str, list[list[float]]]) -> None:
        """Begin to check all that a detector brings."""
        self._drives[module] = DataCheck(self._modules.viewer(module), limits)

    def do_stop_drives(self) -> dict[str, Any]:
        """End all of them, and tell what each has got."""
        ended = {title: drive.stop() for title, drive in self._drives.items()}
        self._drives.clear()
        return ended

    def do_heartbeat(self, on: bool) -> dict[str, float] | None:
        """Begin to watch the GUI thread, or end and tell by how much it was ever late."""
        if not on:
            return self._heartbeat.stop()
        self._heartbeat.start()
        return None

    def do_memory(self) -> int:
        """Resident memory of this process [bytes], without what only waits for the collector."""
        gc.collect()
        return int(psutil.Process().memory_info().rss)

    def do_open_scan(self) -> None:
        """Open the window of DAQ_Scan."""
        self._scan = Scan(self._loaded(), self._lines)

    def do_scan(self, actuator: str, detectors: list[str], start: float, stop: float, step: float) -> None:
        """Start a linear scan; the event `scanned` tells when it is over."""
        assert self._scan is not None, "open_scan comes first"
        self._scan.start(actuator, detectors, start, stop, step)

    def do_close_scan(self) -> None:
        """Close the scan's file."""
        assert self._scan is not None, "open_scan comes first"
        self._scan.close()

    def do_show(self, settings_of: list[str]) -> None:
        """Show the settings of these modules beside the data."""
        for title in settings_of:
            ui = self._modules[title].ui
            if ui.has_action("show_settings") and not ui.is_action_checked("show_settings"):
                ui.get_action("show_settings").trigger()

    def do_arrange(self) -> None:
        """Give the scope the width, and the single values the rest, below the instruments."""
        dashboard = self._loaded()
        self._shared_ui.mainwindow.resize(1760, 980)
        area = dashboard.dockarea
        docks = {dock.title(): dock for dock in dashboard.docks_viewer}
        area.moveDock(docks["Lock-in"], "right", docks["Scope"])
        area.moveDock(docks["Monitor"], "bottom", docks["Lock-in"])
        area.moveDock(docks["Thermometer"], "bottom", docks["Scope"])
        docks["Scope"].setStretch(1600, 500)
        docks["Thermometer"].setStretch(1600, 200)
        dashboard.settings_dock.setStretch(700, 1)
        for module in dashboard.detector_modules:
            for tree in module.settings_tree.findChildren(QTreeWidget):
                tree.header().resizeSection(0, 200)

    def do_picture(self, path: str) -> None:
        """Save a picture of the dashboard's window."""
        window = self._shared_ui.mainwindow
        if not window.grab().save(str(Path(path)), "PNG"):
            message = f"{path} could not be written."
            raise OSError(message)

    def do_quit(self) -> None:
        """Close everything, as the user does; the program ends then."""
        if self._dashboard is None:
            self._modules.close()
        else:
            if ExtensionEnum.SCANNER in self._dashboard.extensions:
                self._dashboard.extensions.pop(ExtensionEnum.SCANNER).quit_fun()
            self._dashboard.quit_fun()
        QTimer.singleShot(0, self._app.quit)

    def _loaded(self) -> DashBoard:
        assert self._dashboard is not None, "load comes first"
        return self._dashboard
