"""The forms for giving and editing a kudos, and what is said when something is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from domain import kudos as rules
from domain.kudos import Audience, Badge, Kudos, Problem, Wish
from views import examples
from views.forms import Choice, Field, Form, PeopleField, TextField
from views.kudos import visibility
from views.vocabulary import Mood, Notice, Option, Text, Visibility
from views.wording import counted, listed, lower_first

NOTE_LENGTH = 1_500
CORRECTION_LENGTH = 500


def give(badges: Sequence[Badge], wish: Wish, *, channels: Sequence[str], notices: Sequence[str] = ()) -> Form:
    """The form for a new kudos, filled with what is known already."""
    people = PeopleField(
        name="receivers",
        label="Whom do you thank?",
        action="people.search",
        hint="Type a name. Each person counts as one of your monthly kudos.",
        value=tuple(Option(person.id, person.name) for person in wish.receivers),
    )
    return Form(
        title="Give kudos",
        action="kudos.give",
        submit="Give kudos",
        intro=(
            *(Notice(Mood.PROBLEM, (notice,)) for notice in notices),
            Text((_GUIDANCE,)),
            Visibility(_both_ways(channels)),
        ),
        fields=(people, *_words(badges, wish), _audience(wish.audience)),
    )


def edit(badges: Sequence[Badge], kudos: Kudos, *, channels: Sequence[str]) -> Form:
    """The form for changing the words of a kudos. Who was thanked stays: withdraw it to change that."""
    wish = Wish(badge=kudos.badge, note=kudos.note, correction=kudos.correction)
    names = listed([receiver.person.name for receiver in kudos.receivers])
    return Form(
        title="Edit kudos",
        action="kudos.edit",
        submit="Save",
        subject=kudos.id,
        version=kudos.version,
        intro=(
            Text((f"To {names}. After it was sent, an edit is marked “(edited)”.",)),
            Visibility(visibility(kudos.audience, channels)),
        ),
        fields=_words(badges, wish),
    )


def errors(problems: Mapping[str, Problem]) -> dict[str, str]:
    """One sentence for each field that has a problem."""
    return {field: sentence(problem) for field, problem in problems.items()}


def sentence(problem: Problem) -> str:
    match problem:
        case rules.NoReceiver():
            return "Whom do you want to thank? Choose at least one colleague."
        case rules.ToYourself():
            return "You can't thank yourself. To record what you did well, use evidence when reviews are open."
        case rules.CannotReceive(names):
            return f"{listed(names)} can't receive kudos: only active full members of the organization can."
        case rules.NotOpenTo(names):
            return f"Vouchsafe is not open to {listed(names)} yet: a few teams are trying it first. What you wrote is kept until it is."
        case rules.NoBadge():
            return "Choose the badge that fits best; it says what kind of behavior helped."
        case rules.TooLittleSaid(words, least):
            return f"Say a little more: what happened, what they did, what it led to. {_so_far(words)}, at least {least} are needed."
        case rules.NoCorrection():
            return "This badge is for an error that was owned and repaired. Say what is different now."
        case rules.AllowanceSpent(left, wanted, monthly):
            return _spent(left, wanted, monthly)
        case rules.TooOftenToSame(names, most, days):
            return f"You have thanked {listed(names)} {most} times within {days} days, which is the most there is. It opens again later."
        case _:
            assert_never(problem)


def unknown_people(name: str, near: Sequence[str]) -> str:
    meant = f" Did you mean {listed(near, 'or')}?" if near else " Type a name below to find them."
    who = f"anyone called “{name}”" if name else "somebody you mentioned"
    return f"I don't know {who}.{meant}"


def several_people(name: str, people: Sequence[str]) -> str:
    return f"“{name}” could be {listed(people, 'or')}. Choose below whom you mean."


def unknown_badge(tag: str, near: Sequence[str]) -> str:
    meant = f" Did you mean {listed([f'#{one}' for one in near], 'or')}?" if near else " Choose one below."
    return f"There is no badge #{tag}.{meant}"


_GUIDANCE = "Say what happened, what they did, and what it led to. That is what makes thanks worth keeping."


def _words(badges: Sequence[Badge], wish: Wish) -> tuple[Field, ...]:
    return (
        Choice(
            name="badge",
            label="What helped?",
            options=tuple(Option(badge.id, badge.label, badge.purpose) for badge in badges),
            value=wish.badge.id if wish.badge else "",
        ),
        TextField(
            name="note",
            label="What happened?",
            hint=wish.badge.ask if wish.badge else "When was it, what did they do, and what did it lead to?",
            value=wish.note,
            multiline=True,
            max_length=NOTE_LENGTH,
        ),
        TextField(
            name="correction",
            label="What is different now?",
            hint=f"Needed for “{_owned(badges)}”: the corrective action that was carried out.",
            value=wish.correction,
            multiline=True,
            required=False,
            max_length=CORRECTION_LENGTH,
        ),
    )


def _owned(badges: Sequence[Badge]) -> str:
    return listed([badge.label for badge in badges if badge.needs_correction], "or")


def _audience(chosen: Audience) -> Choice:
    return Choice(
        name="audience",
        label="Who may read it?",
        options=(
            Option(Audience.PUBLIC.value, "Everyone", "Posted for the organization to read"),
            Option(Audience.PRIVATE.value, "Only them and me", "A direct message, nothing else"),
        ),
        value=chosen.value,
    )


def _both_ways(channels: Sequence[str]) -> str:
    everyone, both_sides = (visibility(audience, channels) for audience in (Audience.PUBLIC, Audience.PRIVATE))
    return (
        f"If you choose “Everyone”, {lower_first(everyone)} If you choose “Only them and me”, {lower_first(both_sides)}"
    )


def _so_far(words: int) -> str:
    return f"{counted(words, 'word', 'words')} so far" if words else "No words so far"


def _spent(left: int, wanted: int, monthly: int) -> str:
    if not left:
        return f"You have given all {monthly} kudos of this month. The next ones come on the 1st."
    return f"You can thank {counted(left, 'more person', 'more people')} this month, and this names {wanted}. Choose fewer."


_WISH = Wish(receivers=(examples.BEN,), badge=examples.EARLY_FLAG, note="You raised it early.")
EXAMPLES = (
    give(examples.BADGES, Wish(), channels=("#wins",)),
    give(examples.BADGES, _WISH, channels=(), notices=(unknown_people("anna", ("Ana Ruiz",)),)),
    edit(examples.BADGES, examples.PRIVATE, channels=("#wins",)),
)
