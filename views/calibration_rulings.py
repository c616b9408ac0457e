"""What the room decides on a rating: the outcomes, their forms, and the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain import calibration_decisions as rules
from domain.calibration_decisions import Backing, Outcome, Ruling, Spread
from domain.calibration_packets import Rated
from domain.calibration_script import POINTS
from domain.competencies import Level
from domain.corroboration import Verdict
from views import calibration_points as points
from views import examples, reviews_gate
from views.calibration_packet import PACKET, SHEET, Sheet
from views.forms import Choice, Form, TextField
from views.reviews_sheet import LABELS
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Mood,
    Notice,
    Option,
    Part,
    Spans,
    Text,
    Visibility,
)
from views.wording import counted, excerpt, upper_first

READ_LATER = "The person reads the reason and the words when their review is released. HR can read them for a reason that is recorded."
_KEPT_BY = "You read this in the log until the session closes. It is kept with the session, and given to the person if they ask for their data."
_READ_BY_MANAGER = (
    "Whoever leads the person reads this when the review comes back to them, and HR for a reason that is recorded."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """A rating that is decided on: what the room read, and whether its points say the evidence is too thin.

    `level` and `stood` are what the rating says now, beside the packet. `number` counts the rulings on it so far, and `elsewhere` are those on the other ratings of the person's review.
    """

    sheet: Sheet
    rated: Rated
    level: Level | None
    stood: str
    spread: Spread
    backings: Sequence[Backing] = ()
    is_thin: bool = False
    ruling: Ruling | None = None
    number: int = 0
    elsewhere: Sequence[Ruling] = ()

    @property
    def id(self) -> str:
        return f"{self.sheet.id}/{self.rated.competency}"


# --- Deciding -----------------------------------------------------------------------------------------------------


def decide(table: AtHand) -> Card:
    """To the facilitator: what was read, and what may be decided on it."""
    sheet, rated = table.sheet, table.rated
    draft = _label(rated.level)
    since = f" Since the packet froze it says {_label(table.level)}." if table.level is not rated.level else ""
    parts: tuple[Part, ...] = (
        Text((Bold(f"Draft: {draft}."), f"{since} {_middle(table)}")),
        *_shared(table),
        *(Notice(Mood.INFO, (line,)) for line in _hurdles(table)),
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


def not_carried(verdict: Verdict) -> str:
    """What the gate lacks for the level, where no two who share a reading of it cite enough."""
    lacks = " ".join(str(span) for line in reviews_gate.sentences(verdict, {}) for span in line)
    return f"What those managers cite together doesn't carry this level. {lacks}"


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
    line = f"The decision on {subject} is taken back and stays in the log as such. Nothing is decided in its place."
    back = Button(label="To the room", action="calibration.room", subject=session)
    return Card("Taken back", (Text((line,)), Buttons((back,))))


def outcome(ruling: Ruling) -> str:
    match ruling.outcome:
        case Outcome.KEPT:
            return "kept as it was handed in"
        case Outcome.CHANGED:
            return f"changed from {_label(ruling.original)} to {_label(ruling.level)}"
        case Outcome.RETURNED:
            return "returned for evidence"


# --- Pieces -------------------------------------------------------------------------------------------------------

_THIN = "The room reads this evidence as thin: it is kept or returned, and not changed on talk."
_NO_POINTS = "Until two managers have given points for this evidence, the level can't change."
_GOES_BACK = "The review goes back for evidence as a whole, so no level in it can change. You can take that back first."
_IS_CHANGED = "Another level in this review is changed, so the review can't go back. You can take that back first."


def _label(level: Level | None) -> str:
    return LABELS[level] if level else "no level"


def _middle(table: AtHand) -> str:
    middle, most = table.spread.median, POINTS[-1] * len(table.spread.counts)
    given = counted(len(table.spread.totals), "manager has", "managers have")
    return f"{given} given points" + (f", {middle:g} of {most} in the middle." if middle is not None else ".")


def _hurdles(table: AtHand) -> tuple[str, ...]:
    """Why fewer ways are open."""
    found = {
        _NO_POINTS: not rules.has_points(table.spread),
        _THIN: table.is_thin,
        _GOES_BACK: _is_decided(table, Outcome.RETURNED),
        _IS_CHANGED: _is_decided(table, Outcome.CHANGED),
    }
    return tuple(line for line, holds in found.items() if holds)


def _is_decided(table: AtHand, outcome: Outcome) -> bool:
    """On another rating of the review."""
    return any(one.outcome is outcome for one in rules.standing(table.elsewhere).values())


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
    is_read = rules.has_points(table.spread) and not table.is_thin
    may_change = bool(table.backings) and is_read and not _is_decided(table, Outcome.RETURNED)
    may_return = not _is_decided(table, Outcome.CHANGED)
    changing = Button(label="Change", action="calibration.change.open", subject=table.id, opens_form=True)
    room = Button(label="To the room", action="calibration.room", subject=table.sheet.packet.session)
    return (keeping, *((changing,) if may_change else ()), *((returning,) if may_return else ()), room)


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


# --- Examples -----------------------------------------------------------------------------------------------------

_SPREAD = Spread(counts={"r1": (0, 1, 2), "r2": (1, 1, 1)}, totals=(2, 3, 4))
_BACKING = Backing(level=Level.COMPETENT, line="competent:0", cited=frozenset({"e0"}), voices=("ben", "dan"))
RULING = Ruling(
    subject="chi",
    competency="early_candor",
    number=1,
    outcome=Outcome.CHANGED,
    by="fay",
    at=examples.MORNING,
    original=Level.ROLE_MODEL,
    level=Level.COMPETENT,
)
_TABLE = AtHand(
    sheet=SHEET, rated=PACKET.ratings[0], level=PACKET.ratings[0].level, stood="", spread=_SPREAD, backings=(_BACKING,)
)
EXAMPLES = (
    decide(_TABLE),
    decide(replace(_TABLE, backings=(), is_thin=True, ruling=RULING)),
    *(decide(replace(_TABLE, elsewhere=(replace(RULING, outcome=one),))) for one in Outcome),
    decide(replace(_TABLE, level=Level.COMPETENT)),
    decide(replace(_TABLE, spread=Spread(counts={}, totals=()))),
    keep(_TABLE),
    give_back(_TABLE),
    change(_TABLE, {}),
    decided(_TABLE, RULING),
    undone("Chiara Lindqvist", "s1"),
)
