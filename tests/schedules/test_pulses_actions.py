"""What is said by itself of what groups do about a pulse: to owners, to who leads, and to all when the next opens."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import select, update

from domain import local_time
from domain.pulses_actions import Action, State
from schedules import fan_out, pulses_actions, pulses_release
from schedules.schedule import Occasion
from storage import pulses_actions as storage
from storage import pulses_asked, tables
from storage.due import Due
from storage.unit import Unit
from tests.storage.test_pulses_release import NOW, House, house

__all__ = ["house"]  # the fixture
DAY_MS = 86_400_000
CHOSEN = Action(
    id="a",
    wave="w1",
    group="team/north",
    words="Questions get an answer within a day",
    author="n1",
    owner="n3",
    due_on=local_time.day_of(NOW, "UTC"),
    state=State.CHOSEN,
)


def told(house: House, kind: str = storage.TOLD) -> list[tuple[str, str]]:
    notice = tables.table(tables.Notice)
    rows = house.does(lambda unit: unit.rows(select(notice).where(notice.c.kind == kind)))
    return sorted((row["person_id"], row["subject"].partition("/")[0]) for row in rows)


def happens(house: House, run: Callable[[Occasion], int | None], one: Due, *, now: int) -> int | None:
    def work(unit: Unit) -> int | None:
        return run(Occasion(due=one, unit=unit, now=now, rng=random.Random(5)))

    return house.does(work)


def keeps(house: House, *actions: Action) -> None:
    for action in actions:
        house.does(lambda unit, action=action: storage.add(unit, "org", action, now=NOW))  # type: ignore[misc]


def test_the_owner_of_something_late_is_reminded_each_week_until_it_is_done(house: House) -> None:
    """Not on the day itself, and not once it is done."""
    house.releases(house.runs("w1", 1))
    keeps(house, CHOSEN)
    due = Due(org="org", kind=storage.OVERDUE, subject="a", step="x", due_at=NOW)
    assert happens(house, pulses_actions.remind, due, now=NOW) == NOW + DAY_MS
    assert told(house) == []
    assert happens(house, pulses_actions.remind, due, now=NOW + DAY_MS) == NOW + 8 * DAY_MS
    assert told(house) == [("n3", "overdue")]
    person = tables.table(tables.Person)
    for still_here, again in ((False, None), (True, NOW + 15 * DAY_MS)):
        gone = update(person).where(person.c.id == "n3").values(active=still_here)
        house.does(lambda unit, gone=gone: unit.run(gone).rowcount)  # type: ignore[misc]
        assert happens(house, pulses_actions.remind, due, now=NOW + 8 * DAY_MS) == again
    house.does(lambda unit: storage.save(unit, "org", replace(CHOSEN, state=State.DONE, version=2)))
    assert happens(house, pulses_actions.remind, due, now=NOW + 8 * DAY_MS) is None


def test_whoever_leads_a_group_that_chose_nothing_hears_of_it(house: House) -> None:
    """North has chosen; Omar, who leads South, is told, and nobody else of South."""
    house.releases(house.runs("w1", 1))
    keeps(house, CHOSEN)
    due = Due(org="org", kind=storage.UNDECIDED, subject="w1", step="x", due_at=NOW)
    happens(house, pulses_actions.look_for_undecided, due, now=NOW)
    found = told(house)
    assert ("omar", "undecided") in found
    assert {who for who, _ in found} <= {"omar", "mara"}


def test_the_next_pulse_opens_with_what_came_of_the_last(house: House) -> None:
    """To those in whose groups something was chosen; the others have nothing to hear."""
    house.releases(house.runs("w1", 1))
    keeps(house, replace(CHOSEN, state=State.DONE, outcome="Nine of ten do by now."))
    house.runs("w2", 2)
    due = Due(org="org", kind=storage.SINCE, subject="w2", step="opened", due_at=NOW)
    happens(house, pulses_actions.begin_since, due, now=NOW)
    everybody: Sequence[str] = house.does(lambda unit: pulses_asked.everybody(unit, "org", "w1"))
    [chunk] = fan_out.chunks(replace(due, kind=pulses_actions.SINCE_CHUNK), everybody)
    happens(house, pulses_actions.tell_since, chunk, now=NOW)
    assert told(house) == [(f"n{n}", "since") for n in sorted(map(str, range(12)))]


def test_of_a_pulse_whose_contract_was_changed_nothing_is_said_and_nothing_fails(house: House) -> None:
    """Neither to who leads, nor to all that its results are there, nor when the next one opens."""
    house.releases(house.runs("w1", 1))
    keeps(house, replace(CHOSEN, state=State.DONE, outcome="Nine of ten do by now."))
    wave = tables.table(tables.PulseWave)
    house.does(lambda unit: unit.run(update(wave).values(contract=wave.c.contract + "é")).rowcount)
    house.runs("w2", 2)
    undecided = Due(org="org", kind=storage.UNDECIDED, subject="w1", step="x", due_at=NOW)
    since = Due(org="org", kind=storage.SINCE, subject="w2", step="opened", due_at=NOW)
    [chunk] = fan_out.chunks(replace(undecided, kind=pulses_release.CHUNK), ["a", "z"])
    runs = ((pulses_actions.look_for_undecided, undecided), (pulses_actions.begin_since, since))
    for run, one in (*runs, (pulses_release.tell, chunk)):
        assert happens(house, run, one, now=NOW) is None
    assert told(house) == []
