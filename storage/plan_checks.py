"""What the store says of the tasks of a plan: one question for each way in which a task is known to be done.

Counts of the whole cycle, in which nobody is named and nothing anybody wrote is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, func, select

from domain import calibration_rounds, cycles_plan, local_time, policy
from domain import calibration_sprint as sprint_rules
from domain import kudos as kudos_rules
from domain import plan as rules
from domain.calibration import State as Session
from domain.calibration_sprint import Sprint
from domain.competencies import Status
from domain.cycles import Kind
from domain.evidence import State as Evidence
from domain.plan import Auto, Check, Plan, Task
from domain.ratings import State as Review
from storage import (
    calibration,
    calibration_report,
    calibration_sprint,
    competencies,
    goals_reach,
    participants,
    people,
    plan_checks_pulses,
    postmortems,
    tables,
)
from storage.cycles import Kept, last_seen
from storage.prepared import Prepared
from storage.unit import Unit

TEAMS, SCORED, RECOGNIZED, NOTES_EACH = 2, 2, 20, 2  # the content pack says so in words
NOTED_PERCENT, SUPPORTED_PERCENT = 80, 95  # the same
FIRST_SESSIONS = timedelta(weeks=4)  # from the first one on: those of real cases come two months after it
_cycle_team = tables.table(tables.CycleTeam)
_evidence = tables.table(tables.Evidence)
_kudos = tables.table(tables.Kudos)
_review = tables.table(tables.Review)
_ANSWERED_IN = (Review.ACKNOWLEDGED, Review.DISPUTED, Review.UPHELD)  # one that is written anew is to be answered anew
_TOLD_IN = (*_ANSWERED_IN, Review.RELEASED, Review.REOPENED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    unit: Unit
    org: str
    kept: Kept
    plan: Plan
    today: date
    people: tuple[str, ...]
    sessions: tuple[calibration.Kept, ...]  # of the cycle

    @property
    def here(self) -> Mapping[str, str]:
        return {"org": self.org, "cycle": self.kept.cycle.id}


def checks(unit: Unit, org: str, kept: Kept, plan: Plan, today: date) -> Mapping[str, Check]:
    """Return by task what the store says of it; nothing of what is known from its owner alone."""
    people = tuple(participants.of_cycle(unit, org, kept.cycle.id))
    sessions = tuple(one for one in calibration.every(unit, org) if one.session.cycle == kept.cycle.id)
    scene = _Scene(unit=unit, org=org, kept=kept, plan=plan, today=today, people=people, sessions=sessions)
    pulses = plan_checks_pulses.checks(unit, org, kept.cycle, today)
    asked = {task.id: _CHECKS[task.auto](scene, task) for task in plan.tasks if task.auto in _CHECKS}
    return asked | {task.id: pulses[task.auto] for task in plan.tasks if task.auto in pulses}


# --- Set-up and competencies --------------------------------------------------------------------------------------


def _teams(scene: _Scene, _: Task) -> Check:
    found = scene.unit.first(_TEAMS, scene.here)
    return rules.reached(int(found["count"]) if found else 0, TEAMS)


def _version(scene: _Scene, task: Task) -> Check:
    """A version of the org's own; after a session of the plan, one that was approved since."""
    every = [kept.version for kept in competencies.every(scene.unit, scene.org)]
    since = _first_session(scene) if _comes_after_session(scene.plan, task) else 0
    approved = [
        one
        for one in every
        if one.status is not Status.DRAFT and one.number > 1 and since is not None and (one.approved_at or 0) > since
    ]
    return rules.reached(len(approved), 1)


def _comes_after_session(plan: Plan, task: Task) -> bool:
    return any(one.auto is Auto.SESSION_CLOSED and one.week < task.week for one in plan.tasks)


# --- Post-mortems -------------------------------------------------------------------------------------------------


def _scored(scene: _Scene, _: Task) -> Check:
    """Of the cycle's teams, since it began, until it ended."""
    period = scene.kept.cycle.period
    teams = participants.teams(scene.unit, scene.org, scene.kept.cycle.id)
    over = min(period.end, last_seen(scene.unit, scene.org, scene.kept, scene.today)) + timedelta(days=1)
    found = [postmortems.indexes(scene.unit, scene.org, id, period.start, over) for id, _ in teams]
    return rules.reached(sum(map(len, found)), SCORED)


# --- Calibration --------------------------------------------------------------------------------------------------


def _frozen(scene: _Scene, _: Task) -> Check:
    first = _first_sessions(scene)
    return rules.share(sum(one.frozen_at is not None for one in first), len(first), 100)


def _session(scene: _Scene, _: Task) -> Check:
    first = _first_sessions(scene)
    return rules.share(sum(one.session.state is Session.CLOSED for one in first), len(first), 100)


def _supported(scene: _Scene, _: Task) -> Check:
    """Of the ratings off what a role needs in the latest round, those that two pieces of evidence support."""
    rooms = calibration_rounds.rated(
        calibration_report.of_sessions(scene.unit, scene.org, (one.session for one in scene.sessions))
    )
    return rules.share(*calibration_rounds.supported(rooms), SUPPORTED_PERCENT)


def _practiced(scene: _Scene, _: Task) -> Check:
    """In sprints that began since the cycle did: of the managers who still take part, who read all weeks of any.

    Who was asked in one that was stopped is waited for only where another asked them, too.
    """
    unit, org = scene.unit, scene.org
    asked: set[str] = set()
    done: set[str] = set()
    for sprint in _begun(scene):
        read = sprint_rules.read_by(sprint, calibration_sprint.readings(unit, org, sprint.id))
        done |= {one for one, weeks in read.items() if sprint_rules.has_finished(weeks)}
        asked |= set(sprint.managers) if sprint.stopped_at is None else set()
    there = {id for id, one in people.by_ids(unit, org, asked | done).items() if policy.takes_part(one)}
    return rules.share(len(done & there), len(there), 100) if there else rules.NOTHING


def _begun(scene: _Scene) -> list[Sprint]:
    """One to come takes back nothing: it is waited for from its first day on, east of Greenwich maybe a day before."""
    every, since = calibration_sprint.every(scene.unit, scene.org), scene.kept.launched_at or 0
    return [one for one in every if since <= one.starts_at and local_time.day_of(one.starts_at, "UTC") <= scene.today]


def _first_sessions(scene: _Scene) -> list[calibration.Kept]:
    """Return those that come first: with one for each department, all are meant, and none that is weeks away."""
    alive = [one for one in scene.sessions if one.session.state is not Session.LAPSED]
    first = min((one.session.day for one in alive), default=None)
    return [one for one in alive if first and one.session.day < first + FIRST_SESSIONS]


def _first_session(scene: _Scene) -> int | None:
    return min((one.closed_at for one in scene.sessions if one.closed_at is not None), default=None)


# --- People -------------------------------------------------------------------------------------------------------


def _paired(scene: _Scene, _: Task) -> Check:
    without = goals_reach.unpaired(scene.unit, scene.org, scene.people)
    return rules.share(len(scene.people) - len(without), len(scene.people), 100)


def _noted(scene: _Scene, _: Task) -> Check:
    """Of whom two pieces of evidence or more were written by others and shown to them."""
    period = scene.kept.cycle.period
    told = {"org": scene.org, "first": period.start.isoformat(), "last": period.end.isoformat(), "least": NOTES_EACH}
    noted = {row["subject_id"] for row in scene.unit.rows(_NOTED, told)}
    return rules.share(len(noted & set(scene.people)), len(scene.people), NOTED_PERCENT)


def _recognized(scene: _Scene, _: Task) -> Check:
    found = scene.unit.first(_RECOGNIZED, {"org": scene.org, "since": scene.kept.launched_at or 0})
    return rules.reached(int(found["count"]) if found else 0, RECOGNIZED)


def _read(scene: _Scene, _: Task) -> Check:
    """Of whom somebody leads: nobody is asked to review the others. Who joined after the first ratings may lack one."""
    rows = scene.unit.rows(_REVIEWS, scene.here)
    answered = {row["subject_id"] for row in rows if row["state"] in _ANSWERED_IN}
    reviewed = {row["subject_id"] for row in rows if row["state"] in _TOLD_IN} | _there_when_first_rated(scene)
    led = {one.id for one in people.by_ids(scene.unit, scene.org, reviewed & set(scene.people)).values() if one.manager}
    return rules.share(len(answered & led), len(led), 100)


def _there_when_first_rated(scene: _Scene) -> set[str]:
    ratings = (one for one in scene.kept.cycle.checkpoints if one.kind is Kind.RATING and one.due_on < scene.today)
    ended = min((cycles_plan.deadline(one, local_time.LAST_ZONE) for one in ratings), default=None)
    joined = participants.joined(scene.unit, scene.org, scene.kept.cycle.id)
    return {one for one, at in joined.items() if ended is None or at < ended}


_CHECKS: Mapping[Auto, Callable[[_Scene, Task], Check]] = {
    Auto.TEAMS_MAPPED: _teams,
    Auto.VERSION_STATUS: _version,
    Auto.PACKET_FROZEN: _frozen,
    Auto.SESSION_CLOSED: _session,
    Auto.PAIRED_GOALS: _paired,
    Auto.EVIDENCE_COVERAGE: _noted,
    Auto.POSTMORTEMS_SCORED: _scored,
    Auto.RECOGNITION: _recognized,
    Auto.EVIDENCE_COMPLIANCE: _supported,
    Auto.REVIEWS_READ: _read,
    Auto.SPRINT_READ: _practiced,
}

# --- Statements ---------------------------------------------------------------------------------------------------


_TEAMS = Prepared(
    select(func.count().label("count")).where(
        _cycle_team.c.org_id == bindparam("org"), _cycle_team.c.cycle_id == bindparam("cycle")
    )
)
_NOTED = Prepared(
    select(_evidence.c.subject_id)
    .where(
        _evidence.c.org_id == bindparam("org"),
        _evidence.c.occurred_on.between(bindparam("first"), bindparam("last")),
        _evidence.c.author_id != _evidence.c.subject_id,
        _evidence.c.shown_at.is_not(None),
        _evidence.c.state.in_((Evidence.STANDING.value, Evidence.KEPT.value)),
    )
    .group_by(_evidence.c.subject_id)
    .having(func.count() >= bindparam("least"))
)
_RECOGNIZED = Prepared(
    select(func.count().label("count")).where(
        _kudos.c.org_id == bindparam("org"),
        _kudos.c.state == kudos_rules.State.GIVEN.value,
        _kudos.c.given_at >= bindparam("since"),
    )
)
_REVIEWS = Prepared(
    select(_review.c.subject_id, _review.c.state).where(
        _review.c.org_id == bindparam("org"), _review.c.cycle_id == bindparam("cycle")
    )
)
