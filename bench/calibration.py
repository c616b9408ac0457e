"""All statistics of calibration in a house of 300 managers and 5,000 people, as a schedule computes them."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import report
from bench.report import Section
from bot import apart
from domain import (
    agreement,
    agreement_alpha,
    calibration_changes,
    calibration_raters,
    calibration_spread,
    severity,
)
from domain.calibration_changes import Calibrated
from domain.competencies import Level
from domain.severity import Rating, Severity

MANAGERS, PEOPLE, COMPETENCIES, ANCHORS = 300, 5_000, 5, 10
ROOM = 8  # managers in one session
WITHIN_SECONDS = 10.0
LEVELS = list(Level)


@dataclass(frozen=True, kw_only=True)
class House:
    """Each person is rated by their manager, one in five by a second one; every manager rated the anchor cases."""

    ratings: Sequence[Rating]
    people: Mapping[str, Sequence[Sequence[float]]]  # by manager: competency by competency
    before: Sequence[Mapping[str, float]]
    after: Sequence[Mapping[str, float]]
    calibrated: Sequence[Calibrated]


def measure(_: Path) -> Section:
    given = house(random.Random(5))
    began = time.perf_counter()
    raters, seconds = asyncio.run(apart.call(timed, given))
    what = f"Statistics of calibration for {MANAGERS} managers and {PEOPLE:,} people, in a process of their own"
    row = report.below(what, time.perf_counter() - began, WITHIN_SECONDS, "s")
    said = f"{len(given.ratings):,} ratings of {raters} raters"
    return Section(rows=[row], context=[f"calibration: {said}, {seconds:.1f} s of a processor"])


def house(rng: random.Random) -> House:
    managers = [f"m{number:03}" for number in range(MANAGERS)]
    lenient = {manager: rng.gauss(0, 0.3) for manager in managers}
    people: dict[str, list[list[float]]] = {manager: [] for manager in managers}
    ratings = []
    for number in range(PEOPLE):
        own, second = managers[number % MANAGERS], rng.choice(managers)
        level = rng.gauss(1, 0.6)
        marks = [_mark(rng, level + lenient[own]) for _ in range(COMPETENCIES)]
        people[own].append(marks)
        raters = (own, second) if number % 5 == 0 and second != own else (own,)
        ratings += [
            Rating(target=f"p{number}/{competency}", rater=rater, value=_mark(rng, level + lenient[rater]))
            for competency in range(COMPETENCIES)
            for rater in raters
        ]
    before = [{one: _mark(rng, case % 3 + lenient[one]) for one in managers} for case in range(ANCHORS)]
    ratings += [Rating(target=f"a{i}", rater=one, value=case[one]) for i, case in enumerate(before) for one in managers]
    return House(
        ratings=ratings,
        people=people,
        before=before,
        after=[{one: _mark(rng, case % 3 + lenient[one] / 2) for one in managers} for case in range(ANCHORS)],
        calibrated=[
            Calibrated(before=rng.choice(LEVELS), after=rng.choice(LEVELS), evidence=rng.randrange(6)) for _ in ratings
        ],
    )


def _mark(rng: random.Random, level: float) -> float:
    return float(min(2, max(0, round(level + rng.gauss(0, 0.4)))))


def timed(one: House) -> tuple[int, float]:
    """Return also how long a processor worked for it, scipy's loading included."""
    return compute(one), time.process_time()


def compute(one: House) -> int:
    """Everything that a report says; return how many raters have an effect."""
    fitted = severity.severity(one.ratings)
    assert isinstance(fitted, Severity)
    units: dict[str, list[float]] = {}
    for rating in one.ratings:
        units.setdefault(rating.target, []).append(rating.value)
    assert agreement_alpha.alpha(list(units.values())).value is not None
    for cases in (one.before, one.after):
        assert agreement.icc_a1([list(case.values()) for case in cases]).value is not None
        _sessions(cases)
    calibration_spread.compare([[*case.values()] for case in one.before], [[*case.values()] for case in one.after])
    calibration_changes.moves_by_evidence(one.calibrated)
    calibration_changes.compression(one.calibrated)
    for marks in one.people.values():
        calibration_raters.halo(marks)
    return len(fitted.raters)


def _sessions(cases: Sequence[Mapping[str, float]]) -> None:
    """Each manager beside the others in the room."""
    managers = list(cases[0])
    for first in range(0, len(managers), ROOM):
        room = managers[first : first + ROOM]
        seen = [{rater: case[rater] for rater in room} for case in cases]
        for manager in room:
            calibration_raters.leniency(seen, manager)
            calibration_raters.central_tendency(seen, manager, 1)
