"""PyMoDAQ's own mock instruments, so that what fails elsewhere is known not to be PyMoDAQ or the rig."""

import pytest

from pymodaq_rig.isolation import HOME
from pymodaq_rig.program import Program


def test_mock_instruments_move_and_bring_data(program: Program) -> None:
    program.open("Move", "stage", "Mock")
    program.open("DAQ1D", "spectrum", "Mock")
    assert program.move("stage", 3.0)["value"] == pytest.approx(3.0, abs=1.0)
    (data,) = program.snap("spectrum")
    assert len(data["arrays"][0]) == data["size"]
    assert data["axes"][0]["units"] == "nm"


def test_pymodaq_keeps_to_the_folder_of_the_test(program: Program) -> None:
    folders = program.call("folders")
    assert folders
    for folder in folders:
        assert folder.startswith(str(HOME)), f"{folder} is the user's"
