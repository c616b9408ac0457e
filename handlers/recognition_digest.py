"""`/kudos digest`: public thanks of the last weeks by badge, of all or of a team; HR chooses whether it is posted."""

from __future__ import annotations

from dataclasses import replace

from content import pack as content
from domain import policy
from domain import recognition_digest as rules
from domain.errors import NotFoundError
from domain.local_time import DAY_MS
from domain.policy import Permission
from domain.recognition_digest import Rhythm
from handlers import audit
from handlers.turn import Press, Turn
from storage import broadcasts, lines, reach
from storage import recognition_digest as storage
from views import recognition_digest as views
from views.replies import Replace, Reply, Whisper

DAYS = 30


def show(turn: Turn) -> Reply:
    """Of everybody, or of one of the teams that the actor is in; of any to HR. Raises NotFoundError for another."""
    unit, org, wanted = turn.unit, turn.actor.org, _chosen(turn)
    is_hr, mine = policy.may(turn.actor, Permission.HR), lines.teams(unit, org, turn.actor.person.id, at=turn.now)
    teams = {team.id: team.name for team in broadcasts.teams(unit, org) if is_hr or team.id in mine}
    if wanted and wanted not in teams:
        raise NotFoundError
    pack, those = content.default(), reach.members(unit, org, wanted or None)
    found = storage.latest(unit, org, those, pack, first=turn.now - DAYS * DAY_MS, last=_arrived(turn))
    chapters = rules.chapters(found, pack.badges)
    card = views.shown(teams.get(wanted, ""), chapters, days=DAYS, teams=tuple(teams.items()))
    more = views.rhythm(storage.rhythm(unit, org)) if is_hr and not wanted else ()
    return Whisper(replace(card, parts=(*card.parts, *more)))


def choose(turn: Turn) -> Reply:
    """For HR. Raises NotFoundError for what is no rhythm."""
    wanted = _chosen(turn)
    if wanted not in set(Rhythm):
        raise NotFoundError
    storage.keep_rhythm(turn.unit, turn.actor.org, Rhythm(wanted), now=turn.now)
    audit.record(turn, "digest.chosen", turn.actor.org, {"rhythm": wanted})
    return Replace(views.kept(Rhythm(wanted)))


def _chosen(turn: Turn) -> str:
    said = turn.request.said
    return said.value or said.subject if isinstance(said, Press) else ""


def _arrived(turn: Turn) -> int:
    """Before that, nobody but the giver has seen it."""
    return turn.now - content.default().kudos_rules.undo_ms
