"""Only full members of this organization act; everybody else gets the same few words, wherever they try."""

from __future__ import annotations

import pytest

from domain.errors import NotAMemberError
from tests.edge.slack.house import ANA, BEN, CHI, ELSEWHERE, GENERAL, House, Raw, buttons, words
from tests.edge.slack.recordings import LINE
from tests.platforms import slack as fake
from tests.platforms.slack import Json

REFUSED = NotAMemberError().message
STRANGER = "I don't know your account yet"

OUTSIDERS = {
    "a guest of several channels": ("U0MULTI", fake.TEAM, REFUSED),
    "a guest of one channel": ("U0SINGLE", fake.TEAM, REFUSED),
    "a stranger of a shared channel": ("U0STRANGE", fake.TEAM, REFUSED),
    "somebody of another organization": ("U0OUTSIDE", ELSEWHERE, STRANGER),
    "another one, listed here as external": ("U0OUTSIDE", fake.TEAM, REFUSED),
    "one of another organization with the id of a member": (ANA, ELSEWHERE, STRANGER),
    "a bot": ("U0ROBOT", fake.TEAM, REFUSED),
    "Slackbot": ("USLACKBOT", fake.TEAM, REFUSED),
    "ourselves": (fake.BOT_USER, fake.TEAM, REFUSED),
    "somebody who left": ("U0LEFT", fake.TEAM, REFUSED),
    "nobody we know": ("U0NOBODY", fake.TEAM, STRANGER),
}


async def lea_leaves(house: House) -> None:
    lea = fake.user("U0LEFT", "Lea Left", deleted=True)
    assert (await house.send(house.event({"type": "user_change", "user": lea}))).status == 200


def as_from(team: str, account: str) -> Json:
    return {"user": {"id": account, "team_id": team}}


async def tries(house: House, account: str, team: str) -> dict[str, Raw]:
    """Everything a person can do to us, done with what a full member was shown."""
    view = await house.open_form(ANA)
    state = await house.filled(ANA, view)
    [post] = house.slack.standing_in("C0WINS")
    by = as_from(team, account)
    message = {
        "channel": {"id": GENERAL, "name": "general"},
        "container": {"type": "message", "channel_id": GENERAL},
        "message_ts": "1790000000.000001",
        "message": {"type": "message", "user": CHI, "text": "The import is fixed"},
    }
    pressed = {
        "actions": [{"type": "button", "action_id": "b", "value": buttons(post.blocks)["I saw this too"]["value"]}]
    }
    return {
        "press": house.interaction("block_actions", account, **(message | pressed | by)),
        "submit": house.interaction(
            "view_submission",
            account,
            **by,
            view=view | {"app_installed_team_id": fake.TEAM, "state": {"values": state}},
        ),
        "shortcut": house.interaction("shortcut", account, **by, callback_id="kudos.give.open"),
        "message action": house.interaction("message_action", account, **(message | by), callback_id="kudos.thank"),
        "search": house.interaction(
            "block_suggestion", account, **by, action_id="people.search", block_id="receivers", value="a", view=view
        ),
        "mention": house.event(
            {"type": "app_mention", "user": account, "user_team": team, "channel": GENERAL, "text": f"<@U0BOT> {LINE}"}
        ),
        "direct message": house.direct(account, LINE, team=team),
    }


@pytest.mark.parametrize("outsider", OUTSIDERS)
async def test_whoever_is_no_full_member_does_nothing_here(house: House, outsider: str) -> None:
    """Each kind of member by each way of acting: no kudos, no endorsement, no name of anybody, a reason in words."""
    account, team, reason = OUTSIDERS[outsider]
    await house.gives(BEN, LINE.replace(BEN, CHI))
    await lea_leaves(house)
    given, endorsed = house.count_of("kudos"), house.rows()["kudos_endorsement"]
    for way, raw in (await tries(house, account, team)).items():
        before = _told(house)
        heard = await house.send(raw)
        assert heard.status == 200, way
        told = words(heard.json) + _told(house)[len(before) :]
        assert "Ben Okafor" not in told, way
        if way == "search":
            assert heard.json == {"options": []}
        elif way not in ("mention", "direct message") or account not in ("USLACKBOT", fake.BOT_USER):
            assert reason in told or "can't find that" in told, (way, told)
    assert (house.count_of("kudos"), house.rows()["kudos_endorsement"]) == (given, endorsed)


def _told(house: House) -> str:
    """Everything Slack was asked to show, but for messages owed."""
    shown = ("chat.postEphemeral", "views.open", "views.update", "chat.postMessage")
    calls = "".join(words(call.arguments) for call in house.slack.calls if call.method in shown)
    return calls + "".join(words(body) for bodies in house.slack.responses.values() for body in bodies)


@pytest.mark.parametrize("outsider", ["a guest of one channel", "a bot", "somebody who left", "nobody we know"])
async def test_a_command_of_no_full_member_is_refused_in_the_answer(house: House, outsider: str) -> None:
    """The reason stands where they look; nothing else happens."""
    account, _, reason = OUTSIDERS[outsider]
    await lea_leaves(house)
    before = house.rows()["kudos"]
    assert reason in words((await house.says(account, LINE)).json)
    assert house.rows()["kudos"] == before


async def test_whoever_leaves_between_opening_and_sending_sends_nothing(either: House) -> None:
    """The right to act is looked up when the form arrives, not when it was drawn. What they wrote is kept."""
    view = await either.open_form(ANA)
    state = await either.filled(ANA, view)
    gone = fake.user(ANA, "Ana Ruiz", email="ana@example.org", deleted=True)
    await either.send(either.event({"type": "user_change", "user": gone}))
    heard = await either.send(either.submit(ANA, view, state))
    assert "kept as a draft" in words(heard.json)
    assert either.count_of("kudos") == 0


async def test_nobody_can_thank_who_is_no_full_member(house: House) -> None:
    """The receivers of kudos are members too, however they are named."""
    for account in ("U0MULTI", "U0STRANGE", "U0OUTSIDE", "U0ROBOT", "USLACKBOT", fake.BOT_USER, "U0NOBODY"):
        await house.says(ANA, LINE.replace(BEN, account))
    await house.settle(31)
    assert house.count_of("kudos") == 0


async def test_two_workspaces_may_use_the_same_ids(house: House) -> None:
    """What is said in a workspace we are not installed in is said by nobody we know."""
    heard = await house.says(ANA, LINE, team_id=ELSEWHERE)
    assert STRANGER in words(heard.json)
    assert house.count_of("kudos") == 0
