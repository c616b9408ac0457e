"""What people see of one piece of evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain import policy
from domain.competencies import Direction
from domain.evidence import Item, State, Strength, Voice, strength
from domain.evidence_record import Change, Deed, Quote, Record
from domain.evidence_sources import Source
from domain.policy import Condition, Kind, Role
from views import evidence_buttons as buttons
from views import examples
from views.privacy import A_FORMER_COLLEAGUE
from views.vocabulary import (
    Bullets,
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Link,
    Mood,
    Note,
    Notice,
    Part,
    Spans,
    Weight,
    When,
    WhenStyle,
)
from views.vocabulary import (
    Quote as Quoted,
)
from views.wording import listed

DIRECTIONS = {
    Direction.BELOW: "Below what the role needs",
    Direction.AT: "What the role needs",
    Direction.ABOVE: "Above what the role needs",
}
VOICES = {
    Voice.OWNED_ERROR: "Owning an error",
    Voice.RAISED_CONCERN: "Raising a concern",
    Voice.ASKED_FOR_HELP: "Asking for help",
}
LETTERS = {
    Strength.A: "A: a record that a link leads to",
    Strength.B: "B: a colleague's note of the first 14 days",
    Strength.C: "C: a manager's note of the first 7 days",
    Strength.D: "D: a later note, one's own account, or a record without a link",
}
_READERS = {
    Role.AUTHOR: "whoever wrote it",
    Role.SUBJECT: "the person it is about",
    Role.MANAGER: "their manager",
    Role.SKIP_LEVEL: "their manager's manager once the review is handed in",
    Role.FACILITATOR: "the facilitator of their calibration session while it is open",
    Role.CALIBRATOR: "the others in that session",
    Role.HR: "HR, for a reason that is recorded,",
    Role.OMBUD: "an ombud outside their line if they contest it",
}
_READERS_OF_ONES_OWN = {
    **_READERS,
    Role.MANAGER: "your manager",
    Role.SKIP_LEVEL: "your manager's manager once the review is handed in",
    Role.FACILITATOR: "the facilitator of your calibration session while it is open",
    Role.CALIBRATOR: "the others in that session",
    Role.OMBUD: "an ombud outside your line if you contest it",
}
_SECOND = "by a manager of another team who rates from evidence alone"
_ANY = frozenset(Condition)
_STATES = {
    State.STANDING: "It counts.",
    State.CONTESTED: "Contested: it does not count until somebody outside the reporting line has decided.",
    State.KEPT: "Contested, and kept: it counts.",
    State.STRUCK: "Contested, and struck: it does not count.",
    State.WITHDRAWN: "Withdrawn by whoever wrote it: it does not count.",
}
_DEEDS = {
    Deed.ADDED: "added",
    Deed.CORRECTED: "corrected",
    Deed.ANSWERED: "answered",
    Deed.CONTESTED: "contested",
    Deed.KEPT: "kept",
    Deed.STRUCK: "struck",
    Deed.WITHDRAWN: "withdrawn",
    Deed.WORDING_KEPT: "wording looked at again and kept",
    Deed.SPOKE_UP: "marked as speaking up",
    Deed.TOOK_BACK: "no longer marked as speaking up",
    Deed.UNSAID: "found not to be about speaking up",
    Deed.QUOTED: "quoted with the consent of whoever wrote the message",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece as somebody reads it: `names` by id, the title of its competency, what its source is called."""

    record: Record
    names: Mapping[str, str]
    competency: str
    source: str

    @property
    def item(self) -> Item:
        return self.record.item

    def name(self, person: str | None) -> str:
        return self.names.get(person or "", A_FORMER_COLLEAGUE)


def readers() -> str:
    """Who can ever read a piece, from the policy; what it says when something is typed binds what was typed."""
    masked = f", and, without names, {_SECOND}" if Role.SECOND_RATER in policy.readers(Kind.SECOND_RATING, _ANY) else ""
    return f"It is signed with your name. It is read by {_read_by(_READERS, Role.AUTHOR)}{masked}."


def readers_of_side() -> str:
    """The same, for what the person concerned says of it."""
    return f"What you write here is read by {_read_by(_READERS_OF_ONES_OWN, Role.SUBJECT)}."


def _read_by(words: Mapping[Role, str], writer: Role) -> str:
    at_once = policy.readers(Kind.EVIDENCE, frozenset({Condition.TOLD, Condition.TRANSFERABLE}))
    later = [role for role in policy.readers(Kind.EVIDENCE, _ANY) if role not in at_once]
    first, then = ([words[role] for role in roles if role is not writer] for roles in (at_once, later))
    return f"{listed(first)}; later, where it comes to that, by {listed(then)}"


def one(piece: Piece, *, reader: str, decides: bool = False, history: Sequence[Change] = ()) -> Card:
    """The whole piece. `decides`: the reader is the ombud who is asked."""
    title = f"Evidence about {_whom(piece, reader)}: {piece.competency}"
    offered = _buttons(piece, reader, history, decides=decides)
    return Card(
        title,
        (*_body(piece), *_sides(piece), *_history(piece, history), *((Buttons(offered),) if offered else ())),
    )


def day(on: date) -> str:
    return f"{on.day} {on:%B} {on.year}"


# --- Pieces -------------------------------------------------------------------------------------------------------


def _whom(piece: Piece, reader: str) -> str:
    return "you" if piece.item.subject == reader else piece.name(piece.item.subject)


def _body(piece: Piece) -> tuple[Part, ...]:
    item = piece.item
    rows: list[tuple[str, Spans]] = [
        ("Speaks for", (DIRECTIONS[item.direction],)),
        ("Happened on", (day(item.occurred_on),)),
        ("Written by", (f"{piece.name(item.author)}, {day(item.recorded_on)}",)),
        ("Source", (f"{piece.source}. {LETTERS[strength(item)]}",)),
        *((("Event", (item.event,)),) if item.event else ()),
        *((("Record", (Link("Open it", item.link),)),) if item.link else ()),
        *((("Record written by", (_authors(piece),)),) if item.artifact_authors else ()),
        *((("About", (VOICES[item.voice],)),) if item.voice else ()),
    ]
    return (
        Facts(tuple(rows)),
        *_said("Situation", item.situation),
        *_said("What was done or said", item.behavior),
        *_said("What followed", item.impact),
        *(_said("What was done about it", item.corrective_action) if item.corrective_action else ()),
        *(_said("The message", piece.record.quoted) if piece.record.quoted else ()),
    )


def _said(title: str, words: str) -> tuple[Part, ...]:
    return (Heading(title), Quoted(words or "Nothing was written."))


def _authors(piece: Piece) -> str:
    return listed([piece.name(one) for one in sorted(piece.item.artifact_authors)])


def _sides(piece: Piece) -> tuple[Part, ...]:
    record, about = piece.record, piece.name(piece.item.subject)
    waits = piece.item.state is State.STANDING and piece.item.shown_at is None
    state = f"It counts once {about} could read it." if waits else _STATES[piece.item.state]
    return (
        *(_said(f"{about}'s side", piece.item.answer) if piece.item.answer else ()),
        *(_said(f"Why {about} contests it", record.objection) if record.objection else ()),
        *(_said(f"Why it was {_decided(piece.item.state)}", record.decision) if record.decision else ()),
        *(
            (Note(("Whoever wrote the message is asked whether it may be quoted.",)),)
            if record.quote is Quote.ASKED
            else ()
        ),
        Notice(Mood.INFO, (state,)),
    )


def _decided(state: State) -> str:
    return "struck" if state is State.STRUCK else "kept"


def _history(piece: Piece, history: Sequence[Change]) -> tuple[Part, ...]:
    if len(history) < 2:
        return ()
    lines = tuple(
        (When(one.at, WhenStyle.DATE), f": {_DEEDS[one.deed]} by {piece.name(one.by)}", *_before(one))
        for one in history
    )
    return (Heading("What became of it"), Bullets(lines))


def _before(one: Change) -> Spans:
    return (f". Before that: “{one.before['behavior']}”",) if one.before.get("behavior") else ()


def _buttons(piece: Piece, reader: str, history: Sequence[Change], *, decides: bool) -> tuple[Button, ...]:
    item = piece.item
    if decides:
        decide = Button(
            label="Decide", action="evidence.resolve.open", subject=item.id, version=item.version, opens_form=True
        )
        return (replace(decide, weight=Weight.PRIMARY),)
    if item.state is State.WITHDRAWN:
        return ()
    mine = buttons.of_subject(item, reader, history)
    return (*mine, *(buttons.of_author(item, bare=False) if reader == item.author else ()))


# --- Examples -----------------------------------------------------------------------------------------------------

ITEM = Item(
    id="e1",
    subject=examples.BEN.id,
    author=examples.ANA.id,
    competency="early_candor",
    direction=Direction.ABOVE,
    source=Source.MANAGER_OBSERVATION,
    occurred_on=date(2026, 9, 18),
    recorded_on=date(2026, 9, 21),
    recorded_at=examples.MORNING,
    situation="The checkpoint of the billing export on Friday.",
    behavior="He said that the vendor would not deliver and put two ways out on the board.",
    impact="We could replan nine days earlier and nobody worked the weekend.",
    event="Billing export",
    shown_at=examples.MORNING,
)
_NAMES = {one.id: one.name for one in (examples.ANA, examples.BEN, examples.CHI)}
PIECE = Piece(record=Record(item=ITEM), names=_NAMES, competency="Early candor", source="Manager's own observation")
_OWNED = replace(
    ITEM,
    id="e2",
    source=Source.POSTMORTEM,
    author=examples.CHI.id,
    link="https://wiki.example.org/postmortem/17",
    link_works=True,
    artifact_authors=frozenset({examples.BEN.id}),
    voice=Voice.OWNED_ERROR,
    corrective_action="The export stops when its source is empty.",
    state=State.CONTESTED,
    answer="I told the channel first.",
)
CONTESTED = replace(
    PIECE, record=Record(item=_OWNED, objection="It was not my change.", quoted="I paused the export by mistake.")
)
_STRUCK = replace(
    CONTESTED, record=replace(CONTESTED.record, item=replace(_OWNED, state=State.STRUCK), decision="Two people saw it.")
)
_WAITING = replace(PIECE, record=Record(item=replace(ITEM, shown_at=None), quote=Quote.ASKED))
_HISTORY = (
    Change(version=1, by="ana", deed=Deed.ADDED, at=examples.MORNING),
    Change(version=2, by="ana", deed=Deed.CORRECTED, at=examples.MORNING, before={"behavior": "He warned us."}),
)
EXAMPLES = (
    one(PIECE, reader="ben", history=_HISTORY),
    one(PIECE, reader="ana"),
    one(CONTESTED, reader="ben"),
    one(CONTESTED, reader="dan", decides=True),
    one(_STRUCK, reader="chi"),
    one(_WAITING, reader="ana"),
)
