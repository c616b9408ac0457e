"""What the room decides on a rating: the outcomes, their forms, and the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.calibration_decisions import Backing, Outcome, Ruling, Spread
from domain.calibration_packets import Rated
from domain.competencies import Level
from views import calibration_points as points
from views import examples
from views.calibration_packet import PACKET, SHEET, Sheet
from views.forms import Choice, Form, TextField
from views.reviews_sheet import COMPETENCIES, LABELS
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Menu,
    Mood,
    Note,
    Notice,
    Option,
    Part,
    Spans,
    Text,
    Visibility,
    Weight,
)
from views.wording import counted, excerpt, listed, upper_first

READ_LATER = "The person reads the reason and the words when their review is released. HR can read them for a reason that is recorded."
_KEPT_BY = "You read this in the log until the session closes. It is kept with the session, and given to the person if they ask for their data."
_READ_BY_MANAGER = (
    "Whoever leads the person reads this when the review comes back to them, and HR for a reason that is recorded."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """A rating that is decided on: what the room read, and whether its points say the evidence is too thin."""

    sheet: Sheet
    rated: Rated
    spread: Spread
    backings: Sequence[Backing] = ()
    is_thin: bool = False
    ruling: Ruling | None = None
    number: int = 0

    @property
    def id(self) -> str:
        return f"{self.sheet.id}/{self.rated.competency}"


# --- Deciding -----------------------------------------------------------------------------------------------------


def decide(table: AtHand) -> Card:
    """To the facilitator: what was read, and what may be decided on it."""
    sheet, rated = table.sheet, table.rated
    level = LABELS[rated.level] if rated.level else "no level"
    parts: tuple[Part, ...] = (
        Text((Bold(f"Draft: {level}."), f" {_middle(table)}")),
        *_shared(table),
        *((Notice(Mood.INFO, (_THIN,)),) if table.is_thin else ()),
        *(
            (Notice(Mood.GOOD, (f"Decided: {outcome(table.ruling)}. A new decision takes its place.",)),)
            if table.ruling
            else ()
        ),
        Buttons(_ways(table)),
    )
    return Card(f"Decide: {sheet.subject}, {sheet.title(rated.competency)}", parts)


def keep(table: AtHand, value: str = "") -> Form:
    hint = "Where the room is split: both readings, in a sentence each."
    field = TextField(
        name="both", label="Both readings", hint=hint, value=value, required=False, multiline=True, max_length=1_000
    )
    intro = "The rating stays as it was handed in."
    return replace(
        _form(table, "calibration.keep", "Keep the draft", intro, (field,)), intro=_intro(table, intro, _KEPT_BY)
    )


def give_back(table: AtHand, value: str = "") -> Form:
    hint = "What is missing, and who could have seen it?"
    field = TextField(name="reason", label="What is missing?", hint=hint, value=value, multiline=True, max_length=1_000)
    intro = "When the session closes, the review goes back to the manager with this reason."
    form = _form(table, "calibration.return", "Return for evidence", intro, (field,))
    return replace(form, intro=_intro(table, intro, _READ_BY_MANAGER))


def change(table: AtHand, said: Mapping[str, str]) -> Form:
    """Levels are those on which two managers cite the same line and the same evidence."""
    levels = dict.fromkeys(one.level for one in table.backings)
    options = tuple(Option(one.value, LABELS[one]) for one in levels)
    texts = (
        ("reason", "Why this level?", "The line, and what was seen: in words the person will read."),
        ("wording", "Words to the person", "What they read first, beside the reason."),
    )
    fields = tuple(
        TextField(name=name, label=label, hint=hint, value=said.get(name, ""), multiline=True, max_length=3_000)
        for name, label, hint in texts
    )
    choice = Choice(name="level", label="New level", options=options, value=said.get("level", ""))
    intro = "A changed rating is void without its reason, its evidence and the words the person reads. The original is kept."
    return _form(table, "calibration.change", "Change it", intro, (choice, *fields))


def decided(table: AtHand, ruling: Ruling) -> Card:
    line = f"{upper_first(outcome(ruling))}. Nothing is final until you close the session."
    undoing = Button(
        label="Undo",
        action="calibration.undo",
        subject=f"{table.id}/{ruling.number}",
        spoken=f"Undo this decision on {table.sheet.subject}",
    )
    another = Button(label="Another competency", action="calibration.decide", subject=table.sheet.id)
    room = Button(label="To the room", action="calibration.room", subject=table.sheet.packet.session)
    return Card(f"Decided: {table.sheet.subject}", (Text((line,)), Buttons((undoing, another, room))))


def undone(subject: str, session: str) -> Card:
    back = Button(label="To the room", action="calibration.room", subject=session)
    return Card(
        "Taken back",
        (Text((f"The decision on {subject} is taken back. It stays in the log as such.",)), Buttons((back,))),
    )


# --- The log ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One ruling as it is told: whose rating in what; `failed` says why it could not be carried out."""

    ruling: Ruling
    subject: str
    competency: str
    failed: str = ""


def log(session: str, entries: Sequence[Entry], *, is_open: bool) -> Card:
    lines: tuple[Spans, ...] = tuple(_entry(one) for one in entries)
    told: Part = Bullets(lines) if lines else Text(("Nothing is decided yet.",))
    closing = Button(label="Close the session", action="calibration.close", subject=session, weight=Weight.DANGER)
    room = Button(label="To the room", action="calibration.room", subject=session)
    undoing = tuple(
        Option(
            f"{session}/{one.ruling.subject}/{one.ruling.competency}/{one.ruling.number}",
            f"{one.subject}, {one.competency}"[:75],
        )
        for one in entries
        if one.ruling.stands
    )
    menu = (
        (Menu(label="Take one back", action="calibration.undo", options=undoing[:100]),) if undoing and is_open else ()
    )
    note = "When you close it, changes are put in the place of what was handed in, and the originals are kept. Reviews that lack evidence go back."
    return Card("Decisions", (told, *menu, *((Note((note,)), Buttons((closing, room))) if is_open else ())))


def outcome(ruling: Ruling) -> str:
    match ruling.outcome:
        case Outcome.KEPT:
            return "kept as it was handed in"
        case Outcome.CHANGED:
            before = LABELS[ruling.original] if ruling.original else "no level"
            after = LABELS[ruling.level] if ruling.level else "no level"
            return f"changed from {before} to {after}"
        case Outcome.RETURNED:
            return "returned for evidence"


# --- Pieces -------------------------------------------------------------------------------------------------------

_THIN = "The room reads this evidence as thin: it is kept or returned, and not changed on talk."


def _middle(table: AtHand) -> str:
    middle = table.spread.median
    given = counted(len(table.spread.totals), "manager has", "managers have")
    return f"{given} given points" + (f", {middle:g} in the middle." if middle is not None else ".")


def _shared(table: AtHand) -> tuple[Part, ...]:
    if not table.backings:
        return (Text(("No two managers cite the same line and the same evidence yet, so the level can't change.",)),)
    what = table.sheet.competencies.get(table.rated.competency)
    told: tuple[Spans, ...] = tuple(
        (
            Bold(f"{len(one.voices)} managers read {LABELS[one.level]}"),
            f", by “{excerpt(points.line(what, one.line), 90)}”, on {counted(len(one.cited), 'piece', 'pieces')}",
        )
        for one in table.backings
    )
    return (Bullets(told),)


def _ways(table: AtHand) -> tuple[Button, ...]:
    keeping = Button(label="Keep", action="calibration.keep.open", subject=table.id, opens_form=True)
    returning = Button(label="Return for evidence", action="calibration.return.open", subject=table.id, opens_form=True)
    may_change = any(one.level is not table.rated.level for one in table.backings) and not table.is_thin
    changing = Button(label="Change", action="calibration.change.open", subject=table.id, opens_form=True)
    room = Button(label="To the room", action="calibration.room", subject=table.sheet.packet.session)
    return (keeping, *((changing,) if may_change else ()), returning, room)


def _form(table: AtHand, action: str, title: str, intro: str, fields: tuple[Choice | TextField, ...]) -> Form:
    return Form(
        title=title,
        action=action,
        submit="Decide",
        subject=table.id,
        version=table.number,
        intro=_intro(table, intro, READ_LATER),
        fields=fields,
    )


def _intro(table: AtHand, line: str, who: str) -> tuple[Text, Visibility]:
    about = f"{table.sheet.subject}, {table.sheet.title(table.rated.competency)}. {line}"
    return (Text((about,)), Visibility(who))


def _entry(one: Entry) -> Spans:
    gone = "" if one.ruling.stands else ", taken back"
    failed = f" Not carried out: {one.failed}" if one.failed else ""
    return (Bold(f"{one.subject}, {one.competency}"), f": {outcome(one.ruling)}{gone}.{failed}")


# --- Examples -----------------------------------------------------------------------------------------------------

_SPREAD = Spread(counts={"r1": (0, 1, 2), "r2": (1, 1, 1)}, totals=(2, 3, 4))
_BACKING = Backing(level=Level.COMPETENT, line="competent:0", cited=frozenset({"e0"}), voices=("ben", "dan"))
_RULING = Ruling(
    subject="chi",
    competency="early_candor",
    number=1,
    outcome=Outcome.CHANGED,
    by="fay",
    at=examples.MORNING,
    original=Level.ROLE_MODEL,
    level=Level.COMPETENT,
)
_TABLE = AtHand(sheet=SHEET, rated=PACKET.ratings[0], spread=_SPREAD, backings=(_BACKING,))
_ENTRY = Entry(ruling=_RULING, subject="Chiara Lindqvist", competency=listed([COMPETENCIES[0].title]))
EXAMPLES = (
    decide(_TABLE),
    decide(replace(_TABLE, backings=(), is_thin=True, ruling=_RULING)),
    keep(_TABLE),
    give_back(_TABLE),
    change(_TABLE, {}),
    decided(_TABLE, _RULING),
    undone("Chiara Lindqvist", "s1"),
    log(
        "s1",
        [_ENTRY, replace(_ENTRY, ruling=replace(_RULING, undone_at=1), failed="It is not handed in.")],
        is_open=True,
    ),
    log("s1", [], is_open=False),
)
