"""HR reads evidence about somebody outside their own line: for what purpose, and what is recorded of it."""

from __future__ import annotations

from domain.people import Person
from views import evidence_list as lists
from views import examples
from views.evidence import CONTESTED, PIECE
from views.evidence_list import Page
from views.forms import Form, TextField
from views.vocabulary import Button, Buttons, Card, Text, Visibility

LENGTH = 300


def offer(subject: str, name: str) -> Card:
    """`/evidence @person`, by HR."""
    line = f"To read what is recorded about {name}, say for what purpose. To write down what you saw yourself, add it."
    read = Button(
        label="Read it",
        action="evidence.purpose.open",
        subject=subject,
        opens_form=True,
        spoken=f"Read the evidence about {name}",
    )
    add = lists.add_button(subject, name)
    return Card(f"Evidence about {name}", (Text((line,)), Buttons((add, read))))


def purpose(subject: Person) -> Form:
    seen = f"That HR read evidence is shown to {subject.name}, with the day. Your reason stands in the audit log, which HR reads."
    return Form(
        title="Why do you read it?",
        action="evidence.purpose",
        submit="Read the evidence",
        subject=subject.id,
        intro=(Text((f"You are about to read the evidence about {subject.name}.",)), Visibility(seen)),
        fields=(
            TextField(
                name="reason",
                label="For what purpose?",
                hint="Such as: they asked me to",
                multiline=True,
                max_length=LENGTH,
            ),
        ),
    )


def listed(name: str, subject: str, page: Page) -> Card:
    """What HR may read of it, and only that."""
    parts = lists.pieces(page, f"Nothing is recorded about {name}.", subject)
    seen = f"{name} sees that HR read it. What you said you read it for holds for an hour."
    return Card(f"Evidence about {name}", (*parts, Visibility(seen)))


EXAMPLES = (
    offer("ben", "Ben Okafor"),
    purpose(examples.BEN),
    listed("Ben Okafor", "ben", Page(pieces=(PIECE, CONTESTED), older="older/2026-09-18/e1")),
    listed("Ben Okafor", "ben", Page(pieces=())),
)
