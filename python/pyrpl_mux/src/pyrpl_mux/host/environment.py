"""What PyRPL finds around it: no window, no settings from anywhere but here."""

from __future__ import annotations

import importlib.metadata
import os
from pathlib import Path

from .errors import StartError

#: The one version of PyRPL whose manners are known.
PYRPL_VERSION = "0.9.9.1"


def prepare_environment(user_dir: str) -> None:
    """Give PyRPL its own user folder and a Qt without a screen, and hide every setting in the environment.

    PyRPL reads its variables while it is imported, and ``silence_env`` comes too late for its own defaults.
    """
    for name in [name for name in os.environ if name.startswith("REDPITAYA_")]:
        del os.environ[name]
    Path(user_dir).mkdir(parents=True, exist_ok=True)
    os.environ["PYRPL_USER_DIR"] = user_dir
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def check_pyrpl() -> str:
    """Give the version of PyRPL that is installed.

    Raises:
        StartError: there is none, or it is another one than :data:`PYRPL_VERSION`.

    """
    advice = 'Install it with "pyrpl-mux install-pyrpl", or name another Python with --python.'
    try:
        version = importlib.metadata.version("pyrpl")
    except importlib.metadata.PackageNotFoundError as error:
        raise StartError("pyrpl_missing", f"This Python has no PyRPL. {advice}", final=True) from error
    if version != PYRPL_VERSION:
        other = f"This Python has PyRPL {version}, not {PYRPL_VERSION}."
        raise StartError("pyrpl_missing", f"{other} {advice}", final=True)
    return version
