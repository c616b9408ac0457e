"""A store as it is after years of use: kudos by the million, made by the database itself from one numbered series."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg
from sqlalchemy import Connection, Index, Select, bindparam, insert, select, update

from storage import opening, postgres, sqlite, tables
from storage.sealing import KeyRing
from storage.unit import Unit
from views import kudos_list

EACH = 100  # kudos that a person gives and receives over the years we keep (TRUST.md section 6: 36 months)
TEAM = 10  # people of one manager
DAY_MS = 86_400_000
KEPT_MS = 1_096 * DAY_MS
NOTE = "you raised the vendor risk nine days early, so that we could still replan"
BADGE = "early-flag"
ORG, WORKSPACE, PLATFORM, TENANT = "org", "w", "slack", "T0BENCH"
SECONDS = 540  # for one statement, then filling is given up

_kudos = tables.table(tables.Kudos)
_receiver = tables.table(tables.KudosReceiver)
_person = tables.table(tables.Person)
_account = tables.table(tables.Account)

# One row for each number n below :kudos. Ids are in the order of n and moments are not, as ids are random in real
# stores: what one person sees lies all over the file. An odd stride that is prime to every size makes them differ.
_MOMENT = "{start} + (n * 7368787 % {kudos}) * {step}"
_GIVER = "n % {people}"
_RECEIVER = "(n + 1 + n / {people}) % {people}"


class FillingError(RuntimeError):
    """The database did not hold what it was filled with."""


@dataclass(frozen=True, kw_only=True)
class Years:
    """`kudos` of them until the moment `now` (UTC epoch ms)."""

    url: str
    keys: KeyRing
    kudos: int
    now: int

    @property
    def people(self) -> int:
        return self.kudos // EACH


def person(number: int) -> str:
    return f"p{number:07}"


def account(number: int) -> str:
    return f"U{number:07}"


def fill(years: Years, seen: Sequence[int]) -> float:
    """Make the tables and fill them; return the seconds it took. The notes that people of these numbers see open."""
    opening.migrate(years.url)
    began = time.perf_counter()
    if opening.is_sqlite(years.url):
        _fill_sqlite(years)
    else:
        _fill_postgres(years)
    took = time.perf_counter() - began
    store = opening.open_store(years.url, years.keys)
    for number in seen:
        store.write(partial(_seal_seen, who=person(number))).result()
    store.close()
    return took


# --- The rows -----------------------------------------------------------------------------------------------------


def settle(connection: Connection, people: int, started: int) -> None:
    """The org and its workspace; then everybody, ten to a manager, who is the first of the ten. The first is HR."""
    org = tables.Org(id=ORG, name="Bench", created_at=started)
    connection.execute(insert(tables.table(tables.Org)), org.model_dump())
    connection.execute(insert(tables.table(tables.Workspace)), workspace(WORKSPACE, TENANT, started))
    somebody = tables.Person(org_id=ORG, id="", name="", created_at=started).model_dump()
    known_as = tables.Account(org_id=ORG, workspace_id=WORKSPACE, external="", person_id="").model_dump()
    for numbers in _tens_of_thousands(people):
        connection.execute(insert(_person), [{**somebody, **_of(number)} for number in numbers])
        connection.execute(insert(_account), [{**known_as, **_account_of(number)} for number in numbers])


def workspace(id: str, tenant: str, started: int) -> dict[str, Any]:
    return tables.Workspace(org_id=ORG, id=id, platform=PLATFORM, tenant=tenant, created_at=started).model_dump()


def _tens_of_thousands(count: int) -> Iterator[range]:
    return (range(start, min(count, start + 10_000)) for start in range(0, count, 10_000))


def _of(number: int) -> dict[str, Any]:
    lead = number - number % TEAM
    manager = None if lead == number else person(lead)
    return {"id": person(number), "name": f"P {number}", "manager_id": manager, "is_hr": number == 0}


def _account_of(number: int) -> dict[str, Any]:
    return {"external": account(number), "person_id": person(number)}


def _statements(years: Years, series: str, format: Callable[[str, str], str], sealed: str) -> tuple[str, str]:
    """What the database runs to make every kudos and every receiver. `sealed` is as long as a sealed note."""
    step = KEPT_MS // years.kudos
    numbers = {"start": years.now - step * years.kudos, "kudos": years.kudos, "step": step, "people": years.people}
    at = _MOMENT.format(**numbers)
    id, giver = format("k%015d", "n"), format("p%07d", _GIVER.format(**numbers))
    receiver = format("p%07d", _RECEIVER.format(**numbers))
    return (
        f"{series} INSERT INTO kudos (org_id, id, giver_id, badge, note, audience, state, edited, version, given_at)"  # noqa: S608 - our own words
        f" SELECT '{ORG}', {id}, {giver}, '{BADGE}', {sealed}, 'public', 'given', false, 1, {at} FROM series",
        f"{series} INSERT INTO kudos_receiver (org_id, kudos_id, person_id, given_at, shared, evidence, named)"  # noqa: S608 - our own words
        f" SELECT '{ORG}', {id}, {receiver}, {at}, false, false, true FROM series",
    )


def _indexes() -> list[Index]:
    return sorted((*_kudos.indexes, *_receiver.indexes), key=lambda one: str(one.name))


# --- Both databases -----------------------------------------------------------------------------------------------


def _fill_sqlite(years: Years) -> None:
    """Nothing need survive a crash meanwhile; the store sets its own pragmas when it opens the file."""
    engine = sqlite.engine(opening.sqlite_path(years.url))
    length = len(years.keys.seal(NOTE))
    series = f"WITH RECURSIVE series(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM series WHERE n + 1 < {years.kudos})"  # noqa: S608 - our own number
    with engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-262144", "secure_delete=OFF"):
            raw.execute(f"PRAGMA {pragma}")
        for index in _indexes():
            index.drop(connection)
        settle(connection, years.people, years.now - KEPT_MS)
        for statement in _statements(years, series, _printf, f"randomblob({length})"):
            raw.execute("BEGIN")
            raw.execute(statement)
            raw.execute("COMMIT")
        for index in _indexes():
            index.create(connection)
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


def _printf(pattern: str, value: str) -> str:
    return f"printf('{pattern}', {value})"


def _fill_postgres(years: Years) -> None:
    """A replica checks no foreign key of what it takes over, nor need we of what we number ourselves."""
    engine = postgres.engine(years.url)
    length = len(years.keys.seal(NOTE))
    series = f"WITH series(n) AS (SELECT generate_series(0::bigint, {years.kudos - 1}))"
    sealed = f"decode(repeat(md5(n::text), {length // 16 + 1}), 'hex')"
    with engine.begin() as connection:
        raw: Any = connection.connection.dbapi_connection
        assert isinstance(raw, psycopg.Connection)
        raw.execute(f"SET LOCAL statement_timeout = '{SECONDS}s'")
        raw.execute("SET LOCAL session_replication_role = replica")
        raw.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for index in _indexes():
            index.drop(connection)
        settle(connection, years.people, years.now - KEPT_MS)
        for statement in _statements(years, series, _padded, sealed):
            raw.execute(statement.encode())
        for index in _indexes():
            index.create(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")  # as autovacuum has done long before a store is so large
    engine.dispose()


def _padded(pattern: str, value: str) -> str:
    """PostgreSQL's format() pads with blanks only."""
    letter, width = pattern[0], int(pattern[2:-1])
    return f"'{letter}' || lpad(({value})::text, {width}, '0')"


# --- What somebody sees -------------------------------------------------------------------------------------------


def _latest(by: Any, columns: tuple[Any, Any], most: int) -> Select[Any]:
    id, at = columns
    return select(id.label("id")).where(by == bindparam("who")).order_by(at.desc()).limit(most)


_GIVEN = _latest(_kudos.c.giver_id, (_kudos.c.id, _kudos.c.given_at), kudos_list.LISTED).where(_kudos.c.org_id == ORG)
_RECEIVED = _latest(_receiver.c.person_id, (_receiver.c.kudos_id, _receiver.c.given_at), kudos_list.LISTED).where(
    _receiver.c.org_id == ORG
)
_SEAL = update(_kudos).where(_kudos.c.org_id == ORG, _kudos.c.id == bindparam("which")).values(note=bindparam("sealed"))


def _seal_seen(unit: Unit, who: str) -> None:
    """A sealed note opens in its own row only, so each that is listed gets one of its own. Raises FillingError."""
    listed = [row["id"] for latest in (_GIVEN, _RECEIVED) for row in unit.rows(latest, {"who": who})]
    if len(listed) != 2 * kudos_list.LISTED:
        raise FillingError(f"{who} has {len(listed)} kudos to look at")
    unit.run(_SEAL, [{"which": id, "sealed": unit.keys.seal(NOTE, ORG, "kudos", id, "note")} for id in listed])
