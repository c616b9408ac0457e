"""Goals in the store: read by those alone whom the policy lets in, changed by one at a time, counted without names."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlalchemy import insert, select

from domain import goals_agreement as rules
from domain.errors import NotFoundError, StaleError
from domain.goals import CheckIn, Goal, Mood, Part, Result, State
from domain.goals_agreement import Agreement
from domain.goals_coverage import Covered
from domain.people import Actor, Person
from domain.policy import Condition
from storage import goals, goals_reach, lines, tables
from storage.unit import Store, Unit

NOW = 1_790_000_000_000
REASON = frozenset({Condition.REASON})
CHART = {"tom": None, "mara": "tom", "ben": "mara", "chi": "mara", "hana": None, "dan": "mara", "eve": "mara"}
GOAL = Goal(
    id="g",
    owner="ben",
    title="Fewer repeat incidents",
    outcome="Cut repeat incidents in checkout by a third",
    process="Verify review actions within thirty days",
    learning="Explain one failure class with data",
    learn_by=date(2026, 12, 1),
    due_on=date(2027, 3, 1),
    guard="Self-reported issues do not fall",
)


@dataclass
class Desk:
    """Tom leads Mara, who leads Ben and four more; Hana is HR."""

    store: Store

    def keeps(self, one: Agreement) -> None:
        self.store.write(lambda unit: goals.add(unit, "org", one, now=NOW)).result()

    def saves(self, one: Agreement, *, was: int) -> None:
        self.store.write(lambda unit: goals.save(unit, "org", one, was=was, now=NOW)).result()

    def reads(self, who: str, met: frozenset[Condition] = frozenset()) -> Agreement | None:
        try:
            return self.store.read(lambda unit: goals.find(unit, actor(who), "g", now=NOW, met=met)).result()[0]
        except NotFoundError:
            return None

    def lists(self, who: str, met: frozenset[Condition] = frozenset()) -> int:
        return len(self.store.read(lambda unit: goals.of_person(unit, actor(who), "ben", now=NOW, met=met)).result())

    def may_change(self, who: str) -> bool:
        try:
            self.store.write(lambda unit: goals.find_to_change(unit, actor(who), "g", now=NOW)).result()
        except NotFoundError:
            return False
        return True


def actor(id: str) -> Actor:
    return Actor(org="org", person=Person(id=id, name=id.title()), workspace="w", account=id, is_hr=id == "hana")


def furnish(unit: Unit) -> None:
    unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "House", "created_at": NOW})
    unit.run(insert(tables.table(tables.Team)), {"org_id": "org", "id": "t", "name": "Checkout", "created_at": NOW})
    people = [{"org_id": "org", "id": id, "name": id.title(), "created_at": NOW} for id in CHART]
    unit.run(insert(tables.table(tables.Person)), people)
    lines.lead(unit, "org", CHART, now=NOW)
    lines.assign(unit, "org", {id: ["t"] for id in ("ben", "chi", "dan", "eve", "mara")}, now=NOW)


@pytest.fixture
def desk(store: Store) -> Desk:
    store.write(furnish).result()
    return Desk(store)


def test_a_draft_is_read_by_its_author_alone(desk: Desk) -> None:
    """Neither by whoever leads them, nor by HR with whatever reason."""
    desk.keeps(rules.begin(replace(GOAL, process=""), "ben", alone=False))
    assert [who for who in CHART if desk.reads(who, REASON)] == ["ben"]
    assert [who for who in CHART if desk.lists(who, REASON)] == ["ben"]
    assert [who for who in CHART if desk.may_change(who)] == ["ben"]


def test_what_is_put_forward_is_read_by_both_sides_and_by_hr_with_a_reason(desk: Desk) -> None:
    """By no peer, and by nobody further up; the two of them may write."""
    desk.keeps(rules.begin(GOAL, "ben", alone=False))
    assert [who for who in CHART if desk.reads(who)] == ["mara", "ben"]
    assert [who for who in CHART if desk.lists(who, REASON)] == ["mara", "ben", "hana"]
    assert [who for who in CHART if desk.may_change(who)] == ["mara", "ben"]


def test_a_goal_comes_back_as_it_was_kept(desk: Desk) -> None:
    """With the change that waits and how it ended."""
    one = rules.agree(rules.begin(GOAL, "ben", alone=False), "mara", version=1)
    changing = rules.write(one, replace(one.goal, title="Less", learn_by=date(2026, 11, 1)), "mara", alone=False)
    desk.keeps(changing)
    assert desk.reads("ben") == changing
    closed = rules.close(changing, Result(outcome_met=False, process_met=True, learned="It was never the export"))
    desk.saves(closed, was=changing.goal.version)
    assert desk.reads("mara") == closed
    assert closed.goal.state is State.LEARNED


def test_of_two_who_write_at_once_the_second_is_told(desk: Desk) -> None:
    """Nothing is lost silently."""
    one = rules.begin(GOAL, "ben", alone=False)
    desk.keeps(one)
    changed = rules.write(one, replace(one.goal, title="Less"), "ben", alone=False)
    desk.saves(changed, was=1)
    with pytest.raises(StaleError):
        desk.saves(changed, was=1)


def test_words_are_sealed(desk: Desk) -> None:
    """What stands outside is who, in which state and until when."""
    desk.keeps(rules.begin(GOAL, "ben", alone=False))
    rows = desk.store.read(lambda unit: unit.rows(select(tables.table(tables.Goal)))).result()
    assert "incidents" not in str([dict(row) for row in rows])


def test_check_ins_come_the_newest_first(desk: Desk) -> None:
    """With what they link to."""
    one = rules.begin(GOAL, "ben", alone=False)
    desk.keeps(one)
    said = [
        CheckIn(
            goal="g", by="ben", at=NOW + n, part=Part.PROCESS, mood=Mood.AT_RISK, note=f"Week {n}", link="https://a.b"
        )
        for n in range(3)
    ]
    rng = random.Random(3)

    def keep(unit: Unit) -> list[CheckIn]:
        for each in said:
            goals.check_in(unit, "org", str(rng.random()), each, owner="ben")
        return goals.check_ins(unit, "org", one, most=2)

    assert desk.store.write(keep).result() == [said[2], said[1]]


def test_a_learned_goal_is_known_by_its_id_and_its_name(desk: Desk) -> None:
    """So that evidence on it never counts against its owner, however it names the goal; no other goal is."""
    one = rules.agree(rules.begin(GOAL, "ben", alone=False), "mara", version=1)
    desk.keeps(rules.close(one, Result(outcome_met=False, process_met=True, learned="It was never the export")))
    desk.keeps(replace(one, goal=replace(one.goal, id="h", title="Another one")))
    found = desk.store.read(lambda unit: goals.learned(unit, "org", "ben")).result()
    assert found == {"g", "Fewer repeat incidents"}


def test_teams_are_counted_and_people_looked_for(desk: Desk) -> None:
    """Of five, one holds a goal that both agreed to; a draft is none."""
    desk.keeps(rules.agree(rules.begin(GOAL, "ben", alone=False), "mara", version=1))
    desk.keeps(rules.begin(replace(GOAL, id="h", owner="chi"), "chi", alone=False))
    found = desk.store.read(lambda unit: goals_reach.coverage(unit, "org")).result()
    assert found.teams == (Covered(team="Checkout", members=5, paired=1),)
    lacking = desk.store.read(lambda unit: goals_reach.unpaired(unit, "org", ["chi", "ben", "dan"])).result()
    assert lacking == ("chi", "dan")
