"""The figures of the package where the idea was born, measured again through the drop-in for its manager.

`npm run bench:python [-- --seconds 3]`: Python to worker to simulated board and back, beside a bare worker
behind two queues in the same run. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from two_queues import TwoQueues

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PING: Mapping[str, object] = {}
TRACE: Mapping[str, object] = {"decimation": 64, "trigger_source": "immediately", "input_channel": "in1"}
FAST_TRACE: Mapping[str, object] = {**TRACE, "decimation": 1}
NEVER: Mapping[str, object] = {
    "decimation": 64,
    "trigger_source": "ch1_positive_edge",
    "threshold": 0.95,
    "timeout": 1.0,
}


class Sender(Protocol):
    """What both sides of the comparison can do."""

    def send_command(self, command: str, params: dict[str, object], timeout: float = 5.0) -> dict[str, Any]:
        """Send a command and wait for its answer."""


def durations(action: Callable[[], object], seconds: float) -> list[float]:
    """How long each call took [s], one after the other for `seconds`."""
    taken: list[float] = []
    end = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < end:
        action()
        taken.append(time.perf_counter() - begun)
    return taken


def calls(
    sender: Sender, command: str, params: Mapping[str, object], seconds: float, threads: int = 1
) -> tuple[list[float], float]:
    """Durations [s] of the calls of all threads, and calls per second of them together."""
    taken: list[list[float]] = [[] for _ in range(threads)]

    def call() -> None:
        response = sender.send_command(command, dict(params))
        if response["status"] != "ok":
            raise RuntimeError(response["data"])

    def run(index: int) -> None:
        taken[index] = durations(call, seconds)

    call()
    begun = time.perf_counter()
    workers = [threading.Thread(target=run, args=(index,)) for index in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    elapsed = time.perf_counter() - begun
    together = [duration for each in taken for duration in each]
    return together, len(together) / elapsed


def behind_waiting_scope(sender: Sender) -> list[float]:
    """Durations [s] of fast reads while the scope waits for a trigger that does not come."""
    waiting = threading.Thread(target=lambda: sender.send_command("scope_acquire", dict(NEVER)))
    waiting.start()
    time.sleep(0.1)
    taken = durations(lambda: sender.send_command("sampler_read", {"channel": "in1"}), 0.7)
    waiting.join()
    return taken


def told_after_kill(sender: Sender, pid: int) -> float:
    """Seconds from the end of the worker's process until a command that waits there has failed."""
    told: list[float] = []

    def wait() -> None:
        try:
            sender.send_command("scope_acquire", {**NEVER, "timeout": 60.0}, 60.0)
        except (RuntimeError, OSError):
            told.append(time.perf_counter())

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.3)
    killed = time.perf_counter()
    os.kill(pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    waiting.join()
    return told[0] - killed


def milliseconds(taken: list[float]) -> str:
    """Median and 99th percentile."""
    p99 = statistics.quantiles(taken, n=100)[98] if len(taken) > 1 else taken[0]
    return f"{statistics.median(taken) * 1e3:.3g} / {p99 * 1e3:.3g}"


def measure(seconds: float) -> list[tuple[str, str, str, str]]:
    """Name, published figure of the origin, two bare queues, pyrpl-mux."""
    from pyrpl_mux.shared_pyrpl_manager import get_shared_worker_manager

    manager = get_shared_worker_manager()
    manager.start_worker({"mock_mode": True, "config_name": "bench"})
    queues = TwoQueues()
    rows: list[tuple[str, str, str, str]] = []
    try:
        for name, origin, threads in (("1 thread", "5 800", 1), ("10 threads", "9 500", 10)):
            bare, bare_rate = calls(queues, "ping", PING, seconds, threads)
            ours, rate = calls(manager, "ping", PING, seconds, threads)
            rows.append((f"ping, {name} [1/s]", origin, f"{bare_rate:.0f}", f"{rate:.0f}"))
            if threads == 1:
                rows.append(("ping, p50 / p99 [ms]", "0.167 / 0.286", milliseconds(bare), milliseconds(ours)))
        bare, bare_rate = calls(queues, "scope_acquire", TRACE, seconds)
        fast, fast_rate = calls(manager, "scope_acquire", FAST_TRACE, seconds)
        _, slow_rate = calls(manager, "scope_acquire", TRACE, seconds)
        rows.append(
            (
                "trace, 16384 points and times [1/s]",
                "339 (ready lists)",
                f"{bare_rate:.0f}",
                f"{fast_rate:.0f}",
            )
        )
        rows.append(("the same, p50 / p99 [ms]", "2.49 / 4.66", milliseconds(bare), milliseconds(fast)))
        rows.append(("trace at decimation 64, which lasts 8.4 ms [1/s]", "-", "-", f"{slow_rate:.0f}"))
        reads = behind_waiting_scope(manager)
        rows.append(("fast read while the scope waits 1 s, p50 / p99 [ms]", "958", "-", milliseconds(reads)))
        process = manager.get_worker_process()
        if process is not None and process.pid is not None:
            told = told_after_kill(manager, process.pid)
            rows.append(("worker killed: told after [ms]", "3000, its timeout", "-", f"{told * 1e3:.3g}"))
        manager.start_worker({"mock_mode": True, "config_name": "bench"})
        answered = manager.send_command("ping", {})["status"] == "ok"
        rows.append(("start_worker after that recovers", "never", "-", "yes" if answered else "NO"))
    finally:
        queues.close()
        manager.shutdown()
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each figure is measured")
    seconds = parser.parse_args().seconds
    root = Path(__file__).resolve().parents[2]
    sys.path.insert(0, str(root / "python" / "pyrpl_mux" / "src"))
    os.environ.setdefault("PYRPL_MUX_PROGRAM", str(root / "packages" / "worker" / "bin" / "pyrpl-mux.js"))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["PYRPL_MUX_RUNTIME_DIR"] = str(Path(folder) / "runtime")
        os.environ["PYRPL_MUX_DATA_DIR"] = str(Path(folder) / "data")
        rows = measure(seconds)
    header = ("", "origin, as published", "two bare queues, this run", "pyrpl-mux, this run")
    for row in (header, tuple("---" for _ in header), *rows):
        sys.stdout.write(f"| {' | '.join(row)} |\n")


if __name__ == "__main__":
    main()
