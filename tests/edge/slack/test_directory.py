"""Who is in the workspace: listed page by page, told by events, and never lost by an accident of either."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.edge import RefusedError
from bot.settings import SlackSettings
from bot.slack.edge import SlackEdge
from storage.unit import Store
from tests.edge.slack import house as houses
from tests.edge.slack.house import ANA, BEN, CHI, ELSEWHERE, HANA, House, housing, words
from tests.edge.slack.recordings import LINE
from tests.platforms import slack as fake
from tests.platforms.slack import FakeSlack, Scripted

LIMITED = Scripted(status=429, body={"ok": False, "error": "ratelimited"}, headers={"Retry-After": "0"})


def seats(house: House) -> int:
    return len(house.rows()["account"])


def active(house: House) -> list[str]:
    """Return the accounts that are members now."""
    accounts = [row.strip("()").split(", ") for row in house.rows()["account"]]
    return sorted(row[2].strip("'") for row in accounts if "True" in row)


async def becomes_known(house: House, account: str) -> None:
    """Let the edge work until its reading, which nobody waits for, is done."""
    for _ in range(1_000):
        if account in active(house):
            return
        await house.says(HANA, "/kudos help")
    raise AssertionError("nobody read the directory")


async def test_everybody_of_every_page_is_known(house: House) -> None:
    """Pages of three, twelve people, each account once."""
    assert len(house.slack.called("users.list")) == 4
    assert seats(house) == len(house.slack.users)


async def test_a_listing_goes_on_where_slack_said_to_wait(sqlite_store: Store, slack: FakeSlack) -> None:
    """In the middle, twice: the same page is asked for again, and nobody is missing."""
    first = Scripted(body={"ok": True, "members": slack.users[:3], "response_metadata": {"next_cursor": "3"}})
    slack.script("users.list", first, LIMITED, LIMITED)
    async with housing(sqlite_store, slack) as house:
        assert seats(house) == len(slack.users)
        cursors = [call.arguments.get("cursor", "") for call in slack.called("users.list")]
        assert cursors == ["", "3", "3", "3", "6", "9"]


BROKEN_PAGES: dict[str, Scripted] = {
    "no answer": Scripted(body="", cut=True),
    "a page of the web": Scripted(status=502, body="<html>", kind="text/html"),
    "an error": Scripted(body={"ok": False, "error": "fatal_error"}),
    "no members": Scripted(body={"ok": True}),
    "members that are none": Scripted(body={"ok": True, "members": ["U1", None]}),
    "a cursor without end": Scripted(body={"ok": True, "members": [], "response_metadata": {"next_cursor": "3"}}),
}


@pytest.mark.parametrize("broken", BROKEN_PAGES)
async def test_a_listing_cut_in_the_middle_dismisses_nobody(house: House, broken: str) -> None:
    """What is not complete is not believed (TRUST.md section 5); the edge serves on."""
    before = active(house)
    first = Scripted(body={"ok": True, "members": house.slack.users[:3], "response_metadata": {"next_cursor": "3"}})
    house.slack.script("users.list", first, *[BROKEN_PAGES[broken]] * 3)
    await house.edge.close()
    await house.edge.start()
    assert active(house) == before
    assert (await house.says(ANA, "/kudos help")).status == 200


async def test_a_listing_that_lost_too_many_is_not_believed(house: House) -> None:
    """One may leave; a third of everybody at once is a broken listing."""
    before, everybody = active(house), list(house.slack.users)
    house.slack.users = everybody[:8]
    await house.edge.close()
    await house.edge.start()
    assert active(house) == before
    house.slack.users = [one for one in everybody if one["id"] != CHI]
    await house.edge.close()
    await house.edge.start()
    assert set(before) - set(active(house)) == {CHI}


async def test_who_leaves_while_the_pages_are_read_stays_gone(house: House) -> None:
    """The event is newer than the page that still names them."""
    gate = asyncio.Event()
    everybody = [*house.slack.users, fake.user("U0NEW", "Nia New")]
    page = Scripted(body={"ok": True, "members": everybody}, waits_for=gate)
    house.slack.script("users.list", page)
    house.clock.now += 120_000
    await house.says("U0NOBODY", "/kudos help")
    await page.asked.wait()
    left = fake.user(BEN, "Ben Okafor", email="ben@example.org", deleted=True)
    await house.send(house.event({"type": "user_change", "user": left}))
    gate.set()
    await becomes_known(house, "U0NEW")
    assert BEN not in active(house)


@pytest.mark.parametrize("kind", ["user_change", "team_join"])
async def test_somebody_new_is_known_at_once(either: House, kind: str) -> None:
    """Their first command works."""
    new = fake.user("U0NEW", "Nia New", email="nia@example.org")
    assert (await either.send(either.event({"type": kind, "user": new}))).status == 200
    heard = await either.says("U0NEW", LINE)
    assert "We haven't met" not in words(heard.json)
    assert either.count_of("kudos") == 1


async def test_a_stranger_makes_the_list_be_read_again_not_all_the_time(house: House) -> None:
    """Once a minute at most, however many strangers speak."""
    house.slack.users.append(fake.user("U0NEW", "Nia New"))
    for _ in range(5):
        assert "please try again in a minute" in words((await house.says("U0NEW", "/kudos help")).json)
    assert len(house.slack.called("auth.test")) == 1
    house.clock.now += 61_000
    await house.says("U0NEW", "/kudos help")
    await becomes_known(house, "U0NEW")
    assert "We haven't met" not in words((await house.says("U0NEW", "/kudos help")).json)


# --- Coming and going ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])
async def test_when_the_app_is_removed_its_token_goes_and_its_queue_stays(either: House, kind: str) -> None:
    """In either order; installed again, what was owed is sent."""
    await either.says(ANA, LINE)
    sealed = either.rows()["workspace"]
    await either.send(either.event({"type": kind, "tokens": {"bot": [fake.BOT_USER]}}))
    [workspace] = either.rows()["workspace"]
    assert "gone" in workspace
    assert len(workspace) < len(sealed[0]), "without the sealed token"
    await either.settle(3_600)
    assert either.slack.messages == {}
    await either.edge.close()
    await either.edge.start()
    await either.settle(1)
    assert len(either.slack.messages) == 2


async def test_tokens_of_others_are_no_business_of_ours(house: House) -> None:
    """People revoke their own tokens; the app stays."""
    await house.send(house.event({"type": "tokens_revoked", "tokens": {"oauth": [ANA]}}))
    assert "gone" not in house.rows()["workspace"][0]


async def test_another_workspace_cannot_remove_ours(house: House) -> None:
    """The farewell of a workspace we do not serve changes nothing."""
    farewell = house.event({"type": "app_uninstalled"}, team_id=ELSEWHERE, authorizations=[])
    assert (await house.send(farewell)).status == 200
    assert "gone" not in house.rows()["workspace"][0]


def edge_of(house: House, slack: FakeSlack, **settings: Any) -> SlackEdge:
    return SlackEdge(SlackSettings(api_url=slack.api_url, **(houses.SETTINGS | settings)), house.core)


async def test_a_token_slack_refuses_stops_the_start(house: House) -> None:
    """And leaves nothing open behind it."""
    with pytest.raises(RefusedError, match="invalid_auth"):
        await edge_of(house, house.slack, bot_token="xoxb-wrong").start()


@pytest.mark.parametrize("code", ["internal_error", "ratelimited", "org_login_required"])
async def test_a_slack_in_trouble_does_not(house: House, code: str) -> None:
    """It is asked again later; meanwhile the edge serves who is known."""
    house.slack.script("auth.test", Scripted(body={"ok": False, "error": code}))
    edge = edge_of(house, house.slack)
    await edge.start()
    await edge.close()


# --- Where answers appear -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "internal_error"])
async def test_a_form_that_came_too_late_leaves_a_button(house: House, code: str) -> None:
    """A trigger lives three seconds; after that the form is one press away, with all that was typed."""
    house.slack.script("views.open", Scripted(body={"ok": False, "error": code}))
    await house.says(ANA, f"/kudos <@{BEN}|ben> #early-flag thanks a lot")
    [[body]] = house.slack.responses.values()
    await house.send(house.press(ANA, houses.buttons(body["blocks"])["Open the form"]))
    [view] = house.slack.opened.values()
    [note] = [one for one in view["blocks"] if one.get("block_id") == "note"]
    assert note["element"]["initial_value"] == "thanks a lot"


async def test_a_form_from_home_that_came_too_late_is_a_direct_message(house: House) -> None:
    """Home and shortcuts have no place of their own to answer in."""
    house.slack.script("views.open", Scripted(body={"ok": False, "error": "expired_trigger_id"}))
    shortcut = house.payload("shortcut", ANA, callback_id="kudos.give.open")
    del shortcut["response_url"]
    await house.send(houses.as_payload(shortcut))
    [message] = house.slack.standing_in(house.slack.direct(ANA))
    assert "Open the form" in houses.buttons(message.blocks)


async def test_home_is_drawn_when_it_is_opened(house: House) -> None:
    """The Messages tab is not Home."""
    for tab in ("messages", "home"):
        await house.send(house.event({"type": "app_home_opened", "user": HANA, "channel": "D1", "tab": tab}))
    assert list(house.slack.homes) == [HANA]
    assert len(house.slack.called("views.publish")) == 1


async def test_a_mention_is_answered_for_the_asker_only(house: House) -> None:
    """Nobody else in the channel need read it."""
    event = {"type": "app_mention", "user": ANA, "channel": "C0GENERAL", "text": f"<@{fake.BOT_USER}> help"}
    await house.send(house.event(event))
    [shown] = house.slack.ephemerals
    assert (shown["channel"], shown["user"]) == ("C0GENERAL", ANA)
    assert house.slack.messages == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"subtype": "message_changed"},
        {"subtype": "bot_message"},
        {"bot_id": "B0OTHER"},
        {"channel_type": "channel"},
        {"channel_type": "group"},
        {"user": "USLACKBOT"},
        {"user": fake.BOT_USER, "bot_id": "B0BOT"},
    ],
)
async def test_what_is_not_said_to_us_is_not_answered(house: House, changes: dict[str, str]) -> None:
    """Edits, bots, other channels, Slackbot and our own words: 200, and silence."""
    assert (await house.send(house.direct(ANA, "help", **changes))).status == 200
    assert len(house.slack.called("chat.postMessage")) == 0


async def test_the_address_is_verified(house: House) -> None:
    """The challenge comes back, signed requests only."""
    raw = houses.Raw(b'{"type": "url_verification", "challenge": "3eZbrw1a"}', houses.JSON)
    assert (await house.send(raw)).json == {"challenge": "3eZbrw1a"}
