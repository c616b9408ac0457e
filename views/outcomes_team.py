"""The form by which HR names the team that stands beside those of a cycle, and what comes of it."""

from __future__ import annotations

from domain.paired import LEAST
from views.forms import Form, PeopleField
from views.vocabulary import Button, Buttons, Card, Option, Text, Visibility

NAMED_ON = "The day on which it is named stands beside the figures: a team that is named before they are known was not chosen for them."
READERS = "HR reads this, and whoever gets the report. Nobody is named in it, and the team is told nothing of it."
OF_CYCLE = "This team is in the cycle itself. Choose one that is not."
GONE = "This team is not there any more. Choose another one."
SMALL = f"As long as it has fewer than {LEAST} people who use Vouchsafe and are not in the cycle, all other teams stand there instead: its figures would be about one of them."


def form(cycle: str, held: Option | None = None) -> Form:
    line = "Which team is the cycle to be compared with? Leave it empty for all teams that are not in it."
    return Form(
        title="A comparison team",
        action="outcomes.team",
        submit="Save",
        subject=cycle,
        intro=(Text((f"{line} {NAMED_ON}",)), Visibility(READERS)),
        fields=(
            PeopleField(
                name="team",
                label="Comparison team",
                action="broadcast.teams",
                value=(held,) if held else (),
                max_people=1,
                required=False,
            ),
        ),
    )


def saved(cycle: str, name: str, *, is_small: bool = False) -> Card:
    """`name` of the team; "" where it is all of them."""
    line = f"From now on {name} stands beside the teams of the cycle, here and on the report." if name else ""
    every = "From now on all other teams stand beside the teams of the cycle, here and on the report."
    back = Buttons((Button(label="Beside other teams", action="outcomes.beside", subject=cycle),))
    return Card("Comparison team", (Text((line or every,)), *((Text((SMALL,)),) if is_small else ()), back))


EXAMPLES = (
    form("c1"),
    form("c1", Option("t3", "Billing")),
    saved("c1", "Billing"),
    saved("c1", "Billing", is_small=True),
    saved("c1", ""),
)
