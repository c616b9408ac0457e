"""What was told of checkpoints: how a notice names it, what it says now, and whether it still holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain import cycles_calls, cycles_plan
from domain.cycles import Checkpoint, Cycle, State, closes_on
from domain.cycles_calls import FOR_HR, OF_OTHERS, Call, Row, Told
from domain.cycles_plan import Planned, Step
from storage import cycles, notices
from storage.checkpoints import Asked, administrators, asked, between, calls_of, led_between, of_manager, of_person
from storage.notices import Notice
from storage.unit import Unit


def subject(cycle: str, planned: Planned) -> str:
    """Name what is told, so that it is told once: a step that comes again on another day is another one."""
    return f"{cycle}/{planned.checkpoint}/{planned.on.isoformat()}.{planned.key}"


def worth_telling(unit: Unit, org: str, person: str, waiting: Sequence[Notice]) -> list[Notice]:
    """Return those that still hold: the last that was said of each checkpoint, while something of it is missing."""
    held = [one for one in waiting if call_of(unit, org, person, one.subject)]
    last = {_checkpoint(one): _day(one) for one in sorted(held, key=_day)}
    return [one for one in held if _day(one) == last[_checkpoint(one)]]


def paused(unit: Unit, org: str, _person: str, waiting: Sequence[Notice]) -> list[Notice]:
    """Return those that wait until their cycle goes on: only then is it known what of them holds."""
    states = {id: cycles.find(unit, org, id) for id in {_cycle(one) for one in waiting}}
    return [one for one in waiting if (cycle := states[_cycle(one)]) is not None and cycle.state is State.PAUSED]


def outlasting(_unit: Unit, _org: str, _person: str, waiting: Sequence[Notice]) -> list[Notice]:
    """Return those that are worth telling after their deadline, too."""
    return [one for one in waiting if one.subject.rpartition(".")[2] in _OUTLASTING]


def call_of(unit: Unit, org: str, person: str, told: str) -> Call | None:
    """Return what the person is told on a step (as `subject` names it), None when that is nothing any more."""
    found = find(unit, org, told)
    if found is None:
        return None
    cycle, checkpoint, planned = found
    those = near(unit, org, cycle.id, checkpoint, planned.step, person)
    return next((one for one in calls_of(unit, org, checkpoint, planned.step, those) if one.to == person), None)


def moved(cycle: str, checkpoint: Checkpoint) -> str:
    """Name what is told of a checkpoint's new date."""
    return f"{cycle}/{checkpoint.id}/{checkpoint.due_on.isoformat()}"


def worth_moving(unit: Unit, org: str, person: str, waiting: Sequence[Notice]) -> list[Notice]:
    """Return the new dates that still hold, in cycles that run, for whoever still has something to do there."""
    return [one for one in waiting if _is_still(unit, org, person, one)]


def opening(checkpoint: Checkpoint) -> Planned:
    """Return its first step, which tells whoever it asks."""
    return Planned(checkpoint=checkpoint.id, step=Step.OPENS, on=checkpoint.opens_on)


def told(unit: Unit, org: str, cycle: Cycle, checkpoint: Checkpoint, step: Step, reader: str) -> Told:
    """Return what the step says to the reader as it stands now."""
    calendar = notices.calendar(unit, org, cycles_calls.begins(checkpoint.due_on))
    rows = [
        Row(person=one.person, is_done=one.done_at is not None)
        for one in near(unit, org, cycle.id, checkpoint, step, reader)
    ]
    return Told(
        cycle=cycle,
        checkpoint=checkpoint,
        step=step,
        reader=reader,
        rows=tuple(rows),
        closes_on=closes_on(checkpoint, calendar),
    )


def told_between(
    unit: Unit, org: str, cycle: Cycle, said: tuple[Checkpoint, Planned], ends: tuple[str, str]
) -> list[Told]:
    """Return what the step says to each whom it tells and whose id lies between these, all at once."""
    checkpoint, step = said[0], said[1].step
    is_whole, is_led = _is_whole(checkpoint, step), _is_led(checkpoint, step)
    if is_whole and not any(ends[0] <= one.id <= ends[1] for one in administrators(unit, org)):
        return []  # all of it is read for whoever is told all of it, and for nobody else
    if is_whole:
        those = asked(unit, org, cycle.id, checkpoint)
    else:
        those = (led_between if is_led else between)(unit, org, cycle.id, checkpoint, ends)
    readers = [one.to for one in calls_of(unit, org, checkpoint, step, those) if ends[0] <= one.to <= ends[1]]
    rows: dict[str, list[Row]] = {}
    for one in those:
        reader = "" if is_whole else (one.manager or "") if is_led else one.person.id
        rows.setdefault(reader, []).append(Row(person=one.person, is_done=one.done_at is not None))
    last = closes_on(checkpoint, notices.calendar(unit, org, cycles_calls.begins(checkpoint.due_on)))
    whole = Told(cycle=cycle, checkpoint=checkpoint, step=step, reader="", rows=(), closes_on=last)
    return [replace(whole, reader=one, rows=tuple(rows["" if is_whole else one])) for one in readers]


def is_of_others(checkpoint: Checkpoint, planned: Planned) -> bool:
    """Say whether its readers hear of anybody but themselves."""
    return _is_whole(checkpoint, planned.step) or _is_led(checkpoint, planned.step)


def find(unit: Unit, org: str, told: str) -> tuple[Cycle, Checkpoint, Planned] | None:
    """Return the cycle, the checkpoint and the step that `subject` named, while the cycle runs and it is planned so."""
    cycle_id, checkpoint_id, step = told.split("/")
    cycle = cycles.find(unit, org, cycle_id)
    checkpoint = cycle.checkpoint(checkpoint_id) if cycle else None
    if cycle is None or checkpoint is None or cycle.state is not State.OPEN:
        return None
    on = date.fromisoformat(step[:10])
    steps = cycles_plan.steps(checkpoint, notices.calendar(unit, org, cycles_calls.begins(on)))
    planned = next((one for one in steps if one.on == on and one.key == step[11:]), None)
    return None if planned is None else (cycle, checkpoint, planned)


def near(unit: Unit, org: str, cycle: str, checkpoint: Checkpoint, step: Step, person: str) -> list[Asked]:
    """Return of whom the person may be told."""
    if _is_whole(checkpoint, step):
        return asked(unit, org, cycle, checkpoint)
    if _is_led(checkpoint, step):
        return of_manager(unit, org, cycle, checkpoint, person)
    mine = of_person(unit, org, cycle, checkpoint, person)
    return [] if mine is None else [mine]


# --- Pieces -------------------------------------------------------------------------------------------------------

_OUTLASTING = {str(step) for step in Step if cycles_calls.outlasts(step)}


def _is_whole(checkpoint: Checkpoint, step: Step) -> bool:
    """Its readers hear of everybody."""
    return checkpoint.audience in FOR_HR or step is Step.TO_HR


def _is_led(checkpoint: Checkpoint, step: Step) -> bool:
    """Its readers hear of those they answer for."""
    return checkpoint.audience in OF_OTHERS or step is Step.TO_MANAGER


def _is_still(unit: Unit, org: str, person: str, one: Notice) -> bool:
    cycle = cycles.find(unit, org, _cycle(one))
    checkpoint = cycle.checkpoint(one.subject.split("/")[1]) if cycle else None
    if cycle is None or checkpoint is None or moved(cycle.id, checkpoint) != one.subject:
        return False
    return call_of(unit, org, person, subject(cycle.id, opening(checkpoint))) is not None


def _cycle(one: Notice) -> str:
    return one.subject.partition("/")[0]


def _checkpoint(one: Notice) -> str:
    return one.subject.rpartition("/")[0]


def _day(one: Notice) -> str:
    return one.subject.rpartition("/")[2][:10]
