"""A checkpoint for second ratings asks whom its rehearsal said, and asks again whoever takes over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import update

from domain import local_time
from domain.cycles import Audience, Checkpoint, Kind, Ladder
from domain.evidence_record import Record
from storage import checkpoints, evidence, lines, second_raters, tables
from storage.unit import Store, Unit
from tests.schedules.test_checkpoints import Desk, autumn, furnish
from tests.storage.test_second_raters import ITEM

SECOND = Checkpoint(
    id="second",
    kind=Kind.SECOND_RATING,
    title="Second ratings",
    prompt="From evidence alone",
    audience=Audience.SECOND_RATERS,
    opens_on=date(2026, 10, 5),
    due_on=date(2026, 10, 16),
    ladder=Ladder(reminders=(1,), manager_after=None, hr_after=5),
)
CYCLE = replace(autumn(), checkpoints=(SECOND,))
READ, LATER, NEXT, END = (local_time.instant(date(2026, 10, day), time(20), "UTC") for day in (6, 8, 9, 26))
_person = tables.table(tables.Person)


@pytest.fixture
def desk(store: Store) -> Desk:
    store.write(furnish).result()
    made = Desk(store)
    for who in ("ben", "chi", "dan", "eva"):
        made.write(lambda unit, who=who: note(unit, who))  # type: ignore[misc]  # a default
    return made


def note(unit: Unit, who: str) -> None:
    """By themselves, so that everybody may be drawn."""
    piece = replace(ITEM, id=f"e.{who}", subject=who, author=who, occurred_on=date(2026, 9, 28))
    evidence.add(unit, "org", Record(item=piece), by=who, now=1)


def test_second_raters_are_asked_and_reminded_as_the_rehearsal_says(desk: Desk) -> None:
    """To the moment: whom it drew before, on their own days, and HR once it is late."""
    desk.launches(CYCLE)
    rehearsed = desk.rehearsed(CYCLE)
    assert [step for _, _, _, step in rehearsed] == ["opens", "reminder-1", "to_hr"]
    desk.plays_until(END)
    assert desk.told() == rehearsed


def test_hr_reads_whom_opening_it_would_ask_before_anybody_is_drawn(desk: Desk) -> None:
    """Those whom the rehearsal names."""
    desk.launches(CYCLE)
    calls = desk.write(lambda unit: checkpoints.would_call(unit, "org", CYCLE, SECOND))
    assert [one.to for one in calls] == [who for who, _, _, step in desk.rehearsed(CYCLE) if step == "opens"]
    assert calls


def test_of_a_file_in_which_nothing_is_noted_nothing_is_asked(desk: Desk) -> None:
    """Otherwise its rater is reminded of it for ever, and HR told that it is late."""
    desk.write(lambda unit: unit.run(update(tables.table(tables.Evidence)).values(state="withdrawn")).rowcount)
    desk.launches(CYCLE)
    desk.plays_until(READ)
    assert len(desk.write(lambda unit: second_raters.of_checkpoint(unit, "org", "c1", "second"))) == 1
    desk.plays_until(END)
    assert desk.told() == []


def test_whoever_takes_a_file_over_is_asked_for_it(desk: Desk) -> None:
    """In their own next hours; the first one, who left, hears no more of it."""
    desk.write(lambda unit: lines.lead(unit, "org", {"chi": "hana", "eva": None}, now=2))
    desk.launches(CYCLE)
    desk.plays_until(READ)
    (first,) = {who for who, *_ in desk.told()}
    desk.write(lambda unit: unit.run(update(_person).values(active=False).where(_person.c.id == first)).rowcount)
    desk.plays_until(LATER)  # when the day is gone through
    desk.plays_until(NEXT)
    files = desk.write(lambda unit: second_raters.of_checkpoint(unit, "org", "c1", "second"))
    (second,) = {one.rater for one in files}
    assert sorted(who for who, *_ in desk.told()) == sorted([first, second])
    assert first != second
