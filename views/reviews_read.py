"""A review as it is read: by the person it is about, and by those who look over it or decide on a dispute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.competencies import Competency
from domain.ratings import Deed, Rating, State, Step, may
from views import examples
from views.reviews_sheet import (
    COMPETENCIES,
    OF_TWO,
    RATING,
    SHEET,
    STATES,
    TEXT,
    Sheet,
    evidence_lines,
    other_rounds,
)
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Mood,
    Note,
    Notice,
    Part,
    Quote,
    Spans,
    Weight,
)
from views.vocabulary import (
    Text as Line,
)

_NEVER_AGAINST = "Disputing is never held against you, and reading it is not agreeing."


def own(sheet: Sheet, *, until: date | None = None) -> Card:
    """To the person, once it is released: each level with what it rests on and why. `until`: a dispute is answered."""
    parts = [part for what, one in sheet.rated for part in _rated(sheet, what, one, to_person=True)]
    return Card(
        f"Your review: {sheet.where}",
        (*_stands(sheet, until), *parts, *_answers(sheet), *other_rounds(sheet), Note((_NEVER_AGAINST,))),
    )


def before_release(sheet: Sheet) -> Card:
    """To the person, while it is written: they add what they say of themselves."""
    again = _reason(sheet, Deed.REOPEN, "It was opened again, to be written anew. Why:")
    line = f"Your review of {sheet.where} is being written. You read it, with the evidence and the reasons, once it is released; nothing in it rests on evidence you could not read first."
    looks = tuple(
        Button(
            label=what.title,
            action="review.self.open",
            subject=f"{sheet.id}/{what.id}",
            opens_form=True,
            spoken=f"Look back: {what.title}",
        )
        for what in sheet.competencies
    )
    said = [
        part
        for what in sheet.competencies
        if what.id in sheet.review.own
        for part in (Heading(what.title), *_said(sheet, what, to_person=True))
    ]
    ask = "Look back yourself: what you write stands beside the review, for whoever reads it."
    return Card(
        "Your review is not ready yet",
        (Line((line,)), *again, *said, Line((ask,)), Buttons(looks), *other_rounds(sheet)),
    )


def own_saved(sheet: Sheet, what: Competency) -> Card:
    left = [one for one in sheet.competencies if one.id not in sheet.review.own and one.id != what.id]
    nexts = tuple(
        Button(label=f"Next: {one.title}", action="review.self.open", subject=f"{sheet.id}/{one.id}", opens_form=True)
        for one in left[:1]
    )
    all_of_it = Button(label="My review", action="review.open", subject=sheet.id)
    return Card(f"Saved: {what.title}", (Line(("It stands beside the review.",)), Buttons((*nexts, all_of_it))))


def other(sheet: Sheet, *, may_return: bool, decides: bool, may_reopen: bool = False) -> Card:
    """To whoever looks over it after it was handed in; `decides`: as the ombud who is asked."""
    parts = [part for what, one in sheet.rated for part in _rated(sheet, what, one, to_person=False)]
    buttons = (
        *((_form_button("Give it back", "review.return.open", sheet),) if may_return else ()),
        *((_form_button("Open it again", "review.reopen.open", sheet),) if may_reopen else ()),
        *((_form_button("Decide", "review.resolve.open", sheet),) if decides else ()),
    )
    return Card(
        f"Review of {sheet.subject.name}",
        (
            Notice(Mood.INFO, (STATES[sheet.review.state],)),
            *_reason(sheet, Deed.DISPUTE, f"{sheet.subject.name} disputes it:"),
            *_reason(sheet, Deed.UPHOLD, "The ombud says why it stands:"),
            *parts,
            *((Buttons(buttons),) if buttons else ()),
            *other_rounds(sheet),
        ),
    )


def acknowledged(sheet: Sheet) -> Card:
    lines = (
        "That you have read it is noted, not that you agree.",
        "You can still dispute it, and its evidence stays readable for you.",
    )
    show = Button(label="My review", action="review.open", subject=sheet.id)
    return Card("Thank you for reading it", (*(Line((line,)) for line in lines), Buttons((show,))))


def disputed(sheet: Sheet, until: date, *, is_anybody: bool) -> Card:
    """`is_anybody`: there is an ombud who may decide."""
    who = (
        f"An ombud outside your reporting line was asked to read it, and answers by {until.day} {until:%B}."
        if is_anybody
        else "There is no ombud outside your reporting line yet; HR was asked to name one."
    )
    lines = (who, "You are told what was decided, with the reason.")
    return Card("Disputed", tuple(Line((line,)) for line in lines))


def reopening_asked() -> Card:
    return Card(
        "Asked: to open it again", (Line(("Another of HR approves that under /review release. They are told.",)),)
    )


def given_back(sheet: Sheet) -> Card:
    return Card("Given back", (Line((f"Whoever leads {sheet.subject.name} is told, and reads your reason.",)),))


def resolved(sheet: Sheet) -> Card:
    what = "It stands." if sheet.review.state is State.UPHELD else "It is to be written anew."
    return Card("Decided", (Line((f"{what} {sheet.subject.name} and their manager are told.",)),))


def help() -> Card:
    """`/review help`"""
    lines: tuple[Spans, ...] = (
        (Bold("/review"), " opens your own: what you say of yourself, and once it is released your levels and why."),
        (
            Bold("/review @ben"),
            " opens the review of somebody you lead: a form for each competency, and handing it in.",
        ),
        (Bold("/review release"), " is for HR: two of them release what was handed in."),
    )
    note = "A level off what the role needs rests on two independent pieces of evidence, up and down alike. Owning an error or raising a concern never counts against anybody."
    mine = Button(label="My review", action="review.open")
    return Card("Reviews", (Bullets(lines), Note((note,)), Buttons((mine,))))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _rated(sheet: Sheet, what: Competency, one: Rating, *, to_person: bool) -> tuple[Part, ...]:
    text = one.text
    meant = what.levels[text.level].text if text.level else ""
    about = "To you:" if to_person else "Words to the person:"
    more = (("What points the other way:", text.counter), (about, text.wording))
    return (
        Heading(what.title),
        Facts((("Level", (sheet.level(one),)), *((("Means", (meant,)),) if meant else ()))),
        Line(("Why:",)),
        Quote(text.rationale or "Nothing was written."),
        *(part for label, said in more if said for part in (Line((label,)), Quote(said))),
        *_rests_on(sheet, one),
        *_said(sheet, what, to_person=to_person),
    )


def _rests_on(sheet: Sheet, one: Rating) -> tuple[Part, ...]:
    return (
        *_named("It rests on:", evidence_lines(sheet, one.text.cited)),
        *_named("This points the other way:", evidence_lines(sheet, one.text.against)),
    )


def _named(label: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return (Line((label,)), *parts) if parts else ()


def _said(sheet: Sheet, what: Competency, *, to_person: bool) -> tuple[Part, ...]:
    said = sheet.review.own.get(what.id)
    if said is None:
        return ()
    whose = "In your own words" if to_person else f"In the words of {sheet.subject.name}"
    level = f" ({sheet.labels[said.level]})" if said.level else ""
    return Line((f"{whose}{level}:",)), Quote(said.rationale)


def _stands(sheet: Sheet, until: date | None) -> tuple[Part, ...]:
    state = sheet.review.state
    if state is State.DISPUTED and until:
        line = f"You disputed this. An ombud outside your reporting line answers by {until.day} {until:%B}."
        return (Notice(Mood.INFO, (line,)),)
    if state is State.UPHELD:
        return Notice(Mood.INFO, (STATES[state],)), *_reason(sheet, Deed.UPHOLD, "The ombud says why:")
    return (Line(("Each level is told with why, and with what it rests on.",)),)


def _reason(sheet: Sheet, deed: Deed, label: str) -> tuple[Part, ...]:
    """Since it was last released: what was said of a text before that was answered with this one."""
    told = [step for step in _since_release(sheet.review.ratings[0].steps) if step.deed is deed and step.reason]
    return (Line((label,)), Quote(told[-1].reason)) if told else ()


def _since_release(steps: Sequence[Step]) -> Sequence[Step]:
    first = max((number for number, step in enumerate(steps) if step.deed is Deed.RELEASE), default=0)
    return steps[first:]


def _answers(sheet: Sheet) -> tuple[Part, ...]:
    state, version = sheet.review.state, sheet.review.version
    read = Button(
        label="I have read it", action="review.acknowledge", subject=sheet.id, version=version, weight=Weight.PRIMARY
    )
    dispute = _form_button("Dispute it", "review.dispute.open", sheet)
    buttons = (
        *((read,) if state in {State.RELEASED, State.UPHELD} else ()),
        *((dispute,) if may(sheet.review.ratings[0], Deed.DISPUTE) else ()),
    )
    return (Buttons(buttons),) if buttons else ()


def _form_button(label: str, action: str, sheet: Sheet) -> Button:
    return Button(label=label, action=action, subject=sheet.id, version=sheet.review.version, opens_form=True)


def _example(state: State, *steps: Step) -> Sheet:
    every = tuple(replace(one, text=TEXT, state=state, steps=steps) for one in SHEET.review.ratings)
    return replace(SHEET, review=replace(SHEET.review, state=state, ratings=every))


_RELEASE = Step(deed=Deed.RELEASE, by="hana", at=examples.MORNING, level=RATING.text.level)
_DISPUTE = replace(_RELEASE, deed=Deed.DISPUTE, by="ben", reason="I flagged it twice, and once is missing.")
_UPHOLD = replace(_RELEASE, deed=Deed.UPHOLD, by="dan", reason="Both pieces are there; one is dated wrongly.")
RELEASED, DISPUTED = _example(State.RELEASED, _RELEASE), _example(State.DISPUTED, _RELEASE, _DISPUTE)
UPHELD = _example(State.UPHELD, _RELEASE, _DISPUTE, _UPHOLD)
REOPENED = _example(State.REOPENED, _RELEASE, _DISPUTE, replace(_UPHOLD, deed=Deed.REOPEN, reason="One is missing."))
EXAMPLES = (
    own(RELEASED),
    own(DISPUTED, until=date(2026, 10, 30)),
    own(UPHELD),
    before_release(SHEET),
    before_release(OF_TWO),
    before_release(REOPENED),
    other(UPHELD, may_return=False, decides=False),
    own_saved(SHEET, COMPETENCIES[0]),
    other(_example(State.SUBMITTED), may_return=True, decides=False),
    other(DISPUTED, may_return=False, decides=True),
    other(RELEASED, may_return=False, decides=False, may_reopen=True),
    reopening_asked(),
    acknowledged(RELEASED),
    disputed(DISPUTED, date(2026, 10, 30), is_anybody=True),
    disputed(DISPUTED, date(2026, 10, 30), is_anybody=False),
    given_back(SHEET),
    resolved(UPHELD),
    resolved(_example(State.REOPENED)),
    help(),
)
