"""How a cycle stands: for one person all that is asked of them, for HR who is missing in which team."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import bindparam, or_, select

from domain import cycles_calls, cycles_plan, cycles_rehearsal, cycles_warnings, local_time
from domain.contact import Budget, Wishes
from domain.cycles import Audience, Checkpoint, Cycle, Kind, State
from domain.cycles_calls import FOR_HR, UNCOUNTED, Member
from domain.cycles_plan import Standing
from domain.cycles_rehearsal import Cast, Message
from domain.cycles_warnings import Participant, Warned
from domain.people import Actor, Person
from storage import (
    checkpoints,
    cycles,
    delegations,
    due,
    lines,
    notices,
    participants,
    people,
    preferences,
    second_raters,
    tables,
)
from storage.checkpoints import Asked
from storage.prepared import Prepared
from storage.unit import Unit

MORNING = time(9)  # when people who did not say otherwise begin to be told
_org = tables.table(tables.Org)
_due = tables.table(tables.Due)
_done = tables.table(tables.CheckpointDone)
_participant = tables.table(tables.Participant)
_membership = tables.table(tables.Membership)
_cycle_team = tables.table(tables.CycleTeam)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A checkpoint as it stands for one person: so many people left of so many (0 of 0: nothing is counted)."""

    checkpoint: Checkpoint
    standing: Standing
    left: int
    total: int


def mine(unit: Unit, reader: Actor, cycle: Cycle, *, now: int) -> list[Part]:
    """Return what the cycle asks of the reader, for themselves and about their people."""
    org, me = reader.org, reader.person.id
    myself = checkpoints.of_person(unit, org, cycle.id, None, me)
    led = checkpoints.of_manager(unit, org, cycle.id, None, me)
    done = _done_of(unit, org, cycle, {me, *(one.person.id for one in led)})
    calendar, today = notices.calendar(unit, org, now), local_time.day_of(now, reader.person.zone)
    found = []
    for one in cycle.checkpoints:
        if one.audience is Audience.SECOND_RATERS:
            files = checkpoints.of_manager(unit, org, cycle.id, one, me)
            asked = [file.person.id for file in files] or None
            done |= {(one.id, file.person.id) for file in files if file.done_at is not None}
        else:
            asked = _those(one, reader, myself, led)
        if asked is not None:
            left = sum((one.id, person) not in done for person in asked)
            stands = cycles_plan.standing(one, calendar, today=cycle.day(today))
            found.append(Part(checkpoint=one, standing=stands, left=left, total=len(asked)))
    return found


def of_leader(unit: Unit, org: str, person: str) -> list[Cycle]:
    """Return the running cycles in which somebody takes part for whom the person answers there."""
    running = [kept.cycle for kept in cycles.running(unit, org)]
    ids = _of_reports(unit, org, (person,))
    if delegations.acted_for(unit, org, person):  # for a manager in one cycle is not for them in all
        for one in running:
            acting = delegations.of_cycle(unit, org, one.id)
            away = tuple(boss for boss, stand_in in acting.items() if stand_in == person)
            ids |= {one.id} & _of_reports(unit, org, away)
    return [one for one in running if one.id in ids]


def _of_reports(unit: Unit, org: str, bosses: Sequence[str]) -> set[str]:
    led = people.ids_led_by(unit, org, bosses) if bosses else ()
    return {row["cycle_id"] for row in unit.rows(_THEIRS, {"org": org, "led": led})} if led else set()


def teams_of(unit: Unit, org: str, cycle: str) -> Mapping[str, Sequence[str]]:
    """Return the ids of the people in each team, by the team's id."""
    found: dict[str, list[str]] = {}
    taking = select(_cycle_team.c.team_id).where(_cycle_team.c.org_id == org, _cycle_team.c.cycle_id == cycle)
    here = (_membership.c.org_id == org, _membership.c.team_id.in_(taking))
    for row in unit.rows(select(_membership.c.team_id, _membership.c.person_id).where(*here)):
        found.setdefault(row["team_id"], []).append(row["person_id"])
    return found


def everybody(unit: Unit, org: str, cycle: str) -> list[Asked]:
    """Return who takes part, with whoever answers for them; in a draft who would if it began now."""
    found = cycles.find(unit, org, cycle)
    is_draft = found is not None and found.state is State.DRAFT
    return _drafted(unit, org, cycle) if is_draft else checkpoints.asked(unit, org, cycle, None)


def _drafted(unit: Unit, org: str, cycle: str) -> list[Asked]:
    """Return those who are in its teams now: whoever looks at a draft changes nothing."""
    teams = [id for id, _ in participants.teams(unit, org, cycle)]
    those = _people(unit, org, participants.members(unit, org, teams))
    bosses = _people(unit, org, {one.manager for one in those if one.manager})
    there = {one.id for one in bosses if one.active}
    led_by = {one.id: one.manager if one.manager in there else None for one in those}
    found = [Asked(person=one, manager=cycles_calls.answering(one.id, led_by[one.id], None)) for one in those]
    return sorted(found, key=lambda one: (one.person.name, one.person.id))


def _people(unit: Unit, org: str, those: Iterable[str]) -> list[Person]:
    return [one for some in lines.thousands(those) for one in people.by_ids(unit, org, some).values()]


def cast(unit: Unit, org: str, cycle: str) -> Cast:
    """Return everybody a cycle may tell something, as a rehearsal needs them: by few statements, however many."""
    members = tuple(one.member for one in everybody(unit, org, cycle))
    hr = tuple(one.id for one in checkpoints.administrators(unit, org))
    readers = sorted({*(one.id for one in members), *(one.manager for one in members if one.manager), *hr})
    wishes: dict[str, Wishes] = {}
    for start in range(0, len(readers), lines.PEOPLE):
        wishes |= preferences.find_all(unit, org, readers[start : start + lines.PEOPLE])
    return Cast(members=members, hr=hr, wishes=wishes, files=_files(unit, org, cycle, members))


def managers(members: Collection[Member]) -> frozenset[str]:
    return frozenset(one.manager for one in members if one.manager)


def rehearse(unit: Unit, org: str, cycle: Cycle, *, now: int, most: int) -> tuple[tuple[Message, ...], Cast]:
    """Return every message of the cycle if nobody answered, and who is in it."""
    those = cast(unit, org, cycle.id)
    return cycles_rehearsal.rehearse(cycle, those, notices.calendar(unit, org, now), most=most), those


def warned(unit: Unit, org: str, cycle: Cycle, cast: Cast, *, now: int) -> tuple[Warned, ...]:
    """Return what HR should know before it starts."""
    calendar = notices.calendar(unit, org, now)
    led, files = (
        sum(one.manager is not None for one in cast.members),
        {at: len(those) for at, those in cast.files.items()},
    )
    short = cycles_warnings.rated_once(cycle.checkpoints, led, files)
    return (*short, *cycles_warnings.warnings(cycle.checkpoints, _participants(cast), {"": calendar}, Budget()))


def next_said(unit: Unit, org: str, *, now: int) -> int | None:
    """Return the next morning, in the org's zone, on which a cycle says something (UTC epoch ms)."""
    zone = unit.run(select(_org.c.zone).where(_org.c.id == org)).scalar_one()
    here = (_due.c.org_id == org, _due.c.state == due.State.PLANNED.value, _due.c.kind == checkpoints.DAY)
    coming = select(_due.c.step).where(*here)
    days = [date.fromisoformat(step[:10]) for step in unit.run(coming).scalars()]
    mornings = [local_time.instant(day, MORNING, zone) for day in days]
    return min((one for one in mornings if one > now), default=None)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _files(unit: Unit, org: str, cycle: str, members: Sequence[Member]) -> Mapping[str, tuple[Member, ...]]:
    """Return whose files are rated a second time at each checkpoint, or would be if it opened now."""
    kept = cycles.find(unit, org, cycle)
    every = [one for one in (kept.checkpoints if kept else ()) if one.kind is Kind.SECOND_RATING]
    return {one.id: second_raters.cast(unit, org, kept, one, members) for one in every if kept}


def _those(one: Checkpoint, reader: Actor, myself: Asked | None, led: Sequence[Asked]) -> list[str] | None:
    """Return of whom the checkpoint asks the reader something; None where it asks them nothing."""
    ends = cycles_plan.deadline(one, local_time.LAST_ZONE)
    if one.audience is Audience.MANAGERS:
        theirs = [person.person.id for person in led if person.joined_at < ends]
        return theirs or None
    if one.audience in FOR_HR:
        return [""] if reader.is_hr else None
    if one.audience is Audience.ASKED or myself is None or myself.joined_at >= ends:
        return None
    return [] if one.kind in UNCOUNTED else [myself.person.id]


def _done_of(unit: Unit, org: str, cycle: Cycle, those: Collection[str]) -> set[tuple[str, str]]:
    """Return (checkpoint, person) of what is done; what HR does is done for all of them, and stands under ""."""
    for_hr = [one.id for one in cycle.checkpoints if one.audience in FOR_HR]
    rows = unit.rows(_DONE, {"org": org, "cycle": cycle.id, "those": tuple(those), "for_hr": for_hr or [""]})
    return {(row["checkpoint_id"], "" if row["checkpoint_id"] in for_hr else row["person_id"]) for row in rows}


_THEIRS = Prepared(  # each as often as there are people in it: for each once, SQLite reads all who take part
    select(_participant.c.cycle_id).where(
        _participant.c.org_id == bindparam("org"),
        _participant.c.person_id.in_(bindparam("led", expanding=True)),
        _participant.c.left_at.is_(None),
    )
)
_DONE = Prepared(
    select(_done.c.checkpoint_id, _done.c.person_id).where(
        _done.c.org_id == bindparam("org"),
        _done.c.cycle_id == bindparam("cycle"),
        or_(
            _done.c.person_id.in_(bindparam("those", expanding=True)),
            _done.c.checkpoint_id.in_(bindparam("for_hr", expanding=True)),
        ),
    )
)


def _participants(cast: Cast) -> list[Participant]:
    """Everybody with what they are asked as."""
    led = Counter(one.manager for one in cast.members if one.manager)
    taking = {one.id for one in cast.members}
    return [
        Participant(
            id=person,
            audiences=frozenset(
                ({Audience.PARTICIPANTS} if person in taking else set())
                | ({Audience.MANAGERS} if person in led else set())
                | (FOR_HR if person in cast.hr else set())
            ),
            reports=led[person],
        )
        for person in sorted(taking | led.keys() | set(cast.hr))
    ]
