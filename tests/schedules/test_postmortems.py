"""Post-mortems by themselves: dates come back to their owners, and nobody who has left is waited for."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select, update

from domain import postmortems as postmortem_rules
from domain import postmortems_actions as rules
from domain.local_time import DAY_MS
from schedules import postmortems as schedules
from schedules.schedule import Occasion
from storage import notices, postmortems, postmortems_actions, tables
from storage.due import Due
from storage.postmortems_actions import DUE
from storage.unit import Store, Unit
from tests.domain.test_postmortems_actions import TAKEN
from tests.storage.test_postmortems import FULL, NOW, ONE, furnish

DAY, DUES = date(2026, 10, 25), tables.named("due")
AT_TEN = int(datetime(2026, 10, 17, 10, tzinfo=UTC).timestamp() * 1000)  # three days before its date


def reminded(unit: Unit, now: int) -> int | None:
    due = Due(org="org", kind=DUE, subject="a1", step="", due_at=now)
    return schedules.remind(Occasion(due=due, unit=unit, now=now, rng=random.Random(now)))


def titles(unit: Unit, who: str) -> list[str]:
    return [one.card.title for one in notices.waiting(unit, "org", who)]


def night(unit: Unit, now: int) -> None:
    due = Due(org="org", kind=schedules.DAILY, subject="", step="", due_at=now)
    schedules.look_for_scorers(Occasion(due=due, unit=unit, now=now, rng=random.Random(now)))


def test_an_owner_hears_in_time_and_weekly_once_it_is_late(store: Store) -> None:
    """Until something is said; what is done is not reminded of."""

    def play(unit: Unit) -> None:
        furnish(unit)
        postmortems_actions.add(unit, "org", TAKEN, now=0)
        assert reminded(unit, AT_TEN) is None
        late = AT_TEN + 4 * DAY_MS
        assert reminded(unit, late) == late + 7 * DAY_MS
        assert titles(unit, "ben") == ["An action is due soon", "An action is past its date"]
        postmortems_actions.save(unit, "org", rules.finish(TAKEN, "ben", "It is in"))
        assert reminded(unit, late + 7 * DAY_MS) is None
        assert len(titles(unit, "ben")) == 2

    store.write(play).result()


def test_where_the_owner_has_left_whoever_wrote_it_up_is_asked_who_sees_to_it(store: Store) -> None:
    """Ana registered it; Ben, who responded and saw to it, is no longer here. Once Ana has left, too, HR is asked."""

    def play(unit: Unit) -> None:
        furnish(unit)
        person = tables.named("person")
        unit.run(update(person).where(person.c.id == "ben").values(active=False))
        postmortems_actions.add(unit, "org", TAKEN, now=0)
        assert reminded(unit, AT_TEN) is None
        assert (titles(unit, "ana"), titles(unit, "ben")) == (["An action needs an owner"], [])
        unit.run(update(person).where(person.c.id == "ana").values(active=False))
        unit.run(update(person).where(person.c.id == "eve").values(is_hr=True))
        reminded(unit, AT_TEN + 5 * DAY_MS)
        assert titles(unit, "eve") == ["An action needs an owner"]

    store.write(play).result()


def test_what_lacks_a_fact_is_told_to_whoever_stands_in_once_its_writers_have_left(store: Store) -> None:
    """Once, however many nights pass; nobody stands in while Ben is here."""

    def play(unit: Unit) -> None:
        furnish(unit)
        person = tables.named("person")
        unit.run(update(person).where(person.c.id == "eve").values(is_hr=True))
        scored = postmortem_rules.scored(ONE, (FULL, FULL), now=NOW)
        postmortems.save(unit, "org", scored)
        postmortems.save(unit, "org", postmortem_rules.reopened(scored, "When did it end?"))
        unit.run(update(person).where(person.c.id == "ana").values(active=False))
        night(unit, NOW + DAY_MS)
        assert titles(unit, "eve") == []
        unit.run(update(person).where(person.c.id == "ben").values(active=False))
        night(unit, NOW + 2 * DAY_MS)
        lacking = postmortems.find(unit, "org", ONE.id)
        assert lacking is not None
        postmortems.save(unit, "org", replace(lacking, cause="Half of it", version=lacking.version + 1))
        night(unit, NOW + 3 * DAY_MS)
        assert titles(unit, "eve") == ["A post-mortem lacks a fact"]

    store.write(play).result()


def test_what_comes_back_to_its_owner_late_is_reminded_of_in_a_week(store: Store) -> None:
    """Also where both moments have passed; what is done, or is nobody's, is not."""

    def play(unit: Unit) -> None:
        furnish(unit)
        late = AT_TEN + 8 * DAY_MS
        for action, at in ((TAKEN, [late + 7 * DAY_MS]), (rules.hand_back(TAKEN, today=DAY), [])):
            postmortems_actions.watch(unit, "org", action, "UTC", now=late)
            planned = unit.run(select(DUES.c.due_at).where(DUES.c.kind == DUE, DUES.c.state == "planned")).scalars()
            assert list(planned) == at

    store.write(play).result()


def test_what_was_moved_meanwhile_is_not_told_any_more(store: Store) -> None:
    """A notice is about the action as it was."""

    def play(unit: Unit) -> None:
        furnish(unit)
        postmortems_actions.add(unit, "org", TAKEN, now=0)
        reminded(unit, AT_TEN)
        waiting = notices.waiting(unit, "org", "ben")
        assert postmortems_actions.still_due(unit, "org", "ben", waiting) == waiting
        postmortems_actions.save(unit, "org", replace(TAKEN, version=TAKEN.version + 1))
        assert postmortems_actions.still_due(unit, "org", "ben", waiting) == []

    store.write(play).result()


def test_a_scorer_is_reminded_twice_and_then_left_alone(store: Store) -> None:
    """In the second week and in the third, once each, however many nights there are."""

    def play(unit: Unit) -> None:
        furnish(unit)
        for day in range(30):
            night(unit, NOW + day * DAY_MS)
        assert titles(unit, "chi") == ["A post-mortem still to score"] * 2

    store.write(play).result()


def test_whoever_has_left_before_handing_in_is_replaced_in_the_night(store: Store) -> None:
    """By somebody who had no part in it, and hears of it."""

    def play(unit: Unit) -> None:
        furnish(unit)
        person, score = tables.named("person"), tables.named("postmortem_score")
        unit.run(update(person).where(person.c.id == "chi").values(active=False))
        night(unit, AT_TEN)
        asked = unit.rows(select(score.c.person_id).where(score.c.postmortem_id == ONE.id, ~score.c.stepped_back))
        assert {row["person_id"] for row in asked} == {"dev", "eve"}
        assert titles(unit, "eve") == ["A post-mortem to score"]

    store.write(play).result()
