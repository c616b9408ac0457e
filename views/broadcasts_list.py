"""The list of what was sent, is planned or waits, as HR sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.broadcasts import Broadcast, Start, State, Tally, Timing
from domain.broadcasts_request import Deed, Request
from views import broadcasts_request
from views.broadcasts import EXAMPLE, to_whom
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Menu,
    Option,
    Spans,
    Text,
    Visibility,
    When,
    WhenStyle,
)
from views.wording import excerpt

LISTED = 10


def latest(broadcasts: Sequence[Broadcast]) -> Card:
    compose = Buttons(
        (
            Button(label="New broadcast", action="broadcast.compose.open", opens_form=True),
            Button(label="From a template", action="broadcast.templates"),
            Button(label="Approval", action="broadcast.rule.open", opens_form=True, spoken="When approval is needed"),
        )
    )
    if not broadcasts:
        return Card("Broadcasts", (Text(("Nothing has been sent yet.",)), compose))
    options = tuple(Option(one.id, excerpt(one.wish.title, 70)) for one in broadcasts)
    opening = Menu(label="Open a report", action="broadcast.show", options=options)
    only_hr = Visibility("HR administrators can read this list.")
    return Card("Broadcasts", (Bullets(tuple(_line(one) for one in broadcasts)), opening, only_hr, compose))


def _line(one: Broadcast) -> Spans:
    day: Spans = (When(one.sent_at or one.created_at, WhenStyle.DATE), ", ")
    about = f", to {to_whom(one.wish.audience)}, by {one.author.name}: {_standing(one)}"
    return (*day, Bold(one.wish.title), about)


def _standing(one: Broadcast) -> str:
    tally = one.tally
    if one.state is State.WAITING:
        return "waits for approval"
    state = {State.SENDING: "under way, ", State.CANCELLED: "cancelled, "}.get(one.state, "")
    failed = f", {tally.failed:,} failed" if tally.failed else ""
    missed = f", {tally.unreachable:,} not reachable" if tally.unreachable else ""
    done = f", {tally.confirmed:,} have done what it asks" if broadcasts_request.is_counted(one) else ""
    return f"{state}sent to {tally.sent:,} of {tally.reachable:,}{failed}{missed}{done}"


_NOW = replace(EXAMPLE, id="b2", state=State.SENDING, wish=replace(EXAMPLE.wish, start=Start(timing=Timing.NOW)))
_ASKS = replace(EXAMPLE, id="b3", state=State.WAITING, wish=replace(EXAMPLE.wish, request=Request(deed=Deed.READ)))
_SENT = replace(EXAMPLE, state=State.SENT, tally=Tally(people=1_000, planned=1_000, sent=990, failed=3, left=7))
EXAMPLES = (latest((_SENT, _ASKS, _NOW)), latest(()))
