"""The form by which HR names the team that stands beside those of a cycle, and what comes of it."""

from __future__ import annotations

from datetime import date

from domain.outcomes import MOST, PATTERN
from domain.paired import LEAST
from views.cycles import span
from views.forms import Form, PeopleField
from views.vocabulary import Button, Buttons, Card, Text, Visibility

ONCE = "You name it once, and it stays: figures of several teams, taken from each other, would tell of a few people."
NAMED_ON = "The day on which it is named stands beside the figures: a team that is named before they are known was not chosen for them."
READERS = "HR reads this, and whoever gets the report. Nobody is named in it, and the team is told nothing of it."
OF_CYCLE = "This team is in the cycle itself. Choose one that is not."
GONE = "This team is not there any more. Choose another one."
NAMED = "Another team was named before, and it stays."
SIZE = f"Choose a team in which {LEAST} to {MOST:,} people use Vouchsafe and are not in the cycle: of fewer its figures would be about one of them."
LEFT = f"All other teams without this one are fewer than {PATTERN} people: who takes its figures from those of all would know theirs. Choose another team, or none."


def form(cycle: str) -> Form:
    line = "Which team is the cycle to be compared with, in place of all teams that are not in it?"
    return Form(
        title="A comparison team",
        action="outcomes.team",
        submit="Save",
        subject=cycle,
        intro=(Text((f"{line} {ONCE} {NAMED_ON}",)), Visibility(READERS)),
        fields=(PeopleField(name="team", label="Comparison team", action="broadcast.teams", max_people=1),),
    )


def named(cycle: str, name: str, on: date) -> Card:
    """`name` of the team; "" once it is gone."""
    line = f"{name or 'A team that is gone by now'} stands beside the teams of the cycle, here and on the report. It was named on {span(on)}, and stays."
    few = f"While it is in the cycle, or fewer than {LEAST} of its people use Vouchsafe and are not in the cycle, nothing stands there."
    back = Buttons((Button(label="Beside other teams", action="outcomes.beside", subject=cycle),))
    return Card("Comparison team", (Text((f"{line} {few}",)), back))


_ON = date(2026, 10, 5)
EXAMPLES = (form("c1"), named("c1", "Billing", _ON), named("c1", "", _ON))
