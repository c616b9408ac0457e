"""What the default pack says about post-mortems: the rubric in the order of its lines, and words that blame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from content.reading import ContentError, parse, require_unique, thought
from domain.language import Check
from domain.postmortems_index import LINES, MOST, Dimension


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """`scale` are the words for 0, 1 and 2 points; `titles` those of the dimensions."""

    lines: tuple[str, ...]
    titles: Mapping[Dimension, str]
    scale: tuple[str, ...]
    gate: str
    blame: Check
    naming: str  # what to think about where somebody who responded is named


@cache
def default() -> Rubric:
    """Return what the shipped pack says."""
    return read(resources.files("content").joinpath("default-en.yaml").read_text(encoding="utf-8"))


def read(text: str) -> Rubric:
    """Raises ContentError, which says where in the text to look."""
    root = parse(text)
    node = root.get("postmortem_rubric")
    titles, lines = dict[Dimension, str](), list[str]()
    for dimension in Dimension:
        part = node.get("dimensions").get(dimension.value)
        items = part.items("items")
        require_unique(items)
        if len(items) != LINES[dimension]:
            raise ContentError(part.where, f"the index is made of {LINES[dimension]} lines here")
        titles[dimension] = part.text("title")
        lines += [item.text("text") for item in items]
    scale, blame = node.get("scale"), node.get("blame_words")
    return Rubric(
        lines=tuple(lines),
        titles=titles,
        scale=tuple(scale.text(str(points)) for points in range(MOST + 1)),
        gate=node.get("gate").text("text"),
        blame=Check(category="blame", words=blame.texts("words"), advice=blame.text("advice")),
        naming=thought(root, "n10"),
    )
