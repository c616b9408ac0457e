"""What the person concerned says of a piece of evidence, and what somebody outside the line makes of it."""

from __future__ import annotations

from collections.abc import Sequence

from domain.evidence import State
from views import evidence as views
from views import evidence_buttons as buttons
from views.evidence import CONTESTED, PIECE
from views.forms import Choice, Choices, Form, TextField
from views.vocabulary import Button, Buttons, Card, Note, Option, Text, Visibility, Weight

KEEP, STRIKE, UNSAY = "keep", "strike", "unsay"
LENGTH = 3_000


def side(piece: views.Piece, *, value: str = "") -> Form:
    return Form(
        title="Add my side",
        action="evidence.side",
        submit="Save",
        subject=piece.record.id,
        intro=(
            Text((f"What {piece.name(piece.item.author)} wrote stays as it is. Yours stands beside it, always.",)),
            Visibility(views.readers_of_side()),
        ),
        fields=(_words("answer", "My side", "What was missed? What would you add?", value or piece.item.answer),),
    )


def contest(piece: views.Piece, *, value: str = "") -> Form:
    line = "It stops counting at once. An ombud, who is outside your reporting line, reads it and decides with a reason. Contesting is never held against you."
    return Form(
        title="Contest evidence",
        action="evidence.contest",
        submit="Contest it",
        subject=piece.record.id,
        version=piece.item.version,
        intro=(Text((line,)), Visibility(views.readers_of_side())),
        fields=(_words("reason", "What is wrong with it?", "What happened instead, and who could say so?", value),),
    )


def voice(piece: views.Piece) -> Form:
    return Form(
        title="I was speaking up",
        action="evidence.voice",
        submit="Save",
        subject=piece.record.id,
        intro=(
            Text(("It then never counts against you. Only you, and an ombud who decides on it, can undo this.",)),
            Visibility(views.readers_of_side()),
        ),
        fields=(
            Choice(
                name="voice",
                label="What did you do?",
                options=tuple(Option(one.value, said) for one, said in views.VOICES.items()),
            ),
        ),
    )


def resolve(piece: views.Piece, *, value: str = "") -> Form:
    author, about = piece.name(piece.item.author), piece.name(piece.item.subject)
    return Form(
        title="Decide on evidence",
        action="evidence.resolve",
        submit="Decide",
        subject=piece.record.id,
        version=piece.item.version,
        intro=(
            Text((f"{about} contests what {author} wrote. Both are told what you decide, and read your reason.",)),
            Visibility(views.readers()),
        ),
        fields=(
            Choice(
                name="decision",
                label="What do you decide?",
                options=(
                    Option(KEEP, "Keep it", "It counts"),
                    Option(STRIKE, "Strike it", "It does not count, and stays struck"),
                ),
            ),
            *_unsaying(piece),
            _words("reason", "Why?", "In words that both can read: what you looked at, and what it showed.", value),
        ),
    )


def _unsaying(piece: views.Piece) -> tuple[Choices, ...]:
    """Only whoever decides may take back that it was about speaking up."""
    if piece.item.voice is None:
        return ()
    what = views.VOICES[piece.item.voice]
    only = Option(UNSAY, "It was not speaking up", "From then on it may count against them")
    hint = f"It says: {what.lower()}. While it does, it never counts against anybody. If in doubt, leave it."
    return (Choices(name="speaking_up", label="Was this speaking up?", hint=hint, options=(only,), required=False),)


def side_saved(piece: views.Piece) -> Card:
    line = "Your side stands beside it for everybody who reads it."
    return Card("Saved: your side", (Text((line,)), Buttons((buttons.open_button(piece.record),))))


def contested(piece: views.Piece, *, is_anybody: bool) -> Card:
    """`is_anybody`: there is an ombud who may decide."""
    who = (
        "An ombud outside your reporting line was asked to read it."
        if is_anybody
        else "There is no ombud outside your reporting line yet; HR was asked to name one."
    )
    lines = (
        "It does not count any more until that is decided.",
        who,
        "You are told what was decided, with the reason.",
    )
    return Card("Contested", (*(Text((line,)) for line in lines), Buttons((buttons.open_button(piece.record),))))


def resolved(piece: views.Piece) -> Card:
    what = "It counts." if piece.item.state is State.KEPT else "It does not count."
    told = f"{piece.name(piece.item.subject)} and {piece.name(piece.item.author)} are told."
    return Card("Decided", (Text((f"{what} {told}",)),))


# --- Unasked: nothing of what it says -----------------------------------------------------------------------------


def waits_for_ombud(id: str) -> Card:
    read = Button(label="Read it", action="evidence.show", subject=id, weight=Weight.PRIMARY)
    line = (
        "Somebody outside your reporting line contests what was written about them. It does not count until you decide."
    )
    return Card("Contested evidence is ready to read", (Text((line,)), Buttons((read,))))


def told_author(id: str) -> Card:
    line = "It does not count until somebody outside the reporting line has decided. You need do nothing; you are told."
    read = Button(label="Read it", action="evidence.show", subject=id)
    return Card("Evidence that you wrote is contested", (Text((line,)), Buttons((read,))))


def told_decision(id: str) -> Card:
    line = "Somebody outside the reporting line has decided, with a reason that both sides can read."
    read = Button(label="Read it", action="evidence.show", subject=id, weight=Weight.PRIMARY)
    return Card("A decision on contested evidence is ready", (Text((line,)), Buttons((read,))))


def nobody_decides() -> Card:
    line = "Somebody contests what was written about them, and no ombud is outside their reporting line. Until you name one, it cannot be decided and does not count."
    name = Button(label="People with a role", action="roles.open", opens_form=True, weight=Weight.PRIMARY)
    note = Note(("You are not told who it is, or what it is about.",))
    return Card("Please name an ombud", (Text((line,)), note, Buttons((name,))))


def _words(name: str, label: str, hint: str, value: str) -> TextField:
    return TextField(name=name, label=label, hint=hint, value=value, multiline=True, max_length=LENGTH)


EXAMPLES: Sequence[Card | Form] = (
    side(PIECE),
    contest(PIECE),
    voice(PIECE),
    resolve(CONTESTED),
    side_saved(PIECE),
    contested(CONTESTED, is_anybody=True),
    contested(CONTESTED, is_anybody=False),
    resolved(PIECE),
    waits_for_ombud("e1"),
    told_author("e1"),
    told_decision("e1"),
    nobody_decides(),
)
