"""What the writer of a piece of evidence is told, and its subject, unasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.evidence import Alike, Item, strength
from domain.evidence_record import Record
from domain.evidence_sources import Source
from domain.evidence_spread import Lies
from domain.language import Hint
from views import evidence as views
from views import evidence_buttons as buttons
from views.evidence import CONTESTED, ITEM, PIECE
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Heading,
    Mood,
    Note,
    Notice,
    Part,
    Text,
    Weight,
)


def saved(
    piece: views.Piece,
    *,
    hints: Sequence[Hint] = (),
    alike: Sequence[tuple[views.Piece, Alike]] = (),
    lies: Lies | None = None,
    is_mine: bool = True,
) -> Card:
    """To its writer, or (not `is_mine`) to whoever attached the words of another: what happens now, what it carries, and what only they are told of the wording."""
    item, about = piece.item, piece.name(piece.item.subject)
    own = item.subject == item.author
    told = (
        "You can read it under your evidence; your manager reads it, too."
        if own
        else f"{about} is told that something is ready to read, and it counts only once they could read it."
    )
    return Card(
        f"Saved: evidence about {'yourself' if own else about}",
        (
            Text((told,)),
            Text((f"By itself it carries the letter {views.LETTERS[strength(item)]}. A carries most, D least.",)),
            *_warnings(alike, about, lies),
            *wording(hints),
            *((Buttons((*_hint_buttons(item, hints), *buttons.of_author(item, bare=bool(hints)))),) if is_mine else ()),
        ),
    )


def wording(hints: Sequence[Hint]) -> tuple[Part, ...]:
    """Only the writer is told this, and nothing waits for it but what is counted."""
    if not hints:
        return ()
    lines = tuple((Bold(f"“{hint.found}”"), f": {hint.advice}") for hint in hints)
    why = "Only you see this. It is saved either way; it counts once you have kept the wording or changed it."
    return (Heading("Is this what you saw?"), Bullets(lines), Note((why,)))


def wording_kept(piece: views.Piece) -> Card:
    return Card(
        "Kept as it is",
        (Text(("Thank you for looking at it again.",)), Buttons(buttons.of_author(piece.item, bare=False))),
    )


def withdrawn(piece: views.Piece) -> Card:
    line = f"It does not count any more. {piece.name(piece.item.subject)} can still see that it was there, and that you took it back."
    return Card("Withdrawn", (Text((line,)),))


def marked(piece: views.Piece) -> Card:
    line = "It now says that it is about speaking up. That never counts against anybody."
    return Card("Marked as speaking up", (Text((line,)), Buttons((buttons.open_button(piece.record),))))


def unmarked(piece: views.Piece) -> Card:
    line = "It no longer says that it is about speaking up, so it may count like any other piece. You can say so again."
    return Card("Taken back", (Text((line,)), Buttons((buttons.open_button(piece.record),))))


def ready() -> Card:
    """To the subject, where others may look over their shoulder: nothing of what it says."""
    lines = (
        "Somebody noted something you did at work. It counts only once you could read it.",
        "You can add your side, or contest it; then somebody outside your reporting line reads it.",
    )
    read = Button(label="Read it", action="evidence.mine", weight=Weight.PRIMARY)
    return Card("Evidence about you is ready to read", (*(Text((line,)) for line in lines), Buttons((read,))))


def _hint_buttons(item: Item, hints: Sequence[Hint]) -> tuple[Button, ...]:
    if not hints:
        return ()
    change = Button(
        label="Change it", action="evidence.correct.open", subject=item.id, version=item.version, opens_form=True
    )
    keep = Button(label="Keep as it is", action="evidence.wording.keep", subject=item.id, version=item.version)
    return (replace(change, weight=Weight.PRIMARY), keep)


def _warnings(alike: Sequence[tuple[views.Piece, Alike]], about: str, lies: Lies | None) -> tuple[Part, ...]:
    lines = [_alike(piece, how) for piece, how in alike[:3]]
    if lies is not None:
        lines.append(_LIES[lies].format(about=about))
    return tuple(Notice(Mood.INFO, (line,)) for line in lines)


def _alike(piece: views.Piece, how: Alike) -> str:
    what = "links to the same document" if how is Alike.SAME_DOCUMENT else "may be about the same event"
    return f"What {piece.name(piece.item.author)} wrote about {views.day(piece.item.occurred_on)} {what}. Two such pieces carry no more than one."


_LIES = {
    Lies.RECENT: "Most of what is recorded about {about} is from the last part of the period. What came before?",
    Lies.EARLIER: "That day belongs to a rating that was due already. In the rating that comes it does not count.",
    Lies.NOWHERE: "That day is after the last rating of this cycle opened, so it counts in none of its ratings.",
}
_HINTS = (Hint(category="absolutes", found="always", advice="How often did you see this? Give two dates."),)
EXAMPLES = (
    saved(PIECE),
    saved(PIECE, is_mine=False),
    saved(
        PIECE,
        hints=_HINTS,
        alike=((CONTESTED, Alike.SAME_DOCUMENT), (PIECE, Alike.SAME_AUTHOR_AND_EVENT)),
        lies=Lies.RECENT,
    ),
    saved(PIECE, lies=Lies.EARLIER),
    saved(PIECE, lies=Lies.NOWHERE),
    saved(replace(PIECE, record=Record(item=replace(ITEM, author="ben", source=Source.SELF_REPORT)))),
    wording_kept(PIECE),
    withdrawn(PIECE),
    marked(CONTESTED),
    unmarked(PIECE),
    ready(),
)
