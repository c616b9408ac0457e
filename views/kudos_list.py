"""The list of one's own kudos, given and received."""

from __future__ import annotations

from collections.abc import Sequence

from domain.kudos import Kudos, Rules
from views import examples
from views.kudos import allowance, give_button
from views.vocabulary import (
    Bold,
    Bullets,
    Buttons,
    Card,
    Heading,
    Menu,
    Option,
    Part,
    Rule,
    Spans,
    Text,
    When,
    WhenStyle,
)
from views.wording import excerpt, listed

LISTED = 10  # how many of each kind `/kudos mine` shows


def mine(given: Sequence[Kudos], received: Sequence[Kudos], *, left: int, rules: Rules) -> Card:
    parts: tuple[Part, ...] = (
        Text((allowance(left, rules),)),
        Rule(),
        Heading("Received"),
        _list_of(
            received, "Nothing yet. When a colleague thanks you, it arrives as a direct message and is kept here."
        ),
        Heading("Given"),
        _list_of(given, "Nothing yet. A good first one: someone who told you about a problem early."),
        *_open_one(given, received),
        Buttons((give_button(),)),
    )
    return Card("Your kudos", parts)


def _list_of(kudos: Sequence[Kudos], empty: str) -> Part:
    return Bullets(tuple(_line(one) for one in kudos)) if kudos else Text((empty,))


def _line(kudos: Kudos) -> Spans:
    names = listed([receiver.person.name for receiver in kudos.receivers])
    return (
        When(kudos.given_at, WhenStyle.DATE),
        f", {kudos.giver.name} to {names}, ",
        Bold(kudos.badge.label),
        f": {excerpt(kudos.note)}",
    )


def _open_one(given: Sequence[Kudos], received: Sequence[Kudos]) -> tuple[Part, ...]:
    options = tuple(Option(kudos.id, excerpt(_title(kudos), 70)) for kudos in (*received, *given))
    return (
        (Menu(label="Open one to edit, withdraw or share it", action="kudos.show", options=options),) if options else ()
    )


def _title(kudos: Kudos) -> str:
    names = listed([receiver.person.name for receiver in kudos.receivers])
    return f"{kudos.giver.name} to {names}: {kudos.badge.label}"


_RULES = Rules(monthly_allowance=6, max_to_same_person=2, min_words=10)
EXAMPLES = (
    mine((examples.PUBLIC,), (examples.PRIVATE,), left=4, rules=_RULES),
    mine((), (), left=6, rules=_RULES),
)
