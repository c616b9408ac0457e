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
    """One difference: a person who comes, changes or leaves. `fields` is empty for whoever comes; `version` is 0.

    `under_leaver`: whom the file names as their manager has left, as we know.
    """

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
    under_leaver: bool = False

    @property
    def boss(self) -> str:
        """The id of whoever is to lead them, "" for nobody."""
        return self.manager or next((field.new for field in self.fields if field.name == "manager"), "")

    def says(self, name: str) -> bool:
        """Whether the field changes."""
        return any(field.name == name for field in self.fields)


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


_DETAIL = ("title", "zone", "hr", "manager", "teams", "told", "version", "under_leaver")
_LED = "SELECT listed.*, (SELECT NOT boss.active FROM known AS boss WHERE boss.id = listed.boss) AS under_leaver"


def _coming(desk: Desk) -> Iterator[Planned]:
    new = "FROM listed WHERE person NOT IN (SELECT id FROM known)"
    for row in desk.rows(f"{_LED} {new} ORDER BY level, line"):
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
            under_leaver=bool(row["under_leaver"]),
        )


def _changing(desk: Desk) -> Iterator[Planned]:
    """Whoever gets HR first, so that the others may lose it; then from the top down.

    So hardly a part of the file makes a circle for as long as another part is not saved.
    """
    gets_hr = "coalesce(listed.hr, known.hr) AND NOT (known.hr AND known.active)"
    known = "FROM listed JOIN known ON known.id = listed.person"
    for row in desk.rows(f"{_LED} {known} ORDER BY {gets_hr} DESC, level, line"):
        entry, person = desk.entry(row), desk.present(row["person"])
        if person is None:
            continue
        boss = None if entry.manager is None else row["boss"] or ""
        if fields := tuple(changes.fields(person, entry, boss)):
            yield _change(person, CHANGED, fields, under_leaver=bool(row["under_leaver"]))


def _leaving(desk: Desk) -> Iterator[Planned]:
    for row in desk.rows("SELECT * FROM known WHERE id NOT IN (SELECT person FROM listed)"):
        person = desk.known(row)
        if person.is_governed:
            yield _change(person, LEAVING, (Field("active", "yes", "no"),))


def _change(person: Present, kind: str, fields: tuple[Field, ...], *, under_leaver: bool = False) -> Planned:
    return Planned(
        kind=kind,
        person=person.id,
        email=person.email or "",
        name=person.name,
        fields=fields,
        told=changes.told(person, fields),
        version=person.version,
        under_leaver=under_leaver,
    )
