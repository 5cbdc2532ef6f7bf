"""The modules of a dashboard, or single ones, and the events that they cause."""

from typing import Any

from pymodaq.control_modules.daq_move import DAQ_Move
from pymodaq.control_modules.daq_viewer import DAQ_Viewer
from pymodaq.control_modules.daq_viewer_ui.viewer_selector import SelectedModule
from pymodaq.control_modules.enums import DAQTypesEnum
from pymodaq.utils.data import DataActuator
from pymodaq.utils.gui_utils.loader_utils import create_load_daq_move, create_load_daq_viewer
from pymodaq_data.data import DataToExport
from pymodaq_gui.parameter import Parameter

from pymodaq_rig.dashboard.data import summary
from pymodaq_rig.dashboard.lines import Lines


class Modules:
    """Modules by their title. Each event tells the `module` that it is about."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._by_title: dict[str, DAQ_Move | DAQ_Viewer] = {}
        self._windows: list[Any] = []
        self.told: set[str] = {"initialized", "status", "moved", "value", "data", "timeout"}
        """The kinds of events that the test wants to hear of."""

    def __getitem__(self, title: str) -> DAQ_Move | DAQ_Viewer:
        if title not in self._by_title:
            message = f"There is no module {title!r}, only {sorted(self._by_title)}."
            raise LookupError(message)
        return self._by_title[title]

    def move(self, title: str) -> DAQ_Move:
        """An actuator."""
        module = self[title]
        assert isinstance(module, DAQ_Move)
        return module

    def viewer(self, title: str) -> DAQ_Viewer:
        """A detector."""
        module = self[title]
        assert isinstance(module, DAQ_Viewer)
        return module

    def titles(self) -> dict[str, bool]:
        """Whether each module is initialised."""
        return {title: bool(module.initialized_state) for title, module in self._by_title.items()}

    def open_move(self, title: str, plugin: str) -> None:
        """Open an actuator's window of its own, as the program `daq_move` does."""
        window, module = create_load_daq_move(title=title)
        self._windows.append(window)
        module.actuator = plugin
        self.add(module)

    def open_viewer(self, title: str, dimension: str, plugin: str) -> None:
        """Open a detector's window of its own, as the program `daq_viewer` does."""
        window, module = create_load_daq_viewer(title=title)
        self._windows.append(window)
        module.detector = SelectedModule(DAQTypesEnum[dimension], plugin)
        self.add(module)

    def add(self, module: DAQ_Move | DAQ_Viewer) -> None:
        """Take a module and tell of what it does from now on."""
        title = module.title
        self._by_title[title] = module
        module.init_signal.connect(lambda done: self._tell("initialized", title, done=bool(done)))
        module.status_sig.connect(lambda text: self._tell("status", title, text=str(text)))
        module.timeout_signal.connect(lambda *_: self._tell("timeout", title))
        if isinstance(module, DAQ_Move):
            module.move_done_signal.connect(lambda value: self._tell("moved", title, **_position(value)))
            module.current_value_signal.connect(lambda value: self._tell("value", title, **_position(value)))
        else:
            module.grab_done_signal.connect(lambda data: self._data(title, data))

    def close(self) -> None:
        """Quit the modules that have a window of their own."""
        for module in self._by_title.values():
            module.quit_fun()
        self._by_title.clear()

    def _data(self, title: str, data: DataToExport) -> None:
        if "data" in self.told:
            self._tell("data", title, data=summary(data))

    def _tell(self, kind: str, title: str, **details: object) -> None:
        if kind in self.told:
            self._lines.event(kind, module=title, **details)


def plugin_settings(module: DAQ_Move | DAQ_Viewer) -> Parameter:
    """The part of a module's tree that its plugin defines."""
    return module.settings.child("actuator_settings" if isinstance(module, DAQ_Move) else "detector_settings")


def flat(parameter: Parameter, path: tuple[str, ...] = ()) -> dict[str, Any]:
    """All values of a tree, by their path with slashes."""
    values: dict[str, Any] = {}
    for child in parameter.children():
        here = (*path, child.name())
        if child.hasChildren():
            values.update(flat(child, here))
        if not child.hasChildren() or child.value() is not None:
            values["/".join(here)] = child.value()
    return values


def _position(value: DataActuator) -> dict[str, object]:
    return {"value": float(value.value()), "units": str(value.units)}
