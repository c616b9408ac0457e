"""What a pulse asks: items with where they come from, and the set each template asks, the same for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

POINTS = (3, 5, 7)  # of a scale
RECOMMEND_POINTS = 11  # 0 to 10
TEXT_CHARACTERS = 300
MOST_CHOICES = 10
MOST_ITEMS = 30  # questions of a wave: more are no pulse, and their draft would not fit into a button
SECONDS_AN_ITEM = 6  # for the length people are told before they begin (choice)


class Kind(StrEnum):
    SCALE = "scale"
    RECOMMEND = "recommend"
    CHOICE = "choice"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question. `labels` are the answers to choose from, the lowest first; none for a comment.

    `license`, `source` and `status` say where it comes from: without them it is not asked (MEASURES.md section 1).
    """

    id: str
    kind: Kind
    text: str
    labels: tuple[str, ...] = ()
    construct: str = ""
    is_reversed: bool = False
    may_not_apply: bool = False
    license: str
    source: str
    status: str

    @property
    def answers(self) -> tuple[int, ...]:
        """The values it can be answered with: 1 and up, but 0 to 10 where a score of recommending is asked."""
        return tuple(range(RECOMMEND_POINTS)) if self.kind is Kind.RECOMMEND else tuple(range(1, len(self.labels) + 1))


def as_json(item: Item) -> dict[str, Any]:
    return {**asdict(item), "kind": item.kind.value}


def from_json(said: Mapping[str, Any]) -> Item:
    return Item(**{**said, "kind": Kind(said["kind"]), "labels": tuple(said["labels"])})


class Flaw(StrEnum):
    """Why an item is refused."""

    NO_TEXT = "text"
    NO_ORIGIN = "origin"
    POINTS = "points"
    CHOICES = "choices"


def flaw(item: Item) -> Flaw | None:
    """Return what keeps the item from being asked, None when nothing does."""
    if not 0 < len(item.text.strip()) <= TEXT_CHARACTERS:
        return Flaw.NO_TEXT
    if not (item.license.strip() and item.source.strip() and item.status.strip()):
        return Flaw.NO_ORIGIN
    if item.kind is Kind.SCALE and len(item.labels) not in POINTS:
        return Flaw.POINTS
    if item.kind is Kind.CHOICE and not _is_choice(item.labels):
        return Flaw.CHOICES
    return None


def _is_choice(labels: Sequence[str]) -> bool:
    return 2 <= len(labels) <= MOST_CHOICES and len(set(labels)) == len(labels) and all(labels)


# --- Templates ----------------------------------------------------------------------------------------------------


class Template(StrEnum):
    BASELINE = "baseline"
    FOUR_WEEKLY = "four_weekly"
    AFTER_CHECKPOINT = "after_checkpoint"
    ONE_OFF = "one_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """The items there are, and which of them each template asks. `rotation` are the sets in their order."""

    items: Mapping[str, Item]
    core: tuple[str, ...]
    rotation: tuple[tuple[str, ...], ...]
    fixed: Mapping[Template, tuple[str, ...]]
    comments: tuple[str, ...]
    frame: str

    def asked(self, template: Template, number: int, chosen: Sequence[str] = ()) -> tuple[Item, ...]:
        """Return the items of a wave, comments last. `number` counts the waves of the template from 1.

        Everybody is asked the same ones in the same order: of items that rotate by person a small team would have
        fewer answers than the threshold. `chosen` are asked after those of the template.
        """
        ids = self._questions(template, number)
        every = dict.fromkeys((*ids, *chosen, *self.comments))
        found = [self.items[id] for id in every if id in self.items]
        return (
            *(one for one in found if one.kind is not Kind.COMMENT),
            *(one for one in found if one.kind is Kind.COMMENT),
        )

    def _questions(self, template: Template, number: int) -> tuple[str, ...]:
        if template is Template.FOUR_WEEKLY:
            return (*self.core, *self.rotation[(number - 1) % len(self.rotation)])
        return self.fixed.get(template, ())


def questions(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return those that are answered by a press, in order."""
    return tuple(one for one in items if one.kind is not Kind.COMMENT)


def comments(items: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(one for one in items if one.kind is Kind.COMMENT)


def minutes(items: Sequence[Item]) -> int:
    """Return how long the questions take, in whole minutes; 0 is less than one."""
    return len(questions(items)) * SECONDS_AN_ITEM // 60
