"""Post-mortems in the store: who scores them, what two people handed in, and the figures of a team."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, TypeVar

import pytest
from sqlalchemy import event, insert, update

from domain import postmortems as rules
from domain import postmortems_actions as acting
from domain import postmortems_scoring as scoring
from domain.errors import NotFoundError, StaleError
from domain.people import Actor, Person
from domain.postmortems import FoundBy, Postmortem, Severity
from domain.postmortems_actions import Action, Kept, Kind, Plan
from domain.postmortems_index import Band, Sheet
from domain.recurrence import Count
from domain.result import Result
from storage import lines, people, postmortems, postmortems_actions, postmortems_keepers, postmortems_scoring, tables
from storage.postmortems import Scored
from storage.unit import Store, Unit

T = TypeVar("T")
NOW = 1_800_000_000_000  # January 2027
AUTUMN = (date(2026, 9, 1), date(2026, 12, 1))
ONE = Postmortem(
    id="p1",
    team="checkout",
    author="ana",
    title="Cards were charged twice",
    link="https://wiki.example.org/postmortem/17",
    happened_on=date(2026, 9, 14),
    severity=Severity.NEAR_MISS,
    found_by=FoundBy.TEAM,
    component="Payments",
    cause="Missing time-out",
    closed_on=date(2026, 9, 15),
    responders=frozenset({"ben"}),
)
FULL, GAP = Sheet(points=[2] * 14, blames=False), Sheet(points=[*[2] * 13, 0], blames=True)


@dataclass
class Desk:
    store: Store

    def does(self, work: Callable[[Unit], T]) -> T:
        return self.store.write(work).result()

    def hands_in(self, who: str, sheet: Sheet) -> scoring.Stage:
        def hand_in(unit: Unit) -> scoring.Stage:
            mine, _ = postmortems_scoring.to_score(unit, actor(who), ONE)
            return scoring.stage(postmortems_scoring.save(unit, "org", ONE, scoring.hand_in(mine, sheet)))

        return self.does(hand_in)

    def sees(self, who: str) -> list[str]:
        _, seen = self.does(lambda unit: postmortems_scoring.readable(unit, actor(who), ONE))
        return sorted(one.scorer for one in seen)

    def owed(self, who: str) -> list[str]:
        return self.does(lambda unit: postmortems_scoring.owed(unit, "org", who))


def actor(id: str) -> Actor:
    return Actor(org="org", person=Person(id=id, name=id.title()), workspace="w", account=id)


def furnish(unit: Unit) -> None:
    """Ana registered it, Ben responded, Chi and Dev are asked, and Eve had no part in it either."""
    unit.run(insert(tables.named("org")), {"id": "org", "name": "Acme", "zone": "UTC", "created_at": 0})
    unit.run(insert(tables.named("team")), {"org_id": "org", "id": "checkout", "name": "Checkout", "created_at": 0})
    named = [{"id": id, "name": id.title(), "created_at": 0} for id in ("ana", "ben", "chi", "dev", "eve")]
    usual = {"org_id": "org", "kind": "full", "active": True, "zone": "UTC", "is_hr": False, "version": 1}
    unit.run(insert(tables.named("person")), [{"title": "", **usual, **one} for one in named])
    postmortems.add(unit, "org", ONE, now=NOW)
    postmortems_scoring.ask(unit, "org", ONE, ["chi", "dev"], now=NOW)


@pytest.fixture
def desk(store: Store) -> Desk:
    desk = Desk(store)
    desk.does(furnish)
    return desk


def leave(unit: Unit, who: Sequence[str]) -> None:
    person = tables.named("person")
    unit.run(update(person).where(person.c.id.in_(who)).values(active=False))


def test_once_nobody_who_wrote_it_is_here_whoever_leads_the_team_sees_to_it_and_else_hr(desk: Desk) -> None:
    """Chi leads Eve, who is in the team, and Dev runs HR: neither may change it before."""

    def may(who: str) -> bool:
        found = desk.does(lambda unit: people.by_ids(unit, "org", [who])[who])
        one = replace(actor(who), person=found)
        try:
            desk.does(lambda unit: postmortems.find_to_change(unit, one, "p1"))
        except NotFoundError:
            return False
        return True

    def stand(unit: Unit) -> None:
        lines.assign(unit, "org", {"eve": ["checkout"]}, now=NOW)
        lines.lead(unit, "org", {"eve": "chi"}, now=NOW)
        person = tables.named("person")
        unit.run(update(person).where(person.c.id == "dev").values(is_hr=True))

    desk.does(stand)
    desk.does(lambda unit: postmortems_scoring.release(unit, "org", ONE, postmortems_scoring.both(unit, "org", ONE)))
    expected = [({"ana", "ben"}, ()), ({"ben"}, ("ana",)), ({"chi"}, ("ben",)), ({"dev"}, ("chi",))]
    for allowed, leaving in expected:
        desk.does(partial(leave, who=leaving))
        assert {who for who in ("ana", "ben", "chi", "dev", "eve") if may(who)} == allowed


def test_whoever_stands_in_for_its_writers_does_not_score_it(desk: Desk) -> None:
    """Chi leads the team and scores it, so HR stands in, and Eve, who runs HR, is not drawn."""

    def stand(unit: Unit) -> None:
        lines.assign(unit, "org", {"eve": ["checkout"]}, now=NOW)
        lines.lead(unit, "org", {"eve": "chi"}, now=NOW)
        leave(unit, ["ana", "ben"])
        person = tables.named("person")
        unit.run(update(person).where(person.c.id == "eve").values(is_hr=True))

    desk.does(stand)
    assert desk.does(lambda unit: postmortems_keepers.keepers(unit, "org", ONE)) == ["eve"]
    assert desk.does(lambda unit: postmortems_scoring.draw(unit, "org", ONE, 1, rng=random.Random(1))) == []


def test_it_is_kept_as_it_was_written_and_changed_by_those_who_were_there(desk: Desk) -> None:
    """Everybody may read it; who registered it or responded may change it, one at a time."""
    assert desk.does(lambda unit: postmortems.find(unit, "org", "p1")) == ONE
    assert desk.does(lambda unit: postmortems.find_to_change(unit, actor("ben"), "p1")) == ONE
    with pytest.raises(NotFoundError):
        desk.does(lambda unit: postmortems.find_to_change(unit, actor("chi"), "p1"))
    changed = replace(ONE, cause="A full disk", responders=frozenset({"eve"}), version=2)
    desk.does(lambda unit: postmortems.save(unit, "org", changed))
    assert desk.does(lambda unit: postmortems.latest(unit, "org")) == [changed]
    with pytest.raises(StaleError):
        desk.does(lambda unit: postmortems.save(unit, "org", changed))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("writer", ["", "ben"])
def test_a_page_of_the_list_is_found_by_an_index(desk: Desk, writer: str) -> None:
    """However many an org has written. Asked of the database that says so also where little is written."""

    def steps(unit: Unit) -> list[str]:
        said: list[tuple[str, tuple[str, ...]]] = []
        heard = partial(_hear, said)
        event.listen(unit.connection, "before_cursor_execute", heard)
        postmortems.page(unit, "org", 0, most=2, writer=writer)
        event.remove(unit.connection, "before_cursor_execute", heard)
        [statement, told] = next(one for one in said if "FROM postmortem " in one[0])
        return [row[-1] for row in unit.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", told)]

    looked = " ".join(desk.does(steps))
    by = {"": "ix_postmortem_org_id_created_at (org_id=?)", "ben": "ix_postmortem_org_id_author_id (org_id=? AND"}
    assert by[writer] in looked
    assert "team_id" not in looked


def _hear(said: list[Any], _connection: object, _cursor: object, statement: str, told: object, *_: object) -> None:
    said.append((statement, told))


def test_an_old_one_stands_further_down_in_the_list_and_in_that_of_its_writers(desk: Desk) -> None:
    """The newest first, some at a time; whoever turned a page that is gone begins anew."""

    def turned(number: int, writer: str = "") -> tuple[list[str], int, bool]:
        page = desk.does(lambda unit: postmortems.page(unit, "org", number, most=2, writer=writer))
        return [one.id for one in page.found], page.number, page.is_last

    for number in range(2, 5):
        later = replace(ONE, id=f"p{number}", author="chi", responders=frozenset({"dev"}))
        desk.does(partial(postmortems.add, org="org", one=later, now=NOW + number))
    assert turned(0) == (["p4", "p3"], 0, False)
    assert turned(1) == (["p2", "p1"], 1, True)
    assert turned(2) == turned(0)
    assert turned(0, "ana") == turned(0, "ben") == (["p1"], 0, True)
    assert turned(1, "dev") == (["p2"], 1, True)
    assert turned(0, "eve") == ([], 0, True)


def test_each_scores_alone_and_the_two_see_each_others_sheets_only_where_they_talk(desk: Desk) -> None:
    """Before both are there each sees their own; afterwards, too, and nobody else sees any."""
    assert (desk.owed("chi"), desk.owed("eve")) == (["p1"], [])
    assert desk.hands_in("chi", FULL) is scoring.Stage.ALONE
    assert (desk.sees("chi"), desk.sees("dev"), desk.owed("chi")) == (["chi"], ["dev"], [])
    assert desk.hands_in("dev", GAP) is scoring.Stage.TALKING
    assert (desk.sees("chi"), desk.owed("chi"), desk.owed("dev")) == (["chi", "dev"], ["p1"], ["p1"])
    for who in ("ana", "ben", "eve"):
        with pytest.raises(NotFoundError):
            desk.sees(who)


def test_only_who_had_no_part_in_it_and_was_not_asked_yet_is_drawn(desk: Desk) -> None:
    """And whoever stepped back is not asked again."""
    draw = lambda unit: postmortems_scoring.draw(unit, "org", ONE, 2, rng=random.Random(3))  # noqa: E731 - said twice
    assert desk.does(draw) == ["eve"]

    def step_back(unit: Unit) -> None:
        mine, _ = postmortems_scoring.to_score(unit, actor("chi"), ONE)
        postmortems_scoring.save(unit, "org", ONE, scoring.step_back(mine))

    assert desk.does(lambda unit: postmortems_scoring.lacking(unit, "org")) == []
    desk.does(step_back)
    assert (desk.does(draw), desk.owed("chi")) == (["eve"], [])
    person = tables.named("person")
    desk.does(lambda unit: unit.run(update(person).where(person.c.id == "dev").values(active=False)))
    assert desk.does(lambda unit: postmortems_scoring.lacking(unit, "org")) == ["p1"]
    replaced = lambda unit: postmortems_scoring.replace_departed(unit, "org", ONE, now=NOW, rng=random.Random(3))  # noqa: E731 - once
    assert (desk.does(replaced), desk.owed("eve"), desk.owed("dev")) == (["eve"], ["p1"], [])


def test_whoever_leaves_during_the_talk_is_replaced_and_the_other_talks_with_who_comes(desk: Desk) -> None:
    """Nobody waits for ever; what Chi said after the talk with Dev is not said to Eve."""
    desk.hands_in("chi", FULL)
    desk.hands_in("dev", GAP)

    def talk(unit: Unit) -> None:
        mine, both = postmortems_scoring.to_score(unit, actor("chi"), ONE)
        postmortems_scoring.save(unit, "org", ONE, scoring.after_talk(mine, both, {13: 1}))
        person = tables.named("person")
        unit.run(update(person).where(person.c.id == "dev").values(active=False))

    desk.does(talk)
    assert desk.does(lambda unit: postmortems_scoring.lacking(unit, "org")) == ["p1"]
    replaced = lambda unit: postmortems_scoring.replace_departed(unit, "org", ONE, now=NOW, rng=random.Random(3))  # noqa: E731 - once
    assert (desk.does(replaced), desk.owed("eve"), desk.owed("chi")) == (["eve"], ["p1"], [])
    assert desk.hands_in("eve", GAP) is scoring.Stage.TALKING
    assert (desk.owed("eve"), desk.owed("chi")) == (["p1"], ["p1"])


def test_a_team_s_figures_are_made_of_what_it_wrote_up(desk: Desk) -> None:
    """The index of what is scored, how its actions were kept, and what came back."""
    again = replace(ONE, id="p2", happened_on=date(2026, 11, 30), closed_on=None, found_by=FoundBy.CUSTOMERS)
    action = Action(id="a1", postmortem="p1", author="ana", kind=Kind.DETECT, words="Alert on a second charge")
    plan = Plan(owner="ben", due_on=date(2026, 10, 1), tracker="https://t.example.org/1", check="By a drill")
    done = acting.finish(acting.take_on(action, plan), "ben", "It rings")
    seen = acting.verify(done, "chi", "I heard it", works=True, today=date(2026, 10, 2))

    def follow(unit: Unit) -> None:
        postmortems.add(unit, "org", again, now=NOW)
        postmortems.save(unit, "org", rules.scored(ONE, (FULL, GAP), now=NOW))
        postmortems_actions.add(unit, "org", action, now=NOW)
        postmortems_actions.save(unit, "org", replace(seen, version=2))

    desk.does(follow)
    assert desk.does(lambda unit: postmortems_actions.of_one(unit, "org", "p1")) == [replace(seen, version=2)]
    found = Scored(id="p1", happened_on=date(2026, 9, 14), index=60, band=Band.USABLE, passes=False)
    assert desk.does(lambda unit: postmortems.indexes(unit, "org", "checkout", *AUTUMN)) == [found]
    assert desk.does(lambda unit: postmortems.verified(unit, "org", "checkout", *AUTUMN)) == Kept(
        due=1, verified=1, moved=0
    )
    came_back = desk.does(lambda unit: postmortems.recurrence(unit, "org", "checkout", AUTUMN, now=NOW))
    assert came_back.count == Count(recurred=1, closed=1)
    assert desk.does(lambda unit: postmortems.recurrence(unit, "org", None, AUTUMN, now=NOW)) == came_back


def test_scorers_are_compared_by_what_each_said_alone(desk: Desk) -> None:
    """Five post-mortems, each of which two scored: what they said after the talk would make them look more alike."""

    def play(unit: Unit) -> Result:
        every = [replace(ONE, id=f"q{number}") for number in range(5)]
        for one in every:
            postmortems.add(unit, "org", one, now=NOW)
            postmortems_scoring.ask(unit, "org", one, ["chi", "dev"], now=NOW)
            chi, dev = postmortems_scoring.both(unit, "org", one)
            postmortems_scoring.save(unit, "org", one, replace(chi, first=FULL))
            postmortems_scoring.save(unit, "org", one, replace(dev, first=GAP, second=FULL))
        return postmortems_scoring.agreement(unit, "org", [rules.scored(one, (FULL, FULL), now=NOW) for one in every])

    found = desk.does(play)
    assert found.n == 70
    assert found.value is not None
    assert found.value < 0.1
