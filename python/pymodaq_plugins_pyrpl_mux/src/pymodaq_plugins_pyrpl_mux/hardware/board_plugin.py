"""What all instruments share: they attach to a worker and show the settings of a module of the board."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, ClassVar

from pymodaq.control_modules.thread_commands import ThreadStatus
from pymodaq_gui.parameter.ioxml import VALID_FOR_CONFIGURATION
from pymodaq_utils.utils import ThreadCommand
from pyrpl_mux import CommandError, WorkerLost
from qtpy.QtCore import Qt, QThread, QTimer

from .. import config
from .connection import Connection
from .setting import RefusedValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .setting import Setting

#: Name of the group of the tree that holds the settings of the board.
BOARD = "board"

#: Preferences that tell where the worker is, and the parameters that come before them.
_WHERE = {"url": "url", "token": "token", "board": "board_key"}


def worker_params() -> list[dict[str, Any]]:
    """Give the parameters that tell where the worker is and how it is."""
    return [
        {
            "title": "Worker:", "name": "worker", "type": "str", "value": "not connected", "readonly": True,
            VALID_FOR_CONFIGURATION: False,
        },
        {
            "title": "URL:", "name": "url", "type": "str", "value": "",
            "tip": "of the worker, such as ws://lab-pc:8765/; empty: the worker of this machine",
        },
        {
            "title": "Board:", "name": "board_key", "type": "str", "value": "",
            "tip": "which, if this machine has several workers, such as 192.168.1.5:2222; or empty",
        },
        {
            "title": "Token:", "name": "token", "type": "str", "value": "", VALID_FOR_CONFIGURATION: False,
            "tip": "of a worker elsewhere; PyMoDAQ saves it with the data, unless it is a preference",
        },
    ]  # fmt: skip


def board_params(title: str, settings: Sequence[Setting]) -> dict[str, Any]:
    """Give the group of the tree that shows these settings."""
    children = [setting.parameter() for setting in settings]
    return {"title": title, "name": BOARD, "type": "group", "children": children}


class BoardPlugin:
    """Mixed into a `DAQ_Viewer_base` or a `DAQ_Move_base`, before it in the list of bases.

    The tree of `params` has :func:`worker_params` and a group :func:`board_params` of :attr:`board_settings`.
    The group shows what the board tells, whoever changed it. What is entered there is sent with
    :attr:`setup_command`; nothing else ever is: neither initialising, nor what PyMoDAQ restores before that,
    nor closing writes to the board.
    """

    #: The settings that the tree shows.
    board_settings: ClassVar[Sequence[Setting]] = ()
    #: The command that changes them.
    setup_command: ClassVar[str] = ""

    # Of PyMoDAQ's base classes.
    settings: Any
    parent: Any
    controller: Any
    is_master: bool
    _title: str
    emit_status: Callable[[object], None]
    ini_controller_init: Callable[..., object]
    close: Callable[[], object]

    #: None until the plugin is attached.
    connection: Connection | None = None

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Make a plugin as PyMoDAQ does, which is not attached yet."""
        #: What was entered, as the wire has it, and is not answered yet.
        self._entered: dict[str, object] = {}
        super().__init__(*args, **kwargs)

    @property
    def module(self) -> str:
        """The module whose settings the tree shows: the setting `channel`, unless a plugin knows better."""
        name: str = self.settings["channel"]
        return name

    def module_params(self) -> dict[str, Any]:
        """Give what names the module in a command."""
        return {"channel": self.module}

    def attach(self, controller: object) -> tuple[str, bool]:
        """Connect, or share the client of the master, and show the board's settings: the body of `ini_*`.

        Gives what `ini_*` returns; if it fails, one sentence that says why. The controller is the client.
        """
        self.detach()
        try:
            if self.is_master:
                connection = Connection.open(f"PyMoDAQ {self._title}", **self._where())
            else:
                connection = Connection.share(controller)
        except CommandError as error:
            sentence = str(error)
            # PyMoDAQ says of a viewer only that it failed, right after this.
            QTimer.singleShot(0, lambda: self.tell(sentence))
            return sentence, False
        self.connection = connection
        self.ini_controller_init(slave_controller=controller, new_controller=connection.client)
        connection.state_changed.connect(self._show_state)
        connection.settings_changed.connect(self._on_settings)
        connection.recovered.connect(self.on_recovered)
        if threading.current_thread() is not threading.main_thread():
            # PyMoDAQ asks to close and ends the thread at once: it may end before it has heard the request.
            QThread.currentThread().finished.connect(self.close, Qt.ConnectionType.DirectConnection)
        self.settings.child("worker").setValue(connection.state)
        self.show_board()
        return f"Attached to {connection.state}.", True

    def _where(self) -> dict[str, str]:
        """Tell where the worker is: what the settings name is not mixed with what the preferences name."""
        entered: dict[str, str] = {key: self.settings[name] for key, name in _WHERE.items()}
        preferred: dict[str, str] = {key: config("pyrpl_mux", "connection", key) for key in _WHERE}
        token = entered["token"] or preferred["token"]
        return {**(entered if entered["url"] or entered["board"] else preferred), "token": token}

    def detach(self) -> None:
        """Close the connection: the body of `close`. Nothing on the board changes."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
            self._entered.clear()
            self.settings.child("worker").setValue("not connected")

    def attached(self) -> Connection:
        """Give the connection of a plugin that is initialised."""
        if self.connection is None:
            raise WorkerLost("This instrument is not initialised.")
        return self.connection

    def tell(self, sentence: str) -> None:
        """Show a sentence in PyMoDAQ's status bar."""
        self.emit_status(ThreadCommand(ThreadStatus.UPDATE_STATUS, sentence))

    def commit_settings(self, param: Any) -> None:  # noqa: ANN401
        """Send what was entered; PyMoDAQ calls this for each parameter that the user changes."""
        name, parent = param.name(), param.parent()
        if parent is not None and parent.name() == BOARD:
            self._commit(name)
        elif name == "channel":
            self._entered.clear()
            self.show_board()
            self.on_module_changed()
        elif name in _WHERE.values() and self.connection is not None:
            self.tell("Another worker is used after initialising again.")

    def setup(self, values: dict[str, object]) -> None:
        """Send settings and return at once; when the answer comes, the tree shows what the board has."""
        module = self.module
        connection = self.attached()
        self._entered.update(values)

        def answered() -> None:
            for name, value in values.items():
                if self._entered.get(name) is value:
                    del self._entered[name]
            self._show(module, values)

        def refused(error: CommandError) -> None:
            self.tell(str(error))
            answered()

        connection.request(
            self.setup_command,
            {**self.module_params(), **values},
            module=module,
            on_data=lambda _data: answered(),
            on_error=refused,
        )

    def wanted(self) -> dict[str, Any]:
        """Give the settings of the module as they are, or will be when what was entered is carried out."""
        return {**self.attached().known.of(self.module), **self._entered}

    def show_board(self) -> None:
        """Show all settings of the module as far as the board has told them."""
        self._show(self.module, ())

    def on_settings_changed(self) -> None:
        """Take note that the settings of the module have arrived and are shown."""

    def on_module_changed(self) -> None:
        """Take note that the user has chosen another module, whose settings are shown."""

    def on_recovered(self) -> None:
        """Take note that commands for the board are served again after a loss."""

    def _commit(self, name: str) -> None:
        setting = next(setting for setting in self.board_settings if setting.name == name)
        try:
            self.setup({name: setting.to_board(self.settings[BOARD, name])})
        except (RefusedValueError, WorkerLost) as error:
            self.tell(str(error))
            self._show(self.module, [name])

    def _on_settings(self, modules: frozenset[str]) -> None:
        if self.module in modules:
            self.show_board()
            self.on_settings_changed()

    def _show(self, module: str, entered: Iterable[str]) -> None:
        """Put what is known into the tree.

        What somebody entered goes to the user interface once more: if two changes crossed, it shows something
        else than the tree has here.
        """
        if self.connection is None or module != self.module:
            return
        known = self.connection.known.of(module)
        for setting in self.board_settings:
            if setting.name not in known or setting.name in self._entered:
                continue
            value = setting.from_board(known[setting.name])
            self.settings.child(BOARD, setting.name).setValue(value)
            if setting.name in entered:
                update = [[BOARD, setting.name], value, "value"]
                self.emit_status(ThreadCommand(ThreadStatus.UPDATE_SETTINGS, update))

    def _show_state(self, state: str) -> None:
        self.settings.child("worker").setValue(state)
        self.tell(f"Red Pitaya {state}.")
