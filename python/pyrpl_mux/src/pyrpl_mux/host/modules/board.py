"""All modules of the board, and the calls that the worker can make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import CommandError
from ..registers import Module, read, write
from ..steps import Steps, access
from .hk import Hk
from .pid import Pid
from .sampler import Sampler
from .setup import DRIVING_MODULES, check_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Arguments = dict[str, Any]


class Board:
    """A board in the vocabulary of our own driver, in its own volts: full scale of every signal is 1 V."""

    def __init__(self, redpitaya: Module) -> None:
        """Take PyRPL's board object; nothing is read yet."""
        self._redpitaya = redpitaya
        self._hk = Hk(redpitaya.hk)
        self._sampler = Sampler(redpitaya.sampler)
        self._pids = {name: Pid(getattr(redpitaya, name)) for name in ("pid0", "pid1", "pid2")}
        self._calls: dict[str, Callable[[Arguments], Steps[Any]]] = dict(self._table())

    def begin(self, call: str, args: Arguments) -> Steps[Any]:
        """Make the steps of a call.

        Raises:
            CommandError: there is no such call.

        """
        found = self._calls.get(call)
        if found is None:
            raise CommandError("invalid", f'There is no call "{call}". Nothing was done.')
        return found(args)

    def _table(self) -> Mapping[str, Callable[[Arguments], Steps[Any]]]:
        table: dict[str, Callable[[Arguments], Steps[Any]]] = {
            "hk.get": _without_arguments(self._hk.get),
            "sampler.read": _with_one("signals", self._sampler.read),
            "board.outputs_off": _without_arguments(self.outputs_off),
        }
        for name, pid in self._pids.items():
            table[f"{name}.setup"] = pid.setup
            table[f"{name}.get"] = _without_arguments(pid.get)
            table[f"{name}.set_setpoint"] = _with_one("value", pid.set_setpoint)
            table[f"{name}.get_setpoint"] = _without_arguments(pid.get_setpoint)
            table[f"{name}.set_integrator"] = _with_one("value", pid.set_integrator)
        return table

    def outputs_off(self) -> Steps[dict[str, Any]]:
        """Disconnect every module from both outputs, and tell where each was connected. Other settings stay."""
        was: dict[str, str] = {}
        for name in DRIVING_MODULES:
            was[name] = yield from access(f"output_direct of {name}", self._disconnector(name))
        out1 = yield from access("out1", self._reader("out1"))
        out2 = yield from access("out2", self._reader("out2"))
        return {"was": was, "out1": out1, "out2": out2}

    def _disconnector(self, name: str) -> Callable[[], str]:
        module = getattr(self._redpitaya, name)

        def disconnect() -> str:
            was: str = read(module, "output_direct")
            write(module, "output_direct", "off")
            return was

        return disconnect

    def _reader(self, signal: str) -> Callable[[], float]:
        return lambda: self._sampler.value(signal)


def _without_arguments(method: Callable[[], Steps[Any]]) -> Callable[[Arguments], Steps[Any]]:
    def begin(args: Arguments) -> Steps[Any]:
        check_names(args, ())
        return method()

    return begin


def _with_one(name: str, method: Callable[[Any], Steps[Any]]) -> Callable[[Arguments], Steps[Any]]:
    def begin(args: Arguments) -> Steps[Any]:
        check_names(args, (name,))
        return method(args.get(name))

    return begin
