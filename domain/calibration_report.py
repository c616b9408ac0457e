"""The report of a calibration session: what its figures are made of, and all of them computed from that.

With two sets of written cases, swapped for half of the room, each manager reads each case once, before the session or
after it. So agreement is told for each time on its own, and a manager's habits rest on all cases, whenever they were
read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, variance

from domain import (
    agreement,
    agreement_alpha,
    calibration_changes,
    calibration_raters,
    calibration_shown,
    calibration_spread,
    competencies,
)
from domain import severity as severities
from domain.calibration_changes import Calibrated, Compression, Moves, Supported
from domain.calibration_raters import Halo, Middle
from domain.calibration_script import Anchor, Form, Moment
from domain.calibration_spread import Spread
from domain.competencies import Direction, Level
from domain.result import Reason, Result
from domain.severity import Leniency, NoSeverity, Rating, Severity

REWRITTEN = 2  # competencies whose level texts a session hands on to be written anew
Readings = Mapping[str, Mapping[str, Level]]  # by written case, who read it how
Values = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One rating of the session's people. `level` is as it froze, `after` as the session left it.

    `second` is what `second_rater` read in the same file; `support` counts the evidence that carries the rating, and
    `holds` is the gate's verdict. Only what was talked about could change.
    """

    subject: str
    competency: str
    rater: str
    level: Level
    expected: Level
    after: Level
    support: int = 0
    holds: bool = False
    was_talked_about: bool = True
    second: Level | None = None
    second_rater: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """All that a report is computed from: a plain value that another process can be handed.

    `read` and `talked_about` say of how many people it had packets, and how many of these it came to.
    """

    session: str
    managers: tuple[str, ...]
    anchors: tuple[Anchor, ...]
    before: Readings
    after: Readings
    compared: tuple[Compared, ...]
    read: int = 0
    talked_about: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The agreement of those managers who read the same set of cases at the same time."""

    form: Form
    moment: Moment
    raters: int
    icc: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """A competency that was read differently: the mean variance between managers, and the levels it lies between."""

    competency: str
    spread: float
    lowest: Level
    highest: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Of the session as a whole; nothing in it says who rated how. `severity` says why nobody's is computed.

    `people` counts those of whom ratings were talked about, `people_off` those who have one off what the role needs:
    of the `talked_about` and the `read` whose packets there were, before anybody was erased.
    """

    managers: int
    blocks: tuple[Block, ...]
    before: Result
    after: Result
    second: Result
    spread: Spread
    moves: Moves
    by_evidence: Mapping[int, Moves]
    compression: Compression | None
    supported: Result
    severity: Reason | None
    unclear: tuple[Unclear, ...]
    people: int = 0
    people_off: int = 0
    read: int = 0
    talked_about: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How one manager rated, for that manager and the facilitator. `island`: managers of one have cases in common.

    `refused` says why there is no severity; 0 is no island, of whoever read nothing that others read, too.
    """

    person: str
    severity: Leniency | None
    refused: Reason | None
    island: int
    leniency: Result
    middle: Middle
    halo: Halo
    competencies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    session: str
    room: Room
    habits: tuple[Habit, ...]


def report(given: Given) -> Report:
    before, after = _ranked(given.before), _ranked(given.after)
    common = _common(given)
    ratings = [
        Rating(target=case, rater=who, value=value) for case, each in common.items() for who, value in each.items()
    ]
    fitted, islands = severities.severity(ratings), severities.islands(ratings)
    return Report(
        session=given.session,
        room=_room(given, before, after, fitted),
        habits=tuple(_habit(given, one, common, fitted, islands) for one in given.managers),
    )


# --- The room -----------------------------------------------------------------------------------------------------


def _room(given: Given, before: Values, after: Values, fitted: Severity | NoSeverity) -> Room:
    cases = [one.id for one in given.anchors]
    talked = [_calibrated(one) for one in given.compared if one.was_talked_about]
    return Room(
        managers=len(given.managers),
        blocks=tuple(_blocks(given, before, Moment.BEFORE) + _blocks(given, after, Moment.AFTER)),
        before=agreement_alpha.alpha(_units(before, cases)),
        after=agreement_alpha.alpha(_units(after, cases)),
        second=agreement_alpha.alpha([[one.level.rank, one.second.rank] for one in given.compared if one.second]),
        spread=calibration_spread.compare(_units(before, cases), _units(after, cases)),
        moves=calibration_changes.moves(talked),
        by_evidence=calibration_changes.moves_by_evidence(talked),
        compression=calibration_changes.compression([_calibrated(one) for one in given.compared]),
        supported=calibration_changes.evidence_compliance([_supported(one) for one in given.compared]),
        severity=fitted.reason if isinstance(fitted, NoSeverity) else None,
        unclear=tuple(_unclear(given)),
        people=len({one.subject for one in given.compared if one.was_talked_about}),
        people_off=len({one.subject for one in given.compared if _supported(one).direction is not Direction.AT}),
        read=given.read,
        talked_about=given.talked_about,
    )


def _blocks(given: Given, readings: Values, moment: Moment) -> list[Block]:
    found = []
    for form in Form:
        cases = [one.id for one in given.anchors if one.form is form]
        raters = sorted({rater for case in cases for rater in readings.get(case, {})})
        if raters:
            table = [[readings.get(case, {}).get(rater) for rater in raters] for case in cases]
            found.append(Block(form=form, moment=moment, raters=len(raters), icc=agreement.icc_a1(table)))
    return found


def _units(readings: Values, cases: Sequence[str]) -> list[list[float]]:
    return [list(readings.get(case, {}).values()) for case in cases]


def _calibrated(one: Compared) -> Calibrated:
    return Calibrated(before=one.level, after=one.after, evidence=one.support)


def _supported(one: Compared) -> Supported:
    """A level that the session gave has passed the gate anew."""
    way = competencies.direction(one.after, one.expected)
    return Supported(direction=way, is_corroborated=one.holds or one.after is not one.level)


def _unclear(given: Given) -> list[Unclear]:
    """Return those that managers read least alike, whenever they read them; where all agreed, there is none."""
    read = defaultdict[str, list[list[Level]]](list)
    for one in given.anchors:
        first = {**given.after.get(one.id, {}), **given.before.get(one.id, {})}
        read[one.competency].append(list(first.values()))
    found = [_spread_of(competency, those) for competency, those in read.items()]
    differing = [one for one in found if one is not None and one.spread > 0]
    return sorted(differing, key=lambda one: (-one.spread, one.competency))[:REWRITTEN]


def _spread_of(competency: str, cases: Sequence[Sequence[Level]]) -> Unclear | None:
    """With fewer readers than agreement needs, nobody can tell a text from a slip."""
    enough = [levels for levels in cases if len(levels) >= calibration_shown.RATERS]
    if not enough:
        return None
    mean = [variance(level.rank for level in levels) for levels in enough]
    widest = sorted(max(enough, key=lambda levels: variance(level.rank for level in levels)), key=lambda one: one.rank)
    return Unclear(competency=competency, spread=fmean(mean), lowest=widest[0], highest=widest[-1])


# --- One manager --------------------------------------------------------------------------------------------------


def _habit(
    given: Given,
    person: str,
    common: Values,
    fitted: Severity | NoSeverity,
    islands: Sequence[Sequence[str]],
) -> Habit:
    cases = list(common.values())
    effect = fitted.raters.get(person) if isinstance(fitted, Severity) else None
    none = fitted.reason if isinstance(fitted, NoSeverity) else Reason.NO_OVERLAP
    asked, people = _own(given, person)
    return Habit(
        person=person,
        severity=effect,
        refused=None if effect else none,
        island=next((number for number, those in enumerate(islands, 1) if person in those), 0),
        leniency=calibration_raters.leniency(cases, person),
        middle=calibration_raters.central_tendency(cases, person, Level.COMPETENT.rank),
        halo=calibration_raters.halo(people),
        competencies=asked,
    )


def _own(given: Given, person: str) -> tuple[int, list[list[float | None]]]:
    """Return how many competencies the manager rated, and own people's ratings in each."""
    of_subject = defaultdict[str, dict[str, float]](dict)
    for one in given.compared:
        if one.rater == person:
            of_subject[one.subject][one.competency] = one.level.rank
    asked = sorted({competency for levels in of_subject.values() for competency in levels})
    return len(asked), [[levels.get(competency) for competency in asked] for levels in of_subject.values()]


def _common(given: Given) -> Values:
    """Return what several read: the written cases, at whichever time somebody read them first, and files rated twice.

    What a manager alone has rated says nothing of how that manager rates.
    """
    cases: dict[str, dict[str, float]] = defaultdict(dict)
    for readings in (given.before, given.after):
        for case, levels in readings.items():
            for who, level in levels.items():
                cases[f"case/{case}"].setdefault(who, level.rank)
    for one in given.compared:
        if one.second is not None and one.second_rater not in {"", one.rater}:
            twice = {one.rater: float(one.level.rank), one.second_rater: float(one.second.rank)}
            cases[f"person/{one.subject}/{one.competency}"] = twice
    return {case: levels for case, levels in cases.items() if len(levels) > 1}


def _ranked(readings: Readings) -> Values:
    return {case: {who: float(level.rank) for who, level in levels.items()} for case, levels in readings.items()}
