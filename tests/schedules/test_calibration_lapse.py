"""A session that nobody closes: a reminder, then an end by itself, after which nobody reads its packets."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from domain import calibration_lapse as rules
from domain.calibration import State
from domain.calibration_decisions import Failure, Outcome, Ruling
from domain.calibration_lapse import Step
from domain.contact import Calendar
from domain.policy import Action
from schedules import calibration_lapse as schedules
from schedules.schedule import Occasion
from storage import (
    calibration,
    calibration_due,
    calibration_packets,
    calibration_rulings,
    calibration_told,
    due,
    tables,
)
from storage.notices import Notice
from storage.unit import Store, Unit
from tests.schedules.test_calibration import opened
from tests.storage.test_calibration import NOW, SESSION, actor, furnish
from views import calibration_lapse as views
from views.calibration import SEEN

NUDGE_AT, LAPSE_AT = (rules.moment(step, SESSION, Calendar()) for step in Step)
RULING = Ruling(
    subject="ben", competency="early_candor", number=1, outcome=Outcome.KEPT, by="fay", at=NOW, original=None
)
_notice, _person = tables.table(tables.Notice), tables.table(tables.Person)


@pytest.fixture
def house(store: Store) -> Store:
    """The room is open; Top is of HR. What is to happen by itself is planned."""

    def build(unit: Unit) -> None:
        furnish(unit)
        going = opened(unit)
        calibration_rulings.add(unit, "org", "s1", RULING)
        calibration_due.plan(unit, "org", going.session, now=NOW)
        unit.run(update(_person).where(_person.c.id == "top").values(is_hr=True))

    store.write(build).result()
    return store


def passes(unit: Unit, at: int) -> list[int | None]:
    those = due.take(unit, "org", [calibration_due.LAPSE], now=at, most=9)
    found = []
    for one in those:
        found.append(schedules.end(Occasion(due=one, unit=unit, now=at, rng=random.Random(at))))
        due.settle(unit, one, due.State.DONE, now=at)
    return found


def told(unit: Unit) -> set[tuple[str, str]]:
    """Who heard of which step."""
    rows = unit.rows(select(_notice).where(_notice.c.kind == calibration_told.LEFT))
    return {(row["person_id"], row["subject"].rpartition("/")[2]) for row in rows}


def state(unit: Unit) -> State:
    kept = calibration.found(unit, "org", "s1")
    assert kept is not None
    return kept.session.state


def test_whoever_leads_is_reminded_and_a_week_later_nobody_reads_a_packet(house: Store) -> None:
    """What was decided is not carried out, the log says why, and HR hears of it, too."""

    def play(unit: Unit) -> list[object]:
        passes(unit, NUDGE_AT)
        first = (told(unit), state(unit))
        passes(unit, LAPSE_AT)
        kept = calibration.found(unit, "org", "s1")
        assert kept is not None
        found = calibration_packets.meet(unit, actor(unit, "fay"), kept, "ben", now=LAPSE_AT)
        assert found is not None
        [ruling] = calibration_rulings.of_session(unit, "org", "s1")
        return [first, told(unit), state(unit), found.allows(Action.READ), ruling.failed]

    first, then, stands, reads, why = house.write(play).result()
    assert first == ({("fay", "nudge")}, State.OPEN)
    assert then == {("fay", "nudge"), ("fay", "lapse"), ("top", "lapse")}
    assert (stands, reads, why) == (State.LAPSED, False, Failure.NOT_CLOSED)


def test_hr_hears_of_a_room_in_which_nobody_leads_or_watches(house: Store) -> None:
    def play(unit: Unit, gone: tuple[str, ...]) -> set[tuple[str, str]]:
        unit.run(update(_person).where(_person.c.id.in_(gone)).values(active=False))
        passes(unit, NUDGE_AT)
        return told(unit)

    assert house.write(lambda unit: play(unit, ("fay", "gus"))).result() == {("top", "nudge")}


def test_a_closed_session_is_reminded_of_no_more(house: Store) -> None:
    """Neither by what is planned, nor by what waits to be read when it closes."""

    def close(unit: Unit) -> tuple[list[Notice], list[int | None]]:
        kept = calibration.found(unit, "org", "s1")
        assert kept is not None
        over = replace(kept, session=replace(kept.session, state=State.CLOSED))
        calibration.save(unit, "org", over, was=kept.session.version)
        calibration_due.plan(unit, "org", over.session, now=NOW)
        waits = Notice(
            person="fay",
            kind=calibration_told.LEFT,
            subject=calibration_told.subject(over.session, Step.NUDGE.value),
            card=views.room_lapsed(SEEN),
        )
        return list(calibration_told.worth_telling(unit, "org", "fay", [waits])), passes(unit, LAPSE_AT)

    assert house.write(close).result() == ([], [])
