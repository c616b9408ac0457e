"""What the default pack says about nominations: the categories there are, and for how long a winner rests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from content.reading import ContentError, Node, parse, require_unique
from domain.nominations import Category


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominations:
    """`usual` are the ids of the categories that are proposed."""

    categories: tuple[Category, ...]
    usual: tuple[str, ...]
    rest_days: int


@cache
def default() -> Nominations:
    """Return what the shipped pack says."""
    return read(resources.files("content").joinpath("default-en.yaml").read_text(encoding="utf-8"))


def read(text: str) -> Nominations:
    """Raises ContentError, which says where in the text to look."""
    node = parse(text).get("recognition").get("nominations")
    require_unique(node.items("categories"))
    categories = tuple(_category(one) for one in node.items("categories"))
    usual = node.texts("default")
    for id in usual:
        if id not in {one.id for one in categories}:
            raise ContentError(node.where, f"the category '{id}' is not in the list")
    return Nominations(categories=categories, usual=usual, rest_days=node.number("rest_days"))


def _category(node: Node) -> Category:
    return Category(id=node.text("id"), label=node.text("label"), ask=node.text("ask"))
