"""A manager of many people gets pages, not a wall; and whoever is done moves down."""

from __future__ import annotations

from dataclasses import replace

from domain.cycles_calls import Row
from domain.people import Person
from tests.laws.view_examples import found
from views import checkpoints
from views.checkpoints import TOLD
from views.vocabulary import Bullets, Button

TEAM = tuple(Row(person=Person(id=f"p{n}", name=f"Person {n:02}"), is_done=n < 3) for n in range(14))
OF_14 = replace(TOLD, rows=TEAM)


def names(card: object) -> list[str]:
    return [str(item[0]) for part in found(card, Bullets) for item in part.items]


def test_a_manager_of_fourteen_sees_seven_and_five_buttons() -> None:
    """Those who are missing first; the rest is one press away."""
    card = checkpoints.prompt(OF_14)
    assert names(card) == [f"Person {n:02}: open" for n in range(3, 10)]
    labels = [one.label for one in found(card, Button)]
    assert labels == [*(f"Person {n:02}" for n in range(3, 8)), "All 14", "Somebody acts for me"]


def test_pages_hold_everybody_once() -> None:
    """From the first to the last."""
    pages = [names(checkpoints.page(OF_14, number)) for number in (0, 1)]
    assert [len(page) for page in pages] == [7, 7]
    assert len({name for page in pages for name in page}) == 14


def test_a_page_beyond_the_last_is_the_last() -> None:
    """Somebody left while the message stood there."""
    assert checkpoints.page(OF_14, 9) == checkpoints.page(OF_14, 1)
