"""What an ombud reads of ratings that fell after their person spoke up: what to look at, and never a proof."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.competencies import Level
from domain.ratings_tripwire import LEAST_PEOPLE, Alert, BaseRate, Change, Kind, Reading, Voice
from views.reviews_sheet import LABELS
from views.vocabulary import Bullets, Button, Buttons, Card, Facts, Heading, Mood, Note, Notice, Spans, Text, Weight

_KINDS = {
    Kind.OWNED_ERROR: "owned an error",
    Kind.CONTESTED: "contested evidence",
    Kind.RAISED_CONCERN: "raised a concern",
}
_READINGS = {
    Reading.TOO_FEW: f"There are fewer than {LEAST_PEOPLE} people on one side: these numbers say nothing yet. Each case deserves its own look.",
    Reading.NOT_MORE: "Ratings did not fall more often among those who spoke up. This case still deserves its own look.",
    Reading.MORE: "Ratings fell more often among those who spoke up. That is a reason to look at several together, and no proof of why.",
}


def waits(id: str) -> Card:
    """Unasked: nothing of whom it is about."""
    line = "A rating fell after its person had spoken up. There may be good reasons; please look. Their manager is not told that you do."
    show = Button(label="Look at it", action="review.concern", subject=id, weight=Weight.PRIMARY)
    return Card("A review to look at", (Text((line,)), Buttons((show,))))


def one(id: str, name: str, alert: Alert, rate: BaseRate, titles: Mapping[str, str], *, is_open: bool) -> Card:
    falls: tuple[Spans, ...] = tuple((_fall(change, titles),) for change in alert.falls)
    voices: tuple[Spans, ...] = tuple((f"{_day(voice.on)}: {_KINDS[voice.kind]}",) for voice in alert.voices)
    rows: tuple[tuple[str, Spans], ...] = (
        ("Spoke up", (f"{rate.spoke_fell} of {rate.spoke} had a rating that fell",)),
        ("Did not", (f"{rate.silent_fell} of {rate.silent} had a rating that fell",)),
    )
    done = Button(label="I have looked at it", action="review.concern.settle", subject=id)
    note = "Shown to ombuds outside the line alone. Ratings fall for many reasons: ask before you conclude."
    return Card(
        f"Ratings of {name} that fell",
        (
            Bullets(falls),
            Heading("In between they"),
            Bullets(voices),
            Heading("In the whole organization"),
            Facts(rows),
            Notice(Mood.INFO, (_READINGS[rate.reading],)),
            Note((note,)),
            *((Buttons((done,)),) if is_open else ()),
        ),
    )


def settled() -> Card:
    return Card("Looked at", (Text(("It waits no longer. What you do about it is yours to decide.",)),))


def _fall(change: Change, titles: Mapping[str, str]) -> str:
    title = titles.get(change.competency, change.competency)
    return f"{title}: from {LABELS[change.before]} ({_day(change.rated_before_on)}) to {LABELS[change.after]} ({_day(change.rated_on)})"


def _day(on: date) -> str:
    return f"{on.day} {on:%B} {on.year}"


_FALL = Change(
    person="ben",
    competency="early_candor",
    before=Level.ROLE_MODEL,
    rated_before_on=date(2026, 3, 30),
    after=Level.COMPETENT,
    rated_on=date(2026, 9, 28),
)
_ALERT = Alert(person="ben", falls=(_FALL,), voices=(Voice(person="ben", kind=Kind.OWNED_ERROR, on=date(2026, 6, 3)),))
_TITLES = {"early_candor": "Early candor"}
EXAMPLES = (
    waits("n1"),
    one("n1", "Ben Okafor", _ALERT, BaseRate(spoke=4, spoke_fell=2, silent=40, silent_fell=5), _TITLES, is_open=True),
    one("n1", "Ben Okafor", _ALERT, BaseRate(spoke=12, spoke_fell=2, silent=40, silent_fell=9), _TITLES, is_open=False),
    one("n1", "Ben Okafor", _ALERT, BaseRate(spoke=12, spoke_fell=9, silent=40, silent_fell=9), _TITLES, is_open=True),
    settled(),
)
