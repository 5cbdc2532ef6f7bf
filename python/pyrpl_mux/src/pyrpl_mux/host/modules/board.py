"""All modules of the board, and the calls that the worker can make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from ..errors import CommandError
from ..registers import Module, read, write
from ..steps import Steps, Written, access
from .asg import Asg
from .hk import Hk
from .iir import Iir
from .iq import Iq
from .pid import Pid
from .pwm import Pwm
from .sampler import Sampler
from .scope import Scope
from .setup import DRIVING_MODULES, check_names
from .trig import Trig

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Arguments = dict[str, Any]


class _Readable(Protocol):
    def get(self) -> Steps[dict[str, Any]]: ...


class _Remembering(Protocol):
    def recall(self, told: dict[str, Any]) -> Steps[bool]: ...


@runtime_checkable
class _Writable(Protocol):
    def setup(self, args: Mapping[str, Any]) -> Steps[dict[str, Any]]: ...


class Board:
    """A board in the vocabulary of our own driver, in its own volts: full scale of every signal is 1 V."""

    #: Calls, or parameters of them, that are not answered here, and why.
    unsupported: tuple[Mapping[str, str | None], ...] = ()

    def __init__(self, redpitaya: Module) -> None:
        """Take PyRPL's board object; nothing is read yet."""
        self._redpitaya = redpitaya
        self._sampler = Sampler(redpitaya.sampler)
        self._asgs = {
            "asg0": Asg(redpitaya.asg0, redpitaya.asg1),
            "asg1": Asg(redpitaya.asg1, redpitaya.asg0),
        }
        self._pids = {name: Pid(getattr(redpitaya, name)) for name in ("pid0", "pid1", "pid2")}
        self._iqs = {name: Iq(getattr(redpitaya, name)) for name in ("iq0", "iq1", "iq2")}
        self._scope = Scope(redpitaya.scope)
        self._iir = Iir(redpitaya.iir)
        self._readable: dict[str, _Readable] = {
            "hk": Hk(redpitaya.hk),
            "scope": self._scope,
            **self._asgs,
            **self._pids,
            **self._iqs,
            "iir": self._iir,
            "trig": Trig(redpitaya.trig),
            "pwm0": Pwm(redpitaya.pwm0),
            "pwm1": Pwm(redpitaya.pwm1),
        }
        self._calls = self._table()

    def begin(self, call: str, args: Arguments) -> Steps[Any]:
        """Make the steps of a call.

        Raises:
            CommandError: there is no such call.

        """
        found = self._calls.get(call)
        if found is None:
            raise CommandError("invalid", f'There is no call "{call}". Nothing was done.')
        return found(args)

    def _table(self) -> dict[str, Callable[[Arguments], Steps[Any]]]:
        table: dict[str, Callable[[Arguments], Steps[Any]]] = {
            "sampler.read": _with_one("signals", self._sampler.read),
            "scope.acquire": self._scope.acquire,
            "scope.stream": self._scope.stream,
            "board.outputs_off": _without_arguments(self.outputs_off),
            "board.state": _without_arguments(self.state),
            "board.recall": self.recall,
        }
        for name, module in self._readable.items():
            table[f"{name}.get"] = _without_arguments(module.get)
            if isinstance(module, _Writable):
                table[f"{name}.setup"] = module.setup
        for name, pid in self._pids.items():
            table[f"{name}.set_setpoint"] = _with_one("value", pid.set_setpoint)
            table[f"{name}.get_setpoint"] = _without_arguments(pid.get_setpoint)
            table[f"{name}.set_integrator"] = _with_one("value", pid.set_integrator)
        for name, iq in self._iqs.items():
            table[f"{name}.measure"] = iq.measure
        return table

    def state(self) -> Steps[dict[str, Any]]:
        """Read the settings of all modules."""
        state: dict[str, Any] = {}
        for name, module in self._readable.items():
            state[name] = yield from module.get()
        return state

    def recall(self, args: Arguments) -> Steps[dict[str, Any]]:
        """Believe what an earlier process knew that no register tells, where its registers are unchanged."""
        remembering: dict[str, _Remembering] = {"scope": self._scope, **self._asgs, "iir": self._iir}
        check_names(args, tuple(remembering))
        believed: list[str] = []
        for name, told in args.items():
            if (yield from remembering[name].recall(told)):
                believed.append(name)
        return {"believed": believed}

    def outputs_off(self) -> Steps[dict[str, Any]]:
        """Disconnect every module from both outputs, and tell where each was. Other settings stay."""
        was: dict[str, str] = {}
        for name in DRIVING_MODULES:
            was[name] = yield from access(f"output_direct of {name}", self._disconnector(name))
        yield Written()
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
