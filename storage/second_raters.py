"""Who rates whom a second time: drawn when the checkpoint for it opens, and drawn again as people move or leave."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import time

from sqlalchemy import ColumnElement, bindparam, delete, select

from domain import cycles_plan, ids, local_time, ratings_second, reviews_rounds
from domain.cycles import Checkpoint, Cycle, Kind
from domain.cycles_calls import Member
from domain.evidence import State
from domain.ratings_second import Sample
from domain.reviews import Part
from storage import cycles, delegations, lines, notices, tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

_second = tables.table(tables.SecondRater)
_rating = tables.table(tables.Rating)
_done = tables.table(tables.CheckpointDone)
_person = tables.table(tables.Person)
_line = tables.table(tables.ReportingLine)
_evidence = tables.table(tables.Evidence)
_MIDNIGHT = time(0)
COUNTED = frozenset({State.STANDING, State.KEPT})
LAST_ID = "\U0010ffff"  # comes after every id


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Somebody's file, for a second rater. `number` is its place among those of the rater, `done_at` UTC epoch ms."""

    id: str
    number: int
    round: str
    subject: str
    rater: str
    done_at: int | None = None


def of_checkpoint(unit: Unit, org: str, cycle: str, checkpoint: str) -> list[File]:
    """Return all files that are rated at it, by rater."""
    return _files(unit.rows(_EVERY, {"org": org, "cycle": cycle, "checkpoint": checkpoint}))


def asked(unit: Unit, org: str, cycle: str, checkpoint: str, ends: tuple[str, str] = ("", LAST_ID)) -> list[File]:
    """The same, of raters whose ids lie between these, but for files that are empty: of those nothing is asked yet."""
    here = {"org": org, "cycle": cycle, "checkpoint": checkpoint, "first": ends[0], "last": ends[1]}
    files = _files(unit.rows(_BETWEEN, here))
    kept = cycles.find(unit, org, cycle) if files else None
    noted = _noted(unit, org, kept, files) if kept else set[tuple[str, str]]()
    return [one for one in files if one.done_at is not None or (one.round, one.subject) in noted]


def draw(unit: Unit, org: str, cycle: Cycle, checkpoint: Checkpoint, members: Sequence[Member]) -> Sample:
    """Draw whose files are rated and by whom: while the lines are the same, a rehearsal draws as the cycle will."""
    rng = _chance(cycle, checkpoint)
    led = [one.id for one in members if one.manager]
    those = ratings_second.chosen(led, rng=rng)
    raters = _raters(members)
    return ratings_second.spread(those, sorted(raters), barred(unit, org, cycle, those, raters), {}, rng=rng)


def cast(unit: Unit, org: str, cycle: Cycle, checkpoint: Checkpoint, members: Sequence[Member]) -> tuple[Member, ...]:
    """Return whom it is about, with their second raters: as they were drawn, or as they would be now."""
    held = of_checkpoint(unit, org, cycle.id, checkpoint.id)
    drawn = draw(unit, org, cycle, checkpoint, members).raters if not held else {one.subject: one.rater for one in held}
    return tuple(Member(id=subject, manager=rater) for subject, rater in drawn.items())


def follow(unit: Unit, org: str, cycle: Cycle, members: Sequence[Member], *, now: int, rng: random.Random) -> None:
    """Draw for each checkpoint that asks now; whoever may not rate any more is replaced by another."""
    for one in asking(unit, org, cycle, now=now):
        held = of_checkpoint(unit, org, cycle.id, one.id)
        drawn = _again(unit, org, cycle, members, held) if held else draw(unit, org, cycle, one, members).raters
        unit.insert_all(_second, [_row(org, cycle, one, pair, now=now, rng=rng) for pair in drawn.items()])


def asking(unit: Unit, org: str, cycle: Cycle, *, now: int) -> list[Checkpoint]:
    """Return the checkpoints that ask for second ratings, from their first day where it begins first to their last."""
    calendar, today = notices.calendar(unit, org, now), local_time.day_of(now, "Etc/GMT-14")
    return [one for one in cycles_plan.taken(cycle, calendar, today=today) if one.kind is Kind.SECOND_RATING]


def barred(
    unit: Unit, org: str, cycle: Cycle, those: Collection[str], raters: Set[str]
) -> Mapping[str, frozenset[str]]:
    """Return for each of those their line up and down, their peers, whoever led them or acted, and whoever wrote."""
    over = {row["id"]: row["manager_id"] for row in unit.rows(_LED_BY, {"org": org})}
    peers, below = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    upward = {one: _line_of(one, over) for one in {*those, *raters}}
    for rater in raters:
        for boss in upward[rater]:
            below[boss].add(rater)
        for boss in upward[rater][:1]:
            peers[boss].add(rater)
    led, acted, wrote = _led(unit, org, cycle), _acted(unit, org, cycle), authors(unit, org, cycle, those)
    above = {one: {*upward[one], *led[one]} for one in those}
    return {
        one: frozenset(above[one] | below[one] | wrote[one]).union(
            *(acted[boss] for boss in above[one]), *(peers[boss] for boss in upward[one][:1])
        )
        for one in those
    }


def authors(unit: Unit, org: str, cycle: Cycle, those: Collection[str]) -> Mapping[str, Set[str]]:
    """Return for each of those who wrote a piece about them from the days of the cycle, or the record it links to.

    Of every round, and whatever became of the piece: whoever has said what they saw does not rate from paper alone.
    """
    wrote = defaultdict[str, set[str]](set)
    for some in lines.thousands(those):
        told = {"org": org, "those": some, "since": cycle.period.start.isoformat()}
        for row in unit.rows(_WROTE, told):
            wrote[row["subject_id"]] |= {row["author_id"], *filter(None, row["artifact_authors"].split(","))}
    return wrote


# --- Pieces -------------------------------------------------------------------------------------------------------


def _again(unit: Unit, org: str, cycle: Cycle, members: Sequence[Member], held: Sequence[File]) -> Mapping[str, str]:
    """Take back what is not done and somebody else has to do, or nobody any more; return who does it now."""
    there, raters = {one.id for one in members}, _raters(members)
    open_ = [one for one in held if one.done_at is None]
    closed_to = barred(unit, org, cycle, [one.subject for one in open_], raters)
    stale = [one for one in open_ if one.subject not in there or one.rater not in raters - closed_to[one.subject]]
    taken = _take_back(unit, org, cycle, stale) if stale else []
    if not taken:
        return {}
    load = Counter(one.rater for one in held if one not in taken)
    again = [one.subject for one in taken if one.subject in there]
    rng = random.Random(taken[0].id)
    return ratings_second.spread(again, sorted(raters), closed_to, load, rng=rng).raters


def _take_back(unit: Unit, org: str, cycle: Cycle, stale: Sequence[File]) -> list[File]:
    """With what was said of a part of it: whoever is drawn next begins anew. Return those that were not done meanwhile.

    The lock is what a rater takes who saves (reviews_second.find_to_rate): they are first, or find it gone.
    """
    unit.rows(unit.locked(select(_second.c.id).where(*_those(org, stale)).order_by(_second.c.id)))
    done = {row["id"] for row in unit.rows(select(_second.c.id).join(_done, _DONE).where(*_those(org, stale)))}
    taken = [one for one in stale if one.id not in done]
    said = (_rating.c.org_id == org, _rating.c.cycle_id == cycle.id, _rating.c.part == Part.SECOND.value)
    for one in taken:
        mine = (_rating.c.subject_id == one.subject, _rating.c.round_id == one.round)
        unit.run(delete(_rating).where(*said, *mine, _rating.c.rater_id == one.rater))
        unit.run(delete(_second).where(_second.c.org_id == org, _second.c.id == one.id))
    return taken


def _those(org: str, files: Sequence[File]) -> tuple[ColumnElement[bool], ...]:
    return _second.c.org_id == org, _second.c.id.in_([one.id for one in files])


def _noted(unit: Unit, org: str, cycle: Cycle, files: Sequence[File]) -> Set[tuple[str, str]]:
    """Return the rounds and people of files in which something stands, as reviews_second puts them together."""
    found = set[tuple[str, str]]()
    for round in (one for one in reviews_rounds.rounds(cycle) if one.id in {file.round for file in files}):
        days = {"first": round.period.start.isoformat(), "last": round.period.end.isoformat()}
        for some in lines.thousands({one.subject for one in files if one.round == round.id}):
            told = {"org": org, "those": some, "states": [one.value for one in COUNTED], **days}
            found |= {(round.id, row["subject_id"]) for row in unit.rows(_NOTED, told)}
    return found


def _raters(members: Iterable[Member]) -> frozenset[str]:
    """Whoever answers for somebody in the cycle knows what its levels mean."""
    return frozenset(one.manager for one in members if one.manager)


def _line_of(person: str, over: Mapping[str, str | None]) -> Sequence[str]:
    found: list[str] = []
    while (boss := over.get(found[-1] if found else person)) and boss not in found:
        found.append(boss)
    return found


def _led(unit: Unit, org: str, cycle: Cycle) -> Mapping[str, Set[str]]:
    """Return who led each person in the cycle, at any time."""
    since = local_time.instant(cycle.period.start, _MIDNIGHT, "UTC")
    found = defaultdict[str, set[str]](set)
    for row in unit.rows(_LED_SINCE, {"org": org, "since": since}):
        found[row["person_id"]].add(row["manager_id"])
    return found


def _acted(unit: Unit, org: str, cycle: Cycle) -> Mapping[str, Set[str]]:
    """Return who acted for each manager in the cycle, at any time, or acts now in any that runs (storage.lines)."""
    found = defaultdict[str, set[str]](set)
    for away, acting in (*delegations.ever(unit, org, cycle.id), *delegations.running(unit, org)):
        found[away].add(acting)
    return found


def _chance(cycle: Cycle, checkpoint: Checkpoint) -> random.Random:
    return random.Random(f"{cycle.id}/{checkpoint.id}")


def _row(
    org: str, cycle: Cycle, checkpoint: Checkpoint, pair: tuple[str, str], *, now: int, rng: random.Random
) -> Mapping[str, object]:
    return {
        "org_id": org,
        "id": ids.new(rng),
        "cycle_id": cycle.id,
        "checkpoint_id": checkpoint.id,
        "round_id": reviews_rounds.prepared(cycle, checkpoint).id,
        "subject_id": pair[0],
        "rater_id": pair[1],
        "drawn_at": now,
    }


def _files(rows: Iterable[Row]) -> list[File]:
    numbers = Counter[str]()
    found: list[File] = []
    for row in rows:
        numbers[row["rater_id"]] += 1
        found.append(
            File(
                id=row["id"],
                number=numbers[row["rater_id"]],
                round=row["round_id"],
                subject=row["subject_id"],
                rater=row["rater_id"],
                done_at=row["done_at"],
            )
        )
    return found


_DONE = (
    (_done.c.org_id == _second.c.org_id)
    & (_done.c.cycle_id == _second.c.cycle_id)
    & (_done.c.checkpoint_id == _second.c.checkpoint_id)
    & (_done.c.person_id == _second.c.subject_id)
)
_OF = (
    select(_second.c.id, _second.c.round_id, _second.c.subject_id, _second.c.rater_id, _done.c.at.label("done_at"))
    .select_from(_second.outerjoin(_done, _DONE))
    .where(
        _second.c.org_id == bindparam("org"),
        _second.c.cycle_id == bindparam("cycle"),
        _second.c.checkpoint_id == bindparam("checkpoint"),
    )
    .order_by(_second.c.rater_id, _second.c.drawn_at, _second.c.id)
)
_EVERY = Prepared(_OF)
_BETWEEN = Prepared(_OF.where(_second.c.rater_id.between(bindparam("first"), bindparam("last"))))
_LED_BY = Prepared(select(_person.c.id, _person.c.manager_id).where(_person.c.org_id == bindparam("org")))
_LED_SINCE = Prepared(
    select(_line.c.person_id, _line.c.manager_id).where(
        _line.c.org_id == bindparam("org"), _line.c.ends_at > bindparam("since"), _line.c.manager_id.is_not(None)
    )
)
_WROTE = Prepared(
    select(_evidence.c.subject_id, _evidence.c.author_id, _evidence.c.artifact_authors).where(
        _evidence.c.org_id == bindparam("org"),
        _evidence.c.subject_id.in_(bindparam("those", expanding=True)),
        _evidence.c.occurred_on >= bindparam("since"),
    )
)
_NOTED = Prepared(
    select(_evidence.c.subject_id)
    .distinct()
    .where(
        _evidence.c.org_id == bindparam("org"),
        _evidence.c.subject_id.in_(bindparam("those", expanding=True)),
        _evidence.c.occurred_on.between(bindparam("first"), bindparam("last")),
        _evidence.c.state.in_(bindparam("states", expanding=True)),
        _evidence.c.shown_at.is_not(None),
    )
)
