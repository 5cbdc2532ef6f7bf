"""Commands from asyncio."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from pyrpl_mux import AsyncClient, CommandCancelled, InvalidParams, WorkerLost, connect_async
from pyrpl_mux.client.messages import SUBPROTOCOL

from ..waiting import PATIENCE
from .running_worker import NEVER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from .running_worker import RunningWorker


@asynccontextmanager
async def attached(worker: RunningWorker, **options: Any) -> AsyncIterator[AsyncClient]:  # noqa: ANN401
    """Attach to a worker; nothing is left behind."""
    async with (
        asyncio.timeout(PATIENCE),
        await connect_async(worker.file.url, token=worker.file.token, **options) as client,
    ):
        yield client
        assert client.pending == ()
    assert client.state == "closed"


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a scene to its end, after which no task is left."""

    async def whole() -> None:
        await scene()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(whole())


async def armed(client: AsyncClient) -> None:
    """Wait until an acquisition waits for its trigger."""
    while not (await client.command("scope_get"))["armed"]:
        pass


def test_commands_run_concurrently_and_find_their_callers(worker: RunningWorker) -> None:
    async def scene() -> None:
        async with attached(worker) as client:
            values = [(f"pid{index % 3}", index / 8192) for index in range(150)]
            answers = await asyncio.gather(
                *(
                    client.send("pid_set_setpoint", {"channel": channel, "value": value})
                    for channel, value in values
                )
            )
            assert answers == [value for _, value in values]
            with pytest.raises(InvalidParams):
                await client.command("asg_setup", frequency=-1)
            assert await client.send("ping", {}, no_id=True) == "pong"

    play(scene)


def test_cancelling_a_task_ends_the_command_in_the_worker(worker: RunningWorker) -> None:
    async def scene() -> None:
        async with attached(worker) as client:
            task = asyncio.create_task(client.command("scope_acquire", deadline=600, **NEVER))
            await asyncio.sleep(0)
            await armed(client)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            # The scope is free again: else this would have to wait for the trigger.
            await client.command("scope_acquire", trigger_source="immediately", deadline=PATIENCE)
            assert client.counters.late == 0
            assert client.counters.unmatched == 0

    play(scene)


def test_a_timeout_of_asyncio_cancels_the_command(worker: RunningWorker) -> None:
    async def scene() -> None:
        async with attached(worker) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await client.command("scope_acquire", deadline=600, **NEVER)
            await client.command("scope_acquire", trigger_source="immediately", deadline=PATIENCE)

    play(scene)


def test_a_submitted_command_tells_what_cancelling_left(worker: RunningWorker) -> None:
    async def scene() -> None:
        async with attached(worker) as client:
            pending = client.submit("scope_acquire", deadline=600, **NEVER)
            await armed(client)
            assert not pending.done()
            assert pending.cancel()
            with pytest.raises(CommandCancelled) as caught:
                await pending
            assert caught.value.effect == "done"
            assert not pending.cancel()

    play(scene)


def test_closing_ends_what_waits(worker: RunningWorker) -> None:
    async def scene() -> None:
        async with attached(worker) as client:
            task = asyncio.create_task(client.command("scope_acquire", deadline=600, **NEVER))
            await asyncio.sleep(0)
            await armed(client)
            await client.close()
            with pytest.raises(WorkerLost, match="was closed") as caught:
                await task
            assert caught.value.effect == "unknown"
            with pytest.raises(WorkerLost, match="connect again"):
                await client.command("ping")

    play(scene)


def test_events_are_iterated_over_until_the_subscription_is_closed(worker: RunningWorker) -> None:
    async def scene() -> None:
        async with attached(worker) as client, await client.subscribe("board") as subscription:
            snapshot = await anext(subscription)
            assert "pid0" in snapshot.data["modules"]
            await client.command("pid_set_setpoint", channel="pid0", value=0.125)
            async for event in subscription:
                if event.data["modules"].get("pid0", {}).get("setpoint") == 0.125:
                    break
            await subscription.close()
            # What was buffered comes, and then the end.
            async for event in subscription:
                assert event.topic == "board"

    play(scene)


def test_subscribing_that_is_cancelled_leaves_no_subscription_in_the_worker(worker: RunningWorker) -> None:
    async def scene() -> None:
        async with attached(worker) as client:
            for _ in range(client.greeting["limits"]["subscriptions"]):
                subscribing = asyncio.create_task(client.subscribe("worker"))
                await asyncio.sleep(0)
                subscribing.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await subscribing
            while client.pending:
                await asyncio.sleep(0.01)
            async with await client.subscribe("worker"):
                pass

    play(scene)


def test_another_event_loop_is_refused(worker: RunningWorker) -> None:
    async def scene() -> None:
        async with attached(worker) as client:
            for call in (
                lambda: client.command("ping"),
                lambda: client.subscribe("board"),
            ):
                with pytest.raises(RuntimeError, match="Nothing was done"):
                    await asyncio.to_thread(asyncio.run, call())

    play(scene)


def test_a_loss_right_after_the_greeting_is_a_loss(worker: RunningWorker) -> None:
    async def scene() -> None:
        async with attached(worker) as client:
            greeting = json.dumps({"status": "ok", "data": client.greeting})

        async def greet_and_stop(peer: ServerConnection) -> None:
            await peer.send(greeting)
            identity = json.loads(await peer.recv())["id"]
            # Both lie in the same bytes that the client reads.
            peer.protocol.send_text(json.dumps({"status": "ok", "data": {}, "id": identity}).encode())
            peer.protocol.send_close(1001)
            peer.transport.write(b"".join(peer.protocol.data_to_send()))

        async with serve(greet_and_stop, "127.0.0.1", 0, subprotocols=[Subprotocol(SUBPROTOCOL)]) as server:
            port = server.sockets[0].getsockname()[1]
            client = await connect_async(f"ws://127.0.0.1:{port}/", token="x")  # noqa: S106
            assert client.state == "lost"
            await client.close()

    play(scene)


def test_cancelling_the_first_attempt_leaves_nothing(worker: RunningWorker) -> None:
    async def scene() -> None:
        task = asyncio.create_task(connect_async(worker.file.url, token=worker.file.token))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    play(scene)
