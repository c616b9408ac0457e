"""Which handler answers what was said: an explicit list, one permission each, duplicates refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.policy import Permission
from handlers.turn import Chose, Command, Opened, Press, Said, Saved, Submit, Turn
from views.replies import Reply

Handler = Callable[[Turn], Reply]


class DuplicateRouteError(ValueError):
    """Two handlers claim the same command or action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`name` is the command's verb or the action's id. `reads`: changes nothing, so it needs no claim and no writer.

    Commands carry their help: `usage` after the verb, `summary` in one line (both also go to the manifests).
    `title` names a message action or a global shortcut (at most 24 characters).
    """

    kind: type[Said]
    name: str
    handler: Handler
    permission: Permission
    reads: bool = False
    usage: str = ""
    summary: str = ""
    title: str = ""


class Router:
    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(routes)
        self._by_key = {(route.kind, route.name): route for route in self.routes}
        if len(self._by_key) != len(self.routes):
            raise DuplicateRouteError("two handlers claim the same command or action")

    def find(self, said: Said) -> Route | None:
        """Return the route, or None: what is not in the list is denied."""
        return self._by_key.get((type(said), name_of(said)))

    def commands(self) -> tuple[Route, ...]:
        return tuple(route for route in self.routes if route.kind is Command)

    def message_actions(self) -> tuple[Route, ...]:
        return tuple(route for route in self.routes if route.kind is Saved)


def name_of(said: Said) -> str:
    match said:
        case Command(verb=verb):
            return verb
        case Opened():
            return "home"
        case Press(action=action) | Submit(action=action) | Saved(action=action) | Chose(action=action):
            return action


def command(verb: str, handler: Handler, *, usage: str, summary: str, permission: Permission = Permission.MEMBER) -> Route:
    return Route(kind=Command, name=verb, handler=handler, permission=permission, usage=usage, summary=summary)


def press(action: str, handler: Handler, *, reads: bool = False, permission: Permission = Permission.MEMBER) -> Route:
    return Route(kind=Press, name=action, handler=handler, permission=permission, reads=reads)


def submit(action: str, handler: Handler, *, permission: Permission = Permission.MEMBER) -> Route:
    return Route(kind=Submit, name=action, handler=handler, permission=permission)


def home(handler: Handler) -> Route:
    return Route(kind=Opened, name="home", handler=handler, permission=Permission.MEMBER, reads=True)


def message_action(action: str, handler: Handler, *, title: str, summary: str) -> Route:
    return Route(kind=Saved, name=action, handler=handler, permission=Permission.MEMBER, title=title, summary=summary)


def search(action: str, handler: Handler) -> Route:
    return Route(kind=Chose, name=action, handler=handler, permission=Permission.MEMBER, reads=True)
