"""A store in which somebody has left something in every column of every table: each text of it holds a canary.

Filled by what storage/tagging.py says, so that a new table is in these tests as soon as it is tagged.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Boolean, LargeBinary, String, Table, insert

from storage import audit, tables, workspaces
from storage.lines import FOREVER
from storage.tagging import KEPT, Kept
from storage.tags import Erased
from storage.unit import Store, Unit
from views import codec
from views.vocabulary import Card, Text

NOW = 1_790_000_000_000
DAY_MS = 86_400_000
CANARY = "canary"
ZORA, BEN, CHI = "zora-person-id", "ben-person-id", "chi-person-id"
NAMES = {ZORA: "Zora Canarywing", BEN: "Ben Okafor", CHI: "Chiara Lindqvist"}
ACCOUNTS = {ZORA: "U0CANARYZORA", BEN: "U0BEN", CHI: "U0CHI"}
TALK = f"{NAMES[ZORA]} and @zcanary told {NAMES[CHI]} of it, says zora.canary@example.org"

# What is read by code that knows only certain words; everything else of the person's is a canary.
DATES = ("due_on", "moved_from", "missed_on", "verified_on")
KNOWN: Mapping[str, Mapping[str, Any]] = {
    "kudos": {"audience": "public", "state": "given", "badge": "early_flag"},
    "outbox": {"kind": "post", "state": "queued", "promise": "at_least_once", "urgency": 1, "batch": None, "of": None},
    "broadcast": {"state": "sent", "audience": "everyone", "timing": "now", "day": "", "at": "09:00", "teams": ""},
    "broadcast_approval": {"decision": "approved", "asked": "", "version": 1},
    "notice": {"kind": "kudos.unseen", "state": "sent"},
    "postmortem_action": {"kind": "prevent", "state": "taken_on"} | dict.fromkeys(DATES, "2026-10-20"),
    "due": {"state": "planned"},
    "preference": {"opens": "09:00", "closes": "18:00", "back_on": "", "stopped": ""},
    "erasure": {"state": "withdrawn", "names": None},
    "legal_hold": {"lifted_at": NOW},
    "room_message": {"author": ACCOUNTS[ZORA], "place": "#general"},
    "import_run": {"state": "done"},
    "set_up": {"reach": "everyone", "teams": ""},
    "batch": {"id": "broadcast-1"},
    "broadcast_rule": {"over": "50", "following": ""},
    "nomination_window": {"state": "decided"},
    "calibration_sprint": {"ends_at": NOW},
    "retention": {"data_class": "drafts", "days": 30},
}
FURNISHED = {"org", "workspace", "person", "account", "audit", "audit_head", "seal_check", "team", "barred"}
NOBODYS = {
    "pulse_sheet",
    "pulse_comment",
    "pulse_remark",
    "calibration_report",
    "nomination_slip",
}  # nothing in them can be filed under a person, so nothing of hers is put there


@dataclass(frozen=True, kw_only=True)
class House:
    store: Store
    org: str
    workspace: str

    def reads(self, work: Any) -> Any:
        return self.store.read(work).result()

    def writes(self, work: Any) -> Any:
        return self.store.write(work).result()


def furnish(store: Store) -> House:
    """Zora has a row everywhere; Ben and Chiara wrote of her, and have what is theirs."""
    rng = random.Random(23)

    def build(unit: Unit) -> House:
        org = workspaces.ensure_org(unit, name="Acme", zone="UTC", now=NOW, rng=rng)
        told = {"name": "Acme", "token": "xoxb-1", "bot": "B1", "service_url": ""}
        space = workspaces.ensure(unit, org, "slack", "T1", now=NOW, rng=rng, **told)
        house = House(store=store, org=org, workspace=space.id)
        _people(unit, house)
        for table in tables.Row.metadata.sorted_tables:
            if table.name not in FURNISHED | NOBODYS:
                unit.run(insert(table), dict(_row(unit, house, table, ZORA)))
        _others(unit, house)
        for actor, about in ((ZORA, ""), (BEN, ZORA), (BEN, CHI)):
            detail = {"said": f"{CANARY} {NAMES[actor]}" if ZORA in (actor, about) else "nothing"}
            audit.record(unit, org=org, actor=actor, action="tested", object=about, detail=detail, now=NOW, rng=rng)
        return house

    return store.write(build).result()


def _people(unit: Unit, house: House) -> None:
    unit.run(insert(tables.named("team")), {"org_id": house.org, "id": "team", "name": "North", "created_at": NOW})
    for id, name in NAMES.items():
        mail = "zora.canary@example.org" if id == ZORA else f"{id}@example.org"
        title = f"{CANARY} title" if id == ZORA else ""
        named = {"name": name, "email": mail, "title": title, "kind": "full", "active": True, "zone": "UTC"}
        row = {"org_id": house.org, "id": id, "created_at": NOW, "is_hr": False, "version": 1, **named}
        unit.run(insert(tables.named("person")), row)
        handle = "zcanary" if id == ZORA else name.split()[0].casefold()
        called = {"handle": handle, "alias": f"29:{ACCOUNTS[id]}", "address": ""}
        seat = {"workspace_id": house.workspace, "external": ACCOUNTS[id], "person_id": id, "seen_at": NOW, **called}
        unit.run(insert(tables.named("account")), {"org_id": house.org, "kind": "full", "active": True, **seat})
    person = tables.named("person")
    unit.run(person.update().where(person.c.id == CHI).values(manager_id=ZORA))


def _row(unit: Unit, house: House, table: Table, person: str) -> Iterator[tuple[str, Any]]:
    """Return a row of which everything is the person's."""
    kept, known = KEPT[table.name], KNOWN.get(table.name, {})
    row: dict[str, Any] = {"org_id": house.org}
    links = {element.parent.name: element.column.table.name for fk in table.foreign_keys for element in (fk,)}
    for column in table.columns:
        row.setdefault(column.name, _value(column, kept, known, links, person, house))
    for name, sealed in kept.sealed.items():
        if name not in known:
            whose = person if kept.is_about_people else BEN  # what is nobody's holds others' words of her
            theirs = kept.is_about_people or kept.erased is not Erased.STAYS
            plain = f"{CANARY} {table.name} {name} {TALK}" if theirs else TALK
            words = _json(whose) if sealed.is_json(row) else plain
            row[name] = unit.keys.seal(words, *sealed.place(house.org, table.name, name, row))
    return iter(row.items())


def _value(
    column: Any, kept: Kept, known: Mapping[str, Any], links: Mapping[str, str], person: str, house: House
) -> Any:
    if column.name in known:
        return known[column.name]
    if column.name in kept.people:
        return person
    if column.name in kept.others:
        return BEN
    if column.name == "workspace_id":
        return house.workspace
    if column.name == "round_id":
        return "round-1"
    if column.name in links:
        return _of(links[column.name])
    if isinstance(column.type, Boolean):
        return False
    if isinstance(getattr(column.type, "impl", column.type), String):  # SQLModel wraps its own
        return f"{CANARY}-{column.name}" if column.name in kept.facts else _of(column.table.name)
    if isinstance(column.type, LargeBinary):
        return None if column.nullable else b""
    if isinstance(column.type, BigInteger):
        return FOREVER if column.name == "ends_at" else NOW
    return 1


def _of(table: str) -> str:
    return "team" if table == "team" else f"{table}-1"


def _json(person: str) -> str:
    name = NAMES[person]
    return codec.dump(Card(f"{CANARY} card", (Text((f"{TALK}, {name}",)),))) if person == ZORA else json.dumps([TALK])


def _others(unit: Unit, house: House) -> None:
    """What is not Zora's: kudos she got together with Chiara, and a private one between the two others about her."""
    kudos, receiver = tables.named("kudos"), tables.named("kudos_receiver")
    at = {"given_at": NOW, "badge": "early_flag", "state": "given", "edited": False, "version": 1, "audience": "public"}
    for id, note, to in (
        ("shared", f"{CANARY} to two of you", (ZORA, CHI)),
        ("to-zora", f"{CANARY} to you alone", (ZORA,)),
        ("of-zora", TALK, (CHI,)),
        ("other", "nothing of anybody else in here", (CHI,)),
    ):
        sealed = unit.keys.seal(note, house.org, "kudos", id, "note")
        unit.run(insert(kudos), {"org_id": house.org, "id": id, "giver_id": BEN, "note": sealed, **at})
        decided = {"given_at": NOW, "shared": False, "evidence": False, "named": True}
        for one in to:
            unit.run(insert(receiver), {"org_id": house.org, "kudos_id": id, "person_id": one, **decided})
    unit.run(
        insert(receiver),
        {"org_id": house.org, "kudos_id": "kudos-1", "person_id": CHI, **decided},
    )


# --- Looking for what is left -------------------------------------------------------------------------------------


def opened(unit: Unit, *, but: frozenset[str] = frozenset()) -> list[str]:
    """Return every place in the store, opened with the keys, where a canary is still found."""
    found = []
    for table in tables.Row.metadata.sorted_tables:
        if table.name in but:
            continue
        for row in unit.rows(table.select()):
            found += [
                f"{table.name}.{name}" for name, text in _texts(unit, table.name, row) if CANARY in text.casefold()
            ]
    return sorted(found)


def _texts(unit: Unit, name: str, row: Any) -> Iterator[tuple[str, str]]:
    sealed = KEPT[name].sealed
    for column, value in row.items():
        if column in sealed and value:
            place = sealed[column].place(row["org_id"], name, column, row)
            yield column, _open(unit, value, place)
        else:
            yield column, str(value)


def _open(unit: Unit, value: Any, place: tuple[str, ...]) -> str:
    try:
        return unit.keys.open(bytes(value), *place)
    except ValueError:
        return repr(bytes(value))
