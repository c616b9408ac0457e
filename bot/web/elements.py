"""The one place where text becomes HTML: every child and every attribute is escaped unless it already is markup."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from domain.text import undirected

_VOID = frozenset({"br", "hr", "img", "input"})

Attribute = str | int | float | bool | None


def element(tag: str, /, *children: object, **attributes: Attribute) -> Markup:
    """Return `<tag attributes>children</tag>`.

    `class_` and `for_` lose their underscore, others become dashes (`aria_label`). True gives a bare attribute;
    False and None leave it out.
    """
    opening = Markup("<{}{}>").format(Markup(tag), _attributes(attributes))
    return opening if tag in _VOID else Markup("{}{}</{}>").format(opening, joined(children), Markup(tag))


def joined(children: Iterable[object], between: str = "") -> Markup:
    return Markup(between).join(_inert(child) for child in children)


def _inert(child: object) -> Markup:
    return escape(undirected(child)) if type(child) is str else escape(child)


def _attributes(attributes: dict[str, Attribute]) -> Markup:
    return joined(
        _attribute(name, value) for name, value in attributes.items() if value is not None and value is not False
    )


def _attribute(name: str, value: Attribute) -> Markup:
    said = name.rstrip("_").replace("_", "-")
    return Markup(" {}").format(said) if value is True else Markup(' {}="{}"').format(said, value)
