"""What a manager is told, privately, of what they have not written down."""

from __future__ import annotations

from collections.abc import Sequence

from domain.people import Person
from views import examples
from views.coaching import PRIVATE
from views.evidence_list import add_button
from views.vocabulary import Button, Buttons, Card, Part, Text, Visibility


def unnoted(report: Person, text: str) -> Card:
    """`text` is the content pack's, with {name} for the report."""
    return Card(f"{report.name}: time for a note", _thought(report, text, add_button(report.id, report.name)))


def recent(report: Person, text: str) -> Card:
    look = Button(label="Look at it", action="evidence.person", subject=report.id)
    return Card(f"{report.name}: what came before", _thought(report, text, look, add_button(report.id, report.name)))


def _thought(report: Person, text: str, *buttons: Button) -> tuple[Part, ...]:
    shown = Visibility(PRIVATE)
    return Text((text.format(name=report.name),)), shown, Buttons(buttons)


EXAMPLES: Sequence[Card] = (
    unnoted(examples.BEN, "Two weeks since your last note on {name}. What is one thing you saw them do?"),
    recent(examples.BEN, "Most notes on {name} are from the last month. Which work is missing?"),
)
