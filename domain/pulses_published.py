"""What is published of a pulse: plain values that are saved once, read by many and never computed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.pulses_agreement import Agreement


class Side(StrEnum):
    """Near an end of the scale a figure says only on which side of a limit it is: an end tells what everybody said."""

    EXACT = "exact"
    LOW = "or less"
    HIGH = "or more"


class Trend(StrEnum):
    UP = "up"
    DOWN = "down"
    UNCLEAR = "no clear change"
    WITHHELD = "not shown"  # who was asked changed by a few: the change would be theirs


class Turnout(StrEnum):
    """How many of those who were asked answered; never a number."""

    UNDER_HALF = "under half"
    OVER_HALF = "over half"
    MOST = "most"


class Part(StrEnum):
    """A share that would say what the others answered is a word."""

    FEW = "few"
    SOME = "some"
    MOST = "most"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of the group chose these answers: `percent` where it may be told."""

    part: Part
    percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One figure of one group. `shares` from 10 people: the low, the middle and the high answers, or each choice."""

    figure: Decimal
    side: Side = Side.EXACT
    low_precision: bool = False  # under 8 people
    half_width: int | None = None  # of a recommend score, in points
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a group reads of one question, or of the index; nothing shown is nothing published."""

    group: str
    question: str
    shown: Shown | None
    trend: Trend | None = None  # None: there is nothing to compare with


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is published of a group besides its figures. Nobody asked: `asked` is False."""

    group: str
    asked: bool
    turnout: Turnout | None = None
    agreement: Agreement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment that is shown. Nothing says who wrote it, when, or with which answers."""

    item: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All that is published of one group; `cells` by question."""

    group: str
    standing: Standing
    cells: Mapping[str, Cell]
    remarks: tuple[Remark, ...] = ()
