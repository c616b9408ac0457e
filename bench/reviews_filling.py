"""A store in the middle of a review cycle: everybody takes part, and so many pieces of evidence are about each."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
from sqlalchemy import ColumnDefault, Connection, Table, bindparam, update

from bench import filling
from bench.filling import DAY_MS, ORG, TEAM, FillingError, person
from content import reviews as content
from domain import competencies as levels
from domain import cycles_draft, reviews_rounds
from domain.competencies import Direction, Level
from domain.contact import Calendar
from domain.cycles import Cycle, State
from domain.evidence import Item, Period
from domain.evidence_record import Change, Deed, Record
from domain.evidence_sources import Source
from domain.ratings import Text
from domain.reviews import Part, Review
from storage import competencies, cycles, evidence_rows, opening, postgres, sqlite, tables
from storage import reviews_rows as rows
from storage.lines import FOREVER
from storage.sealing import KeyRing
from storage.unit import Unit

IN_CYCLE = 12  # pieces about each person in the cycle that runs; what is older is from cycles before
CYCLE, ROUND = "spring", "rating1"  # the first of two, which is open for the last days
START = date(2026, 3, 2)  # a Monday
TODAY = date(2026, 6, 10)
NOW = int(datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=UTC).timestamp() * 1000)
BEGAN = NOW - (TODAY - START).days * DAY_MS
LONG_AGO = NOW - 6 * 365 * DAY_MS
BEFORE = timedelta(days=182)  # between one cycle and the next
BEHAVIOR = "she said on Monday that the vendor would not deliver, with the mail beside it"
RATIONALE = "Each time the team could still change its plan, and said so in the checkpoint"
COMPETENCIES = [one.id for one in content.default().framework.competencies]
DIRECTIONS = list(Direction)

_person = tables.table(tables.Person)
_line = tables.table(tables.ReportingLine)
_evidence = tables.table(tables.Evidence)
_change = tables.table(tables.EvidenceChange)
_review = tables.table(tables.Review)
_rating = tables.table(tables.Rating)
_citation = tables.table(tables.RatingCitation)
_participant = tables.table(tables.Participant)
_lead = update(_person).where(_person.c.org_id == ORG, _person.c.id == bindparam("who"))
_LEAD = _lead.values(manager_id=bindparam("boss"))


@dataclass(frozen=True, kw_only=True)
class Half:
    """`people`, of whom each has `each` pieces about them; these numbers are `seen` looking at what is theirs."""

    url: str
    keys: KeyRing
    people: int
    each: int
    seen: frozenset[int]

    @property
    def pieces(self) -> int:
        return self.people * self.each

    @property
    def is_sqlite(self) -> bool:
        return opening.is_sqlite(self.url)


def boss_of(number: int) -> int | None:
    """The first of ten leads the rest, and ten of those are led by one of them, and so on to the first of all."""
    if number == 0:
        return None
    above = number // TEAM if number % TEAM == 0 else number
    return above - above % TEAM


def piece(half: Half, number: int, turn: int) -> str:
    """Return the id of a piece: random to whoever looks at the file in the order of its rows."""
    return f"e{(turn * half.people + number) * 7_368_787 % half.pieces:015}"


def fill(half: Half) -> float:
    """Make the tables and fill them; return the seconds it took."""
    opening.migrate(half.url)
    began = time.perf_counter()
    engine = sqlite.engine(opening.sqlite_path(half.url)) if half.is_sqlite else postgres.engine(half.url)
    with engine.begin() as connection:
        for line in _BEFORE[half.is_sqlite]:
            connection.exec_driver_sql(line)
        _settle(Unit(connection, half.keys), connection, half)
        if half.is_sqlite:
            connection.exec_driver_sql("COMMIT")
    if not half.is_sqlite:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")  # as autovacuum has done long before a store is so large
    engine.dispose()
    return time.perf_counter() - began


_BEFORE = {  # nothing need survive a crash meanwhile, and what we number ourselves refers to what there is
    True: (
        "PRAGMA synchronous=OFF",
        "PRAGMA foreign_keys=OFF",
        "PRAGMA cache_size=-262144",
        "PRAGMA secure_delete=OFF",
        "BEGIN",
    ),
    False: ("SET LOCAL session_replication_role = replica", "SET LOCAL synchronous_commit = off"),
}


def _settle(unit: Unit, connection: Connection, half: Half) -> None:
    filling.settle(connection, half.people, LONG_AGO)
    _lead_all(connection, half.people)
    _begin_cycle(unit)
    unit.line.settle()  # what is copied can't be told ahead of what is being done
    taking = {"org_id": ORG, "cycle_id": CYCLE, "joined_at": BEGAN, "left_at": None}
    _insert(connection, _participant, ({**taking, "person_id": person(one)} for one in range(half.people)))
    _insert(connection, _evidence, _pieces(unit, half))
    _insert(connection, _change, _changes(unit, half))
    _insert(connection, _review, _drafts(half))
    _insert(connection, _rating, _ratings(unit, half))
    _insert(connection, _citation, _citations(half))


# --- The rows -----------------------------------------------------------------------------------------------------


def _drafts(half: Half) -> Iterator[Mapping[str, Any]]:
    """Reviews as they are written: everything rated, nothing handed in."""
    like = tables.Review(org_id=ORG, cycle_id=CYCLE, round_id=ROUND, subject_id="", changed_at=NOW).model_dump()
    for number in range(half.people):
        boss = boss_of(number)
        yield {**like, "subject_id": person(number), "manager_id": None if boss is None else person(boss)}


def _rated(half: Half, number: int) -> Iterator[tuple[Mapping[str, Any], Text]]:
    """A person in each competency, on all there is in this cycle."""
    blank, by = Review(cycle=CYCLE, round=ROUND, subject=person(number), ratings=()), person(boss_of(number) or 0)
    for at, competency in enumerate(COMPETENCIES):
        cited = frozenset(piece(half, number, turn) for turn in range(at, IN_CYCLE, len(COMPETENCIES)))
        text = Text(by=by, at=NOW, level=Level.COMPETENT, rationale=RATIONALE, counter="None seen", cited=cited)
        yield rows.rating_key(ORG, blank, competency, Part.MANAGER), text


def _ratings(unit: Unit, half: Half) -> Iterator[Mapping[str, Any]]:
    key, text = next(_rated(half, 0))
    like = rows.rating_row(unit, key, text, rivals=(), version=1)
    for number in range(half.people):
        for key, text in _rated(half, number):
            opens = number in half.seen
            yield rows.rating_row(unit, key, text, rivals=(), version=1) if opens else {**like, **key}


def _citations(half: Half) -> Iterator[Mapping[str, Any]]:
    for number in range(half.people):
        for key, text in _rated(half, number):
            yield from rows.citation_rows(key, text)


def _pieces(unit: Unit, half: Half) -> Iterator[Mapping[str, Any]]:
    """One turn after another, so that what is about one person lies all over the file.

    Words are sealed in their own row where somebody who looks will open them; elsewhere they are as long.
    """
    none = {"contested_at": None, "resolved_at": None}
    like = evidence_rows.row(unit, ORG, Record(item=_item(half, 0, 0)))
    for turn in range(half.each):
        for number in range(half.people):
            opens = not half.seen.isdisjoint((number, _author(half, number, turn)[0]))
            told = evidence_rows.row(unit, ORG, Record(item=_item(half, number, turn))) if opens else like
            yield {**told, **_facts(half, number, turn), **none}


def _facts(half: Half, number: int, turn: int) -> Mapping[str, Any]:
    (author, source), on = _author(half, number, turn), _day(number, turn)
    return {
        "id": piece(half, number, turn),
        "subject_id": person(number),
        "author_id": person(author),
        "competency": COMPETENCIES[turn % len(COMPETENCIES)],
        "direction": DIRECTIONS[(number + turn) % len(DIRECTIONS)].value,
        "source": source.value,
        "occurred_on": on.isoformat(),
        "recorded_on": on.isoformat(),
        "recorded_at": _noted_at(number, turn),
        "shown_at": _noted_at(number, turn),
    }


def _changes(unit: Unit, half: Half) -> Iterator[Mapping[str, Any]]:
    added = Change(version=1, by="", deed=Deed.ADDED, at=0)
    like = evidence_rows.change_row(unit, ORG, Record(item=_item(half, 0, 0)), added)
    for turn in range(half.each):
        for number in range(half.people):
            which = {"evidence_id": piece(half, number, turn), "subject_id": person(number)}
            yield {**like, **which, "by_id": person(_author(half, number, turn)[0]), "at": _noted_at(number, turn)}


def _day(number: int, turn: int) -> date:
    return START + timedelta(days=(turn % IN_CYCLE) * 8 + number % 7) - BEFORE * (turn // IN_CYCLE)


def _noted_at(number: int, turn: int) -> int:
    return BEGAN + (_day(number, turn) - START).days * DAY_MS + number


def _item(half: Half, number: int, turn: int) -> Item:
    on, at = _day(number, turn), _noted_at(number, turn)
    author, source = _author(half, number, turn)
    return Item(
        id=piece(half, number, turn),
        subject=person(number),
        author=person(author),
        competency=COMPETENCIES[turn % len(COMPETENCIES)],
        direction=DIRECTIONS[(number + turn) % len(DIRECTIONS)],
        source=source,
        occurred_on=on,
        recorded_on=on,
        recorded_at=at,
        situation="The checkpoint of the billing export, with finance and the vendor in the room",
        behavior=BEHAVIOR,
        impact="We could replan nine days earlier than we would have",
        event=f"Export {number} {turn}",
        shown_at=at,
    )


def _author(half: Half, number: int, turn: int) -> tuple[int, Source]:
    """By turns the person, who leads them, and colleagues."""
    if turn % 6 == 0:
        return number, Source.SELF_REPORT
    boss = boss_of(number)
    if turn % 3 == 1 and boss is not None:
        return boss, Source.MANAGER_OBSERVATION
    return (number + 1 + turn) % half.people, Source.PEER_FEEDBACK


def _begin_cycle(unit: Unit) -> None:
    """The pack's six months, on a version of the competencies that two people approved."""
    draft = competencies.add(unit, ORG, content.default().framework, by=person(0), now=LONG_AGO)
    approved = levels.approve(draft.version, by=person(1), now=LONG_AGO)
    competencies.save(unit, ORG, draft, approved, by=person(1), now=LONG_AGO)
    blank = Cycle(
        id=CYCLE,
        name="Spring",
        period=Period(start=START, end=START),
        checkpoints=(),
        framework=content.FRAMEWORK,
        framework_version=draft.version.number,
    )
    template = max(content.default().templates, key=lambda one: len(one.slots) if one.weeks <= 26 else 0)
    cycle = replace(cycles_draft.from_template(blank, template, Calendar()), state=State.OPEN)
    if reviews_rounds.current(cycle, TODAY).id != ROUND:
        raise FillingError(f"another round of {cycle.name} is open on {TODAY}")
    cycles.add(unit, ORG, cycles.Kept(cycle=cycle, author=person(0), created_at=BEGAN, launched_at=BEGAN))


# --- The database -------------------------------------------------------------------------------------------------


def _lead_all(connection: Connection, people: int) -> None:
    led = [(number, boss_of(number)) for number in range(people)]
    bosses = [{"who": person(number), "boss": None if boss is None else person(boss)} for number, boss in led]
    connection.execute(_LEAD, bosses)
    since = {"org_id": ORG, "starts_at": LONG_AGO, "ends_at": FOREVER}
    rows = ({**since, "person_id": one["who"], "manager_id": one["boss"]} for one in bosses)
    _insert(connection, _line, rows)


def _insert(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """By the driver's own means for very many rows; its indexes are made once they all are there."""
    indexes = sorted(table.indexes, key=lambda one: str(one.name))
    for index in indexes:
        index.drop(connection)
    usual = {one.name: one.default.arg if isinstance(one.default, ColumnDefault) else None for one in table.columns}
    told = (tuple([row.get(name, value) for name, value in usual.items()]) for row in rows)
    raw: Any = connection.connection.dbapi_connection
    names = ", ".join(f'"{name}"' for name in usual)
    if isinstance(raw, sqlite3.Connection):
        raw.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(usual))})", told)  # noqa: S608 - our own names
    else:
        _copy(raw, f"COPY {table.name} ({names}) FROM STDIN", told)
    for index in indexes:
        index.create(connection)


def _copy(raw: psycopg.Connection, statement: str, told: Iterable[tuple[Any, ...]]) -> None:
    with raw.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for row in told:
            copy.write_row(row)
