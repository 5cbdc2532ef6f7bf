"""Arrays on their way to a worker and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pyrpl_mux import InvalidParams
from pyrpl_mux.client.messages import Response, decode
from pyrpl_mux.client.request import Requests
from pyrpl_mux.frames import decode_frame, encode_frame

if TYPE_CHECKING:
    from pyrpl_mux import Client

    from .running_worker import RunningWorker


def test_received_arrays_are_views_of_the_frame() -> None:
    sent = {"status": "ok", "id": "c-1", "data": {"voltage": np.arange(6, dtype="<f4").reshape(2, 3)}}
    frame = bytearray(b"".join(encode_frame(sent)))
    message = decode(frame, text=False)
    assert isinstance(message, Response)
    voltage = message.data["voltage"]
    assert voltage.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert np.shares_memory(voltage, np.frombuffer(frame, np.uint8))
    with pytest.raises(ValueError, match="read-only"):
        voltage[0, 0] = 1


def test_a_trace_is_one_piece_of_memory(client: Client) -> None:
    trace = client.command("scope_acquire", input_channels=["in1", "in2"], trigger_source="immediately")
    voltage, time = trace["voltage"], trace["time"]
    assert voltage.shape == (2, 16384)
    assert voltage.dtype == np.float32
    for array in (voltage, time):
        assert not array.flags.owndata
        assert not array.flags.writeable
        assert array.ctypes.data % 8 == 0


def test_a_client_that_wants_lists_gets_lists(worker: RunningWorker) -> None:
    with worker.connect(arrays="json") as client:
        trace = client.command("scope_acquire", trigger_source="immediately")
        assert isinstance(trace["voltage"], list)
        client.command("asg_setup", channel="asg1", data=np.linspace(-1, 1, 16384))


def test_an_array_of_parameters_travels_as_it_is(client: Client) -> None:
    waveform = np.sin(np.linspace(0, 2 * np.pi, 16384, endpoint=False))
    settings = client.send("asg_setup", {"channel": "asg1", "data": waveform, "amplitude": np.float32(0.5)})
    assert settings["amplitude"] == pytest.approx(0.5, abs=1e-3)
    request = Requests("binary").make("asg_setup", {"data": waveform, "cycles_per_burst": np.int64(3)})
    assert not request.text
    params = decode_frame(request.frame)["params"]
    assert np.array_equal(params["data"], waveform)
    assert params["cycles_per_burst"] == 3


def test_an_array_of_other_numbers_travels_as_the_same_numbers() -> None:
    for other in (np.arange(-3, 4), np.array([True, False]), np.array([0.5, -2], np.float16)):
        data = decode_frame(Requests("binary").make("asg_setup", {"data": other}).frame)["params"]["data"]
        assert data.dtype == np.float64
        assert np.array_equal(data, other)


def test_an_array_that_cannot_travel_is_refused(client: Client) -> None:
    for array in (np.zeros((2, 2, 2)), np.zeros(2, complex), np.array(["1"]), np.array([None])):
        with pytest.raises(InvalidParams, match="was not sent"):
            client.send("asg_setup", {"data": array})
