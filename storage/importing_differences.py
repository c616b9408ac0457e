"""The differences that a people file makes, one for each person, as they are written down before anything is saved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from domain import directory_changes as changes
from domain.directory_changes import Field, Present
from storage.importing_desk import Desk

ADDED, CHANGED, LEAVING = "added", "changed", "leaving"
NO_LONGER_HR = Field("hr", "yes", "no")
BACK = Field("active", "no", "yes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One difference: a person who comes, changes or leaves. `fields` is empty for whoever comes; `version` is 0."""

    kind: str
    person: str
    email: str
    name: str
    fields: tuple[Field, ...] = ()
    title: str = ""
    zone: str = "UTC"
    hr: bool = False
    manager: str = ""
    teams: tuple[str, ...] = ()
    told: str | None = None
    version: int = 0


def planned(
    desk: Desk, kind: str = "", *, person: str = "", after: int = 0, most: int = -1
) -> Iterator[tuple[int, Planned]]:
    """Yield the differences in the order in which they are saved: managers before whom they lead, leavers last."""
    those = "n > ? AND (? = '' OR kind = ?) AND (? = '' OR person = ?)"
    that = f"SELECT * FROM planned WHERE {those} ORDER BY n LIMIT ?"  # noqa: S608 - our own words
    for row in desk.rows(that, after, kind, kind, person, person, most):
        detail = json.loads(row["detail"])
        fields = tuple(Field(*one) for one in detail.pop("fields", ()))
        detail["teams"] = tuple(detail.get("teams", ()))
        said = {"kind": row["kind"], "person": row["person"], "email": row["email"], "name": row["name"]}
        yield row["n"], Planned(**said, fields=fields, **detail)


def called(desk: Desk, person: str) -> str:
    """Return how a manager is shown: by address, or by name where there is none."""
    known = "SELECT coalesce(email, name) FROM known WHERE id = ?"
    return desk.one("SELECT email FROM listed WHERE person = ?", person) or desk.one(known, person) or ""


def write_down(desk: Desk, *, partial: bool) -> None:
    desk.run_many(_PLAN, (_planned(one) for one in _coming(desk)))
    desk.run_many(_PLAN, (_planned(one) for one in _changing(desk)))
    if not partial:
        desk.run_many(_PLAN, (_planned(one) for one in _leaving(desk)))


_PLAN = "INSERT INTO planned (kind, person, email, name, detail) VALUES (?, ?, ?, ?, ?)"


def _planned(one: Planned) -> tuple[str, ...]:
    detail: dict[str, object] = {name: getattr(one, name) for name in _DETAIL}
    detail["fields"] = [(field.name, field.old, field.new) for field in one.fields]
    return (one.kind, one.person, one.email, one.name, json.dumps(detail))


_DETAIL = ("title", "zone", "hr", "manager", "teams", "told", "version")


def _coming(desk: Desk) -> Iterator[Planned]:
    that = "SELECT * FROM listed WHERE person NOT IN (SELECT id FROM known) ORDER BY level, line"
    for row in desk.rows(that):
        entry = desk.entry(row)
        yield Planned(
            kind=ADDED,
            person=row["person"],
            email=entry.email,
            name=entry.name,
            title=entry.title or "",
            zone=entry.zone or "UTC",
            hr=bool(entry.hr),
            manager=row["boss"] or "",
            teams=tuple(sorted(entry.teams or ())),
            told=changes.told_of_new(entry),
        )


def _changing(desk: Desk) -> Iterator[Planned]:
    """From the top down: so no part of the file makes a circle for as long as another part is not saved.

    Whoever only loses HR comes last, after whoever gets it.
    """
    late: list[Planned] = []
    for row in desk.rows("SELECT * FROM listed WHERE person IN (SELECT id FROM known) ORDER BY level, line"):
        entry, person = desk.entry(row), desk.present(row["person"])
        if person is None:
            continue
        boss = None if entry.manager is None else row["boss"] or ""
        fields = tuple(changes.fields(person, entry, boss))
        if fields:
            change = _change(person, CHANGED, fields)
            if NO_LONGER_HR in fields and not any(field.name == "manager" for field in fields):
                late.append(change)
            else:
                yield change
    yield from late


def _leaving(desk: Desk) -> Iterator[Planned]:
    for row in desk.rows("SELECT * FROM known WHERE id NOT IN (SELECT person FROM listed)"):
        person = desk.known(row)
        if person.is_governed:
            yield _change(person, LEAVING, (Field("active", "yes", "no"),))


def _change(person: Present, kind: str, fields: tuple[Field, ...]) -> Planned:
    return Planned(
        kind=kind,
        person=person.id,
        email=person.email or "",
        name=person.name,
        fields=fields,
        told=changes.told(person, fields),
        version=person.version,
    )
