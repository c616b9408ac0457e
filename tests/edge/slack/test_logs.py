"""No log line holds what people wrote, what they are called, or what opens anything: not ours, and no library's."""

from __future__ import annotations

import contextlib
import io
import json
import logging
from collections.abc import Iterator
from urllib.parse import quote_plus

import pytest
import structlog
from sqlalchemy import text

from bot import logs
from storage.unit import Store
from tests.edge.slack import house as houses
from tests.edge.slack.house import ANA, BEN, CHI, FORM, JSON, House, Raw, housing
from tests.edge.slack.recordings import LINE, recorded
from tests.edge.slack.test_ingress import BROKEN, FORGED
from tests.edge.slack.test_tokens import collected
from tests.platforms import slack as fake
from tests.platforms.slack import FakeSlack, Scripted

CANARY = "zirconium canary"
SECRETS = [
    "Ruiz",
    "Okafor",
    "Lindqvist",
    "Weiss",
    "example.org",
    "vendor risk",
    "zirconium",
    "trigger.",
    "/respond/",
    "Early flag",
    fake.TOKEN,
    fake.SECRET,
]


class Ears(logging.Handler):
    """Hears every record of every library whole, as a careless handler would write it."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []
        self.own = io.StringIO()

    @property
    def all(self) -> str:
        return "\n".join([self.own.getvalue(), *self.lines])

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(logging.Formatter().format(record))


@pytest.fixture
def ears() -> Iterator[Ears]:
    """Our own logs as in production; beside them, all that libraries say at INFO and above."""
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    one = Ears()
    with contextlib.redirect_stderr(one.own):
        logs.configure()
    root.addHandler(one)
    root.setLevel(logging.INFO)
    yield one
    root.handlers[:] = before
    root.setLevel(logging.WARNING)
    structlog.reset_defaults()


async def everything(house: House) -> list[str]:
    """Do all that the other tests do, with words to look for in each place; return the tokens that were in use."""
    kinds = await recorded(house)
    ring = await collected(house)
    for raw in kinds.values():
        await house.send(raw)
        await house.send(Raw(raw.body + b"x", raw.kind))
    for raw in BROKEN.values():
        await house.send(raw)
    for forge in FORGED.values():
        raw = house.command(ANA, f"/kudos {CANARY}")
        headers = house.signed(raw)
        forge(headers)
        await house.send(raw, headers)
    await odd_payloads(house)
    await refused_calls(house)
    return list(ring.all)


async def odd_payloads(house: House) -> None:
    for payload in (
        {"type": "block_actions", "actions": CANARY},
        {"type": CANARY},
        {"type": "view_submission", "view": CANARY},
    ):
        await house.send(houses.as_payload(payload | {"user": {"id": ANA, "name": CANARY}, "team": {"id": fake.TEAM}}))
    await house.send(
        Raw(json.dumps({"type": "event_callback", "event": {"type": CANARY, "text": CANARY}}).encode(), JSON)
    )
    await house.send(Raw(f"command=%2F{quote_plus(CANARY)}&text={quote_plus(CANARY)}".encode(), FORM))
    await house.says("U0NOBODY", f"/kudos {CANARY}")
    await house.says(ANA, f"/{CANARY}")
    await house.send(house.direct(ANA, f"{CANARY} {CANARY}"))
    await house.send(house.event({"type": "user_change", "user": fake.user(CHI, CANARY)}))
    await house.send(house.press(ANA, {"action_id": CANARY, "value": CANARY}))


async def refused_calls(house: House) -> None:
    """Slack says no to everything, in every way, while something is to be shown or sent."""
    no = {"ok": False, "error": "invalid_blocks", "response_metadata": {"messages": [CANARY]}}
    ways = (
        Scripted(body=no),
        Scripted(body=f"<p>{CANARY}", kind="text/html"),
        Scripted(body="", cut=True),
        Scripted(body="[]"),
    )
    for way in ways:
        house.slack.script("views.open", way)
        await house.says(ANA, f"/kudos <@{BEN}> {CANARY}")
        house.slack.script("chat.postMessage", way, way)
        await house.send(house.direct(ANA, "help"))
        house.slack.script("chat.postMessage", way, way, way)
        await house.says(CHI, LINE)
        await house.settle(31)
    await house.says(ANA, f"/kudos {CANARY}", response_url=f"https://evil.example/{CANARY}")
    house.core.store.write(lambda unit: unit.run(text("DROP TABLE account"))).result()
    await house.says(ANA, f"/kudos {CANARY}")
    await house.send(house.event({"type": "user_change", "user": fake.user(CHI, CANARY)}))


async def test_nothing_that_people_say_or_hold_is_in_any_log(ears: Ears, sqlite_store: Store, slack: FakeSlack) -> None:
    """Everything of these tests once more, with words to look for (TRUST.md T22)."""
    async with housing(sqlite_store, slack) as house:
        await houses.furnish(house)
        tokens = await everything(house)
        await house.edge.close()
    written = ears.all
    assert "slack.malformed" in written
    assert "slack.not_shown" in written
    assert "slack.failed" in written, "a fault of ours was among it"
    assert [secret for secret in SECRETS if secret in written] == []
    assert [token for token in tokens if token in written] == []


async def test_these_ears_do_hear(ears: Ears) -> None:
    """A secret that is logged would be found: by us, or by a library."""
    logging.getLogger("slack_sdk").warning(CANARY)
    structlog.get_logger().warning("said", action=CANARY)
    assert ears.all.count(CANARY) == 2
