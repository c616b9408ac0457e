"""The forms in which HR changes a draft of the competencies: name and rules, one level at a time, and what roles need."""

from __future__ import annotations

from collections.abc import Mapping

from domain import text as plain
from domain.competencies import LABEL_CHARACTERS, TITLE_CHARACTERS, Competency, Descriptor, Level
from domain.evidence_sources import Source
from views.competencies import CANDOR, LEVELS
from views.competencies_hr import HELD, Held
from views.forms import Choices, Form, TextField
from views.vocabulary import Option, Text, Visibility

_SEEN = "Everybody can read it once it is approved; until then HR administrators alone."
_LINES = "One on each line."
MOST = plain.MAX_CHARACTERS


def basics(held: Held, one: Competency | None, labels: Mapping[Source, str]) -> Form:
    """All but its levels; None begins a new one."""
    number = held.version.number
    told = one or Competency(id="", title="", label="", definition="", levels={})
    allowed = [source for source in Source if source.is_allowed]
    options = tuple(Option(source.value, labels.get(source, source.value.replace("_", " "))[:75]) for source in allowed)
    return Form(
        title="A competency",
        action="competencies.basics",
        submit="Save",
        subject=f"{number}/{told.id}" if told.id else str(number),
        version=held.edition,
        intro=(Visibility(_SEEN),),
        fields=(
            TextField(name="title", label="Name", value=told.title, max_length=TITLE_CHARACTERS),
            TextField(name="label", label="In one line", value=told.label, max_length=LABEL_CHARACTERS),
            TextField(name="definition", label="What it is", value=told.definition, multiline=True, max_length=MOST),
            TextField(
                name="not",
                label="What does not count",
                value="\n".join(told.does_not_count),
                hint=_LINES,
                multiline=True,
                required=False,
                max_length=MOST,
            ),
            Choices(
                name="sources",
                label="Where evidence comes from",
                options=options,
                value=tuple(one.value for one in told.sources),
            ),
            TextField(
                name="addendum",
                label="Asked of managers besides",
                value=told.addendum,
                multiline=True,
                required=False,
                max_length=MOST,
            ),
        ),
    )


def level(held: Held, one: Competency, which: Level) -> Form:
    told = one.levels.get(which, Descriptor(text="", observable=()))
    return Form(
        title=LEVELS[which],
        action="competencies.level",
        submit="Save",
        subject=f"{held.version.number}/{one.id}/{which.value}",
        version=held.edition,
        intro=(
            Text((f"{one.title}: what somebody at this level does, in words that two people read alike.",)),
            Visibility(_SEEN),
        ),
        fields=(
            TextField(name="text", label="How it looks", value=told.text, multiline=True, max_length=MOST),
            TextField(
                name="observable",
                label="What can be seen or heard",
                value="\n".join(told.observable),
                hint=_LINES,
                multiline=True,
                max_length=MOST,
            ),
            TextField(
                name="wording",
                label="How a review can say it",
                value=told.wording,
                hint="A sentence to begin with.",
                multiline=True,
                required=False,
                max_length=MOST,
            ),
        ),
    )


def roles(held: Held, typed: str) -> Form:
    line = "One on each line, such as “Senior engineer: role model”. For one competency alone: “Senior engineer / early_candor: role model”. Whoever is not named is expected to be Competent."
    return Form(
        title="Expected of roles",
        action="competencies.roles",
        submit="Save",
        subject=str(held.version.number),
        version=held.edition,
        intro=(Text((line,)), Visibility(_SEEN)),
        fields=(
            TextField(
                name="roles", label="Titles and levels", value=typed, multiline=True, required=False, max_length=MOST
            ),
        ),
    )


def not_a_line(number: int, line: str) -> str:
    return f"Line {number} is not a title and a level: “{line[:60]}”. Write “title: developing”, “title: competent” or “title: role model”."


EXAMPLES = (
    basics(HELD, CANDOR, {}),
    basics(HELD, None, {}),
    *(level(HELD, CANDOR, which) for which in Level),
    roles(HELD, "Senior engineer: role model"),
)
