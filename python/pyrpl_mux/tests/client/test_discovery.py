"""How a worker is found, and what is never trusted."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pyrpl_mux import InvalidParams, Unauthorized, WorkerLost, connect
from pyrpl_mux.client.connection_file import connection_file_path, runtime_folder

from ..waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from .running_worker import RunningWorker


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty runtime folder."""
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    monkeypatch.setenv("PYRPL_MUX_RUNTIME_DIR", str(runtime))
    return runtime


def write(folder: Path, worker: RunningWorker, **changes: Any) -> None:  # noqa: ANN401
    """Write a connection file that differs from that of a worker."""
    contents = {**vars(worker.file), **changes}
    connection_file_path(contents["board"], folder).write_text(json.dumps(contents), "utf-8")


def test_the_folder_is_told_by_the_environment() -> None:
    own = {"PYRPL_MUX_RUNTIME_DIR": "own", "XDG_RUNTIME_DIR": "xdg", "LOCALAPPDATA": "local"}
    assert runtime_folder(own) == Path("own")
    assert runtime_folder({**own, "PYRPL_MUX_RUNTIME_DIR": ""}) == Path("xdg", "pyrpl-mux")
    assert runtime_folder({"XDG_RUNTIME_DIR": "", "LOCALAPPDATA": "local"}) == Path("local", "pyrpl-mux")
    assert runtime_folder({}) == Path.home() / ".local" / "state" / "pyrpl-mux"
    assert connection_file_path("sim:a/b", Path()).name == "sim_a_b.json"


def test_the_only_worker_is_found(worker: RunningWorker, folder: Path) -> None:
    write(folder, worker)
    with connect() as client:
        assert client.greeting["board"]["key"] == worker.board
    with connect(board=worker.board) as client:
        assert client.command("ping") == "pong"


@pytest.mark.usefixtures("folder")
def test_the_environment_names_a_worker_elsewhere(
    worker: RunningWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYRPL_MUX_URL", worker.file.url)
    with pytest.raises(WorkerLost, match=r"token of the worker .* is not known"):
        connect()
    monkeypatch.setenv("PYRPL_MUX_TOKEN", worker.file.token)
    with connect() as client:
        assert client.command("ping") == "pong"
    with pytest.raises(WorkerLost, match="No worker is running for sim:other"):
        connect(board="sim:other")


def test_a_token_is_found_for_an_address(worker: RunningWorker, folder: Path) -> None:
    write(folder, worker)
    with connect(worker.file.url) as client:
        assert client.command("ping") == "pong"


def test_without_a_worker_the_sentence_names_what_starts_one(folder: Path) -> None:
    with pytest.raises(WorkerLost, match="there is no connection file") as caught:
        connect()
    assert "pyrpl-mux serve" in str(caught.value)
    assert str(folder) in str(caught.value)
    folder.rmdir()
    with pytest.raises(WorkerLost, match="there is no connection file"):
        connect()


def test_two_workers_are_both_listed(
    worker: RunningWorker, folder: Path, start_worker: Callable[[str], RunningWorker]
) -> None:
    second = start_worker("client-tests-second")
    assert second.folder == folder
    write(folder, worker)
    with pytest.raises(WorkerLost, match="2 workers are running") as caught:
        connect()
    for board in (worker.board, second.board):
        assert board in str(caught.value)
    with connect(board=second.board) as client:
        assert client.greeting["board"]["key"] == second.board


def test_a_file_of_a_process_that_is_gone_is_stale(worker: RunningWorker, folder: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait(PATIENCE)
    write(folder, worker, pid=gone.pid)
    with pytest.raises(WorkerLost, match="is of no use"):
        connect()


def test_a_port_of_somebody_else_is_stale(worker: RunningWorker, folder: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"ws://127.0.0.1:{nobody.getsockname()[1]}/"
        write(folder, worker, url=url)
        with pytest.raises(WorkerLost, match=f"no worker greets at {url}"):
            connect()
    write(folder, worker, pid=os.getpid())
    with pytest.raises(WorkerLost, match=f"is process {worker.process.pid}"):
        connect()


def test_the_worker_of_another_board_is_not_taken(worker: RunningWorker, folder: Path) -> None:
    write(folder, worker, board="sim:other")
    with pytest.raises(WorkerLost, match=f"is that of {worker.board}"):
        connect()


def test_a_refused_token_is_stale(worker: RunningWorker, folder: Path) -> None:
    write(folder, worker, token="wrong")  # noqa: S106
    with pytest.raises(WorkerLost, match="refuses its token"):
        connect()
    with pytest.raises(Unauthorized, match="token"):
        connect(worker.file.url, token="wrong")  # noqa: S106


@pytest.mark.parametrize(
    "contents", ["", "[]", "{", '{"url": "http://x/"}', '{"pid": true}', "\x00", "[" * 100_000]
)
def test_a_file_that_makes_no_sense_is_named(folder: Path, contents: str) -> None:
    (folder / "sim_x.json").write_text(contents, "utf-8")
    with pytest.raises(WorkerLost, match=r"sim_x\.json"):
        connect()


@pytest.mark.parametrize(
    "url", ["", " ", "http://127.0.0.1/", "ws://", "127.0.0.1:8765", "ws://127.0.0.1:99999/"]
)
@pytest.mark.usefixtures("folder")
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises((InvalidParams, WorkerLost)):
        connect(url, token="x")  # noqa: S106
    if url:
        with pytest.raises(InvalidParams, match="looks like ws://"):
            connect(url)


@pytest.mark.parametrize("token", ["secret\n", "se\r\ncret", "s\xe9cret"])
def test_a_token_that_none_can_be_is_refused(worker: RunningWorker, token: str) -> None:
    with pytest.raises(InvalidParams, match="Nothing was sent") as caught:
        connect(worker.file.url, token=token)
    assert token not in str(caught.value)


@pytest.mark.usefixtures("folder")
def test_an_address_without_a_worker_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        url = f"ws://127.0.0.1:{busy.getsockname()[1]}/"
        with pytest.raises(TimeoutError, match="Nothing was done"):
            connect(url, token="x", timeout=0.2)  # noqa: S106
    with pytest.raises(WorkerLost, match="Is the worker running"):
        connect(url, token="x")  # noqa: S106
