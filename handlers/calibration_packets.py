"""Packets: read by whom the policy lets read them now, and marked by whoever has a voice on them; each read is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from domain import calibration_packets as rules
from domain.calibration_decisions import Mark
from domain.calibration_packets import Packet, Rated
from domain.errors import NotFoundError
from domain.people import Person
from domain.policy import Action, Role, roles
from domain.privacy import DataClass
from handlers import audit
from handlers import calibration_standing as standing
from handlers.turn import Turn
from storage import calibration_packets as storage
from storage import calibration_reviews, calibration_views, people, reads
from storage.calibration import Kept
from storage.calibration_packets import Found
from views import calibration_packet as views
from views import forms
from views.calibration_packet import Sheet
from views.privacy import A_FORMER_COLLEAGUE
from views.replies import Ask, Correct, Reply, Whisper

_READS = (Role.FACILITATOR, Role.CALIBRATOR, Role.MANAGER, Role.SKIP_LEVEL)


def every(turn: Turn) -> Reply:
    """Those that whoever asks may read; names alone, so nothing is recorded as read."""
    kept = standing.meant(turn)
    named = standing.named(turn)
    page = int(named[1]) if len(named) > 1 and named[1].isdecimal() else 0
    found = storage.readable(turn.unit, turn.actor, kept, now=turn.now)
    known = _people(turn, [one.packet for one in found])
    marks = calibration_views.marks(turn.unit, turn.actor.org, kept.id).get(turn.actor.person.id, {})
    seen = standing.brief(turn, kept)
    sheets = [
        Sheet(
            seen=seen,
            packet=one.packet,
            subject=_name(known, one.packet.subject),
            manager=_name(known, one.packet.manager),
            competencies={},
            mark=marks.get(one.packet.subject),
            may_mark=one.allows(Action.WRITE),
        )
        for one in found
    ]
    return Whisper(views.every(seen, sheets, page=page))


def show(turn: Turn) -> Reply:
    kept, found = meant(turn)
    reply = Whisper(views.whole(sheet(turn, kept, found)))
    record_read(turn, found)
    return reply


def show_one(turn: Turn) -> Reply:
    """One competency in full."""
    kept, found = meant(turn)
    rated = competency(turn, found)
    reply = Whisper(views.one(sheet(turn, kept, found), rated))
    record_read(turn, found)
    return reply


def mark(turn: Turn) -> Reply:
    """Agree, or abstain. Raises NotFoundError for whoever has no voice on it."""
    kept, found = meant(turn)
    chosen = standing.named(turn)[2:3]
    if not found.allows(Action.WRITE) or chosen not in ([Mark.AGREE.value], [Mark.ABSTAIN.value]):
        raise NotFoundError
    return _keep(turn, kept, found, Mark(chosen[0]), "")


def open_question(turn: Turn) -> Reply:
    kept, found = meant(turn)
    if not found.allows(Action.WRITE):
        raise NotFoundError
    me = turn.actor.person.id
    said = calibration_views.of_person(turn.unit, turn.actor.org, kept.id, found.packet.subject, me)
    return Ask(views.question(sheet(turn, kept, found), said.question))


def ask(turn: Turn) -> Reply:
    kept, found = meant(turn)
    if not found.allows(Action.WRITE):
        raise NotFoundError
    form = views.question(sheet(turn, kept, found))
    if errors := forms.check(form, standing.values(turn)):
        return Correct(form, tuple(errors.items()))
    return _keep(turn, kept, found, Mark.QUESTION, forms.text(standing.values(turn), "question"))


# --- Pieces, also for the room ------------------------------------------------------------------------------------


def meant(turn: Turn, *, locked: bool = False) -> tuple[Kept, Found]:
    """Return the packet that is meant. Raises NotFoundError, the same whether it is missing or not theirs.

    `locked`: nobody else decides on the session until this turn is over.
    """
    kept = standing.locked(turn) if locked else standing.meant(turn)
    named = (*standing.named(turn), "")
    found = storage.meet(turn.unit, turn.actor, kept, named[1], now=turn.now)
    if found is None or not found.allows(Action.READ):
        raise NotFoundError
    return kept, found


def competency(turn: Turn, found: Found) -> Rated:
    """Raises NotFoundError."""
    rated = found.packet.rated((*standing.named(turn), "", "")[2])
    if rated is None:
        raise NotFoundError
    return rated


def sheet(turn: Turn, kept: Kept, found: Found) -> Sheet:
    unit, org, packet = turn.unit, turn.actor.org, found.packet
    now = calibration_reviews.stands(unit, org, kept.session, packet.subject, now=turn.now)
    known = _people(turn, [packet])
    mine = calibration_views.of_person(unit, org, kept.id, packet.subject, turn.actor.person.id)
    items = now.items if now else {}
    return Sheet(
        seen=standing.brief(turn, kept),
        packet=packet,
        subject=_name(known, packet.subject),
        manager=_name(known, packet.manager),
        competencies={one.id: one for one in now.framework.competencies} if now else {},
        words=rules.words(packet, items),
        changed=rules.changes(packet, now.review.ratings, items) if now else {},
        mark=mine.mark,
        question=mine.question,
        may_mark=found.allows(Action.WRITE),
    )


def names(turn: Turn, ids: Collection[str]) -> Mapping[str, str]:
    return {id: one.name for id, one in people.by_ids(turn.unit, turn.actor.org, ids).items()}


def record_read(turn: Turn, found: Found) -> None:
    """The person sees that it was read, when and in which role. Like every audit line it comes last."""
    held = roles(found.standing)
    reads.record(
        turn.unit,
        turn.actor.org,
        reader=turn.actor.person.id,
        role=next((role for role in _READS if role in held), Role.CALIBRATOR).value,
        subject=found.packet.subject,
        of=DataClass.REVIEWS,
        now=turn.now,
        rng=turn.rng,
    )


def _keep(turn: Turn, kept: Kept, found: Found, chosen: Mark, question: str) -> Reply:
    unit, org, me, subject = turn.unit, turn.actor.org, turn.actor.person.id, found.packet.subject
    people.lock(unit, org, me)
    said = calibration_views.of_person(unit, org, kept.id, subject, me)
    calibration_views.put(unit, org, kept.id, subject, replace(said, mark=chosen, question=question), now=turn.now)
    reply = Whisper(views.whole(sheet(turn, kept, found)))
    audit.record(turn, "calibration.marked", kept.id, {})
    return reply


def _people(turn: Turn, packets: list[Packet]) -> Mapping[str, Person]:
    ids = {id for one in packets for id in (one.subject, one.manager)}
    return people.by_ids(turn.unit, turn.actor.org, ids)


def _name(known: Mapping[str, Person], id: str) -> str:
    return known[id].name if id in known else A_FORMER_COLLEAGUE
