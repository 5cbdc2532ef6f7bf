"""What tests get of PyMoDAQ's data."""

from typing import Any

from pymodaq_data.data import DataToExport


def summary(data: DataToExport) -> list[dict[str, Any]]:
    """What there is, with the values of everything that is one value per channel."""
    return [
        {
            "name": dwa.name,
            "dim": dwa.dim.name,
            "labels": list(dwa.labels),
            "units": str(dwa.units),
            "size": int(dwa.data[0].size),
            **({"values": [float(array[0]) for array in dwa.data]} if dwa.data[0].size == 1 else {}),
        }
        for dwa in data
    ]


def whole(data: DataToExport) -> list[dict[str, Any]]:
    """All samples of all channels, and their axes."""
    return [
        {
            **about,
            "arrays": [array.ravel().tolist() for array in dwa.data],
            "axes": [
                {"label": axis.label, "units": str(axis.units), "data": axis.get_data().tolist()}
                for axis in dwa.axes
            ],
        }
        for dwa, about in zip(data, summary(data), strict=True)
    ]
