"""A program that shares a board, as its twin ``e2e/manager/contender.ts`` does.

Starts or attaches to a worker with the configuration in its first argument, prints what it is attached to,
sends as many setpoints from three threads as its second argument says, prints how many came back wrong, and
goes on as the lines on its standard input say: at the end of that it shuts down; ``exit`` ends it without
that.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from pyrpl_mux.shared_pyrpl_manager import get_shared_worker_manager


def _say(**what: object) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


def _main(config: str, setpoints: int) -> None:
    manager = get_shared_worker_manager()
    manager.start_worker(json.loads(config))
    worker = manager.get_worker_process()
    assert worker is not None
    _say(pid=worker.pid, url=worker.url, board=worker.board, startedHere=worker.started_here)

    def is_wrong(number: int) -> bool:
        value = ((os.getpid() * 31 + number * 17) % 8192) / 8192
        params = {"channel": f"pid{number % 3}", "value": value}
        return bool(manager.send_command("pid_set_setpoint", params)["data"] != value)

    with ThreadPoolExecutor(3) as threads:
        _say(wrong=sum(threads.map(is_wrong, range(setpoints))))
    for line in sys.stdin:
        if line.strip() == "exit":
            return
    manager.shutdown()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        _main(sys.argv[1], int(sys.argv[2]))
