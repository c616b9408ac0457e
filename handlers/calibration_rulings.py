"""What the room decides on a rating: kept, changed or returned; undone until the session closes, carried out then."""

from __future__ import annotations

from dataclasses import replace

from content import calibration as content
from content import reviews as review_content
from domain import calibration_decisions as rules
from domain import corroboration, ratings_calibrated
from domain import text as words
from domain.calibration_decisions import Backing, NoPointsError, Outcome, Ruling, ThinError, TwoVoicesError
from domain.calibration_packets import Rated
from domain.competencies import Level
from domain.corroboration import Verdict
from domain.errors import NotFoundError, StaleError
from domain.policy import Action, Condition, Kind
from domain.ratings import Text
from domain.ratings_calibrated import NoRationaleError
from handlers import audit
from handlers import calibration_packets as packets
from handlers import calibration_room as room
from handlers import calibration_standing as standing
from handlers.turn import Press, Submit, Turn
from storage import calibration_packets, calibration_reviews, calibration_room, calibration_voices
from storage import calibration_rulings as storage
from storage.calibration import Kept
from storage.calibration_packets import Found
from storage.calibration_reviews import Now
from views import calibration_points as points
from views import calibration_rulings as views
from views import forms
from views.calibration_rulings import AtHand
from views.forms import Form
from views.replies import Ask, Correct, Reply, Whisper

CORROBORATED = "r2"  # the line of the rubric that asks for two independent pieces


def decide(turn: Turn) -> Reply:
    """Which competency of the case, then what may be decided on it."""
    kept, found = _led(turn)
    if len(standing.named(turn)) < 3:
        return Whisper(points.choose(packets.sheet(turn, kept, found), "calibration.decide", "Decide"))
    reply = Whisper(views.decide(_at_hand(turn, kept, found)))
    packets.record_read(turn, found)
    return reply


def open_keep(turn: Turn) -> Reply:
    return Ask(views.keep(_at_hand(turn, *_led(turn))))


def keep(turn: Turn) -> Reply:
    """The draft stays; where the room is split, both readings are kept with it."""
    kept, found = _led(turn)
    table = _at_hand(turn, kept, found)
    if refused := _checked(turn, views.keep(table)):
        return refused
    ruling = _ruling(turn, table, Outcome.KEPT, both=_said(turn, "both"))
    return _decided(turn, kept, table, ruling)


def open_return(turn: Turn) -> Reply:
    """Raises ChangesError where a rating of the review is changed."""
    table = _at_hand(turn, *_led(turn))
    rules.require_room(Outcome.RETURNED, table.sheet.packet.subject, table.elsewhere)
    return Ask(views.give_back(table))


def give_back(turn: Turn) -> Reply:
    kept, found = _led(turn)
    table = _at_hand(turn, kept, found)
    rules.require_room(Outcome.RETURNED, table.sheet.packet.subject, table.elsewhere)
    if refused := _checked(turn, views.give_back(table)):
        return refused
    ruling = _ruling(turn, table, Outcome.RETURNED, reason=_said(turn, "reason"))
    return _decided(turn, kept, table, ruling)


def open_change(turn: Turn) -> Reply:
    """Raises NoPointsError, ThinError, TwoVoicesError or GoesBackError while the rating can't be changed."""
    table = _at_hand(turn, *_led(turn))
    _require_change(table)
    return Ask(views.change(table, {}))


def change(turn: Turn) -> Reply:
    """What does not carry it is said in the form, and nothing that was typed is lost."""
    kept, found = _led(turn)
    table, values = _at_hand(turn, kept, found), standing.values(turn)
    _require_change(table)
    form = views.change(table, {name: forms.text(values, name) for name in ("level", "reason", "wording")})
    if refused := _checked(turn, form):
        return refused
    now = calibration_reviews.stands(turn.unit, turn.actor.org, kept.session, found.packet.subject, now=turn.now)
    if now is None:
        raise NotFoundError
    level = Level(forms.text(values, "level"))
    plain = replace(_ruling(turn, table, Outcome.CHANGED, reason=_said(turn, "reason")), level=level)
    plain = replace(plain, wording=_said(turn, "wording"))
    backing = rules.carried(table.backings, level, lambda one: holds(now, _resting(plain, one)))
    if backing is None:
        return Correct(form, (("level", _lacks(now, plain, table)),))
    ruling = _resting(plain, backing)
    _require_rationale(found, ruling)
    return _decided(turn, kept, table, ruling)


def undo(turn: Turn) -> Reply:
    """Raises StaleError when it was taken back, or replaced, already."""
    kept, found = _led(turn)
    named, every = (*standing.named(turn), "", "", ""), _rulings(turn, kept, found)
    ruling = next((one for one in every if (one.competency, str(one.number)) == (named[2], named[3])), None)
    if ruling is None:
        raise NotFoundError
    if rules.is_replaced(ruling, every):
        raise StaleError
    storage.undo(turn.unit, turn.actor.org, kept.id, ruling, now=turn.now)
    calibration_room.redraw(turn.unit, turn.actor.org, kept, only=(ruling.by,), now=turn.now, rng=turn.rng)
    sheet = packets.sheet(turn, kept, found)
    audit.record(turn, "calibration.undone", kept.id, {"outcome": ruling.outcome.value})
    return Whisper(views.undone(sheet.subject, kept.id))


# --- Pieces, also for closing it ----------------------------------------------------------------------------------


def holds(now: Now, ruling: Ruling) -> bool:
    """Ask the gate anew: the new level, on the evidence that was cited for it."""
    verdict = _judged(now, ruling)
    return verdict is not None and verdict.holds


def _judged(now: Now, ruling: Ruling) -> Verdict | None:
    rating, decision = now.review.rating(ruling.competency), ruling.decision
    if rating is None or decision is None:
        return None
    pack = review_content.default()
    file = replace(now.file, competency=ruling.competency, cited=decision.cited)
    least = pack.strict_min_items if now.is_strict else pack.min_items
    return corroboration.judge(decision.level, rating.expected, file, min_items=least)


def _led(turn: Turn) -> tuple[Kept, Found]:
    """Return the case, to whoever leads the room and may read it. Raises NotFoundError."""
    kept = room.led(turn)
    named = (*standing.named(turn), "")
    found = calibration_packets.meet(turn.unit, turn.actor, kept, named[1], now=turn.now)
    if found is None or not found.allows(Action.READ):
        raise NotFoundError
    return kept, found


def _require_rationale(found: Found, ruling: Ruling) -> None:
    """Raises NotFoundError unless the policy lets whoever asks change a rating with what comes with this one."""
    is_whole = ruling.decision is not None and ruling.decision.is_whole
    met = frozenset({Condition.RATIONALE} if is_whole else ())
    if not found.given(met).allows(Action.WRITE, Kind.CALIBRATED_RATING):
        raise NotFoundError


def _at_hand(turn: Turn, kept: Kept, found: Found) -> AtHand:
    rated = packets.competency(turn, found)
    every = calibration_voices.of_packet(turn.unit, turn.actor.org, kept, found.packet.subject, now=turn.now)
    spread = rules.spread(every, [line.id for line in content.default().rubric])
    rulings = _rulings(turn, kept, found)
    here = [one for one in rulings if one.competency == rated.competency]
    text = _text(turn, kept, rated, found.packet.subject)
    return AtHand(
        sheet=packets.sheet(turn, kept, found),
        rated=rated,
        level=text.level,
        stood=ratings_calibrated.digest(text),
        spread=spread,
        backings=[one for one in rules.backings(every, rated.competency) if one.level is not text.level],
        is_thin=rules.is_thin(spread, CORROBORATED),
        ruling=rules.standing(here).get((found.packet.subject, rated.competency)),
        number=len(here),
        elsewhere=[one for one in rulings if one.competency != rated.competency],
    )


def _text(turn: Turn, kept: Kept, rated: Rated, subject: str) -> Text:
    """What the rating says now, which may be other than in the packet. Raises NotFoundError when it is gone."""
    now = calibration_reviews.stands(turn.unit, turn.actor.org, kept.session, subject, now=turn.now)
    rating = now.review.rating(rated.competency) if now else None
    if rating is None:
        raise NotFoundError
    return rating.text


def _rulings(turn: Turn, kept: Kept, found: Found) -> list[Ruling]:
    every = storage.of_session(turn.unit, turn.actor.org, kept.id)
    return [one for one in every if one.subject == found.packet.subject]


def _require_change(table: AtHand) -> None:
    rules.require_room(Outcome.CHANGED, table.sheet.packet.subject, table.elsewhere)
    if not rules.has_points(table.spread):
        raise NoPointsError
    if table.is_thin:
        raise ThinError
    if not table.backings:
        raise TwoVoicesError


def _checked(turn: Turn, form: Form) -> Reply | None:
    """Return the form again where something is wrong. Raises StaleError when somebody has decided meanwhile."""
    said = turn.request.said
    if not isinstance(said, Submit | Press) or said.version != form.version:
        raise StaleError
    errors = forms.check(form, standing.values(turn))
    return Correct(form, tuple(errors.items())) if errors else None


def _ruling(turn: Turn, table: AtHand, outcome: Outcome, *, reason: str = "", both: str = "") -> Ruling:
    return Ruling(
        subject=table.sheet.packet.subject,
        competency=table.rated.competency,
        number=table.number + 1,
        outcome=outcome,
        by=turn.actor.person.id,
        at=turn.now,
        original=table.level,
        stood=table.stood,
        reason=reason,
        both=both,
    )


def _resting(ruling: Ruling, on: Backing) -> Ruling:
    return replace(ruling, line=on.line, cited=on.cited, voices=on.voices)


def _lacks(now: Now, ruling: Ruling, table: AtHand) -> str:
    """What keeps the gate from letting the level stand, on the reading with the most voices."""
    most = next(one for one in table.backings if one.level is ruling.level)
    verdict = _judged(now, _resting(ruling, most))
    return views.not_carried(verdict) if verdict else str(NoRationaleError.__doc__)


def _decided(turn: Turn, kept: Kept, table: AtHand, ruling: Ruling) -> Reply:
    storage.add(turn.unit, turn.actor.org, kept.id, ruling)
    calibration_room.redraw(turn.unit, turn.actor.org, kept, only=(ruling.by,), now=turn.now, rng=turn.rng)
    audit.record(turn, "calibration.decided", kept.id, {"outcome": ruling.outcome.value})
    return Whisper(views.decided(table, ruling))


def _said(turn: Turn, name: str) -> str:
    return words.harmless(forms.text(standing.values(turn), name)).strip()
