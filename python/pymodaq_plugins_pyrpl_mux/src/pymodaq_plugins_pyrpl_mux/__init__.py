"""PyMoDAQ instruments of a Red Pitaya with PyRPL, as clients of the worker that owns the board."""

from pymodaq_utils.config import GlobalConfig
from pymodaq_utils.utils import get_version

from . import utils as utils

#: PyMoDAQ's preferences; those of this package are below its name, `pyrpl_mux`.
config = GlobalConfig()

__version__: str = get_version(__package__)
