"""What is owed to people on Teams gets there: posts, edits, removals, and the first message to somebody."""

from __future__ import annotations

import random
import shutil
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import Failed, Retry, Scope, Sent
from bot.dispatch import Dispatcher
from bot.edge import Core
from bot.teams import outbound
from bot.teams.connector import Connector
from bot.teams.outbound import TeamsSender
from bot.tokens import Tokens
from domain.people import MemberKind
from domain.roster import Member
from handlers import ROUTER
from storage import directory, people, workspaces
from storage.outbox import Kind
from storage.unit import Store, Unit
from tests.edge.teams.conftest import NOON, Clock, owed
from tests.features.scene import PATIENCE_SECONDS
from tests.platforms.entra import TENANT
from tests.platforms.teams import BOT, FakeTeams, Scripted, refusal
from views.vocabulary import Card, Text

BEN = "00000000-0000-4000-8000-0000000000be"
CHANNEL = "19:wins@thread.tacv2"
NEW = Card("Well done", (Text(("Ana thanked Ben and Dee.",)),))


@pytest.fixture
def database(tmp_path: Path, sqlite_template: Path) -> str:
    """SQLite alone: the sender asks the store for one thing, which the scenarios do on both."""
    shutil.copy(sqlite_template, tmp_path / "test.db")
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def core(store: Store, clock: Clock, rng: random.Random) -> Core:
    dispatcher = Dispatcher(store=store, router=ROUTER, clock=clock, rng=rng, budget=PATIENCE_SECONDS)
    return Core(dispatcher=dispatcher, store=store, tokens=Tokens(store.keys), clock=clock, rng=rng)


@pytest.fixture
def sender(connector: Connector, core: Core) -> TeamsSender:
    return TeamsSender(connector, core)


@pytest.fixture
async def other_cloud(teams: FakeTeams) -> AsyncIterator[FakeTeams]:
    """Another Bot Connector that knows the same tokens."""
    fake = FakeTeams()
    await fake.start()
    fake.tokens_of(teams)
    yield fake
    await fake.stop()


async def test_a_post_is_edited_and_removed_by_the_name_it_got(teams: FakeTeams, sender: TeamsSender) -> None:
    """The card and its words change together."""
    url = teams.service_url
    sent = await sender.send(owed(service_url=url), NOON)
    assert isinstance(sent, Sent)
    [standing] = teams.standing_in(CHANNEL)
    assert "Ana thanked Ben." in standing.text
    assert "Ana thanked Ben." in standing.card["fallbackText"]
    edit = owed(service_url=url, kind=Kind.EDIT, ref=sent.ref, card=NEW)
    assert await sender.send(edit, NOON) == sent
    [standing] = teams.standing_in(CHANNEL)
    assert "Ana thanked Ben and Dee." in standing.text
    assert "Ana thanked Ben and Dee." in standing.card["fallbackText"]
    assert await sender.send(owed(service_url=url, kind=Kind.REMOVE, ref=sent.ref), NOON) == sent
    assert teams.standing_in(CHANNEL) == []


@pytest.mark.parametrize("by", [{"address": BEN}, {"address": "ben", "reader": "ben"}])
async def test_the_first_message_to_somebody_opens_their_chat(
    teams: FakeTeams, sender: TeamsSender, by: dict[str, str]
) -> None:
    """Once: the second finds it open."""
    for _ in range(2):
        assert isinstance(await sender.send(owed(service_url=teams.service_url, **by), NOON), Sent)
    assert [call.operation for call in teams.calls if call.operation != "token"] == ["create", "post", "post"]
    assert len(teams.standing_in(teams.direct(by["address"]))) == 2


def known_ben(unit: Unit) -> str:
    rng = random.Random(5)
    org = workspaces.ensure_org(unit, name="Acme", zone="UTC", now=NOON, rng=rng)
    told = {"name": "Acme", "token": "", "bot": BOT, "service_url": "https://smba.trafficmanager.net/teams/"}
    there = workspaces.ensure(unit, org, "teams", TENANT, now=NOON, rng=rng, **told)
    named = {"name": "Ben Okafor", "handle": "ben", "zone": "UTC", "title": ""}
    ben = Member(external=BEN, email=None, kind=MemberKind.FULL, active=True, **named)
    directory.sync(unit, org, there.id, [ben], complete=True, now=NOON, rng=rng)
    return org


def reach_of_ben(unit: Unit, org: str) -> str:
    found = people.actor(unit, "teams", TENANT, BEN)
    assert found is not None
    [reach] = people.reaches(unit, org, [found.person.id])
    return reach.address


async def test_an_opened_chat_is_known_to_every_process(teams: FakeTeams, sender: TeamsSender, store: Store) -> None:
    """What is owed from then on goes there directly."""
    org = store.write(known_ben).result()
    reach = partial(reach_of_ben, org=org)
    assert store.read(reach).result() == BEN
    await sender.send(owed(service_url=teams.service_url, address=BEN, reader=BEN), NOON)
    assert store.read(reach).result() == teams.direct(BEN)


async def test_somebody_without_the_app_is_told_nothing_and_nobody_tries_again(
    teams: FakeTeams, sender: TeamsSender
) -> None:
    """It is for them, or for who runs Teams, to install it."""
    teams.installed = set()
    outcome = await sender.send(owed(service_url=teams.service_url, address=BEN), NOON)
    assert outcome == Failed("ForbiddenOperationException", Scope.RECIPIENT)
    assert teams.called("post") == []


@pytest.mark.parametrize("answer", [refusal(502, ""), refusal(500, "ServiceError"), Scripted(status=201, body={})])
async def test_a_chat_that_does_not_open_is_certainly_no_message(
    teams: FakeTeams, sender: TeamsSender, answer: Scripted
) -> None:
    """So it is simply tried again: opened twice it is the same chat."""
    teams.script("create", answer)
    outcome = await sender.send(owed(service_url=teams.service_url, address=BEN), NOON)
    assert isinstance(outcome, Retry)
    assert teams.called("post") == []
    assert isinstance(await sender.send(owed(service_url=teams.service_url, address=BEN), NOON), Sent)


@pytest.mark.parametrize("answer", [refusal(400, "BadSyntax"), refusal(413, "MessageSizeTooBig"), refusal(413, "")])
async def test_a_card_that_teams_does_not_take_is_said_in_words(
    teams: FakeTeams, sender: TeamsSender, answer: Scripted
) -> None:
    """Once: words that are refused too are given up, with the reason."""
    teams.script("post", answer)
    assert isinstance(await sender.send(owed(service_url=teams.service_url), NOON), Sent)
    [standing] = teams.standing_in(CHANNEL)
    assert (standing.card, standing.activity["textFormat"]) == ({}, "plain")
    assert "Ana thanked Ben." in standing.text
    teams.script("post", answer, answer)
    outcome = await sender.send(owed(service_url=teams.service_url), NOON)
    assert isinstance(outcome, Failed)
    assert outcome.scope is Scope.MESSAGE


async def test_a_message_that_got_no_name_was_sent_all_the_same(teams: FakeTeams, sender: TeamsSender) -> None:
    """It cannot be edited, and must not be sent again for that."""
    teams.script("post", Scripted(status=202, body="", done=True))
    assert await sender.send(owed(service_url=teams.service_url), NOON) == Sent("")
    assert len(teams.standing_in(CHANNEL)) == 1


async def test_a_tenant_that_lives_in_another_cloud_is_reached_there(
    teams: FakeTeams, other_cloud: FakeTeams, connector: Connector, core: Core
) -> None:
    """Asked once at each: neither is asked for ever."""
    sender = TeamsSender(connector, core, other_cloud=other_cloud.service_url)
    teams.script("post", refusal(403, "InvalidBotApiHost"), refusal(403, "InvalidBotApiHost"))
    assert isinstance(await sender.send(owed(service_url=teams.service_url), NOON), Sent)
    assert len(other_cloud.standing_in(CHANNEL)) == 1
    other_cloud.script("post", refusal(403, "InvalidBotApiHost"))
    outcome = await sender.send(owed(service_url=teams.service_url), NOON)
    assert outcome == Failed("InvalidBotApiHost", Scope.WORKSPACE)
    assert len(other_cloud.called("post")) == 2


@given(conversation=st.text(max_size=60), activity=st.text(max_size=40))
def test_a_name_is_read_as_it_was_written(conversation: str, activity: str) -> None:
    """Whatever signs Teams puts into its ids."""
    ref = outbound.reference(conversation, activity)
    assert outbound._parts(ref) == (conversation, activity)
