"""A people file of a hundred thousand, imported as an operator does: how long it takes and what memory it holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench import kudos, processes, report, stores
from bench.report import Section

PEOPLE = 100_000
SPAN, TEAM = 8, 40  # people who report to one, people in one team
WITHIN_SECONDS, WITHIN_MEGABYTES = 60.0, 300.0


def on_sqlite(place: Path) -> Section:
    return _imported(place, f"sqlite:///{place / 'people.db'}", "SQLite")


def on_postgres(place: Path) -> Section:
    with stores.postgres(place) as server:
        return _imported(place, server.fresh("people"), "PostgreSQL")


def _imported(place: Path, url: str, name: str) -> Section:
    settings = {"VOUCHSAFE_DATABASE_URL": url, "VOUCHSAFE_KEYS": kudos.KEYS}
    processes.migrate(settings)
    file = place / "people.csv"
    file.write_text("\n".join(lines(PEOPLE)), encoding="utf-8")
    took, held = processes.held(settings, "import", str(file), "--yes")
    found = stores.count(url, "person")
    if found != PEOPLE:
        raise kudos.CountError(f"{name}: {PEOPLE} people in the file, {found} in the store")
    what = f"Import of {PEOPLE:,} people on {name}"
    rows = [
        report.below(what, took, WITHIN_SECONDS, "s"),
        report.below(f"{what}, memory", held, WITHIN_MEGABYTES, "MB"),
    ]
    return Section(rows=rows, context=[])


def lines(count: int) -> Iterator[str]:
    """The file, a line each: whoever leads stands above whoever reports to them."""
    yield "name,email,manager email,team,title,time zone,hr"
    for number in range(count):
        manager = f"p{(number - 1) // SPAN}@example.org" if number else ""
        hr = "yes" if number == 1 else "no"
        yield f"Person {number},p{number}@example.org,{manager},Team {number // TEAM},Engineer,Europe/Madrid,{hr}"
