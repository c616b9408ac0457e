"""In the room: it opens, its parts follow one another, cases come one by one, and whoever leads it may be replaced."""

from __future__ import annotations

from dataclasses import replace

from content import calibration as content
from domain import calibration as rules
from domain import calibration_room, policy
from domain.calibration import Seat, State
from domain.calibration_conflicts import STAKES
from domain.errors import NotFoundError, StaleError
from handlers import audit, calibration_anchors
from handlers import calibration_standing as standing
from handlers.turn import Press, Turn
from storage import calibration, calibration_due, calibration_packets, people
from storage import calibration_room as storage
from storage.calibration import Kept
from views import calibration_room as views
from views import calibration_room_lead as leading
from views.replies import Replace, Reply, Whisper
from views.vocabulary import Card


def begin(turn: Turn) -> Reply:
    """Everybody with a seat gets the room. Raises NotFoundError for whoever does not lead it, or StaleError."""
    kept = standing.locked(turn)
    standing.require_seat(turn, kept, Seat.FACILITATOR)
    unit, org = turn.unit, turn.actor.org
    if leader_has_stake(turn, kept):
        return Whisper(leading.may_not_lead(standing.brief(turn, kept)))
    if rules.is_early(kept.session, now=turn.now) and leading.EARLY not in standing.named(turn):
        return Whisper(leading.ask_early(standing.brief(turn, kept)))
    going = replace(kept, session=rules.begin(kept.session), segment=0, segment_at=turn.now, opened_at=turn.now)
    calibration.save(unit, org, going, was=kept.session.version)
    calibration_packets.complete(unit, org, going.session, now=turn.now)
    calibration_due.plan(unit, org, going.session, now=turn.now)
    storage.send(unit, org, going, now=turn.now, rng=turn.rng)
    reply = Replace(leading.begun(standing.brief(turn, going)))
    audit.record(turn, "calibration.opened", kept.id, {"people": str(len(going.session.people))})
    return reply


def show(turn: Turn) -> Reply:
    """The room again, for whoever has lost its message."""
    kept = standing.meant(turn)
    if standing.seat(turn, kept) is None:
        raise NotFoundError
    card = _card(turn, kept)
    return Whisper(views.copy(card) if kept.session.state is State.OPEN else card)


def go_on(turn: Turn) -> Reply:
    """The next part of the script; pressed twice, it goes on once. Raises StaleError."""
    kept, said = led(turn), turn.request.said
    place = (kept.segment or 0) + 1
    if not isinstance(said, Press) or said.version != place or place >= len(content.default().segments):
        raise StaleError
    going = replace(kept, segment=place, segment_at=turn.now)
    storage.count_minutes(turn.unit, turn.actor.org, going, now=turn.now)
    return _redrawn(turn, going, {"part": str(place + 1)})


def next_case(turn: Turn) -> Reply:
    """The next one, in the order that was drawn; pressed twice, one comes. Raises StaleError."""
    kept, said = led(turn), turn.request.said
    packets = calibration_packets.of_session(turn.unit, turn.actor.org, kept.id)
    ahead, begun = calibration_room.ahead(packets), sum(one.begun_at is not None for one in packets)
    if not ahead or not isinstance(said, Press) or said.version != begun:
        raise StaleError
    calibration_packets.begin_case(turn.unit, turn.actor.org, kept.id, ahead[0].subject, now=turn.now)
    return _redrawn(turn, kept, {})


def reveal(turn: Turn) -> Reply:
    """The room is shown how the first set was read; from then on it is rated by nobody any more."""
    kept = led(turn)
    if kept.revealed_at is None:
        _redrawn(turn, replace(kept, revealed_at=turn.now), {"shown": "anchors"})
    return calibration_anchors.spread(turn)


def say(turn: Turn) -> Reply:
    """What might be said now, to whoever leads it alone."""
    kept = standing.meant(turn)
    standing.require_seat(turn, kept, Seat.FACILITATOR)
    place = (*standing.named(turn), "")[1]
    prompts = content.default().prompts
    if not place.isdecimal() or int(place) >= len(prompts):
        raise NotFoundError
    return Whisper(views.say(prompts[int(place)]))


def ask_lead(turn: Turn) -> Reply:
    kept = standing.meant(turn)
    standing.require_seat(turn, kept, Seat.MONITOR)
    return Whisper(leading.ask_take_over(standing.brief(turn, kept)))


def lead(turn: Turn) -> Reply:
    """The facilitator's chat is lost: whoever watches leads the room, and nothing in it is lost."""
    kept = standing.locked(turn)
    standing.require_seat(turn, kept, Seat.MONITOR)
    changed = replace(kept, session=rules.take_over(kept.session))
    if leader_has_stake(turn, changed):
        return Whisper(leading.may_not_lead(standing.brief(turn, kept)))
    calibration.save(turn.unit, turn.actor.org, changed, was=kept.session.version)
    storage.redraw(turn.unit, turn.actor.org, changed, now=turn.now, rng=turn.rng)
    reply = Whisper(_card(turn, changed))
    audit.record(turn, "calibration.led", kept.id, {})
    return reply


# --- Pieces, also for what is decided -----------------------------------------------------------------------------


def led(turn: Turn) -> Kept:
    """Return the open session that whoever asks leads; nobody else changes it meanwhile. Raises NotFoundError."""
    kept = standing.locked(turn)
    standing.require_seat(turn, kept, Seat.FACILITATOR)
    if kept.session.state is not State.OPEN or not policy.takes_part(turn.actor.person):
        raise NotFoundError
    return kept


def leader_has_stake(turn: Turn, kept: Kept) -> bool:
    """Whoever leads or watches had none when the session was planned; lines may have moved since."""
    unit, session = turn.unit, kept.session
    leader = people.on_behalf_of(unit, turn.actor.org, session.facilitator)
    if leader is None:
        return False
    subjects = [one.subject for one in calibration_packets.of_session(unit, turn.actor.org, kept.id)]
    found = (calibration_packets.standing(unit, leader, session, one, now=turn.now) for one in subjects)
    return any(why in STAKES for _, why in found)


def _redrawn(turn: Turn, kept: Kept, detail: dict[str, str]) -> Reply:
    unit, org = turn.unit, turn.actor.org
    calibration.save(unit, org, kept, was=kept.session.version)
    storage.redraw(unit, org, kept, now=turn.now, rng=turn.rng)
    reply = Replace(_card(turn, kept))
    audit.record(turn, "calibration.went_on", kept.id, detail)
    return reply


def _card(turn: Turn, kept: Kept) -> Card:
    found = storage.scene(turn.unit, turn.actor.org, kept, now=turn.now)
    return storage.card(turn.unit, turn.actor, found, now=turn.now)
