"""Which plan is meant, and what of it whoever asks may see and do."""

from __future__ import annotations

from content import plan as content
from domain import policy
from domain.cycles import Gate, State
from domain.errors import NotFoundError, StaleError
from domain.plan import Owner, Plan, Task
from domain.policy import Permission
from handlers import cycles_standing
from handlers.said import today
from handlers.turn import Turn
from storage import plan, plan_seen
from storage.cycles import Kept
from views.plan_words import Seen


def is_hr(turn: Turn) -> bool:
    return policy.may(turn.actor, Permission.HR)


def latest(turn: Turn) -> tuple[Kept, Plan] | None:
    """Return the running cycle with a plan that began last, and its plan."""
    return next(iter(plan_seen.running(turn.unit, turn.actor.org)), None)


def meant(turn: Turn) -> tuple[Kept, Plan]:
    """Return the cycle that was pressed, with its plan. Raises NotFoundError where it has none, or is a draft."""
    kept = cycles_standing.meant(turn)
    found = content.of_template(kept.template)
    if found is None or kept.cycle.state is State.DRAFT:
        raise NotFoundError
    return kept, found


def part(turn: Turn) -> str:
    """Return the task or the question that "cycle/id" names."""
    return cycles_standing.subject(turn).partition("/")[2]


def seen(turn: Turn, kept: Kept, whole: Plan) -> Seen:
    """Return all of it as it is today."""
    return plan_seen.on(turn.unit, turn.actor.org, kept, whole, today(turn))


def own(turn: Turn, whole: Seen) -> Seen:
    """Return what the asker was named for."""
    return plan_seen.own(whole, turn.actor.person.id)


def task(turn: Turn, kept: Kept, whole: Plan) -> Task:
    """Return the task that was pressed, of those the asker may say are done. Raises NotFoundError.

    Raises StaleError once the cycle is closed: what was said of it by then stays.
    """
    found = whole.task(part(turn))
    if found is None or not found.is_by_hand or not (is_hr(turn) or found.owner in roles(turn, kept)):
        raise NotFoundError
    require_running(kept)
    return found


def gate(turn: Turn, kept: Kept, whole: Plan) -> Gate:
    """Return the question that was pressed. Raises NotFoundError, and StaleError like `task`."""
    found = whole.gate(part(turn))
    if found is None:
        raise NotFoundError
    require_running(kept)
    return found


def require_running(kept: Kept) -> None:
    if kept.cycle.state is State.CLOSED:
        raise StaleError


def roles(turn: Turn, kept: Kept) -> frozenset[Owner]:
    """Return what the asker was named for."""
    named = plan.owners(turn.unit, turn.actor.org, kept.cycle.id)
    return frozenset(role for role, who in named.items() if who == turn.actor.person.id)
