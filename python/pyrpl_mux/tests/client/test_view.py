"""Attaching with a token that lets look on only."""

from __future__ import annotations

import base64
import hmac
from typing import TYPE_CHECKING

import pytest

from pyrpl_mux import connect
from pyrpl_mux.errors import Forbidden
from pyrpl_mux.worker.stop import stop_worker

if TYPE_CHECKING:
    from .running_worker import RunningWorker


def view_token(token: str) -> str:
    """Derive it as PROTOCOL.md says."""
    digest = hmac.digest(token.encode(), b"pyrpl-mux view", "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def test_who_may_only_look_reads_and_changes_nothing(worker: RunningWorker) -> None:
    with connect(worker.file.url, token=view_token(worker.file.token)) as client:
        assert client.greeting["access"] == "view"
        assert "setpoint" in client.command("pid_get")
        with pytest.raises(Forbidden, match="may only look") as caught:
            client.command("asg_off")
        assert caught.value.effect == "none"


def test_who_may_only_look_ends_no_worker(worker: RunningWorker) -> None:
    with connect(worker.file.url, token=view_token(worker.file.token)) as client:
        with pytest.raises(Forbidden, match="may only look"):
            stop_worker(client, local=True)
        assert client.command("ping") == "pong"
    assert worker.process.poll() is None
