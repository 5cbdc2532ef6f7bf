"""Keeps PyMoDAQ out of the user's files and off the screen.

Imported before anything of PyMoDAQ or Qt, and as pytest's plugin (`-p pymodaq_rig.isolation`). PyMoDAQ keeps
its settings, experiments and logs below the home folder and, where it may write there, below a folder of the
system, which no variable moves on Linux and macOS.
"""

import atexit
import importlib.machinery
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType

HOME_VARIABLE = "PYRPL_MUX_TEST_HOME"
"""Names the folder to child processes, which thereby share it."""

_CONFIG_MODULE = "pymodaq_utils.config"
_SYSTEM_FOLDERS = ("Path('/etc')", "Path('/Library/Application Support')")


class _ConfigLoader(importlib.machinery.SourceFileLoader):
    """Loads PyMoDAQ's configuration with a folder of ours in place of the system's."""

    def get_code(self, fullname: str) -> CodeType:
        source = self.get_source(fullname)
        if source is None or any(folder not in source for folder in _SYSTEM_FOLDERS):
            message = f"{fullname} no longer names {_SYSTEM_FOLDERS}; the tests would write there."
            raise ImportError(message)
        for folder in _SYSTEM_FOLDERS:
            source = source.replace(folder, "Path(environ['PROGRAMDATA'])")
        return compile(source, self.path, "exec", dont_inherit=True)


class _ConfigFinder:
    """Finds that one module for its loader."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != _CONFIG_MODULE:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = _ConfigLoader(name, spec.origin)
        return spec


def _isolate() -> Path:
    if _CONFIG_MODULE in sys.modules:
        message = "PyMoDAQ was imported before pymodaq_rig.isolation, which comes too late."
        raise ImportError(message)
    given = os.environ.get(HOME_VARIABLE)
    if given is None:
        given = tempfile.mkdtemp(prefix="pyrpl-mux-pymodaq-")
        atexit.register(shutil.rmtree, given, ignore_errors=True)
    os.environ.update(dict.fromkeys(("HOME", "USERPROFILE", HOME_VARIABLE), given))
    os.environ["PROGRAMDATA"] = str(Path(given, "system"))
    os.environ["PYRPL_MUX_RUNTIME_DIR"] = str(Path(given, "pyrpl-mux", "run"))
    os.environ["PYRPL_MUX_DATA_DIR"] = str(Path(given, "pyrpl-mux", "data"))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_API", "pyqt6")
    for name in ("PYRPL_MUX_URL", "PYRPL_MUX_TOKEN", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        os.environ.pop(name, None)
    if "PYTHONDONTWRITEBYTECODE" in os.environ:
        # Each child would compile all of PyMoDAQ anew, which takes longer than most tests.
        del os.environ["PYTHONDONTWRITEBYTECODE"]
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir(), "pyrpl-mux-pycache"))
    sys.meta_path.insert(0, _ConfigFinder)
    if not Path(given, ".pymodaq").exists():
        _write_settings(Path(given))
    return Path(given)


def _write_settings(home: Path) -> None:
    """PyMoDAQ's settings where its own would leave the home folder or run pip."""
    for name in ("system", "data", ".pymodaq/config"):
        (home / name).mkdir(parents=True)
    folder = home / ".pymodaq" / "config"
    data = json.dumps(str(home / "data"))
    folder.joinpath("data.toml").write_text(f"[data_saving.h5file]\nsave_path = {data}\n")
    folder.joinpath("utils.toml").write_text("[backup]\nkeep_backup = false\n")


HOME = _isolate()
"""The home folder of this process and of those it starts, removed in the end by who made it."""
