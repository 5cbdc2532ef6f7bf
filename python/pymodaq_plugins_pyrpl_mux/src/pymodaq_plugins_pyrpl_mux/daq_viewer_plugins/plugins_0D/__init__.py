"""Viewers of single values."""

import importlib
from pathlib import Path

from pymodaq_utils.logger import set_logger

logger = set_logger("pyrpl_mux_viewer0D_plugins", add_to_console=False)

# PyMoDAQ reads the variable `path` to find the modules of this folder.
for path in Path(__file__).parent.iterdir():
    try:
        if "__init__" not in str(path):
            importlib.import_module("." + path.stem, __package__)
    except Exception as error:
        logger.warning(f"{path.stem} cannot be used, for it could not be loaded: {error}")
