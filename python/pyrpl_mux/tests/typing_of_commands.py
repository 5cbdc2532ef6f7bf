"""What mypy must accept and refuse of typed commands. Never run: `npm run lint:python` checks it.

A refusal that is gone makes its ``type: ignore`` unused, which mypy reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, assert_type

import numpy as np
from numpy.typing import NDArray

from pyrpl_mux import AsyncPendingCommand, PendingCommand
from pyrpl_mux.commands import AsgSettings, Output, PidSettings, ScopeAcquireParams, ScopeSettings

if TYPE_CHECKING:
    from pyrpl_mux import AsyncClient, Client


def accepted(client: Client) -> None:
    assert_type(client.command("ping"), Literal["pong"])
    assert_type(client.command("ping", deadline=1), Literal["pong"])
    assert_type(client.command("pid_get"), PidSettings)
    assert_type(client.command("pid_get", channel="pid1")["setpoint"], float)
    assert_type(client.command("pid_set_setpoint", channel="pid2", value=1), float)
    assert_type(client.command("scope_set_decimation", value=2**6), int)
    assert_type(client.command("sampler_read", channels=("in1", "out2")), float | list[float])
    assert_type(client.command("status")["worker"]["restarts"]["count"], int)
    assert_type(client.command("status")["backend"], dict[str, Any])
    assert_type(client.command("asg_setup", waveform="sin", frequency=1e3)["output_direct"], Output)
    client.command("asg_setup", data=np.zeros(16384, np.float32), trigger_source="immediately")
    client.command("asg_setup", data=[0.0, 1.0])
    client.command("iq_setup", bandwidth=[1000, 1000])
    client.command("iir_setup", zeros=[[-3000, 1e5], -1e4], poles=[(-3000.0, 5e4)])
    client.command("outputs_off", deadline=None, on_progress=print)

    trace = client.command("scope_acquire", input_channels=["in1", "in2"], timeout=1.0, deadline=60.0)
    assert_type(trace["voltage"], NDArray[np.floating[Any]])
    assert_type(trace["settings"], ScopeSettings)
    params: ScopeAcquireParams = {"decimation": 64, "trigger_source": "asg0"}
    client.command("scope_acquire", **params)

    assert_type(client.submit("pid_get"), PendingCommand[PidSettings])
    assert_type(client.send("of_a_newer_worker", {"anything": 1}), Any)


async def awaited(client: AsyncClient) -> None:
    assert_type(await client.command("ping"), Literal["pong"])
    assert_type(await client.command("asg_off", channel="asg1"), AsgSettings)
    assert_type(client.submit("pid_get"), AsyncPendingCommand[PidSettings])
    assert_type(await client.submit("pid_get"), PidSettings)
    await client.command("asg_off", chanel="asg1")  # type: ignore[call-overload]


def refused(client: Client, name: str) -> None:
    client.command("pid_gett")  # type: ignore[call-overload]
    client.command(name)  # type: ignore[call-overload]
    client.command("ping", channel="pid0")  # type: ignore[call-overload]
    client.command("pid_get", chanel="pid0")  # type: ignore[call-overload]
    client.command("pid_get", channel="pid3")  # type: ignore[call-overload]
    client.command("pid_set_setpoint", channel="pid0")  # type: ignore[call-overload]
    client.command("pid_set_setpoint", value="1 V")  # type: ignore[call-overload]
    client.command("asg_setup", waveform="sine")  # type: ignore[call-overload]
    client.command("trig_setup", armed=False)  # type: ignore[call-overload]
    client.command("pid_get")["setpiont"]  # type: ignore[typeddict-item]
    client.submit("pid_set_setpoint", value=None)  # type: ignore[call-overload]
