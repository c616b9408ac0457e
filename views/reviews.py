"""A review as whoever writes it sees it: each competency with its level, its evidence and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from domain import ratings, reviews
from domain.competencies import Competency
from domain.evidence_spread import Caution
from domain.people import Person
from domain.ratings import Deed, Rating, State, Text
from domain.reviews import Gap
from views import examples, reviews_gate
from views.reviews_sheet import (
    COMPETENCIES,
    EMPTY,
    OF_TWO,
    RATING,
    SHEET,
    STATES,
    TEXT,
    Sheet,
    draft_readers,
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
from views.wording import counted, day


def to_write(sheet: Sheet) -> Card:
    """To whoever rates. It is short: what each level means stands in the form of each competency."""
    gaps = reviews.gaps(sheet.review, sheet.verdicts)
    parts = [part for what, one in sheet.rated for part in _competency(sheet, what, one, gaps.get(one.competency))]
    ready = len(sheet.rated) - len(gaps)
    until = f" It is due on {day(sheet.round.due_on)}." if sheet.round.id else ""
    head = f"{sheet.where}. {ready} of {len(sheet.rated)} can be handed in.{until}"
    return Card(
        f"Review of {sheet.subject.name}",
        (
            Line((head,)),
            *_came_back(sheet),
            *parts,
            *_to_do(sheet, gaps),
            *other_rounds(sheet),
            Note((_WHILE_DRAFT,)),
        ),
    )


def both(sheet: Sheet, what: Competency, rating: Rating) -> Card:
    """Two texts of one rating, side by side; one is taken, or they are joined in the form."""
    texts = (rating.text, *rating.rivals)
    parts = [part for number, text in enumerate(texts) for part in _one_text(sheet, rating, text, number)]
    join = rate_button(sheet, what, rating, label="Join them")
    return Card(f"Two texts: {what.title}", (*parts, Buttons((join,))))


def saved(sheet: Sheet, what: Competency, rating: Rating, *, hints: Sequence[tuple[str, str]] = ()) -> Card:
    """After the form: what stands, what is missing, and the next competency."""
    gap = reviews.gaps(sheet.review, sheet.verdicts).get(rating.competency)
    upcoming = [(one, each) for one, each in sheet.rated if each.text.level is None and each != rating][:1]
    buttons = (
        *((both_button(sheet, rating),) if gap is Gap.TWO_TEXTS else ()),
        *(rate_button(sheet, one, each, label=f"Next: {one.title}") for one, each in upcoming),
        Button(label="The whole review", action="review.open", subject=sheet.id),
    )
    return Card(
        f"Draft saved: {what.title}",
        (
            Facts((("Level", (sheet.level(rating),)),)),
            *_missing(sheet, rating, gap),
            *_cautions(sheet, rating),
            *_hints(hints),
            Buttons(buttons),
        ),
    )


def held_back(sheet: Sheet, until: date) -> Card:
    """It could not be handed in: what is missing, and what can be done about it."""
    gaps = reviews.gaps(sheet.review, sheet.verdicts)
    missing = [
        part
        for what, one in sheet.rated
        if one.competency in gaps
        for part in (Heading(what.title), *_missing(sheet, one, gaps[one.competency]))
    ]
    line = f"Nothing was handed in; the draft is kept. You have until {until.day} {until:%B} to add what is missing. After that, what the role needs is kept where evidence is missing."
    keep = Button(label="Keep what the role needs", action="review.keep", subject=sheet.id)
    buttons = (
        Button(label="The whole review", action="review.open", subject=sheet.id),
        *((keep,) if Gap.NOT_CARRIED in gaps.values() else ()),
    )
    return Card(f"Not yet: the review of {sheet.subject.name}", (Line((line,)), *missing, Buttons(buttons)))


def handed_in(sheet: Sheet) -> Card:
    lines = (
        f"What you chose as evidence can no longer be taken back. {sheet.subject.name} reads all of it once it is released.",
        "Until then it may be given back to you with a reason.",
    )
    return Card(f"Handed in: the review of {sheet.subject.name}", tuple(Line((line,)) for line in lines))


def kept_of_mine(sheet: Sheet, texts: Sequence[tuple[str, Text]]) -> Card:
    """To somebody who led the person before: their own words, until the cycle closes."""
    titles = {one.id: one.title for one in sheet.competencies}
    parts = [part for which, text in texts for part in _own_words(sheet, titles.get(which, which), text)]
    line = f"Somebody else answers for {sheet.subject.name} now. What you wrote stays readable for you until {sheet.round.cycle.name} closes."
    return Card(f"What you wrote of {sheet.subject.name}", (Line((line,)), *parts))


def nothing_runs(person: Person | None = None) -> Card:
    """To oneself, or to whoever leads the person."""
    who = "You take" if person is None else f"{person.name} takes"
    line = f"{who} part in no review cycle. HR starts one; /cycle tells where things stand."
    return Card("No review", (Line((line,)),))


def rate_button(sheet: Sheet, what: Competency, rating: Rating, *, label: str = "") -> Button:
    return Button(
        label=label or what.title,
        action="review.rate.open",
        subject=f"{sheet.id}/{what.id}",
        version=rating.version,
        opens_form=True,
        spoken=f"Rate {sheet.subject.name}: {what.title}",
    )


def both_button(sheet: Sheet, rating: Rating) -> Button:
    return Button(label="Read both texts", action="review.both", subject=f"{sheet.id}/{rating.competency}")


# --- Pieces -------------------------------------------------------------------------------------------------------

_CAUTIONS = {
    Caution.RECENT: "To think about: most of it is from the last part of the period. What came before?",
    Caution.NARROW: "To think about: it comes from one part of the period. What was there in the rest of it?",
    Caution.ONE_SIDED: "To think about: nothing noted points the other way. Did you look?",
}
_WHILE_DRAFT = (
    f"While it is a draft it is read by {draft_readers()}. A draft stands after every save, however little it says."
)


def _competency(sheet: Sheet, what: Competency, one: Rating, gap: Gap | None) -> tuple[Part, ...]:
    meant = what.levels[one.text.level or one.expected]
    chosen = len(one.text.cited)
    rows: tuple[tuple[str, Spans], ...] = (
        ("Level", (sheet.level(one),)),
        ("Means" if one.text.level else "The role needs", (meant.text,)),
        ("Evidence", (f"{counted(sheet.counts.get(what.id, 0), 'piece', 'pieces')} noted, {chosen} chosen",)),
    )
    return (Heading(what.title), Facts(rows), *_missing(sheet, one, gap), *_cautions(sheet, one), *_own(sheet, what))


def _missing(sheet: Sheet, one: Rating, gap: Gap | None) -> tuple[Part, ...]:
    if gap is None:
        return (Notice(Mood.GOOD, ("It can be handed in.",)),)
    verdict = sheet.verdicts.get(one.competency)
    told = reviews_gate.sentences(verdict, sheet.pieces) if gap is Gap.NOT_CARRIED and verdict else ()
    return (Notice(Mood.INFO, (reviews_gate.gap(gap),)), *((Bullets(told),) if told else ()))


def _own(sheet: Sheet, what: Competency) -> tuple[Part, ...]:
    said = sheet.review.own.get(what.id)
    if said is None:
        return ()
    level = f" ({sheet.labels[said.level]})" if said.level else ""
    return Line((f"{sheet.subject.name} says of themselves{level}:",)), Quote(said.rationale or "Nothing was written.")


def _to_do(sheet: Sheet, gaps: Mapping[str, Gap]) -> tuple[Part, ...]:
    torn = [one for _, one in sheet.rated if one.rivals]
    hand_in = Button(label="Hand in", action="review.submit", subject=sheet.id, version=sheet.review.version)
    return (
        *((Buttons(tuple(both_button(sheet, one) for one in torn)),) if torn else ()),
        Line(("Write or change:",)),
        Buttons(tuple(rate_button(sheet, what, one) for what, one in sheet.rated)),
        Buttons((hand_in if gaps else replace(hand_in, weight=Weight.PRIMARY),)),
    )


def _came_back(sheet: Sheet) -> tuple[Part, ...]:
    """Why it is to be written anew."""
    steps = sheet.review.ratings[0].steps
    if sheet.review.state not in {State.RETURNED, State.REOPENED} or not steps:
        return ()
    last = steps[-1]
    return Line((STATES[sheet.review.state], f" {sheet.name(last.by)} says why:")), Quote(last.reason)


def _cautions(sheet: Sheet, one: Rating) -> tuple[Part, ...]:
    """What to think about, and never in the way."""
    lines: tuple[Spans, ...] = tuple((_CAUTIONS[caution],) for caution in sheet.cautions.get(one.competency, ()))
    return (Bullets(lines),) if lines else ()


def _one_text(sheet: Sheet, rating: Rating, text: Text, number: int) -> tuple[Part, ...]:
    take = Button(
        label="Take this one",
        action="review.settle",
        subject=f"{sheet.id}/{rating.competency}/{number}",
        version=rating.version,
        spoken=f"Take what {sheet.name(text.by)} wrote",
    )
    return (*_own_words(sheet, f"{number + 1}. By {sheet.name(text.by)}", text), Buttons((take,)))


def _own_words(sheet: Sheet, title: str, text: Text) -> tuple[Part, ...]:
    level = sheet.labels[text.level] if text.level else "not chosen yet"
    more = (("What points the other way", text.counter), ("Words to the person", text.wording))
    return (
        Heading(title),
        Facts((("Level", (level,)), ("Evidence", (counted(len(text.cited), "piece", "pieces"),)))),
        Quote(text.rationale or "No reason was written."),
        *(part for label, said in more if said for part in (Line((f"{label}:",)), Quote(said))),
    )


def _hints(hints: Sequence[tuple[str, str]]) -> tuple[Part, ...]:
    if not hints:
        return ()
    lines: tuple[Spans, ...] = tuple((Bold(f"“{found}”"), f": {advice}") for found, advice in hints)
    return Heading("Is this what you saw?"), Bullets(lines), Note(("Only you see this. It is saved either way.",))


# --- Examples -----------------------------------------------------------------------------------------------------

_TORN = replace(RATING, rivals=(replace(TEXT, by="chi", rationale="I saw it twice."),))
_RETURN = ratings.Step(deed=Deed.RETURN, by="hana", at=examples.MORNING, level=None, reason="Please say when it was.")
BACK = replace(
    SHEET,
    review=replace(
        SHEET.review,
        state=State.RETURNED,
        ratings=tuple(replace(one, steps=(_RETURN,)) for one in SHEET.review.ratings),
    ),
)
_TWO = replace(SHEET, review=replace(SHEET.review, ratings=(_TORN, EMPTY)))
EXAMPLES = (
    to_write(SHEET),
    to_write(BACK),
    to_write(OF_TWO),
    to_write(_TWO),
    to_write(replace(SHEET, cautions={"early_candor": tuple(Caution)})),
    both(_TWO, COMPETENCIES[0], _TORN),
    saved(SHEET, COMPETENCIES[0], RATING, hints=(("always", "How often did you see this?"),)),
    held_back(SHEET, date(2026, 10, 30)),
    handed_in(SHEET),
    kept_of_mine(SHEET, (("early_candor", TEXT),)),
    nothing_runs(),
    nothing_runs(examples.BEN),
)
