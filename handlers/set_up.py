"""The wizard of set-up: which step is shown, what its checks find now, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from content import holidays
from domain import local_time
from domain.errors import NotFoundError
from domain.set_up import ChannelFound, Proof, Reach, Standing, Step
from handlers import audit
from handlers.turn import Press, Turn
from storage import retention
from storage import set_up as storage
from storage import set_up_checks as checks
from views import privacy as privacy_views
from views import set_up as views
from views import set_up_channels as channel_views
from views import set_up_opening as opening
from views import set_up_rules as rules
from views.replies import Replace, Reply, Whisper
from views.vocabulary import Card

KUDOS, BROADCAST = "kudos", "broadcast"  # what a dry run sends


def resume(turn: Turn) -> Reply:
    """`/vouchsafe set-up`: the first step that is open, or all of them once none is."""
    standing = storage.find(turn.unit, turn.actor.org)
    return Whisper(views.overview(standing) if standing.is_over else card(turn, standing.current))


def show(turn: Turn) -> Reply:
    """One step, by its button or from the menu of all."""
    return Replace(card(turn, _pressed(turn)))


def go_on(turn: Turn) -> Reply:
    """The step is dealt with; show the next one."""
    current = _pressed(turn)
    storage.deal_with(turn.unit, turn.actor.org, current, now=turn.now)
    return Replace(card(turn, current.beside(1) or current))


def card(turn: Turn, current: Step) -> Card:
    return _CARDS[current](turn, storage.find(turn.unit, turn.actor.org))


def open_to_everyone(turn: Turn) -> Reply:
    _reach(turn, Reach.EVERYONE)
    return Replace(card(turn, Step.EVERYONE))


def open_by_word(turn: Turn) -> Reply:
    """The same for whoever types it."""
    _reach(turn, Reach.EVERYONE)
    return Whisper(card(turn, Step.EVERYONE))


def narrow(turn: Turn) -> Reply:
    """Back to the pilot, or to HR where there was none."""
    standing = storage.find(turn.unit, turn.actor.org)
    _reach(turn, Reach.PILOT if standing.teams else Reach.HR)
    return Replace(card(turn, Step.EVERYONE))


def channel_chosen(turn: Turn, name: str) -> Card:
    """What the asker reads where they chose a channel."""
    return channel_views.channel_chosen(name, channels(turn), storage.find(turn.unit, turn.actor.org))


# --- The cards ----------------------------------------------------------------------------------------------------


def _people(turn: Turn, standing: Standing) -> Card:
    return views.people(checks.people_found(turn.unit, turn.actor.org), standing)


def _show_channels(turn: Turn, standing: Standing) -> Card:
    return channel_views.channels(channels(turn), standing)


def _hours(turn: Turn, standing: Standing) -> Card:
    found = storage.hours(turn.unit, turn.actor.org)
    usual = next(iter(checks.zones(turn.unit, turn.actor.org, most=1)), "")
    clock = f"{local_time.on(turn.now, found.zone):%A %H:%M}"
    return rules.hours(found, standing, holidays=holidays.named(found.country), usual=usual, clock=clock)


def _privacy(turn: Turn, standing: Standing) -> Card:
    terms = retention.terms(turn.unit, turn.actor.org)
    kept = [(privacy_views.CLASSES[of].name, privacy_views.term(days)) for of, days in terms.items()]
    return rules.privacy(standing, kept)


def _show_trial(turn: Turn, standing: Standing) -> Card:
    (kudos, why), (broadcast, other) = trial(turn, KUDOS), trial(turn, BROADCAST)
    return opening.trial(standing, kudos=kudos, broadcast=broadcast, reason=why or other)


def _pilot(turn: Turn, standing: Standing) -> Card:
    has_teams = bool(storage.teams(turn.unit, turn.actor.org))
    return opening.pilot(standing, people=_invited(turn), has_teams=has_teams)


def _everyone(turn: Turn, standing: Standing) -> Card:
    everybody = checks.people_found(turn.unit, turn.actor.org).members
    before = [views.NAMES[one] for one in Step if one not in (Step.PILOT, Step.EVERYONE) and not standing.is_done(one)]
    return opening.everyone(standing, people=_invited(turn), everybody=everybody, before=before)


_CARDS: Mapping[Step, Callable[[Turn, Standing], Card]] = {
    Step.PEOPLE: _people,
    Step.CHANNELS: _show_channels,
    Step.HOURS: _hours,
    Step.PRIVACY: _privacy,
    Step.TRIAL: _show_trial,
    Step.PILOT: _pilot,
    Step.EVERYONE: _everyone,
}


# --- Pieces -------------------------------------------------------------------------------------------------------


def _pressed(turn: Turn) -> Step:
    """Raises NotFoundError for a step there is not."""
    said = turn.request.said
    named = said.value or said.subject if isinstance(said, Press) else ""
    if named not in set(Step):
        raise NotFoundError
    return Step(named)


def _reach(turn: Turn, reach: Reach) -> None:
    """Raise nothing when it is so already: two may press at once."""
    unit, org = turn.unit, turn.actor.org
    storage.lock(unit, org)
    if storage.find(unit, org).reach is not reach:
        storage.open_to(unit, org, reach)
        storage.save(unit, org, Step.EVERYONE, by=turn.actor.person.id, now=turn.now)
        storage.plan_anew(unit, org, now=turn.now)
        audit.record(turn, "set_up.opened", "", {"reach": reach.value})


def _invited(turn: Turn) -> int:
    return checks.invited(turn.unit, turn.actor.org)


def channels(turn: Turn) -> tuple[ChannelFound, ...]:
    unit, org = turn.unit, turn.actor.org
    tests = storage.find(unit, org).saved(Step.CHANNELS).version
    return checks.channels_found(unit, org, turn.actor.person.id, tests)


def trial(turn: Turn, what: str) -> tuple[Proof, str]:
    tests = storage.find(turn.unit, turn.actor.org).saved(Step.TRIAL).version
    return checks.proof(turn.unit, turn.actor.org, checks.trial_key(turn.actor.person.id, what), tests)
