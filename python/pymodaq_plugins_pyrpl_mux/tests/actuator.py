"""A `DAQ_Move` with one of our actuators, as the dashboard makes it, without a window."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from pymodaq.control_modules.daq_move import DAQ_Move
from qtpy.QtWidgets import QApplication

from .running_worker import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from pymodaq.utils.data import DataActuator


def until(condition: Callable[[], object], what: str) -> None:
    """Let Qt work until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"never happened: {what}"
        QApplication.processEvents()
        time.sleep(0.002)


class Actuator:
    """The module, and what it has told."""

    def __init__(self, plugin: str, axis: str, **settings: object) -> None:
        """Choose plugin, axis and top-level settings; nothing is initialised."""
        self.module = DAQ_Move(title=f"{plugin} {axis}")
        self.module.actuator = plugin
        self.module.axis_name = axis
        self.sentences: list[str] = []
        self.module.status_sig.connect(self.sentences.append)
        self.ends: list[DataActuator] = []
        self.module.move_done_signal.connect(self.ends.append)
        for name, value in settings.items():
            self.setting(name).setValue(value)

    def setting(self, *path: str) -> Any:  # noqa: ANN401
        """Give a parameter of the plugin, as the user sees it."""
        return self.module.settings.child("actuator_settings", *path)

    def shown(self, *path: str) -> Any:  # noqa: ANN401
        """Give what the user sees of a setting of the board."""
        return self.setting("board", *path).value()

    @property
    def value(self) -> float:
        """The present value that the user sees, in the units of the axis."""
        value: float = self.module.current_value.value(self.module.units)
        return value

    def initialise(self) -> bool:
        """Press the button of the module, and wait for what comes of it."""
        answers: list[bool] = []
        self.module.init_signal.connect(answers.append)
        self.module.init_hardware(True)
        until(lambda: answers, "the initialisation ends")
        self.module.init_signal.disconnect(answers.append)
        return answers[0]

    def start(self, value: float) -> None:
        """Begin a move."""
        self.ends.clear()
        self.module.move_abs(value)

    def move(self, value: float) -> float:
        """Move, and give the value at the end."""
        self.start(value)
        until(lambda: self.ends, f"the move to {value} ends")
        end: float = self.ends[0].value(self.module.units)
        return end

    def told(self, *words: str) -> bool:
        """Whether one sentence of the status bar has all these words."""
        return any(all(word in sentence for word in words) for sentence in self.sentences)

    def quit(self) -> None:
        """Close the module as the dashboard does."""
        self.module.quit_fun()
        QApplication.processEvents()
