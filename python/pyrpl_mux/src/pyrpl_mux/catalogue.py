"""Every command of the protocol, and what a sender must know of it.

Generated from the catalogue of packages/client by `npm run docs`; changes belong there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class CommandFacts(NamedTuple):
    """What a sender must know of a command beyond its name."""

    access: str
    """``session``, ``read``, ``write`` or ``urgent`` (PROTOCOL.md, section 7)"""
    may_change: bool
    """whether a command that was sent and never answered may have changed anything"""
    deadline: float | None
    """s; default of the envelope's timeout; None where it depends on the parameters"""


#: By name.
COMMANDS: Final[Mapping[str, CommandFacts]] = {
    "ping": CommandFacts("session", False, 5.0),
    "hello": CommandFacts("session", False, 5.0),
    "status": CommandFacts("session", False, 5.0),
    "describe": CommandFacts("session", False, 5.0),
    "cancel": CommandFacts("session", True, 5.0),
    "subscribe": CommandFacts("session", False, 5.0),
    "unsubscribe": CommandFacts("session", False, 5.0),
    "shutdown": CommandFacts("session", True, 5.0),
    "scope_setup": CommandFacts("write", True, 5.0),
    "scope_get": CommandFacts("read", False, 5.0),
    "scope_acquire": CommandFacts("write", True, None),
    "scope_set_decimation": CommandFacts("write", True, 5.0),
    "scope_set_trigger": CommandFacts("write", True, 5.0),
    "asg_setup": CommandFacts("write", True, 5.0),
    "asg_get": CommandFacts("read", False, 5.0),
    "asg_set_frequency": CommandFacts("write", True, 5.0),
    "asg_set_amplitude": CommandFacts("write", True, 5.0),
    "asg_set_offset": CommandFacts("write", True, 5.0),
    "asg_off": CommandFacts("write", True, 5.0),
    "pid_configure": CommandFacts("write", True, 5.0),
    "pid_get": CommandFacts("read", False, 5.0),
    "pid_set_setpoint": CommandFacts("write", True, 5.0),
    "pid_get_setpoint": CommandFacts("read", False, 5.0),
    "pid_set_integrator": CommandFacts("write", True, 5.0),
    "iq_setup": CommandFacts("write", True, 5.0),
    "iq_get": CommandFacts("read", False, 5.0),
    "iq_get_quadratures": CommandFacts("write", True, None),
    "iq_get_measurement": CommandFacts("write", True, None),
    "iir_setup": CommandFacts("write", True, 5.0),
    "iir_get": CommandFacts("read", False, 5.0),
    "trig_setup": CommandFacts("write", True, 5.0),
    "pwm_set": CommandFacts("write", True, 5.0),
    "sampler_read": CommandFacts("read", False, 5.0),
    "outputs_off": CommandFacts("urgent", True, 5.0),
    "hk_get": CommandFacts("read", False, 5.0),
    "state_get": CommandFacts("read", False, 5.0),
    "state_save": CommandFacts("read", True, 15.0),
    "state_list": CommandFacts("read", False, 15.0),
    "state_compare": CommandFacts("read", False, 15.0),
    "state_restore": CommandFacts("write", True, 15.0),
}
