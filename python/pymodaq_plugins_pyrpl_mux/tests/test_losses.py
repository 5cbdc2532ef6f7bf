"""A worker that is not there, goes away and comes back, as a user of the viewers sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .running_worker import running_worker
from .viewer import Viewer
from .waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from .running_worker import RunningWorker

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def own_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningWorker]:
    """Start a worker for one test, which every instrument finds by itself."""
    monkeypatch.setenv("PYRPL_MUX_RUNTIME_DIR", str(tmp_path))
    with running_worker(tmp_path, "losses") as running:
        yield running


@pytest.fixture
def make(own_worker: RunningWorker) -> Iterator[Callable[..., Viewer]]:
    """Make initialised viewers of that worker, and close them."""
    made: list[Viewer] = []

    def viewer(dimension: str, plugin: str, **settings: object) -> Viewer:
        made.append(Viewer(dimension, plugin, **settings))
        assert made[-1].initialise(), made[-1].sentences
        return made[-1]

    yield viewer
    for one in made:
        one.quit()


def lose(worker: RunningWorker, *viewers: Viewer) -> None:
    """Kill the worker, and wait until each viewer has told of that."""
    for viewer in viewers:
        viewer.sentences.clear()
    worker.kill()
    for viewer in viewers:
        viewer.heard(["sim:losses", "the worker is lost"])


def wait_for_recovery(*viewers: Viewer) -> None:
    """Wait until each viewer shows that the worker is back."""
    for viewer in viewers:
        until(
            lambda viewer=viewer: viewer.setting("worker").value() == "sim:losses: ready",  # type: ignore[misc]
            f"the worker is back; the status bar has {viewer.sentences}",
        )


def test_without_a_worker_one_sentence_says_how_to_start_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYRPL_MUX_RUNTIME_DIR", str(tmp_path))
    viewer = Viewer("DAQ0D", "PyRPLIQ")
    assert not viewer.initialise()
    viewer.heard(["pyrpl-mux serve"])
    # The button of the module goes up first: otherwise PyMoDAQ leaves the thread of the first attempt behind.
    viewer.module.init_hardware(False)
    with running_worker(tmp_path, "losses"):
        assert viewer.initialise(), viewer.sentences
    viewer.quit()


def test_viewers_recover_without_being_initialised_again(
    own_worker: RunningWorker, make: Callable[..., Viewer]
) -> None:
    scope, lock_in = make("DAQ1D", "PyRPLScope"), make("DAQ0D", "PyRPLIQ")
    scope.snap()
    lock_in.setting("board", "frequency").setValue(5000.0)
    until(lambda: lock_in.shown("frequency") != 5000.0, "the frequency is read back")
    there = lock_in.shown("frequency")
    lose(own_worker, scope, lock_in)
    wait_for_recovery(scope, lock_in)
    assert lock_in.shown("frequency") == there
    assert scope.snap()
    assert lock_in.snap()


def test_what_is_entered_during_a_loss_is_refused(
    own_worker: RunningWorker, make: Callable[..., Viewer]
) -> None:
    viewer = make("DAQ0D", "PyRPLIQ")
    before = viewer.shown("amplitude")
    own_worker.supervisor.kill()
    lose(own_worker, viewer)
    viewer.setting("board", "amplitude").setValue(0.75)
    viewer.heard(["no connection to the worker", "iq_setup was not sent"])
    until(lambda: viewer.shown("amplitude") == before, "the old amplitude is shown")


def test_a_grab_that_waits_ends_with_the_worker(
    own_worker: RunningWorker, make: Callable[..., Viewer]
) -> None:
    viewer = make("DAQ1D", "PyRPLScope", trigger_timeout=600.0)
    viewer.setting("board", "trigger_source").setValue("ext_positive_edge")
    viewer.start()
    until(lambda: viewer.module.initialized_state, "it is initialised")
    lose(own_worker, viewer)
    viewer.heard(["scope_acquire"])
    assert not viewer.grabs


@pytest.mark.parametrize(("dimension", "plugin"), [("DAQ1D", "PyRPLScope"), ("DAQ0D", "PyRPLMonitor")])
def test_a_continuous_grab_goes_on_when_the_worker_is_back(
    own_worker: RunningWorker, make: Callable[..., Viewer], dimension: str, plugin: str
) -> None:
    viewer = make(dimension, plugin)
    if dimension == "DAQ1D":
        viewer.setting("board", "decimation").setValue(64)
    viewer.grab()
    viewer.next_grabs(3)
    lose(own_worker, viewer)
    wait_for_recovery(viewer)
    viewer.next_grabs(3)
    viewer.stop()


def test_a_frozen_worker_does_not_freeze_the_viewer(
    own_worker: RunningWorker, make: Callable[..., Viewer]
) -> None:
    viewer = make("DAQ1D", "PyRPLScope")
    with own_worker.frozen():
        viewer.grab()
        viewer.stop()
        viewer.start()
        viewer.stop()
        assert viewer.setting("worker").value() == "sim:losses: ready"
    assert viewer.snap()


def test_a_wrong_token_is_told(own_worker: RunningWorker) -> None:
    viewer = Viewer("DAQ0D", "PyRPLIQ", url=own_worker.connection["url"], token="wrong")  # noqa: S106
    assert not viewer.initialise()
    viewer.heard(["token is wrong"])
    viewer.quit()
