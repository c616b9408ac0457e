"""The dashboard of one person: what waits for them, what is new, what they can do, and what is seen by whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.kudos import Kudos, Rules
from domain.people import Person
from views import examples
from views.kudos import allowance, give_button
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Heading,
    Note,
    Part,
    Quote,
    Spans,
    Text,
    When,
    WhenStyle,
)
from views.wording import excerpt, listed

LISTED = 3
LABEL = 70  # characters of a button: a platform takes 75
WAITING = 5  # things named; what is beyond is counted
_SMALL_PRINT = "Recognition counts never feed a rating, and nobody is ranked. What a colleague wrote is cited in a review only if you allow it."


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a person: a line, and the button that does it where one press does."""

    line: Spans
    button: Button | None = None


def dashboard(
    person: Person, waiting: Sequence[Waiting], sections: Sequence[Part], *, introduction: Sequence[Part] = ()
) -> Card:
    """Features give the lines and the sections; here stands their order alone."""
    parts = (*introduction, *_waits(waiting), *sections, Note((_SMALL_PRINT,)))
    return Card(f"Hello {person.name.split()[0]}", parts)


def kudos(received: Sequence[Kudos], *, left: int, rules: Rules) -> tuple[Part, ...]:
    mine = Buttons((give_button(), Button(label="My kudos", action="kudos.mine")))
    return (Heading("Kudos"), Text((allowance(left, rules),)), mine, Heading("Latest to you"), *_latest(received))


def kudos_begun() -> Waiting:
    finish = Button(label="Finish it", action="kudos.give.open", opens_form=True, spoken="Finish the kudos I began")
    return Waiting(("A kudos that you began and did not send",), finish)


def claim_refused() -> Card:
    line = "That code is not valid: it may be mistyped, used, or older than 15 minutes. Nothing was changed. Ask the operator for a new one (“vouchsafe claim-code”)."
    return Card("Code not accepted", (Text((line,)),))


def claim_needs_code() -> Card:
    line = "Type the code after it, such as “/vouchsafe claim 7F3K-9QXM-2BTV”. Whoever runs the server gets one by “vouchsafe claim-code”. Nothing was changed."
    return Card("Which code?", (Text((line,)),))


def not_a_channel() -> Card:
    line = "This only works inside a channel: open the channel where thanks should appear and type “/vouchsafe here”. Nothing was changed."
    return Card("Not a channel", (Text((line,)),))


def _waits(waiting: Sequence[Waiting]) -> tuple[Part, ...]:
    if not waiting:
        return ()
    shown, beyond = waiting[:WAITING], len(waiting) - WAITING
    more: tuple[Spans, ...] = ((f"and {beyond} more",),) if beyond > 0 else ()
    buttons = _distinct([one.button for one in shown if one.button])
    return (
        Heading("Waiting for you"),
        Bullets((*(one.line for one in shown), *more)),
        *((Buttons(buttons),) if buttons else ()),
    )


def _distinct(buttons: Sequence[Button]) -> tuple[Button, ...]:
    """Of buttons with the same label each says what it is about, and of those that still read the same which it is."""
    labels = Counter(one.label for one in buttons)
    named = [excerpt(one.spoken or one.label, LABEL) if labels[one.label] > 1 else one.label for one in buttons]
    numbers = [named[:place].count(label) + 1 for place, label in enumerate(named)]
    told = [f"{label} ({number})" if number > 1 else label for label, number in zip(named, numbers, strict=True)]
    return tuple(replace(one, label=label) for one, label in zip(buttons, told, strict=True))


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
    dashboard(examples.BEN, (), kudos((examples.PUBLIC, examples.PRIVATE), left=4, rules=_RULES)),
    dashboard(examples.CHI, (kudos_begun(),), kudos((), left=6, rules=_RULES)),
    dashboard(examples.CHI, (kudos_begun(),) * 3, kudos((), left=6, rules=_RULES)),
    dashboard(examples.CHI, (Waiting(("A reminder",)),) * 7, kudos((), left=6, rules=_RULES)),
    not_a_channel(),
    claim_refused(),
    claim_needs_code(),
)
