"""What can be done with a piece of evidence, as buttons: by whom it is about, and by whoever wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.competencies import Direction
from domain.evidence import Item, State
from domain.evidence_record import Change, Record, spoken_for, was_unsaid
from domain.evidence_sources import Source
from views.vocabulary import Button, Buttons, Card, Weight


def open_button(record: Record, label: str = "Open it") -> Button:
    return Button(label=label, action="evidence.show", subject=record.id)


def of_subject(item: Item, reader: str, history: Sequence[Change] = ()) -> tuple[Button, ...]:
    """None for anybody else."""
    if reader != item.subject:
        return ()
    side = Button(label="Add my side", action="evidence.side.open", subject=item.id, opens_form=True)
    contest = Button(
        label="Contest it", action="evidence.contest.open", subject=item.id, version=item.version, opens_form=True
    )
    return (
        side,
        *((contest,) if item.state is State.STANDING and item.author != reader else ()),
        *_voice(item, history),
    )


def _voice(item: Item, history: Sequence[Change]) -> tuple[Button, ...]:
    """What was decided stays, and so does what its author said for them; their own word they take back themselves."""
    if item.speaks_up:
        back = Button(label="I was not speaking up", action="evidence.voice.back", subject=item.id)
        return (back,) if spoken_for(history) == item.subject else ()
    voice = Button(label="I was speaking up", action="evidence.voice.open", subject=item.id, opens_form=True)
    return () if was_unsaid(history) else (voice,)


def of_author(item: Item, *, bare: bool) -> tuple[Button, ...]:
    """`bare`: without the way to correct it, which stands there already."""
    if item.state in {State.STRUCK, State.WITHDRAWN} or item.source is Source.RECOGNITION_NOTE:
        return (_withdraw(item),) if item.state not in {State.STRUCK, State.WITHDRAWN} else ()
    correct = Button(
        label="Correct it", action="evidence.correct.open", subject=item.id, version=item.version, opens_form=True
    )
    return (_withdraw(item),) if bare else (correct, _withdraw(item))


def _withdraw(item: Item) -> Button:
    return Button(label="Withdraw", action="evidence.withdraw", subject=item.id, weight=Weight.DANGER)


_ITEM = Item(
    id="e1",
    subject="ben",
    author="ana",
    competency="early_candor",
    direction=Direction.AT,
    source=Source.PEER_FEEDBACK,
    occurred_on=date(2026, 9, 18),
    recorded_on=date(2026, 9, 21),
    recorded_at=0,
    situation="",
    behavior="",
    impact="",
)
EXAMPLES: Sequence[Card] = (
    Card("About me", (Buttons((open_button(Record(item=_ITEM)), *of_subject(_ITEM, "ben"))),)),
    Card("By me", (Buttons(of_author(_ITEM, bare=False)),)),
)
