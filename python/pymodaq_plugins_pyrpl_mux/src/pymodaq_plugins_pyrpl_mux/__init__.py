"""PyMoDAQ instruments of a Red Pitaya with PyRPL, as clients of the worker that owns the board."""

from pymodaq_utils.utils import get_version

from .utils import Config

config = Config()

__version__: str = get_version(__package__)
