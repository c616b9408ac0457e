"""Every id of post-mortems in the hands of everybody: whoever may not finds what nobody has (see NOT_YET)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain import postmortems_actions as rules
from domain.errors import NotFoundError, RefusalError
from domain.people import Actor, Person
from domain.postmortems_actions import Action, OwnWorkError
from handlers.routes_postmortems import ROUTES
from handlers.turn import Delivery, Place, PlaceKind, Platform, Press, Request, Submit, Turn
from storage import postmortems_actions
from storage.unit import Store, Unit
from tests.domain.test_postmortems_actions import NEW, TAKEN
from tests.storage.test_postmortems import NOW, furnish

MADE_UP, CHANCE = "nobody-has-this", 7
PEOPLE = ("ana", "ben", "chi", "dev", "eve")
# By action: of what its id is, and who may. Ana registered it, Ben responded and sees to an action, Chi and Dev score.
MAY = {
    "postmortem.show": ("p1", PEOPLE),
    "postmortem.edit": ("p1", ("ana", "ben")),
    "postmortem.score": ("p1", ("chi", "dev")),
    "postmortem.step_back": ("p1", ("chi", "dev")),
    "postmortem.reopen": ("p1", ("ana", "ben", "chi", "dev")),
    "postmortem.ask_another": ("p1", ("ana", "ben")),
    "postmortem.again": ("p1", ("ana", "ben")),
    "postmortem.action": ("a1", PEOPLE),
    "postmortem.recommend": ("p1", ("ana", "ben")),
    "postmortem.take_on": ("a1", ("ana", "ben")),
    "postmortem.decline": ("a1", ("ana", "ben")),
    "postmortem.move": ("a2", ("ana", "ben", "eve")),
    "postmortem.hand_over": ("a2", ("ana", "ben")),
    "postmortem.hand_back": ("a2", ("eve",)),
    "postmortem.finish": ("a2", ("ana", "ben", "eve")),
    "postmortem.verify": ("a3", ("ana", "ben", "chi", "dev")),
}
NO_ID = {"postmortem", "postmortem.list", "postmortem.new.open", "postmortem.new"}


@pytest.fixture
def house(store: Store) -> Store:
    """One that waits for its scorers, with a recommendation, an action of Eve's, and one of hers that is done."""

    def build(unit: Unit) -> None:
        furnish(unit)
        for action in actions():
            postmortems_actions.add(unit, "org", action, now=NOW)

    store.write(build).result()
    return store


def actions() -> Iterator[Action]:
    assert TAKEN.plan is not None
    hers = replace(TAKEN, plan=replace(TAKEN.plan, owner="eve"))
    yield NEW
    yield replace(hers, id="a2")
    yield replace(rules.finish(hers, "eve", "It is in"), id="a3")


def outcome(store: Store, who: str, said: Press | Submit) -> str:
    """Return what became of it: "" where it was answered, else the refusal's name. Nothing of it stays."""
    handler = next(route.handler for route in ROUTES if route.name == said.action and route.kind is type(said))
    request = Request(
        platform=Platform.SLACK,
        tenant="T1",
        account=who,
        place=Place(PlaceKind.DIRECT),
        delivery=Delivery("slack", (who,)),
        said=said,
    )
    actor = Actor(org="org", person=Person(id=who, name=who.title()), workspace="w", account=who)

    class UndoneError(Exception):
        """So that the next one finds the house as it was."""

    def play(unit: Unit) -> None:
        handler(Turn(request=request, actor=actor, unit=unit, now=NOW, rng=random.Random(CHANCE)))
        raise UndoneError

    try:
        store.write(play).result()
    except UndoneError:
        return ""
    except RefusalError as refusal:
        return type(refusal).__name__
    raise AssertionError("it was neither answered nor refused")


def said_with(id: str, action: str) -> Iterator[Press | Submit]:
    """Every button and form of this action."""
    for route in ROUTES:
        if route.name in {action, f"{action}.open"}:
            yield (
                Press(action=route.name, subject=id)
                if route.kind is Press
                else Submit(action=route.name, subject=id, values={})
            )


@pytest.mark.parametrize("action", MAY)
def test_whoever_may_not_finds_what_nobody_has(house: Store, action: str) -> None:
    """By every person, in its button and its form: also with an id of another kind, or one that was made up."""
    id, may = MAY[action]
    elsewhere = "a1" if id == "p1" else "p1"
    forbidden = [(who, id) for who in PEOPLE if who not in may] + [
        (who, it) for who in PEOPLE for it in (elsewhere, MADE_UP)
    ]
    for who, it in forbidden:
        for said in said_with(it, action):
            refused = {NotFoundError.__name__, *({OwnWorkError.__name__} if (who, it) == ("eve", "a3") else ())}
            assert outcome(house, who, said) in refused, (who, said)


def test_each_right_is_of_use_to_whoever_has_it(house: Store) -> None:
    """So that none is refused by mistake; a state that does not fit is told as what it is."""
    for action, (id, may) in MAY.items():
        for who in may:
            for said in said_with(id, action):
                assert outcome(house, who, said) in {"", "StaleError"}, (who, said)


def test_every_route_is_here() -> None:
    """A new one is added, or takes no id."""
    named = {route.name.removesuffix(".open") for route in ROUTES} - {name.removesuffix(".open") for name in NO_ID}
    assert named == MAY.keys()
