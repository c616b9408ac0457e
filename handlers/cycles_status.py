"""Who has done what: for HR, by checkpoint and team, down to the people for whom something is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain import cycles_plan
from domain.cycles import Audience, Checkpoint, Cycle
from domain.cycles_calls import OF_OTHERS, UNCOUNTED
from domain.cycles_plan import Standing
from domain.people import Person
from handlers import cycles_standing as standing
from handlers.said import today
from handlers.turn import Turn
from storage import checkpoints, cycles, notices, participants, people
from storage import checkpoints_standing as storage
from storage.checkpoints import Asked
from views import cycles as cycle_views
from views import cycles_status as views
from views.cycles_status import Count, Detail, Missing
from views.replies import Reply, Whisper


def latest(turn: Turn) -> Reply:
    """Of the cycle that runs, the one that began last."""
    running = cycles.running(turn.unit, turn.actor.org)
    if not running:
        return Whisper(cycle_views.nothing_runs(is_hr=True))
    return _overview(turn, running[-1].cycle)


def show(turn: Turn) -> Reply:
    return _overview(turn, standing.meant(turn).cycle)


def checkpoint(turn: Turn) -> Reply:
    """One checkpoint, and a page of those for whom it is not done."""
    cycle = standing.meant(turn).cycle
    one = standing.checkpoint(turn, cycle)
    page = standing.subject(turn).split("/")[2:]
    number = int(page[0]) if page and page[0].isdecimal() else 0
    return Whisper(views.checkpoint(_detail(turn, cycle, one), number))


def _overview(turn: Turn, cycle: Cycle) -> Reply:
    rows = [(one, _stands(turn, cycle, one), _count(turn, cycle, one)) for one in cycle.checkpoints]
    return Whisper(views.overview(cycle, rows))


def _count(turn: Turn, cycle: Cycle, one: Checkpoint) -> Count | None:
    if not _is_counted(one):
        return None
    return _total("", checkpoints.asked(turn.unit, turn.actor.org, cycle.id, one))


def _is_counted(one: Checkpoint) -> bool:
    return one.kind not in UNCOUNTED and one.audience is not Audience.ASKED


def _stands(turn: Turn, cycle: Cycle, one: Checkpoint) -> Standing:
    calendar = notices.calendar(turn.unit, turn.actor.org, turn.now)
    return cycles_plan.standing(one, calendar, today=cycle.day(today(turn)))


def _detail(turn: Turn, cycle: Cycle, one: Checkpoint) -> Detail:
    unit, org = turn.unit, turn.actor.org
    asked = checkpoints.asked(unit, org, cycle.id, one) if _is_counted(one) else []
    missing = [each for each in asked if each.done_at is None]
    bosses = people.by_ids(unit, org, {each.manager for each in missing if each.manager})
    return Detail(
        cycle=cycle,
        checkpoint=one,
        standing=_stands(turn, cycle, one),
        teams=() if one.audience is Audience.SECOND_RATERS else tuple(_by_team(turn, cycle, asked)),
        total=_total("", asked),
        missing=tuple(Missing(person=each.person, manager=_who(one, each, bosses)) for each in missing),
        is_counted=_is_counted(one),
    )


def _by_team(turn: Turn, cycle: Cycle, asked: Sequence[Asked]) -> list[Count]:
    members = storage.teams_of(turn.unit, turn.actor.org, cycle.id)
    by_id = {one.person.id: one for one in asked}
    named = participants.teams(turn.unit, turn.actor.org, cycle.id)
    found = [(name, [by_id[one] for one in members.get(id, ()) if one in by_id]) for id, name in named]
    return [_total(name, those) for name, those in found]


def _total(name: str, asked: Sequence[Asked]) -> Count:
    return Count(name=name, done=sum(one.done_at is not None for one in asked), total=len(asked))


def _who(one: Checkpoint, each: Asked, bosses: Mapping[str, Person]) -> str:
    if one.audience not in OF_OTHERS:
        return ""
    boss = bosses.get(each.manager or "")
    return boss.name if boss else "nobody"
