"""What a running worker was started with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import ConfigMismatch

if TYPE_CHECKING:
    from .. import Client
    from .config import WorkerConfig


def require_configuration(client: Client, config: WorkerConfig) -> None:
    """Make sure that a running worker is what is asked for; what is not asked for agrees with anything.

    Raises:
        ConfigMismatch: the sentence names each difference; nothing was changed.

    """
    has: dict[str, Any] = client.command("status")["backend"]["configuration"]
    ranges = has.get("input_range") or {}
    wanted_ranges = config.input_range or {}
    pairs = (
        ("backend", config.backend, has.get("backend")),
        ("wiring", _without_spaces(config.wiring), _without_spaces(has.get("wiring"))),
        ("seed", config.seed, has.get("seed")),
        ("noise", config.noise, has.get("noise")),
        ("input range of in1", wanted_ranges.get("in1"), ranges.get("in1")),
        ("input range of in2", wanted_ranges.get("in2"), ranges.get("in2")),
    )
    differences = [
        f"{name} is {'not set' if have is None else have} instead of {want}"
        for name, want, have in pairs
        if want is not None and want != have
    ]
    if differences:
        board, worker = client.greeting["board"], client.greeting["worker"]
        raise ConfigMismatch(
            f"The worker of {board['key']} (process {worker['pid']}) was started otherwise: "
            f"{', '.join(differences)}. Nothing was changed. Ask for what it has, or stop it first."
        )


def _without_spaces(wiring: str | None) -> str | None:
    return None if wiring is None else "".join(wiring.split())
