"""The forms of a review: one for each competency, the levels beside the choice, and those in which a reason is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain import policy
from domain.competencies import Competency, Level
from domain.policy import Condition, Kind, Role
from domain.ratings import Rating, Text
from domain.text import MAX_CHARACTERS
from views import reviews_sheet as views
from views.forms import Choice, Choices, Field, Form, TextField, Values
from views.reviews_sheet import SHEET, Sheet
from views.vocabulary import Bold, Option, Visibility
from views.vocabulary import Text as Line
from views.wording import listed

_READERS = {
    Role.SUBJECT: "the person once it is released",
    Role.MANAGER: "whoever leads them or acts for their manager",
    Role.SKIP_LEVEL: "their manager's manager once you hand it in",
    Role.FACILITATOR: "the facilitator of their calibration session while it is open",
    Role.CALIBRATOR: "the others in that session",
    Role.HR: "HR (for a reason that is recorded)",
    Role.OMBUD: "an ombud outside their line if they dispute it",
}
_MINE = {
    Role.MANAGER: "your manager",
    Role.SKIP_LEVEL: "your manager's manager once the review is handed in",
    Role.FACILITATOR: "the facilitator of your calibration session while it is open",
    Role.CALIBRATOR: "the others in that session",
    Role.HR: "HR (for a reason that is recorded)",
    Role.OMBUD: "an ombud outside your line if you dispute your review",
}


def readers() -> str:
    """Who can ever read what stands in a review, from the policy."""
    every = policy.readers(Kind.CALIBRATED_RATING, frozenset(Condition))
    return f"It is read by {listed([_READERS[role] for role in every])}."


def readers_of_own() -> str:
    """The same, to the person it is about."""
    every = policy.readers(Kind.CALIBRATED_RATING, frozenset(Condition))
    return f"What you write is read by {listed([_MINE[role] for role in every if role in _MINE])}."


def rate(
    sheet: Sheet, what: Competency, rating: Rating, offered: Sequence[Option], *, counter: str, text: Text
) -> Form:
    """`offered`: pieces by id, as they are called and what they say; `text` is what stands in the fields, and nothing is required.

    A draft says as much as there is; what is missing keeps it from being handed in, never from being saved.
    """
    return Form(
        title=what.title,
        action="review.rate",
        submit="Save draft",
        subject=f"{sheet.id}/{what.id}",
        version=rating.version,
        intro=(*_levels(sheet, what), *_other(sheet, rating), Visibility(readers())),
        fields=(
            _level(sheet, what, text.level, expected=rating.expected),
            *_pieces(_chosen_first(offered, rating.text), text),
            _long("counter", "What points the other way?", counter, text.counter),
            _long("rationale", "Why this level?", "What was seen, when, and what followed.", text.rationale),
            _long("wording", "Words to the person", _begin(what, text.level), text.wording),
        ),
    )


def look_back(sheet: Sheet, what: Competency, text: Text) -> Form:
    """To the person themselves."""
    rating = sheet.review.rating(what.id)
    return Form(
        title=what.title,
        action="review.self",
        submit="Save",
        subject=f"{sheet.id}/{what.id}",
        intro=(*_levels(sheet, what), Visibility(readers_of_own())),
        fields=(
            _level(sheet, what, text.level, expected=rating.expected if rating else Level.COMPETENT),
            replace(
                _long(
                    "rationale", "What did you do?", "One or two events, when they were, what followed.", text.rationale
                ),
                required=True,
            ),
        ),
    )


def give_back(sheet: Sheet, *, value: str = "") -> Form:
    line = f"The review of {sheet.subject.name} opens again for whoever wrote it. They read your reason."
    return _reason(sheet, "review.return", "Give it back", "Give it back", line, value)


def dispute(sheet: Sheet, *, value: str = "") -> Form:
    line = "An ombud, who is outside your reporting line, reads it within 10 working days and decides with a reason. Disputing is never held against you."
    return replace(
        _reason(sheet, "review.dispute", "Dispute my review", "Dispute it", line, value),
        intro=(Line((line,)), Visibility(readers_of_own())),
        fields=(_asked("What is wrong with it?", "What is missing or wrong, and who or what could show it?", value),),
    )


def reopen(sheet: Sheet, *, value: str = "") -> Form:
    line = f"Once another of HR approves, whoever leads {sheet.subject.name} writes the review again. Both sides read your reason."
    return _reason(sheet, "review.reopen", "Open it again", "Ask for approval", line, value)


UPHOLD, REOPEN = "uphold", "reopen"


def resolve(sheet: Sheet, *, value: str = "") -> Form:
    line = f"{sheet.subject.name} disputes this review. Both sides are told what you decide, and read your reason."
    form = _reason(sheet, "review.resolve", "Decide on a dispute", "Decide", line, value)
    options = (
        Option(UPHOLD, "It stands", "Nothing changes"),
        Option(REOPEN, "It is to be written anew", "The manager writes it again"),
    )
    choice = Choice(name="decision", label="What do you decide?", options=options)
    return replace(form, fields=(choice, *form.fields))


def purpose(sheet: Sheet) -> Form:
    """To HR, who is in no line of the person."""
    seen = f"That HR read the review is shown to {sheet.subject.name}, with the day. Your reason stands in the audit log, which HR reads."
    form = _reason(
        sheet, "review.purpose", "Why do you read it?", "Read it", f"About the review of {sheet.subject.name}.", ""
    )
    field = _asked("For what purpose?", "Such as: they asked me to", "")
    return replace(form, intro=(*form.intro[:1], Visibility(seen)), fields=(field,))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _levels(sheet: Sheet, what: Competency) -> tuple[Line, ...]:
    return tuple(Line((Bold(f"{sheet.labels[level]}. "), what.levels[level].text)) for level in Level)


def _other(sheet: Sheet, rating: Rating) -> tuple[Line, ...]:
    """What others wrote at the same time, so that it can be joined."""
    return tuple(
        Line((Bold(f"{sheet.name(one.by)} wrote at the same time: "), one.rationale[:800])) for one in rating.rivals
    )


def _level(sheet: Sheet, what: Competency, chosen: Level | None, *, expected: Level) -> Choice:
    options = tuple(
        Option(level.value, sheet.labels[level] + (", what the role needs" if level is expected else ""))
        for level in Level
    )
    return Choice(name="level", label="Level", options=options, value=chosen.value if chosen else "", required=False)


def _pieces(offered: Sequence[Option], text: Text) -> tuple[Field, ...]:
    """A platform shows 100 choices."""
    options = tuple(offered[:100])
    if not options:
        return ()
    ids = {one.value for one in options}
    return (
        Choices(
            name="cited",
            label="Evidence it rests on",
            hint="Above or below what the role needs takes two independent pieces. A carries most, D least.",
            options=options,
            value=tuple(one for one in sorted(text.cited) if one in ids),
            required=False,
        ),
        Choices(
            name="against",
            label="Evidence that points the other way",
            options=options,
            value=tuple(one for one in sorted(text.against) if one in ids),
            required=False,
        ),
    )


def _chosen_first(offered: Sequence[Option], text: Text) -> Sequence[Option]:
    """Then the latest: what stands as chosen is never left out."""
    return sorted(offered, key=lambda one: one.value not in text.cited | text.against)


def _begin(what: Competency, level: Level | None) -> str:
    wording = what.levels[level or Level.COMPETENT].wording
    return f"They read it with your reasons. You can begin: {wording}"[:150] if wording else "They read it, too."


def _long(name: str, label: str, hint: str, value: str) -> TextField:
    return TextField(
        name=name, label=label, hint=hint[:150], value=value, multiline=True, required=False, max_length=MAX_CHARACTERS
    )


def _asked(label: str, hint: str, value: str) -> TextField:
    return replace(_long("reason", label, hint, value), required=True)


def _reason(sheet: Sheet, action: str, title: str, submit: str, line: str, value: str) -> Form:
    field = _asked("Why?", "In words that the other side can read.", value)
    return Form(
        title=title,
        action=action,
        submit=submit,
        subject=sheet.id,
        version=sheet.review.version,
        intro=(Line((line,)), Visibility(readers())),
        fields=(field,),
    )


def chosen(values: Values, name: str) -> frozenset[str]:
    value = values.get(name, ())
    return frozenset(value if isinstance(value, tuple) else (value,) if value else ())


_OFFERED = tuple(Option(id, label, SHEET.quotes[id]) for id, label in SHEET.pieces.items())
EXAMPLES = (
    rate(SHEET, views.COMPETENCIES[0], views.RATING, _OFFERED, counter="What would speak against it?", text=views.TEXT),
    rate(
        SHEET,
        views.COMPETENCIES[1],
        replace(views.RATING, rivals=(replace(views.TEXT, by="chi"),)),
        (),
        counter="",
        text=Text(by="", at=0),
    ),
    look_back(SHEET, views.COMPETENCIES[0], Text(by="", at=0)),
    give_back(SHEET),
    dispute(SHEET),
    resolve(SHEET),
    reopen(SHEET),
    purpose(SHEET),
)
