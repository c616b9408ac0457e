"""The load of Teams, the Bot Connector inside: a turn is over when it is acknowledged and its reply has arrived."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from bench import load, messages
from bench.load import Client, Plan, Result, Run

_POSTED = b'{"id":"1"}'


class Talker(Client):
    """Somebody in their own chat with the bot."""

    def __init__(self, run: Run, requests: Iterator[bytes]) -> None:
        super().__init__(run, requests)
        self._missing = 0

    def ask(self) -> None:
        self._missing = 2
        super().ask()

    def answered(self) -> None:
        """Called for the acknowledgement and for the reply, whichever comes first."""
        self._missing -= 1
        if self._missing == 0:
            super().answered()


class Connector(asyncio.Protocol):
    """Takes every message, and knows who is in each chat."""

    def __init__(self, talkers: Mapping[str, Talker]) -> None:
        self._talkers = talkers
        self._numbers = {chat: number for number, chat in enumerate(talkers)}
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not load.is_whole(self._buffer):
            return
        method, path, _ = self._buffer.split(b" ", 2)
        self._buffer = b""
        chat = unquote(path.decode()).split("/")[3]
        if method == b"POST":
            self._tell(b"201 Created", _POSTED)
            self._talkers[chat].answered()
        else:
            self._tell(b"200 OK", messages.member(self._numbers[chat]))

    def _tell(self, status: bytes, body: bytes) -> None:
        assert self._transport is not None
        head = b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
        self._transport.write(head + body)


async def play(plan: Plan) -> Result:
    """Raises LoadError."""
    run = Run()
    talkers: dict[str, Talker] = {}
    server = await asyncio.get_running_loop().create_server(lambda: Connector(talkers), "127.0.0.1", 0)
    async with server:
        connector = server.sockets[0].getsockname()[1]
        for client in range(plan.clients):
            talkers[messages.chat(client)] = Talker(run, _requests(plan, client, connector))
        return await load.measure(run, list(talkers.values()), plan)


def _requests(plan: Plan, client: int, connector: int) -> Iterator[bytes]:
    serials = range(plan.first + client, plan.first + plan.most, plan.clients)
    return iter([messages.hello(client, serial, plan.ports[0], connector) for serial in serials])


if __name__ == "__main__":
    load.answer(play)
