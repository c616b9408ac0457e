"""What people write arrives as they wrote it and does nothing: no ping, no link, no odd character."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator

import pytest

from domain import text as texts
from tests.edge.slack.house import ANA, BEN, CHI, HANA, MORNING, NOTE, House, words
from tests.edge.slack.recordings import LINE
from tests.platforms import slack as fake
from tests.platforms.slack import Json

HOSTILE = [
    "<!channel> <!here> <!everyone> @channel @here",
    "<!subteam^S012|@all> <!date^1^{date}|now>",
    "<@U0CHI> <@U0CHI|chi> <#C0GENERAL|general>",
    "<https://evil.example|https://example.org> [here](https://evil.example)",
    "&lt;!channel&gt; &amp;lt;!channel&amp;gt;",
    "*bold* _it_ ~no~ `code` ```block``` > quote :tada:",
    "<at>Ben</at> <script>alert(1)</script> <img src=x onerror=alert(1)>",
    "\u202eevil\u202c \u2066iso\u2069 \u200frtl\u200e",
    "\0 \x07 \x1b[31m red \x7f \x85",
    "z\u0337\u0327\u0322\u031b\u031ba\u0335l\u0336g\u0334o\u0338" + "\u0301" * 40,
    "שלום עולם مرحبا 日本語のメモ 👩\u200d👩\u200d👧\u200d👦 ﷽",
    "\ud800 lone \udfff halves",
    "\ufeff\u200b\u2028 new lines \u2029 \r\n and \r",
    "'; DROP TABLE kudos; -- \\' \" %s {0} ${x}",
    "e\u0301 \u212b \ufb01 \u0958",
]


def leaves(blocks: object) -> Iterator[Json]:
    if isinstance(blocks, dict):
        if "elements" not in blocks:
            yield blocks
        blocks = list(blocks.values())
    for inner in blocks if isinstance(blocks, list) else ():
        yield from leaves(inner)


def is_inert(posted: fake.Posted) -> bool:
    """Nothing in the blocks is parsed by Slack, and the text has no control sequence left."""
    parsed = [
        one
        for one in leaves(posted.blocks)
        if one.get("type") in ("mrkdwn", "link", "broadcast", "usergroup", "channel")
    ]
    return not parsed and "<" not in posted.text and ">" not in posted.text


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_words_in_a_form_are_posted_as_words(house: House, hostile: str) -> None:
    """They stand there as written, made harmless, and nobody else hears of it."""
    await _are_inert(house, f"{NOTE} {hostile}")


async def test_hostile_words_are_the_same_words_on_both_databases(either: House) -> None:
    """What one of them could not keep is made harmless before either sees it."""
    await _are_inert(either, f"{NOTE} {' '.join(HOSTILE)}")


async def _are_inert(either: House, note: str) -> None:
    view = await either.open_form(ANA)
    state = await either.filled(ANA, view, note=note)
    await either.send(either.submit(ANA, view, state))
    await either.settle(31)
    [post] = either.slack.standing_in("C0WINS")
    [copy] = either.slack.standing_in(either.slack.direct(BEN))
    wanted = texts.harmless(note)
    for posted in (post, copy):
        assert is_inert(posted)
        assert wanted in [one.get("text") for one in leaves(posted.blocks)], "as it was written"
        assert wanted in html.unescape(posted.text)
    assert {one.get("user_id") for one in leaves(post.blocks)} - {None} == {ANA, BEN}
    assert not any(
        unicodedata.category(letter) in ("Cc", "Cs") for letter in wanted.replace("\n", "").replace("\t", "")
    )


async def test_the_same_words_typed_as_a_command_are_no_different(house: House) -> None:
    """Slack escapes what people type; we undo exactly that, once."""
    typed = html.escape("a & b < c > d &amp; <!channel> say more than nine words about this", quote=False)
    await house.gives(ANA, f"/kudos <@{BEN}|ben> #early-flag {typed}")
    [post] = house.slack.standing_in("C0WINS")
    assert "a & b < c > d &amp; <!channel> say more" in words(post.blocks)
    assert is_inert(post)


NAMES = [
    "<!channel>",
    "Ana <@U0CHI>",
    "\u202eanA\0",
    "*Ana*\n_Ruiz_",
    "A" * 3_000,
    "\ud800",
    "\u200b",
    "<https://evil.example|Ana>",
    "\u0958" * 3_000,
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
async def test_a_hostile_name_is_only_a_name(house: House, name: str) -> None:
    """Names come from people too: in display names, handles and titles."""
    await _is_called(house, name)
    await house.gives(ANA, LINE)
    [copy] = house.slack.standing_in(house.slack.direct(BEN))
    assert is_inert(copy)


async def test_hostile_names_are_kept_by_both_databases(either: House) -> None:
    """And offered in a search only within Slack's limits."""
    for name in NAMES:
        await _is_called(either, name)
        assert (await either.says(ANA, "/kudos mine")).status == 200


async def _is_called(either: House, name: str) -> None:
    profile = {"real_name": name, "display_name": name, "title": name, "email": "ana@example.org"}
    changed = fake.user(ANA, "Ana") | {"profile": profile, "real_name": name, "name": name}
    assert (await either.send(either.event({"type": "user_change", "user": changed}))).status == 200
    view = await either.open_form(HANA)
    for one in await either.options(HANA, view, name[:3]):
        assert 1 <= len(one["text"]["text"]) <= 75
        assert one["text"]["type"] == "plain_text"


async def test_a_hostile_channel_name_is_only_a_name(either: House) -> None:
    """HR chooses a channel by standing in it; its name comes with the command."""
    heard = await either.says(HANA, "/vouchsafe here", channel_name="<!channel>\0\u202eops" + "x" * 500)
    assert heard.status == 200
    heard = await either.says(ANA, LINE)
    assert heard.status == 200
    assert "\u202e" not in heard.text
    assert "<!channel>" not in heard.json["text"]


@pytest.mark.parametrize("length", [2_999, 3_000, 3_001, 9_000])
async def test_a_text_is_kept_whole_or_refused_with_its_length(house: House, length: int) -> None:
    """3,000 characters are what Slack's own field takes; beyond that nothing is cut silently."""
    note = ("ten words of it at the least to be given " * 300)[: length - 1] + "x"
    heard = await house.says(ANA, f"/kudos <@{BEN}|ben> private #early-flag {note}")
    if length > 3_000:
        assert f"{length:,} characters" in words(heard.json)
        assert house.count_of("kudos") == 0
    elif house.count_of("kudos"):
        await house.settle(31)
        [copy] = house.slack.standing_in(house.slack.direct(BEN))
        assert note in words(copy.blocks)
    else:
        [form] = house.slack.opened.values()
        assert note in [one["element"].get("initial_value") for one in form["blocks"] if one["type"] == "input"]


async def test_a_form_longer_than_it_may_be_stays_open_and_says_so(house: House) -> None:
    """Clients can be bypassed, so the length is checked again."""
    view = await house.open_form(ANA)
    state = await house.filled(ANA, view, note="word " * 2_000)
    heard = await house.send(house.submit(ANA, view, state))
    assert "characters" in heard.json["errors"]["note"]
    assert house.count_of("kudos") == 0


@pytest.mark.parametrize(
    "line", ["/kudos <@U0BEN|ben> " + "<@U0CHI|chi> " * 300, "/vouchsafe " + "x" * 2_000, "/kudos @" + "ä" * 2_000]
)
async def test_a_strange_command_still_gets_an_answer_slack_can_show(house: House, line: str) -> None:
    """Whatever is typed: one answer, inside Slack's limits."""
    heard = await house.says(ANA, line)
    assert heard.status == 200
    shown = heard.json.get("text") or words(list(house.slack.opened.values()))
    assert shown
    assert house.count_of("kudos") == 0


async def test_a_direct_message_of_any_shape_is_answered(house: House) -> None:
    """Line breaks, no-break spaces, nothing but markup: people are never met with silence."""
    for text in (
        "help",
        "Help ",
        "/help",
        "help\nme",
        "kudos\u00a0mine",
        "<@U0BOT> help",
        "?",
        "\u202e",
        "\0",
        "<!channel>",
        "x" * 4_000,
    ):
        house.clock.now = max(house.clock.now, MORNING) + 1_000
        before = len(house.slack.called("chat.postMessage"))
        assert (await house.send(house.direct(CHI, text))).status == 200
        [call] = house.slack.called("chat.postMessage")[before:]
        assert "<" not in call.arguments["text"]
