"""No rating changes in calibration without reason, evidence and the person's words: for any room, with any wrong."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import calibration_decisions, ratings_calibrated
from domain.errors import RefusalError, StaleError
from domain.ratings import Rating, Text
from domain.text import says
from tests.domain import mutants
from tests.domain import rationale_oracle as oracle
from tests.domain.rationale_oracle import Answer, Case, Said, Stored

KILLS = 4_000  # rooms that each mutant meets
RULES = (calibration_decisions, ratings_calibrated)
seeds = st.integers(0, 2**40).map(random.Random)


@given(seeds)
def test_a_room_decides_what_the_rule_says_slowly(chance: random.Random) -> None:
    case = oracle.any_case(chance)
    assert ours(case, *RULES) == oracle.slow(case)


@given(seeds)
def test_what_is_stored_has_reason_evidence_and_words(chance: random.Random) -> None:
    """By the room or past it: whatever comes back as changed carries all three."""
    found = ours(oracle.any_case(chance), *RULES)
    for one in (found.stored, found.forced):
        if not isinstance(one, str):
            _, reason, wording, cited, _ = one
            assert says(reason)
            assert says(wording)
            assert cited


@pytest.mark.soak
@pytest.mark.parametrize("rule", RULES)
def test_any_small_wrong_done_to_the_rationale_is_noticed(rule: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """Each condition turned, moved by one or left out is told from the rule by some room."""
    chance = random.Random(7)
    known = [(case, oracle.slow(case)) for case in (oracle.any_case(chance) for _ in range(KILLS))]
    path = Path(str(rule.__file__))
    agrees = partial(_says_what_is_known, known, rule)
    assert not mutants.is_noticed(mutants.unchanged(path), agrees)
    wrongs = list(mutants.of(path))
    alive = [wrong.where for wrong in wrongs if not mutants.is_noticed(wrong, agrees)]
    with capsys.disabled():
        print(f"\nmutants of {path.name}: {len(wrongs) - len(alive)} of {len(wrongs)} noticed")  # noqa: T201  # the report
    assert wrongs
    assert alive == [], "\n".join(alive)


def _says_what_is_known(known: list[tuple[Case, Answer]], rule: ModuleType, wrong: ModuleType) -> bool:
    used = tuple(wrong if one is rule else one for one in RULES)
    return all(ours(case, *used) == said for case, said in known)


# --- The rules as a room uses them --------------------------------------------------------------------------------


def ours(case: Case, room: ModuleType, calibrated: ModuleType) -> Answer:
    """As handlers.calibration_rulings and handlers.calibration_closing put them together."""
    views = [_view(case, room, one) for one in case.seats]
    spread, shared = room.spread(views, oracle.LINES), room.backings(views, "candor")
    log = [_ruling(room, one) for one in case.log]
    asked = _ruling(room, Said(subject="ben", competency="candor", number=1, outcome="changed", is_undone=False))
    is_offered = room.has_points(spread) and not room.is_thin(spread, oracle.CORROBORATED)
    return Answer(
        backings=tuple((one.level, one.line, one.cited, one.voices) for one in shared),
        median=spread.median,
        counts=spread.counts,
        has_points=room.has_points(spread),
        is_thin=room.is_thin(spread, oracle.CORROBORATED),
        stored=_through(case, room, calibrated, shared) if is_offered else "not offered",
        forced=_decide(case, calibrated, case.forced),
        standing={key: one.outcome.value for key, one in room.standing(log).items()},
        replaced=tuple(room.is_replaced(one, log) for one in log),
        room=_refused(case, room, log),
        is_about=replace(asked, stood=calibrated.digest(case.texts[0])).is_about(case.texts[1]),
    )


def _view(case: Case, room: ModuleType, who: str) -> Any:
    read = case.readings.get(who)
    readings = {"candor": room.Reading(level=read[0], line=read[1], cited=read[2])} if read else {}
    return room.View(person=who, points=case.points.get(who, {}), readings=readings)


def _ruling(room: ModuleType, one: Said) -> Any:
    return room.Ruling(
        subject=one.subject,
        competency=one.competency,
        number=one.number,
        outcome=room.Outcome(one.outcome),
        by="fay",
        at=1,
        original=None,
        undone_at=2 if one.is_undone else None,
    )


def _through(case: Case, room: ModuleType, calibrated: ModuleType, shared: Sequence[Any]) -> Stored:
    """By the room: two voices, then the ruling, then the rating. What was only kept decides nothing."""
    backing = room.carried(shared, case.level, lambda one: case.holds(one.cited))
    if backing is None:
        return "not carried"
    said = Said(subject="ben", competency="candor", number=1, outcome="changed", is_undone=False)
    ruling = replace(_ruling(room, said), level=case.level, reason=case.reason, wording=case.wording)
    assert ruling.decision is not None
    assert replace(ruling, level=None).decision is None
    assert replace(ruling, outcome=room.Outcome.KEPT).decision is None
    return _stored(case, calibrated, replace(ruling, cited=backing.cited).decision)


def _decide(case: Case, calibrated: ModuleType, cited: frozenset[str]) -> Stored:
    decision = calibrated.Decision(
        by="fay", at=1, level=case.level, reason=case.reason, wording=case.wording, cited=cited
    )
    return _stored(case, calibrated, decision)


def _stored(case: Case, calibrated: ModuleType, decision: Any) -> Stored:
    text = Text(by="ana", at=0)
    rating = Rating(id="r", cycle="c", subject="ben", competency="candor", text=text, state=case.state, version=4)
    name, done = _named(lambda: calibrated.decide(rating, decision, holds=case.holds_at_close))
    return name or (done.text.level, done.text.rationale, done.text.wording, done.text.cited, done.version)


def _refused(case: Case, room: ModuleType, log: Sequence[Any]) -> str:
    return _named(lambda: room.require_room(room.Outcome(case.asked), "ben", log))[0]


def _named(do: Callable[[], Any]) -> tuple[str, Any]:
    """Return what refused it, by name, or what came of it."""
    try:
        return "", do()
    except (RefusalError, StaleError) as error:
        return type(error).__name__, None
