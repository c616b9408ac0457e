"""What a person gave and received, and how much they may still give."""

from __future__ import annotations

from content import pack as content
from domain import kudos
from domain.errors import NotFoundError
from domain.kudos import Kudos
from handlers.turn import Press, Turn
from storage import drafts
from storage import kudos as storage
from views import home as home_views
from views import kudos as views
from views import kudos_list as list_views
from views.home import Waiting
from views.replies import Reply, Whisper
from views.vocabulary import Part

FORM = "kudos.give"


def mine(turn: Turn) -> Reply:
    pack = content.default()
    given = storage.given_by(turn.unit, turn.actor, pack, most=list_views.LISTED)
    received = latest_received(turn, most=list_views.LISTED)
    return Whisper(list_views.mine(given, received, left=allowance_left(turn), rules=pack.kudos_rules))


def show(turn: Turn) -> Reply:
    """Open one chosen from the list."""
    said = turn.request.said
    id = said.value or said.subject if isinstance(said, Press) else ""
    found = storage.find(turn.unit, turn.actor, id, content.default())
    person = turn.actor.person
    if found is None or found.state is not kudos.State.GIVEN or not _is_part_of(found, person.id):
        raise NotFoundError
    return Whisper(views.one(found, person))


def on_home(turn: Turn) -> tuple[Part, ...]:
    received = latest_received(turn, most=home_views.LISTED)
    return home_views.kudos(received, left=allowance_left(turn), rules=content.default().kudos_rules)


def waiting(turn: Turn) -> tuple[Waiting, ...]:
    """A kudos that was begun and not sent is kept for 30 days."""
    draft = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, FORM)
    return (home_views.kudos_begun(),) if draft.get("note") or draft.get("receivers") else ()


def latest_received(turn: Turn, *, most: int) -> list[Kudos]:
    """What has arrived: not what its giver may still undo."""
    pack = content.default()
    before = turn.now - pack.kudos_rules.undo_ms
    return storage.received_by(turn.unit, turn.actor, pack, before=before, most=most)


def allowance_left(turn: Turn) -> int:
    rules, giver = content.default().kudos_rules, turn.actor.person
    since = kudos.month_start(turn.now, giver.zone)
    history = storage.given_since(turn.unit, turn.actor, since)
    return kudos.allowance_left(giver, rules, history, turn.now)


def _is_part_of(found: Kudos, person: str) -> bool:
    return found.giver.id == person or found.receiver(person) is not None
