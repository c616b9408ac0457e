"""What follows when somebody changes, scores or sees to a post-mortem, beyond the card they see."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping

import pytest
from sqlalchemy import select

from content import pack
from domain import postmortems as rules
from domain import postmortems_actions as acting
from domain.errors import NotFoundError, StaleError
from domain.local_time import DAY_MS
from domain.people import Actor, Person
from domain.postmortems_actions import Action, OwnWorkError
from handlers.routes_postmortems import ROUTES
from handlers.turn import Delivery, Place, PlaceKind, Platform, Press, Request, Submit, Turn
from storage import notices, postmortems, postmortems_actions, postmortems_scoring, tables
from storage.unit import Store, Unit
from tests.domain.test_postmortems_actions import TAKEN
from tests.storage.test_postmortems import NOW, furnish
from views.replies import Reply

FULL: Mapping[int, str] = {}  # two points on each line
GAP: Mapping[int, str] = {0: "0"}  # the line that Dev finds missing


class House:
    """Ana registered it, Ben responded, Chi and Dev are asked to score it, and Eve had no part in it either."""

    def __init__(self, store: Store) -> None:
        self.store, self.rng = store, random.Random(7)
        store.write(furnish).result()

    def does(self, who: str, said: Press | Submit, *, now: int = NOW) -> Reply:
        handler = next(route.handler for route in ROUTES if route.name == said.action and route.kind is type(said))
        place, delivery = Place(PlaceKind.DIRECT), Delivery("slack", (who,))
        request = Request(platform=Platform.SLACK, tenant="T1", account=who, place=place, delivery=delivery, said=said)
        actor = Actor(org="org", person=Person(id=who, name=who.title()), workspace="w", account=who)
        return self.store.write(
            lambda unit: handler(Turn(request=request, actor=actor, unit=unit, now=now, rng=self.rng))
        ).result()

    def scores(self, who: str, points: Mapping[int, str] = FULL, *, step: int = 2) -> None:
        values = {f"line{line}": points.get(line, "2") for line in range(14)}
        self.does(who, Submit(action="postmortem.score", values={**values, "blames": "no"}, subject="p1", version=step))

    def scorers(self) -> set[str]:
        one = self.one()
        both = self.store.write(lambda unit: postmortems_scoring.both(unit, "org", one)).result()
        return {scorer.scorer for scorer in both}

    def one(self) -> rules.Postmortem:
        found = self.store.write(lambda unit: postmortems.find(unit, "org", "p1")).result()
        assert found is not None
        return found

    def edits(self, who: str, responders: tuple[str, ...], *, link: str = "", title: str = "") -> Reply:
        one = self.one()
        said: dict[str, str | tuple[str, ...]] = {
            "title": title or one.title,
            "link": link or one.link,
            "happened_on": "2026-09-14",
            "severity": one.severity.value,
            "found_by": one.found_by.value,
            "component": one.component,
            "cause": one.cause,
            "responders": responders,
        }
        return self.does(who, Submit(action="postmortem.edit", values=said, subject="p1", version=one.version))

    def takes(self, action: Action) -> None:
        """Ben sees to it."""
        self.store.write(lambda unit: postmortems_actions.add(unit, "org", action, now=NOW)).result()

    def says(self, who: str, deed: str, **values: str | tuple[str, ...]) -> None:
        self.does(who, Submit(action=f"postmortem.{deed}", values=values, subject="a1"))

    def action(self) -> Action:
        return self.store.write(lambda unit: postmortems_actions.find(unit, "org", "a1")).result()

    def titles(self, who: str) -> list[str]:
        return [one.card.title for one in self.store.write(lambda unit: notices.waiting(unit, "org", who)).result()]


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


def test_whoever_turns_out_to_have_responded_scores_it_no_longer_also_after_handing_in(house: House) -> None:
    """Their sheet does not count, and somebody else is asked in their place."""
    house.scores("chi")
    house.edits("ana", ("ben", "chi"))
    assert house.scorers() == {"dev", "eve"}
    house.scores("dev")
    house.scores("eve", GAP)
    assert house.one().state is rules.State.WAITING
    assert "Talk about a post-mortem" in house.titles("dev")


def test_what_somebody_scored_who_turns_out_to_have_responded_is_scored_anew(house: House) -> None:
    """By the other one, and by somebody who had no part in it."""
    house.scores("chi")
    house.scores("dev")
    assert house.one().index is not None
    house.edits("ana", ("ben", "chi"))
    assert (house.one().index, house.scorers()) == (None, {"dev", "eve"})


def test_whoever_changes_what_a_post_mortem_counts_for_leaves_a_trace(house: House) -> None:
    """One more responded."""
    house.edits("ana", ("ben", "eve"))
    entries = tables.named("audit")

    def detail(unit: Unit) -> bytes:
        [row] = unit.rows(select(entries).where(entries.c.action == "postmortem.changed"))
        return unit.keys.open(row["detail"], "org", "audit", f"{row['chain']}/{row['seq']}", "detail").encode()

    assert json.loads(house.store.write(detail).result()) == {"closed_on": "2026-09-15 > ", "responders": "+1 -0"}


def test_a_sheet_of_before_the_talk_is_not_taken_for_one_of_after_it(house: House) -> None:
    """It was left open on another device."""
    house.scores("chi")
    house.scores("dev", GAP)
    with pytest.raises(StaleError):
        house.scores("chi", step=2)
    house.scores("chi", step=3)


def test_nobody_is_promised_who_is_not_there(house: House) -> None:
    """Eve is the last one who had no part in it."""
    first = house.does("chi", Press(action="postmortem.step_back", subject="p1"))
    assert "Somebody else is asked" in str(first)
    second = house.does("dev", Press(action="postmortem.step_back", subject="p1"))
    assert "Somebody else is asked" not in str(second)
    assert "somebody is asked once there is" in str(second)


def test_an_owner_hears_what_others_do_with_their_action(house: House) -> None:
    """Ana moves it, Chi finds that it does not work yet, and Ana declines it: Ben is told each time."""
    house.takes(TAKEN)
    house.says("ana", "move", due_on="2027-02-01", why="The vendor is late")
    house.says("ben", "finish", said="It is in")
    house.says("chi", "verify", works="not_yet", saw="Refunds lack it")
    house.says("ana", "decline", why="The vendor does it")
    assert sorted(house.titles("ben")) == [
        "Your action has another date",
        "Your action is not done yet",
        "Your action is not to be done",
    ]


def test_who_says_that_it_is_done_does_not_verify_it_and_its_owner_hears_of_it(house: House) -> None:
    """In their own name: Ben did not say so."""
    house.takes(TAKEN)
    house.says("ana", "finish", said="It is in")
    assert house.titles("ben") == ["Your action is said to be done"]
    with pytest.raises(OwnWorkError):
        house.says("ana", "verify", works="it_works", saw="I looked")


def test_an_action_is_handed_over_and_handed_back(house: House) -> None:
    """Whoever had it, whoever has it, and who wrote it up hear of it."""
    house.takes(TAKEN)
    house.says("ana", "hand_over", owner=("eve",))
    assert (house.titles("ben"), house.titles("eve")) == (["Somebody else sees to your action"], ["An action for you"])
    house.does("eve", Press(action="postmortem.hand_back", subject="a1"))
    assert house.action().state is acting.State.RECOMMENDED
    assert house.titles("ana") == ["An action needs an owner"]


def test_whoever_wrote_it_asks_another_in_the_place_of_a_scorer_who_is_slow(house: House) -> None:
    """After two weeks, and not before; who has handed in stays."""
    house.scores("chi")
    another = Press(action="postmortem.ask_another", subject="p1")
    with pytest.raises(StaleError):
        house.does("ana", another, now=NOW + 13 * DAY_MS)
    house.does("ana", another, now=NOW + 14 * DAY_MS)
    assert house.scorers() == {"chi", "eve"}


def test_nobody_responded_whom_nobody_knows(house: House) -> None:
    """Named by the id of something else, it is told at the field, and nothing is changed."""
    before = house.one()
    assert "Choose people who are or were here" in str(house.edits("ana", ("ben", "p1")))
    assert house.one() == before


def test_whoever_may_not_change_an_action_is_not_told_either_that_it_has_changed(house: House) -> None:
    """To Chi it is as if it were not there, whatever version the form was drawn for."""
    house.takes(TAKEN)
    for version in (0, TAKEN.version, TAKEN.version + 1):
        with pytest.raises(NotFoundError):
            house.does("chi", Submit(action="postmortem.decline", values={"why": "No"}, subject="a1", version=version))


def test_whoever_names_a_responder_is_asked_for_the_condition_in_the_words_of_the_pack(house: House) -> None:
    """Each time they do, whatever the pack's thought: it is a hint, and in nobody's way."""
    thought = pack.default().nudges["n10"]
    assert thought.text in str(house.edits("ana", ("ben",), title="Ben took the table down"))
    assert thought.text not in str(house.edits("ana", ("ben",), title="The table was taken down"))
    assert thought.cooldown_days == 0
