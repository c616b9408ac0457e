"""Who takes part in which cycle, and what that says about the period and the words people are rated by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from content import reviews
from domain import competencies as rules
from domain import cycles, cycles_plan
from domain.competencies import Version
from domain.contact import Calendar
from domain.cycles import Cycle, Kind, State
from domain.errors import StaleError
from domain.evidence import Period
from storage import checkpoints_standing, competencies, delegations, participants, tables
from storage import cycles as storage
from storage.notices import Notice
from storage.unit import Store, Unit
from views.vocabulary import Card

NOW = 1_790_000_000_000
START = date(2026, 10, 5)
_person = tables.table(tables.Person)
_membership = tables.table(tables.Membership)


def furnish(unit: Unit, org: str = "org") -> None:
    """Mara leads Ben and Chi, who are in the team Blue; Dan is in the team Red."""
    unit.run(insert(tables.table(tables.Org)), {"id": org, "name": org, "created_at": NOW})
    for team in ("blue", "red"):
        unit.run(
            insert(tables.table(tables.Team)), {"org_id": org, "id": team, "name": team.title(), "created_at": NOW}
        )
    for id, manager, team in (
        ("mara", None, ""),
        ("ben", "mara", "blue"),
        ("chi", "mara", "blue"),
        ("dan", None, "red"),
    ):
        row = {"org_id": org, "id": id, "name": id.title(), "manager_id": manager, "created_at": NOW}
        unit.run(insert(_person), row)
        if team:
            unit.run(insert(_membership), {"org_id": org, "team_id": team, "person_id": id})


def a_cycle(id: str = "c1", start: date = START) -> Cycle:
    template = reviews.default().template("quarter")
    assert template
    return Cycle(
        id=id,
        name="Autumn",
        period=cycles_plan.period(template, start),
        checkpoints=cycles_plan.checkpoints(template, start, Calendar()),
        framework=reviews.FRAMEWORK,
        framework_version=1,
        state=State.OPEN,
    )


@dataclass
class Desk:
    store: Store

    def begins(self, cycle: Cycle, *teams: str) -> None:
        def work(unit: Unit) -> None:
            storage.add(unit, "org", storage.Kept(cycle=cycle, author="mara", created_at=NOW))
            participants.add_teams(unit, "org", cycle.id, teams, now=NOW)
            participants.follow(unit, "org", cycle.id, now=NOW)

        self.store.write(work).result()

    def follow(self, cycle: str = "c1") -> tuple[str, ...]:
        return self.store.write(lambda unit: participants.follow(unit, "org", cycle, now=NOW + 1)).result()

    def takes_part(self, cycle: str = "c1") -> set[str]:
        return set(self.store.read(lambda unit: participants.of_cycle(unit, "org", cycle)).result())

    def cycles_of(self, person: str) -> list[str]:
        return [one.id for one in self.store.read(lambda unit: storage.of_person(unit, "org", person)).result()]


@pytest.fixture
def desk(store: Store) -> Desk:
    store.write(furnish).result()
    return Desk(store)


def test_a_cycle_comes_back_as_it_was_kept(desk: Desk) -> None:
    """With every checkpoint, its ladder and its days."""
    kept = replace(
        a_cycle(), checkpoints=tuple(sorted(a_cycle().checkpoints, key=lambda one: (one.opens_on, one.due_on, one.id)))
    )
    desk.begins(kept, "blue")
    assert desk.store.read(lambda unit: storage.find(unit, "org", "c1")).result() == kept


def test_of_two_who_change_a_cycle_the_second_is_told(desk: Desk) -> None:
    """Nothing of the first is overwritten unseen."""
    desk.begins(a_cycle(), "blue")

    def pause(unit: Unit) -> None:
        kept = storage.Kept(cycle=cycles.pause(a_cycle(), today=START), author="mara", created_at=NOW)
        storage.save(unit, "org", kept, was=1)

    desk.store.write(pause).result()
    with pytest.raises(StaleError):
        desk.store.write(pause).result()


def test_those_in_its_teams_take_part(desk: Desk) -> None:
    """And nobody else, whoever leads them."""
    desk.begins(a_cycle(), "blue")
    assert desk.takes_part() == {"ben", "chi"}
    assert (desk.cycles_of("ben"), desk.cycles_of("mara"), desk.cycles_of("dan")) == (["c1"], [], [])


def test_who_joins_or_leaves_a_team_joins_or_leaves_the_cycle(desk: Desk) -> None:
    """Somebody who comes back is in it again, as the one they were."""
    desk.begins(a_cycle(), "blue")
    desk.store.write(
        lambda unit: (
            unit.run(update(_membership).values(team_id="blue").where(_membership.c.person_id == "dan")).rowcount
        )
    ).result()
    desk.store.write(
        lambda unit: unit.run(update(_person).values(active=False).where(_person.c.id == "ben")).rowcount
    ).result()
    assert desk.follow() == ("dan",)
    assert desk.takes_part() == {"chi", "dan"}
    desk.store.write(
        lambda unit: unit.run(update(_person).values(active=True).where(_person.c.id == "ben")).rowcount
    ).result()
    assert desk.follow() == ("ben",)
    assert desk.takes_part() == {"ben", "chi", "dan"}


def test_whoever_acts_for_a_manager_in_one_cycle_has_no_part_in_another(desk: Desk) -> None:
    """Ben and Chi take part in both; Dan acts for Mara in the first alone."""
    for cycle in ("c1", "c2"):
        desk.begins(a_cycle(cycle), "blue")
    desk.store.write(lambda unit: delegations.hand_over(unit, "org", "c1", "mara", "dan", now=NOW)).result()

    def leads_in(person: str) -> list[str]:
        found = desk.store.read(lambda unit: checkpoints_standing.of_leader(unit, "org", person)).result()
        return sorted(one.id for one in found)

    assert (leads_in("mara"), leads_in("dan"), leads_in("ben")) == (["c1", "c2"], ["c1"], [])


def test_without_a_cycle_the_last_year_is_looked_at(desk: Desk) -> None:
    """With one, its own days are."""
    today = date(2026, 11, 2)

    def ask(person: str) -> Period:
        return desk.store.read(lambda unit: storage.period_of(unit, "org", person, today)).result()

    assert ask("ben") == Period(start=today - timedelta(days=365), end=today)
    desk.begins(a_cycle(), "blue")
    assert ask("ben") == a_cycle().period


def test_what_counts_next_is_from_the_days_of_the_round_that_comes(desk: Desk) -> None:
    """Not of the whole cycle; without one, of the last year."""
    rating = next(one for one in a_cycle().checkpoints if one.kind is Kind.RATING)

    def ask(person: str) -> Period:
        return desk.store.read(lambda unit: storage.gathered_days(unit, "org", person, START)).result()

    assert ask("ben") == Period(start=START - timedelta(days=365), end=START)
    desk.begins(a_cycle(), "blue")
    assert ask("ben") == Period(start=START, end=rating.opens_on - timedelta(days=1))


def test_people_are_rated_by_the_words_their_cycle_began_with(desk: Desk) -> None:
    """A newer version is for newer cycles; before any is approved, the pack's own words hold."""

    def ask(person: str) -> Version:
        return desk.store.read(lambda unit: storage.framework_of(unit, "org", person)).result()

    assert ask("ben") == reviews.default().framework

    def approve(unit: Unit) -> int:
        kept = competencies.add(unit, "org", reviews.default().framework, by="mara", now=NOW)
        approved = rules.approve(kept.version, by="dan", now=NOW)
        return competencies.save(unit, "org", kept, approved, by="dan", now=NOW).version.number

    assert desk.store.write(approve).result() == 1
    desk.begins(a_cycle(), "blue")
    assert desk.store.write(approve).result() == 2
    assert (ask("ben").number, ask("dan").number) == (1, 2)


def test_a_version_says_what_was_written(desk: Desk) -> None:
    """Word for word, however often it goes through the store."""
    kept = desk.store.write(
        lambda unit: competencies.add(unit, "org", reviews.default().framework, by="mara", now=NOW)
    ).result()
    found = desk.store.read(lambda unit: competencies.find(unit, "org", kept.version.number)).result()
    assert found == kept
    assert found.version.competencies == reviews.default().framework.competencies


def test_hr_is_reminded_of_a_draft_as_it_was_put_to_them(desk: Desk) -> None:
    """Not of one that was changed since, nor of one that is approved."""
    told = Notice(person="dan", kind=competencies.ASKED, subject="1/1", card=Card("Please read", ()))

    def ask(unit: Unit) -> bool:
        return competencies.still_asked(unit, "org", "dan", [told]) == [told]

    def changes(unit: Unit) -> None:
        kept = competencies.find(unit, "org", 1)
        assert kept
        competencies.save(unit, "org", kept, kept.version, by="mara", now=NOW)

    assert not desk.store.read(ask).result()
    desk.store.write(
        lambda unit: competencies.add(unit, "org", reviews.default().framework, by="mara", now=NOW)
    ).result()
    assert desk.store.read(ask).result()
    desk.store.write(changes).result()
    assert not desk.store.read(ask).result()
