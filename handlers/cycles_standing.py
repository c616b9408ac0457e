"""What is asked of cycles again and again: which one is meant, how it stands for whom, and today in whose day."""

from __future__ import annotations

from domain import cycles as rules
from domain.cycles import Checkpoint, Cycle, State
from domain.errors import NotFoundError, StaleError
from handlers.said import today
from handlers.turn import Press, Submit, Turn
from storage import checkpoints_standing as standing
from storage import competencies, cycles, participants, people
from storage.cycles import Kept
from views.cycles import Mine
from views.cycles_hr import Whole


def subject(turn: Turn) -> str:
    """Return what the press or the form is about; in a menu, what was chosen."""
    said = turn.request.said
    if isinstance(said, Press):
        return said.value or said.subject
    return said.subject if isinstance(said, Submit) else ""


def meant(turn: Turn) -> Kept:
    """Raises NotFoundError."""
    kept = cycles.found(turn.unit, turn.actor.org, subject(turn).partition("/")[0])
    if kept is None:
        raise NotFoundError
    return kept


def locked(turn: Turn) -> Cycle:
    """The same; nobody else decides on it until this turn is over."""
    kept = cycles.locked(turn.unit, turn.actor.org, subject(turn).partition("/")[0])
    if kept is None:
        raise NotFoundError
    return kept.cycle


def to_change(turn: Turn) -> Kept:
    """The same, as it stands now and until this turn is over. Raises StaleError when it changed since it was drawn."""
    kept = cycles.locked(turn.unit, turn.actor.org, subject(turn).partition("/")[0])
    said = turn.request.said
    if kept is None or not isinstance(said, Press | Submit):
        raise NotFoundError
    if kept.cycle.version != said.version:
        raise StaleError
    return kept


def checkpoint(turn: Turn, cycle: Cycle) -> Checkpoint:
    """Return the one that "cycle/checkpoint" names. Raises NotFoundError."""
    found = cycle.checkpoint(subject(turn).split("/")[1] if "/" in subject(turn) else "")
    if found is None:
        raise NotFoundError
    return found


def mine(turn: Turn, cycle: Cycle) -> list[Mine]:
    """What the cycle asks of whoever asks, in the order of its days."""
    parts = standing.mine(turn.unit, turn.actor, cycle, now=turn.now)
    return [Mine(checkpoint=one.checkpoint, standing=one.standing, left=one.left, total=one.total) for one in parts]


def visible(turn: Turn) -> list[Cycle]:
    """Return the running cycles that ask something of whoever asks."""
    org, me = turn.actor.org, turn.actor.person.id
    found = [*cycles.of_person(turn.unit, org, me), *standing.of_leader(turn.unit, org, me)]
    return list({one.id: one for one in found}.values())


def whole(turn: Turn, kept: Kept) -> Whole:
    """Return the cycle as HR sees it."""
    unit, org, cycle = turn.unit, turn.actor.org, kept.cycle
    asked = standing.everybody(unit, org, cycle.id)
    cast = standing.cast(unit, org, cycle.id)
    is_draft = cycle.state is State.DRAFT
    warned = standing.warned(unit, org, cycle, cast, now=turn.now) if is_draft else ()
    named = people.by_ids(unit, org, {one.person for one in warned if one.person}) if warned else {}
    return Whole(
        cycle=cycle,
        teams=tuple(name for _, name in participants.teams(unit, org, cycle.id)),
        people=len(asked),
        managers=len(standing.managers(cast.members)),
        framework=f"Version {cycle.framework_version}",
        is_strict=kept.is_strict,
        flaws=_flaws(turn, cycle, len(asked)) if cycle.state is State.DRAFT else (),
        warned=warned,
        unled=tuple(one.person.name for one in asked if one.manager is None),
        names=tuple((id, person.name) for id, person in named.items()),
    )


def is_approved(turn: Turn, cycle: Cycle) -> bool:
    found = competencies.find(turn.unit, turn.actor.org, cycle.framework_version)
    return found is not None and found.version.may_be_pinned


def _flaws(turn: Turn, cycle: Cycle, people: int) -> tuple[rules.Flaw, ...]:
    return rules.problems(cycle, today=today(turn), people=people, is_approved=is_approved(turn, cycle))
