"""Kudos, their receivers and endorsements. Notes are sealed; nobody gets one whom domain.kudos does not let see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, update

from content.pack import Pack
from domain import kudos as rules
from domain.kudos import Audience, Badge, Given, Kudos, Receiver, State
from domain.people import Actor, Person
from storage import people, tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

_kudos = tables.table(tables.Kudos)
_receiver = tables.table(tables.KudosReceiver)
_endorsement = tables.table(tables.KudosEndorsement)
_TABLE = "kudos"
_ADD = Prepared(insert(_kudos), _kudos.columns.keys())
_ADD_RECEIVER = Prepared(insert(_receiver), _receiver.columns.keys())


def add(unit: Unit, org: str, kudos: Kudos) -> None:
    unit.do(_ADD, {"org_id": org, "id": kudos.id, "giver_id": kudos.giver.id, **_words(unit, org, kudos)})
    unit.do(_ADD_RECEIVER, [_receiver_row(org, kudos, receiver) for receiver in kudos.receivers])


_RECENT = Prepared(
    select(_receiver.c.person_id, _receiver.c.given_at)
    .select_from(
        _kudos.join(_receiver, (_kudos.c.org_id == _receiver.c.org_id) & (_kudos.c.id == _receiver.c.kudos_id))
    )
    .where(
        _kudos.c.org_id == bindparam("org"),
        _kudos.c.giver_id == bindparam("giver"),
        _kudos.c.given_at >= bindparam("since"),
        _kudos.c.state == State.GIVEN.value,
    )
)


def given_since(unit: Unit, giver: Actor, since: int) -> list[Given]:
    """Return one entry per receiver of each kudos of the giver's that still stands."""
    rows = unit.rows(_RECENT, {"org": giver.org, "giver": giver.person.id, "since": since})
    return [Given(row["person_id"], row["given_at"]) for row in rows]


def find(unit: Unit, reader: Actor, id: str, pack: Pack) -> Kudos | None:
    """Return the kudos, or None when there is none that the reader may see."""
    return _seen(_assemble(unit, reader.org, unit.rows(_one(reader.org, id)), pack), reader)


def find_to_change(unit: Unit, reader: Actor, id: str, pack: Pack) -> Kudos | None:
    """The same, locked against other units until this one ends."""
    return _seen(_assemble(unit, reader.org, unit.rows(unit.locked(_one(reader.org, id))), pack), reader)


def given_by(unit: Unit, giver: Actor, pack: Pack, *, most: int) -> list[Kudos]:
    """Return the giver's latest that stand, newest first."""
    org, person = giver.org, giver.person.id
    mine = select(_kudos).where(
        _kudos.c.org_id == org, _kudos.c.giver_id == person, _kudos.c.state == State.GIVEN.value
    )
    return _assemble(unit, org, unit.rows(mine.order_by(_kudos.c.given_at.desc(), _kudos.c.id).limit(most)), pack)


def received_by(unit: Unit, receiver: Actor, pack: Pack, *, before: int, most: int) -> list[Kudos]:
    """Return the latest that stand and were given before the moment (those in the undo window have not arrived yet)."""
    org, person = receiver.org, receiver.person.id
    latest = (
        select(_receiver.c.kudos_id)
        .where(_receiver.c.org_id == org, _receiver.c.person_id == person, _receiver.c.given_at <= before)
        .order_by(_receiver.c.given_at.desc())
        .limit(most)
    )
    mine = select(_kudos).where(_kudos.c.org_id == org, _kudos.c.id.in_(latest), _kudos.c.state == State.GIVEN.value)
    return _assemble(unit, org, unit.rows(mine.order_by(_kudos.c.given_at.desc(), _kudos.c.id)), pack)


def citable(unit: Unit, reader: Actor, receiver: str, pack: Pack, *, most: int) -> list[Kudos]:
    """Return the latest that the receiver lets reviews cite and that the reader may see; all of their own."""
    mine = (_receiver.c.org_id == reader.org, _receiver.c.person_id == receiver)
    may_be = () if receiver == reader.person.id else (_receiver.c.evidence,)
    latest = select(_receiver.c.kudos_id).where(*mine, *may_be).order_by(_receiver.c.given_at.desc()).limit(most)
    those = select(_kudos).where(
        _kudos.c.org_id == reader.org, _kudos.c.id.in_(latest), _kudos.c.state == State.GIVEN.value
    )
    found = _assemble(unit, reader.org, unit.rows(those.order_by(_kudos.c.given_at.desc(), _kudos.c.id)), pack)
    return [one for one in found if rules.may_see(one, reader)]


def public(unit: Unit, org: str, ids: Sequence[str], pack: Pack, *, held: bool = False) -> list[Kudos]:
    """Return those of these that everybody may read now, newest first; `held`: nobody changes them before this ends."""
    given = select(_kudos).where(_kudos.c.org_id == org, _kudos.c.id.in_(ids), _kudos.c.state == State.GIVEN.value)
    those = given.order_by(_kudos.c.given_at.desc(), _kudos.c.id)
    found = _assemble(unit, org, unit.rows(unit.locked(those) if held else those), pack)
    return [one for one in found if one.is_shown_publicly]


def set_state(unit: Unit, org: str, id: str, state: State) -> None:
    _change(unit, org, id, {"state": state.value})


def rewrite(unit: Unit, org: str, kudos: Kudos, *, edited: bool) -> None:
    """Save badge, note and correction as they are now."""
    changes = _words(unit, org, kudos)
    _change(unit, org, kudos.id, {name: changes[name] for name in ("badge", "note", "correction")} | {"edited": edited})


def decide(unit: Unit, org: str, id: str, receiver: Receiver) -> None:
    """Save what a receiver decided about their part."""
    mine = (_receiver.c.org_id == org) & (_receiver.c.kudos_id == id) & (_receiver.c.person_id == receiver.person.id)
    unit.run(update(_receiver).where(mine), _decisions(receiver))
    _change(unit, org, id, {})


def endorse(unit: Unit, org: str, id: str, person: str, now: int) -> bool:
    """Count the person once; say whether they were new."""
    return unit.insert_if_new(_endorsement, {"org_id": org, "kudos_id": id, "person_id": person, "at": now})


def _seen(found: Sequence[Kudos], reader: Actor) -> Kudos | None:
    return next((one for one in found if rules.may_see(one, reader)), None)


def _one(org: str, id: str) -> Select[Any]:
    return select(_kudos).where(_kudos.c.org_id == org, _kudos.c.id == id)


def _change(unit: Unit, org: str, id: str, values: dict[str, Any]) -> None:
    mine = (_kudos.c.org_id == org) & (_kudos.c.id == id)
    unit.run(update(_kudos).where(mine).values(version=_kudos.c.version + 1, **values))


def _words(unit: Unit, org: str, kudos: Kudos) -> dict[str, Any]:
    return {
        "badge": kudos.badge.id,
        "note": unit.keys.seal(kudos.note, org, _TABLE, kudos.id, "note"),
        "correction": unit.keys.seal(kudos.correction, org, _TABLE, kudos.id, "correction")
        if kudos.correction
        else None,
        "audience": kudos.audience.value,
        "state": kudos.state.value,
        "edited": kudos.edited,
        "version": kudos.version,
        "given_at": kudos.given_at,
    }


def _receiver_row(org: str, kudos: Kudos, receiver: Receiver) -> dict[str, Any]:
    who = {"org_id": org, "kudos_id": kudos.id, "person_id": receiver.person.id, "given_at": kudos.given_at}
    return who | _decisions(receiver)


def _decisions(receiver: Receiver) -> dict[str, bool]:
    return {"shared": receiver.shared, "evidence": receiver.evidence, "named": receiver.named}


def _assemble(unit: Unit, org: str, rows: Sequence[Row], pack: Pack) -> list[Kudos]:
    ids = [row["id"] for row in rows]
    if not ids:
        return []
    parts = _parts(unit, org, ids)
    everyone = {row["giver_id"] for row in rows} | {part["person_id"] for part in parts}
    known = people.by_ids(unit, org, everyone)
    counts = _endorsements(unit, org, ids)
    receivers = {id: tuple(_to_receiver(part, known) for part in parts if part["kudos_id"] == id) for id in ids}
    return [
        _to_kudos(unit, row, known[row["giver_id"]], receivers[row["id"]], counts.get(row["id"], 0), pack)
        for row in rows
    ]


def _parts(unit: Unit, org: str, ids: Iterable[str]) -> list[Row]:
    """In order of their people, put so here: asked for that order, SQLite reads all receivers that ever were by it."""
    found = unit.rows(select(_receiver).where(_receiver.c.org_id == org, _receiver.c.kudos_id.in_(list(ids))))
    return sorted(found, key=lambda part: str(part["person_id"]))


def _endorsements(unit: Unit, org: str, ids: Iterable[str]) -> dict[str, int]:
    counted = select(_endorsement.c.kudos_id, func.count().label("n")).where(
        _endorsement.c.org_id == org, _endorsement.c.kudos_id.in_(list(ids))
    )
    return {row["kudos_id"]: row["n"] for row in unit.rows(counted.group_by(_endorsement.c.kudos_id))}


def _to_receiver(row: Row, known: Any) -> Receiver:
    return Receiver(person=known[row["person_id"]], shared=row["shared"], evidence=row["evidence"], named=row["named"])


def _to_kudos(unit: Unit, row: Row, giver: Person, receivers: tuple[Receiver, ...], seen: int, pack: Pack) -> Kudos:
    place = (row["org_id"], _TABLE, row["id"])
    return Kudos(
        id=row["id"],
        giver=giver,
        receivers=receivers,
        badge=pack.badge(row["badge"]) or Badge(id=row["badge"], label=row["badge"], purpose="", ask=""),
        note=unit.keys.open(row["note"], *place, "note"),
        correction=unit.keys.open(row["correction"], *place, "correction") if row["correction"] else "",
        audience=Audience(row["audience"]),
        state=State(row["state"]),
        edited=row["edited"],
        version=row["version"],
        given_at=row["given_at"],
        endorsements=seen,
    )
