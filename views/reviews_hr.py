"""Releasing reviews: what was handed in, what waits for a second approval, and what became of it. No level is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.reviews_rounds import Round, rounds
from views.checkpoints import CYCLE
from views.reviews_sheet import TWICE_RATED, called
from views.vocabulary import Button, Buttons, Card, Facts, Note, Part, Spans, Text, Weight
from views.wording import counted, day, listed

AT_ONCE = 50  # reviews that one press releases
_NAMED = 10
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


def asked(round: Round, number: int, left: int) -> Card:
    line = f"{counted(number, 'review waits', 'reviews wait')} for another of HR to approve. They are told."
    return Card(f"Asked: release of {called(round)}", (Text((line,)), *_rest(round, left)))


def released(round: Round, number: int, left: int, kept: Sequence[str]) -> Card:
    """`kept` names those whose evidence no longer carries them: they went back to whoever wrote them."""
    line = f"{counted(number, 'review is', 'reviews are')} released. Each person is told that theirs is ready to read."
    more = len(kept) - _NAMED
    named = f"{listed(list(kept[:_NAMED]))}{f' and {more} more' if more > 0 else ''}"
    back = f"Given back to whoever wrote them, because the evidence no longer carries them: {named}."
    return Card(f"Released: {called(round)}", (Text((line,)), *((Text((back,)),) if kept else ()), *_rest(round, left)))


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
    reopened(_WHOLE, 1),
    released(_WHOLE, 49, 12, tuple(f"Person {number}" for number in range(12))),
)
