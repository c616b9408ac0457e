"""Notices what is read of an interaction and of who asks: what nobody read can't have mattered to the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, replace
from typing import Any, TypeVar

from domain.people import Actor, Person
from handlers import ROUTER
from handlers.router import Router
from handlers.turn import Chose, Press, Request, Said, Submit

T = TypeVar("T")


class _Watched:
    """`read` are the names of the parts that were read."""

    __slots__ = ()
    read: set[str]

    def __getattribute__(self, name: str) -> Any:
        if name != "read" and not name.startswith("_"):
            self.read.add(name)
        return object.__getattribute__(self, name)


class _Press(_Watched, Press):
    __slots__ = ("read",)


class _Submit(_Watched, Submit):
    __slots__ = ("read",)


class _Chose(_Watched, Chose):
    __slots__ = ("read",)


class _Request(_Watched, Request):
    __slots__ = ("read",)


class _Actor(_Watched, Actor):
    __slots__ = ("read",)


class _Person(_Watched, Person):
    __slots__ = ("read",)


_KINDS: Mapping[type, type[_Press | _Submit | _Chose]] = {Press: _Press, Submit: _Submit, Chose: _Chose}


def router() -> Router:
    """The product's own, for interactions that are watched. Their deliveries are not claimed: each is the first."""
    return Router(replace(route, kind=_KINDS.get(route.kind, route.kind), once=True) for route in ROUTER.routes)


def said(one: Said, read: set[str]) -> Said:
    """Return the same; the names of its parts that are read from then on come into the set."""
    kind: Callable[..., Said] = _KINDS[type(one)]
    return _made(kind, one, read)


def asked(one: Request, read: set[str]) -> Request:
    return _made(_Request, one, read)


def asker(one: Actor, read: set[str]) -> Actor:
    """Also what is read of the person."""
    return _made(_Actor, replace(one, person=_made(_Person, one.person, read)), read)


def is_same(read: AbstractSet[str], one: Actor, other: Actor) -> bool:
    """Nothing that was read of who asks tells the two apart."""
    return all(getattr(a, name, None) == getattr(b, name, None) for name in read for a, b in _both(name, one, other))


def _both(name: str, one: Actor, other: Actor) -> tuple[tuple[Actor, Actor], tuple[Person, Person]] | tuple[()]:
    """A person as a whole is told apart by what was read of it."""
    return () if name == "person" else ((one, other), (one.person, other.person))


def _made(kind: Callable[..., T], one: Any, read: set[str]) -> T:
    made = kind(**{part.name: getattr(one, part.name) for part in fields(one)})
    object.__setattr__(made, "read", read)  # it is frozen
    return made
