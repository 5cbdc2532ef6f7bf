"""What a scan has saved, read without PyMoDAQ and, as its users do, with it."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np
from pymodaq_data.h5modules.data_saving import DataLoader
from pymodaq_data.h5modules.saving import H5SaverLowLevel

Array = np.ndarray[Any, np.dtype[Any]]


def read_with_h5py(file: Path, detector: str, label: str) -> tuple[Array, Array]:
    """The positions of the actuator, and the channel of a detector whose label begins so."""
    with h5py.File(file, "r") as opened:
        scan = opened["RawData/Scan000"]
        return scan["NavAxes/Axis00"][()], _channel(scan, detector, label)[()]


def read_with_pymodaq(file: Path, detector: str, label: str) -> tuple[Array, Array, str]:
    """The same from PyMoDAQ's own data, and the units of the actuator."""
    with h5py.File(file, "r") as opened:
        path = _channel(opened["RawData/Scan000"], detector, label).name
    saver = H5SaverLowLevel()
    saver.init_file(file, new_file=False)
    try:
        data = DataLoader(saver).load_data(path, load_all=True)
        named = zip(data.labels, data.data, strict=True)
        (channel,) = [array for name, array in named if name.startswith(label)]
        (axis,) = data.axes
        return axis.get_data(), channel, str(axis.units)
    finally:
        saver.close_file()


def _channel(scan: h5py.Group, detector: str, label: str) -> h5py.Dataset:
    found: list[h5py.Dataset] = []

    def look(_: str, node: object) -> None:
        # PyMoDAQ writes an attribute as JSON about a Python literal.
        if isinstance(node, h5py.Dataset) and f"'{label} " in str(node.attrs.get("label", "")):
            found.append(node)

    for group in scan.values():
        if detector in str(group.attrs.get("TITLE", "")):
            group.visititems(look)
    (dataset,) = found
    return dataset
