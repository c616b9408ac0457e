"""Who scores which post-mortem, and what they handed in.

A sheet is read by whoever wrote it, and by the other scorer once the two are to talk.
"""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, select, update

from domain import ids, policy, postmortems_index
from domain import postmortems_scoring as rules
from domain.errors import NotFoundError
from domain.people import Actor
from domain.policy import Action, Condition, Kind, Standing
from domain.postmortems import Postmortem, State, may_score
from domain.postmortems_index import SCORERS, Sheet
from domain.postmortems_scoring import Scoring, Stage
from domain.result import Result
from storage import people, pilot, postmortems_keepers, tables
from storage.notices import Notice
from storage.prepared import Prepared
from storage.unit import Row, Unit

ASKED, TOLD = "postmortem.score", "postmortem.told"  # of notices: asked to score, and what came of it
LOOKED_AT = 40  # people in a draw; ids mean nothing, so where the look begins is chance
_score = tables.table(tables.PostmortemScore)
_postmortem = tables.table(tables.Postmortem)
_person = tables.table(tables.Person)
_SCORER = Standing(member=True, author=True)  # of their own sheet, and of what the two talk about
_ADD = Prepared(insert(_score), _score.columns.keys())
_OF_ROUND = Prepared(
    select(_score)
    .where(
        _score.c.org_id == bindparam("org"),
        _score.c.postmortem_id == bindparam("postmortem"),
        _score.c.round == bindparam("round"),
    )
    .order_by(_score.c.asked_at, _score.c.person_id)
)


def of_round(unit: Unit, org: str, one: Postmortem) -> list[Scoring]:
    """Return everybody who was asked in this round, also who stepped back. For rules; readers get `readable`."""
    told = {"org": org, "postmortem": one.id, "round": one.round}
    return [_from(unit, row) for row in unit.rows(_OF_ROUND, told)]


def both(unit: Unit, org: str, one: Postmortem) -> list[Scoring]:
    """Return the scorers of this round."""
    return [scoring for scoring in of_round(unit, org, one) if not scoring.stepped_back]


def readable(unit: Unit, actor: Actor, one: Postmortem) -> tuple[Scoring, list[Scoring]]:
    """Return the actor's own part, and what of both they may read. Raises NotFoundError for whoever does not score."""
    scorers = both(unit, actor.org, one)
    mine = next((scoring for scoring in scorers if scoring.scorer == actor.person.id), None)
    if mine is None:
        raise NotFoundError
    met = frozenset({Condition.TALKED} if rules.stage(scorers) is Stage.TALKING else ())
    talks = policy.allows(_SCORER, Action.READ, Kind.POSTMORTEM_TALK, met)
    return mine, scorers if talks else [mine]


def to_score(unit: Unit, actor: Actor, one: Postmortem) -> tuple[Scoring, list[Scoring]]:
    """The same for whoever something is asked of now. Raises NotFoundError for anybody else."""
    mine, seen = readable(unit, actor, one)
    if one.state is not State.WAITING or not may_score(one, actor.person.id):
        raise NotFoundError
    met = frozenset({Condition.OPEN} if rules.owes(mine, both(unit, actor.org, one)) else ())
    if not policy.allows(_SCORER, Action.WRITE, Kind.POSTMORTEM_SHEET, met):
        raise NotFoundError
    return mine, seen


def ask(unit: Unit, org: str, one: Postmortem, those: Collection[str], *, now: int) -> None:
    rows = [_columns(unit, org, one, Scoring(scorer=person, round=one.round)) for person in those]
    for row in rows:
        unit.do(_ADD, row | {"org_id": org, "owes": True, "asked_at": now})


def save(unit: Unit, org: str, one: Postmortem, changed: Scoring) -> list[Scoring]:
    """Keep what one of them handed in; return both as they stand now."""
    _write(unit, org, one, changed, owes=False)
    found = both(unit, org, one)
    for scoring in found:
        _write(unit, org, one, scoring, owes=rules.owes(scoring, found))
    return found


def owed(unit: Unit, org: str, person: str) -> list[str]:
    """Return the ids of post-mortems that wait for something of this person, the oldest first."""
    joined = _score.join(_postmortem, (_postmortem.c.org_id == _score.c.org_id) & _same_round())
    here = (*_asked(org), _score.c.person_id == person, _postmortem.c.state == State.WAITING.value)
    statement = select(_score.c.postmortem_id).select_from(joined).where(*here)
    return list(unit.run(statement.order_by(_score.c.asked_at, _score.c.postmortem_id)).scalars())


def draw(unit: Unit, org: str, one: Postmortem, number: int, *, rng: random.Random) -> list[str]:
    """Return so many who may score it and were not asked in this round yet, by chance, the least busy first."""
    others = {scoring.scorer for scoring in of_round(unit, org, one)} | {*postmortems_keepers.keepers(unit, org, one)}
    candidates = [id for id in _some(unit, org, ids.new(rng)) if may_score(one, id) and id not in others]
    return rules.draw(candidates, _busy(unit, org, candidates), number, rng)


def agreement(unit: Unit, org: str, those: Collection[Postmortem]) -> Result:
    """Return how far the scorers of those that are scored agree, by what each said alone, before any talk."""
    scored = [both(unit, org, one) for one in those if one.state is State.SCORED]
    firsts = [[one.first for one in scorers if one.first is not None] for scorers in scored]
    return postmortems_index.agreement([(pair[0], pair[1]) for pair in firsts if len(pair) == SCORERS])


def slow(unit: Unit, org: str, *, now: int) -> list[tuple[str, str, int]]:
    """Return (post-mortem, scorer, week) of what was asked one or two weeks ago, and is still owed."""
    joined = _score.join(_postmortem, (_postmortem.c.org_id == _score.c.org_id) & _same_round())
    asked = _score.c.asked_at.between(now - 3 * rules.REMINDED_MS + 1, now - rules.REMINDED_MS)
    here = (*_asked(org), asked, _postmortem.c.state == State.WAITING.value)
    columns = (_score.c.postmortem_id, _score.c.person_id, _score.c.asked_at)
    those = select(*columns).select_from(joined).where(*here).order_by(*columns[:2])
    found = unit.rows(those)
    return [(row["postmortem_id"], row["person_id"], (now - row["asked_at"]) // rules.REMINDED_MS) for row in found]


def lacking(unit: Unit, org: str) -> list[str]:
    """Return the ids of post-mortems that wait for a scorer who was erased, or has left before they said all."""
    present = (_person.c.org_id == _score.c.org_id) & (_person.c.id == _score.c.person_id)
    counted = (~_score.c.stepped_back, ~_score.c.owes | people.taking_part())
    there = (
        select(func.count())
        .select_from(_score.join(_person, present))
        .where(_score.c.org_id == _postmortem.c.org_id, _same_round(), *counted)
        .scalar_subquery()
    )
    waits = (_postmortem.c.org_id == org, _postmortem.c.state == State.WAITING.value, there < SCORERS)
    return list(unit.run(select(_postmortem.c.id).where(*waits).order_by(_postmortem.c.id)).scalars())


def replace_departed(unit: Unit, org: str, one: Postmortem, *, now: int, rng: random.Random) -> list[str]:
    """Ask somebody else in the place of each who has left; return whom."""
    scorers = both(unit, org, one)
    known = people.by_ids(unit, org, [scoring.scorer for scoring in scorers])
    owing = [scoring for scoring in scorers if rules.owes(scoring, scorers)]
    gone = [scoring for scoring in owing if not policy.takes_part(known[scoring.scorer])]
    release(unit, org, one, gone)
    drawn = draw(unit, org, one, SCORERS - len(scorers) + len(gone), rng=rng)
    ask(unit, org, one, drawn, now=now)
    return drawn


def release(unit: Unit, org: str, one: Postmortem, gone: Collection[Scoring]) -> None:
    """Let these score it no longer, whatever they handed in; who stays scores it with somebody else."""
    for scoring in gone:
        _write(unit, org, one, rules.release(scoring), owes=False)
    staying = [rules.with_another(scoring) for scoring in both(unit, org, one)]
    for scoring in staying:
        _write(unit, org, one, scoring, owes=rules.owes(scoring, staying))


def still_owed(unit: Unit, org: str, person: str, waiting: Sequence[Notice]) -> list[Notice]:
    """Return those notices whose post-mortem still waits for the person."""
    owing = set(owed(unit, org, person))
    return [one for one in waiting if one.subject.partition("/")[0] in owing]


# --- Pieces -------------------------------------------------------------------------------------------------------


def _same_round() -> ColumnElement[bool]:
    return (_score.c.postmortem_id == _postmortem.c.id) & (_score.c.round == _postmortem.c.round)


def _asked(org: str) -> tuple[ColumnElement[bool], ...]:
    return (_score.c.org_id == org, _score.c.owes, ~_score.c.stepped_back)


def _some(unit: Unit, org: str, start: str) -> list[str]:
    here = (_person.c.org_id == org, people.taking_part(), *pilot.condition(unit, org))
    those = select(_person.c.id).where(*here).order_by(_person.c.id).limit(LOOKED_AT)
    found = list(unit.run(those.where(_person.c.id >= start)).scalars())
    return found if len(found) == LOOKED_AT else [*found, *unit.run(those.where(_person.c.id < start)).scalars()]


def _busy(unit: Unit, org: str, those: Sequence[str]) -> Mapping[str, int]:
    counted = select(_score.c.person_id, func.count().label("n")).where(*_asked(org), _score.c.person_id.in_(those))
    return {row["person_id"]: row["n"] for row in unit.rows(counted.group_by(_score.c.person_id))}


def _write(unit: Unit, org: str, one: Postmortem, scoring: Scoring, *, owes: bool) -> None:
    here = (_score.c.org_id == org, _score.c.postmortem_id == one.id, _score.c.round == one.round)
    mine = update(_score).where(*here, _score.c.person_id == scoring.scorer)
    unit.run(mine, _columns(unit, org, one, scoring) | {"owes": owes})


def _columns(unit: Unit, org: str, one: Postmortem, scoring: Scoring) -> dict[str, Any]:
    sheets = {"first": _said(scoring.first), "second": _said(scoring.second)}
    place = (org, "postmortem_score", one.id, str(scoring.round), scoring.scorer, "words")
    return {
        "postmortem_id": one.id,
        "round": scoring.round,
        "person_id": scoring.scorer,
        "stepped_back": scoring.stepped_back,
        "words": unit.keys.seal(json.dumps(sheets), *place) if scoring.first else None,
    }


def _said(sheet: Sheet | None) -> Mapping[str, Any] | None:
    return None if sheet is None else asdict(sheet)


def _from(unit: Unit, row: Row) -> Scoring:
    place = (row["org_id"], "postmortem_score", row["postmortem_id"], str(row["round"]), row["person_id"], "words")
    said = json.loads(unit.keys.open(row["words"], *place)) if row["words"] else {"first": None, "second": None}
    return Scoring(
        scorer=row["person_id"],
        round=row["round"],
        first=_sheet(said["first"]),
        second=_sheet(said["second"]),
        stepped_back=row["stepped_back"],
        asked_at=row["asked_at"],
    )


def _sheet(said: Row | None) -> Sheet | None:
    return None if said is None else Sheet(points=said["points"], blames=said["blames"])
