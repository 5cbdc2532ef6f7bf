"""Why a login to the board failed, as a sentence with the next step."""

from __future__ import annotations

import socket

from paramiko import AuthenticationException


def login_failure(error: BaseException, host: str, port: int, user: str, tries: int) -> str:
    """Say why PyRPL could not log in.

    Args:
        error: what the last try ended with
        host: address of the board
        port: port of its SSH
        user: who wanted to log in
        tries: how often it was tried

    """
    often = f" ({tries} tries)" if tries > 1 else ""
    return f"{_reason(error, host, port, user)}{often}. Nothing was changed. {_next_step(error)}"


def _reason(error: BaseException, host: str, port: int, user: str) -> str:
    if isinstance(error, AuthenticationException):
        return f"The board at {host}, port {port}, does not let {user} in with this password"
    if isinstance(error, socket.gaierror):
        return f"No computer is known by the name {host}"
    if isinstance(error, TimeoutError):
        return f"Nothing answers at {host}, port {port}"
    if isinstance(error, OSError):
        # Paramiko's own kind carries one error for each address of the board.
        each: list[OSError] = list(getattr(error, "errors", {}).values()) or [error]
        causes = sorted({one.strerror or str(one) for one in each})
        return f"Nothing can be reached at {host}, port {port}: {', '.join(causes)}"
    what = str(error).strip().rstrip(".") or type(error).__name__
    return f"PyRPL can't log in to the board as {user} at {host}, port {port}: {what}"


def _next_step(error: BaseException) -> str:
    if isinstance(error, AuthenticationException):
        return "Check --user and --password."
    if isinstance(error, socket.gaierror):
        return "Check --host, or give the board's IP address."
    return "Check that the board is on and in this network, --host, and --ssh-port."
