"""A session that is moved or staffed anew freezes anew: who left it reads nothing, and marks stay on equal words."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, time
from functools import partial

import pytest
from sqlalchemy import select, update

from domain import calibration as rules
from domain import local_time, reviews_rounds
from domain.calibration_decisions import Mark, View
from domain.contact import Calendar
from domain.policy import Action
from domain.ratings import Text
from storage import (
    calibration,
    calibration_due,
    calibration_packets,
    calibration_report_given,
    calibration_told,
    calibration_views,
    cycles,
    due,
    reviews,
    tables,
)
from storage.calibration import Kept
from storage.notices import Notice
from storage.unit import Store, Unit
from tests.storage.test_calibration import NOW, SESSION, actor, furnish
from views.vocabulary import Card

READY = rules.freeze(SESSION)
FEWER = tuple(one for one in SESSION.managers if one != "kim")
_due, _person = tables.table(tables.Due), tables.table(tables.Person)


@pytest.fixture
def house(store: Store) -> Store:
    store.write(furnish).result()
    return store


def may_read(unit: Unit, who: str, about: str, session: rules.Session) -> bool:
    kept = Kept(session=session, author="top", created_at=NOW)
    found = calibration_packets.meet(unit, actor(unit, who), kept, about, now=NOW)
    return found is not None and found.allows(Action.READ)


def test_whoever_left_the_session_reads_no_packet_of_it(house: Store) -> None:
    """Nor does anybody between the day that was and the new freezing; of whom it is not about any more none is left."""
    without = rules.change(READY, replace(READY, managers=FEWER))

    def ask(unit: Unit) -> list[bool]:
        before = [may_read(unit, "kim", "ben", READY), may_read(unit, "eve", "ben", READY)]
        between = [may_read(unit, "kim", "ben", without), may_read(unit, "eve", "ben", without)]
        calibration_packets.freeze(unit, "org", without, now=NOW, rng=random.Random(2))
        frozen = rules.freeze(without)
        after = [may_read(unit, who, about, frozen) for who, about in (("kim", "ben"), ("eve", "ben"), ("eve", "lou"))]
        return [*before, *between, *after]

    assert house.write(ask).result() == [True, True, False, False, False, True, False]


def test_a_mark_stays_where_the_packet_reads_the_same(house: Store) -> None:
    """What was said of a packet that changed, or by whoever left, is asked anew."""

    def freeze_anew(unit: Unit) -> set[tuple[str, str]]:
        for who, about in (("eve", "ben"), ("eve", "chi"), ("kim", "ben")):
            calibration_views.put(unit, "org", "s1", about, View(person=who, mark=Mark.AGREE), now=NOW)
        cycle = cycles.find(unit, "org", "c1")
        assert cycle is not None
        blank = reviews.plain(unit, "org", reviews_rounds.rounds(cycle)[0], "chi")
        said = replace(blank.ratings[0], text=Text(by="ana", at=NOW, rationale="She asked early."), version=1)
        reviews.save(unit, "org", blank, replace(blank, ratings=(said, *blank.ratings[1:])), by="ana", now=NOW)
        without = replace(SESSION, managers=FEWER)
        calibration_packets.freeze(unit, "org", without, now=NOW, rng=random.Random(2))
        found = calibration_views.marks(unit, "org", "s1")
        return {(who, about) for who, marks in found.items() for about in marks}

    assert house.write(freeze_anew).result() == {("eve", "ben")}


def test_a_session_that_was_frozen_and_moved_freezes_before_its_new_day(house: Store) -> None:
    """The day that was is done, and the new one is planned beside it; once that is past, at once."""

    def steps(unit: Unit) -> list[int]:
        here = (_due.c.kind == calibration_due.FREEZE, _due.c.state == due.State.PLANNED.value)
        return [row["due_at"] for row in unit.rows(select(_due).where(*here))]

    def move(unit: Unit, session: rules.Session, now: int) -> list[int]:
        calibration_due.plan(unit, "org", session, now=now)
        return steps(unit)

    def freeze_and_move(unit: Unit) -> tuple[list[int], list[int]]:
        calibration_due.plan(unit, "org", SESSION, now=NOW)
        [first] = due.take(unit, "org", [calibration_due.FREEZE], now=SESSION.starts_at, most=9)
        due.settle(unit, first, due.State.DONE, now=NOW)
        moved = rules.change(READY, replace(READY, day=date(2026, 10, 29)))
        later = move(unit, moved, NOW)
        frozen = rules.freeze(moved)
        sooner = rules.change(frozen, replace(frozen, day=date(2026, 10, 9)))
        return later, move(unit, sooner, SESSION.starts_at)

    later, sooner = house.write(freeze_and_move).result()
    assert later == [rules.freezes_at(replace(SESSION, day=date(2026, 10, 29)), Calendar())]
    assert sooner == [SESSION.starts_at]


def test_reminders_follow_whoever_moves_to_another_zone(house: Store) -> None:
    """By the clocks there, from the next night on."""

    def hours(unit: Unit) -> list[int]:
        found = []
        for zone in ("Europe/Madrid", "Asia/Tokyo"):
            unit.run(update(_person).where(_person.c.id == "eve").values(zone=zone))
            calibration_due.remind_anew(unit, "org", now=NOW)
            rows = unit.rows(select(_due).where(_due.c.subject == "s1/eve"))
            found += [local_time.on(row["due_at"], zone).hour for row in rows if row["step"].endswith(("7d", "1d"))]
        return found

    assert house.write(hours).result() == [9, 9, 9, 9]


def test_a_reminder_waits_on_when_somebody_else_gets_a_seat(house: Store) -> None:
    """Not when the time or the reader's own seat is another one, and not once the session is called off."""

    def waits_on(unit: Unit, session: rules.Session) -> bool:
        calibration.save(unit, "org", Kept(session=session, author="top", created_at=NOW), was=SESSION.version)
        subject = calibration_told.soon(SESSION, "eve", "7d")
        left = Notice(person="eve", kind=calibration_told.SOON, subject=subject, card=Card("Soon", ()))
        is_told = calibration_told.worth_telling(unit, "org", "eve", [left]) == [left]
        calibration.save(unit, "org", Kept(session=SESSION, author="top", created_at=NOW), was=session.version)
        return is_told

    changes = (
        replace(SESSION, monitor="kim", managers=FEWER),
        replace(SESSION, minutes=SESSION.minutes + 15, at=time(15)),
        replace(SESSION, facilitator="eve", managers=tuple(one for one in SESSION.managers if one != "eve")),
    )
    after = [*(rules.change(SESSION, one) for one in changes), rules.cancel(SESSION)]
    told = [house.write(partial(waits_on, session=one)).result() for one in after]
    assert told == [True, False, False, False]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_of_a_session_that_is_over_it_is_known_how_many_people_it_read(house: Store) -> None:
    """Also when nobody rated them: whoever is erased later is missed."""

    def play(unit: Unit) -> tuple[int, int, int]:
        unit.run(update(tables.table(tables.CalibrationSession)).values(state=rules.State.CLOSED.value))
        calibration_packets.begin_case(unit, "org", "s1", "ben", now=NOW)
        found = calibration_report_given.closed(unit, "org", "s1")
        assert found is not None
        return found.read, found.talked_about, len(calibration_packets.of_session(unit, "org", "s1"))

    read, talked_about, packets = house.write(play).result()
    assert read == packets > 1
    assert talked_about == 1
