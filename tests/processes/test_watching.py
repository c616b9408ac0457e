"""Probes, metrics and logs: they tell how the process is, and nothing of what people say in it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from bot import logs
from handlers import ROUTER
from storage import tables
from tests.cli.conftest import KEY
from tests.conftest import Postgres
from tests.laws import source
from tests.platforms import slack as fake
from tests.platforms.slack import Scripted
from tests.processes import house
from tests.processes.conftest import House
from tests.processes.house import Letter
from tests.processes.served import Served

CANARY = "kanarienvogel"  # stands in everything people say, in names, in addresses, and in what a platform answers
FIGURES = {"oldest_owed_seconds", "tick_age_seconds", "writer_queue"}
SECRETS = (CANARY, fake.SECRET, fake.TOKEN, KEY, house.STORY, "Person Number", "Hana Weiss")


@pytest.fixture
async def served(home: House) -> AsyncIterator[Served]:
    home.platform.users.append(fake.user("U0CANARY", f"Cana {CANARY}", email=f"{CANARY}@example.org"))
    async with home.forked() as process:
        await home.furnish(process)
        yield process


def noise(home: House) -> list[Letter]:
    """Every command and action there is, well and badly made, with a canary wherever somebody could have typed."""
    slack = home.slack
    commands = [f"/{one.name} {CANARY} <@U0CANARY|{CANARY}> #{CANARY}" for one in ROUTER.commands()]
    lines = [
        *commands,
        f"/kudos <@U0CANARY> #early-flag {CANARY} {house.STORY}",
        f"/{CANARY}",
        "/vouchsafe claim " + CANARY,
    ]
    said = [slack.command(who, line) for line in lines for who in ("U0001", "U0CANARY", f"U0{CANARY.upper()}")]
    pressed = [slack.press("U0001", f"{one.name}.{CANARY}") for one in ROUTER.routes]
    shapeless = [
        house.form({"payload": json.dumps({"type": kind, "user": {"id": CANARY}, CANARY: [CANARY]})})
        for kind in ("block_actions", "view_submission", "shortcut", "message_action", "block_suggestion", CANARY)
    ]
    events: list[dict[str, object]] = [
        {"type": "message", "channel_type": "im", "channel": "D1", "user": "U0001", "text": CANARY, "ts": "1"},
        {"type": "app_mention", "channel": CANARY, "user": "U0CANARY", "text": f"kudos {CANARY}", "ts": "2"},
        {"type": "user_change", "user": fake.user("U0CANARY", f"Cana {CANARY}", email=f"{CANARY}@example.net")},
        {"type": "user_change", "user": {CANARY: CANARY}},
        {"type": CANARY},
    ]
    told = [json.dumps(event_of(one, number)).encode() for number, one in enumerate(events)]
    broken = [b"payload=" + CANARY.encode(), CANARY.encode(), b"\xff" + CANARY.encode(), b"{" * 10_000]
    return [*said, *pressed, *shapeless, *(house.letter(body, "application/json") for body in (*told, *broken))]


def event_of(event: dict[str, object], number: int) -> dict[str, object]:
    return {"type": "event_callback", "team_id": fake.TEAM, "event_id": f"Ev{number}", "event": event}


async def test_nothing_people_say_reaches_a_log_or_a_metric(home: House, served: Served) -> None:
    """Whatever is sent, however it fails, here and at Slack (row S14): logs hold sentences of ours, codes and ids."""
    refusals = [
        Scripted(status=200, body={"ok": False, "error": "never_heard_of", "needed": CANARY}),
        Scripted(status=500, body=f"<html>{CANARY}</html>"),
        Scripted(status=200, body=f"{CANARY} is not JSON"),
        Scripted(status=200, body={"ok": False, "error": "invalid_blocks", "errors": [CANARY]}),
    ]
    for method in ("chat.postMessage", "chat.postEphemeral", "views.open", "users.list"):
        home.platform.script(method, *refusals)
    for letter in noise(home):
        answer = await home.post(served, letter)
        assert answer.status in (200, 400), letter.body
        unsigned = Letter(body=letter.body, headers={**letter.headers, "X-Slack-Signature": f"v0={CANARY}"})
        assert (await home.post(served, unsigned)).status == 401
    given = await home.post(served, home.slack.thanks("U0003", "U0004", f"{CANARY} {house.STORY}"))
    await home.post(served, home.slack.press("U0003", given.button["Send now"]))
    metrics = (await served.get("/metrics"))[1]
    assert await served.stop() == 0
    assert len(served.said) > 10
    assert [line for line in [*served.said, metrics] if any(secret in line for secret in SECRETS)] == []


async def test_every_log_line_is_one_object_with_listed_fields(home: House, served: Served) -> None:
    """Also those of libraries, of which only the place is kept."""
    for letter in noise(home)[:20]:
        await home.post(served, letter)
    assert await served.stop() == 0
    lines = [json.loads(line) for line in served.said]
    lines = [line for line in lines if line["action"] not in ("forked", "ended")]  # of the test itself
    assert {name for line in lines for name in line} <= logs.FIELDS
    assert {"serve.started", "slack.directory", "serve.draining", "serve.stopped"} <= {one["action"] for one in lines}


async def test_metrics_count_what_administrators_are_told_to_watch(home: House, served: Served) -> None:
    """By platform and outcome, and never by person."""
    before = await figures(served)
    given = await home.post(served, home.slack.thanks("U0001", "U0002"))
    await home.post(served, home.slack.press("U0001", given.button["Send now"]))
    await home.post(served, home.slack.command("U0NOBODY", "/kudos mine"))
    await home.platform.holds(2)
    more = {name: value - before.get(name, 0) for name, value in (await figures(served)).items()}
    assert more['vouchsafe_requests_total{outcome="answered",platform="slack"}'] == 2
    assert more['vouchsafe_requests_total{outcome="stranger",platform="slack"}'] == 1
    assert more['vouchsafe_answer_seconds_count{platform="slack"}'] == 3
    assert more["vouchsafe_requests_under_way"] == 0
    assert more["vouchsafe_commit_units_sum"] > 2
    assert await served.stop() == 0


async def test_every_metric_that_operators_are_told_of_is_there(home: House, served: Served) -> None:
    """And readiness says what it rests on, with the figures beside it."""
    page = (source.ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    told = set(re.findall(r"\bvouchsafe_[a-z_]+\b", page))
    shown = (await served.get("/metrics"))[1]
    assert len(told) > 10
    assert {name for name in told if f"# HELP {name} " not in shown} == set()
    status, body = await served.get("/readyz")
    assert status == 200
    assert set(json.loads(body)) == set(re.findall(r"^\| `([a-z]+)` \|", ready_table(page), re.MULTILINE)) | FIGURES
    assert await served.stop() == 0


def ready_table(page: str) -> str:
    return page.partition("| answer | red when |")[2].partition("\n\n")[0]


async def figures(served: Served) -> dict[str, float]:
    """The nursery has counted before it forked this process, so only what is added tells anything."""
    found = re.findall(r"^(vouchsafe_\S+) (\S+)$", (await served.get("/metrics"))[1], re.MULTILINE)
    return {name: float(value) for name, value in found}


async def test_while_the_database_is_away_nothing_is_promised(campus: House, postgres: Postgres) -> None:
    """Health turns red, people hear that nothing was saved, and all of it heals by itself (row R4)."""
    name = urlsplit(campus.database).path.removeprefix("/")
    async with campus.forked() as served:
        await campus.furnish(served)
        assert (await served.get("/readyz"))[0] == 200
        postgres.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        postgres.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608 - our own name
        letter = campus.slack.thanks("U0001", "U0002")
        during = await campus.post(served, letter)
        assert (during.status, "Not saved" in during.text) == (200, True)
        status, body = await served.get("/readyz")
        assert (status, json.loads(body)["store"]) == (503, False)
        event = event_of({"type": "app_home_opened", "user": "U0001", "channel": "D1", "tab": "home"}, 1)
        assert (await campus.post(served, house.letter(json.dumps(event).encode(), "application/json"))).status == 503
        postgres.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert campus.count(tables.Kudos) == 0
        assert "Send now" in (await campus.post(served, letter)).button
        assert (await served.get("/readyz"))[0] == 200
        assert campus.count(tables.Kudos) == 1
        assert await asyncio.wait_for(served.stop(), 30) == 0
