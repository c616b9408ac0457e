"""What concerns somebody under a legal hold, in every table: neither the erasure of others nor time may touch it.

A row concerns whom storage/tagging.py names in it, and whoever has a part in what it belongs to: all of a kudos, of a
long send and of its answers is kept for the sake of each of them, and all that is kept of somebody's reviews for the
sake of whoever wrote or decided any of it. So no row is kept without those that it points at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, false, or_, select, true, union

from domain.privacy import DataClass
from storage import tables
from storage.tagging import KEPT

Held = Collection[str]  # ids of people
_kudos = tables.table(tables.Kudos)
_receiver = tables.table(tables.KudosReceiver)
_endorsement = tables.table(tables.KudosEndorsement)
_broadcast = tables.table(tables.Broadcast)
_answer = tables.table(tables.BroadcastAnswer)
_approval = tables.table(tables.BroadcastApproval)
_outbox = tables.table(tables.Outbox)
_habit = tables.table(tables.CalibrationHabit)


def free(name: str, org: str, held: Held) -> ColumnElement[bool]:
    """The rows of a table that concern nobody held."""
    return rows(name, org, held).is_not(true()) if held else true()


def rows(name: str, org: str, held: Held) -> ColumnElement[bool]:
    """The rows of a table that concern somebody held. Of a row without anybody it is neither true nor false."""
    if not held:
        return false()
    table, kept = tables.named(name), KEPT[name]
    ways = [about(name, org, held), *(table.c[column].in_(held) for column in kept.others)]
    ways += [table.c[column].in_(those(org, held)) for column, those in _PART_OF.get(name, {}).items()]
    return or_(*ways)


def about(name: str, org: str, people: Held) -> ColumnElement[bool]:
    """The rows of a table that are about one of these people: whoever is only named in one is left out."""
    table, kept = tables.named(name), KEPT[name]
    ways = [table.c[column].in_(people) for column in kept.people]
    for through in kept.through:
        there = tables.named(through.table)
        named = and_(there.c.org_id == org, there.c[through.person].in_(people))
        ways.append(table.c[through.own].in_(select(there.c[through.key]).where(named)))
    return or_(false(), *ways)


def _has_part(parts: Mapping[Table, tuple[str, str]]) -> Callable[[str, Held], Any]:
    """`parts`: by table, the column of the whole it is a part of, and that of the person."""

    def those(org: str, held: Held) -> Any:
        found: list[Select[Any]] = [
            select(table.c[whole]).where(table.c.org_id == org, table.c[person].in_(held), table.c[whole].is_not(None))
            for table, (whole, person) in parts.items()
        ]
        return union(*found)

    return those


_KUDOS = _has_part(
    {_kudos: ("id", "giver_id"), _receiver: ("kudos_id", "person_id"), _endorsement: ("kudos_id", "person_id")}
)
_BROADCASTS = _has_part(
    {
        _broadcast: ("id", "author_id"),
        _answer: ("broadcast_id", "person_id"),
        _approval: ("broadcast_id", "by_id"),
        _outbox: ("batch", "reader_id"),
    }
)
_CALIBRATED = _has_part({_habit: ("session_id", "person_id")})
_REVIEWED = {
    name: kept.people[0] for name, kept in KEPT.items() if kept.data_class is DataClass.REVIEWS and kept.people
}


def _of_reviews(org: str, held: Held) -> Any:
    """Return of whom there is a review, evidence or a goal that one of these people has a part in."""
    found: list[Select[Any]] = []
    for name, subject in _REVIEWED.items():
        table, kept = tables.named(name), KEPT[name]
        parts = or_(*(table.c[column].in_(held) for column in (*kept.people, *kept.others)))
        found.append(select(table.c[subject]).where(table.c.org_id == org, parts))
    return union(*found)


_PART_OF: Mapping[str, Mapping[str, Callable[[str, Held], Any]]] = {
    "kudos": {"id": _KUDOS},
    "kudos_receiver": {"kudos_id": _KUDOS},
    "kudos_endorsement": {"kudos_id": _KUDOS},
    "broadcast": {"id": _BROADCASTS},
    "broadcast_answer": {"broadcast_id": _BROADCASTS},
    "broadcast_approval": {"broadcast_id": _BROADCASTS},
    "batch": {"id": _BROADCASTS},
    "calibration_report": {"session_id": _CALIBRATED},
    **{name: {subject: _of_reviews} for name, subject in _REVIEWED.items()},
}
