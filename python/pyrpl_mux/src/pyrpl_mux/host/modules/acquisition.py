"""Acquisitions of the scope: armed, asked and read, so that nothing else waits for a trigger."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..registers import Block
from ..steps import Progress, Steps, Waiting, access, pause
from .setup import write_step
from .waits import PollInterval, aborted_error, timeout_error

if TYPE_CHECKING:
    from ..registers import Module

#: Samples of one trace.
TRACE_LENGTH = 16_384

_STATE = 0x0
_BUFFERS = {"ch1": 0x1_0000, "ch2": 0x2_0000}

#: Words of a buffer that are read at a time.
_PIECE = 4096

# Bits of the state register.
_ARMED = 1
_RESET = 2
_DELAY_RUNNING = 4

_DISARMED = "The scope was disarmed; its settings stay."

#: A recording may end this much later than it should [s] before the board is called stuck.
_GRACE = 1.0

Trace = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class Run:
    """What one trace is recorded with."""

    source: str
    #: Signal whose edge triggers; None where the source is none of the channels.
    edge_of: str | None
    threshold: float
    decimation: int
    samples_after_trigger: int

    @property
    def sample_time(self) -> float:
        """Time between samples [s]."""
        return 8e-9 * self.decimation

    def state(self, kind: str) -> dict[str, Any]:
        """Describe what is waited for, as the driver's ``AcquisitionState``."""
        return {"kind": kind, "source": self.source, "edgeOf": self.edge_of, "threshold": self.threshold}


@dataclass(frozen=True, slots=True)
class Acquisition:
    """What to acquire, and how long to wait."""

    module: Module
    run: Run
    channels: tuple[str, ...]
    #: Longest wait for the trigger of each trace [s], from the moment when a trigger counts.
    trigger_timeout: float
    #: Number of traces to average.
    averages: int
    #: Whether it ends at any moment when somebody asks to stop, also while the trace is being read.
    gives_way: bool = False


def acquire(task: Acquisition) -> Steps[dict[str, Any]]:
    """Acquire one trace, or the mean of several.

    Raises:
        CommandError: the wait ended early; the scope was disarmed.

    """
    means: list[np.ndarray[Any, np.dtype[np.float64]]] = []
    voltage: list[Trace] = []
    start, timestamp = 0.0, 0
    for count in range(1, task.averages + 1):
        if count > 1:
            yield Progress(count - 1, task.averages)
            if (yield from pause(0)):
                between = {"kind": "between_traces", "done": count - 1, "total": task.averages}
                raise aborted_error(between, 0, "The scope is not armed; its settings stay.")
        yield from _arm(task)
        yield from _wait_for_trace(task)
        voltage, start, timestamp = yield from _read_trace(task)
        if task.averages == 1:
            break
        means = means or [np.zeros(TRACE_LENGTH) for _ in voltage]
        for mean, trace in zip(means, voltage, strict=True):
            mean += (trace - mean) / count
    if task.averages > 1:
        yield Progress(task.averages, task.averages)
        voltage = [mean.astype(np.float32) for mean in means]
    return {
        "voltage": np.array(voltage, dtype=np.float32),
        "time": {"start": start, "step": task.run.sample_time},
        "triggerTimestamp": timestamp,
    }


def _arm(task: Acquisition) -> Steps[None]:
    """Reset and arm the write machine; the trigger source comes last, for "immediately" triggers at once."""
    module = task.module
    yield from _reset(module)
    yield from write_step(module, "_trigger_delay_register", task.run.samples_after_trigger)
    yield from write_step(module, "_trigger_armed", True)
    yield from write_step(module, "_trigger_source_register", task.run.source)


def _reset(module: Module) -> Steps[None]:
    # PyRPL's attribute writes the armed bit back, which arms the scope again.
    yield from access("reset", lambda: module._write(_STATE, _RESET))


def _wait_for_trace(task: Acquisition) -> Steps[None]:
    """Wait until the armed scope has recorded its trace; disarm it if that is not to be."""
    module, run = task.module, task.run
    armed_at = time.monotonic()
    before_trigger = max(0, TRACE_LENGTH - run.samples_after_trigger) * run.sample_time
    after_trigger = run.samples_after_trigger * run.sample_time
    trigger_due = before_trigger + task.trigger_timeout
    ends = before_trigger + after_trigger
    triggered_at = 0.0 if run.source == "immediately" else None
    kind = "armed" if before_trigger == 0 else "filling"
    interval = PollInterval()
    yield Waiting(run.state(kind))
    aborted = yield from pause(ends if triggered_at is not None else min(ends, trigger_due))
    while True:
        elapsed = time.monotonic() - armed_at
        word = yield from access("state", lambda: module._read(_STATE))
        if not word & (_ARMED | _DELAY_RUNNING):
            return
        now = yield from _kind(module, word)
        if now != kind:
            kind = now
            yield Waiting(run.state(kind))
        triggered = bool(word & _DELAY_RUNNING)
        if triggered_at is None:
            late = elapsed >= trigger_due and not triggered
        else:
            late = elapsed > triggered_at + after_trigger + _GRACE
        if aborted or late:
            yield from _reset(module)
            make = aborted_error if aborted else timeout_error
            raise make(run.state(kind), elapsed, _DISARMED)
        if triggered and triggered_at is None:
            triggered_at = elapsed
        left = max(0.0, trigger_due - elapsed) if triggered_at is None else float("inf")
        aborted = yield from pause(min(interval.next(), left))


def _kind(module: Module, state: int) -> Steps[str]:
    if state & _DELAY_RUNNING:
        return "recording"
    ready = yield from access("pretrig_ok", lambda: module.pretrig_ok)
    return "armed" if ready else "filling"


def _read_trace(task: Acquisition) -> Steps[tuple[list[Trace], float, int]]:
    """Read a recorded trace: its channels, the time of the first sample [s], and the cycle of the trigger."""
    module, run = task.module, task.run
    pointers = yield from access("write pointers", lambda: Block(module, 0x18, 0x1C))
    newest, at_trigger = pointers.value("_write_pointer_current"), pointers.value("_write_pointer_trigger")
    timestamp = yield from access("trigger_timestamp", lambda: module.trigger_timestamp)
    voltage: list[Trace] = []
    for channel in task.channels:
        raw = yield from _read_buffer(task, channel)
        voltage.append(np.roll(raw, -(newest + 1)).astype(np.float32) / np.float32(2**13))
    # The board may record up to two samples more than it was told to; the trace then begins that much later.
    extra = (newest - at_trigger - run.samples_after_trigger) % TRACE_LENGTH
    if extra >= TRACE_LENGTH // 2:
        extra -= TRACE_LENGTH
    start = (run.samples_after_trigger + extra - TRACE_LENGTH) * run.sample_time
    # Without an event to count from, the trace counts from its beginning.
    return voltage, 0.0 if run.source == "immediately" else start, int(timestamp)


def _read_buffer(task: Acquisition, channel: str) -> Steps[np.ndarray[Any, np.dtype[np.int32]]]:
    """Read the counts of a channel as they lie in its ring buffer, piece by piece.

    Raises:
        CommandError: somebody asked to stop, and the acquisition gives way.

    """
    module, start = task.module, _BUFFERS[channel]
    pieces: list[np.ndarray[Any, Any]] = []
    for first in range(0, TRACE_LENGTH, _PIECE):
        address = start + 4 * first
        words = yield from access(f"samples of {channel}", lambda at=address: module._reads(at, _PIECE))  # type: ignore[misc]
        pieces.append(np.asarray(words))
        if (yield from pause(0)) and task.gives_way:
            yield from _reset(module)
            raise aborted_error(task.run.state("recording"), 0, _DISARMED)
    counts = np.concatenate(pieces).astype(np.int32) & 0x3FFF
    return np.where(counts >= 2**13, counts - 2**14, counts)
