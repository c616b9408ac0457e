"""HR lets somebody lead an open room on whose facilitator is gone, where nobody watches who could take it over."""

from __future__ import annotations

from dataclasses import replace

from domain import calibration as rules
from domain.calibration import Flaw, State
from domain.errors import NotFoundError, StaleError
from handlers import audit
from handlers import calibration_standing as standing
from handlers.calibration_room import leader_has_stake
from handlers.turn import Turn
from storage import calibration, calibration_room, outbox, people
from storage.calibration import Kept
from views import calibration_lapse as views
from views import forms
from views.calibration import Seen
from views.replies import Ask, Correct, Reply, Whisper
from views.vocabulary import Option

_KEEPS_FROM_LEADING = {Flaw.FACILITATOR_RATES, Flaw.TWO_SEATS}


def open_form(turn: Turn) -> Reply:
    kept = standing.meant(turn)
    _require_unled(turn, kept)
    return Ask(views.name(standing.brief(turn, kept)))


def name(turn: Turn) -> Reply:
    """They get the room where it stood. Raises NotFoundError, or StaleError when somebody else was faster."""
    _require_unled(turn, standing.meant(turn))
    kept, chosen = standing.to_change(turn), forms.many(standing.values(turn), "facilitator")
    known = people.by_ids(turn.unit, turn.actor.org, chosen)
    form = views.name(standing.brief(turn, kept), tuple(Option(one, known[one].name) for one in known))
    if errors := forms.check(form, {"facilitator": tuple(known)}):
        return Correct(form, tuple(errors.items()))
    led = replace(kept, session=rules.hand_over(kept.session, next(iter(known))))
    if flawed := views.problems(_with_flaws(turn, led)):
        return Correct(form, tuple(flawed.items()))
    calibration.save(turn.unit, turn.actor.org, led, was=kept.session.version)
    _hand_over(turn, kept, led)
    reply = Whisper(views.led_on(standing.brief(turn, led)))
    audit.record(turn, "calibration.led", kept.id, {})
    return reply


def _hand_over(turn: Turn, kept: Kept, led: Kept) -> None:
    """Everybody has the room; whoever led it keeps nothing of the case on the table, also when they come back."""
    unit, org, last = turn.unit, turn.actor.org, views.led_by_another(standing.brief(turn, led))
    calibration_room.send(unit, org, led, now=turn.now, rng=turn.rng)
    calibration_room.redraw(unit, org, led, now=turn.now, rng=turn.rng)
    former = calibration_room.key(kept.id, kept.session.facilitator)
    outbox.amend(unit, org, former, last, now=turn.now, rng=turn.rng)


def _require_unled(turn: Turn, kept: Kept) -> None:
    """Raises NotFoundError unless it is open and the actor plans it, or StaleError while somebody leads it."""
    if not standing.plans(turn) or kept.session.state is not State.OPEN:
        raise NotFoundError
    if not standing.brief(turn, kept).is_unled:
        raise StaleError


def _with_flaws(turn: Turn, kept: Kept) -> Seen:
    """Who is talked about is asked of the packets, too: some of them are nobody's case any more."""
    cases = calibration.cases(turn.unit, turn.actor.org, kept.session, now=turn.now)
    found = [one for one in rules.flaws(kept.session, cases, now=turn.now) if one in _KEEPS_FROM_LEADING]
    if not found and leader_has_stake(turn, kept):
        found = [Flaw.FACILITATOR_RATES]
    return replace(standing.brief(turn, kept), flaws=tuple(found))
