"""Starts PyRPL without changing anything on the board.

Only PyRPL's ``RedPitaya`` object is made. The full ``Pyrpl`` object would add the network analyser and the
lockbox, which set up iq2, and connect pid2 to out1 as soon as the options of an input are looked at.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Literal

from paramiko import AuthenticationException
from pyrpl.redpitaya import RedPitaya
from pyrpl.redpitaya_client import DummyClient

from .errors import StartError
from .link import BoardLink, WriteGuard
from .login_failure import login_failure

logger = logging.getLogger(__name__)

#: What ``--reload-fpga`` means to PyRPL.
ReloadFpga = Literal["auto", "never", "force"]

_RELOAD: dict[str, str] = {"auto": "auto", "never": "False", "force": "True"}

#: Host name by which PyRPL is told to work without a board.
_FAKE = "_FAKE_REDPITAYA_"

#: Constants of pid0 by which PyRPL's image is recognised (red_pitaya_pid_block.v), and where they are.
_CONSTANTS_ADDRESS = 0x200
_CONSTANTS = [12, 32, 10, 24, 0, 0, 0, 0, 4, 5, 10]


@dataclass(frozen=True, slots=True)
class StartOptions:
    """Where the board is, and what may be done to it."""

    host: str
    port: int
    ssh_port: int
    user: str
    password: str
    reload_fpga: ReloadFpga
    frequency_correction: float
    mock: bool


class _GuardedDummy(DummyClient):  # type: ignore[misc]
    """PyRPL's dummy board, whose writes are counted as those to a real one."""

    def __init__(self, guard: WriteGuard) -> None:
        self._guard = guard

    def writes(self, addr: int, values: Any) -> None:  # noqa: ANN401 - as PyRPL's own
        if self._guard.admits(addr, values):
            super().writes(addr, values)


class HostedRedPitaya(RedPitaya):  # type: ignore[misc]
    """PyRPL's board object, which starts the register server once and never again."""

    def __init__(self, options: StartOptions) -> None:
        """Log in, load the FPGA image if it has to be, start the register server and connect to it.

        Raises:
            StartError: something of that failed; a sentence says what.

        """
        self.guard = WriteGuard()
        self.image_loaded = False
        self._login_tries = 0
        try:
            super().__init__(
                config=None,
                hostname=_FAKE if options.mock else options.host,
                port=options.port,
                sshport=options.ssh_port,
                user=options.user,
                password=options.password,
                reloadfpga=_RELOAD[options.reload_fpga],
                frequency_correction=options.frequency_correction,
                leds_off=False,
                gui=False,
                silence_env=True,
            )
        except StartError:
            raise
        except Exception as error:
            raise self._restate(error, options) from error
        for module in self.modules.values():
            module._autosave_active = False
        if not options.mock:
            self._check_image()

    def start_ssh(self, attempt: int = 0) -> Any:  # noqa: ANN401 - as PyRPL's own
        """Log in. PyRPL counts its tries from 0 and gives up after 3, which would be four."""
        self._login_tries += 1
        return super().start_ssh(attempt=max(attempt, 1))

    def _update_fpga(self, filename: str | None = None, dtbo_filename: str | None = None) -> None:
        super()._update_fpga(filename, dtbo_filename)
        self.image_loaded = True

    def startserver(self) -> int:
        """Start the register server and give its port.

        Raises:
            StartError: it does not start.

        """
        port: int | None = super().startserver()
        if port is None:
            raise StartError(
                "register_server",
                "PyRPL's register server does not start on the board, although it was installed there again. "
                "Check the board's system: PyRPL's monitor_server needs a Red Pitaya OS from 0.9x to 3.x.",
            )
        return port

    def startclient(self) -> None:
        """Connect to the register server and make the modules, without writing to the board."""
        self.client = BoardLink(self.parameters["hostname"], self.parameters["port"], self.guard)
        with self.guard.holding():
            self.makemodules()

    def startdummyclient(self) -> None:
        """Make the modules of PyRPL's dummy board."""
        self.client = _GuardedDummy(self.guard)
        with self.guard.holding():
            self.makemodules()

    def restartserver(self, port: int | None = None) -> int:
        """Refuse: whether the register server is started again is the worker's decision.

        Raises:
            StartError: always.

        """
        raise StartError("register_server", f"PyRPL wanted to start the register server again (port {port}).")

    def _check_image(self) -> None:
        found = [int(word) for word in self.pid0._reads(_CONSTANTS_ADDRESS, len(_CONSTANTS))]
        if found != _CONSTANTS:
            raise StartError(
                "fpga_image",
                "The board does not carry PyRPL's FPGA image: the constants of pid0 are "
                f"{' '.join(f'{word:x}' for word in found)} (hexadecimal). Nothing was written. "
                "Load the image first: start again with --load-fpga.",
                final=True,
            )

    def _restate(self, error: Exception, options: StartOptions) -> StartError:
        cause = error.__cause__ or error
        if not hasattr(self, "ssh"):
            return StartError(
                "login",
                login_failure(cause, options.host, options.ssh_port, options.user, self._login_tries),
                self._login_tries,
                final=isinstance(cause, AuthenticationException),
            )
        reason = str(cause).strip().rstrip(".") or type(error).__name__
        if not self.image_loaded and "FPGA" in str(error):
            return StartError(
                "fpga_image", f"PyRPL could not load its FPGA image: {reason}.", self._login_tries
            )
        logger.error("PyRPL does not start", exc_info=error)
        return StartError(
            "internal", f"PyRPL does not start: {type(error).__name__}: {reason}.", self._login_tries
        )
