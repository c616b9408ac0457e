"""What HR should know before a cycle starts: deadlines on days off, too much at once, too many messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain import cycles_plan, ratings_second
from domain.contact import Budget, Calendar
from domain.cycles import Audience, Checkpoint, Kind
from domain.cycles_plan import SENT, TOLD_TO_OTHERS, Planned

CROWDED = 10  # reviews due from one manager on one day; a choice, about two working days of writing
_ASKS_MANAGERS = {Kind.EVIDENCE, Kind.RATING}


class Trouble(StrEnum):
    RATED_ONCE = "nobody may rate a file a second time that was drawn for it"
    DAY_OFF = "it is due on a day on which people do not work"
    OPENS_ON_DAY_OFF = "it opens on a day on which people do not work"
    CROWDED = "one manager has many reviews due on the same day"
    OVER_BUDGET = "more messages in a week than people get unasked, so that some come late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """`place` names the calendar of days that they work by; `reports` are those they rate, who take part."""

    id: str
    place: str = ""
    audiences: frozenset[Audience] = frozenset({Audience.PARTICIPANTS})
    reports: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """`people` is how many it concerns; `person` is set where it is one, `amount` how many reviews or messages."""

    trouble: Trouble
    on: date
    people: int = 1
    checkpoint: str | None = None
    place: str = ""
    person: str | None = None
    amount: int = 0


def warnings(
    checkpoints: Sequence[Checkpoint], people: Sequence[Participant], calendars: Mapping[str, Calendar], budget: Budget
) -> tuple[Warned, ...]:
    """Return all of them, by day. `calendars` holds one for each place of the people."""
    found = [*_days_off(checkpoints, people, calendars), *_crowded(checkpoints, people)]
    found += _over_budget(checkpoints, people, calendars, budget)
    return tuple(sorted(found, key=lambda one: (one.on, list(Trouble).index(one.trouble), one.place, one.person or "")))


def rated_once(checkpoints: Sequence[Checkpoint], led: int, files: Mapping[str, int]) -> Iterator[Warned]:
    """Yield the second ratings that fall short: `files` are those with a rater, by checkpoint."""
    for one in checkpoints:
        short = ratings_second.size(led) - files.get(one.id, 0) if one.kind is Kind.SECOND_RATING else 0
        if short > 0:
            yield Warned(trouble=Trouble.RATED_ONCE, on=one.opens_on, people=short, checkpoint=one.id)


def _days_off(
    checkpoints: Sequence[Checkpoint], people: Iterable[Participant], calendars: Mapping[str, Calendar]
) -> Iterator[Warned]:
    asked = Counter((one.place, audience) for one in people for audience in one.audiences)
    for (place, audience), count in asked.items():
        for checkpoint in (one for one in checkpoints if one.audience is audience):
            days = {Trouble.DAY_OFF: checkpoint.due_on, Trouble.OPENS_ON_DAY_OFF: checkpoint.opens_on}
            for trouble, on in days.items():
                if not calendars[place].is_working(on):
                    yield Warned(trouble=trouble, on=on, people=count, checkpoint=checkpoint.id, place=place)


def _crowded(checkpoints: Sequence[Checkpoint], people: Iterable[Participant]) -> Iterator[Warned]:
    """Count for each manager what is due on one day, over all checkpoints."""
    asks = [one for one in checkpoints if one.audience is Audience.MANAGERS and one.kind in _ASKS_MANAGERS]
    days = Counter(one.due_on for one in asks)
    for person in people:
        for on, times in days.items():
            if person.reports * times >= CROWDED:
                yield Warned(trouble=Trouble.CROWDED, on=on, person=person.id, amount=person.reports * times)


def _over_budget(
    checkpoints: Sequence[Checkpoint],
    people: Sequence[Participant],
    calendars: Mapping[str, Calendar],
    budget: Budget,
) -> Iterator[Warned]:
    """Look at what somebody gets who never answers. Whoever hears the same on the same days is looked at once."""
    plans = {
        (checkpoint.id, place): cycles_plan.steps(checkpoint, calendar)
        for checkpoint in checkpoints
        for place, calendar in calendars.items()
    }
    alike = Counter((one.place, one.audiences) for one in people)
    for (place, audiences), count in alike.items():
        heard = [one for one in checkpoints if one.audience in audiences]
        sent = [step for one in heard for step in plans[one.id, place]]
        for on, amount in _too_many(_days(sent), budget):
            yield Warned(trouble=Trouble.OVER_BUDGET, on=on, people=count, place=place, amount=amount)


def _days(planned: Iterable[Planned]) -> set[date]:
    """What goes to the person themselves, by day: what comes on one day is merged into one message (decision 0013)."""
    return {one.on for one in planned if one.step in SENT - TOLD_TO_OTHERS}


def _too_many(days: set[date], budget: Budget) -> Iterator[tuple[date, int]]:
    """Yield each day that makes seven days in a row too full, with how many messages those have."""
    for on in sorted(days):
        that_week = sum(timedelta(0) <= on - day < timedelta(days=7) for day in days)
        if that_week > budget.a_week:
            yield on, that_week
