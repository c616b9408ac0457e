"""A manager of many people gets pages, not a wall; and whoever is done moves down."""

from __future__ import annotations

from dataclasses import replace

from domain.cycles import Audience, Kind
from domain.cycles_calls import Row
from domain.cycles_plan import Step
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


def test_what_was_told_says_when_nothing_of_it_is_left() -> None:
    """Done by then, or somebody else's to do: never "0 people", and no empty list, which Slack refuses."""
    done, nobody = replace(TOLD, rows=TEAM[:3]), replace(TOLD, rows=())
    for step in (Step.OPENS, Step.TO_MANAGER, Step.TO_HR):
        for told in (done, nobody):
            card = checkpoints.prompt(replace(told, step=step))
            assert all(one.items for one in found(card, Bullets))
            assert "0 people" not in f"{card.title} {card.parts}"
    assert "no longer yours to do" in checkpoints.prompt(nobody).title


def test_the_kick_off_leads_to_what_it_asks_to_read() -> None:
    """What is looked at, and who sees what; then it is ticked off."""
    kick_off = replace(TOLD.checkpoint, kind=Kind.KICK_OFF, audience=Audience.PARTICIPANTS)
    card = checkpoints.prompt(replace(TOLD, checkpoint=kick_off, rows=TEAM[5:6], reader="p5"))
    assert [one.label for one in found(card, Button)] == ["What is looked at", "Who sees what", "I have read it"]
