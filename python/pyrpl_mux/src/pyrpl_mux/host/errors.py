"""What a command ends with when it does not end with a result."""

from __future__ import annotations

from typing import Literal

#: Whether anything was done: nothing, all that the command writes, or it can't be told.
Effect = Literal["none", "done", "unknown"]

#: Why a command ended without a result.
Code = Literal["invalid", "unsupported", "timeout", "aborted", "board_fault", "internal"]


class CommandError(Exception):
    """A command ended without a result; the message is a sentence for a person."""

    def __init__(self, code: Code, message: str, effect: Effect = "none", /, **details: object) -> None:
        """Take what is told to the worker.

        Args:
            code: why it ended
            message: what happened, whether anything was done, what to do next
            effect: what was done
            details: more for programs, such as the ``parameter`` and its ``range``

        """
        super().__init__(message)
        self.code = code
        self.effect = effect
        self.details = details


class LinkLostError(Exception):
    """The connection to the board's register server has ended; nothing more can be asked of the board.

    Not an ``OSError``, which PyRPL catches in places.
    """


class StartError(Exception):
    """PyRPL could not be started; the message is a sentence for a person."""

    def __init__(self, code: str, message: str, tries: int = 1, *, final: bool = False) -> None:
        """Take what is told to the worker.

        Args:
            code: ``pyrpl_missing``, ``login``, ``register_server``, ``fpga_image``, ``bad_options``,
                ``link_lost`` or ``internal``
            message: what happened, whether anything was done, what to do next
            tries: how often it was tried
            final: trying again can't help without a person

        """
        super().__init__(message)
        self.code = code
        self.tries = tries
        self.final = final
