"""Evidence: nobody gets a piece whom the policy does not let read it at this moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, func, insert, or_, select, update

from domain import policy, ratings
from domain.evidence import Item, Period, State
from domain.evidence_record import Change, Deed, Quote, Record, met
from domain.people import Actor
from domain.policy import Action, Kind, Standing
from domain.privacy import HOUR_MS
from domain.roles import Office
from storage import evidence_rows as rows
from storage import lines, people, reads, reviews_handed_in, roles, tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

WHAT, STATED = "evidence", "as stated within the hour before"
ADDED = "evidence.added"  # the notice that something is ready to read for its subject
ALWAYS = Period(start=date(1, 1, 1), end=date(9999, 12, 31))
_evidence = tables.table(tables.Evidence)
_change = tables.table(tables.EvidenceChange)
_citation = tables.table(tables.RatingCitation)
_review = tables.table(tables.Review)
_UNLOCKED = [state.value for state in ratings.OPEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Who reads about whom, at which moment, and what for where a purpose is asked.

    `submitted`: the periods in which the subject is reviewed, the latest first, and whether that review is handed in.
    """

    reader: Actor
    standing: Standing
    now: int
    submitted: Sequence[tuple[Period, bool]]
    reason: str = ""

    def is_submitted(self, on: date) -> bool:
        """Of two periods with that day the one that began last decides."""
        return next((is_in for period, is_in in self.submitted if period.start <= on <= period.end), False)


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


def about(
    unit: Unit, reader: Actor, subject: str, *, period: Period = ALWAYS, now: int, reason: str = ""
) -> list[Record]:
    """Return what the reader may read of what happened in the period and is about the subject, the latest first."""
    told = {"org": reader.org, "subject": subject, "first": str(period.start), "last": str(period.end)}
    found = unit.rows(_ABOUT, told)
    return _allowed(unit, look(unit, reader, subject, now=now, reason=reason), found) if found else []


def by_author(unit: Unit, author: Actor, *, most: int) -> list[Record]:
    """Return what the author wrote, the latest first. Authors always read their own."""
    mine = {"org": author.org, "author": author.person.id, "most": most}
    return [rows.record(unit, row) for row in unit.rows(_BY_AUTHOR, mine)]


def contested(unit: Unit, reader: Actor, *, now: int) -> list[Record]:
    """Return what waits to be decided by this reader: what is contested by people outside their line."""
    if not roles.holds(unit, reader.org, reader.person.id, Office.OMBUD):
        return []
    found = unit.rows(_CONTESTED, {"org": reader.org})
    subjects = dict.fromkeys(row["subject_id"] for row in found)
    looks = {one: look(unit, reader, one, now=now) for one in subjects}
    mine = [one for one, look in looks.items() if policy.Role.OMBUD in policy.roles(look.standing)]
    return [rows.record(unit, row) for row in found if row["subject_id"] in mine]


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
    return _allowed(unit, look(unit, reader, item.subject, now=now), found) if found else []


def show(unit: Unit, org: str, subject: str, ids: Collection[str] | None, *, now: int) -> None:
    """The subject was told of these pieces (None: of all there are) and can read them from now on."""
    those = (_evidence.c.org_id == org, _evidence.c.subject_id == subject, _evidence.c.shown_at.is_(None))
    named = () if ids is None else (_evidence.c.id.in_(tuple(ids)),)
    unit.run(update(_evidence).where(*those, *named).values(shown_at=now))


def tell(unit: Unit, org: str, subject: str, now: int) -> None:
    """The same of all there are: a notice that something is ready tells of everything."""
    show(unit, org, subject, None, now=now)


def unshown(unit: Unit, org: str, subject: str) -> int:
    """Return how many pieces the subject has not been told of yet."""
    row = unit.first(_UNSHOWN, {"org": org, "subject": subject})
    return int(row["count"]) if row else 0


def is_locked(unit: Unit, org: str, id: str) -> bool:
    """A rating that was handed in rests on it."""
    return unit.first(_LOCKED, {"org": org, "id": id}) is not None


def look(unit: Unit, reader: Actor, subject: str, *, now: int, reason: str = "") -> Look:
    """Work out, once for all pieces about the subject, what the reader is to them."""
    standing = lines.standing(unit, reader, subject, at=now)
    is_above = policy.Role.SKIP_LEVEL in policy.roles(standing)
    submitted = reviews_handed_in.periods(unit, reader.org, subject) if is_above else ()
    reason = reason or (_stated(unit, reader, subject, now) if policy.Role.HR in policy.roles(standing) else "")
    return Look(reader=reader, standing=standing, now=now, submitted=submitted, reason=reason)


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
    found = _allowed(unit, look(unit, reader, row["subject_id"], now=now, reason=reason), [row])
    return found[0] if found else None


def _allowed(unit: Unit, look: Look, found: Sequence[Row]) -> list[Record]:
    opened = (rows.record(unit, row) for row in found)
    return [record for record in opened if _may_read(unit, look, record.item)]


def _may_read(unit: Unit, look: Look, item: Item) -> bool:
    standing = replace(look.standing, author=item.author == look.reader.person.id)
    came_under = standing.manager and item.shown_at is None and _led_then(unit, look.reader, item)
    is_in = look.is_submitted(item.occurred_on)
    conditions = met(item, came_under=came_under, is_submitted=is_in, is_locked=False, reason=look.reason)
    return policy.allows(standing, Action.READ, Kind.EVIDENCE, conditions)


def _stated(unit: Unit, reader: Actor, subject: str, now: int) -> str:
    """A purpose holds for an hour, so that what was listed can be opened one by one."""
    opened = reads.opened(unit, reader.org, reader.person.id, since=now - HOUR_MS)
    return STATED if any(one.subject == subject and one.what == WHAT for one in opened) else ""


def _led_then(unit: Unit, reader: Actor, item: Item) -> bool:
    return lines.manager(unit, reader.org, item.subject, at=item.recorded_at) == reader.person.id


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
_ABOUT = Prepared(
    select(_evidence)
    .where(*_OF_SUBJECT, _evidence.c.occurred_on.between(bindparam("first"), bindparam("last")))
    .order_by(*_LATEST)
)
_BY_AUTHOR = Prepared(
    select(_evidence)
    .where(_MINE, _evidence.c.author_id == bindparam("author"))
    .order_by(_evidence.c.recorded_at.desc(), _evidence.c.id)
    .limit(bindparam("most"))
)
_CONTESTED = Prepared(
    select(_evidence)
    .where(_MINE, _evidence.c.state == State.CONTESTED.value)
    .order_by(_evidence.c.contested_at, _evidence.c.id)
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
