"""Notices which parts of an interaction were read: what nobody read can't have mattered to the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from handlers import ROUTER
from handlers.router import Router
from handlers.turn import Chose, Press, Said, Submit


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


_KINDS: Mapping[type, type[_Press | _Submit | _Chose]] = {Press: _Press, Submit: _Submit, Chose: _Chose}


def router() -> Router:
    """The product's own, for interactions that are watched. Their deliveries are not claimed: each is the first."""
    return Router(replace(route, kind=_KINDS.get(route.kind, route.kind), once=True) for route in ROUTER.routes)


def watched(said: Said) -> tuple[Said, set[str]]:
    """Return the same, and the names of its parts that are read from then on: `version`, `subject`."""
    made = _KINDS[type(said)](**{one.name: getattr(said, one.name) for one in fields(said)})
    read = set[str]()
    object.__setattr__(made, "read", read)  # it is frozen
    return made, read
