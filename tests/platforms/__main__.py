"""Stand in for Slack or Teams on this machine: `python -m tests.platforms slack 8398`, or `teams 8399 key.pem`.

Each message that people would see is a line on standard output, where it went and what it says first. Nothing here is
needed to use Vouchsafe; docs/try-it-with-curl.md walks through it.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from pathlib import Path

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.algorithms import RSAAlgorithm

from tests.platforms import slack, teams
from tests.platforms.slack import FakeSlack
from tests.platforms.teams import FakeTeams

NAMES = {"ana": "Ana Ruiz", "ben": "Ben Okafor", "hana": "Hana Weiss"}
WINS = "19:wins@thread.tacv2"


class TellingSlack(FakeSlack):
    async def _api(self, request: web.Request) -> web.Response:
        before = set(self.messages)
        answer = await super()._api(request)
        for message in [self.messages[one] for one in self.messages if one not in before]:
            tell("chat.postMessage", message.channel, message.text)
        return answer


class TellingTeams(FakeTeams):
    def _post(self, call: teams.Call, request: web.Request) -> web.Response:
        before = set(self.messages)
        answer = super()._post(call, request)
        for message in [self.messages[one] for one in self.messages if one not in before]:
            tell("activity", message.conversation, message.text)
        return answer


def tell(what: str, where: str, text: str) -> None:
    sys.stdout.write(f"{what} {where}: {text.partition(chr(10))[0]}\n")
    sys.stdout.flush()


async def stand_in(platform: str, port: int, key: str = "") -> None:
    """Until SIGTERM or SIGINT."""
    one = teams_with(Path(key)) if platform == "teams" else TellingSlack(slack_people())
    told = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, told.set)
    await one.start(port)
    await told.wait()
    await one.stop()


def slack_people() -> list[slack.Json]:
    return [slack.user(f"U0{key.upper()}", name, email=f"{key}@example.org") for key, name in NAMES.items()]


def teams_with(key: Path) -> TellingTeams:
    """Publish the public half of the key as Microsoft's; everybody is a member of the one team."""
    one = TellingTeams()
    private = load_pem_private_key(key.read_bytes(), None)
    if not isinstance(private, RSAPrivateKey):
        raise TypeError("Microsoft signs with RSA")
    published: teams.Json = json.loads(RSAAlgorithm.to_jwk(private.public_key()))
    one.keys = [{**published, "use": "sig", "kid": "try", "endorsements": ["msteams"]}]
    team = [teams.member(key, name, email=f"{key}@example.org") for key, name in NAMES.items()]
    one.rosters = {WINS: team, **{one.direct(member["aadObjectId"]): [member] for member in team}}
    return one


if __name__ == "__main__":
    asyncio.run(stand_in(sys.argv[1], int(sys.argv[2]), *sys.argv[3:]))
