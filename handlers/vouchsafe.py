"""`/vouchsafe` and the words that may follow it: the one table, and what belongs to no other feature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from content import pack as content
from domain import policy
from domain.names import closest
from domain.policy import Permission
from domain.set_up import Reach, TooManyTriesError
from handlers import audit, home, notices, paired, privacy, roles, set_up, sources
from handlers import help as help_handlers
from handlers.router import Handler
from handlers.turn import Command, PlaceKind, Turn
from storage import claim_codes, people, workspaces
from storage import set_up as set_up_storage
from views import broadcasts_form, set_up_home
from views import evidence_list as evidence_views
from views import help as help_views
from views import home as views
from views import set_up as set_up_views
from views.replies import Reply, Whisper
from views.vocabulary import Card


@dataclass(frozen=True, slots=True)
class Word:
    """What `/vouchsafe WORD` does, and for whom; its help stands in views.help.WORDS."""

    handler: Handler
    permission: Permission = Permission.MEMBER


def command(turn: Turn) -> Reply:
    """`/vouchsafe WORD`; bare it helps, and `help WORD` explains one."""
    match _words(turn) or ["help"]:
        case ["help", topic, *_]:
            return _explain(turn, SAME.get(topic, topic))
        case ["set", "up", *_]:
            return _do(turn, WORDS["set-up"])
        case [word, *_] if (found := WORDS.get(SAME.get(word, word))) is not None:
            return _do(turn, found)
        case words:
            word = words[0]
            policy.require(turn.actor, Permission.MEMBER)
            return Whisper(help_views.unknown(word, _near(word)))


def claim(turn: Turn) -> Reply:
    """Make the bearer of a one-time code an HR administrator, and begin set-up. Raises TooManyTriesError."""
    unit, org, person, code = turn.unit, turn.actor.org, turn.actor.person.id, "".join(_typed(turn)[-1:])
    if code.casefold() in ("", "claim"):
        return Whisper(views.claim_needs_code())
    people.lock(unit, org, person)
    if claim_codes.is_guessing(unit, org, person, now=turn.now):
        raise TooManyTriesError
    is_new = set_up_storage.is_new(unit, org)
    if not claim_codes.use(unit, org, code, person, now=turn.now, rng=turn.rng):
        claim_codes.count_wrong(unit, org, person, now=turn.now)
        return Whisper(views.claim_refused())
    if is_new:
        set_up_storage.open_to(unit, org, Reach.HR)
    return Whisper(set_up_home.welcome(_first_step(turn), set_up_storage.find(unit, org)))


def choose_channel(turn: Turn) -> Reply:
    """HR types `/vouchsafe here` where public kudos should appear."""
    org, place = turn.actor.org, turn.request.place
    policy.require(turn.actor, Permission.HR)
    if place.kind is not PlaceKind.CHANNEL:
        return Whisper(views.not_a_channel())
    name = place.name or "this channel"
    workspaces.choose_channel(turn.unit, org, turn.actor.workspace, channel=place.external, name=name)
    audit.record(turn, "channel.chosen", place.external, {})
    return Whisper(set_up.channel_chosen(turn, name))


# Every word, in the order in which help lists them. A feature adds one line here and one in views.help.WORDS.
WORDS: Mapping[str, Word] = {
    "help": Word(help_handlers.overview),
    "home": Word(home.show),
    "preferences": Word(notices.open_form, Permission.ANY_MEMBER),
    "privacy": Word(privacy.show, Permission.ANY_MEMBER),
    "team": Word(paired.command),
    "claim": Word(claim, Permission.ANY_MEMBER),
    "set-up": Word(set_up.resume, Permission.HR),
    "here": Word(choose_channel, Permission.HR),
    "open": Word(set_up.open_by_word, Permission.HR),
    "roles": Word(roles.open_form, Permission.HR),
    "sources": Word(sources.show, Permission.HR),
}
SAME = {"setup": "set-up", "settings": "preferences", "hi": "help", "hello": "help", "?": "help"}


# --- Pieces -------------------------------------------------------------------------------------------------------


def _do(turn: Turn, word: Word) -> Reply:
    policy.require(turn.actor, word.permission)
    return word.handler(turn)


def _explain(turn: Turn, topic: str) -> Reply:
    """A word, a command, or all words."""
    policy.require(turn.actor, Permission.MEMBER)
    match topic:
        case "kudos":
            pack = content.default()
            return Whisper(help_views.kudos(pack.badges, min_words=pack.kudos_rules.min_words))
        case "evidence":
            return Whisper(evidence_views.help())
        case "broadcast" if policy.may(turn.actor, Permission.HR):
            return Whisper(broadcasts_form.explained())
        case _ if topic in WORDS or topic == "vouchsafe":
            may_use = [name for name, word in WORDS.items() if policy.may(turn.actor, word.permission)]
            return Whisper(help_views.words([topic] if topic in may_use else may_use))
        case _:
            return Whisper(help_views.unknown(topic, _near(topic)))


def _near(word: str) -> list[str]:
    """Return what may be meant, as it is typed after the slash."""
    near = closest(word, (*WORDS, *help_views.COMMANDS))
    return [one if one in help_views.COMMANDS else f"vouchsafe {one}" for one in near]


def _first_step(turn: Turn) -> Card:
    standing = set_up_storage.find(turn.unit, turn.actor.org)
    return set_up_views.overview(standing) if standing.is_over else set_up.card(turn, standing.current)


def _typed(turn: Turn) -> list[str]:
    said = turn.request.said
    words = said.words if isinstance(said, Command) else ()
    return " ".join(word for word in words if isinstance(word, str)).split()


def _words(turn: Turn) -> list[str]:
    return [word.casefold() for word in _typed(turn)]
