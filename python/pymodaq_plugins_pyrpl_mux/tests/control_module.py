"""A control module of PyMoDAQ with one of our plugins, as the dashboard makes it, without a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qtpy.QtWidgets import QApplication

from .waiting import until

if TYPE_CHECKING:
    from collections.abc import Sequence


class ControlModule:
    """The module, and what it has told."""

    def __init__(self, module: Any, tree: str, settings: dict[str, object]) -> None:  # noqa: ANN401
        """Take a module whose plugin has its settings in this group of the tree; change some of them."""
        self.module = module
        self._tree = tree
        self.sentences: list[str] = []
        module.status_sig.connect(self.sentences.append)
        for name, value in settings.items():
            self.setting(name).setValue(value)

    def setting(self, *path: str) -> Any:  # noqa: ANN401
        """Give a parameter of the plugin, as the user sees it."""
        return self.module.settings.child(self._tree, *path)

    def shown(self, *path: str) -> Any:  # noqa: ANN401
        """Give what the user sees of a setting of the board."""
        return self.setting("board", *path).value()

    def initialise(self) -> bool:
        """Press the button of the module, and wait for what comes of it."""
        answers: list[bool] = []
        self.module.init_signal.connect(answers.append)
        self.module.init_hardware(True)
        until(lambda: answers, "the initialisation ends")
        self.module.init_signal.disconnect(answers.append)
        return answers[0]

    def told(self, *words: str) -> bool:
        """Whether one sentence of the status bar has all these words."""
        return any(all(word in sentence for word in words) for sentence in self.sentences)

    def heard(self, words: Sequence[str]) -> None:
        """Wait until the status bar has said all these words in one sentence."""
        until(lambda: self.told(*words), f"a sentence with {words}; there are only {self.sentences}")

    def quit(self) -> None:
        """Close the module as the dashboard does."""
        self.module.quit_fun()
        QApplication.processEvents()
