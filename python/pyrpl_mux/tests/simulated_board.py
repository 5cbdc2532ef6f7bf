"""A simulated board with SSH, and its registers as they are when no host is connected."""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import paramiko

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

_HK = [0x0C, 0x10, 0x14, 0x18, 0x1C, 0x30]
_SCOPE = [0x00, 0x04, 0x08, 0x10, 0x14, 0x20, 0x28, 0x90]
_ASG = [*range(0x00, 0x24, 4), *range(0x24, 0x44, 4)]
_DSP = [0x00, 0x04, 0x0C]
_PID = [0x104, 0x108, 0x10C, 0x110, 0x120, 0x124, 0x128, 0x12C]
_TRIG = [0x100, 0x104, 0x108, 0x10C, 0x110, 0x118, 0x11C, 0x120]
_IIR = [0x100, 0x104, 0x120]
_IQ = [0x100, 0x104, 0x108, 0x10C, 0x110, 0x114, 0x118, 0x11C, 0x120, 0x124, 0x130, 0x134]

#: Registers that hold settings: all that keep what is written to them.
SETTINGS = (
    [0x40000000 + offset for offset in _HK]
    + [0x40100000 + offset for offset in _SCOPE]
    + [0x40200000 + offset for offset in _ASG]
    + [0x40300000 + 0x10000 * number + offset for number in range(12) for offset in _DSP]
    + [0x40300000 + 0x10000 * number + offset for number in (0, 1, 2) for offset in _PID]
    + [0x40330000 + offset for offset in _TRIG]
    + [0x40340000 + offset for offset in _IIR]
    + [0x40350000 + 0x10000 * number + offset for number in (0, 1, 2) for offset in _IQ]
    + [0x40400028, 0x4040002C]
)


@dataclass
class SimulatedBoard:
    process: subprocess.Popen[bytes]
    host: str
    port: int
    ssh_port: int

    @property
    def arguments(self) -> list[str]:
        """Where a host finds this board."""
        return ["--host", self.host, "--port", str(self.port), "--ssh-port", str(self.ssh_port)]

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def settings(self) -> dict[str, int]:
        """Read all settings' registers."""
        with self._link() as link:
            return {f"{address:08x}": _read(link, address) for address in SETTINGS}

    def write(self, address: int, value: int) -> None:
        """Write one register."""
        with self._link() as link:
            link.sendall(struct.pack("<cxHII", b"w", 1, address, value))
            assert link.recv(8)

    @contextlib.contextmanager
    def _link(self) -> Iterator[socket.socket]:
        """Start a register server for a connection, and end it with that."""
        shell = paramiko.SSHClient()
        shell.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # noqa: S507
        shell.connect(
            self.host, self.ssh_port, "root", "root", look_for_keys=False, allow_agent=False, timeout=10
        )
        try:
            channel = shell.invoke_shell()
            channel.sendall(f"/opt/pyrpl/monitor_server {self.port}\n".encode())
            with _connect(self.host, self.port) as link:
                yield link
        finally:
            shell.close()


def _connect(host: str, port: int) -> socket.socket:
    deadline = time.monotonic() + 10
    while True:
        try:
            return socket.create_connection((host, port), timeout=5)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _read(link: socket.socket, address: int) -> int:
    link.sendall(struct.pack("<cxHI", b"r", 1, address))
    reply = b""
    while len(reply) < 12:
        part = link.recv(12 - len(reply))
        assert part, "the register server has closed the connection"
        reply += part
    word: int = struct.unpack_from("<I", reply, 8)[0]
    return word
