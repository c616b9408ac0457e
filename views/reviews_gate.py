"""What the gate and the shield say, each with what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.competencies import Direction
from domain.corroboration import Missing, Reason, Verdict
from domain.reviews import Gap
from views.vocabulary import Bullets, Card, Spans
from views.wording import listed

_SENTENCES: Mapping[Reason, str] = {
    Reason.ELSEWHERE: "It speaks for another competency or another level. Choose a piece that fits, or note one.",
    Reason.NOT_SHOWN: "The person could not read it yet. It counts once they could: look again tomorrow.",
    Reason.CONTESTED: "It is contested, or was struck. Choose another, or wait for the ombud's decision.",
    Reason.INCOMPLETE: "Situation, behavior and impact are not all there. Ask whoever wrote it to correct it.",
    Reason.OUTSIDE: "It happened outside the period. Choose something from within it.",
    Reason.NEVER: "This can never be evidence. Take it out.",
    Reason.SPOKE_UP: "It is about speaking up, which never counts against anybody. Take it out.",
    Reason.OWNED_ALREADY: "It is about an error the person had owned and corrected. That never counts against them.",
    Reason.LEARNED: "It is about a goal that closed as learned. That never counts against anybody.",
    Reason.REPEATED: "It repeats another piece, or answers thanks with thanks. It counts once: choose another.",
    Reason.SAME_AUTHOR: "The same person wrote both. Ask a colleague, or choose a record that others wrote.",
    Reason.SAME_EVENT: "Both are about the same event. Choose one that is about another, or a week apart.",
    Reason.BOTH_MANAGERS: "Both come from people who may rate. Ask a colleague, or choose a record.",
    Reason.SELF_AND_RECOLLECTION: "The person's own account stands only beside a late note. Add a fresh note or a record.",
    Reason.NOTHING_STRONG: "Neither is a record (A) or a colleague's fresh note (B). Add one of these.",
    Reason.ONLY_LATE: "All were written in the last days of the period. Add one that was noted earlier.",
    Reason.ONLY_POSTMORTEMS: "All are post-mortems. Whoever learns in the open is not rated down for that alone: add another kind.",
}
_GAPS = {
    Gap.TWO_TEXTS: "Two texts were written at the same time. Read both, and take one or join them.",
    Gap.NO_LEVEL: "Choose a level.",
    Gap.NO_REASON: "Say in a sentence or two why this level.",
    Gap.NOT_CARRIED: "The evidence chosen does not carry this level yet.",
}


def gap(one: Gap) -> str:
    return _GAPS[one]


def sentences(verdict: Verdict, pieces: Mapping[str, str]) -> tuple[Spans, ...]:
    """`pieces`: what the reader may read, by id, as they are called in a sentence; others are only counted."""
    return tuple((_sentence(one, verdict, pieces),) for one in verdict.missing)


def _sentence(one: Missing, verdict: Verdict, pieces: Mapping[str, str]) -> str:
    if one.reason is Reason.TOO_FEW:
        return _too_few(verdict)
    return f"{_which(one.items, pieces)}{_SENTENCES[one.reason]}"


def _too_few(verdict: Verdict) -> str:
    have, need = len(verdict.support), verdict.needed
    what = "piece that counts" if need == 1 else "independent pieces that count"
    at = "" if verdict.direction is Direction.AT else ", up and down alike"
    so_far = f"{have} of those chosen {'counts' if have == 1 else 'count'}" if have else "none of those chosen counts"
    return f"This level needs {need} {what}{at}; so far {so_far}. Choose one, note what you saw, or ask a colleague."


def _which(items: Sequence[str], pieces: Mapping[str, str]) -> str:
    named = [pieces[one] for one in items if one in pieces]
    return f"{listed(named[:3])}: " if named else ""


_PIECES = {"e1": "the piece of 18 September", "e2": "the piece of 2 October"}
_VERDICT = Verdict(direction=Direction.ABOVE, needed=2, support=(), pair=None, missing=())
EXAMPLES = (
    Card(
        "What is missing",
        (
            Bullets(
                tuple((_sentence(Missing(reason=reason, items=("e1", "e2")), _VERDICT, _PIECES),) for reason in Reason)
            ),
            Bullets(tuple((gap(one),) for one in Gap)),
        ),
    ),
)
