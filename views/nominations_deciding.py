"""Deciding on nominations: a page of reasons without names of who wrote them, and that a vote came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.nominations import Category, Decider, Reason, Window
from views import nominations as views
from views.vocabulary import Button, Buttons, Card, Heading, Menu, Note, Option, Part, Quote, Text, Visibility

SHOWN = 4  # nominees on one page
_READS = {
    Decider.COMMITTEE: "The committee reads this. Nobody is shown who voted for whom; in so small a circle the result can let you guess.",
    Decider.PEERS: "Everybody reads this, each without what is about themselves. Nobody is shown who voted for whom.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominee:
    """Somebody as they are decided on: at most so many reasons, so that nobody counts them."""

    id: str
    name: str
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`number` counts pages of a category from 0; `voted`: the reader has."""

    window: Window
    category: Category
    nominees: Sequence[Nominee]
    number: int = 0
    voted: bool = False


def page(one: Page) -> Card:
    shown = one.nominees[one.number * SHOWN : (one.number + 1) * SHOWN]
    voted = (
        "You have voted here. It stands."
        if one.voted
        else "One vote in each category. It is kept apart from your name, so it cannot be changed."
    )
    parts: list[Part] = [Text(views.stands(one.window)), Note((voted,))]
    for nominee in shown:
        parts += [Heading(nominee.name), *(Quote(told(reason)) for reason in nominee.reasons)]
        parts += [] if one.voted else [Buttons((_vote_button(one, nominee),))]
    if not shown:
        parts.append(Text(("There is nobody here for you to vote for.",)))
    return Card(
        f"{one.window.title}: {one.category.label}",
        (*parts, *_further(one), Visibility(_READS[one.window.terms.decider])),
    )


def voted(window: Window, category: Category) -> Card:
    line = f"It is for “{category.label}”. It is kept apart from your name: nobody sees who voted for whom."
    return Card("Your vote is in", (Text((line,)), _back(window)))


def already(window: Window, category: Category) -> Card:
    line = f"You have voted for “{category.label}” already. It stands, and cannot be changed."
    return Card("You have voted already", (Text((line,)), _back(window)))


def told(reason: Reason) -> str:
    """One reason as running text."""
    return "\n".join((reason.situation, reason.behavior, reason.impact))


def subject(window: str, category: str, last: str) -> str:
    return f"{window}/{category}/{last}"


def _back(window: Window) -> Buttons:
    several = len(window.terms.categories) > 1
    return Buttons((views.read_button(window, "Read on" if several else "Read it again"),))


def _vote_button(one: Page, nominee: Nominee) -> Button:
    return Button(
        label=f"My vote: {nominee.name}"[:75],
        action="nominations.vote",
        subject=subject(one.window.id, one.category.id, nominee.id),
        spoken=f"Vote for {nominee.name} in {one.category.label}",
    )


def _further(one: Page) -> list[Part]:
    here, window = one.number, one.window.id
    more = len(one.nominees) > (here + 1) * SHOWN
    turning = [Button(label="More", action="nominations.read", subject=subject(window, one.category.id, str(here + 1)))]
    others = tuple(
        Option(subject(window, category.id, "0"), category.label[:75])
        for category in one.window.terms.categories
        if category != one.category
    )
    menu = [Menu(label="Another category", action="nominations.read", options=others)] if others else []
    return [*([Buttons(tuple(turning))] if more else []), *menu]


_BEN = Nominee(id="ben", name="Ben Okafor", reasons=(views.REASON,))
_MANY = tuple(Nominee(id=f"p{n}", name=f"Person {n}", reasons=(views.REASON,)) for n in range(6))
EXAMPLES = (
    page(Page(window=views.DECIDING, category=views.FEEDBACK, nominees=(_BEN,))),
    page(Page(window=views.DECIDING, category=views.FEEDBACK, nominees=_MANY)),
    page(Page(window=views.DECIDING, category=views.FEEDBACK, nominees=(_BEN,), voted=True)),
    page(Page(window=views.DECIDING, category=views.FEEDBACK, nominees=())),
    voted(views.DECIDING, views.FEEDBACK),
    already(views.DECIDING, views.FEEDBACK),
)
