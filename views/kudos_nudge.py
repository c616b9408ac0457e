"""What a manager is told, privately, of recognition in their team."""

from __future__ import annotations

from collections.abc import Sequence

from domain.people import Person
from views import examples
from views.coaching import PRIVATE
from views.kudos import give_button
from views.vocabulary import Buttons, Card, Text, Visibility


def unseen(report: Person, text: str) -> Card:
    """`text` is the content pack's, with {name} for the report."""
    shown = Visibility(PRIVATE)
    return Card(
        f"{report.name}: no public thanks lately",
        (Text((text.format(name=report.name),)), shown, Buttons((give_button(),))),
    )


_TEXT = (
    "Private: {name} has had no public recognition for 45 days. If something real is there, name it. If not, no action."
)
EXAMPLES: Sequence[Card] = (unseen(examples.BEN, _TEXT),)
