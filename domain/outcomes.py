"""What a program has come to: eleven figures, each with its interval, none of anybody, and none that stands for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain import bounded_mean, calibration_rounds, calibration_shown, proportion, result
from domain.calibration_report import Room
from domain.calibration_rounds import Held
from domain.paired import FEWEST
from domain.pulses_published import Cell, Shown, Trend
from domain.reach import Reading
from domain.recurrence import Recurrence
from domain.result import Reason, Result

PEOPLE = 5  # of whom at least a share of people is told, as wherever people are counted
PATTERN = 10  # the same, of what somebody disputes or loses: among fewer, colleagues know whose it is
MOST = 2_000  # people in other teams: more are no comparison, and too many to count while somebody waits
FEW = 5  # people on one side of a share who are not counted out on a page that goes from hand to hand


class Measure(StrEnum):
    COMPLIANCE = "compliance"  # ratings off what a role needs that two pieces of evidence support
    SPREAD = "spread"  # variance between managers who read the same case
    AGREEMENT = "agreement"  # how far managers read cases alike, after a session
    CHANGED = "changed"  # ratings that a session changed
    PAIRED = "paired"  # people who hold a paired goal
    POSTMORTEMS = "postmortems"  # mean quality index
    RECURRENCE = "recurrence"  # of what was closed, what came back within 90 days
    REACH = "reach"  # people who were thanked in 60 days
    PULSE = "pulse"  # what was published of the questions that every wave asks
    CONTESTED = "contested"  # pieces of evidence that the person contests
    DISPUTED = "disputed"  # reviews that the person disputes


SHARES = frozenset(Measure) - {Measure.SPREAD, Measure.AGREEMENT, Measure.POSTMORTEMS, Measure.PULSE}
OF_PEOPLE = SHARES - {Measure.RECURRENCE}  # and of what was said of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`figure` is None where there is too little to say; without a value it says why there is none.

    `have` is what was found of `figure.n`, of a share; `left_out` is what could not be followed and is in neither.
    `shown` and `trend` are what was published of a pulse, and all of it.
    """

    figure: Result | None
    have: int | None = None
    left_out: int = 0
    shown: Shown | None = None
    trend: Trend | None = None


Outcomes = Mapping[Measure, Outcome]
BESIDE = (Measure.PAIRED, Measure.POSTMORTEMS, Measure.RECURRENCE, Measure.REACH, Measure.CONTESTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """What can be counted of teams outside a cycle, too (`BESIDE`), each for those in it and for the others.

    Nobody is on both sides. No difference is tested: which teams are in a cycle is chosen, not drawn. `team` is the
    name of the one that HR named as the others, and `named_on` when; "" is all other teams.
    """

    inside: Outcomes
    outside: Outcomes
    team: str = ""
    named_on: date | None = None


NOT_MEASURED = Outcome(figure=result.missing(Reason.NO_DATA, 0))


def share(have: int, of: int, *, least: int = 1, people: int | None = None) -> Outcome:
    """Return how many of all, if it tells of enough people; `people` where something else than people is counted."""
    found, about = proportion.share(have, of), of if people is None else people
    return Outcome(figure=None) if of and about < least else Outcome(figure=found, have=have)


def is_telling(measure: Measure, found: Outcome) -> bool:
    """Whether so few are on one side of a share that whoever knows them could tell who."""
    if measure not in OF_PEOPLE or found.have is None or found.figure is None:
        return False
    return any(0 < side < FEW for side in (found.have, found.figure.n - found.have))


def of_sessions(held: Sequence[Held]) -> Outcomes:
    """Return what calibration says: of ratings all sessions of a round, of written cases the last that read some."""
    those, rooms = calibration_rounds.last(held), calibration_rounds.rated(held)
    cases = next((one.room for one in held if one.room.after.n), held[0].room if held else None)
    changed, talked = sum(one.moves.changed for one in rooms), sum(one.moves.n for one in rooms)
    return {
        Measure.COMPLIANCE: share(
            *calibration_rounds.supported(rooms), least=PATTERN, people=calibration_rounds.people_off(those)
        ),
        Measure.CHANGED: share(changed, talked, least=PATTERN, people=calibration_rounds.people(those)),
        Measure.SPREAD: _spread(cases) if cases else NOT_MEASURED,
        Measure.AGREEMENT: Outcome(figure=calibration_shown.alpha(cases.after).figure) if cases else NOT_MEASURED,
    }


def of_postmortems(indexes: Sequence[float]) -> Outcome:
    """Return the mean of what two people scored each of them by, from 0 to 100."""
    return Outcome(figure=bounded_mean.mean(indexes, low=0, high=100))


def of_incidents(found: Recurrence) -> Outcome:
    """Return it with how many have no cause tag: nobody can tell whether those came back."""
    return replace(share(found.count.recurred, found.count.closed), left_out=found.without_cause)


def of_one_team(found: Outcomes) -> Outcomes:
    """Return what is told of a single team: as on its own page nothing of fewer than five, and no index alone.

    There a figure of stability stands beside the index (domain.paired); here it is what came back.
    """
    came_back, scored = (_of_several(found[one]) for one in (Measure.RECURRENCE, Measure.POSTMORTEMS))
    is_alone = came_back.figure is None or came_back.figure.value is None
    is_told = scored.figure is not None and scored.figure.value is not None
    index = Outcome(figure=None) if is_alone and is_told else scored
    return {**found, Measure.RECURRENCE: came_back, Measure.POSTMORTEMS: index}


def of_pulse(core: Cell) -> Outcome:
    """Return what everybody may read of it. Who answered, and how many, is told nowhere, so that it has no `n`."""
    if core.shown is None:
        return Outcome(figure=None)
    return Outcome(figure=result.found(float(core.shown.figure), 0), shown=core.shown, trend=core.trend)


def of_reach(coverage: Reading) -> Outcome:
    """Return it with its interval; too few members are too few to say."""
    figure = coverage.figure
    if figure is None or figure.value is None:
        return Outcome(figure=figure)
    return share(round(figure.value * figure.n), figure.n, least=PEOPLE)


def _of_several(found: Outcome) -> Outcome:
    few = found.figure is not None and 0 < found.figure.n < FEWEST
    return replace(found, figure=None, have=None) if few else found


def _spread(room: Room) -> Outcome:
    found = room.spread.difference
    if found.value is None:
        return Outcome(figure=found)
    if calibration_shown.spread(room.spread) is calibration_shown.Change.TOO_FEW:
        return Outcome(figure=None)
    return Outcome(figure=result.found(room.spread.after, found.n))
