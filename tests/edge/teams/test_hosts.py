"""Where our token may go, and the many ways to write another place so that it looks like one (TRUST.md T6)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientRequest, ClientTimeout
from aiohttp.client_reqrep import ConnectionKey
from yarl import URL

from bot.teams import hosts
from bot.teams.connector import HOST_REFUSED, UNREACHABLE, Answer, Connector
from bot.teams.credentials import address
from tests.edge.teams.conftest import Clock
from tests.platforms.entra import TENANT
from tests.platforms.teams import FakeTeams, Scripted

EXTRA = frozenset({"127.0.0.1", "[::1]", "localhost", "emulator.example:8443", "connector.example"})

ALLOWED = [
    "https://smba.trafficmanager.net/teams/",
    "https://smba.trafficmanager.net/emea/7e57a9a7-0000-4000-8000-00000000aaaa/",
    "https://smba.trafficmanager.net",
    "https://SMBA.trafficmanager.net/amer/",
    "https://smba.infra.gcc.teams.microsoft.com/teams",
    "https://smba.infra.gov.teams.microsoft.us/teams",
    "https://smba.infra.dod.teams.microsoft.us/teams",
    "https://botframework.com/",
    "https://connector.example/teams/",
    "https://connector.example:444/teams/",
    "https://emulator.example:8443/",
    "http://127.0.0.1:56150/_connector",
    "http://localhost:56150/_connector",
    "http://[::1]:56150/_connector",
]

HOSTILE = [
    # no address at all
    "",
    " ",
    "smba.trafficmanager.net",
    "//smba.trafficmanager.net/teams/",
    "https:",
    "https://",
    "https:///smba.trafficmanager.net/",
    "https:smba.trafficmanager.net",
    # another scheme
    "http://smba.trafficmanager.net/teams/",
    "http://smba.infra.gcc.teams.microsoft.com/teams",
    "http://connector.example/teams/",
    "ftp://smba.trafficmanager.net/",
    "file:///etc/passwd",
    "gopher://smba.trafficmanager.net/",
    "javascript://smba.trafficmanager.net/%0aalert(1)",
    "HTTPS+UNIX://smba.trafficmanager.net/",
    # another host that looks like one of them
    "https://evil.example/",
    "https://evil.example/smba.trafficmanager.net/",
    "https://smba.trafficmanager.net.evil.example/",
    "https://evil-smba.trafficmanager.net/",
    "https://evil.smba.trafficmanager.net/",
    "https://other.trafficmanager.net/",
    "https://trafficmanager.net/",
    "https://smba.trafficmanager.network/",
    "https://smba-trafficmanager.net/",
    "https://teams.microsoft.com.evil.example/",
    "https://evilteams.microsoft.com/",
    "https://teams.microsoft.com/",
    "https://.teams.microsoft.com/",
    "https://x..teams.microsoft.com/",
    "https://evil.botframework.com/",
    "https://botframework.com.evil.example/",
    "https://xn--smba-trafficmanager.net/",
    "https://\N{CYRILLIC SMALL LETTER DZE}mba.trafficmanager.net/",
    "https://smba。trafficmanager。net/",
    "https://smba.trafficmanager.net./",
    "https://127.0.0.1.evil.example/",
    "https://emulator.example/",
    "https://emulator.example:8444/",
    # one host for one reader, another for the next
    "https://smba.trafficmanager.net@evil.example/",
    "https://smba.trafficmanager.net:443@evil.example/",
    "https://user:word@smba.trafficmanager.net/",
    "https://evil.example#@smba.trafficmanager.net/",
    "https://evil.example?@smba.trafficmanager.net/",
    "https://evil.example\\@smba.trafficmanager.net/",
    "https://evil.example\\.teams.microsoft.com/",
    "https:\\\\smba.trafficmanager.net/",
    "https://evil.example%2f.teams.microsoft.com/",
    "https://evil.example%00.teams.microsoft.com/",
    "https://evil.example\x00.teams.microsoft.com/",
    "https://evil.example\t.teams.microsoft.com/",
    "https://evil.example\n.teams.microsoft.com/",
    "https://smba.trafficmanager.net/\r\nHost: evil.example",
    "https://smba.trafficmanager.net\n",
    "\nhttps://smba.trafficmanager.net/",
    "https://smba.trafficmanager.net /",
    "https://evil.example;.teams.microsoft.com/",
    "https://evil.example,.teams.microsoft.com/",
    # another port, path, query or fragment
    "https://smba.trafficmanager.net:8443/",
    "https://connector.example:65536/",
    "https://connector.example:0x1bb/",
    "https://smba.trafficmanager.net:443/",
    "https://smba.trafficmanager.net:/",
    "https://smba.trafficmanager.net/../evil/",
    "https://smba.trafficmanager.net/%2e%2e/evil/",
    "https://smba.trafficmanager.net/teams/?next=https://evil.example",
    "https://smba.trafficmanager.net/teams/#x",
    "https://smba.trafficmanager.net/teams\\..\\evil",
    # inside the house
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.2:3978/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0/",
    "http://[::ffff:127.0.0.1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::1%25lo]/",
    "http://127.0.0.1@evil.example/",
    "http://localhost.evil.example/",
    "https://10.0.0.1/",
    "https://metadata.google.internal/",
]


@pytest.mark.parametrize("url", ALLOWED)
def test_the_hosts_of_teams_are_allowed(url: str) -> None:
    """In every cloud, and what the settings add: in the clear on this machine alone."""
    assert hosts.is_allowed(url, EXTRA)


@pytest.mark.parametrize("url", HOSTILE)
def test_no_other_host_is_allowed(url: str) -> None:
    """However it is written."""
    assert not hosts.is_allowed(url, EXTRA)


@pytest.mark.parametrize("url", ["http://127.0.0.1:56150/", "http://localhost/", "https://connector.example/"])
def test_nothing_is_added_that_the_settings_do_not_name(url: str) -> None:
    """An emulator's address means nothing in production."""
    assert not hosts.is_allowed(url, frozenset())


class Recorder(aiohttp.BaseConnector):
    """Connects nowhere, and remembers where it was asked to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    async def connect(self, req: ClientRequest, traces: list[Any], timeout: ClientTimeout) -> Any:  # noqa: ASYNC109 - the signature of aiohttp
        self.asked.append(req.url.host or "")
        raise aiohttp.ClientConnectorError(
            ConnectionKey(req.url.host or "", req.url.port, True, True, None, None, None), OSError()
        )


@pytest.fixture
async def recorded(teams: FakeTeams, clock: Clock) -> AsyncIterator[tuple[Connector, Recorder]]:
    """Beside an emulator no token is fetched, so that each connect is for the call itself."""
    open_door = teams.settings(app_id="", service_hosts=EXTRA, allow_unauthenticated=True)
    connector, recorder = Connector(open_door, clock), Recorder()
    await connector.open(recorder)
    yield connector, recorder
    await connector.close()


def calls(connector: Connector, url: str) -> list[Awaitable[Answer]]:
    return [
        connector.post(url, "a:1", {}),
        connector.update(url, "a:1", "1", {}),
        connector.delete(url, "a:1", "1"),
        connector.create(url, TENANT, "28:1", "29:1"),
        connector.members(url, "a:1"),
        connector.member(url, "a:1", "29:1"),
    ]


async def test_no_hostile_url_is_ever_connected_to(recorded: tuple[Connector, Recorder]) -> None:
    """By no call: even if such a URL had found its way into the store."""
    connector, recorder = recorded
    codes = {(await call).code for url in HOSTILE for call in calls(connector, url)}
    assert codes == {HOST_REFUSED}
    assert recorder.asked == []


async def test_an_allowed_url_is_connected_to(recorded: tuple[Connector, Recorder]) -> None:
    """By every call, and to that very host: the recorder does see connects."""
    connector, recorder = recorded
    codes = {(await call).code for url in ALLOWED for call in calls(connector, url)}
    assert codes == {UNREACHABLE}
    assert len(recorder.asked) == 6 * len(ALLOWED)
    assert set(recorder.asked) == {URL(url).host for url in ALLOWED}


async def test_a_redirect_is_not_followed(teams: FakeTeams, connector: Connector) -> None:
    """Our token would go along."""
    elsewhere = FakeTeams()
    await elsewhere.start()
    for status in (301, 302, 303, 307, 308):
        teams.script("post", Scripted(status=status, headers={"Location": f"{elsewhere.url}/keys"}))
        answer = await connector.post(teams.service_url, "a:1", {"text": "x"})
        assert (answer.ok, answer.code) == (False, "redirected")
    assert elsewhere.calls == []
    await elsewhere.stop()


async def test_our_password_follows_no_redirect(teams: FakeTeams, connector: Connector) -> None:
    """The token endpoint is asked, and nobody it names instead."""
    elsewhere = FakeTeams()
    await elsewhere.start()
    teams.script("token", Scripted(status=307, headers={"Location": f"{elsewhere.url}/token"}))
    answer = await connector.post(teams.service_url, "a:1", {"text": "x"})
    assert (answer.reached, teams.called("post"), elsewhere.calls) == (False, [], [])
    await elsewhere.stop()


def test_tokens_come_from_microsoft_unless_the_settings_say_otherwise() -> None:
    """From the one tenant that is served; a bot that serves several has a tenant of Microsoft's for that."""
    fake = FakeTeams()
    login = "https://login.microsoftonline.com"
    assert address(fake.settings(token_url="")) == f"{login}/{TENANT}/oauth2/v2.0/token"
    assert address(fake.settings(token_url="", tenants=frozenset({TENANT, "b"}))) == (
        f"{login}/botframework.com/oauth2/v2.0/token"
    )
    assert address(fake.settings(token_url="https://login.example/token")) == "https://login.example/token"
