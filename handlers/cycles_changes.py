"""A cycle that runs: paused, gone on with, closed, and its checkpoints moved to other days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain import cycles as rules
from domain import cycles_calls, cycles_order
from domain.cycles import Checkpoint, Cycle, NotMovableError
from handlers import audit, nominations_following
from handlers import cycles_standing as standing
from handlers.said import today
from handlers.turn import Submit, Turn
from storage import checkpoints, notices
from storage import cycles as storage
from storage.cycles import Kept
from views import cycles_form, cycles_hr, forms
from views.replies import Ask, Correct, Replace, Reply, Whisper


def pause(turn: Turn) -> Reply:
    """Raises StaleError unless it runs."""
    kept = standing.to_change(turn)
    return _became(turn, kept, rules.pause(kept.cycle, today=today(turn)), "cycle.paused")


def resume(turn: Turn) -> Reply:
    """What was not over gets back the days that were lost, and its people hear of that.

    Raises StaleError unless it is paused, and what domain.cycles_order raises: HR then moves that first.
    """
    kept = standing.to_change(turn)
    calendar = notices.calendar(turn.unit, turn.actor.org, turn.now)
    changed = cycles_order.resume(kept.cycle, today=today(turn), calendar=calendar)
    reply = _became(turn, kept, changed, "cycle.resumed")
    for one in cycles_calls.moved_by_pause(kept.cycle, changed):
        checkpoints.tell_moved(turn.unit, turn.actor.org, changed, one, now=turn.now)
    return reply


def close(turn: Turn) -> Reply:
    """Raises StaleError unless it runs or is paused."""
    kept = standing.to_change(turn)
    return _became(turn, replace(kept, closed_at=turn.now), rules.close(kept.cycle), "cycle.closed")


def open_move(turn: Turn) -> Reply:
    cycle = standing.meant(turn).cycle
    return Ask(cycles_form.move(cycle, standing.checkpoint(turn, cycle), has_opened=_has_opened(turn, cycle)))


def move(turn: Turn) -> Reply:
    """Plan it anew at once, and tell those who had heard of the old date."""
    kept, said = standing.to_change(turn), turn.request.said
    one = standing.checkpoint(turn, kept.cycle)
    form = cycles_form.move(kept.cycle, one, has_opened=_has_opened(turn, kept.cycle))
    values = said.values if isinstance(said, Submit) else {}
    if errors := forms.check(form, values):
        return Correct(form, tuple(errors.items()))
    opens_on = date.fromisoformat(forms.text(values, "opens") or one.opens_on.isoformat())
    wanted = replace(one, opens_on=opens_on, due_on=date.fromisoformat(forms.text(values, "due")))
    try:
        moved = rules.move(kept.cycle, wanted, today=today(turn))
        cycles_order.require(kept.cycle, moved.cycle)
    except NotMovableError as error:
        return Correct(form, (("due", cycles_form.not_movable(error)),))
    save(turn, kept, moved.cycle)
    if moved.is_news:
        checkpoints.tell_moved(turn.unit, turn.actor.org, moved.cycle, moved.after, now=turn.now)
    audit.record(turn, "cycle.checkpoint_moved", f"{kept.cycle.id}/{one.id}", {"due": moved.after.due_on.isoformat()})
    return Whisper(cycles_hr.whole(standing.whole(turn, replace(kept, cycle=moved.cycle))))


def _became(turn: Turn, kept: Kept, changed: Cycle, action: str) -> Reply:
    save(turn, kept, changed)
    audit.record(turn, action, changed.id, {"version": str(changed.version)})
    return Replace(cycles_hr.whole(standing.whole(turn, replace(kept, cycle=changed))))


def save(turn: Turn, kept: Kept, changed: Cycle) -> None:
    """Keep it, plan its days anew, and move what ends with them."""
    storage.save(turn.unit, turn.actor.org, replace(kept, cycle=changed), was=kept.cycle.version)
    checkpoints.plan(turn.unit, turn.actor.org, changed, now=turn.now)
    nominations_following.follow(turn, changed)


def _has_opened(turn: Turn, cycle: Cycle) -> bool:
    one: Checkpoint = standing.checkpoint(turn, cycle)
    return rules.opened(cycle, one, today=today(turn))
