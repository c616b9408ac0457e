"""The log of a session: read by whoever leads or led it, and by HR for a reason; and what closing it will do."""

from __future__ import annotations

from collections.abc import Sequence

from domain import calibration_decisions as rules
from domain.calibration import Seat, State
from domain.calibration_decisions import Ruling
from domain.errors import NotFoundError
from domain.policy import Role
from domain.privacy import DataClass
from handlers import calibration_packets as packets
from handlers import calibration_standing as standing
from handlers import purposes
from handlers.turn import Turn
from storage import calibration_log as storage
from storage import calibration_reviews, reads
from storage.calibration import Kept
from views import calibration_log as views
from views import forms
from views.calibration_log import Entry
from views.privacy import A_FORMER_COLLEAGUE
from views.replies import Ask, Correct, Reply, Whisper

WHAT = "review"  # of what HR opens about somebody, as it is counted


def show(turn: Turn) -> Reply:
    """To whoever leads or led it, of those they have no conflict with; once it is over, that it was read is kept."""
    kept = standing.meant(turn)
    standing.require_seat(turn, kept, Seat.FACILITATOR)
    if kept.session.state is not State.OPEN:
        _require_over(kept)
    rulings = storage.of_session(turn.unit, turn.actor, kept, now=turn.now)
    reply = Whisper(views.log(standing.brief(turn, kept), entries(turn, kept, rulings)))
    if kept.session.state is not State.OPEN:
        _record(turn, rulings, Role.FACILITATOR, "")
    return reply


def open_reason(turn: Turn) -> Reply:
    return Ask(views.reason(standing.brief(turn, _over_for_hr(turn))))


def read(turn: Turn) -> Reply:
    """HR said why: the decisions on whoever is not in their line, and a line of it for each of these."""
    kept, values = _over_for_hr(turn), standing.values(turn)
    form = views.reason(standing.brief(turn, kept))
    if errors := forms.check(form, values):
        return Correct(forms.filled(form, values), tuple(errors.items()))
    rulings = storage.of_session(turn.unit, turn.actor, kept, has_reason=True, now=turn.now)
    if refused := purposes.refusal_of_all(turn, {one.subject for one in rulings}, WHAT):
        return refused
    reply = Whisper(views.log(standing.brief(turn, kept), entries(turn, kept, rulings)))
    _record(turn, rulings, Role.HR, forms.text(values, "reason"))
    return reply


def ask_close(turn: Turn) -> Reply:
    """Before it is final: what closing it carries out, of what its reader may read; of others they learn nothing."""
    kept = standing.meant(turn)
    standing.require_seat(turn, kept, Seat.FACILITATOR)
    if kept.session.state is not State.OPEN:
        raise NotFoundError
    decided = rules.standing(storage.of_session(turn.unit, turn.actor, kept, now=turn.now))
    return Whisper(views.ask_close(kept.id, list(decided.values())))


# --- Pieces, also for closing it ----------------------------------------------------------------------------------


def entries(turn: Turn, kept: Kept, rulings: Sequence[Ruling]) -> list[Entry]:
    framework = calibration_reviews.framework(turn.unit, turn.actor.org, kept.session)
    titles = {one.id: one.title for one in framework.competencies}
    names = packets.names(turn, {one.subject for one in rulings})
    return [
        Entry(
            ruling=one,
            subject=names.get(one.subject, A_FORMER_COLLEAGUE),
            competency=titles.get(one.competency, one.competency),
            is_replaced=rules.is_replaced(one, rulings),
        )
        for one in rulings
    ]


def _over_for_hr(turn: Turn) -> Kept:
    kept = standing.meant(turn)
    if not standing.plans(turn):
        raise NotFoundError
    _require_over(kept)
    return kept


def _require_over(kept: Kept) -> None:
    if kept.session.state not in storage.OVER:
        raise NotFoundError


def _record(turn: Turn, rulings: Sequence[Ruling], role: Role, reason: str) -> None:
    for subject in sorted({one.subject for one in rulings}):
        reads.record(
            turn.unit,
            turn.actor.org,
            reader=turn.actor.person.id,
            role=role.value,
            subject=subject,
            of=DataClass.REVIEWS,
            now=turn.now,
            rng=turn.rng,
            reason=reason,
        )
