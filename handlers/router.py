"""Which handler answers what was said: an explicit list, one permission each, duplicates refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from domain.policy import Permission
from handlers import correcting
from handlers.turn import Chose, Closed, Command, Opened, Press, Said, Saved, Submit, Turn
from views.help import COMMANDS, MESSAGE_ACTIONS
from views.replies import Reply

Handler = Callable[[Turn], Reply]


class DuplicateRouteError(ValueError):
    """Two handlers claim the same command or action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`name` is the command's verb or the action's id. `reads`: changes nothing, so it needs no claim and no writer.

    `once`: its own rows decide that it happens once. Its delivery is not claimed and its answer not remembered, for
    what leaves no trace of who did it (docs/decisions/0026).

    `keeps`: its form opens with the draft of its name, where what is submitted by whoever has just left is kept.

    A command with a `summary` stands in help and in the manifests, with its `usage`; one without is only understood
    when typed (`hi`). `title` names a message action (at most 24 characters).
    """

    kind: type[Said]
    name: str
    handler: Handler
    permission: Permission
    reads: bool = False
    once: bool = False
    keeps: bool = False
    usage: str = ""
    summary: str = ""
    title: str = ""


class Router:
    """`unknown` answers commands nobody registered; any other unregistered thing has no route and is denied."""

    def __init__(self, routes: Iterable[Route], *, unknown: Route | None = None) -> None:
        self.routes = tuple(routes)
        self._unknown = unknown
        self._by_key = {(route.kind, route.name): route for route in self.routes}
        if len(self._by_key) != len(self.routes):
            raise DuplicateRouteError("two handlers claim the same command or action")

    def find(self, said: Said) -> Route | None:
        """Return the route, or None: what is not in the list is denied."""
        found = self._by_key.get((type(said), name_of(said)))
        return self._unknown if found is None and isinstance(said, Command) else found

    def commands(self) -> tuple[Route, ...]:
        """Return the commands that people are told of."""
        return tuple(route for route in self.routes if route.kind is Command and route.summary)

    def message_actions(self) -> tuple[Route, ...]:
        return tuple(route for route in self.routes if route.kind is Saved)


def name_of(said: Said) -> str:
    match said:
        case Command(verb=verb):
            return verb
        case Opened():
            return "home"
        case Press(action=action) | Submit(action=action) | Closed(action=action):
            return action
        case Saved(action=action) | Chose(action=action):
            return action


def command(verb: str, handler: Handler) -> Route:
    line = COMMANDS.get(verb)
    usage, summary = (line.usage, line.summary) if line else ("", "")
    return Route(kind=Command, name=verb, handler=handler, permission=Permission.MEMBER, usage=usage, summary=summary)


def word(verb: str, handler: Handler) -> Route:
    """A command that changes nothing."""
    return replace(command(verb, handler), reads=True)


def for_hr(*routes: Route) -> Iterable[Route]:
    """The same, for HR administrators alone; to anybody else they do not exist."""
    return tuple(replace(route, permission=Permission.HR) for route in routes)


def for_anybody(*routes: Route) -> Iterable[Route]:
    """The same, also for members to whom Vouchsafe is not open yet."""
    return tuple(replace(route, permission=Permission.ANY_MEMBER) for route in routes)


def untraced(*routes: Route) -> Iterable[Route]:
    """The same, without a claim: each happens once by its own rows."""
    return tuple(replace(route, once=True) for route in routes)


def press(action: str, handler: Handler) -> Route:
    return Route(kind=Press, name=action, handler=handler, permission=Permission.MEMBER)


def look(action: str, handler: Handler) -> Route:
    """A press that changes nothing."""
    return replace(press(action, handler), reads=True)


def submit(action: str, handler: Handler, *, keeps: bool = False) -> Route:
    kept = correcting.keeping(handler)
    return Route(kind=Submit, name=action, handler=kept, permission=Permission.MEMBER, keeps=keeps)


def closed(action: str, handler: Handler) -> Route:
    """A form that was put away; one without such a route keeps nothing."""
    return Route(kind=Closed, name=action, handler=handler, permission=Permission.MEMBER)


def opened(handler: Handler) -> Route:
    """Home, whenever somebody looks at it."""
    return Route(kind=Opened, name="home", handler=handler, permission=Permission.MEMBER, reads=True)


def message_action(action: str, handler: Handler) -> Route:
    title, summary = MESSAGE_ACTIONS[action]
    return Route(kind=Saved, name=action, handler=handler, permission=Permission.MEMBER, title=title, summary=summary)


def search(action: str, handler: Handler) -> Route:
    return Route(kind=Chose, name=action, handler=handler, permission=Permission.MEMBER, reads=True)
