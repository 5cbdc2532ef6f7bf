"""Silence of a peer, and the delays between attempts to connect again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pyrpl_mux.client.backoff import FIRST_DELAY, LONGEST_DELAY, Backoff
from pyrpl_mux.client.heartbeat import Heartbeat
from pyrpl_mux.client.irregularities import LOG_INTERVAL, Irregularities

from ..manual_clock import ManualClock

if TYPE_CHECKING:
    import pytest


class Listening:
    """A heartbeat, and what it has told."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.silences = 0
        self.deaths = 0
        self.heartbeat = Heartbeat(self.clock, self._silent, self._died)

    def _silent(self) -> None:
        self.silences += 1

    def _died(self) -> None:
        self.deaths += 1


def test_a_silent_peer_is_asked_twice_and_then_given_up_once() -> None:
    listening = Listening()
    listening.clock.advance(5.9)
    assert (listening.silences, listening.deaths) == (2, 0)
    listening.clock.advance(60)
    assert (listening.silences, listening.deaths) == (2, 1)
    assert listening.clock.armed == 0


def test_a_peer_that_is_heard_is_left_alone() -> None:
    listening = Listening()
    for _ in range(100):
        listening.clock.advance(1.9)
        listening.heartbeat.heard()
    assert (listening.silences, listening.deaths) == (0, 0)
    listening.heartbeat.stop()
    assert listening.clock.armed == 0


def test_a_computer_that_slept_does_not_give_up_before_it_has_listened() -> None:
    listening = Listening()
    listening.clock.sleep(3600)
    listening.clock.advance(0)
    assert (listening.silences, listening.deaths) == (1, 0)
    listening.clock.advance(3.9)
    assert listening.deaths == 0
    listening.clock.advance(0.1)
    assert listening.deaths == 1


def test_delays_double_up_to_a_limit_and_start_anew_after_success() -> None:
    shortest, longest = Backoff(lambda: 0.0), Backoff(lambda: 1.0)
    assert [longest.next() for _ in range(7)] == [0.25, 0.5, 1, 2, 4, 8, 10]
    assert [shortest.next() for _ in range(3)] == [FIRST_DELAY / 2, FIRST_DELAY, 2 * FIRST_DELAY]
    assert [longest.next() for _ in range(1000)] == [LONGEST_DELAY] * 1000
    longest.reset()
    assert longest.next() == FIRST_DELAY


def test_a_peer_gone_wild_cannot_fill_a_disk(caplog: pytest.LogCaptureFixture) -> None:
    clock = ManualClock()
    irregularities = Irregularities(clock)
    with caplog.at_level(logging.WARNING, "pyrpl_mux"):
        for _ in range(1000):
            irregularities.count("late", "Too late.")
        irregularities.count("idless", "Without an id.")
        clock.advance(LOG_INTERVAL)
        irregularities.count("late", "Too late.")
    assert [record.getMessage() for record in caplog.records] == [
        "Too late.",
        "Without an id.",
        "Too late. (999 more like this were not logged)",
    ]
    assert irregularities.counters.late == 1001
