"""Pieces of evidence as rows and back: the words sealed, a link known by its keyed hash."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from domain import links
from domain.competencies import Direction
from domain.evidence import Item, Outline, State, Voice
from domain.evidence_record import Change, Deed, Quote, Record
from domain.evidence_sources import Source
from storage.sealing import KeyRing
from storage.unit import Row, Unit

_TABLE, _CHANGES = "evidence", "evidence_change"
_PURPOSE = "evidence link"
WORDS = ("situation", "behavior", "impact", "event", "link", "corrective_action")
UNSEALED = (
    "id",
    "subject_id",
    "author_id",
    "competency",
    "direction",
    "source",
    "occurred_on",
    "recorded_on",
    "recorded_at",
    "shown_at",
    "state",
)  # all of which an outline is made


def row(unit: Unit, org: str, record: Record) -> dict[str, Any]:
    """Every column of a new piece."""
    who = {"org_id": org, "id": record.id, "subject_id": record.item.subject, "author_id": record.item.author}
    return who | {"kudos_id": record.kudos, "request_id": record.request} | values(unit, org, record)


def values(unit: Unit, org: str, record: Record) -> dict[str, Any]:
    """What may change of it."""
    return {**_facts(record.item), **_papers(unit, org, record), "link_key": link_keys(unit.keys, org, record.item)[0]}


def link_keys(keys: KeyRing, org: str, item: Item) -> list[str]:
    """Return the hash of the document it links to under each key of the ring, the current one first; "" for none."""
    said = "\x1f".join((org, links.normalized(item.link))).encode()
    return [hmac.new(key, said, hashlib.sha256).hexdigest() if item.link else "" for key in keys.keys(_PURPOSE)]


def outline(row: Row) -> Outline:
    return Outline(**_outlined(row))


def record(unit: Unit, row: Row) -> Record:
    words, side = _opened(unit, row, "words"), _opened(unit, row, "side")
    return Record(
        item=_item(row, words, side.get("answer", "")),
        objection=side.get("objection", ""),
        decision=side.get("decision", ""),
        resolved_by=row["resolved_by"],
        quote=Quote(row["quote"]),
        quoted=words.get("quoted", ""),
        kudos=row["kudos_id"],
        request=row["request_id"],
    )


def change_row(unit: Unit, org: str, record: Record, change: Change) -> dict[str, Any]:
    place = (org, _CHANGES, f"{record.id}/{change.version}", "before")
    return {
        "org_id": org,
        "evidence_id": record.id,
        "version": change.version,
        "subject_id": record.item.subject,
        "by_id": change.by,
        "change": change.deed.value,
        "at": change.at,
        "before": unit.keys.seal(json.dumps(dict(change.before)), *place) if change.before else None,
    }


def change(unit: Unit, row: Row) -> Change:
    place = (row["org_id"], _CHANGES, f"{row['evidence_id']}/{row['version']}", "before")
    before = json.loads(unit.keys.open(row["before"], *place)) if row["before"] else {}
    return Change(version=row["version"], by=row["by_id"], deed=Deed(row["change"]), at=row["at"], before=before)


def said(item: Item) -> Mapping[str, str]:
    """Return the author's words, by field."""
    return {name: getattr(item, name) for name in WORDS}


def _facts(item: Item) -> dict[str, Any]:
    return {
        "competency": item.competency,
        "direction": item.direction.value,
        "source": item.source.value,
        "occurred_on": item.occurred_on.isoformat(),
        "recorded_on": item.recorded_on.isoformat(),
        "recorded_at": item.recorded_at,
        "link_works": item.link_works,
        "artifact_authors": ",".join(sorted(item.artifact_authors)),
        "voice": item.voice.value if item.voice else "",
        "hints_open": item.hints_open,
        "shown_at": item.shown_at,
        "state": item.state.value,
        "version": item.version,
    }


def _papers(unit: Unit, org: str, record: Record) -> dict[str, Any]:
    side = {"answer": record.item.answer, "objection": record.objection, "decision": record.decision}
    words = {**said(record.item), "quoted": record.quoted}
    place = (org, _TABLE, record.id)
    return {
        "words": unit.keys.seal(json.dumps(words), *place, "words"),
        "side": unit.keys.seal(json.dumps(side), *place, "side") if any(side.values()) else None,
        "quote": record.quote.value,
        "resolved_by": record.resolved_by,
    }


def _item(row: Row, words: Mapping[str, str], answer: str) -> Item:
    said: dict[str, Any] = {name: words[name] for name in WORDS}
    return Item(
        **_outlined(row),
        **said,
        link_works=row["link_works"],
        artifact_authors=frozenset(row["artifact_authors"].split(",")) - {""},
        voice=Voice(row["voice"]) if row["voice"] else None,
        hints_open=row["hints_open"],
        answer=answer,
        version=row["version"],
    )


def _outlined(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "subject": row["subject_id"],
        "author": row["author_id"],
        "competency": row["competency"],
        "direction": Direction(row["direction"]),
        "source": Source(row["source"]),
        "occurred_on": date.fromisoformat(row["occurred_on"]),
        "recorded_on": date.fromisoformat(row["recorded_on"]),
        "recorded_at": row["recorded_at"],
        "shown_at": row["shown_at"],
        "state": State(row["state"]),
    }


def _opened(unit: Unit, row: Row, column: str) -> Mapping[str, str]:
    """Empty where nothing stands."""
    if not row[column]:
        return {}
    told: Mapping[str, str] = json.loads(unit.keys.open(row[column], row["org_id"], _TABLE, row["id"], column))
    return told
