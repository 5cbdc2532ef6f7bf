"""Traces for the worker's stream: with the settings as they are, given up when somebody wants the scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from .host_process import HostError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .host_process import HostProcess
    from .simulated_board import SimulatedBoard


def test_a_stream_changes_no_setting_and_waits_for_its_trigger_until_it_is_stopped(
    start_board: Callable[..., SimulatedBoard], start_host: Callable[..., HostProcess]
) -> None:
    host = start_host(*start_board().arguments)
    host.wait_ready()
    with pytest.raises(HostError, match="without a trigger"):
        host.call("scope.stream")
    settings = host.call("scope.setup", input1="in1", decimation=64, trigger_source="immediately")
    before = host.call("board.state")
    for _ in range(3):
        trace = host.call("scope.stream")
        assert np.asarray(trace["voltage"]).shape == (2, 16_384)
        assert trace["settings"] == settings
    assert host.call("board.state") == before

    waiting = host.call("scope.setup", threshold=0.9, trigger_source="ch1_positive_edge")
    stream = host.begin("scope.stream")
    host.next("waiting", stream)
    assert host.call("scope.get")["armed"] is True
    host.cancel(stream)
    with pytest.raises(HostError, match="disarmed"):
        host.result(stream)
    state = host.call("scope.get")
    assert state["armed"] is False
    assert {name: state[name] for name in waiting} == waiting

    # Wherever it is when it is stopped, it leaves the scope disarmed.
    host.call("scope.setup", trigger_source="immediately", decimation=1)
    for steps in range(20):
        stream = host.begin("scope.stream")
        for _ in range(steps):
            host.call("sampler.read", signals=["in1"])
        host.cancel(stream)
        try:
            assert np.asarray(host.result(stream)["voltage"]).shape == (2, 16_384)
        except HostError as stopped:
            assert stopped.code == "aborted"  # noqa: PT017 - either end is right
        assert host.call("scope.get")["armed"] is False
