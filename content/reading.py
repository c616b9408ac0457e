"""Reads YAML that people write: each value by its name and kind, with errors that say where to look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

import yaml

_Choice = TypeVar("_Choice", bound=StrEnum)
_Value = TypeVar("_Value", str, int)


class ContentError(ValueError):
    """A content file says something that cannot be used. `where` leads to it: "competencies > candor > levels"."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}" if where else problem)
        self.where = where
        self.problem = problem


def parse(text: str) -> Node:
    """Raises ContentError when the text is no YAML, or not a set of names with values."""
    try:
        value = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else ""
        raise ContentError(where, getattr(error, "problem", None) or "this is not YAML") from error
    return Node(value=value, where="").as_mapping()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One value of the file, and where it stands."""

    value: Any
    where: str

    def as_mapping(self) -> Node:
        if not isinstance(self.value, dict):
            raise ContentError(self.where, "this should be a set of names with values")
        return self

    def has(self, name: str) -> bool:
        return self.as_mapping().value.get(name) is not None

    def get(self, name: str) -> Node:
        """Return what stands under the name. Raises ContentError when nothing does."""
        if not self.has(name):
            raise ContentError(self.where, f"'{name}' is missing")
        return Node(value=self.value[name], where=self._inside(name))

    def text(self, name: str, default: str | None = None) -> str:
        return (
            default if default is not None and not self.has(name) else _of_type(self.get(name), str, "a text").strip()
        )

    def number(self, name: str, default: int | None = None) -> int:
        return (
            default if default is not None and not self.has(name) else _of_type(self.get(name), int, "a whole number")
        )

    def optional(self, name: str, default: int | None) -> int | None:
        """Return a number, or None where "never" is written."""
        if self.has(name) and self.value[name] == "never":
            return None
        return default if not self.has(name) else self.number(name)

    def choice(self, name: str, kind: type[_Choice], default: _Choice | None = None) -> _Choice:
        if default is not None and not self.has(name):
            return default
        return self.get(name).as_choice(kind)

    def as_choice(self, kind: type[_Choice]) -> _Choice:
        try:
            return kind(self.value)
        except ValueError:
            known = ", ".join(one.value for one in kind)
            raise ContentError(self.where, f"'{self.value}' is not known; it is one of: {known}") from None

    def items(self, name: str) -> tuple[Node, ...]:
        """Return the entries of a list, each known by its id where it has one; none where the name is missing."""
        return tuple(self.get(name).entries()) if self.has(name) else ()

    def entries(self) -> Iterator[Node]:
        if not isinstance(self.value, list):
            raise ContentError(self.where, "this should be a list")
        for number, value in enumerate(self.value, start=1):
            known = value.get("id") if isinstance(value, dict) else None
            yield Node(value=value, where=self._inside(str(known or number)))

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(_of_type(node, str, "a text").strip() for node in self.items(name))

    def numbers(self, name: str, default: tuple[int, ...]) -> tuple[int, ...]:
        if not self.has(name):
            return default
        return tuple(_of_type(node, int, "a whole number") for node in self.items(name))

    def names(self) -> tuple[str, ...]:
        return tuple(str(name) for name in self.as_mapping().value)

    def require_known(self, names: Iterable[str]) -> None:
        """Raises ContentError for a name that nobody reads: most likely it is misspelled."""
        for name in self.names():
            if name not in names:
                raise ContentError(self.where, f"'{name}' is not known here")

    def _inside(self, name: str) -> str:
        return f"{self.where} > {name}" if self.where else name


def _of_type(node: Node, kind: type[_Value], called: str) -> _Value:
    if not isinstance(node.value, kind) or isinstance(node.value, bool):
        raise ContentError(node.where, f"this should be {called}")
    return node.value


def thought(root: Node, nudge: str) -> str:
    """Return the words of a nudge of coaching. Raises ContentError."""
    found = [one.text("text") for one in root.items("coaching_nudges") if one.text("id") == nudge]
    if not found:
        raise ContentError("coaching_nudges", f"'{nudge}' is missing")
    return found[0]


def require_unique(nodes: Iterable[Node]) -> None:
    """Raises ContentError when two entries have one id."""
    seen = set[str]()
    for node in nodes:
        id = node.text("id")
        if id in seen:
            raise ContentError(node.where, f"the id '{id}' is there twice")
        seen.add(id)
