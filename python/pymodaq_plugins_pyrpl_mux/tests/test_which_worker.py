"""Which worker an instrument uses: its own settings come before PyMoDAQ's preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pymodaq.utils.plugin_testing import make_detector

from pymodaq_plugins_pyrpl_mux import config
from pymodaq_plugins_pyrpl_mux.daq_viewer_plugins.plugins_0D.daq_0Dviewer_PyRPLIQ import DAQ_0DViewer_PyRPLIQ

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyrpl_mux import Client

    from .running_worker import RunningWorker

pytestmark = pytest.mark.usefixtures("qapp", "other")

#: Nobody listens there.
NOWHERE = "ws://127.0.0.1:9/"


@pytest.fixture
def prefer() -> Iterator[Callable[..., None]]:
    """Change preferences, as long as the test runs."""
    before = {key: config("pyrpl_mux", "connection", key) for key in ("url", "token", "board")}

    def change(**preferences: object) -> None:
        for key, value in preferences.items():
            config["pyrpl_mux", "connection", key] = value

    yield change
    change(**before)


def board_of(plugin: Any) -> str:  # noqa: ANN401
    """Give the board that a plugin is attached to."""
    assert plugin.initialized, plugin.init_info
    client: Client = plugin.controller
    board: str = client.greeting["board"]["key"]
    return board


def test_preferences_tell_where_the_settings_do_not(
    worker: RunningWorker,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    prefer: Callable[..., None],
    plugins: Callable[[Any], Any],
) -> None:
    url, token = worker.connection["url"], worker.connection["token"]
    # As on another computer, where no connection file tells.
    monkeypatch.setenv("PYRPL_MUX_RUNTIME_DIR", str(tmp_path_factory.mktemp("nothing")))
    assert not plugins(make_detector(DAQ_0DViewer_PyRPLIQ)).initialized
    prefer(url=url, token=token)
    assert board_of(plugins(make_detector(DAQ_0DViewer_PyRPLIQ))) == worker.board
    prefer(url="", token=token)
    assert board_of(plugins(make_detector(DAQ_0DViewer_PyRPLIQ, url=url))) == worker.board
    prefer(url=NOWHERE, token="wrong")  # noqa: S106
    assert board_of(plugins(make_detector(DAQ_0DViewer_PyRPLIQ, url=url, token=token))) == worker.board


def test_a_board_that_the_settings_name_comes_before_the_address_of_the_preferences(
    worker: RunningWorker, prefer: Callable[..., None], plugins: Callable[[Any], Any]
) -> None:
    prefer(url=NOWHERE)
    assert not plugins(make_detector(DAQ_0DViewer_PyRPLIQ)).initialized
    assert board_of(plugins(make_detector(DAQ_0DViewer_PyRPLIQ, board_key=worker.board))) == worker.board
