"""Makes of an outbox row the message a sender is given: its card opened, its reader and mentions as accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import and_, bindparam, select

from storage import tables, workspaces
from storage.outbox import Kind, Owed, Promise
from storage.prepared import Prepared
from storage.unit import Row, Unit
from views import codec
from views.vocabulary import Card, Mention

_person = tables.table(tables.Person)
_account = tables.table(tables.Account)
_batch = tables.table(tables.Batch)


class UnreadableError(Exception):
    """A message owed cannot be opened: another version wrote it, its key is missing, or it was altered."""


def owed(unit: Unit, row: Row, lease: str, *, doubtful: bool) -> Owed:
    """`row` is one of the outbox, with its workspace and `post_ref`, the platform's name of the post it changes.

    Raises UnreadableError, which says why without quoting anything.
    """
    try:
        return _owed(unit, row, lease, doubtful=doubtful)
    except (LookupError, TypeError, ValueError) as error:  # all that the codec and the key ring raise
        raise UnreadableError(type(error).__name__) from error


def _owed(unit: Unit, row: Row, lease: str, *, doubtful: bool) -> Owed:
    card = _card(unit, row)
    reader = _reader(unit, row)
    return Owed(
        org=row["org_id"],
        id=row["id"],
        workspace=row["workspace_id"],
        kind=Kind(row["kind"]),
        platform=row["platform"],
        tenant=row["tenant"],
        token=workspaces.open_token(unit, row["org_id"], row["workspace_id"], row["token"]),
        service_url=row["service_url"],
        bot=row["bot"],
        address=row["address"],
        card=card,
        dedupe_key=row["dedupe_key"],
        ref=row["post_ref"] or "",
        reader=reader["external"] if reader else "",
        zone=reader["zone"] if reader else "UTC",
        mentions=_mentions(unit, row, card),
        promise=Promise(row["promise"]),
        doubtful=doubtful,
        is_late=not row["may_begin"],
        started_at=row["started_at"],
        attempts=row["attempts"] + 1,
        lease=lease,
    )


_SHARED = Prepared(select(_batch.c.card).where(_batch.c.org_id == bindparam("org"), _batch.c.id == bindparam("batch")))


def _card(unit: Unit, row: Row) -> Card:
    """Its own, or the one of the long send it is a part of."""
    if row["card"] or not row["batch"]:
        opened = unit.keys.open(row["card"], row["org_id"], "outbox", row["id"], "card")
    else:
        [shared] = unit.rows(_SHARED, {"org": row["org_id"], "batch": row["batch"]})
        opened = unit.keys.open(shared["card"], row["org_id"], "batch", row["batch"], "card")
    card = codec.load(opened)
    if not isinstance(card, Card):
        raise TypeError("another view than a card was stored")
    return card


_READER = Prepared(
    select(_account.c.external, _person.c.zone)
    .select_from(
        _account.join(_person, and_(_account.c.org_id == _person.c.org_id, _account.c.person_id == _person.c.id))
    )
    .where(
        _account.c.org_id == bindparam("org"),
        _account.c.workspace_id == bindparam("workspace"),
        _account.c.person_id == bindparam("person"),
    )
)


def _reader(unit: Unit, row: Row) -> Row | None:
    if not row["reader_id"]:
        return None
    return unit.first(_READER, {"org": row["org_id"], "workspace": row["workspace_id"], "person": row["reader_id"]})


_ACCOUNTS = Prepared(
    select(_account.c.person_id, _account.c.external).where(
        _account.c.org_id == bindparam("org"),
        _account.c.workspace_id == bindparam("workspace"),
        _account.c.person_id.in_(bindparam("people", expanding=True)),
        _account.c.active,
    )
)


def _mentions(unit: Unit, row: Row, card: Card) -> Mapping[str, str]:
    """Map the people the card mentions to their accounts where it is sent."""
    people = sorted(set(_mentioned(card)))
    if not people:
        return {}
    accounts = {"org": row["org_id"], "workspace": row["workspace_id"], "people": people}
    return {found["person_id"]: found["external"] for found in unit.rows(_ACCOUNTS, accounts)}


def _mentioned(card: Card) -> Iterable[str]:
    return (span.person for span in codec.walk(card) if isinstance(span, Mention))
