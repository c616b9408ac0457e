"""The forms of a plan: that a task is done, what was decided, and who owns what."""

from __future__ import annotations

from collections.abc import Mapping

from domain.cycles import Gate
from domain.plan import NAMED, WORDS, Auto, Decided, Owner, Task
from views import examples, plan_words
from views.forms import Choice, Form, PeopleField, TextField
from views.plan_words import DECISIONS, GO, OWNERS, READERS
from views.vocabulary import Option, Text, Visibility
from views.wording import upper_first

LINK = "A link is needed: it begins with https://."
_ASKS = {
    Auto.LINK_PRESENT: ("Link to what was published", "It begins with https://."),
    Auto.ACK: ("What you take from it", "One line is enough."),
    Auto.MANUAL: ("What shows it", "The number of a document, a link, or a line about it. No names, please."),
}
_OF_MANAGERS = (
    "What shows that every manager did it",
    "Where they said so, or when it was done together. No names, please.",
)


def tick(cycle: str, task: Task, shown_by: str = "") -> Form:
    """Of what falls to managers HR says that all of them did it, and nobody acknowledges anything for them."""
    label, hint = _OF_MANAGERS if task.owner is Owner.MANAGER else _ASKS[task.auto]
    return Form(
        title="A task is done",
        action="plan.tick",
        submit="It is done",
        subject=f"{cycle}/{task.id}",
        intro=(Text((f"{task.text}. Done when: {task.done_when}.",)), Visibility(READERS)),
        fields=(
            TextField(
                name="shown_by",
                label=label,
                hint=hint,
                value=shown_by,
                multiline=task.auto is not Auto.LINK_PRESENT,
                max_length=WORDS,
            ),
        ),
    )


def decide(cycle: str, gate: Gate, held: Decided | None = None) -> Form:
    return Form(
        title="Decide",
        action="plan.decide",
        submit="Decide",
        subject=f"{cycle}/{gate.id}",
        intro=(Text((f"{gate.question} Yes if: {gate.go_if}.",)), Visibility(READERS)),
        fields=(
            Choice(
                name="decision",
                label="Decision",
                options=tuple(Option(one.value, upper_first(word)) for one, word in DECISIONS.items()),
                value=held.decision.value if held else "",
            ),
            TextField(
                name="reason",
                label="Why",
                hint="What you looked at, and what changes. No names, please.",
                value=held.reason if held else "",
                multiline=True,
                max_length=WORDS,
            ),
        ),
    )


def owners(cycle: str, held: Mapping[Owner, Option]) -> Form:
    """HR does what nobody is named for, and sees to what falls to managers, who do not read the plan."""
    line = "Name one person for each role. What nobody is named for stays with HR, and so does what falls to managers: tell them of it yourself."
    return Form(
        title="Who owns what",
        action="plan.owners",
        submit="Save",
        subject=cycle,
        intro=(Text((line,)), Visibility(READERS)),
        fields=tuple(_owner(role, held) for role in NAMED),
    )


def _owner(role: Owner, held: Mapping[Owner, Option]) -> PeopleField:
    value = (held[role],) if role in held else ()
    return PeopleField(
        name=role.value, label=OWNERS[role], action="people.search", value=value, max_people=1, required=False
    )


_SEEN = plan_words.example()
_GUIDE = Task(
    id="k08", week=3, owner=Owner.MANAGER, text="Read your own guide", done_when="acknowledged", auto=Auto.ACK
)
_GATE = _SEEN.plan.gates[0]
EXAMPLES = (
    *(tick("c1", one.task) for one in _SEEN.items if one.task.is_by_hand),
    tick("c1", _GUIDE),
    decide("c1", _GATE),
    decide("c1", _GATE, GO),
    owners("c1", {Owner.SPONSOR: Option(examples.ANA.id, examples.ANA.name)}),
    owners("c1", {}),
)
