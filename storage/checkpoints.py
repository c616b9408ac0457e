"""Checkpoints of running cycles: whom each asks, what is done, and the days on which people hear of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeGuard

from sqlalchemy import BindParameter, Select, and_, bindparam, or_, select

from domain import cycles_calls, cycles_plan, local_time
from domain.cycles import Audience, Checkpoint, Cycle, Kind
from domain.cycles_calls import FOR_HR, UNCOUNTED, Call, Member
from domain.cycles_plan import Planned, Step
from domain.people import Person
from storage import cycles, delegations, due, notices, people, second_raters, tables
from storage.due import Due
from storage.lines import FOREVER
from storage.prepared import Prepared
from storage.second_raters import File
from storage.unit import Row as Kept
from storage.unit import Unit

DAY = "cycle.day"  # of due rows; their subject is a cycle, and their step begins with the day
REDRAW = "checkpoint.redraw"  # the same; the subject is a person
MOVED = "checkpoint.moved"  # the same, of "cycle/checkpoint"; and a kind of notices
_OF_PEOPLE = ".people"  # at the end of a step
ASK, LATE = "checkpoint.ask", "checkpoint.late"  # kinds of notices
_participant = tables.table(tables.Participant)
_person = tables.table(tables.Person)
_boss = tables.table(tables.Person).alias("boss")
_done = tables.table(tables.CheckpointDone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody a checkpoint is about, and whether it is done (`done_at`, UTC epoch ms)."""

    person: Person
    manager: str | None = None
    joined_at: int = 0
    done_at: int | None = None

    @property
    def member(self) -> Member:
        return Member(id=self.person.id, manager=self.manager)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a checkpoint asks about a person was done; `at` is UTC epoch ms."""

    cycle: str
    checkpoint: str
    person: str
    by: str
    at: int


def asked(unit: Unit, org: str, cycle: str, checkpoint: Checkpoint | None) -> list[Asked]:
    """Return everybody it is about, by name: without a checkpoint, all who take part."""
    if checkpoint is not None and checkpoint.audience in FOR_HR:
        return _hr(unit, org, cycle, checkpoint)
    if _is_masked(checkpoint):
        return [_masked(one) for one in second_raters.asked(unit, org, cycle, checkpoint.id)]
    acting = delegations.of_cycle(unit, org, cycle)
    rows = unit.rows(_EVERYBODY, _told(org, cycle, checkpoint))
    return [_asked(row, acting.get(row["manager_id"] or "")) for row in rows]


def of_manager(unit: Unit, org: str, cycle: str, checkpoint: Checkpoint | None, manager: str) -> list[Asked]:
    """The same, of those the manager answers for; without a checkpoint all of them who take part."""
    if _is_masked(checkpoint):
        return led_between(unit, org, cycle, checkpoint, (manager, manager))
    acting = delegations.of_cycle(unit, org, cycle)
    led = [manager, *(away for away, stand_in in acting.items() if stand_in == manager)]
    theirs = people.ids_led_by(unit, org, led)
    rows = unit.rows(_THOSE, {**_told(org, cycle, checkpoint), "those": theirs}) if theirs else ()
    found = [_asked(row, acting.get(row["manager_id"])) for row in rows]
    return [one for one in found if one.manager == manager]


def between(unit: Unit, org: str, cycle: str, checkpoint: Checkpoint, ends: tuple[str, str]) -> list[Asked]:
    """The same, of those whose ids lie between these."""
    acting = delegations.of_cycle(unit, org, cycle)
    rows = unit.rows(_BETWEEN, {**_told(org, cycle, checkpoint), "first": ends[0], "last": ends[1]})
    return [_asked(row, acting.get(row["manager_id"] or "")) for row in rows]


def led_between(unit: Unit, org: str, cycle: str, checkpoint: Checkpoint, ends: tuple[str, str]) -> list[Asked]:
    """The same, of those for whom somebody answers whose id lies between these."""
    if _is_masked(checkpoint):
        return [_masked(one) for one in second_raters.asked(unit, org, cycle, checkpoint.id, ends)]
    acting = delegations.of_cycle(unit, org, cycle)
    away = tuple(boss for boss, stand_in in acting.items() if ends[0] <= stand_in <= ends[1])
    rows = unit.rows(_LED, {**_told(org, cycle, checkpoint), "first": ends[0], "last": ends[1], "away": away})
    found = [_asked(row, acting.get(row["manager_id"])) for row in rows]
    return [one for one in found if one.manager and ends[0] <= one.manager <= ends[1]]


def of_person(unit: Unit, org: str, cycle: str, checkpoint: Checkpoint | None, person: str) -> Asked | None:
    acting = delegations.of_cycle(unit, org, cycle)
    rows = unit.rows(_THOSE, {**_told(org, cycle, checkpoint), "those": (person,)})
    return next((_asked(row, acting.get(row["manager_id"] or "")) for row in rows), None)


def called(unit: Unit, org: str, cycle: str, checkpoint: Checkpoint, planned: Planned) -> tuple[Call, ...]:
    """Return who is told on this step as it stands now."""
    return calls_of(unit, org, checkpoint, planned.step, asked(unit, org, cycle, checkpoint))


def would_call(unit: Unit, org: str, cycle: Cycle, checkpoint: Checkpoint) -> tuple[Call, ...]:
    """Return who is told when it opens: second raters who are not drawn yet as they would be now."""
    if not _is_masked(checkpoint):
        return calls_of(unit, org, checkpoint, Step.OPENS, asked(unit, org, cycle.id, checkpoint))
    members = [one.member for one in asked(unit, org, cycle.id, None)]
    drawn = second_raters.cast(unit, org, cycle, checkpoint, members)
    return cycles_calls.calls(checkpoint, Step.OPENS, drawn, ())


def calls_of(unit: Unit, org: str, checkpoint: Checkpoint, step: Step, those: Sequence[Asked]) -> tuple[Call, ...]:
    """Return who is told on the step, given these of whom it asks."""
    missing = [one.member for one in those if one.done_at is None]
    hr = [one.id for one in administrators(unit, org)] if step is Step.TO_HR else ()
    return cycles_calls.calls(checkpoint, step, missing, hr)


def administrators(unit: Unit, org: str) -> list[Person]:
    """Return the HR administrators who take part."""
    ids = unit.run(select(_person.c.id).where(_person.c.org_id == org, _person.c.is_hr, people.taking_part())).scalars()
    return sorted(people.by_ids(unit, org, list(ids)).values(), key=lambda person: (person.name, person.id))


# --- What is done -------------------------------------------------------------------------------------------------


def done(unit: Unit, org: str, kind: Kind, person: str, by: str, now: int) -> None:
    """Tell that something was done about a person: every checkpoint of this kind that runs and asks for it is done.

    Whoever feature it was calls this; what does not count for a checkpoint changes nothing.
    """
    if kind in UNCOUNTED:
        return
    for cycle in cycles.of_person(unit, org, person):
        those = [one.id for one in cycle.checkpoints if one.kind is kind]
        done_at(unit, org, cycle, [Done(cycle=cycle.id, checkpoint=one, person=person, by=by, at=now) for one in those])


def done_at(unit: Unit, org: str, cycle: Cycle, those: Sequence[Done]) -> None:
    """The same of these checkpoints alone: each is done that asks for it now."""
    for one in those:
        taken = {each.id: each for each in open_of(unit, org, cycle, one.person, now=one.at)}
        checkpoint = taken.get(one.checkpoint)
        found = of_person(unit, org, cycle.id, checkpoint, one.person) if checkpoint else None
        if checkpoint and found and cycles_calls.counts_for(checkpoint, one.person, by=one.by, manager=found.manager):
            tick(unit, org, one)


def open_of(unit: Unit, org: str, cycle: Cycle, person: str, *, now: int) -> tuple[Checkpoint, ...]:
    """Return those in which an answer about the person is taken, on their own calendar; in a pause as on its first day.

    None while the cycle does not run.
    """
    known = people.by_ids(unit, org, [person])
    today = local_time.day_of(now, known[person].zone if person in known else "UTC")
    return cycles_plan.taken(cycle, notices.calendar(unit, org, now), today=today)


def tick(unit: Unit, org: str, one: Done) -> None:
    """Note that it is done, once, and let what was told of it say so."""
    where = {"org_id": org, "cycle_id": one.cycle, "checkpoint_id": one.checkpoint}
    if unit.insert_if_new(_done, {**where, "person_id": one.person, "by_id": one.by, "at": one.at}):
        redraw(unit, org, [one.by, one.person], why=f"{one.checkpoint}.{one.person}", now=one.at)


def redraw(unit: Unit, org: str, readers: Iterable[str], *, why: str, now: int) -> None:
    """Let what these people were told of checkpoints be drawn again, once for each reason of a moment."""
    step = f"{now:015}.{why}"
    due.plan(unit, [Due(org=org, kind=REDRAW, subject=one, step=step, due_at=now) for one in dict.fromkeys(readers)])


# --- When people hear of it ---------------------------------------------------------------------------------------


def plan(unit: Unit, org: str, cycle: Cycle, *, now: int, why: str = "") -> None:
    """Plan, or plan again, the days of a cycle; what has come up to now is said at once, once for each reason."""
    calendar, today = notices.calendar(unit, org, now), local_time.day_of(now, "Etc/GMT-14")
    coming = cycles_calls.days(cycle, calendar, today=today)
    dues = [_day(org, cycle.id, day.isoformat(), cycles_calls.begins(day)) for day in coming if day > today]
    at_once = _day(org, cycle.id, f"{today.isoformat()}.{now:015}.{why or cycle.version}", now)
    is_running = bool(cycles_calls.of_day(cycle, calendar, today=today))
    due.replan(unit, org, DAY, cycle.id, [*dues, *([at_once] if is_running else [])])


def tell_moved(unit: Unit, org: str, cycle: Cycle, checkpoint: Checkpoint, *, now: int) -> None:
    """Let those who still have something to do there hear of its new date."""
    subject = f"{cycle.id}/{checkpoint.id}"
    step = f"{checkpoint.due_on.isoformat()}.{cycle.version:06}"
    due.plan(unit, [Due(org=org, kind=MOVED, subject=subject, step=step, due_at=now)])


def look_again(unit: Unit, org: str, *, now: int) -> None:
    """People, teams or lines changed: let each running cycle follow, and tell whoever has to know now."""
    for kept in cycles.running(unit, org):
        day = local_time.day_of(now, "Etc/GMT-14").isoformat()
        due.plan(unit, [_day(org, kept.cycle.id, f"{day}.{now:015}{_OF_PEOPLE}", now)])


def is_of_people(one: Due) -> bool:
    """Say whether it was planned because people, teams or lines changed."""
    return one.step.endswith(_OF_PEOPLE)


def step_of(one: Due, *, now: int) -> str:
    """Return the step of a row of the kind DAY as it is now: what was missed is caught up with on the present day."""
    today = local_time.day_of(now, "Etc/GMT-14").isoformat()
    return one.step if one.step[:10] >= today else f"{today}.{one.step}"


def day_of(one: Due) -> date:
    """Return the day a row of the kind DAY is for."""
    return date.fromisoformat(one.step[:10])


# --- Pieces -------------------------------------------------------------------------------------------------------


def _day(org: str, cycle: str, step: str, at: int) -> Due:
    return Due(org=org, kind=DAY, subject=cycle, step=step, due_at=at)


def _told(org: str, cycle: str, checkpoint: Checkpoint | None) -> Kept:
    """Whoever came after the deadline of the checkpoint is not asked by it."""
    ends = FOREVER if checkpoint is None else cycles_plan.deadline(checkpoint, local_time.LAST_ZONE)
    return {"org": org, "cycle": cycle, "checkpoint": checkpoint.id if checkpoint else "", "ends": ends}


def _participants() -> Select[tuple[object, ...]]:
    same = and_(_participant.c.org_id == _person.c.org_id, _participant.c.person_id == _person.c.id)
    done = and_(
        *(_done.c[name] == _participant.c[name] for name in ("org_id", "cycle_id", "person_id")),
        _done.c.checkpoint_id == bindparam("checkpoint"),
    )
    led = and_(_boss.c.org_id == _person.c.org_id, _boss.c.id == _person.c.manager_id)
    return (
        select(*people.COLUMNS, _participant.c.joined_at, _boss.c.active.label("is_led"), _done.c.at.label("done_at"))
        .select_from(_participant.join(_person, same).outerjoin(_boss, led).outerjoin(_done, done))
        .where(
            _participant.c.org_id == bindparam("org"),
            _participant.c.cycle_id == bindparam("cycle"),
            _participant.c.joined_at < bindparam("ends"),
            _participant.c.left_at.is_(None),
            people.taking_part(),
        )
        .order_by(_person.c.name, _person.c.id)
    )


_EVERYBODY = Prepared(_participants())
_FIRST: BindParameter[str] = bindparam("first")
_LAST: BindParameter[str] = bindparam("last")
_BETWEEN = Prepared(_participants().where(_participant.c.person_id.between(_FIRST, _LAST)))
_LED_BETWEEN = or_(
    _person.c.manager_id.between(_FIRST, _LAST), _person.c.manager_id.in_(bindparam("away", expanding=True))
)
_LED = Prepared(_participants().where(_LED_BETWEEN))
_THOSE = Prepared(_participants().where(_participant.c.person_id.in_(bindparam("those", expanding=True))))


def _asked(row: Kept, acting: str | None) -> Asked:
    person = people.to_person(row)
    manager = person.manager if row["is_led"] else None
    return Asked(
        person=person,
        manager=cycles_calls.answering(person.id, manager, acting),
        joined_at=row["joined_at"],
        done_at=row["done_at"],
    )


def _is_masked(checkpoint: Checkpoint | None) -> TypeGuard[Checkpoint]:
    return checkpoint is not None and checkpoint.audience is Audience.SECOND_RATERS


def _masked(one: File) -> Asked:
    """Nobody who is asked of a file learns whose it is: it goes by its own id, and by a number."""
    return Asked(person=Person(id=one.id, name=str(one.number)), manager=one.rater, done_at=one.done_at)


def _hr(unit: Unit, org: str, cycle: str, checkpoint: Checkpoint) -> list[Asked]:
    """What is asked of HR is done for all of them when one says so."""
    here = (_done.c.org_id == org, _done.c.cycle_id == cycle, _done.c.checkpoint_id == checkpoint.id)
    at = unit.run(select(_done.c.at).where(*here).order_by(_done.c.at).limit(1)).scalar()
    return [Asked(person=one, done_at=at) for one in administrators(unit, org)]
