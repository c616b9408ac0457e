"""Home and set-up: `/vouchsafe` and what people type to get there."""

from __future__ import annotations

from content import pack as content
from domain import policy
from domain.errors import NotFoundError
from domain.names import closest
from domain.policy import Permission
from handlers import audit, kudos_list, notices
from handlers import help as help_handlers
from handlers.turn import Command, PlaceKind, Turn
from storage import claim_codes, people, workspaces
from views import help as help_views
from views import home as views
from views.replies import Home, Reply, Whisper
from views.vocabulary import Card, Notice

_SUBCOMMANDS = ("home", "help", "preferences")


def command(turn: Turn) -> Reply:
    """`/vouchsafe [help | home | preferences | claim CODE | here]`."""
    match _words(turn):
        case [] | ["help"]:
            return help_handlers.overview(turn)
        case ["help", "kudos"]:
            return Whisper(_kudos_help())
        case ["home"]:
            return show_home(turn)
        case ["claim", *_]:
            return claim(turn)
        case ["here"]:
            return choose_channel(turn)
        case ["preferences"]:
            return notices.open_form(turn)
        case [word, *_]:
            return Whisper(
                help_views.unknown(word, closest(word, ("home", "help", "preferences", *help_views.COMMANDS)))
            )
        case _:
            return help_handlers.overview(turn)


def home(turn: Turn) -> Reply:
    return Home(_dashboard(turn))


def show_home(turn: Turn) -> Reply:
    """The dashboard as an answer to a command."""
    return Whisper(_dashboard(turn))


def evidence(turn: Turn) -> Reply:
    """“Save as evidence”, until review cycles are set up."""
    return Whisper(help_views.evidence_is_not_open())


def claim(turn: Turn) -> Reply:
    """Make the bearer of a one-time code an HR administrator."""
    org, person, code = turn.actor.org, turn.actor.person.id, " ".join(_typed(turn)[-1:])
    if not claim_codes.use(turn.unit, org, code, person, now=turn.now, rng=turn.rng):
        return Whisper(views.claim_refused())
    return Whisper(views.claimed())


def choose_channel(turn: Turn) -> Reply:
    """HR types `/vouchsafe here` where public kudos should appear."""
    org, place = turn.actor.org, turn.request.place
    if not policy.may(turn.actor, Permission.HR):
        raise NotFoundError
    if place.kind is not PlaceKind.CHANNEL:
        return Whisper(views.not_a_channel())
    name = place.name or "this channel"
    workspaces.choose_channel(turn.unit, org, turn.actor.workspace, channel=place.external, name=name)
    audit.record(turn, "channel.chosen", place.external, {})
    return Whisper(views.channel_chosen(name))


def _dashboard(turn: Turn) -> Card:
    rules = content.default().kudos_rules
    received = kudos_list.latest_received(turn, most=views.LISTED)
    left = kudos_list.allowance_left(turn)
    return views.dashboard(turn.actor.person, received, left=left, rules=rules, notices=_notices(turn))


def _notices(turn: Turn) -> tuple[Notice, ...]:
    own = people.reaches(turn.unit, turn.actor.org, [turn.actor.person.id])
    has_channel = any(reach.channel for reach in own)
    return (views.choose_channel(),) if turn.actor.is_hr and not has_channel else ()


def _kudos_help() -> Card:
    pack = content.default()
    return help_views.kudos(pack.badges, min_words=pack.kudos_rules.min_words)


def _typed(turn: Turn) -> list[str]:
    said = turn.request.said
    words = said.words if isinstance(said, Command) else ()
    return " ".join(word for word in words if isinstance(word, str)).split()


def _words(turn: Turn) -> list[str]:
    return [word.casefold() for word in _typed(turn)]
