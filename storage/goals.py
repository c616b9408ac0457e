"""Paired goals and their check-ins. Nobody gets a goal whom the policy does not let read it at this moment."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update

from domain import goals_agreement as rules
from domain import policy
from domain.errors import NotFoundError, StaleError
from domain.goals import CheckIn, Goal, Mood, Part, Result, State
from domain.goals_agreement import Agreement
from domain.people import Actor
from domain.policy import Action, Condition, Kind, Standing
from storage import lines, tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

MOST = 50  # goals of one person, the newest
_NOTHING_MORE: frozenset[Condition] = frozenset()
_goal = tables.table(tables.Goal)
_checkin = tables.table(tables.GoalCheckin)
_ADD = Prepared(insert(_goal), _goal.columns.keys())
_ADD_CHECKIN = Prepared(insert(_checkin), _checkin.columns.keys())
_OF_PERSON = Prepared(
    select(_goal)
    .where(_goal.c.org_id == bindparam("org"), _goal.c.person_id == bindparam("person"))
    .order_by(_goal.c.created_at.desc(), _goal.c.id)
    .limit(MOST)
)
_BARE = (_goal.c.id, _goal.c.person_id, _goal.c.state, _goal.c.ends_on, _goal.c.asked_by, _goal.c.waits)
_STANDINGS = Prepared(
    select(*_BARE).where(_goal.c.org_id == bindparam("org"), _goal.c.person_id.in_(bindparam("people", expanding=True)))
)
_TOUCH = update(_goal).where(_goal.c.org_id == bindparam("in_org"), _goal.c.id == bindparam("goal"))
_TOUCH = _TOUCH.values(changed_at=bindparam("at"))


def add(unit: Unit, org: str, one: Agreement, *, now: int) -> None:
    made = {"org_id": org, "id": one.goal.id, "person_id": one.goal.owner, "author_id": one.author, "created_at": now}
    unit.do(_ADD, made | _columns(unit, org, one, now))


def save(unit: Unit, org: str, one: Agreement, *, was: int, now: int) -> None:
    """Keep it as its version now says. Raises StaleError when it is no longer in the version `was`."""
    here = (_goal.c.org_id == org, _goal.c.id == one.goal.id, _goal.c.version == was)
    if not unit.run(update(_goal).where(*here), _columns(unit, org, one, now)).rowcount:
        raise StaleError


def find(
    unit: Unit, reader: Actor, id: str, *, now: int, met: frozenset[Condition] = _NOTHING_MORE
) -> tuple[Agreement, Standing]:
    """Return the goal and who the reader is to it. Raises NotFoundError, also for whoever may not read it.

    `met`: what comes with the request, such as a reason.
    """
    return _found(unit, reader, _one(reader.org, id), Action.READ, now=now, met=met)


def find_to_change(unit: Unit, actor: Actor, id: str, *, now: int) -> tuple[Agreement, Standing]:
    """The same for whoever may write it, locked until this unit ends."""
    return _found(unit, actor, unit.locked(_one(actor.org, id)), Action.WRITE, now=now, met=_NOTHING_MORE)


def of_person(
    unit: Unit, reader: Actor, person: str, *, now: int, met: frozenset[Condition] = _NOTHING_MORE
) -> list[Agreement]:
    """Return the person's that the reader may read, the newest first."""
    standing = lines.standing(unit, reader, person, at=now)
    rows = unit.rows(_OF_PERSON, {"org": reader.org, "person": person})
    return [one for one in (_from(unit, row) for row in rows) if _allows(one, reader, standing, Action.READ, met)]


def plain(unit: Unit, org: str, id: str) -> Agreement | None:
    """Return it for what happens by itself, which shows nobody its words."""
    row = unit.first(_one(org, id))
    return None if row is None else _from(unit, row)


def learned(unit: Unit, org: str, person: str) -> frozenset[str]:
    """Return by what evidence names the person's goals that closed as learned: what is on one never counts against.

    That is domain.corroboration.File.learned_goals: an item's event is the goal's id, or its name as people write it.
    """
    rows = unit.rows(_OF_PERSON, {"org": org, "person": person})
    found = [_from(unit, row).goal for row in rows if row["state"] == State.LEARNED.value]
    return frozenset(name for goal in found for name in (goal.id, goal.title))


def standings(unit: Unit, org: str, people: Collection[str]) -> list[tuple[Goal, str | None, bool]]:
    """Return how the goals of these people stand, without their words: who asked, and whether it still waits."""
    rows = unit.rows(_STANDINGS, {"org": org, "people": tuple(people)}) if people else ()
    return [(bare(row), row["asked_by"], row["waits"]) for row in rows]


def bare(row: Row) -> Goal:
    """A goal as far as it stands outside the seal."""
    return Goal(
        id=row["id"],
        owner=row["person_id"],
        title="",
        due_on=date.fromisoformat(row["ends_on"]),
        state=State(row["state"]),
    )


# --- Check-ins ----------------------------------------------------------------------------------------------------


def check_in(unit: Unit, org: str, id: str, said: CheckIn, *, owner: str) -> None:
    """Whoever may write the goal says how a part of it stands; that is no new version of it."""
    words = json.dumps({"note": said.note, "link": said.link, "evidence": list(said.evidence)})
    row = {
        "org_id": org,
        "goal_id": said.goal,
        "id": id,
        "person_id": owner,
        "author_id": said.by,
        "part": said.part.value,
        "mood": said.mood.value,
        "words": unit.keys.seal(words, org, "goal_checkin", id, "words"),
        "at": said.at,
    }
    unit.do(_ADD_CHECKIN, row)
    unit.run(_TOUCH, {"in_org": org, "goal": said.goal, "at": said.at})


def check_ins(unit: Unit, org: str, goal: Agreement, *, most: int) -> list[CheckIn]:
    """Return the latest of a goal that was found for its reader, the newest first."""
    those = select(_checkin).where(_checkin.c.org_id == org, _checkin.c.goal_id == goal.goal.id)
    rows = unit.rows(those.order_by(_checkin.c.at.desc(), _checkin.c.id).limit(most))
    return [_check_in(unit, row) for row in rows]


def find_check_in(unit: Unit, org: str, goal: Agreement, id: str) -> CheckIn | None:
    """Return one of a goal that was found for its reader."""
    here = (_checkin.c.org_id == org, _checkin.c.goal_id == goal.goal.id, _checkin.c.id == id)
    row = unit.first(select(_checkin).where(*here))
    return None if row is None else _check_in(unit, row)


def _check_in(unit: Unit, row: Row) -> CheckIn:
    words = json.loads(unit.keys.open(row["words"], row["org_id"], "goal_checkin", row["id"], "words"))
    return CheckIn(
        goal=row["goal_id"],
        by=row["author_id"],
        at=row["at"],
        part=Part(row["part"]),
        mood=Mood(row["mood"]),
        note=words["note"],
        link=words["link"],
        evidence=tuple(words["evidence"]),
    )


# --- Pieces -------------------------------------------------------------------------------------------------------


def _one(org: str, id: str) -> Select[Any]:
    return select(_goal).where(_goal.c.org_id == org, _goal.c.id == id)


def _found(
    unit: Unit, actor: Actor, those: Select[Any], action: Action, *, now: int, met: frozenset[Condition]
) -> tuple[Agreement, Standing]:
    row = unit.first(those)
    if row is None:
        raise NotFoundError
    one = _from(unit, row)
    standing = lines.standing(unit, actor, one.goal.owner, at=now)
    if not _allows(one, actor, standing, action, met):
        raise NotFoundError
    return one, standing


def _allows(one: Agreement, actor: Actor, standing: Standing, action: Action, met: Iterable[Condition]) -> bool:
    to_it = replace(standing, author=actor.person.id == one.author)
    return policy.allows(to_it, action, Kind.GOAL, rules.conditions(one) | frozenset(met))


def _columns(unit: Unit, org: str, one: Agreement, now: int) -> dict[str, Any]:
    goal = one.goal
    is_over = goal.state not in {State.DRAFT, State.ACTIVE}
    return {
        "asked_by": one.asked_by,
        "waits": rules.is_open(one),
        "state": goal.state.value,
        "words": unit.keys.seal(_words(one), org, "goal", goal.id, "words"),
        "ends_on": goal.due_on.isoformat(),
        "version": goal.version,
        "changed_at": now,
        "ended_at": now if is_over else None,
    }


_SAID = ("title", "outcome", "process", "learning", "guard", "learned", "why")


def _words(one: Agreement) -> str:
    result = None if one.result is None else {"outcome": one.result.outcome_met, "process": one.result.process_met}
    change = None if one.change is None else _said(one.change)
    return json.dumps(_said(one.goal) | {"competency": one.goal.competency, "result": result, "change": change})


def _said(goal: Goal) -> dict[str, Any]:
    days = {"learn_by": goal.learn_by.isoformat() if goal.learn_by else None, "due_on": goal.due_on.isoformat()}
    return {name: getattr(goal, name) for name in _SAID} | days


def _from(unit: Unit, row: Row) -> Agreement:
    words = json.loads(unit.keys.open(row["words"], row["org_id"], "goal", row["id"], "words"))
    goal = replace(bare(row), version=row["version"], competency=words["competency"], **_read(words))
    result = words["result"]
    return Agreement(
        goal=goal,
        author=row["author_id"],
        asked_by=row["asked_by"],
        change=replace(goal, **_read(words["change"])) if words["change"] else None,
        result=Result(outcome_met=result["outcome"], process_met=result["process"], learned=goal.learned)
        if result
        else None,
    )


def _read(words: Row) -> dict[str, Any]:
    learn_by = date.fromisoformat(words["learn_by"]) if words["learn_by"] else None
    return {name: words[name] for name in _SAID} | {"learn_by": learn_by, "due_on": date.fromisoformat(words["due_on"])}
