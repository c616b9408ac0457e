"""Pieces of evidence as they are shown: found for this reader at this moment, with the names of all they name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from content import reviews as content
from domain import language, policy
from domain.competencies import Competency
from domain.errors import NotFoundError
from domain.evidence import Item, Period
from domain.evidence_record import Record
from domain.language import Hint
from domain.policy import Role
from domain.privacy import DataClass
from handlers.turn import Press, Submit, Turn
from storage import cycles, evidence_reading, people, reads
from storage import evidence as storage
from storage.evidence_reading import Wanted
from views.evidence import Piece
from views.evidence_form import Offer
from views.evidence_list import LISTED, Page

_READS = (Role.MANAGER, Role.SKIP_LEVEL, Role.FACILITATOR, Role.OMBUD, Role.HR)  # whoever the subject is told of


def subject_of(turn: Turn) -> str:
    """Return what was pressed or sent in: an option of a menu goes before the menu's own."""
    said = turn.request.said
    if isinstance(said, Press):
        return said.value or said.subject
    return said.subject if isinstance(said, Submit) else ""


def found(turn: Turn) -> Record:
    """Raises NotFoundError, also for whoever may not read it."""
    return _required(storage.find(turn.unit, turn.actor, subject_of(turn), now=turn.now))


def to_change(turn: Turn) -> Record:
    """The same, and nobody else changes it until this is done."""
    return _required(storage.find_to_change(turn.unit, turn.actor, subject_of(turn), now=turn.now))


def shown(turn: Turn, record: Record, others: Iterable[str] = ()) -> Piece:
    """`others` are ids of more people to name."""
    return several(turn, [record], others)[0]


def several(turn: Turn, records: Sequence[Record], others: Iterable[str] = ()) -> list[Piece]:
    subjects = {one.item.subject for one in records}
    titles = {(who, one.id): one.title for who in subjects for one in framework(turn, who)}
    ids = {id for one in records for id in _named(one)} | set(others)
    names = {one.id: one.name for one in people.by_ids(turn.unit, turn.actor.org, ids).values()} if ids else {}
    labels = content.default().source_labels
    return [
        Piece(
            record=one,
            names=names,
            competency=titles.get((one.item.subject, one.item.competency), one.item.competency),
            source=labels[one.item.source],
        )
        for one in records
    ]


def page(turn: Turn, subject: str, period: Period, *, reason: str = "") -> Page:
    """Some of what is recorded about somebody, from where the button says that was pressed: "person/where"."""
    wanted = Wanted(period=period, at=subject_of(turn).partition("/")[2], most=LISTED)
    found = evidence_reading.page(turn.unit, turn.actor, subject, wanted, now=turn.now, reason=reason)
    return Page(pieces=tuple(several(turn, found.records)), older=found.older, newer=found.newer)


def framework(turn: Turn, subject: str) -> tuple[Competency, ...]:
    return cycles.framework_of(turn.unit, turn.actor.org, subject).competencies


def offer(turn: Turn, subject: str, ids: Iterable[str]) -> Offer:
    """Return what a form about the subject is made with; `ids` are the people that stand in it."""
    pack = content.default()
    asked = {id for id in ids if id}
    prompts = {name: getattr(pack.prompts, name) for name in ("situation", "behavior", "impact")}
    return Offer(
        competencies=framework(turn, subject or turn.actor.person.id),
        labels=pack.source_labels,
        prompts=prompts,
        known=people.by_ids(turn.unit, turn.actor.org, asked) if asked else {},
    )


def hints(item: Item) -> tuple[Hint, ...]:
    """Return what the wording of the behavior makes one ask; of thanks, nobody is asked to change a word."""
    return language.hints(item.behavior, content.default().checks)


def record_read(turn: Turn, subject: str, role: Role | None = None) -> None:
    """Somebody else read about the subject, who can see by which role. Authors reading their own are not told of."""
    look = evidence_reading.look(turn.unit, turn.actor, subject, now=turn.now)
    role = role or next((one for one in _READS if one in policy.roles(look.standing)), None)
    if role is None or subject == turn.actor.person.id:
        return
    reads.record(
        turn.unit,
        turn.actor.org,
        reader=turn.actor.person.id,
        role=role.value,
        subject=subject,
        of=DataClass.REVIEWS,
        now=turn.now,
        rng=turn.rng,
        reason=look.reason if role is Role.HR else "",
    )


def _required(record: Record | None) -> Record:
    if record is None:
        raise NotFoundError
    return record


def _named(record: Record) -> set[str]:
    item = record.item
    return {item.subject, item.author, *item.artifact_authors, *([record.resolved_by] if record.resolved_by else [])}
