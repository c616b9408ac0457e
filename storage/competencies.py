"""Versions of the org's competency framework; the one to go by is the newest approved, or the default pack's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, select, update

from content import frameworks, reviews
from content.reading import Node
from domain.competencies import Status, Version
from domain.errors import StaleError
from storage import tables
from storage.notices import Notice
from storage.prepared import Prepared
from storage.unit import Row, Unit

ASKED = "competencies.approval"  # a kind of notices; their subject is number/edition
READ = 64  # texts of versions that are held as they were read; each is some 100 KB
_version = tables.table(tables.FrameworkVersion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A version as it is kept: `edition` counts its changes, so that of two who change it the second is told."""

    version: Version
    edition: int
    changed_by: str
    changed_at: int


def add(unit: Unit, org: str, version: Version, *, by: str, now: int) -> Kept:
    """Keep a new version under the next number. Raises StaleError when somebody else was faster."""
    last = unit.run(select(func.max(_version.c.number)).where(_version.c.org_id == org)).scalar()
    numbered = replace(version, framework=reviews.FRAMEWORK, number=(last or 0) + 1)
    kept = Kept(version=numbered, edition=1, changed_by=by, changed_at=now)
    if not unit.insert_if_new(_version, {"org_id": org, "number": numbered.number, **_columns(kept)}):
        raise StaleError
    return kept


def save(unit: Unit, org: str, before: Kept, version: Version, *, by: str, now: int) -> Kept:
    """Keep the version in place of what was there. Raises StaleError when somebody else was faster."""
    kept = Kept(version=version, edition=before.edition + 1, changed_by=by, changed_at=now)
    here = (*_one(org, version.number), _version.c.version == before.edition)
    if not unit.run(update(_version).where(*here), _columns(kept)).rowcount:
        raise StaleError
    return kept


def drop(unit: Unit, org: str, draft: Kept) -> None:
    """Delete a draft. Raises StaleError when it is none any more."""
    here = (*_one(org, draft.version.number), _version.c.version == draft.edition)
    if not unit.run(delete(_version).where(*here, _version.c.state == Status.DRAFT.value)).rowcount:
        raise StaleError


def find(unit: Unit, org: str, number: int) -> Kept | None:
    row = unit.first(_FIND, {"org": org, "number": number})
    return None if row is None else _kept(row)


def still_asked(unit: Unit, org: str, _person: str, waiting: Sequence[Notice]) -> list[Notice]:
    """Return those of which the draft is as it was when it was put to somebody."""
    found = {one.subject: find(unit, org, int(one.subject.partition("/")[0])) for one in waiting}
    drafts = {key: kept for key, kept in found.items() if kept and kept.version.status is Status.DRAFT}
    return [one for one in waiting if one.subject in drafts and one.subject.endswith(f"/{drafts[one.subject].edition}")]


def every(unit: Unit, org: str) -> list[Kept]:
    """Return all versions, the newest first."""
    return [_kept(row) for row in unit.rows(select(_version).where(_version.c.org_id == org).order_by(_NEWEST))]


def current(unit: Unit, org: str) -> Version:
    """Return the newest approved version; until there is one, the default pack's, as a draft."""
    row = unit.first(_CURRENT, {"org": org, "state": Status.APPROVED.value})
    return reviews.default().framework if row is None else _kept(row).version


def written(version: Version) -> str:
    """Return what a version says, as the text that is kept: the same for the same words."""
    return json.dumps(frameworks.plain(version), sort_keys=True)


_NEWEST = _version.c.number.desc()
_FIND = Prepared(
    select(_version).where(_version.c.org_id == bindparam("org"), _version.c.number == bindparam("number"))
)
_CURRENT = Prepared(
    select(_version)
    .where(_version.c.org_id == bindparam("org"), _version.c.state == bindparam("state"))
    .order_by(_NEWEST)
    .limit(1)
)


def _one(org: str, number: int) -> tuple[ColumnElement[bool], ...]:
    return _version.c.org_id == org, _version.c.number == number


def _columns(kept: Kept) -> Mapping[str, Any]:
    return {
        "state": kept.version.status.value,
        "content": written(kept.version),
        "version": kept.edition,
        "changed_by": kept.changed_by,
        "changed_at": kept.changed_at,
        "approved_by": kept.version.approved_by,
        "approved_at": kept.version.approved_at,
    }


def _kept(row: Row) -> Kept:
    said = _said(row["content"], row["number"])
    stands = {"status": Status(row["state"]), "approved_by": row["approved_by"], "approved_at": row["approved_at"]}
    version = replace(said, **stands)
    return Kept(version=version, edition=row["version"], changed_by=row["changed_by"], changed_at=row["changed_at"])


@lru_cache(maxsize=READ)
def _said(content: str, number: int) -> Version:
    """What is on people's screens is in it, and reading it takes longer than all else: the same text is read once."""
    return frameworks.version(Node(value=json.loads(content), where=""), framework=reviews.FRAMEWORK, number=number)
