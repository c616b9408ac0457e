"""The cases everybody rates: alone and in chat before the session, with the other set after, and shown as a spread."""

from __future__ import annotations

from collections.abc import Mapping

from content import calibration as content
from domain import calibration_script as script
from domain.calibration import LIVE, Seat
from domain.calibration_script import Anchor, Moment
from domain.competencies import Competency, Level
from domain.errors import NotFoundError
from handlers import audit
from handlers import calibration_standing as standing
from handlers.turn import Turn
from storage import calibration_anchors as storage
from storage import calibration_reviews
from storage.calibration import Kept
from views import calibration_anchors as views
from views import forms
from views.forms import Form
from views.replies import Ask, Correct, Reply, Whisper


def open_form(turn: Turn) -> Reply:
    """Before, or once the facilitator has come to it, the other set. Raises NotFoundError."""
    kept = standing.meant(turn)
    standing.require_seat(turn, kept, Seat.MANAGER)
    moment = _moment(turn, kept)
    return _refused(turn, kept, moment) or Ask(_form(turn, kept, moment))


def save(turn: Turn) -> Reply:
    kept = standing.locked(turn)
    standing.require_seat(turn, kept, Seat.MANAGER)
    moment, values = _moment(turn, kept), standing.values(turn)
    if refused := _refused(turn, kept, moment):
        return refused
    form = _form(turn, kept, moment)
    if errors := forms.check(form, values):
        return Correct(form, tuple(errors.items()))
    levels = {one.id: Level(forms.text(values, one.id)) for one in _cases(turn, kept, moment)}
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    storage.put(unit, org, kept.id, me, moment, levels, now=turn.now)
    audit.record(turn, "calibration.anchors_rated", kept.id, {"moment": moment.value})
    return Whisper(views.kept(standing.brief(turn, kept)))


def spread(turn: Turn) -> Reply:
    """To everybody with a seat, once it was revealed. Raises NotFoundError."""
    kept = standing.meant(turn)
    if kept.revealed_at is None or standing.seat(turn, kept) is None:
        raise NotFoundError
    counts = storage.spread(turn.unit, turn.actor.org, kept.id, Moment.BEFORE)
    cases = sorted(content.default().anchors, key=lambda one: (-_differs(counts.get(one.id, {})), one.id))
    seen, what = standing.brief(turn, kept), _competencies(turn, kept)
    return Whisper(views.spread(seen, Moment.BEFORE, cases, what, counts))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _moment(turn: Turn, kept: Kept) -> Moment:
    """Return which set is meant: the one the form names, or what it is time for."""
    named = standing.named(turn)
    if len(named) > 1 and named[1] in set(Moment):
        return Moment(named[1])
    return Moment.AFTER if _has_come_to_second(kept) else Moment.BEFORE


def _has_come_to_second(kept: Kept) -> bool:
    return content.default().has_come_to_second_set(kept.segment)


def _refused(turn: Turn, kept: Kept, moment: Moment) -> Reply | None:
    if kept.session.state not in LIVE:
        raise NotFoundError
    seen = standing.brief(turn, kept)
    if moment is Moment.BEFORE and (kept.revealed_at is not None or _has_come_to_second(kept)):
        return Whisper(views.shown_already(seen))
    if moment is Moment.AFTER and not _has_come_to_second(kept):
        return Whisper(views.not_yet(seen))
    return None


def _form(turn: Turn, kept: Kept, moment: Moment) -> Form:
    said = storage.of_person(turn.unit, turn.actor.org, kept.id, turn.actor.person.id, moment)
    cases = _cases(turn, kept, moment)
    return views.ask(standing.brief(turn, kept), moment, cases, _competencies(turn, kept), said)


def _cases(turn: Turn, kept: Kept, moment: Moment) -> tuple[Anchor, ...]:
    first = kept.forms.get(turn.actor.person.id, script.Form.A)
    return content.default().cases(script.form(first, moment))


def _competencies(turn: Turn, kept: Kept) -> Mapping[str, Competency]:
    version = calibration_reviews.framework(turn.unit, turn.actor.org, kept.session)
    return {one.id: one for one in version.competencies}


def _differs(counts: Mapping[Level, int]) -> float:
    """Return the variance of the levels that were given: 0 where all read it alike."""
    total = sum(counts.values())
    if not total:
        return 0.0
    mean = sum(level.rank * count for level, count in counts.items()) / total
    return sum(count * (level.rank - mean) ** 2 for level, count in counts.items()) / total
