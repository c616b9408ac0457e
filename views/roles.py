"""Who holds which office besides leading people, and the form with which HR changes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from domain import policy
from domain.people import Person
from domain.roles import Change, Holders, Office, Problem
from views import examples
from views.forms import Form, PeopleField
from views.vocabulary import Bold, Bullets, Button, Buttons, Card, Note, Option, Spans, Text, Visibility
from views.wording import listed

MOST = 20  # people in one office
NAMES = {Office.HR: "HR administrator", Office.OMBUD: "ombud"}
_FIELDS = {
    Office.HR: (
        "HR administrators",
        "They set Vouchsafe up, send broadcasts and run review cycles. Their reading of anything confidential is recorded.",
    ),
    Office.OMBUD: (
        "Ombuds",
        "When somebody contests what was written about them, an ombud outside their reporting line reads it and decides.",
    ),
}


def form(held: Holders) -> Form:
    """Both offices as they are now; what is added or taken out is what Save changes."""
    line = "Add or take out people, then save: it holds at once. Nobody reads about themselves, or about their own reporting line, by any of these roles."
    return Form(
        title="People with a role",
        action="roles",
        submit="Save",
        version=held.version,
        intro=(
            Text((line,)),
            Visibility("HR administrators can read this. Whoever gets or loses a role is told."),
        ),
        fields=tuple(_field(office, held.of(office)) for office in Office),
    )


def errors(problems: Mapping[Office, Problem]) -> dict[str, str]:
    return {office.value: _sentence(problem) for office, problem in problems.items()}


def saved(changes: Sequence[Change], held: Holders) -> Card:
    lines = tuple(_change(change) for change in changes)
    what = Bullets(lines) if lines else Text(("Nothing was changed.",))
    now = Bullets(tuple((Bold(f"{_FIELDS[office][0]}: "), _everybody(held.of(office))) for office in Office))
    note = Note(("They are told, and it stands in the audit log.",)) if lines else Note(("Everything is as it was.",))
    return Card("People with a role", (what, Text(("As it is now:",)), now, note))


def told(change: Change, by: str) -> Card:
    """To whoever gets or loses an office."""
    name = NAMES[change.office]
    if not change.appointed:
        return Card(
            f"You are no longer {_a(name)}", (Text((f"{by} took this role back. Nothing else changes for you.",)),)
        )
    return Card(f"You are now {_a(name)}", (Text((f"{by} gave you this role. {_FIELDS[change.office][1]}",)),))


def second_needed(what: str) -> Card:
    """To the only HR administrator, for what one alone does not do (decision 0023); `what` begins the sentence."""
    line = f"{what} takes two people of HR, and you are the only one. Nothing was asked and nothing is lost: name a second one, then come back and ask them."
    who = "Choose somebody whom people trust with what HR sees. They are told, and can approve from then on. An ombud is no second one: they stay free to decide when somebody contests or disputes."
    return Card("A second HR administrator is needed", (Text((line,)), Text((who,)), Buttons((open_button(),))))


def another_needed(what: str) -> Card:
    """To one of several HR administrators, where no other may approve it; `what` begins the sentence."""
    line = f"{what} takes two people of HR who are not the person, not in their line, and had no hand in the review. Beside you there is nobody like that. Nothing was asked and nothing is lost: name one more, then come back and ask them."
    return Card("Another HR administrator is needed", (Text((line,)), Buttons((open_button(),))))


def open_button() -> Button:
    return Button(label="People with a role", action="roles.open", opens_form=True)


def _field(office: Office, held: tuple[Person, ...]) -> PeopleField:
    label, hint = _FIELDS[office]
    return PeopleField(
        name=office.value,
        label=label,
        action="people.search",
        hint=hint,
        value=tuple(Option(person.id, _named(person)) for person in held),
        max_people=MOST,
        required=office is Office.HR,
    )


def _named(person: Person) -> str:
    return person.name if policy.takes_part(person) else f"{person.name[:60]} (takes no part now)"


def _change(change: Change) -> Spans:
    now = "is now" if change.appointed else "is no longer"
    return (Bold(change.person.name), f" {now} {_a(NAMES[change.office])}.")


def _everybody(people: tuple[Person, ...]) -> str:
    return listed([_named(person) for person in people]) if people else "nobody"


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'oH' else 'a'} {name}"


def _sentence(problem: Problem) -> str:
    match problem:
        case Problem.NOBODY_LEFT:
            return "At least one active HR administrator must remain. Add your successor first. Nothing was changed."
        case Problem.CANNOT_ACT:
            return "Only active full members can be given a role. Take out whoever is not. Nothing was changed."
        case Problem.ONESELF:
            return "You can't make yourself an ombud: another HR administrator has to name you. Nothing was changed."
        case _:
            assert_never(problem)


_HELD = Holders(hr=(examples.ANA, examples.BEN), ombud=(examples.CHI,))
_CHANGES = (
    Change(office=Office.OMBUD, person=examples.CHI, appointed=True),
    Change(office=Office.HR, person=examples.BEN, appointed=False),
)
EXAMPLES = (
    form(_HELD),
    saved(_CHANGES, _HELD),
    saved((), Holders(hr=(examples.ANA,))),
    *(told(change, "Ana Ruiz") for change in _CHANGES),
    second_needed("Approving competencies"),
    another_needed("Opening a released review again"),
)
