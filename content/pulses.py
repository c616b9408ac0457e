"""What the default pack says about pulses: the bank of items with their origin, the scales, and the templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from content.reading import ContentError, Node, parse, require_unique
from domain import pulses
from domain.pulses import RECOMMEND_POINTS, Bank, Item, Kind, Template

_OF_ITEM = {"id", "construct", "reverse", "text", "license", "source", "status"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulses:
    """`scales` are the words of a scale by its number of points, the lowest answer first."""

    bank: Bank
    scales: Mapping[int, tuple[str, ...]]
    constructs: Mapping[str, str]
    title: str


def bank() -> Bank:
    return default().bank


@cache
def default() -> Pulses:
    """Return what the shipped pack says."""
    return read(resources.files("content").joinpath("default-en.yaml").read_text(encoding="utf-8"))


def read(text: str) -> Pulses:
    """Raises ContentError, which says where in the text to look."""
    node = parse(text).get("pulse")
    require_unique(node.items("items"))
    items = {item.id: item for item in _items(node)}
    rotation = node.get("rotation")
    found = Bank(
        items=items,
        core=_known(rotation, "core", items),
        rotation=tuple(_known(rotation, name, items) for name in node.texts("rotation_order")),
        fixed={Template(name): _known(node.get("templates"), name, items) for name in node.get("templates").names()},
        comments=tuple(id for id, item in items.items() if item.kind is Kind.COMMENT),
        frame=node.text("frame"),
    )
    constructs = node.get("construct_labels")
    return Pulses(
        bank=found,
        scales={int(points): node.get("scales").texts(points) for points in node.get("scales").names()},
        constructs={name: constructs.text(name) for name in constructs.names()},
        title=node.text("title"),
    )


def _items(node: Node) -> Iterator[Item]:
    labels, usual = node.get("scale").texts("labels"), node.get("item_defaults")
    may_not_apply = node.get("scale").texts("not_applicable")
    for one in node.items("items"):
        one.require_known(_OF_ITEM)
        yield _accepted(_item(one, usual, Kind.SCALE, labels, may_not_apply), one)
    recommend = node.get("recommend_item")
    numbers = tuple(str(number) for number in range(RECOMMEND_POINTS))
    yield _accepted(_item(recommend, usual, Kind.RECOMMEND, numbers, ()), recommend)
    for number, words in enumerate(node.texts("open_items"), start=1):
        yield Item(
            id=f"open{number}",
            kind=Kind.COMMENT,
            text=words,
            license=usual.text("license"),
            source=usual.text("source"),
            status=usual.text("status"),
        )


def _item(node: Node, usual: Node, kind: Kind, labels: tuple[str, ...], may_not_apply: tuple[str, ...]) -> Item:
    return Item(
        id=node.text("id"),
        kind=kind,
        text=node.text("text"),
        labels=labels,
        construct=node.text("construct", ""),
        is_reversed=bool(node.value.get("reverse")),
        may_not_apply=node.text("id") in may_not_apply,
        license=node.text("license", usual.text("license")),
        source=node.text("source", usual.text("source")),
        status=node.text("status", usual.text("status")),
    )


def _accepted(item: Item, node: Node) -> Item:
    flaw = pulses.flaw(item)
    if flaw is not None:
        raise ContentError(node.where, f"this item can't be asked: look at its {flaw.value}")
    return item


def _known(node: Node, name: str, items: Mapping[str, Item]) -> tuple[str, ...]:
    ids = node.texts(name)
    for id in ids:
        if id not in items:
            raise ContentError(node.where, f"the item '{id}' is not in the bank")
    return ids
