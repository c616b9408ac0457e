"""PATCH of RFC 7644 section 3.5.2 on the document of one user, as Entra and Okta really send it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain import scim_filter
from domain.scim import ENTERPRISE, USER, Attributes, Document, Kind, wrong
from domain.scim_filter import Compare, Filter

MOST_OPERATIONS = 100
_PATH = re.compile(r"([A-Za-z$][\w$-]*)(?:\[(.*)\])?(?:\.([A-Za-z$][\w$-]*))?", re.DOTALL)
_LISTS = frozenset({"emails"})


@dataclass(frozen=True, slots=True)
class Target:
    """`outer` is the extension ("" for the core), then an attribute ("" all of it), a filter of its list, a part."""

    outer: str
    name: str = ""
    filter: Filter | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    verb: str
    target: Target
    value: Any


def apply(document: Document, request: Document) -> dict[str, Any]:
    """Return the document after all operations of the request. Raises ScimError, and then nothing of it counts."""
    changed = copy.deepcopy(dict(document))
    for operation in _operations(request):
        _do(changed, operation)
    return changed


def _operations(request: Document) -> Iterator[Operation]:
    told = Attributes(request).value("Operations")
    if not isinstance(told, list) or not told:
        raise wrong("A PATCH needs Operations.", Kind.SYNTAX)
    if len(told) > MOST_OPERATIONS:
        raise wrong(f"A PATCH has at most {MOST_OPERATIONS} operations.", Kind.TOO_MANY)
    for one in told:
        said = Attributes(one)
        verb = str(said.value("op") or "").casefold()
        if verb not in ("add", "replace", "remove"):
            raise wrong("op must be add, replace or remove.", Kind.SYNTAX)
        yield from _spread(verb, said.value("path"), said.value("value"))


def _spread(verb: str, path: object, value: object) -> Iterator[Operation]:
    """Without a path the value is an object, whose names may be paths, as Entra sends them."""
    if path not in (None, ""):
        yield Operation(verb, target(str(path)), value)
    elif verb == "remove":
        raise wrong("A remove needs a path.", Kind.NO_TARGET)
    elif not isinstance(value, Mapping):
        raise wrong("Without a path the value must be an object.")
    else:
        for name, inner in value.items():
            if str(name).casefold() != "schemas":
                yield Operation(verb, target(str(name)), inner)


def target(path: str) -> Target:
    """Read a path. Raises ScimError."""
    outer, rest = "", path.strip()
    for schema in (ENTERPRISE, USER):
        if rest.casefold().startswith(schema.casefold()):
            outer = ENTERPRISE if schema == ENTERPRISE else ""
            rest = rest[len(schema) :].lstrip(":.")  # Entra used to write a dot
            break
    if not rest:
        return Target(outer)
    found = _PATH.fullmatch(rest)
    if rest.casefold().startswith("urn:"):
        return Target(rest)  # somebody else's extension: of no use to us
    if found is None:
        raise wrong("That path cannot be read.", Kind.PATH)
    name, words, part = found.groups()
    return Target(outer, name, scim_filter.parse(words) if words else None, part or "")


def _do(document: dict[str, Any], one: Operation) -> None:
    place = document
    if one.target.outer:
        key = _key(document, one.target.outer)
        if not isinstance(document.get(key), dict):
            document[key] = {}
        place = document[key]
    if not one.target.name:
        _whole(place, one)
    elif one.target.filter is not None or (one.target.name.casefold() in _LISTS and one.target.part):
        _element(place, one)
    elif one.target.part:
        _part(place, one)
    else:
        _attribute(place, one)


def _whole(place: dict[str, Any], one: Operation) -> None:
    if one.verb == "remove":
        place.clear()
        return
    if not isinstance(one.value, Mapping):
        raise wrong("An extension's value must be an object.")
    for name, value in one.value.items():
        _set(place, str(name), value)


def _attribute(place: dict[str, Any], one: Operation) -> None:
    key = _key(place, one.target.name)
    if one.verb == "remove" or one.value in (None, ""):
        place.pop(key, None)
        return
    old = place.get(key)
    if isinstance(old, dict) and isinstance(one.value, Mapping):
        for name, value in one.value.items():
            _set(old, str(name), value)
    elif isinstance(old, list) and one.verb == "add":
        old.extend(one.value if isinstance(one.value, list) else [one.value])
    else:
        place[key] = one.value


def _part(place: dict[str, Any], one: Operation) -> None:
    key = _key(place, one.target.name)
    if not isinstance(place.get(key), dict):
        place[key] = {}
    if one.verb == "remove":
        place[key].pop(_key(place[key], one.target.part), None)
    else:
        _set(place[key], one.target.part, one.value)


def _element(place: dict[str, Any], one: Operation) -> None:
    """The elements that the filter finds; one that a provider sets and that is not there yet is made."""
    key = _key(place, one.target.name)
    listed = place.get(key)
    if not isinstance(listed, list):
        listed = place[key] = []
    tree = one.target.filter
    found = [each for each in listed if isinstance(each, dict) and (tree is None or scim_filter.matches(tree, each))]
    if one.verb == "remove":
        _remove(listed, found, one.target.part)
        return
    if not found:
        found = [_made(tree)]
        listed.extend(found)
    for each in found:
        if one.target.part:
            _set(each, one.target.part, one.value)
        elif isinstance(one.value, Mapping):
            each.update({str(name): value for name, value in one.value.items()})
        else:
            raise wrong("That path needs an object as its value.")


def _remove(listed: list[Any], found: list[dict[str, Any]], part: str) -> None:
    for each in found:
        if part:
            each.pop(_key(each, part), None)
        if not part or _key(each, "value") not in each:
            listed.remove(each)


def _made(tree: Filter | None) -> dict[str, Any]:
    if tree is None:
        return {"type": "work"}
    if isinstance(tree, Compare) and tree.operator == "eq":
        return {tree.path: tree.value}
    raise wrong("Nothing is there that the path names.", Kind.NO_TARGET)


def _set(place: dict[str, Any], name: str, value: Any) -> None:
    place[_key(place, name)] = value


def _key(place: Mapping[str, Any], name: str) -> str:
    """The name as it stands there already: names are compared without case."""
    return next((key for key in place if key.casefold() == name.casefold()), name)
