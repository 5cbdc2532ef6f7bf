"""Several programs on one board, and what they see of each other, also after a loss."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from pymodaq_rig import demo
from pymodaq_rig.line_process import Line
from pymodaq_rig.program import Program
from pymodaq_rig.relay import Relay
from pymodaq_rig.typescript_client import TypeScriptClient
from pymodaq_rig.worker import Simulator, Worker


class Lab(NamedTuple):
    """Two dashboards and a TypeScript client on one board that is reached through a relay."""

    relay: Relay
    worker: Worker
    first: Program
    second: Program
    typescript: TypeScriptClient

    def see_each_other(self, start: float) -> None:
        """Each of the three changes something, and the others see it; `start` [V] makes the values new."""
        for program, other, setpoint in (
            (self.first, self.second, start),
            (self.second, self.first, start + 0.1),
        ):
            since, told_since = other.now, len(self.typescript.lines)
            assert program.move("PID setpoint", setpoint)["value"] == pytest.approx(setpoint, abs=1e-3)
            other.event("value", "PID setpoint", _has_value(setpoint), since=since)
            other.until_setting("PID setpoint", "board/setpoint", _near(setpoint))
            self.typescript.until_told("pid0", "setpoint", _near(setpoint), since=told_since)
        told = self.typescript.call("pid_set_setpoint", channel="pid0", value=start + 0.2)
        for program in (self.first, self.second):
            program.until_setting("PID setpoint", "board/setpoint", _near(told))

    def bring_data(self) -> None:
        """Every viewer of both dashboards brings data again."""
        for program in (self.first, self.second):
            for viewer in ("Lock-in", "Monitor"):
                assert program.values(viewer)
            (trace,) = program.snap("Scope")
            assert trace["size"] == 16384


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    demo.install()
    with (
        Simulator("--name", "sharing") as board,
        Relay(int(board.ready["port"])) as relay,
        Worker("--host", "127.0.0.1", "--board-port", str(relay.port)) as worker,
        TypeScriptClient(worker) as typescript,
        Program("first") as first,
        Program("second") as second,
    ):
        for program in (first, second):
            program.call("load", experiment=demo.EXPERIMENT)
        for program in (first, second):
            assert all(program.event("loaded")["modules"].values()), program.log
        demo.set_up(worker, first)
        yield Lab(relay, worker, first, second, typescript)


def test_two_dashboards_and_a_typescript_client_see_each_other(lab: Lab) -> None:
    lab.see_each_other(0.1)
    lab.bring_data()
    assert lab.first.move("ASG frequency", 60e3)["value"] == pytest.approx(60e3, abs=0.1)
    lab.second.until_setting("ASG frequency", "board/frequency", lambda shown: abs(shown - 60e3) < 0.1)
    lab.typescript.call("iq_setup", channel="iq0", frequency=60e3)
    for program in (lab.first, lab.second):
        program.until_setting("Lock-in", "board/frequency", lambda shown: abs(shown - 60e3) < 0.1)
        assert program.values("Lock-in")["magnitude of in1 (LV ±1 V)"] == pytest.approx(0.5, abs=0.02)


def test_a_killed_worker_is_shown_and_everybody_recovers_without_restart(lab: Lab) -> None:
    lab.see_each_other(-0.5)
    moments = {program.name: program.now for program in (lab.first, lab.second)}
    for program in (lab.first, lab.second):
        program.call("grab", module="Lock-in")
        program.event("data", "Lock-in", since=moments[program.name])
    before = lab.worker.status()["worker"]["pid"]
    lab.worker.kill()
    for program in (lab.first, lab.second):
        since = moments[program.name]
        lost = program.event("status", "PID setpoint", lambda line: "lost" in line["text"], since=since)
        back = program.event(
            "status", "PID setpoint", lambda line: "ready" in line["text"], since=program.number_of(lost)
        )
        for module in demo.OURS:
            program.until_setting(module, "worker", lambda shown: "ready" in shown)
        # What was being grabbed goes on by itself.
        program.event("data", "Lock-in", since=program.number_of(back))
        program.call("stop", module="Lock-in")
    assert lab.worker.status()["worker"]["pid"] != before
    lab.see_each_other(-0.2)
    lab.bring_data()


def test_a_cut_link_to_the_board_is_shown_and_everybody_recovers(lab: Lab) -> None:
    lab.see_each_other(0.3)
    moments = {program.name: program.now for program in (lab.first, lab.second)}
    lab.relay.cut()
    for program in (lab.first, lab.second):
        since = moments[program.name]
        program.event("status", "PID setpoint", lambda line: "lost" in line["text"], since=since)
        program.until_setting("Scope", "worker", lambda shown: "lost" in shown)
        # A move ends where it began, with the worker's sentence, instead of waiting.
        moved_since = program.now
        program.call("move", module="PID setpoint", value=-0.4)
        refused = program.event("moved", "PID setpoint", since=moved_since)
        assert refused["value"] == pytest.approx(0.5, abs=1e-3)
        assert [text for text in program.sentences("PID setpoint", moved_since) if "board" in text.lower()]
    lab.relay.restore()
    for program in (lab.first, lab.second):
        for module in demo.OURS:
            program.until_setting(module, "worker", lambda shown: "ready" in shown)
    lab.see_each_other(-0.3)
    lab.bring_data()


def _near(wanted: float) -> Callable[[object], bool]:
    """Whether a setpoint is the wanted one, as near as the board has it."""
    return lambda shown: isinstance(shown, (int, float)) and abs(shown - wanted) < 1e-3


def _has_value(setpoint: float) -> Callable[[Line], bool]:
    is_near = _near(setpoint)
    return lambda line: is_near(line["value"])
