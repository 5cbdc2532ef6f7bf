"""The host as a process, with PyRPL's dummy."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest

from .host_process import HostError, HostProcess, frame

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_tells_its_versions_and_what_the_dummy_cannot_answer(start_host: Callable[..., HostProcess]) -> None:
    ready = start_host("--mock").wait_ready()
    assert ready["pyrpl"] == "0.9.9.1"
    assert ready["writes"] == []
    named = {(entry["call"], entry["parameter"]) for entry in ready["unsupported"]}
    assert {("iq0.measure", None), ("pid2.setup", "input_filter")} <= named


def test_sends_heartbeats_from_the_beginning(start_host: Callable[..., HostProcess]) -> None:
    host = start_host("--mock")
    host.wait_ready()
    assert [beat["seq"] for beat in host.heartbeats][:2] == [0, 1]
    assert any((beat["running"] or {}).get("call") == "start: import" for beat in host.heartbeats)


def test_answers_with_the_values_read_back(mock_host: HostProcess) -> None:
    settings = mock_host.call("pid0.setup", setpoint=0.1, p=2, input="in2", output_direct="out1")
    assert settings["setpoint"] == 819 / 8192
    assert (settings["p"], settings["input"], settings["output_direct"]) == (2, "in2", "out1")
    assert mock_host.call("pid0.get") == settings
    assert mock_host.call("pid0.set_setpoint", value=-0.25) == -0.25


@pytest.mark.parametrize(
    ("call", "args", "parameter", "possible"),
    [
        ("pid0.setup", {"setpoint": 1.01}, "setpoint", "from -1 V to 1 V"),
        ("pid0.setup", {"p": 1e-9}, "p", "0 or at least 0.000244141, the smallest step"),
        ("pid0.setup", {"input": "in3"}, "input", None),
        ("pid0.setup", {"setpiont": 0}, "setpiont", None),
        ("pid0.setup", {"setpoint": True}, "setpoint", "a finite number"),
        ("asg0.setup", {"frequency": 63e6}, "frequency", "from 0 Hz to 62500000 Hz"),
        (
            "asg0.setup",
            {"waveform": "noise", "amplitude": 0.3},
            "amplitude",
            "from 0 V to 0.25 V (rms of noise)",
        ),
        ("asg0.setup", {"data": [0, 1, 2]}, "data", "a power of two of values, from 2 to 16384"),
        ("asg0.setup", {"data": [0, 1.5]}, "data", "from -1 to 1"),
        ("scope.setup", {"decimation": 3}, "decimation", "a power of two from 1 to 65536"),
        ("scope.setup", {"trigger_delay": 11}, "trigger_delay", None),
        ("iq0.setup", {"amplitude": 1.1}, "amplitude", "from -1 V to 1 V"),
        ("trig.setup", {"armed": False}, "armed", "true, for the board cannot disarm"),
        ("iir.setup", {"gain": 2}, "gain", None),
        ("iir.setup", {"zeros": [], "poles": [1000], "gain": 2}, "poles", None),
        ("iir.setup", {"zeros": [], "poles": [-1000, -1000], "gain": 2}, "poles", None),
    ],
)
def test_an_impossible_value_is_an_error_before_anything_is_written(
    mock_host: HostProcess, call: str, args: dict[str, object], parameter: str, possible: str | None
) -> None:
    module = call.split(".")[0]
    before = mock_host.call(f"{module}.get")
    # Something possible besides, which must not be written either.
    others = {"output_direct": "out2"} if module in ("pid0", "asg0", "iq0") else {}
    with pytest.raises(HostError) as refusal:
        mock_host.call(call, **args, **others)
    assert (refusal.value.code, refusal.value.effect) == ("invalid", "none")
    assert refusal.value.details["parameter"] == parameter
    assert possible in (None, refusal.value.details.get("range"))
    assert mock_host.call(f"{module}.get") == before


def test_gives_traces_as_arrays(mock_host: HostProcess) -> None:
    acquired = mock_host.call("scope.acquire", settings={"decimation": 1}, channels=["ch2", "ch1"])
    assert acquired["voltage"].shape == (2, 16_384)
    assert acquired["voltage"].dtype == np.float32
    assert acquired["time"] == {"start": 0, "step": 8e-9}


def test_says_what_the_dummy_cannot_answer_instead_of_answering(mock_host: HostProcess) -> None:
    for call, args in (
        ("iq0.measure", {"averaging_time": 0.01}),
        ("pid0.setup", {"input_filter": [1000.0]}),
        ("scope.acquire", {"settings": {"trigger_source": "ch1_positive_edge"}}),
    ):
        with pytest.raises(HostError) as refusal:
            mock_host.call(call, **args)
        assert (refusal.value.code, refusal.value.effect) == ("unsupported", "none")
    assert mock_host.call("pid0.setup", input_filter=[])["input_filter"] == []


def test_leaves_at_once_when_its_input_ends(start_host: Callable[..., HostProcess]) -> None:
    host = start_host("--mock")
    host.wait_ready()
    host.stdin.close()
    assert host.exit_code() == 0


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("<I", 2**31),
        struct.pack("<I", 3) + b"abc",
        struct.pack("<I", 8) + struct.pack("<I", 4) + b"[1]}",
        frame({"call": "hk.get"})[:-1],
    ],
)
def test_a_malformed_message_ends_it_with_a_code_of_its_own(
    start_host: Callable[..., HostProcess], data: bytes
) -> None:
    host = start_host("--mock")
    host.send_raw(data)
    host.stdin.close()
    assert host.exit_code() == 5


def test_fails_with_a_sentence_where_no_board_is_named(start_host: Callable[..., HostProcess]) -> None:
    host = start_host()
    failed = host.next("failed")
    assert failed["code"] == "bad_options"
    assert host.exit_code() == 3


def test_gives_up_after_three_tries_to_log_in_and_says_why(start_host: Callable[..., HostProcess]) -> None:
    host = start_host("--host", "127.0.0.1", "--ssh-port", "1")
    failed = host.next("failed")
    assert (failed["code"], failed["tries"]) == ("login", 3)
    assert "127.0.0.1, port 1: Connection refused (3 tries)" in failed["message"]
    assert "Nothing was changed" in failed["message"]
    assert host.exit_code() == 3


def test_pyrpl_writes_into_its_own_folder_only(
    start_host: Callable[..., HostProcess], tmp_path: Path
) -> None:
    start_host("--mock").wait_ready()
    assert (tmp_path / "host0" / "user" / "config").is_dir()
