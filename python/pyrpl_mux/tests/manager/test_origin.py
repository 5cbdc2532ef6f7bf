"""Code that was written for the origin: its plugins' use of the manager, and what its own tests expect."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pyrpl_mux.shared_pyrpl_manager import get_shared_worker_manager

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyrpl_mux.shared_pyrpl_manager import SharedPyRPLManager

CONFIG = {"hostname": "100.107.106.75", "config_name": "test", "port": 2222, "mock_mode": True}


@pytest.fixture
def started(folder: Path) -> Iterator[SharedPyRPLManager]:
    assert not folder.exists()
    manager = get_shared_worker_manager()
    manager.start_worker(CONFIG)
    yield manager
    manager.shutdown()


def test_a_plugin_attaches_and_asks_for_a_sign_of_life(started: SharedPyRPLManager) -> None:
    command_queue, response_queue = started.start_worker(CONFIG)
    assert command_queue is not None
    assert response_queue.get(timeout=10)["status"] == "ok"
    response = started.send_command("ping", {}, timeout=5.0)
    assert response["status"] == "ok"
    assert response["data"] == "pong"
    assert "id" in response
    assert started.is_worker_running()
    worker = started.get_worker_process()
    assert worker is not None
    assert worker.is_alive()


def test_many_threads_without_cross_talk(started: SharedPyRPLManager) -> None:
    responses: dict[int, Any] = {}

    def ping(number: int) -> None:
        # It took any parameters there, and looked at none.
        responses[number] = started.send_command("ping", {"thread_id": number})

    threads = [threading.Thread(target=ping, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(response["status"] == "ok" for response in responses.values())
    assert len({response["id"] for response in responses.values()}) == 10
    assert len(started._pending_responses) == 0


def test_an_unknown_command_is_an_error_response(started: SharedPyRPLManager) -> None:
    response = started.send_command("unknown_test_command", {}, timeout=1.0)
    assert response["status"] == "error"
    assert "unknown" in response["data"].lower()
    assert "id" in response


def test_the_viewer_of_the_scope(started: SharedPyRPLManager) -> None:
    assert started.send_command("scope_set_decimation", {"value": 64})["status"] == "ok"
    assert started.send_command("scope_set_trigger", {"source": "immediately"})["status"] == "ok"
    params = {"decimation": 64, "trigger_source": "immediately", "input_channel": "in1", "timeout": 5.0}
    response = started.send_command("scope_acquire", params, timeout=7.0)
    assert response["status"] == "ok"
    data = response["data"]
    # Lists, as they were: they can be tested, stored and turned into arrays that can be written to.
    assert isinstance(data["voltage"], list)
    assert json.loads(json.dumps(data["time"])) == data["time"]
    voltage, time = np.array(data["voltage"]), np.array(data["time"])
    assert voltage.shape == time.shape == (16384,)
    assert np.all(np.diff(time) > 0)
    voltage *= 2


def test_the_actuators_and_the_lock_in(started: SharedPyRPLManager) -> None:
    setup = {
        "channel": "asg0",
        "waveform": "sin",
        "frequency": 1000.0,
        "amplitude": 0.5,
        "offset": 0.0,
        "output_direct": "out1",
        "trigger_source": "immediately",
    }
    assert started.send_command("asg_setup", setup)["status"] == "ok"
    pid = {
        "channel": "pid0",
        "p": 1.0,
        "i": 0.0,
        "d": 0.0,
        "setpoint": 0.25,
        "input": "in1",
        "output_direct": "off",
    }
    assert started.send_command("pid_configure", pid)["status"] == "ok"
    assert started.send_command("pid_get_setpoint", {"channel": "pid0"})["data"] == 0.25
    iq = {"channel": "iq0", "frequency": 1000.0, "bandwidth": 10.0, "input": "in1", "output_direct": "off"}
    assert started.send_command("iq_setup", iq)["status"] == "ok"
    quadratures = started.send_command("iq_get_quadratures", {"channel": "iq0"})["data"]
    assert isinstance(quadratures["i"], float)
    assert isinstance(quadratures["q"], float)
    assert isinstance(started.send_command("sampler_read", {"channel": "in1"})["data"], float)


def test_shutdown_twice_and_start_again(started: SharedPyRPLManager) -> None:
    started.shutdown()
    started.shutdown()
    assert not started.is_worker_running()
    with pytest.raises(RuntimeError, match="PyRPL worker not running"):
        started.send_command("ping", {})
    started.start_worker(CONFIG)
    assert started.send_command("ping", {})["data"] == "pong"
