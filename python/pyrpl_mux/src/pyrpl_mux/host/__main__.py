"""The program ``python -m pyrpl_mux.host``."""

from __future__ import annotations

import argparse
import logging
import os
import platform
import sys
from typing import NoReturn

from .channel import Channel, take_standard_streams
from .environment import check_pyrpl, prepare_environment
from .errors import StartError
from .heartbeat import RunningCall, start_heartbeat

#: Exit codes: the worker is gone or has ended this process by closing its pipe; PyRPL could not be started;
#: the link to the board was lost; the worker's messages could not be understood.
EXIT_END, EXIT_START, EXIT_LINK, EXIT_MESSAGES = 0, 3, 4, 5

#: Longest wait for the worker's first message, where the password is in one [s].
PASSWORD_TIMEOUT = 30.0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="pyrpl_mux.host", description="Holds the one PyRPL for the worker.")
    parser.add_argument("--host", default="", help="address of the board")
    parser.add_argument("--port", type=int, default=2222, help="port of its register server")
    parser.add_argument("--ssh-port", type=int, default=22)
    parser.add_argument("--user", default="root")
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help='the first message is {"password": ...} (default: "root")',
    )
    parser.add_argument(
        "--reload-fpga",
        choices=("auto", "never", "force"),
        default="never",
        help="whether PyRPL loads its FPGA image: where it is missing, never, or always",
    )
    parser.add_argument(
        "--frequency-correction", type=float, default=1.0, help="true clock frequency / 125 MHz"
    )
    parser.add_argument("--user-dir", required=True, help="PyRPL's own folder, for this process alone")
    parser.add_argument("--mock", action="store_true", help="PyRPL's dummy instead of a board")
    return parser.parse_args()


def _end(sentence: str | None) -> None:
    """Leave at once, whatever runs: the worker is gone. Nothing is written to the board."""
    if sentence is not None:
        logging.getLogger(__name__).error("%s The host ends.", sentence)
    os._exit(EXIT_END if sentence is None else EXIT_MESSAGES)


def _fail(channel: Channel, error: StartError, code: int, **more: object) -> NoReturn:
    told = {"code": error.code, "message": str(error), "tries": error.tries, "final": error.final, **more}
    channel.send({"failed": told})
    # PyRPL's own objects want to talk to the board while they are taken apart.
    sys.stderr.flush()
    os._exit(code)


def main() -> NoReturn:
    """Start PyRPL, and carry out what the worker asks until it is gone or the board is."""
    args = _arguments()
    source, sink = take_standard_streams()
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    channel = Channel(source, sink, _end)
    running = RunningCall()
    start_heartbeat(channel, running)
    try:
        version = check_pyrpl()
        if not args.host and not args.mock:
            raise StartError("bad_options", "No board is named: --host ADDRESS, or --mock.", final=True)
        password = "root"  # noqa: S105 - the board's own default
        if args.password_stdin:
            password = channel.received.get(timeout=PASSWORD_TIMEOUT)["password"]
        prepare_environment(args.user_dir)
        with running.of("start: import"):
            # PyRPL reads the environment and makes Qt's application while it is imported.
            from .modules.board import Board
            from .modules.dummy import DummyBoard
            from .scheduler import Scheduler
            from .start import HostedRedPitaya, StartOptions
        options = StartOptions(
            host=args.host,
            port=args.port,
            ssh_port=args.ssh_port,
            user=args.user,
            password=password,
            reload_fpga=args.reload_fpga,
            frequency_correction=args.frequency_correction,
            mock=args.mock,
        )
        with running.of("start: connect"):
            redpitaya = HostedRedPitaya(options)
    except StartError as error:
        _fail(channel, error, EXIT_START)
    except Exception as error:
        logging.getLogger(__name__).exception("PyRPL does not start")
        _fail(
            channel,
            StartError("internal", f"PyRPL does not start: {type(error).__name__}: {error}."),
            EXIT_START,
        )

    board = DummyBoard(redpitaya) if args.mock else Board(redpitaya)
    guard = redpitaya.guard
    scheduler = Scheduler(
        channel, running, board.begin, lambda: guard.begun, frozenset({"board.outputs_off"})
    )
    channel.send(
        {
            "ready": {
                "pyrpl": version,
                "python": platform.python_version(),
                "frequency_correction": redpitaya.frequency_correction,
                "image_loaded": redpitaya.image_loaded,
                "writes": list(guard.first),
                "withheld": guard.withheld,
                "unsupported": board.unsupported,
            }
        }
    )
    lost = scheduler.run()
    # One message ends all: between two, the worker would take the board to be there still.
    _fail(channel, StartError("link_lost", str(lost)), EXIT_LINK, pending=scheduler.pending())


if __name__ == "__main__":
    main()
