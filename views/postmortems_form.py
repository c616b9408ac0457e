"""The forms around a post-mortem: registering it, scoring it, and saying that a fact is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.postmortems import Flaw, Postmortem
from domain.postmortems_index import MOST, SCORERS, Sheet
from views import postmortems_words as words
from views.forms import Choice, DateField, Field, Form, PeopleField, TextField, Values
from views.forms import text as typed
from views.vocabulary import Bold, Link, Option, Text, Visibility
from views.wording import listed

TITLE_LENGTH, TAG_LENGTH, LINK_LENGTH, MISSING_LENGTH = 120, 40, 2_000, 300
YES, NO = "yes", "no"
BLAME = "blames"  # the field of the gate
_SENTENCES = {
    Flaw.UNTITLED: "Please give it a name.",
    Flaw.NO_LINK: "That is no address of a page. Begin with https://.",
    Flaw.AHEAD: "That day has not come yet.",
    Flaw.BEFORE: "That is before it happened, or before it was closed.",
    Flaw.NOBODY: "Name at least one person who responded, so that they are not asked to score it.",
}
STRANGERS = {"responders": "Choose people who are or were here."}
NOT_BOTH = {"scorers": "Choose people who neither responded nor register it. Leave it empty, and two are drawn."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The lines to be scored, by the number of each, and the words for 0, 1 and 2 points; `step` as in Scoring."""

    lines: Mapping[int, str]
    scale: Sequence[str]
    step: int


def new(teams: Sequence[Option], used: tuple[Sequence[str], Sequence[str]], people: Sequence[Option]) -> Form:
    """`used`: components and causes that were named lately; `people`: responders to begin with."""
    scorers = PeopleField(
        name="scorers",
        label="Who scores it?",
        action="people.search",
        hint="Up to two who had no part in it. Whoever is missing is drawn by chance.",
        max_people=SCORERS,
        required=False,
    )
    only = teams[0].value if len(teams) == 1 else ""
    team = Choice(name="team", label="Which team?", options=tuple(teams), value=only)
    return Form(
        title="Register a post-mortem",
        action="postmortem.new",
        submit="Register it",
        intro=(Text((words.ABOUT,)), Visibility(words.readers())),
        fields=(*_what(None), team, *_when(None), *_tags(None, used), _responders(people), scorers),
    )


def edit(one: Postmortem, used: tuple[Sequence[str], Sequence[str]], people: Sequence[Option]) -> Form:
    back = DateField(
        name="came_back_on",
        label="Came back on",
        hint="If the same happened again although it was closed",
        value=one.came_back_on.isoformat() if one.came_back_on else "",
        required=False,
    )
    return Form(
        title="Change what is said",
        action="postmortem.edit",
        submit="Save",
        subject=one.id,
        version=one.version,
        intro=(Visibility(words.readers()),),
        fields=(*_what(one), *_when(one), back, *_tags(one, used), _responders(people)),
    )


def score(one: Postmortem, asked: Asked, gate: str) -> Form:
    """Each line, and the gate, by one scorer alone."""
    guide = "Score what is written, not what happened or who was there. Where two of you lie far apart, you talk about it before anything counts."
    blame = Choice(
        name=BLAME,
        label="Does it blame somebody?",
        hint=gate,
        options=(Option(NO, "No, nobody"), Option(YES, "Yes, somewhere")),
    )
    return Form(
        title="Score a post-mortem",
        action="postmortem.score",
        submit="Hand in",
        subject=one.id,
        version=asked.step,
        intro=(_written(one), Text((guide,)), Visibility(words.sheet_readers())),
        fields=(*_scale(asked, None), blame),
    )


def talk(one: Postmortem, asked: Asked, sheets: tuple[Sheet, Sheet], other: str) -> Form:
    """Only the lines on which the two lie far apart: one's own sheet first, then that of `other`."""
    guide = f"You and {other} see these lines quite differently. Talk first: what did each of you read? Then score them again; agreeing is not needed."
    return Form(
        title="Score after the talk",
        action="postmortem.score",
        submit="Hand in",
        subject=one.id,
        version=asked.step,
        intro=(_written(one), Text((guide,)), Visibility(words.sheet_readers())),
        fields=_scale(asked, sheets),
    )


def reopen(one: Postmortem) -> Form:
    line = "While a fact is missing it has no index. Whoever sees to it is told what it is, and has it scored again."
    field = TextField(
        name="missing",
        label="What is missing?",
        hint="A fact, not a person: “For how long were cards blocked?”",
        max_length=MISSING_LENGTH,
    )
    return Form(
        title="A fact is missing",
        action="postmortem.reopen",
        submit="Open it again",
        subject=one.id,
        version=one.version,
        intro=(Text((line,)), Visibility(words.readers())),
        fields=(field,),
    )


def points(values: Values, line: int) -> int:
    return int(typed(values, field(line)))


def field(line: int) -> str:
    return f"line{line}"


def errors(flaws: Mapping[str, Flaw]) -> dict[str, str]:
    return {name: _SENTENCES[flaw] for name, flaw in flaws.items()}


# --- Pieces -------------------------------------------------------------------------------------------------------


def _written(one: Postmortem) -> Text:
    """What is to be read first."""
    return Text((Bold(one.title), ": ", Link("read the post-mortem", one.link)))


def _what(one: Postmortem | None) -> tuple[Field, ...]:
    title, link = (one.title, one.link) if one else ("", "")
    hint = "What people noticed, without a name: “Some cards were charged twice”"
    return (
        TextField(name="title", label="What happened?", hint=hint, value=title, max_length=TITLE_LENGTH),
        TextField(name="link", label="Link", hint="Where it is written up", value=link, max_length=LINK_LENGTH),
    )


def _when(one: Postmortem | None) -> tuple[Field, ...]:
    happened = one.happened_on.isoformat() if one else ""
    closed = one.closed_on.isoformat() if one and one.closed_on else ""
    severities = tuple(Option(severity.value, *said) for severity, said in words.SEVERITIES.items())
    found = tuple(Option(by.value, label) for by, label in words.FOUND.items())
    return (
        DateField(name="happened_on", label="Happened on", value=happened),
        DateField(
            name="closed_on",
            label="Closed on",
            hint="When it was over; empty while it is not",
            value=closed,
            required=False,
        ),
        Choice(name="severity", label="How bad was it?", options=severities, value=one.severity.value if one else ""),
        Choice(name="found_by", label="Who noticed first?", options=found, value=one.found_by.value if one else ""),
    )


def _tags(one: Postmortem | None, used: tuple[Sequence[str], Sequence[str]]) -> tuple[Field, ...]:
    component, cause = (one.component, one.cause) if one else ("", "")
    why = "A condition, not a person, in a few words"
    return (
        TextField(
            name="component",
            label="Component",
            hint=_used("Which part of what you run", used[0]),
            value=component,
            max_length=TAG_LENGTH,
        ),
        TextField(
            name="cause",
            label="Cause tag",
            hint=_used(why, used[1]),
            value=cause,
            required=False,
            max_length=TAG_LENGTH,
        ),
    )


def _used(hint: str, tags: Sequence[str]) -> str:
    return f"{hint}. Used before: {listed(list(tags))}" if tags else hint


def _responders(people: Sequence[Option]) -> PeopleField:
    return PeopleField(
        name="responders",
        label="Who responded?",
        action="people.search",
        hint="They are not asked to score it, and can change what is said here.",
        value=tuple(people),
    )


def _scale(asked: Asked, sheets: tuple[Sheet, Sheet] | None) -> tuple[Field, ...]:
    options = tuple(Option(str(points), asked.scale[points].capitalize()) for points in range(MOST + 1))
    return tuple(
        Choice(name=field(line), label=label, hint=_two(asked, sheets, line), options=options)
        for line, label in asked.lines.items()
    )


def _two(asked: Asked, sheets: tuple[Sheet, Sheet] | None, line: int) -> str:
    if sheets is None:
        return ""
    mine, theirs = (asked.scale[sheet.points[line] or 0] for sheet in sheets)
    return f"You: {mine}. The other: {theirs}."


# --- Examples -----------------------------------------------------------------------------------------------------

_ASKED = Asked(lines=dict(enumerate(words.LINES)), scale=("missing", "partly", "fully"), step=2)
_SHEETS = (Sheet(points=[2] * 14, blames=False), Sheet(points=[0] * 14, blames=False))
_TEAMS = (Option("checkout", "Checkout"), Option("search", "Search"))
_PEOPLE = (Option("ana", "Ana Ruiz"),)
EXAMPLES = (
    new(_TEAMS, (("Payments", "Search"), ("Missing time-out",)), _PEOPLE),
    new(_TEAMS[:1], ((), ()), ()),
    edit(words.ONE, (("Payments",), ()), _PEOPLE),
    score(words.ONE, _ASKED, "No blame: roles not names"),
    talk(words.ONE, Asked(lines={0: words.LINES[0]}, scale=_ASKED.scale, step=3), _SHEETS, "Chiara Lindqvist"),
    reopen(words.ONE),
)
