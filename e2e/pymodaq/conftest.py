"""A worker on a simulated board and programs with PyMoDAQ, for the tests that ask for them."""

from collections.abc import Iterator

import pytest

from pymodaq_rig.isolation import HOME
from pymodaq_rig.program import Program
from pymodaq_rig.worker import Worker


@pytest.fixture
def worker(request: pytest.FixtureRequest) -> Iterator[Worker]:
    """A worker on a simulated board of its own, found by everybody in `HOME` as the only one."""
    with Worker(f"--simulate={request.node.name.replace('[', '-').replace(']', '')}") as running:
        yield running


@pytest.fixture
def program() -> Iterator[Program]:
    """PyMoDAQ in a process of its own."""
    assert HOME.exists()
    with Program() as running:
        yield running
