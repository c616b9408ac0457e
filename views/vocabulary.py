"""The closed vocabulary in which every word to people is said: spans, parts and cards, never markup.

Each renderer (Slack, Teams, web) matches these unions exhaustively. A need that cannot be said is met by adding
a word here and in every renderer in the same commit (docs/decisions/0002).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# --- Spans: running text ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bold:
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A person by our id; the edge turns it into a platform mention where that person has an account."""

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class When:
    """A moment in UTC epoch milliseconds, shown in the reader's own time zone."""

    at: int
    style: WhenStyle


class WhenStyle(StrEnum):
    DATE = "date"
    TIME = "time"
    DATE_TIME = "date_time"


@dataclass(frozen=True, slots=True)
class Emoji:
    """A standard emoji by its CLDR short name, without colons; `text` is what a screen reader says."""

    name: str
    text: str


Span = str | Bold | Mention | Link | When | Emoji
Spans = tuple[Span, ...]


# --- Parts: what a card is made of --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    spans: Spans


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, shown as theirs."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    rows: tuple[tuple[str, Spans], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Small print."""

    spans: Spans


class Mood(StrEnum):
    GOOD = "good"
    INFO = "info"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Notice:
    mood: Mood
    spans: Spans


@dataclass(frozen=True, slots=True)
class Visibility:
    """Who will see this; made only from domain.policy so that it cannot say anything else than what is enforced."""

    text: str


@dataclass(frozen=True, slots=True)
class Image:
    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class ChartKind(StrEnum):
    BAR = "bar"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Chart:
    """Series of (name, one value per category). `finding` states in words what the picture shows (the alt text)."""

    kind: ChartKind
    title: str
    finding: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]


@dataclass(frozen=True, slots=True)
class Progress:
    label: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line between two parts."""


class Weight(StrEnum):
    NORMAL = "normal"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A press of `action` on `subject` (our id, or ""). The edge signs both; `version` is the subject's when drawn.

    `opens_form` is said in advance because Teams opens a dialog only from a button that declares it.
    `spoken` is the label for screen readers where the visible one needs its context ("Undo" -> "Undo kudos to Ana").
    """

    label: str
    action: str
    subject: str = ""
    version: int = 0
    weight: Weight = Weight.NORMAL
    opens_form: bool = False
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Buttons:
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `value` is our id or word; the edge signs it."""

    value: str
    label: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A one-tap choice: choosing presses `action` with the option's value."""

    label: str
    action: str
    subject: str = ""
    options: tuple[Option, ...]


Part = (
    Text
    | Heading
    | Quote
    | Bullets
    | Facts
    | Note
    | Notice
    | Visibility
    | Image
    | Table
    | Chart
    | Progress
    | Rule
    | Buttons
    | Menu
)


@dataclass(frozen=True, slots=True)
class Card:
    """One message. `title` is also the line shown in notifications."""

    title: str
    parts: tuple[Part, ...]
