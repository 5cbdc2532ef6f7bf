"""Starts that fail, each with its reason; and configurations."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from pyrpl_mux import BoardUnavailable, InvalidParams, WorkerLost
from pyrpl_mux.worker.config import resolve_config, worker_arguments, worker_environment

if TYPE_CHECKING:
    from pathlib import Path

    from pyrpl_mux.shared_pyrpl_manager import SharedPyRPLManager

LOGIN = {"hostname": "rp.local", "user": "root", "ssh_port": 2200}


def arguments_of(config: dict[str, Any]) -> str:
    return " ".join(worker_arguments(resolve_config(config), 60))


def test_a_board_out_of_reach_is_named(manager: SharedPyRPLManager) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(
            BoardUnavailable, match=rf"127\.0\.0\.1:{port}.*The worker keeps trying"
        ) as caught:
            manager.start_worker({"hostname": "127.0.0.1", "port": port})
    assert caught.value.effect == "none"
    assert not manager.is_worker_running()


def test_a_simulated_board_that_makes_no_sense_is_refused(manager: SharedPyRPLManager) -> None:
    with pytest.raises(BoardUnavailable, match="moon"):
        manager.start_worker({"simulate": "x", "wiring": "out1->moon"})


def test_the_worker_tells_why_it_could_not_start(manager: SharedPyRPLManager) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WorkerLost, match=rf"could not be started: .*{port}.*Nothing was done\."):
            manager.start_worker({"simulate": "x", "listenPort": port})


def test_a_program_that_is_none_is_named(manager: SharedPyRPLManager, folder: Path) -> None:
    folder.mkdir()
    missing = folder / "missing.js"
    with pytest.raises(WorkerLost, match=r"missing\.js does not exist. Nothing was started\..*pip install"):
        manager.start_worker({"simulate": "x", "program": str(missing)})
    broken = folder / "broken.js"
    broken.write_text("process.exit(3);")
    with pytest.raises(
        WorkerLost, match=r"it ended with exit code 3 before it listened\. Its log is .*sim_x\.log"
    ):
        manager.start_worker({"simulate": "x", "program": str(broken)})
    broken.write_text("process.stderr.write('The moon is full.'); process.exit(3);")
    with pytest.raises(WorkerLost, match=r"could not be started: The moon is full\. Nothing was done\."):
        manager.start_worker({"simulate": "x", "program": str(broken)})
    broken.write_text("setInterval(() => {}, 1000);")
    with pytest.raises(WorkerLost, match="did not listen in time and was stopped"):
        manager.start_worker({"simulate": "x", "program": str(broken), "start_timeout": 1.5})


def test_what_was_started_is_as_it_was_asked_for(manager: SharedPyRPLManager) -> None:
    manager.start_worker({"simulate": "x", "seed": 7, "inputRange": {"in2": "HV"}, "client": "lab.py"})
    status = manager.send_command("status", {})["data"]
    assert status["backend"]["configuration"]["seed"] == 7
    assert status["backend"]["configuration"]["input_range"] == {"in1": "LV", "in2": "HV"}
    assert [client["client"] for client in status["clients"]] == ["lab.py"]


def test_the_channel_of_a_node_that_has_started_this_program_is_not_passed_on(
    manager: SharedPyRPLManager, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    program = folder / "channel.js"
    program.write_text("process.exit(process.connected ? 4 : 3);")
    monkeypatch.setenv("NODE_CHANNEL_FD", "3")
    with pytest.raises(WorkerLost, match="exit code 3 before it listened"):
        manager.start_worker({"simulate": "x", "program": str(program)})


def test_the_origins_configurations_name_their_boards() -> None:
    mock = {"hostname": "100.107.106.75", "port": 2222, "config_name": "lab", "mock_mode": True}
    assert resolve_config(mock).board == "sim:default"
    assert resolve_config({**mock, "mock_mode": False}).board == "100.107.106.75:2222"
    assert resolve_config({"hostname": "RP-F0.local", "config_name": ""}).board == "rp-f0.local:2222"
    assert resolve_config({"hostname": "FE80::1", "port": 5}).board == "[fe80::1]:5"


def test_the_names_of_the_typescript_client_mean_the_same() -> None:
    python = {"hostname": "rp", "ssh_port": 22, "user": "root", "log_level": "warn", "start_timeout": 5}
    typescript = {"hostname": "rp", "sshPort": 22, "user": "root", "logLevel": "warn", "startTimeout": 5}
    assert resolve_config(python) == resolve_config(typescript)
    with pytest.raises(InvalidParams, match="log_level is given twice"):
        resolve_config({"hostname": "rp", "log_level": "warn", "logLevel": "warn"})


def test_a_login_is_on_the_command_line_and_its_password_in_the_environment() -> None:
    config = resolve_config({**LOGIN, "password": "s3cret"})
    line = " ".join(worker_arguments(config, 60))
    assert "--host rp.local --user root --ssh-port 2200" in line
    assert "s3cret" not in line
    assert worker_environment(config) == {"PYRPL_MUX_BOARD_PASSWORD": "s3cret"}
    assert worker_environment(resolve_config({**LOGIN, "key": "lab.pem"})) == {}
    assert "--ssh-port 2200" in arguments_of({"hostname": "rp.local", "backend": "pyrpl", "sshPort": 2200})


def test_pyrpls_dummy_is_a_board_of_its_own() -> None:
    assert resolve_config({"pyrplMock": True}).board == "pyrpl-mock"
    assert arguments_of({"pyrpl_mock": True}).startswith("worker --pyrpl-mock --backend pyrpl --port 0")


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({}, "Neither hostname nor simulate"),
        ({"simulate": True, "seeed": 1}, "seeed is no key"),
        ({"hostname": "rp", "seed": 1}, "seed can be set for a simulated board only"),
        ({"simulate": True, "port": 1}, "port belongs to a real board"),
        ({"hostname": "rp", "port": 70_000}, "port must be a port from 1 to 65535, but was 70000"),
        ({"hostname": "rp", "port": True}, "port must be"),
        ({"simulate": "", "mock_mode": True}, "simulate must be"),
        ({"mock_mode": "yes"}, "mock_mode must be True or False"),
        ({"simulate": True, "noise": float("nan")}, "noise must be"),
        ({"simulate": True, "inputRange": {"in3": "LV"}}, "inputRange must be like"),
        ({"pyrpl_mock": True, "hostname": "rp.local"}, "a board is named as well"),
        ({"pyrpl_mock": True, "simulate": True}, "a board is named as well"),
        ({"pyrpl_mock": True, "backend": "board"}, "needs the backend pyrpl"),
        ({"pyrpl_mock": True, "seed": 1}, "for a simulated board only"),
        ({"pyrpl_mock": True, "user": "root"}, "no real board is asked for"),
        ({"simulate": True, "password": "root"}, "no real board is asked for"),
        ({"hostname": "rp.local", "password": "root"}, "user is not given"),
        ({**LOGIN, "password": "root", "key": "lab.pem"}, "exclude each other"),
        ({"hostname": "rp.local", "backend": "pyrpl", "key": "lab.pem"}, "PyRPL logs in with a password"),
    ],
)
def test_a_configuration_that_makes_no_sense_is_refused(config: dict[str, Any], says: str) -> None:
    """Promise 11: "An impossible value is an error"."""
    with pytest.raises(InvalidParams, match=says) as caught:
        resolve_config(config)
    assert caught.value.effect == "none"
