"""Which board a worker shall own, and how it is started if none does."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import InvalidParams

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Port of PyRPL's register server on a Red Pitaya, unless told otherwise.
REGISTER_SERVER_PORT = 2222

#: Variable in which a worker finds the password of its board.
PASSWORD_VARIABLE = "PYRPL_MUX_BOARD_PASSWORD"  # noqa: S105 - a name

#: What is for a login.
_LOGIN = ("user", "password", "key", "ssh_port")

#: What only a simulated board has.
_SIMULATION = ("wiring", "seed", "noise", "faults")


@dataclass(frozen=True, kw_only=True)
class WorkerConfig:
    """A configuration whose values have been checked, and whose board is known.

    As a mapping, for :meth:`SharedPyRPLManager.start_worker`, its keys are the names below, or the same in
    the manner of the TypeScript client (``input_range`` or ``inputRange``). An unknown key is an error.
    """

    #: Key of the board (PROTOCOL.md, section 2); not given, but made of what is.
    board: str
    #: Name of the simulated board; None for a real one. Given as ``simulate``: a name, or True for
    #: ``default``.
    simulated: str | None = None
    #: A real board, and the port of its register server (2222).
    hostname: str | None = None
    port: int | None = None
    #: The simulated board ``default``, as at the origin: ``hostname`` and ``port`` do not count then.
    mock_mode: bool | None = None
    #: PyRPL's own configuration, which the backend ``board`` does not have: it changes nothing.
    config_name: str | None = None
    #: ``board`` (default), the driver of this project, or ``pyrpl``, PyRPL itself.
    backend: str | None = None
    #: A Python that has PyRPL, where it is not that of ``pyrpl-mux install-pyrpl``.
    python: str | None = None
    #: PyRPL's own dummy instead of a board.
    pyrpl_mock: bool | None = None
    #: A login to a real board: password or path of a private key, and the port of SSH (22). The worker gets
    #: the password in a variable of its environment; where none is given, that of this program,
    #: ``PYRPL_MUX_BOARD_PASSWORD``, counts.
    user: str | None = None
    password: str | None = None
    key: str | None = None
    ssh_port: int | None = None
    #: What a simulated board is made with: wires, seed of its noise, noise in V rms, faults by name.
    wiring: str | None = None
    seed: int | None = None
    noise: float | None = None
    faults: tuple[str, ...] | None = None
    #: Position of the input jumpers, ``{"in1": "HV"}``; LV where not given.
    input_range: Mapping[str, str] | None = None
    #: Port for clients; any free one where not given, for the connection file tells it.
    listen_port: int | None = None
    #: Of the log beside the connection file: trace, debug, info, warn, error or silent.
    log_level: str | None = None
    #: Path of ``pyrpl-mux.js``, where it is not found by itself.
    program: str | None = None
    #: Longest wait for the worker and its board [s].
    start_timeout: float = 30.0
    #: Name of this program, shown to others.
    client: str | None = None


def _text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _whole(least: int, most: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _ranges(value: object) -> bool:
    return isinstance(value, dict) and all(
        name in ("in1", "in2") and position in ("LV", "HV") for name, position in value.items()
    )


#: What each key may be, as a test and in words.
_KEYS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "hostname": (_text, "a name or an address"),
    "port": (_whole(1, 65_535), "a port from 1 to 65535"),
    "simulate": (lambda value: _flag(value) or _text(value), "True, or the name of a simulated board"),
    "mock_mode": (_flag, "True or False"),
    "config_name": (lambda value: isinstance(value, str), "a text"),
    "backend": (lambda value: value in ("board", "pyrpl"), '"board" or "pyrpl"'),
    "python": (_text, "a path"),
    "pyrpl_mock": (_flag, "True or False"),
    "user": (_text, "a name"),
    "password": (lambda value: isinstance(value, str), "a text"),
    "key": (_text, "a path"),
    "ssh_port": (_whole(1, 65_535), "a port from 1 to 65535"),
    "wiring": (lambda value: isinstance(value, str), "a text"),
    "seed": (_whole(0, 0xFFFF_FFFF), "a whole number from 0 to 4294967295"),
    "noise": (lambda value: _number(value) and 0 <= value <= 1, "a number from 0 to 1 V"),
    "faults": (
        lambda value: isinstance(value, list | tuple) and all(map(_text, value)),
        "a list of names",
    ),
    "input_range": (_ranges, 'like {"in1": "LV", "in2": "HV"}'),
    "listen_port": (_whole(0, 65_535), "a port from 0 to 65535"),
    "log_level": (
        lambda value: value in ("trace", "debug", "info", "warn", "error", "silent"),
        "trace, debug, info, warn, error or silent",
    ),
    "program": (_text, "a path"),
    "start_timeout": (lambda value: _number(value) and 0 < value <= 3600, "a number from 0 to 3600 s"),
    "client": (lambda value: _text(value) and len(value) <= 200, "a name of up to 200 characters"),
}


def resolve_config(config: Mapping[str, Any]) -> WorkerConfig:
    """Check a configuration and name its board. A value of None counts as not given.

    Raises:
        InvalidParams: the sentence says what is wrong with it.

    """
    given = _checked(config)
    simulate = given.pop("simulate", None)
    if simulate is None and given.get("mock_mode"):
        simulate = True
        # Code written for the origin names a board even then.
        given.pop("hostname", None)
        given.pop("port", None)
    is_simulated = simulate not in (None, False)
    _check_login(given, is_simulated)
    alien = [key for key in _SIMULATION if key in given]
    if not is_simulated and alien:
        raise _invalid(f"{', '.join(alien)} can be set for a simulated board only.")
    if "faults" in given:
        given["faults"] = tuple(given["faults"])
    if given.get("pyrpl_mock"):
        return _resolve_mock(given, is_simulated)
    if is_simulated:
        if "port" in given:
            raise _invalid("port belongs to a real board, but a simulated one is asked for.")
        name = "default" if simulate is True else str(simulate)
        return WorkerConfig(**given, simulated=name, board=f"sim:{name}")
    if "hostname" not in given:
        raise _invalid("Neither hostname nor simulate nor mock_mode is given, so no board is named.")
    return WorkerConfig(
        **given, board=_host_board_key(given["hostname"], given.get("port", REGISTER_SERVER_PORT))
    )


def worker_arguments(config: WorkerConfig, linger: float) -> list[str]:
    """Give the arguments of ``pyrpl-mux`` that start a worker for this configuration.

    Args:
        config: the configuration.
        linger: seconds that it stays without a session.

    """
    ranges = config.input_range or {}
    return [
        "worker",
        *_board_arguments(config),
        *_option("--backend", config.backend),
        *_option("--python", config.python),
        *_option("--wiring", config.wiring),
        *_option("--seed", config.seed),
        *_option("--noise", config.noise),
        *(part for fault in config.faults or () for part in ("--fault", fault)),
        *("--port", str(config.listen_port or 0)),
        *("--input-range", f"in1={ranges.get('in1', 'LV')},in2={ranges.get('in2', 'LV')}"),
        *("--log-level", config.log_level or "info"),
        *("--linger", f"{linger:g}"),
    ]


def worker_environment(config: WorkerConfig) -> dict[str, str]:
    """Give the environment of such a worker, beside that of this program."""
    return {} if config.password is None else {PASSWORD_VARIABLE: config.password}


def _board_arguments(config: WorkerConfig) -> list[str]:
    if config.simulated is not None:
        return ["--simulate", config.simulated]
    if config.pyrpl_mock:
        return ["--pyrpl-mock"]
    return [
        *("--host", config.hostname or ""),
        *_option("--board-port", config.port),
        *_option("--user", config.user),
        *_option("--key", config.key),
        *_option("--ssh-port", config.ssh_port),
    ]


def _option(name: str, value: object) -> list[str]:
    return [] if value is None else [name, str(value)]


def _checked(config: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for written, value in config.items():
        key = re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", str(written))
        rule = _KEYS.get(key)
        if rule is None:
            raise _invalid(f"{written} is no key of it; they are: {', '.join(_KEYS)}.")
        if value is None:
            continue
        if key in given:
            raise _invalid(f"{key} is given twice.")
        fits, form = rule
        if not fits(value):
            raise _invalid(f"{written} must be {form}, but was {value!r}.")
        given[key] = value
    return given


def _resolve_mock(given: dict[str, Any], is_simulated: bool) -> WorkerConfig:
    if is_simulated or "hostname" in given or "port" in given:
        raise _invalid("pyrpl_mock is PyRPL's dummy, but a board is named as well.")
    if given.get("backend") == "board":
        raise _invalid("pyrpl_mock is PyRPL's dummy, which needs the backend pyrpl.")
    return WorkerConfig(**{**given, "backend": "pyrpl"}, board="pyrpl-mock")


def _check_login(given: Mapping[str, Any], is_simulated: bool) -> None:
    first = next((key for key in _LOGIN if key in given), None)
    if first is None:
        return
    if is_simulated or given.get("pyrpl_mock"):
        raise _invalid(f"{first} belongs to a login to a real board, but no real board is asked for.")
    if given.get("backend") == "pyrpl":
        if "key" in given:
            raise _invalid("PyRPL logs in with a password, but a key is given.")
        return
    if "user" not in given:
        raise _invalid(f"{first} belongs to a login, but user is not given.")
    if "key" in given and "password" in given:
        raise _invalid("password and key exclude each other.")


def _host_board_key(host: str, port: int) -> str:
    name = host.lower()
    return f"[{name}]:{port}" if ":" in name and not name.startswith("[") else f"{name}:{port}"


def _invalid(sentence: str) -> InvalidParams:
    return InvalidParams(f"The worker's configuration can't be used. {sentence} Nothing was started.")
