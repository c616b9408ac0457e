"""The one message in which the sender of a broadcast sees how far it is, and in the end what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from domain import broadcasts as rules
from domain.broadcasts import Broadcast, Start, State, Stretch, Tally, Timing
from domain.broadcasts_request import Deed, Request
from views import broadcasts_request, examples
from views.broadcasts import EXAMPLE, to_whom, when
from views.home import Waiting
from views.vocabulary import (
    Bullets,
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Mention,
    Note,
    Part,
    Progress,
    Spans,
    Text,
    Weight,
)
from views.wording import counted, excerpt

REASONS = 5  # shown; the rest are one line
MINUTE_MS = 60_000
NOT_THERE = "Vouchsafe is not installed for them, or their account is closed"
_KNOWN = {
    "is_inactive": "their account is closed",
    "user_not_found": "their account is closed",
    "channel_not_found": "they cannot be written to",
    "cannot_dm_bot": "they cannot be written to",
    "messages_tab_disabled": "messages from Vouchsafe are switched off in this workspace",
    "BotNotInConversationRoster": NOT_THERE,
    "ConversationNotFound": NOT_THERE,
    "ForbiddenOperationException": NOT_THERE,
    "http_403": NOT_THERE,
    "http_404": NOT_THERE,
    "ConversationBlockedByUser": "they blocked Vouchsafe",
    "MessageWritesBlocked": "they blocked Vouchsafe",
}


def planned(broadcast: Broadcast) -> Card:
    """Before the first message may leave."""
    title = f"{_name(broadcast)} is planned for {counted(broadcast.tally.people, 'person', 'people')}"
    how = Facts((("To", (to_whom(broadcast.wish.audience),)), ("When", when(broadcast.wish.start))))
    note = Note(("Who it is for is looked up when it begins. This message will say how far it is.",))
    return Card(title, (how, note, Buttons((_cancel(broadcast),))))


def to_come(broadcast: Broadcast) -> Waiting:
    """On the Home of its author, until its day has come."""
    look = Button(label="How far it is", action="broadcast.report", subject=broadcast.id)
    spoken = f"How far it is: {excerpt(broadcast.wish.title, 50)}"
    return Waiting((f"{_name(broadcast)} is planned: ", *when(broadcast.wish.start)), replace(look, spoken=spoken))


def under_way(broadcast: Broadcast, *, now: int) -> Card:
    tally = broadcast.tally
    if broadcast.state is State.CANCELLED:
        line = "Nothing more is sent from now on. The figures follow in a moment."
        return Card(f"Cancelling {_name(broadcast)}: {tally.sent:,} people have it already", (Text((line,)),))
    follow_up = broadcasts_request.choices(broadcast) if tally.sent else ()  # whoever has no message yet is not meant
    parts: tuple[Part, ...] = (*_bar(tally), *_figures(broadcast), Buttons((_cancel(broadcast), *follow_up)))
    return Card(f"{_lead(broadcast)}: {_so_far(tally)}{_estimate(broadcast, now)}", parts)


def over(broadcast: Broadcast, why: Mapping[str, int], *, now: int) -> Card:
    """The last word; `why` counts what failed, by the reason of the platform."""
    tally = broadcast.tally
    cancelled = broadcast.state is State.CANCELLED
    title = (
        f"{_name(broadcast)} was cancelled: {counted(tally.sent, 'person has', 'people have')} it"
        if cancelled
        else f"{_name(broadcast)} is sent: {_so_far(tally)} {'has' if tally.reachable == 1 else 'have'} it"
    )
    ended = "it was cancelled, and nothing more of it will leave." if cancelled else "this is what became of it."
    opening: Spans = (Mention(broadcast.author.id, broadcast.author.name), f", {ended}")
    rows = (*_results(broadcast), *broadcasts_request.figure(broadcast))
    return Card(title, (Text(opening), Facts(rows), *_why(why), *_choices(broadcast, now)))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _name(broadcast: Broadcast) -> str:
    return f"“{excerpt(broadcast.wish.title, 60)}”"


def _lead(broadcast: Broadcast) -> str:
    resting = not broadcast.tally.is_moving and broadcast.tally.waiting
    return f"{_name(broadcast)} waits for working hours" if resting else f"Sending {_name(broadcast)}"


def _so_far(tally: Tally) -> str:
    share = f" ({tally.sent * 100 // tally.reachable} %)" if tally.reachable else ""
    return f"{tally.sent:,} of {tally.reachable:,}{share}"


def _estimate(broadcast: Broadcast, now: int) -> str:
    left = rules.remaining_ms(broadcast.stretch, broadcast.tally, now=now)
    return "" if left is None or not broadcast.tally.is_moving else f", {duration(left)} left"


def duration(ms: int) -> str:
    """Return "less than a minute", "about 2 min" or "about 3 h 20 min"."""
    minutes = -(-ms // MINUTE_MS)
    if ms < MINUTE_MS:
        return "less than a minute"
    hours, rest = divmod(minutes, 60)
    return f"about {minutes} min" if not hours else f"about {hours} h {rest} min" if rest else f"about {hours} h"


def _bar(tally: Tally) -> tuple[Part, ...]:
    return (Progress("Sent", min(tally.sent, tally.reachable), tally.reachable),) if tally.reachable else ()


def _choices(broadcast: Broadcast, now: int) -> tuple[Part, ...]:
    retry = (_retry(broadcast),) if rules.may_be_retried(broadcast, now=now) else ()
    choices = (*retry, *broadcasts_request.choices(broadcast))
    return (Buttons(choices),) if choices else ()


def _figures(broadcast: Broadcast) -> tuple[Part, ...]:
    tally = broadcast.tally
    rows = (
        *_row("Wait for their working hours", tally.waiting),
        *_row("Failed so far", tally.failed),
        *_row("Not reachable", tally.unreachable),
        *broadcasts_request.figure(broadcast),
    )
    return (Facts(rows),) if rows else ()


def _results(broadcast: Broadcast) -> tuple[tuple[str, Spans], ...]:
    """What a cancellation found unplanned has no message that could be taken back."""
    tally, cancelled = broadcast.tally, broadcast.state is State.CANCELLED
    return (
        ("Sent", (f"{tally.sent:,}",)),
        *_row("Not sent, because it was cancelled", tally.dropped + (tally.unplanned if cancelled else 0)),
        *_row("Failed", tally.failed),
        *_row("Could not be prepared", 0 if cancelled else tally.unplanned),
        *_row("Not reachable: no account here", tally.no_account),
        *_row("Not reachable: away for more than 30 days, or not invited to Vouchsafe", tally.away),
        *_row("Not reachable: left, changed team, or became a guest meanwhile", tally.left),
    )


def _row(name: str, number: int) -> tuple[tuple[str, Spans], ...]:
    return ((name, (f"{number:,}",)),) if number else ()


def _why(why: Mapping[str, int]) -> tuple[Part, ...]:
    if not why:
        return ()
    grouped: dict[str, int] = {}
    for reason, number in why.items():
        said = _KNOWN.get(reason, reason if " " in reason else f"the platform refused it ({reason})")
        grouped[said] = grouped.get(said, 0) + number
    return (Heading("Why some failed"), Bullets(tuple(_reasons(sorted(grouped.items(), key=lambda one: -one[1])))))


def _reasons(grouped: Sequence[tuple[str, int]]) -> list[Spans]:
    shown: list[Spans] = [(f"{number:,}: {said}",) for said, number in grouped[:REASONS]]
    others = sum(number for _, number in grouped[REASONS:])
    return [*shown, (f"{others:,}: other reasons",)] if others else shown


def _cancel(broadcast: Broadcast) -> Button:
    spoken = f"Cancel broadcast {broadcast.wish.title}"
    return Button(
        label="Cancel broadcast", action="broadcast.cancel", subject=broadcast.id, weight=Weight.DANGER, spoken=spoken
    )


def _retry(broadcast: Broadcast) -> Button:
    spoken = f"Retry what failed of {broadcast.wish.title}"
    return Button(label="Retry failed", action="broadcast.retry", subject=broadcast.id, spoken=spoken)


_HALF = replace(
    EXAMPLE,
    state=State.SENDING,
    tally=Tally(people=1_000, planned=1_000, queued=580, waiting=20, sent=380, failed=3, no_account=17),
    stretch=Stretch(examples.MORNING - 60_000),
)
_LOCAL = replace(EXAMPLE.wish, start=Start(timing=Timing.LOCAL, day=date(2026, 10, 1)))
_ASKING = replace(EXAMPLE.wish, request=Request(deed=Deed.READ, names=True))
_ALL = Tally(people=1_000, planned=1_000, sent=973, failed=7, no_account=17, away=2, left=1)
EXAMPLES = (
    planned(replace(_HALF, wish=_LOCAL)),
    under_way(_HALF, now=examples.MORNING),
    under_way(replace(_HALF, tally=Tally(people=50, planned=50, waiting=20, sent=30)), now=examples.MORNING),
    under_way(replace(_HALF, state=State.CANCELLED), now=examples.MORNING),
    over(
        replace(_HALF, state=State.SENT, sent_at=examples.MORNING, tally=_ALL),
        {"is_inactive": 4, "user_not_found": 2, "http_418": 1},
        now=examples.MORNING,
    ),
    under_way(replace(_HALF, wish=_ASKING), now=examples.MORNING),
    over(replace(_HALF, wish=_ASKING, state=State.SENT, tally=replace(_ALL, confirmed=412)), {}, now=examples.MORNING),
    over(replace(_HALF, state=State.CANCELLED, tally=replace(_ALL, sent=412, dropped=561)), {}, now=examples.MORNING),
)
