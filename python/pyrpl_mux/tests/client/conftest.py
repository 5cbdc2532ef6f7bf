"""Workers for the tests of the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .running_worker import RunningWorker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pyrpl_mux import Client


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Find nobody else's worker."""
    monkeypatch.delenv("PYRPL_MUX_URL", raising=False)
    monkeypatch.delenv("PYRPL_MUX_TOKEN", raising=False)


@pytest.fixture(scope="session")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningWorker]:
    """Start a worker for all tests that do not end it."""
    running = RunningWorker(tmp_path_factory.mktemp("worker"), "client-tests")
    yield running
    running.kill()


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[[str], RunningWorker]]:
    """Give what starts the worker of a simulated board; all share a folder and end with the test."""
    started: list[RunningWorker] = []

    def start(name: str) -> RunningWorker:
        started.append(RunningWorker(tmp_path / "runtime", name))
        return started[-1]

    yield start
    for running in started:
        running.kill()


@pytest.fixture
def client(worker: RunningWorker) -> Iterator[Client]:
    """Attach to the worker that all tests share; nothing is left behind."""
    with worker.connect() as attached:
        yield attached
        assert attached.pending == ()
        assert attached.state == "ready"
