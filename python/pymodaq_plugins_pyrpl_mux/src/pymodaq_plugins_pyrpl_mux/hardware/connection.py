"""The plugin's connection to the worker: nothing blocks, and everything arrives in the plugin's thread."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from pyrpl_mux import BoardUnavailable, Client, CommandError, WorkerLost, connect
from qtpy.QtCore import QObject, Qt, Signal

from .known_settings import KnownSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyrpl_mux import Event, PendingCommand, Subscription

#: s; longest wait for the worker, and then for its board, when an instrument is initialised.
OPEN_DEADLINE = 10.0

#: V; what the inputs span in each position of the jumpers.
_SPAN = {"LV": 1, "HV": 20}


class Request:
    """A command on its way. After :meth:`cancel` nobody is told how it ended."""

    def __init__(self) -> None:
        """Make one that is not sent yet."""
        self.cancelled = False
        self._pending: PendingCommand[Any] | None = None

    def sent(self, pending: PendingCommand[Any]) -> None:
        """Note what to cancel."""
        self._pending = pending

    def cancel(self) -> None:
        """Ask the worker to stop waiting for it. Returns at once."""
        self.cancelled = True
        if self._pending is not None:
            self._pending.cancel()


class Connection(QObject):
    """A client of the worker for one plugin, made in the plugin's thread.

    The client calls its listeners in a thread of its own; here all callbacks and signals come by Qt's queue.
    """

    #: A sentence about worker and board, on each change.
    state_changed = Signal(str)
    #: Commands for the board are served again, after a loss.
    recovered = Signal()
    #: The modules whose settings have arrived anew; :attr:`known` has them.
    settings_changed = Signal(object)
    _arrived = Signal(object)

    def __init__(self, client: Client, *, owns_client: bool = True) -> None:
        """Take a client that is connected; one that is not owned belongs to the master of this plugin."""
        super().__init__()
        self.client = client
        self.known = KnownSettings()
        self._owns_client = owns_client
        self._closed = False
        self._served = True
        self._told = ""
        # The client waits for the worker when a subscription begins and ends; here nobody does.
        self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pyrpl-mux subscriptions")
        self._arrived.connect(self._run, Qt.ConnectionType.QueuedConnection)
        self._forget: list[Callable[[], object]] = [
            client.on_state(lambda _state, _error: self._arrive(self._look)),
            client.on_worker(lambda _state, _reason: self._arrive(self._look)),
        ]

    @classmethod
    def open(cls, name: str, *, url: str, token: str, board: str) -> Connection:
        """Connect, wait until the board is served and read its settings: the only call that blocks.

        `name` is shown to other clients. What is empty is found as :func:`pyrpl_mux.connect` does.
        Raises :class:`pyrpl_mux.CommandError` with a sentence, after a few
        :data:`OPEN_DEADLINE` at the latest.
        """
        client = connect(
            url or None, token=token or None, board=board or None, client=name, timeout=OPEN_DEADLINE
        )
        return cls(client)._begin()

    @classmethod
    def share(cls, client: object) -> Connection:
        """Use the client of this plugin's master. Raises :class:`pyrpl_mux.CommandError` with a sentence."""
        if not isinstance(client, Client):
            raise WorkerLost(
                "This instrument is a slave, and its master is not one of this package's instruments."
            )
        return cls(client, owns_client=False)._begin()

    def _begin(self) -> Connection:
        """Wait until the board is served, read its settings and follow them."""
        try:
            _wait_for_board(self.client)
            modules = self.client.command("state_get", deadline=OPEN_DEADLINE)["modules"]
            self.known.merge(dict[str, dict[str, Any]](modules.items()))
            self.known.take()
            subscription = self.client.subscribe("board", self._on_board)
        except BaseException:
            self.close()
            raise
        self._forget.append(lambda: self._aside.submit(subscription.close))
        self._told = self.state
        return self

    @property
    def state(self) -> str:
        """Worker and board in a few words."""
        board = self.client.greeting["board"]["key"]
        if self.client.state == "closed":
            return f"{board}: the connection has ended, initialise again"
        if self.client.state != "ready":
            return f"{board}: the worker is lost"
        if self.client.worker_state != "ready":
            return f"{board}: {self.client.worker_state.replace('_', ' ')}"
        return f"{board}: ready"

    @property
    def is_served(self) -> bool:
        """Whether commands for the board can be expected to work."""
        return self.client.state == "ready" and self.client.worker_state == "ready"

    def label(self, signal: str) -> str:
        """Name a signal, with its range in V if it is an input."""
        position = self.client.greeting["board"]["input_range"].get(signal)
        return signal if position is None else f"{signal} ({position} ±{_SPAN[position]} V)"

    def request(
        self,
        command: str,
        params: dict[str, Any],
        *,
        on_data: Callable[[Any], object] | None = None,
        on_error: Callable[[CommandError], object] | None = None,
        module: str | None = None,
        deadline: float | None = None,
    ) -> Request:
        """Send a command and return at once; one of the callbacks comes later, never from within this call.

        If `module` is given, the answer is taken for settings of this module as read back.
        """
        request = Request()

        def finish(callback: Callable[[Any], object] | None, result: object) -> None:
            if callback is not None and not request.cancelled:
                callback(result)

        def done(pending: Future[Any]) -> None:
            # In the client's thread, so that settings are noted in the order in which they arrived.
            try:
                data = pending.result()
            except CommandError as error:
                failure = error
                self._arrive(lambda: finish(on_error, failure))
            else:
                if module is not None:
                    self._note({module: data})
                self._arrive(lambda: finish(on_data, data))

        try:
            pending = self.client.post(command, params, deadline=deadline)
        except CommandError as error:
            failure = error
            self._arrive(lambda: finish(on_error, failure))
            return request
        request.sent(pending)
        pending.add_done_callback(done)
        return request

    def follow(
        self,
        topic: str,
        listener: Callable[[Event], None],
        on_error: Callable[[CommandError], object],
        **params: object,
    ) -> Callable[[], object]:
        """Subscribe and return at once; `listener` is called in the client's thread.

        If the worker refuses, `on_error` is called in the thread of this object. Gives what ends it, which
        returns at once, too.
        """
        ended = threading.Event()

        def subscribe() -> Subscription | None:
            if ended.is_set():
                return None
            try:
                return self.client.subscribe(topic, listener, **params)
            except CommandError as error:
                failure = error
                self._arrive(lambda: on_error(failure))
                return None

        opened = self._aside.submit(subscribe)

        def unsubscribe() -> None:
            subscription = opened.result()
            if subscription is not None:
                subscription.close()

        def end() -> None:
            ended.set()
            if not self._closed:
                self._aside.submit(unsubscribe)

        return end

    def call_here(self, callback: Callable[[], object]) -> None:
        """Have something called in the thread of this object, from any thread."""
        self._arrive(callback)

    def close(self) -> None:
        """End it: no callback and no signal comes any more. Nothing on the board changes."""
        if self._closed:
            return
        self._closed = True
        if self._owns_client:
            self.client.close()
        for forget in self._forget:
            forget()
        # A slave's client goes on, and may be waiting for a worker that does not answer.
        self._aside.shutdown(wait=self._owns_client)

    def _arrive(self, callback: Callable[[], object]) -> None:
        if not self._closed:
            self._arrived.emit(callback)

    def _run(self, callback: Callable[[], object]) -> None:
        if not self._closed:
            callback()

    def _on_board(self, event: Event) -> None:
        self._note(event.data["modules"])

    def _note(self, modules: dict[str, dict[str, Any]]) -> None:
        if self.known.merge(modules):
            self._arrive(lambda: self.settings_changed.emit(self.known.take()))

    def _look(self) -> None:
        """Compare worker and board with what was told last."""
        state = self.state
        if state != self._told:
            self._told = state
            self.state_changed.emit(state)
        served = self.is_served
        if served and not self._served:
            self.request("state_get", {}, on_data=lambda data: self._note(data["modules"]))
            self.recovered.emit()
        self._served = served


def _wait_for_board(client: Client) -> None:
    """Wait while a worker that has just started looks for its board."""
    decided = threading.Event()

    def look(*_: object) -> None:
        if client.state != "ready" or client.worker_state != "starting":
            decided.set()

    forget = [client.on_worker(look), client.on_state(look)]
    try:
        look()
        decided.wait(OPEN_DEADLINE)
    finally:
        for call in forget:
            call()
    if client.worker_state != "ready":
        reason = f" {client.reason}" if client.reason else ""
        raise BoardUnavailable(f"The worker has no board at present ({client.worker_state}).{reason}")
