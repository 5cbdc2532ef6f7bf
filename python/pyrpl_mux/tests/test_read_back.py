from __future__ import annotations

from typing import Any

import pytest

from pyrpl_mux.host.errors import CommandError
from pyrpl_mux.host.read_back import check_read_back

STEP = 1 / 8192


@pytest.mark.parametrize(
    ("asked", "found", "step"),
    [
        (0.5, 0.5 + STEP, STEP),
        ("in1", "in1", 0),
        (True, True, 0),
        ([1e3, -10.0], [1e3, -10.0], 0),
        ([], [], 0),
    ],
)
def test_a_read_back_within_one_step_is_what_was_asked_for(asked: object, found: object, step: float) -> None:
    check_read_back({"a": found, "b": None}, {"a": (asked, step)})


@pytest.mark.parametrize(
    ("asked", "found", "step"),
    [
        (0.5, 0.5 + 2 * STEP, STEP),
        ("in1", "in2", 0),
        (True, False, 0),
        ([1e3], [1e3, 10.0], 0),
        ([1e3], [2e3], 0),
    ],
)
def test_another_value_read_back_is_a_fault_that_names_both(asked: Any, found: Any, step: float) -> None:  # noqa: ANN401
    with pytest.raises(CommandError) as fault:
        check_read_back({"a": found}, {"a": (asked, step)})
    assert (fault.value.code, fault.value.effect) == ("board_fault", "done")
    assert f"set to {asked}, but {found} is read back" in str(fault.value)
