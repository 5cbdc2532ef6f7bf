"""PyMoDAQ without screen and with a home folder of its own; a worker, and instruments that find it."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING, Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "PYRPL_MUX_TEST_HOME" not in os.environ:
    # PyMoDAQ keeps settings and logs below the home folder, and looks for it when it is imported.
    _home = tempfile.TemporaryDirectory(prefix="pymodaq-home-")
    os.environ.update({"HOME": _home.name, "USERPROFILE": _home.name})
for _variable in ("PYRPL_MUX_URL", "PYRPL_MUX_TOKEN"):
    os.environ.pop(_variable, None)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyrpl_mux import Client

    from .actuator import Actuator
    from .running_worker import RunningWorker
    from .viewer import Viewer


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningWorker]:
    """A worker that every instrument of this file finds by itself."""
    from .running_worker import running_worker

    folder = tmp_path_factory.mktemp("worker")
    with pytest.MonkeyPatch.context() as patch, running_worker(folder, "plugins") as running:
        patch.setenv("PYRPL_MUX_RUNTIME_DIR", str(folder))
        yield running


@pytest.fixture
def other(worker: RunningWorker) -> Iterator[Client]:
    """Another client of the worker; all modules are as this finds them at first."""
    from pyrpl_mux import connect

    from .running_worker import wait_until_ready

    with connect(board=worker.board) as client:
        wait_until_ready(client)
        for asg in ("asg0", "asg1"):
            client.command(
                "asg_setup",
                channel=asg,
                waveform="sin",
                output_direct="off",
                frequency=0,
                amplitude=1,
                offset=0,
            )
        for pid in ("pid0", "pid1", "pid2"):
            client.command(
                "pid_configure", channel=pid, input="in1", output_direct="off", setpoint=0, p=0, i=0,
                input_filter=[], min_voltage=-1, max_voltage=1, pause="off",
            )  # fmt: skip
            client.command("pid_set_integrator", channel=pid, value=0)
        for iq in ("iq0", "iq1", "iq2"):
            client.command(
                "iq_setup", channel=iq, input="in1", output_direct="off", frequency=10e3, bandwidth=1000,
                acbandwidth=0, phase=0, gain=0, amplitude=0,
            )  # fmt: skip
        client.command(
            "scope_setup", input1="in1", input2="in2", decimation=64, trigger_source="immediately",
            threshold=0, hysteresis=0.01, trigger_delay=0, average=False,
        )  # fmt: skip
        yield client


@pytest.fixture
def plugins(other: Client) -> Iterator[Callable[[Any], Any]]:
    """Takes plugins that PyMoDAQ's harness has made, and closes them."""
    kept: list[Any] = []

    def keep(plugin: Any) -> Any:  # noqa: ANN401
        kept.append(plugin)
        return plugin

    yield keep
    for plugin in reversed(kept):
        plugin.close()


@pytest.fixture
def viewers(other: Client) -> Iterator[Callable[..., Viewer]]:
    """Makes initialised viewers, and closes them."""
    from .viewer import Viewer

    made: list[Viewer] = []

    def make(dimension: str, plugin: str, *, initialise: bool = True, **settings: object) -> Viewer:
        viewer = Viewer(dimension, plugin, **settings)
        made.append(viewer)
        if initialise:
            assert viewer.initialise(), viewer.sentences
        return viewer

    yield make
    for viewer in made:
        viewer.quit()


@pytest.fixture
def actuators(other: Client) -> Iterator[Callable[..., Actuator]]:
    """Makes initialised actuators, and closes them."""
    from .actuator import Actuator

    made: list[Actuator] = []

    def make(plugin: str, axis: str, *, initialise: bool = True, **settings: object) -> Actuator:
        actuator = Actuator(plugin, axis, **settings)
        made.append(actuator)
        if initialise:
            assert actuator.initialise(), actuator.sentences
        return actuator

    yield make
    for actuator in made:
        actuator.quit()
