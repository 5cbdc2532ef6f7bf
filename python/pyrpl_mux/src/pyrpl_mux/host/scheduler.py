"""Takes the steps of all commands in turn, on the one thread that may touch PyRPL."""

from __future__ import annotations

import contextlib
import heapq
import itertools
import logging
import math
import queue
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import CommandError, LinkLostError
from .steps import Access, Pause, Progress, Steps, Waiting, Written

if TYPE_CHECKING:
    from collections.abc import Callable

    from .channel import Channel
    from .errors import Effect
    from .heartbeat import RunningCall

logger = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class _Command:
    number: int
    call: str
    steps: Steps[object]
    urgent: bool
    reply: Any = None
    failure: Exception | None = None
    begun: bool = False
    wrote: bool = False
    settled: bool = False
    aborted: bool = False
    wakes: float = field(default=math.inf)
    sleeping: bool = False

    @property
    def effect(self) -> Effect:
        """What it has done to the board so far."""
        if not self.wrote:
            return "none"
        return "done" if self.settled else "unknown"


class Scheduler:
    """Carries out commands concurrently: each waits for at most one step of any other.

    What comes from the worker decides what runs: ``{"call", "args", "id"}`` begins a command, ``{"cancel":
    id}`` ends its waiting.
    """

    def __init__(
        self,
        channel: Channel,
        running: RunningCall,
        begin: Callable[[str, dict[str, Any]], Steps[object]],
        writes: Callable[[], int],
        urgent: frozenset[str] = frozenset(),
    ) -> None:
        """Prepare to run.

        Args:
            channel: to the worker
            running: told which call runs
            begin: makes the steps of a command of its call and arguments; raises CommandError where it can't
            writes: how many writes to the board were begun so far
            urgent: calls whose steps come before those of all others

        """
        self._channel = channel
        self._running = running
        self._begin = begin
        self._writes = writes
        self._urgent = urgent
        self._commands: dict[int, _Command] = {}
        self._ready: deque[_Command] = deque()
        self._sleepers: list[tuple[float, int, _Command]] = []
        self._order = itertools.count()

    def run(self) -> LinkLostError:
        """Carry out commands until the link to the board is lost; :meth:`pending` tells what that ended."""
        while True:
            self._receive()
            self._wake()
            if not self._ready:
                continue
            try:
                self._advance(self._ready.popleft())
            except LinkLostError as lost:
                return lost

    def pending(self) -> list[dict[str, object]]:
        """Give the id and the effect so far of each command that was not answered."""
        return [{"id": command.number, "effect": command.effect} for command in self._commands.values()]

    def _receive(self) -> None:
        with contextlib.suppress(queue.Empty):
            if not self._ready:
                self._handle(self._channel.received.get(timeout=self._time_to_next_wake()))
            while True:
                self._handle(self._channel.received.get_nowait())

    def _time_to_next_wake(self) -> float | None:
        while self._sleepers and not self._is_asleep(*self._sleepers[0]):
            heapq.heappop(self._sleepers)
        return max(0.0, self._sleepers[0][0] - time.monotonic()) if self._sleepers else None

    @staticmethod
    def _is_asleep(wakes: float, _order: int, command: _Command) -> bool:
        return command.sleeping and command.wakes == wakes

    def _handle(self, message: dict[str, Any]) -> None:
        number = message.get("cancel", message.get("id"))
        if type(number) is not int:
            logger.error("A message without a usable id was ignored: its keys are %s.", sorted(message))
        elif "cancel" in message:
            self._abort(number)
        elif number in self._commands:
            logger.error("The id %d is in use; the second command with it was not carried out.", number)
        else:
            self._add(number, message.get("call"), message.get("args", {}))

    def _add(self, number: int, call: object, args: object) -> None:
        try:
            if not isinstance(call, str) or not isinstance(args, dict):
                raise CommandError(
                    "invalid", "A call needs a name and an object of arguments. Nothing was done."
                )
            command = _Command(number, call, self._begin(call, args), call in self._urgent)
        except CommandError as error:
            self._send_error(number, error)
            return
        self._commands[number] = command
        self._queue(command)

    def _abort(self, number: int) -> None:
        command = self._commands.get(number)
        if command is None:
            return
        command.aborted = True
        if command.sleeping:
            self._continue_after_pause(command)

    def _wake(self) -> None:
        now = time.monotonic()
        while self._sleepers and self._sleepers[0][0] <= now:
            entry = heapq.heappop(self._sleepers)
            if self._is_asleep(*entry):
                self._continue_after_pause(entry[2])

    def _continue_after_pause(self, command: _Command) -> None:
        command.sleeping = False
        command.reply = command.aborted
        self._queue(command)

    def _queue(self, command: _Command) -> None:
        if command.urgent:
            self._ready.appendleft(command)
        else:
            self._ready.append(command)

    def _advance(self, command: _Command) -> None:
        """Take the command's next step, and queue it for the one after."""
        if command.aborted and not command.begun:
            self._fail(command, CommandError("aborted", "It had not begun. Nothing was done."))
            return
        command.begun = True
        try:
            instruction = self._resume(command)
            while isinstance(instruction, Waiting | Progress | Written):
                self._tell(command, instruction)
                instruction = next(command.steps)
        except StopIteration as end:
            self._finish(command, end.value)
            return
        except LinkLostError:
            raise
        except Exception as error:
            self._fail(command, error)
            return
        if isinstance(instruction, Pause):
            self._sleep(command, instruction.seconds)
        else:
            self._take(command, instruction)
            self._queue(command)

    @staticmethod
    def _resume(command: _Command) -> Any:  # noqa: ANN401 - an instruction, which mypy cannot see through send
        failure, command.failure = command.failure, None
        reply, command.reply = command.reply, None
        return command.steps.send(reply) if failure is None else command.steps.throw(failure)

    def _take(self, command: _Command, step: Access) -> None:
        before = self._writes()
        try:
            with self._running.of(f"{command.call}: {step.name}", command.number):
                command.reply = step.run()
        except CommandError as error:
            command.failure = error
        except LinkLostError:
            raise
        except Exception as error:
            logger.exception("PyRPL failed in %s: %s", command.call, step.name)
            sentence = f"PyRPL failed at {step.name}: {type(error).__name__}: {error}."
            command.failure = CommandError("internal", f"{sentence} Read the settings again before going on.")
        finally:
            command.wrote = command.wrote or self._writes() != before
        if isinstance(command.failure, CommandError) and command.failure.code == "internal":
            command.failure.effect = command.effect

    def _sleep(self, command: _Command, seconds: float) -> None:
        if command.aborted or seconds <= 0:
            self._continue_after_pause(command)
            return
        command.wakes = time.monotonic() + seconds
        command.sleeping = True
        heapq.heappush(self._sleepers, (command.wakes, next(self._order), command))

    def _tell(self, command: _Command, news: Waiting | Progress | Written) -> None:
        command.settled = command.settled or isinstance(news, Waiting | Written)
        if isinstance(news, Waiting):
            self._channel.send({"id": command.number, "waiting": news.state})
        elif isinstance(news, Progress):
            self._channel.send({"id": command.number, "progress": {"done": news.done, "total": news.total}})

    def _finish(self, command: _Command, result: object) -> None:
        del self._commands[command.number]
        self._channel.send({"id": command.number, "result": result})

    def _fail(self, command: _Command, error: Exception) -> None:
        del self._commands[command.number]
        if not isinstance(error, CommandError):
            logger.error("A fault of the host in %s", command.call, exc_info=error)
            error = CommandError("internal", f"{type(error).__name__}: {error}.", command.effect)
        self._send_error(command.number, error)

    def _send_error(self, number: int, error: CommandError) -> None:
        told = {"code": error.code, "message": str(error), "effect": error.effect, **error.details}
        self._channel.send({"id": number, "error": told})
