"""Whose figures of a calibration session are whose: each by id, and every id swapped for another."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import func, insert, select

from content import calibration as content
from domain import calibration_report as rules
from domain.calibration import Session, State
from domain.calibration_report import Given, Habit, Report
from domain.competencies import Level
from domain.cycles import Cycle
from domain.evidence import Period
from domain.people import Actor
from storage import calibration, cycles, lines, people, tables
from storage import calibration_report as storage
from storage.unit import Store, Unit

NOW = 1_790_000_000_000
BOSS = {"ana": "dan", "eve": "dan", "kim": "lena", "ben": "ana"}
EVERYBODY = ("ana", "ben", "dan", "eve", "fay", "gus", "hana", "kim", "lena")
MANAGERS = ("ana", "eve", "kim")
SESSION = Session(
    id="s1",
    cycle="c1",
    round="",
    day=date(2026, 10, 8),
    at=time(14),
    zone="UTC",
    facilitator="fay",
    monitor="gus",
    managers=MANAGERS,
    state=State.CLOSED,
)
LED_BY_THEIR_BOSS = replace(SESSION, id="s2", facilitator="lena")
OPEN = replace(SESSION, id="s3", state=State.OPEN)
SESSIONS = {one.id: one for one in (SESSION, LED_BY_THEIR_BOSS, OPEN)}


@pytest.fixture
def house(store: Store) -> Store:
    store.write(furnish).result()
    return store


def furnish(unit: Unit) -> None:
    unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "House", "zone": "UTC", "created_at": 0})
    rows = [
        {"org_id": "org", "id": one, "name": one.title(), "created_at": 0, "is_hr": one == "hana"} for one in EVERYBODY
    ]
    unit.run(insert(tables.table(tables.Person)), rows)
    lines.lead(unit, "org", dict(BOSS), now=1)
    period = Period(start=date(2026, 7, 1), end=date(2026, 10, 31))
    cycle = Cycle(id="c1", name="Summer", period=period, checkpoints=(), framework="default", framework_version=1)
    cycles.add(unit, "org", cycles.Kept(cycle=cycle, author="hana"))
    for one in SESSIONS.values():
        calibration.add(unit, "org", calibration.Kept(session=one, author="hana", created_at=NOW))
        storage.save(unit, "org", report(one.id), now=NOW)


def report(session: str) -> Report:
    anchors = content.default().anchors
    lenient = {"ana": Level.ROLE_MODEL}
    read = {one.id: {who: lenient.get(who, one.target) for who in MANAGERS} for one in anchors}
    given = Given(session=session, managers=MANAGERS, anchors=anchors, before=read, after=read, compared=())
    return rules.report(given)


def actor(unit: Unit, who: str) -> Actor:
    found = people.on_behalf_of(unit, "org", who)
    assert found is not None
    return replace(found, is_hr=who == "hana")


def test_a_report_is_kept_as_it_was_computed(house: Store) -> None:
    """Once: computed anew, it stands in the place of the earlier one; nothing in it can be read in the rows."""

    def read(unit: Unit) -> tuple[rules.Room | None, Habit | None, int]:
        storage.save(unit, "org", report("s1"), now=NOW + 1)
        rows = unit.rows(select(tables.table(tables.CalibrationReport)))
        assert not any(b"variance" in row["words"] or b"unclear" in row["words"] for row in rows)
        count = unit.run(select(func.count()).select_from(tables.table(tables.CalibrationHabit))).scalar_one()
        fay = actor(unit, "fay")
        return storage.room(unit, fay, SESSION), storage.habit(unit, fay, SESSION, "ana", now=NOW), count

    room, habit, count = house.write(read).result()
    expected = report("s1")
    assert (room, habit) == (expected.room, expected.habits[0])
    assert count == len(SESSIONS) * len(MANAGERS)


def test_everybody_finds_what_is_theirs_and_of_any_other_id_nothing(house: Store) -> None:
    """Nobody reads how their people or peers rate, HR reads of no manager, and an open session has no figures."""

    def every(unit: Unit) -> Mapping[str, set[tuple[str, str]]]:
        found: dict[str, set[tuple[str, str]]] = {}
        for who, session, person in itertools.product(EVERYBODY, SESSIONS.values(), EVERYBODY):
            if storage.habit(unit, actor(unit, who), session, person, now=NOW):
                found.setdefault(who, set()).add((session.id, person))
        return found

    assert house.read(every).result() == {
        "ana": {("s1", "ana"), ("s2", "ana")},
        "eve": {("s1", "eve"), ("s2", "eve")},
        "kim": {("s1", "kim"), ("s2", "kim")},
        "fay": {("s1", "ana"), ("s1", "eve"), ("s1", "kim")},
        "lena": {("s2", "ana"), ("s2", "eve")},
    }


def test_the_room_as_a_whole_is_its_facilitators_and_hr_compares_sessions(house: Store) -> None:
    """HR by the figures without names alone; nobody else by anything."""

    def every(unit: Unit) -> tuple[set[tuple[str, str]], Mapping[str, list[str]]]:
        whole, compared = set(), {}
        for who in EVERYBODY:
            one = actor(unit, who)
            whole |= {(who, each.id) for each in SESSIONS.values() if storage.room(unit, one, each)}
            past = storage.past(unit, one, list(SESSIONS.values()))
            compared.update({who: [each.session for each in past]} if past else {})
        return whole, compared

    whole, compared = house.read(every).result()
    assert whole == {("fay", "s1"), ("lena", "s2")}
    assert compared == {"fay": ["s1"], "lena": ["s2"], "hana": ["s1", "s2"]}


def test_it_is_known_whom_each_session_read_and_talked_about(house: Store) -> None:
    """So that whoever is in two of them counts once."""

    def read(unit: Unit) -> list[tuple[set[str], set[str]]]:
        packet = {"org_id": "org", "manager_id": "ana", "words": b"", "frozen_at": NOW}
        those = [("s1", "ben", NOW), ("s1", "dan", None), ("s2", "ben", None), ("s3", "lena", NOW)]
        rows = [{**packet, "session_id": one, "subject_id": who, "begun_at": at} for one, who, at in those]
        unit.run(insert(tables.table(tables.CalibrationPacket)), rows)
        return [(set(one.read), set(one.talked_about)) for one in storage.of_cycle(unit, "org", "c1")]

    assert house.write(read).result() == [({"ben", "dan"}, {"ben"}), ({"ben"}, set())]
