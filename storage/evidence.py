"""Evidence: nobody gets a piece whom the policy does not let read it at this moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import bindparam, func, insert, or_, select, update

from domain import ratings
from domain.evidence import Item, State
from domain.evidence_record import Change, Deed, Quote, Record
from domain.people import Actor
from storage import evidence_reading, people, tables
from storage import evidence_rows as rows
from storage.prepared import Prepared
from storage.unit import Row, Unit

ADDED = "evidence.added"  # the notice that something is ready to read for its subject
_evidence = tables.table(tables.Evidence)
_change = tables.table(tables.EvidenceChange)
_citation = tables.table(tables.RatingCitation)
_review = tables.table(tables.Review)
_UNLOCKED = [state.value for state in ratings.OPEN]


def add(unit: Unit, org: str, record: Record, *, by: str, now: int) -> None:
    """Save a new piece. `by` may be another than its author: who attached somebody's thanks."""
    unit.do(_ADD, rows.row(unit, org, record))
    _remember(unit, org, record, Change(version=record.item.version, by=by, deed=Deed.ADDED, at=now))


def save(unit: Unit, org: str, after: Record, before: Record, change: Change) -> None:
    """Save what became of a piece that was found to be changed, with a line of its history."""
    here = (_evidence.c.org_id == org, _evidence.c.id == after.id)
    contested = {"contested_at": change.at} if change.deed is Deed.CONTESTED else {}
    resolved = {"resolved_at": change.at} if change.deed in {Deed.KEPT, Deed.STRUCK} else {}
    unit.run(update(_evidence).where(*here).values(**rows.values(unit, org, after), **contested, **resolved))
    told = rows.said(before.item) if rows.said(before.item) != rows.said(after.item) else {}
    _remember(unit, org, after, replace(change, version=after.item.version, before=told))


def find(unit: Unit, reader: Actor, id: str, *, now: int, reason: str = "") -> Record | None:
    """Return the piece, or None when there is none that the reader may read now."""
    return _one(unit, reader, unit.first(_ONE, {"org": reader.org, "id": id}), now, reason)


def find_to_change(unit: Unit, reader: Actor, id: str, *, now: int) -> Record | None:
    """The same, locked against other units until this one ends."""
    return _one(unit, reader, _locked(unit, reader.org, id), now, "")


def by_author(unit: Unit, author: Actor, *, most: int) -> list[Record]:
    """Return what the author wrote, the latest first. Authors always read their own."""
    mine = {"org": author.org, "author": author.person.id, "most": most}
    return [rows.record(unit, row) for row in unit.rows(_BY_AUTHOR, mine)]


def history(unit: Unit, reader: Actor, id: str, *, now: int, reason: str = "") -> list[Change]:
    """Return what became of a piece that the reader may read, in order."""
    if find(unit, reader, id, now=now, reason=reason) is None:
        return []
    return [rows.change(unit, row) for row in unit.rows(_HISTORY, {"org": reader.org, "id": id})]


def akin(unit: Unit, reader: Actor, item: Item, *, now: int) -> list[Record]:
    """Return what may be the same thing said twice, of what the reader may read: a warning tells of nothing else."""
    keys = [key for key in rows.link_keys(unit.keys, reader.org, item) if key]
    told = {"org": reader.org, "subject": item.subject, "author": item.author, "keys": keys or ["none"]}
    found = unit.rows(_AKIN, told)
    look = evidence_reading.look(unit, reader, item.subject, now=now)
    return [rows.record(unit, row) for row in found if evidence_reading.may_read(unit, look, rows.outline(row))]


def tell(unit: Unit, org: str, subject: str, now: int) -> None:
    """The subject is told of all there are, and can read them from now on."""
    those = (_evidence.c.org_id == org, _evidence.c.subject_id == subject, _evidence.c.shown_at.is_(None))
    unit.run(update(_evidence).where(*those).values(shown_at=now))


def unshown(unit: Unit, org: str, subject: str) -> int:
    """Return how many pieces the subject has not been told of yet."""
    row = unit.first(_UNSHOWN, {"org": org, "subject": subject})
    return int(row["count"]) if row else 0


def is_locked(unit: Unit, org: str, id: str) -> bool:
    """A rating that was handed in rests on it."""
    return unit.first(_LOCKED, {"org": org, "id": id}) is not None


def find_by_quote(unit: Unit, author: Actor, id: str) -> Record | None:
    """Return the piece whose message the author wrote, while they are asked whether it may be quoted."""
    row = _locked(unit, author.org, id)
    is_theirs = row is not None and row["quote"] == Quote.ASKED and row["artifact_authors"] == author.person.id
    return rows.record(unit, row) if row is not None and is_theirs else None


def refuse_quote(unit: Unit, org: str, id: str) -> None:
    """Only the link stays. Nothing of what can be read changes, so no line of the history says who refused."""
    here = (_evidence.c.org_id == org, _evidence.c.id == id)
    unit.run(update(_evidence).where(*here).values(quote=Quote.REFUSED.value))


def withdraw_thanks(unit: Unit, org: str, kudos: str, subjects: Iterable[str], *, by: str, now: int) -> None:
    """A kudos was taken back, or may not be cited any more: what came from it goes with it, unless it is locked."""
    here = (_evidence.c.org_id == org, _evidence.c.subject_id.in_(tuple(subjects)), _evidence.c.kudos_id == kudos)
    for row in unit.rows(select(_evidence).where(*here, _evidence.c.state != State.WITHDRAWN.value)):
        before = rows.record(unit, row)
        if not is_locked(unit, org, before.id):
            item = replace(before.item, state=State.WITHDRAWN, version=before.item.version + 1)
            change = Change(version=item.version, by=by, deed=Deed.WITHDRAWN, at=now)
            save(unit, org, replace(before, item=item), before, change)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _locked(unit: Unit, org: str, id: str) -> Row | None:
    """First the person, then the piece: whoever writes their review does so in that order, too."""
    row = unit.first(_ONE, {"org": org, "id": id})
    if row is None:
        return None
    people.lock(unit, org, row["subject_id"])
    return unit.first(_ONE if unit.is_alone else _ONE_LOCKED, {"org": org, "id": id})


def _one(unit: Unit, reader: Actor, row: Row | None, now: int, reason: str) -> Record | None:
    if row is None:
        return None
    look = evidence_reading.look(unit, reader, row["subject_id"], now=now, reason=reason)
    return rows.record(unit, row) if evidence_reading.may_read(unit, look, rows.outline(row)) else None


def _remember(unit: Unit, org: str, record: Record, change: Change) -> None:
    unit.do(_REMEMBER, rows.change_row(unit, org, record, change))


_LATER = {"contested_at", "resolved_at"}
_ADD = Prepared(insert(_evidence), [column.name for column in _evidence.columns if column.name not in _LATER])
_REMEMBER = Prepared(insert(_change), _change.columns.keys())
_MINE = _evidence.c.org_id == bindparam("org")
_OF_SUBJECT = (_MINE, _evidence.c.subject_id == bindparam("subject"))
_LATEST = (_evidence.c.occurred_on.desc(), _evidence.c.id)
_ONE_ROW = select(_evidence).where(_MINE, _evidence.c.id == bindparam("id"))
_ONE = Prepared(_ONE_ROW)
_ONE_LOCKED = Prepared(_ONE_ROW.with_for_update())
_BY_AUTHOR = Prepared(
    select(_evidence)
    .where(_MINE, _evidence.c.author_id == bindparam("author"))
    .order_by(_evidence.c.recorded_at.desc(), _evidence.c.id)
    .limit(bindparam("most"))
)
_AKIN = Prepared(
    select(_evidence)
    .where(
        *_OF_SUBJECT,
        or_(
            _evidence.c.author_id == bindparam("author"),
            _evidence.c.link_key.in_(bindparam("keys", expanding=True)),
        ),
    )
    .order_by(*_LATEST)
)
_HISTORY = Prepared(
    select(_change)
    .where(_change.c.org_id == bindparam("org"), _change.c.evidence_id == bindparam("id"))
    .order_by(_change.c.version)
)
_UNSHOWN = Prepared(
    select(func.count().label("count")).where(
        *_OF_SUBJECT, _evidence.c.shown_at.is_(None), _evidence.c.state != State.WITHDRAWN.value
    )
)
_LOCKED = Prepared(
    select(_citation.c.evidence_id)
    .select_from(
        _citation.join(
            _review,
            (_review.c.org_id == _citation.c.org_id)
            & (_review.c.cycle_id == _citation.c.cycle_id)
            & (_review.c.round_id == _citation.c.round_id)
            & (_review.c.subject_id == _citation.c.subject_id),
        )
    )
    .where(
        _citation.c.org_id == bindparam("org"),
        _citation.c.evidence_id == bindparam("id"),
        _review.c.state.not_in(_UNLOCKED),
    )
    .limit(1)
)
