"""What arrives again, however often and at once, is done once; whoever waits hears the first answer."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.edge.slack import house as houses
from tests.edge.slack.house import ANA, BEN, JSON, MORNING, House, Raw, words
from tests.edge.slack.recordings import LINE, recorded
from tests.platforms import slack as fake

AT_ONCE = 12


async def test_every_kind_of_request_is_done_once_however_often_it_comes(either: House) -> None:
    """Many at once, then once more: the same answers, the same rows, and nothing shown twice."""
    for name, raw in (await recorded(either)).items():
        calls = len(either.slack.calls)
        answers = set(await asyncio.gather(*(either.send(raw) for _ in range(AT_ONCE))))
        rows, shown = either.rows(), _shown(either, calls)
        answers.add(await either.send(raw))
        assert len(answers) == 1, name
        assert {heard.status for heard in answers} == {200}, name
        assert either.rows() == rows, name
        assert _shown(either, calls) == shown, name
        assert len(shown) <= 1 or "Home" in name, name
    await either.settle(31)
    assert either.count_of("kudos") == 3 + 1, "by command, form and message, and the one given before"


def _shown(house: House, since: int) -> list[str]:
    """What people saw since then, apart from Home, which may be drawn again."""
    methods = ("chat.postMessage", "chat.postEphemeral", "views.open", "views.update")
    calls = [call.method for call in house.slack.calls[since:] if call.method in methods]
    return calls + [trigger for trigger, bodies in house.slack.responses.items() for _ in bodies[1:]]


async def test_one_message_under_many_event_ids_is_one_message(either: House) -> None:
    """It has been seen eleven times under as many ids, without any mark of a retry (TRUST.md section 3)."""
    first = json.loads(either.direct(ANA, LINE.removeprefix("/")).body)
    copies = [Raw(json.dumps(first | {"event_id": f"EvCopy{n}"}).encode(), JSON) for n in range(11)]
    assert {heard.status for heard in await asyncio.gather(*(either.send(one) for one in copies))} == {200}
    assert either.count_of("kudos") == 1
    assert len(either.slack.called("chat.postMessage")) == 1


async def test_two_messages_of_the_same_words_are_two(house: House) -> None:
    """Only the moment makes two arrivals one, not what they say."""
    for _ in range(2):
        await house.send(house.direct(ANA, LINE.removeprefix("/")))
        house.clock.now += 1_000
    assert house.count_of("kudos") == 2
    assert len(house.slack.called("chat.postMessage")) == 2


async def test_a_retry_is_done_when_the_first_try_was_not(house: House) -> None:
    """A retry header is no reason to drop anything: the first copy may not have arrived."""
    raw = house.direct(ANA, LINE.removeprefix("/"))
    headers = house.signed(raw)
    headers.update({"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"})
    assert (await house.send(raw, headers)).status == 200
    assert house.count_of("kudos") == 1


async def test_a_form_sent_twice_is_one_and_a_corrected_one_is_another(house: House) -> None:
    """The same view with the same content is a double click; with other content somebody corrected it."""
    view = await house.open_form(ANA)
    short = await house.filled(ANA, view, note="too short")
    refused = await house.send(house.submit(ANA, view, short))
    assert refused.json["response_action"] == "errors"
    state = await house.filled(ANA, view)
    answers = {(await house.send(house.submit(ANA, view, state))).text for _ in range(3)}
    assert len(answers) == 1
    assert house.count_of("kudos") == 1


@pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])
async def test_a_late_copy_of_the_farewell_does_not_undo_a_new_installation(house: House, kind: str) -> None:
    """Slack delivers events again for minutes; the app may be back by then."""
    farewell = house.event({"type": kind, "tokens": {"bot": [fake.BOT_USER]}})
    await house.send(farewell)
    assert "gone" in house.rows()["workspace"][0]
    async with houses.housing(house.core.store, house.slack):
        pass  # installed again: the process starts with a token that is good
    await house.send(farewell)
    assert "gone" not in house.rows()["workspace"][0]


async def test_an_old_word_about_a_member_does_not_undo_a_newer_one(house: House) -> None:
    """Events come in no promised order: whoever left stays gone when the older event arrives late."""
    seconds = MORNING // 1000
    left = {"type": "user_change", "user": fake.user(BEN, "Ben Okafor", deleted=True), "event_ts": f"{seconds}.000200"}
    older = {"type": "user_change", "user": fake.user(BEN, "Ben O."), "event_ts": f"{seconds}.000100"}
    await house.send(house.event(left))
    await house.send(house.event(older))
    assert "Only full members" in words((await house.says(BEN, "/kudos help")).json)
