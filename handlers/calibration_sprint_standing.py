"""What is asked of calibration sprints again and again: which one is meant, who asks, and how it looks to them."""

from __future__ import annotations

from collections.abc import Mapping, Set

from domain import policy
from domain.calibration_sprint import Reading, Sprint, State, Week
from domain.errors import NotFoundError
from domain.policy import Action, Condition, Kind, Standing
from handlers.said import named
from handlers.turn import Turn
from storage import calibration_sprint as storage
from storage import competencies, people
from views.calibration_sprint import Seen


def plans(turn: Turn) -> bool:
    """May start sprints and stop them."""
    standing = Standing(member=policy.takes_part(turn.actor.person), hr=turn.actor.is_hr)
    return policy.allows(standing, Action.WRITE, Kind.SPRINT_PROGRESS)


def meant(turn: Turn) -> Sprint:
    """Return the sprint that is meant to whoever takes part, looks after it, or plans it. Raises NotFoundError."""
    found = storage.found(turn.unit, turn.actor.org, named(turn).partition("/")[0])
    if found is None or not (takes_part(turn, found) or watches(turn, found)):
        raise NotFoundError
    return found


def week(turn: Turn, sprint: Sprint) -> Week:
    """Return the week of it that is meant, to whoever takes part. Raises NotFoundError."""
    number = named(turn).partition("/")[2]
    found = sprint.week(int(number)) if number.isascii() and number.isdecimal() else None
    if found is None or not takes_part(turn, sprint):
        raise NotFoundError
    return found


def takes_part(turn: Turn, sprint: Sprint) -> bool:
    return turn.actor.person.id in sprint.managers


def watches(turn: Turn, sprint: Sprint) -> bool:
    """May read who has read, and how far all agree."""
    return _may(turn, sprint, Action.READ, Kind.SPRINT_PROGRESS, frozenset())


def may_read_cases(turn: Turn, sprint: Sprint, week: Week, own: Mapping[int, Reading]) -> bool:
    """Each once, while they can be read at all."""
    met = {Condition.OPEN: sprint.is_readable(week, turn.now), Condition.ONCE: week.number not in own}
    return _may(turn, sprint, Action.WRITE, Kind.SPRINT_READING, {one for one, holds in met.items() if holds})


def may_look_back(turn: Turn, sprint: Sprint, week: Week, own: Mapping[int, Reading]) -> bool:
    return _may(turn, sprint, Action.READ, Kind.SPRINT_READING, frozenset(), author=week.number in own)


def may_see_spread(turn: Turn, sprint: Sprint, week: Week, own: Mapping[int, Reading]) -> bool:
    """Whoever has read the cases, once the week is over."""
    met = {Condition.CLOSED} if sprint.has_closed(week, turn.now) else frozenset[Condition]()
    return _may(turn, sprint, Action.READ, Kind.SPRINT_SPREAD, met, author=week.number in own)


def own(turn: Turn, sprint: Sprint) -> Mapping[int, Reading]:
    return storage.own(turn.unit, turn.actor.org, sprint.id, turn.actor.person.id)


def seen(turn: Turn, sprint: Sprint) -> Seen:
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    those = {*sprint.managers, *((sprint.facilitator,) if sprint.facilitator else ())}
    return Seen(
        sprint=sprint,
        now=turn.now,
        titles={one.id: one.title for one in competencies.current(unit, org).competencies},
        names={one.id: one.name for one in people.by_ids(unit, org, those).values()},
        read=frozenset(own(turn, sprint)),
        takes_part=me in sprint.managers,
        watches=watches(turn, sprint),
        plans=plans(turn),
    )


def is_alive(turn: Turn, sprint: Sprint) -> bool:
    return sprint.state(turn.now) in {State.AHEAD, State.RUNNING}


def _may(turn: Turn, sprint: Sprint, action: Action, kind: Kind, met: Set[Condition], *, author: bool = False) -> bool:
    """Toward a sprint as a whole, about which there is no subject."""
    me = turn.actor.person.id
    standing = Standing(
        member=policy.takes_part(turn.actor.person),
        author=author,
        seated=me in sprint.managers,
        facilitates=me == sprint.facilitator,
        hr=turn.actor.is_hr,
    )
    return policy.allows(standing, action, kind, met)
