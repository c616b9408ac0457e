"""No broadcast can ping a channel, a group or a person, whatever HR writes (DESIGN.md section 2: never @channel)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain import text
from domain.broadcasts import Audience, Broadcast, Group, State, Team, Wish
from domain.broadcasts_request import Deed, Request
from domain.people import Person
from tests.laws import edges
from tests.platforms import adaptive_card
from views import broadcasts, broadcasts_progress, broadcasts_request
from views.vocabulary import Card

PINGS = (
    *("@channel", "@here", "@everyone", "<!channel>", "<!here|here>", "<!everyone>", "<!subteam^S1|@hr>", "<@U1>"),
    *("<#C1|general>", "<at>everyone</at>", "<at>General</at>", "&lt;at&gt;Ana&lt;/at&gt;", "<!date^1^{date}|x>"),
    *(
        "@team",
        "<@W1|ana>",
        "<at id='1'>x</at>",
        "\\<!channel\\>",
        "<!channel\u200b>",
        "\u202e<lennahc!>",
        "*",
        "<",
        ">",
    ),
)
SLACK, TEAMS = re.compile(r"<[!@#]"), re.compile(r"<at\b", re.IGNORECASE)
typed = st.lists(st.sampled_from(PINGS) | st.text(max_size=8), min_size=1, max_size=8).map(" ".join)
everywhere = settings(max_examples=40, deadline=None)


def cards(words: str) -> Iterator[Card]:
    """Every card by which people hear of a broadcast whose author, words, team and link hold this."""
    said = text.harmless(words)[:110].strip() or "x"
    author = Person(id="ana", name=said)
    wish = Wish(
        title=said,
        message=f"{said}\n\n{said}",
        audience=Audience(group=Group.TEAMS, teams=(Team("t", said),)),
        request=Request(deed=Deed.DONE, link="https://example.org/", by=date(2026, 10, 1)),
    )
    one = Broadcast(id="b", author=author, wish=wish, state=State.SENT, created_at=0)
    yield broadcasts.received(one)
    yield broadcasts.received(replace(one, wish=replace(wish, audience=Audience(), request=Request())))
    yield broadcasts_request.confirmed(broadcasts.told(one), wish.request, 0)
    yield broadcasts_request.reminder(one)


def parsed_by_slack(node: Any) -> Iterator[str]:
    """Yield every string in which Slack looks for control sequences."""
    for one in adaptive_card.nodes(node):
        if one.get("type") == "mrkdwn":
            yield str(one["text"])


@everywhere
@example("<!channel> <!here> <!everyone> <!subteam^S1>")
@example("@channel @here <@U1>")
@given(words=typed)
def test_on_slack_nobody_is_pinged(words: str) -> None:
    """Nothing drawn names a channel, a group or a person, and the text beside it holds no control sequence."""
    for card in cards(words):
        for shown in edges.on_slack(card):
            kinds = {node.get("type") for node in adaptive_card.nodes(shown.drawn)}
            assert not kinds & {"broadcast", "usergroup", "user", "channel", "team"}, shown.where
            assert [one for one in parsed_by_slack(shown.drawn) if SLACK.search(one)] == [], shown.where
            assert not SLACK.search(shown.drawn.get("text") or ""), shown.where


@everywhere
@example("<at>everyone</at> <at>General</at>")
@given(words=typed)
def test_on_teams_nobody_is_pinged(words: str) -> None:
    """No card has a mention, nor anything that a client could take for one."""
    for card in cards(words):
        for shown in edges.on_teams(card):
            assert not shown.drawn.get("msteams", {}).get("entities"), shown.where
            body = json.dumps(shown.drawn["body"], ensure_ascii=False)
            assert not TEAMS.search(body), shown.where


def test_the_senders_last_word_mentions_the_sender_alone() -> None:
    """It calls back whoever waits for it, and nobody else."""
    for card in broadcasts_progress.EXAMPLES:
        for shown in edges.on_slack(card):
            users = [node for node in adaptive_card.nodes(shown.drawn) if node.get("type") == "user"]
            assert len(users) <= 1, shown.where
