"""What the plugins say of the settings is what the worker says of its commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pymodaq_plugins_pyrpl_mux.daq_move_plugins.daq_move_PyRPLASG import DAQ_Move_PyRPLASG
from pymodaq_plugins_pyrpl_mux.daq_move_plugins.daq_move_PyRPLPID import DAQ_Move_PyRPLPID
from pymodaq_plugins_pyrpl_mux.daq_viewer_plugins.plugins_0D.daq_0Dviewer_PyRPLIQ import DAQ_0DViewer_PyRPLIQ
from pymodaq_plugins_pyrpl_mux.daq_viewer_plugins.plugins_0D.daq_0Dviewer_PyRPLMonitor import (
    DAQ_0DViewer_PyRPLMonitor,
)
from pymodaq_plugins_pyrpl_mux.daq_viewer_plugins.plugins_1D.daq_1Dviewer_PyRPLScope import (
    DAQ_1DViewer_PyRPLScope,
)
from pymodaq_plugins_pyrpl_mux.hardware.setting import (
    UNKNOWN,
    Choice,
    Number,
    Numbers,
    Reading,
    Setting,
    Switch,
    Whole,
)

if TYPE_CHECKING:
    from pyrpl_mux import Client

PLUGINS: list[Any] = [
    DAQ_1DViewer_PyRPLScope,
    DAQ_0DViewer_PyRPLIQ,
    DAQ_Move_PyRPLASG,
    DAQ_Move_PyRPLPID,
]


def described(client: Client, command: str) -> dict[str, Any]:
    """Give what the worker says of a command."""
    commands: list[dict[str, Any]] = client.command("describe")["commands"]
    return next(entry for entry in commands if entry["name"] == command)


def alternatives(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the schemas of which a value meets one, those for null included."""
    if isinstance(schema.get("type"), list):
        return [{**schema, "type": kind} for kind in schema["type"]]
    kinds: list[dict[str, Any]] = schema.get("anyOf", [schema])
    return kinds


def facts(schema: dict[str, Any], entered: dict[str, Any]) -> dict[str, Any]:
    """Give what a plugin must know of a value that the worker answers with, and takes if it is entered."""
    kinds = [kind for kind in alternatives(schema) if kind["type"] != "null"]
    nullable = len(kinds) < len(alternatives(schema))
    (kind,) = kinds
    unit = schema.get("unit", "").removesuffix("1")
    if "enum" in kind:
        return {"choices": set(kind["enum"]), "null": nullable}
    if kind["type"] in ("number", "integer"):
        span = (entered.get("minimum"), entered.get("maximum"))
        return {"type": kind["type"], "unit": unit, "span": span, "null": nullable}
    return {"type": kind["type"], "unit": unit, "null": nullable}


def known(setting: Setting, nullable: bool) -> dict[str, Any]:
    """Give the same of a setting; what may be null is told of choices only."""
    match setting:
        case Choice():
            return {"choices": set(setting.choices), "null": setting.may_be_unknown}
        case Number():
            kind = "integer" if isinstance(setting, Whole) else "number"
            return {"type": kind, "unit": setting.unit, "span": (setting.low, setting.high), "null": nullable}
        case Numbers():
            return {"type": "array", "unit": setting.unit, "null": False}
        case Switch():
            return {"type": "boolean", "unit": "", "null": False}
    raise AssertionError(setting)


@pytest.mark.parametrize("plugin", PLUGINS)
def test_the_settings_are_those_of_the_catalogue(other: Client, plugin: Any) -> None:  # noqa: ANN401
    command = described(other, plugin.setup_command)
    results, params = command["result"]["properties"], command["params"]["properties"]
    told = {name: facts(schema, params.get(name, schema)) for name, schema in results.items()}
    # Only a number that is no whole one can show that nothing is known.
    assert {
        setting.name: known(setting, type(setting) is Number and told[setting.name]["null"])
        for setting in plugin.board_settings
    } == told
    entered = {setting.name for setting in plugin.board_settings if not isinstance(setting, Reading)}
    assert entered <= params.keys()


@pytest.mark.parametrize("plugin", PLUGINS)
def test_the_modules_are_those_of_the_catalogue(other: Client, plugin: Any) -> None:  # noqa: ANN401
    modules = described(other, plugin.setup_command)["modules"]
    chosen = [param["limits"] for param in plugin.params if param["name"] == "channel"]
    assert chosen == ([modules] if len(modules) > 1 else [])


@pytest.mark.parametrize("plugin", [DAQ_Move_PyRPLASG, DAQ_Move_PyRPLPID])
def test_axes_have_the_units_of_the_catalogue(other: Client, plugin: Any) -> None:  # noqa: ANN401
    schemas = described(other, plugin.setup_command)["params"]["properties"]
    units = [schemas[axis]["unit"].removesuffix("1") for axis in plugin._axis_names]
    assert units == plugin._controller_units


def test_the_monitor_offers_signals_that_can_be_read(other: Client) -> None:
    channels = described(other, "sampler_read")["params"]["properties"]["channels"]
    (signals,) = (
        param["children"] for param in DAQ_0DViewer_PyRPLMonitor.params if param["name"] == "signals"
    )
    assert {signal["name"] for signal in signals} <= set(channels["items"]["enum"])
    assert len(signals) <= channels["maxItems"]


@pytest.mark.parametrize("plugin", PLUGINS)
def test_what_the_arrows_of_pymodaq_reset_to_is_harmless(plugin: Any) -> None:  # noqa: ANN401
    values = {setting.name: setting.parameter()["value"] for setting in plugin.board_settings}
    # The worker refuses to be told that something is unknown.
    harmless = {
        "output_direct": "off", "amplitude": 0, "offset": 0, "setpoint": 0, "p": 0, "i": 0, "gain": 0,
        "quadrature_factor": 0, "min_voltage": 0, "max_voltage": 0, "waveform": UNKNOWN,
        "trigger_source": UNKNOWN,
    }  # fmt: skip
    shared = values.keys() & harmless.keys()
    assert {name: values[name] for name in shared} == {name: harmless[name] for name in shared}
    for setting in plugin.board_settings:
        if isinstance(setting, Number):
            assert setting.low is None or setting.low <= values[setting.name], setting.name
            assert setting.high is None or values[setting.name] <= setting.high, setting.name
