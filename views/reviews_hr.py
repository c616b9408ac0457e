"""Releasing reviews: what was handed in, what waits for a second approval, and what became of it. No level is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.reviews_rounds import Round, rounds
from views.checkpoints import CYCLE
from views.reviews_sheet import TWICE_RATED, called
from views.roles import open_button
from views.vocabulary import Button, Buttons, Card, Facts, Note, Part, Spans, Text, Weight
from views.wording import counted, day, listed

AT_ONCE = 50  # reviews that one press releases
_NAMED = 10
_NOT_YOURS = "What waits is not yours to approve: it is about you or somebody in your line, or you had a hand in it. Somebody else of HR has to; if there is nobody, name one more."
NOT_CARRIED = "The evidence does not carry this any more: a piece of it was contested since, or its standing changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many people's reviews stand how; `asked` wait for a second approval, of which `mine` were asked by the reader.

    `reopenings` are reviews that others of HR want opened again. `from_day` is the day after which they may be released, None when that is now.
    """

    taking_part: int
    handed_in: int
    asked: int
    mine: int
    read: int
    from_day: date | None = None
    reopenings: int = 0


def overview(round: Round, count: Count) -> Card:
    rows: tuple[tuple[str, Spans], ...] = (
        ("Take part", (counted(count.taking_part, "person", "people"),)),
        ("Handed in", (counted(count.handed_in, "review", "reviews"),)),
        ("Waiting for approval", (counted(count.asked, "review", "reviews"),)),
        ("Released", (counted(count.read, "review", "reviews"),)),
    )
    note = "Two people of HR release reviews, neither of whom is the person or in their line. What they say stays closed to you unless you state a purpose."
    return Card(
        f"Reviews of {called(round)}",
        (Facts(rows), *_next(round, count), *_again(round, count), *_others(round), Note((note,))),
    )


def asked(round: Round, number: int, left: int, alone: int = 0) -> Card:
    """`alone` were left out, because nobody else of HR may approve them."""
    line = f"{counted(number, 'review waits', 'reviews wait')} for another of HR to approve. They are told."
    parts: tuple[Part, ...] = (Text((line,)),) if number or not alone else ()
    return Card(f"Asked: release of {called(round)}", (*parts, *_alone(alone), *_rest(round, left)))


def released(round: Round, number: int, left: int, kept: Sequence[str]) -> Card:
    """`kept` names those whose evidence no longer carries them: they went back to whoever wrote them."""
    line = f"{counted(number, 'review is', 'reviews are')} released. Each person is told that theirs is ready to read."
    more = len(kept) - _NAMED
    named = f"{listed(list(kept[:_NAMED]))}{f' and {more} more' if more > 0 else ''}"
    back = f"Given back to whoever wrote them, because the evidence no longer carries them: {named}."
    told = [line, *([back] if kept else []), *([] if number or kept else [_NOT_YOURS])]
    return Card(f"Released: {called(round)}", (*(Text((one,)) for one in told), *_rest(round, left)))


def reopened(round: Round, number: int) -> Card:
    line = f"{counted(number, 'review is', 'reviews are')} open again. Both sides are told."
    return Card(f"Opened again: {called(round)}", (Text((line,)),))


def _next(round: Round, count: Count) -> tuple[Part, ...]:
    if count.from_day is not None:
        return (
            Text((f"They can be released after {day(count.from_day)}, when they have been compared with others.",)),
        )
    ask = Button(label="Ask for approval", action="review.release.ask", subject=round.key, weight=Weight.PRIMARY)
    approve = Button(label="Approve and release", action="review.release.approve", subject=round.key)
    buttons = (*((ask,) if count.handed_in > count.asked else ()), *((approve,) if count.asked > count.mine else ()))
    return (Buttons(buttons),) if buttons else ()


def _again(round: Round, count: Count) -> tuple[Part, ...]:
    if not count.reopenings:
        return ()
    line = f"{counted(count.reopenings, 'review waits', 'reviews wait')} to be opened again, to be written anew."
    approve = Button(label="Approve and open again", action="review.reopen.approve", subject=round.key)
    return Text((line,)), Buttons((approve,))


def _others(round: Round) -> tuple[Part, ...]:
    """The other rounds of the cycle: each is released by itself."""
    buttons = tuple(
        Button(label=f"Round {one.number}", action="review.release.look", subject=one.key)
        for one in rounds(round.cycle)
        if one.id != round.id
    )
    return (Buttons(buttons),) if buttons else ()


def _alone(number: int) -> tuple[Part, ...]:
    if not number:
        return ()
    whose = "is the person, leads them or had a hand in it"
    line = f"{counted(number, 'review is', 'reviews are')} left out: everybody else of HR {whose}. Name one more HR administrator, then ask again."
    return Text((line,)), Buttons((open_button(),))


def _rest(round: Round, left: int) -> tuple[Part, ...]:
    if not left:
        return ()
    look = Button(label="Go on", action="review.release.look", subject=round.key)
    return Text((f"{counted(left, 'more is', 'more are')} to be looked at.",)), Buttons((look,))


_COUNT = Count(taking_part=24, handed_in=20, asked=8, mine=0, read=2, reopenings=1)
_WHOLE, _SECOND = rounds(CYCLE)[0], rounds(TWICE_RATED)[1]
EXAMPLES = (
    overview(_SECOND, _COUNT),
    overview(_WHOLE, _COUNT),
    overview(_WHOLE, Count(taking_part=24, handed_in=20, asked=0, mine=0, read=0, from_day=date(2026, 10, 30))),
    asked(_WHOLE, 20, 0),
    asked(_WHOLE, 3, 0, 1),
    asked(_WHOLE, 0, 0, 2),
    released(_WHOLE, 0, 0, ()),
    reopened(_WHOLE, 1),
    released(_WHOLE, 49, 12, tuple(f"Person {number}" for number in range(12))),
)
