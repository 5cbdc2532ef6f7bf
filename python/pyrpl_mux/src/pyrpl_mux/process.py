"""Processes of this computer, by their id."""

from __future__ import annotations

import os
import signal
import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _SYNCHRONIZE = 0x0010_0000
    _WAIT_TIMEOUT = 0x102
    _ACCESS_DENIED = 5

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.OpenProcess.restype = wintypes.HANDLE
    _kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
    _kernel.WaitForSingleObject.argtypes = (wintypes.HANDLE, wintypes.DWORD)
    _kernel.CloseHandle.argtypes = (wintypes.HANDLE,)

    def is_process_alive(pid: int) -> bool:
        """Whether a process with this id exists. It may belong to somebody else."""
        handle = _kernel.OpenProcess(_SYNCHRONIZE, False, pid)
        if not handle:
            return ctypes.get_last_error() == _ACCESS_DENIED
        try:
            return bool(_kernel.WaitForSingleObject(handle, 0) == _WAIT_TIMEOUT)
        finally:
            _kernel.CloseHandle(handle)

else:

    def is_process_alive(pid: int) -> bool:
        """Whether a process with this id exists. It may belong to somebody else."""
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except PermissionError:
            return True
        return True


def terminate(pid: int) -> None:
    """Ask a process to end; on Windows it ends at once.

    One that is gone already, or another user's, is left alone.
    """
    _signal(pid, signal.SIGTERM)


def kill(pid: int) -> None:
    """End a process at once. One that is gone already, or another user's, is left alone."""
    if sys.platform == "win32":
        _signal(pid, signal.SIGTERM)
    else:
        _signal(pid, signal.SIGKILL)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except OSError:
        # Whoever wants to know whether it is gone looks.
        return
