"""How far recognition reaches: to whoever leads people the figures of theirs, to HR everybody's and each team's."""

from __future__ import annotations

from collections.abc import Collection

from domain import policy
from domain.errors import NotFoundError
from domain.policy import Permission
from handlers.turn import Press, Turn
from storage import broadcasts, people
from storage import reach as storage
from views import reach as views
from views.reach import ALL, MINE, Page
from views.replies import Reply, Whisper


def show(turn: Turn) -> Reply:
    """Raises NotFoundError for what is not the actor's to read."""
    said = turn.request.said
    wanted = said.value or said.subject if isinstance(said, Press) else ""
    leads = bool(people.led_by(turn.unit, turn.actor.org, turn.actor.person.id))
    is_hr = policy.may(turn.actor, Permission.HR)
    if not wanted and not leads and not is_hr:
        return Whisper(views.leads_nobody())
    of = wanted or (ALL if is_hr else MINE)
    if not (leads if of == MINE else is_hr):
        raise NotFoundError
    return Whisper(views.show(_page(turn, of, leads=leads, is_hr=is_hr)))


def _page(turn: Turn, of: str, *, leads: bool, is_hr: bool) -> Page:
    unit, org = turn.unit, turn.actor.org
    names = {team.id: team.name for team in broadcasts.teams(unit, org)} if is_hr else {}
    those = _those(turn, of, names.keys())
    return Page(
        of=of,
        name=names.get(of, ""),
        people=len(those),
        readings=storage.of(unit, org, those, now=turn.now),
        teams=tuple(names.items()),
        leads=leads,
        is_hr=is_hr,
    )


def _those(turn: Turn, of: str, teams: Collection[str]) -> list[str]:
    unit, org = turn.unit, turn.actor.org
    match of:
        case views.MINE:
            return storage.led_by(unit, org, turn.actor.person.id)
        case views.ALL:
            return storage.members(unit, org)
        case _ if of in teams:
            return storage.members(unit, org, of)
        case _:
            raise NotFoundError
