"""Releases in the store: written once, read as they were written, by those alone who may."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import pytest
from sqlalchemy import delete, insert, update

from content import pulses as content
from domain import pulses_release as releases
from domain.people import Actor, Person
from domain.pulses import Template, questions
from domain.pulses_actions import Action, State
from domain.pulses_contract import VIEWERS, Contract, Viewer
from domain.pulses_groups import Moved
from domain.pulses_published import Trend, Turnout
from domain.pulses_release import CORE
from domain.pulses_wave import State as WaveState
from domain.pulses_wave import Wave
from storage import (
    keeping_pulses_release,
    lines,
    pulses,
    pulses_actions,
    pulses_asked,
    pulses_before,
    pulses_readers,
    pulses_release,
    pulses_sheets,
    tables,
)
from storage.pulses import Kept
from storage.pulses_sheets import Taken, written
from storage.unit import Store, Unit

T = TypeVar("T")
NOW = 1_790_000_000_000
NORTH = [f"n{n}" for n in range(12)]  # mara leads them
SOUTH = [f"s{n}" for n in range(12)]  # omar leads them
CONTRACT = Contract(
    items=content.bank().asked(Template.FOUR_WEEKLY, 1),
    core=content.bank().core,
    opens_on=date(2026, 10, 5),
    closes_on=date(2026, 10, 16),
    share_back_on=date(2026, 10, 30),
)


@dataclass
class House:
    """Tom heads the company; Mara leads North, Omar South, twelve people each; Hana is HR, and two more are Tom's.

    `answering`: how many of them answer.
    """

    store: Store
    rng: random.Random
    contract: Contract = CONTRACT
    answering: int = 30

    def does(self, work: Callable[[Unit], T]) -> T:
        return self.store.write(work).result()

    def runs(self, id: str, number: int, *, comments: Mapping[str, int] | None = None) -> Wave:
        """A wave is asked, answered by all and closed."""
        wave = Wave(
            id=id, title=f"Pulse {number}", template=Template.FOUR_WEEKLY, number=number, contract=self.contract
        )

        def run(unit: Unit) -> Wave:
            kept = Kept(wave=wave, author="hana", created_at=NOW + number)
            pulses.add(unit, "org", kept)
            launched = pulses.launch(unit, "org", kept, was=1).wave
            found = pulses_asked.roster(unit, "org", launched)
            pulses_asked.fix(unit, "org", id, found)
            sheets = [written(home, marks(number, n)) for n, home in enumerate(found.home.values())][: self.answering]
            words = [
                ("open1", written(group, f"{group} {n}"))
                for group, many in (comments or {}).items()
                for n in range(many)
            ]
            pulses_sheets.put_back(unit, "org", id, Taken(sheets=sheets, comments=words), self.rng)
            sealed = replace(launched, state=WaveState.SEALED, version=2)
            pulses.save(unit, "org", sealed, was=1)
            return sealed

        return self.does(run)

    def releases(self, wave: Wave) -> bool:
        closed = self.does(lambda unit: pulses_before.closed(unit, "org", wave))
        found = releases.release(closed)
        return self.does(
            lambda unit: pulses_release.save(unit, "org", wave, found, now=NOW + wave.number, rng=self.rng)
        )

    def reads(self, who: str, wave: str) -> list[str]:
        kept = self.does(lambda unit: pulses.find(unit, "org", wave))
        assert kept is not None
        return [one.id for one in self.does(lambda unit: pulses_readers.readable(unit, actor(who), kept.wave))]


def marks(number: int, n: int) -> str:
    """The answers of the nth person: from 1 to 3 in the first wave, from 3 to 5 in the second."""
    good = n % 3 + (1 if number == 1 else 3)
    return "".join(str(6 - good if item.is_reversed else good) for item in questions(CONTRACT.items))


def actor(who: str) -> Actor:
    return Actor(org="org", person=Person(id=who, name=who), workspace="w", account=who, is_hr=who == "hana")


@pytest.fixture
def house(store: Store, rng: random.Random) -> House:
    chart: dict[str, str | None] = {
        "tom": None,
        "hana": "tom",
        "mara": "tom",
        "omar": "tom",
        "pia": "tom",
        "uma": "tom",
    }
    chart |= dict.fromkeys(NORTH, "mara") | dict.fromkeys(SOUTH, "omar")

    def furnish(unit: Unit) -> None:
        unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "Acme", "created_at": NOW})
        named = [{"org_id": "org", "id": id, "name": id.title(), "created_at": NOW} for id in ("north", "south")]
        unit.run(insert(tables.table(tables.Team)), named)
        people = [{"org_id": "org", "id": id, "name": id.title(), "created_at": NOW} for id in chart]
        unit.run(insert(tables.table(tables.Person)), people)
        lines.lead(unit, "org", chart, now=NOW)
        teams = {one: ["north"] for one in NORTH} | {one: ["south"] for one in SOUTH}
        lines.assign(unit, "org", teams, now=NOW)

    store.write(furnish).result()
    return House(store=store, rng=rng)


def test_a_wave_is_released_once_and_read_by_those_who_may(house: House) -> None:
    """The team, whoever leads it and HR from the same moment; others their own groups, and nobody before."""
    wave = house.runs("w1", 1)
    assert house.reads("n1", "w1") == house.reads("hana", "w1") == []
    assert house.releases(wave)
    assert not house.releases(wave)
    assert "team/north" in house.reads("n1", "w1")
    assert "team/north" in house.reads("mara", "w1")
    assert "team/south" not in house.reads("n1", "w1") + house.reads("mara", "w1")
    assert {"company", "team/north", "team/south"} <= set(house.reads("hana", "w1"))
    results = house.does(lambda unit: pulses_release.of_group(unit, "org", "w1", "team/north"))
    assert results is not None
    assert results.standing.turnout is Turnout.MOST
    assert results.cells["vo01"].shown


def test_who_reads_it_is_who_the_ballot_named(house: House) -> None:
    """Where the contract says that teams alone read what is theirs, neither their lead nor HR does."""
    named = {**VIEWERS, "team": (Viewer.ASKED,)}
    house.contract = replace(CONTRACT, viewers=tuple(named.items()))
    assert house.releases(house.runs("w1", 1))
    assert "team/north" in house.reads("n1", "w1")
    assert "team/north" not in house.reads("mara", "w1") + house.reads("hana", "w1")
    assert "company" in house.reads("hana", "w1")


def test_what_is_read_is_what_was_computed(house: House) -> None:
    """Figures, words and shares come back as they went in."""
    wave = house.runs("w1", 1)
    found = releases.release(house.does(lambda unit: pulses_before.closed(unit, "org", wave)))
    house.does(lambda unit: pulses_release.save(unit, "org", wave, found, now=NOW, rng=house.rng))
    for standing in found.standings:
        results = house.does(lambda unit, group=standing.group: pulses_release.of_group(unit, "org", "w1", group))  # type: ignore[misc]
        assert results is not None
        assert results.standing == standing
        assert set(results.cells.values()) == {cell for cell in found.cells if cell.group == standing.group}


def test_a_comment_is_read_in_the_lowest_group_that_is_wide_enough(house: House) -> None:
    """Twelve are too few for words: theirs are read with those of all, in no order of theirs."""
    wave = house.runs("w1", 1, comments={"team/north": 6, "team/south": 2})
    house.releases(wave)
    ids = [group.id for group in house.does(lambda unit: pulses_asked.groups(unit, "org", "w1"))]
    read = house.does(lambda unit: {id: pulses_release.of_group(unit, "org", "w1", id) for id in ids})
    said = {group: [one.words for one in results.remarks] for group, results in read.items() if results}
    assert [group for group, words in said.items() if words] == ["company"]
    assert sorted(said["company"]) == [*(f"team/north {n}" for n in range(6)), "team/south 0", "team/south 1"]
    assert said["company"] != sorted(said["company"])
    kept_until = wave.forget_at
    for now, gone in ((kept_until - 1, 0), (kept_until, 8)):
        assert house.does(lambda unit, now=now: keeping_pulses_release.remarks(unit, "org", now, ())) == gone  # type: ignore[misc]


def test_no_comment_is_read_where_too_few_of_those_asked_answered(house: House) -> None:
    """22 of 30 are enough for words, and no view of the company's where four in five have to answer."""
    house.contract, house.answering = replace(CONTRACT, share=80), 22
    house.releases(house.runs("w1", 1, comments={"team/north": 6}))
    company = house.does(lambda unit: pulses_release.of_group(unit, "org", "w1", "company"))
    assert company is not None
    assert not any(cell.shown for cell in company.cells.values())
    assert company.remarks == ()


def test_a_wave_is_compared_with_the_last_of_its_kind(house: House) -> None:
    """Of the core questions a change is told; where two people came or left, it is not."""
    house.releases(house.runs("w1", 1))
    person = tables.table(tables.Person)
    house.does(lambda unit: unit.run(update(person).where(person.c.id == "s0").values(active=False)))
    second = house.runs("w2", 2)
    closed = house.does(lambda unit: pulses_before.closed(unit, "org", second))
    assert closed.moved["team/north", "vo01"] == Moved(stayed=12, joined=0, left=0)
    assert closed.moved["team/south", "vo01"] == Moved(stayed=11, joined=0, left=1)
    cells = {(cell.group, cell.question): cell for cell in releases.release(closed).cells}
    assert cells["team/north", CORE].trend is Trend.UP
    assert cells["team/south", CORE].trend is Trend.WITHHELD
    invitation = tables.table(tables.PulseInvitation)
    house.does(lambda unit: unit.run(delete(invitation).where(invitation.c.person_id == "s0")).rowcount)
    closed = house.does(lambda unit: pulses_before.closed(unit, "org", second))
    assert closed.moved["team/south", "vo01"] == Moved(stayed=11, joined=0, left=1), "also once they are erased"


def test_core_questions_are_those_of_the_launch(house: House) -> None:
    """Another pack changes neither what was asked nor what it may be compared with."""
    house.releases(house.runs("w1", 1))
    house.contract = replace(CONTRACT, core=CONTRACT.core[:2])
    second = house.runs("w2", 2)
    closed = house.does(lambda unit: pulses_before.closed(unit, "org", second))
    assert closed.core == CONTRACT.core[:2]
    assert {question for _, question in closed.before if question == CORE} == set()
    assert ("company", "vo01") in closed.before


def test_what_a_group_chose_is_kept_with_its_votes(house: House) -> None:
    """A vote counts once, can be taken back, and what was changed meanwhile is not overwritten."""
    house.releases(house.runs("w1", 1))
    action = Action(id="a", wave="w1", group="team/north", words="Say it", author="n1")
    house.does(lambda unit: pulses_actions.add(unit, "org", action, now=NOW))
    for who in ("n1", "n2", "n2", "n3"):
        house.does(lambda unit, who=who: pulses_actions.toggle(unit, "org", "a", who))  # type: ignore[misc]
    assert house.does(lambda unit: pulses_actions.votes(unit, "org", [action])) == {"a": 2}
    assert house.does(lambda unit: pulses_actions.voted(unit, "org", "n2")) == frozenset()
    decided = replace(action, owner="n3", due_on=date(2026, 11, 20), state=State.CHOSEN, version=2)
    house.does(lambda unit: pulses_actions.save(unit, "org", decided))
    assert house.does(lambda unit: pulses_actions.find(unit, "org", "a")) == decided
    assert house.does(lambda unit: pulses_actions.decided_groups(unit, "org", "w1")) == {"team/north": [decided]}
