"""What people press in the messages of checkpoints: it is done, show me the others, and somebody acts for me."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain import cycles_calls, policy
from domain.cycles import Audience, Cycle, State
from domain.cycles_calls import FOR_HR, TICKED
from domain.cycles_plan import Step
from domain.errors import NotFoundError, StaleError
from domain.people import Person
from handlers import audit
from handlers import cycles_standing as standing
from handlers.turn import Press, Submit, Turn
from storage import checkpoints as storage
from storage import checkpoints_told, delegations, lines, notices, people
from storage.checkpoints import Done
from storage.notices import Notice
from views import checkpoints as views
from views import cycles as cycle_views
from views import cycles_form, forms
from views.cycles_form import ERRORS
from views.replies import Ask, Correct, Reply, Whisper
from views.vocabulary import Option


def tick(turn: Turn) -> Reply:
    """Note that something was done for which there is no form. Raises NotFoundError for what is not the asker's to say.

    Raises StaleError when it is over.
    """
    cycle, _, person = _three(turn)
    checkpoint = standing.checkpoint(turn, cycle)
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    asked = checkpoints_told.near(unit, org, cycle.id, checkpoint, Step.OPENS, me)
    is_asked = any(one.person.id == person for one in asked)
    is_mine = person == me or checkpoint.audience is Audience.MANAGERS
    if checkpoint.kind not in TICKED or not is_asked or not is_mine:
        raise NotFoundError
    if checkpoint.audience in FOR_HR and not turn.actor.is_hr:
        raise NotFoundError
    if checkpoint not in storage.open_of(unit, org, cycle, person, now=turn.now):
        raise StaleError
    storage.tick(unit, org, Done(cycle=cycle.id, checkpoint=checkpoint.id, person=person, by=me, at=turn.now))
    if checkpoint.audience in FOR_HR:  # done for all of them
        everybody = [one.person.id for one in asked]
        storage.redraw(unit, org, everybody, why=f"{checkpoint.id}.{person}", now=turn.now)
    return Whisper(views.ticked(checkpoint))


def page(turn: Turn) -> Reply:
    """One page of the people the asker answers for."""
    cycle, number, _ = _three(turn)
    checkpoint = standing.checkpoint(turn, cycle)
    told = checkpoints_told.told(turn.unit, turn.actor.org, cycle, checkpoint, Step.OPENS, turn.actor.person.id)
    if checkpoint.audience is not Audience.MANAGERS or not told.rows:
        raise NotFoundError
    return Whisper(views.page(told, number))


def open_delegate(turn: Turn) -> Reply:
    """For whoever leads somebody who takes part."""
    cycle = standing.meant(turn).cycle
    _led(turn, cycle)
    acting = delegations.of_cycle(turn.unit, turn.actor.org, cycle.id).get(turn.actor.person.id)
    known = people.by_ids(turn.unit, turn.actor.org, [acting]) if acting else {}
    chosen = Option(known[acting].id, known[acting].name) if acting and acting in known else None
    return Ask(cycles_form.delegate(cycle, chosen))


def delegate(turn: Turn) -> Reply:
    """From now on somebody else is asked about their people, who are told; both hear of it by what they are asked."""
    said, me = turn.request.said, turn.actor.person
    cycle = standing.locked(turn)
    led = _led(turn, cycle)
    values = said.values if isinstance(said, Submit) else {}
    chosen = next(iter(forms.many(values, "who")), None)
    form = cycles_form.delegate(cycle, None)
    if errors := forms.check(form, values) or _unfit(turn, chosen):
        return Correct(form, tuple(errors.items()))
    acting = people.by_ids(turn.unit, turn.actor.org, [chosen])[chosen] if chosen else None
    delegations.hand_over(turn.unit, turn.actor.org, cycle.id, me.id, chosen, now=turn.now)
    storage.plan(turn.unit, turn.actor.org, cycle, now=turn.now, why=f"acting.{me.id}")
    _tell_led(turn, cycle, led, acting)
    audit.record(turn, "cycle.delegated", f"{cycle.id}/{me.id}", {"acting": chosen or ""})
    return Whisper(cycle_views.delegated(cycle, acting.name if acting else None))


def _unfit(turn: Turn, chosen: str | None) -> Mapping[str, str]:
    """Raises NotFoundError for nobody, and for whoever takes no part."""
    if chosen is None:
        return {}
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    acting = people.by_ids(unit, org, [chosen]).get(chosen)
    if acting is None or not policy.takes_part(acting):
        raise NotFoundError
    if cycles_calls.may_act(me, acting, lines.above(unit, org, chosen, at=turn.now)):
        return {}
    return {"who": ERRORS["oneself" if chosen == me else "line"]}


def _tell_led(turn: Turn, cycle: Cycle, led: Sequence[Person], acting: Person | None) -> None:
    card = cycle_views.acting(cycle, turn.actor.person.name, acting.name if acting else None)
    subject = delegations.subject(cycle.id, turn.actor.person.id, acting.id if acting else None, turn.now)
    left = [Notice(person=one.id, kind=delegations.ACTING, subject=subject, card=card) for one in led]
    notices.leave(turn.unit, turn.actor.org, left, now=turn.now, rng=turn.rng)


def _led(turn: Turn, cycle: Cycle) -> list[Person]:
    """Return whom the asker leads in a cycle that runs, also while another acts for them. Raises NotFoundError.

    Raises StaleError for a cycle that does not run.
    """
    led = people.led_by(turn.unit, turn.actor.org, turn.actor.person.id)
    taking = {one.person.id for one in storage.asked(turn.unit, turn.actor.org, cycle.id, None)}
    found = [one for one in led if one.id in taking]
    if not found:
        raise NotFoundError
    if cycle.state not in (State.OPEN, State.PAUSED):
        raise StaleError
    return found


def _three(turn: Turn) -> tuple[Cycle, int, str]:
    """Return the cycle of "cycle/checkpoint/rest" and its rest: as a number, and as it is. Raises NotFoundError."""
    said = turn.request.said
    parts = said.subject.split("/") if isinstance(said, Press) else []
    if len(parts) != 3:
        raise NotFoundError
    return standing.meant(turn).cycle, int(parts[2]) if parts[2].isdecimal() else 0, parts[2]
