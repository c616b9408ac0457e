"""Whom the bot gets to know on Teams, who may act, and how newcomers are met."""

from __future__ import annotations

from typing import Any

import pytest

from bot.teams import directory
from bot.teams.heard import heard
from domain.people import MemberKind
from storage import people
from tests.edge.teams.wire import ANA, BEN, CHANNEL, GIL, GROUP, Wire, mention
from tests.platforms import teams as fake
from tests.platforms.entra import TENANT
from tests.platforms.teams import Json, Scripted

ELSEWHERE = "0e15e000-0000-4000-8000-00000000ffff"
EVA, NOA = (f"{number:08}-0000-4000-8000-000000000000" for number in (7, 8))


async def installs(wire: Wire, who: str, where: str = "", action: str = "add") -> None:
    said = {"type": "installationUpdate", "action": action}
    await wire.send(wire.activity(who, where or wire.teams.direct(who), said))


async def joins(wire: Wire, who: str, where: str, *members: str) -> None:
    said = {"type": "conversationUpdate", "membersAdded": [{"id": id} for id in members]}
    await wire.send(wire.activity(who, where, said))


def address(wire: Wire, who: str) -> str:
    actor = wire.known(who)
    assert actor is not None
    [reach] = wire.store.read(lambda unit: people.reaches(unit, actor.org, [actor.person.id])).result()
    return reach.address


# --- Arriving -----------------------------------------------------------------------------------------------------


async def test_a_newcomer_is_greeted_once_although_two_activities_tell_it(wire: Wire) -> None:
    """installationUpdate and conversationUpdate both tell one installation (PLATFORMS.md B1.3)."""
    await installs(wire, ANA)
    await joins(wire, ANA, wire.teams.direct(ANA), fake.BOT)
    await installs(wire, ANA, action="add-upgrade")
    [greeting] = wire.chat(ANA)
    assert "What I can do" in greeting.text


async def test_where_a_person_is_reached_is_known_from_then_on(wire: Wire) -> None:
    """Their own chat, and the service that leads to it."""
    await installs(wire, ANA)
    assert address(wire, ANA) == wire.teams.direct(ANA)
    found = wire.workspace()
    assert found is not None
    assert (found.service_url, found.bot, found.state) == (wire.teams.service_url, fake.BOT, "active")


@pytest.mark.parametrize("where", [CHANNEL, GROUP])
async def test_added_to_a_team_it_learns_everybody_page_by_page_and_says_nothing(wire: Wire, where: str) -> None:
    """Nothing in a channel by default, and nobody is written to unasked."""
    wire.teams.rosters[where] += [
        fake.member(f"{number:08}-0000-4000-8000-000000000000", f"Person {number}") for number in range(20, 27)
    ]
    await joins(wire, ANA, where, fake.BOT)
    assert len(wire.teams.called("members")) == 4
    assert wire.known("00000026-0000-4000-8000-000000000000") is not None
    assert wire.teams.messages == {}


async def test_a_roster_that_breaks_off_is_kept_as_far_as_it_goes(wire: Wire) -> None:
    """The rest is learned when they speak."""
    wire.teams.rosters[CHANNEL].append(fake.member(EVA, "Eva Falk"))
    page = {"members": wire.teams.rosters[CHANNEL][:2], "continuationToken": "2"}
    wire.teams.script("members", Scripted(status=200, body=page), Scripted(status=503))
    await joins(wire, ANA, CHANNEL, fake.BOT)
    assert wire.known(BEN) is not None
    assert wire.known(EVA) is None


async def test_who_joins_the_team_later_is_learned(wire: Wire) -> None:
    """One by one, without reading everybody again."""
    await joins(wire, ANA, CHANNEL, fake.BOT)
    wire.teams.rosters[CHANNEL].append(fake.member(EVA, "Eva Falk"))
    before = len(wire.teams.called("members"))
    await joins(wire, ANA, CHANNEL, fake.alias(EVA))
    found = wire.known(EVA)
    assert found is not None
    assert found.person.name == "Eva Falk"
    assert len(wire.teams.called("members")) == before


async def test_removing_the_app_changes_nothing_but_what_teams_then_refuses(wire: Wire) -> None:
    """Added again, the person is reached again; they were welcomed before."""
    await installs(wire, ANA)
    await installs(wire, ANA, action="remove")
    assert address(wire, ANA) == wire.teams.direct(ANA)
    await installs(wire, ANA)
    assert len(wire.chat(ANA)) == 1
    await wire.says(ANA, "help")
    assert len(wire.chat(ANA)) == 2


# --- Speaking and being named -------------------------------------------------------------------------------------


async def test_whoever_speaks_first_is_known_before_the_answer(wire: Wire) -> None:
    """Nobody is told to come back in a minute because the bot was just added."""
    await wire.says(ANA, "kudos mine")
    [answer] = wire.chat(ANA)
    assert "6 more people" in answer.text


async def test_who_is_named_is_known_before_the_answer(wire: Wire) -> None:
    """A mention of somebody the bot never met is looked up."""
    note = "you raised the vendor risk nine days early, we could replan"
    said = f"<at>Vouchsafe</at> kudos <at>Ben Okafor</at> #early-flag {note}"
    marks = [mention(fake.BOT, "Vouchsafe"), mention(fake.alias(BEN), "Ben Okafor")]
    await wire.acts(ANA, CHANNEL, text=said, entities=marks)
    assert "is saved" in wire.chat(ANA)[0].text


async def test_a_person_is_asked_after_once_an_hour(wire: Wire) -> None:
    """Not with every word they say."""
    for _ in range(5):
        await wire.says(ANA, "help")
    assert len(wire.teams.called("member")) == 1


async def test_the_zone_of_their_client_becomes_theirs(wire: Wire) -> None:
    """Teams' rosters tell none; a zone that does not exist is not taken."""
    await wire.acts(ANA, wire.teams.direct(ANA), text="help", localTimezone="Europe/Madrid")
    await wire.acts(BEN, wire.teams.direct(BEN), text="help", localTimezone="../../etc/passwd")
    ana, ben = wire.known(ANA), wire.known(BEN)
    assert ana is not None
    assert ben is not None
    assert (ana.person.zone, ben.person.zone) == ("Europe/Madrid", "UTC")


# --- Who may act --------------------------------------------------------------------------------------------------


def roster(**changes: Any) -> Json:
    return {**fake.member(EVA, "Eva Falk", email="eva@example.org"), **changes}


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (roster(userRole="guest"), "Only full members"),
        (roster(tenantId=ELSEWHERE), "Only full members"),
        (roster(tenantId=""), "Only full members"),
        (roster(userRole="anonymous"), "Only full members"),
        (roster(userPrincipalName="eva_else.example#EXT#@example.org"), "Only full members"),
        (roster(aadObjectId="", objectId=""), "I don't know your account"),
    ],
)
async def test_only_full_members_of_the_tenant_act(wire: Wire, entry: Json, words: str) -> None:
    """Guests, other organizations' people and anonymous guests are told so in words (PLATFORMS.md B1.4)."""
    wire.teams.rosters[wire.teams.direct(EVA)] = [entry]
    await wire.says(EVA, "kudos")
    [answer] = wire.chat(EVA)
    assert words in answer.text


async def test_a_guest_of_the_team_stays_a_guest(wire: Wire) -> None:
    """However the bot got to know them."""
    await joins(wire, ANA, CHANNEL, fake.BOT)
    gil = wire.known(GIL)
    assert gil is not None
    assert gil.person.kind is MemberKind.GUEST


async def test_an_anonymous_guest_of_a_meeting_is_nobody(wire: Wire) -> None:
    """Without an Entra id nothing can be theirs."""
    wire.teams.installed = set()
    who = {"from": {"id": "29:anonymous", "name": "Somebody"}}
    marks = [mention(fake.BOT, "Vouchsafe")]
    await wire.acts(ANA, GROUP, text="<at>Vouchsafe</at> kudos", entities=marks, **who)
    [answer] = wire.teams.standing_in(GROUP)
    assert "I can't answer here" in answer.text
    told = await wire.send(
        {**wire.activity(ANA, GROUP, {"type": "invoke", "name": "composeExtension/fetchTask"}), **who}
        | {"value": {"commandId": "kudos.give.open"}}
    )
    assert "I don't know your account" in told.body["task"]["value"]


@pytest.mark.parametrize(
    ("told", "email"),
    [
        ({"email": "eva.falk@example.org", "userPrincipalName": "ef@example.org"}, "eva.falk@example.org"),
        ({"email": "ceo@victim.example", "userPrincipalName": "ef@example.org"}, "ef@example.org"),
        ({"email": "", "userPrincipalName": "ef@example.org"}, "ef@example.org"),
        ({"email": "eva@example.org", "userPrincipalName": ""}, None),
    ],
)
def test_only_a_proved_address_links_a_person_to_slack(wire: Wire, told: Json, email: str | None) -> None:
    """An administrator may write any address into a profile; a sign-in name needs a domain the tenant owns."""
    one = heard(wire.activity(ANA, CHANNEL, {"type": "message"}))
    found = directory.member(roster(**told), one)
    assert found is not None
    assert found.email == email
    assert found.external == EVA
    assert one.tenant == TENANT
