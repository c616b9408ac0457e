"""The dashboard of one person: what is new, what they can do, and what is seen by whom."""

from __future__ import annotations

from collections.abc import Sequence

from domain.kudos import Kudos, Rules
from domain.people import Person
from views import examples
from views.kudos import allowance, give_button
from views.notices import preferences_button
from views.vocabulary import (
    Bold,
    Button,
    Buttons,
    Card,
    Heading,
    Mood,
    Note,
    Notice,
    Part,
    Quote,
    Spans,
    Text,
    When,
    WhenStyle,
)
from views.wording import excerpt, listed

LISTED = 3


def dashboard(
    person: Person, received: Sequence[Kudos], *, left: int, rules: Rules, notices: Sequence[Notice] = ()
) -> Card:
    parts: tuple[Part, ...] = (
        *notices,
        Heading("Kudos"),
        Text((allowance(left, rules),)),
        Buttons(
            (
                give_button(),
                Button(label="My kudos", action="kudos.mine"),
                preferences_button(),
                Button(label="Help", action="help"),
            )
        ),
        Heading("Latest to you"),
        *_latest(received),
        Note(
            (
                "Recognition counts never feed a rating, and nobody is ranked. What a colleague wrote is cited in a review only if you allow it.",
            )
        ),
    )
    return Card(f"Hello {person.name.split()[0]}", parts)


def choose_channel() -> Notice:
    """To HR, while public kudos have nowhere to go."""
    line = "Public kudos have no channel yet. Open the channel where thanks should appear and type “/vouchsafe here”."
    return Notice(Mood.INFO, (line,))


def channel_chosen(name: str) -> Card:
    line: Spans = ("From now on public kudos are posted in ", Bold(name), ". Earlier ones stay where they are.")
    return Card("Channel chosen", (Text(line), Note(("To choose another, type “/vouchsafe here” there.",))))


def not_a_channel() -> Card:
    line = "This only works inside a channel: open the channel where thanks should appear and type “/vouchsafe here”. Nothing was changed."
    return Card("Not a channel", (Text((line,)),))


def claimed() -> Card:
    line = "You are now an HR administrator of Vouchsafe. This was recorded in the audit log."
    return Card("Welcome", (Text((line,)), choose_channel()))


def claim_refused() -> Card:
    line = "That code is not valid: it may be mistyped, used, or older than 15 minutes. Nothing was changed. Ask the operator for a new one (“vouchsafe claim-code”)."
    return Card("Code not accepted", (Text((line,)),))


def _latest(received: Sequence[Kudos]) -> tuple[Part, ...]:
    if not received:
        return (Text(("Nothing yet. When a colleague thanks you, you will find it here.",)),)
    return tuple(part for kudos in received[:LISTED] for part in _entry(kudos))


def _entry(kudos: Kudos) -> tuple[Part, ...]:
    names = listed([receiver.person.name for receiver in kudos.receivers])
    lead: Spans = (
        Bold(kudos.badge.label),
        f", from {kudos.giver.name} to {names}, ",
        When(kudos.given_at, WhenStyle.DATE),
    )
    return (Text(lead), Quote(excerpt(kudos.note, 300)))


_RULES = Rules(monthly_allowance=6, max_to_same_person=2, min_words=10)
EXAMPLES = (
    dashboard(examples.BEN, (examples.PUBLIC, examples.PRIVATE), left=4, rules=_RULES),
    dashboard(examples.CHI, (), left=6, rules=_RULES, notices=(choose_channel(),)),
    channel_chosen("#wins"),
    not_a_channel(),
    claimed(),
    claim_refused(),
)
