"""`/cycle advance`: HR opens the next checkpoint today, after reading what that changes and who hears."""

from __future__ import annotations

from domain import cycles_advance as rules
from domain.cycles import Checkpoint, Cycle, State
from handlers import audit, cycles_changes
from handlers import cycles_standing as standing
from handlers.said import today
from handlers.turn import Turn
from storage import checkpoints, notices, people
from storage import cycles as storage
from views import cycles as cycle_views
from views import cycles_advance as views
from views.replies import Replace, Reply, Whisper


def latest(turn: Turn) -> Reply:
    """Of the cycle that runs, the one that began last."""
    running = storage.running(turn.unit, turn.actor.org)
    return _next(turn, running[-1].cycle) if running else Whisper(cycle_views.nothing_runs(is_hr=True))


def look(turn: Turn) -> Reply:
    """The next one of a cycle, or the one that was pressed; nothing changes yet."""
    cycle = standing.meant(turn).cycle
    is_named = "/" in standing.subject(turn)
    return _preview(turn, cycle, standing.checkpoint(turn, cycle)) if is_named else _next(turn, cycle)


def advance(turn: Turn) -> Reply:
    """It opens today, and whoever it asks hears of it. Raises HasOpenedError, or StaleError when the cycle changed."""
    kept = standing.to_change(turn)
    one = standing.checkpoint(turn, kept.cycle)
    moved = rules.open_now(kept.cycle, one, today=today(turn))
    cycles_changes.save(turn, kept, moved.cycle)
    audit.record(turn, "cycle.checkpoint_advanced", f"{kept.cycle.id}/{one.id}", {"was": one.opens_on.isoformat()})
    return Replace(views.opened(moved.cycle, moved.after, len(_readers(turn, moved.cycle, moved.after))))


def _next(turn: Turn, cycle: Cycle) -> Reply:
    if cycle.state is not State.OPEN:
        return Whisper(views.stands_still(cycle))
    one = rules.coming(cycle, today=today(turn))
    return Whisper(views.nothing_left(cycle)) if one is None else _preview(turn, cycle, one)


def _preview(turn: Turn, cycle: Cycle, one: Checkpoint) -> Reply:
    calendar = notices.calendar(turn.unit, turn.actor.org, turn.now)
    seen = rules.preview(cycle, one, calendar, today=today(turn))
    return Whisper(views.preview(seen, _readers(turn, cycle, one)))


def _readers(turn: Turn, cycle: Cycle, one: Checkpoint) -> list[str]:
    """Return the names of those whom its first message goes to, as it stands now."""
    unit, org = turn.unit, turn.actor.org
    calls = checkpoints.would_call(unit, org, cycle, one)
    named = people.by_ids(unit, org, {call.to for call in calls})
    return sorted(person.name for person in named.values())
