"""How far recognition reaches: the figures of the org and of single teams, from what everyone may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from domain import reach as rules
from domain.local_time import DAY_MS
from domain.reach import Metric, Note, Reading
from storage import kudos_reach, people, pilot, tables
from storage.kudos_reach import Passed
from storage.unit import Unit

_person = tables.table(tables.Person)
_membership = tables.table(tables.Membership)
_belonging = tables.table(tables.Belonging)


def of(
    unit: Unit, org: str, those: Sequence[str], *, now: int, days: int = rules.WINDOW_DAYS
) -> Mapping[Metric, Reading]:
    """Return the figures of these people, over the days before the moment."""
    first = now - (days + rules.ANSWER_DAYS) * DAY_MS  # what is answered may be older than its answer
    found = kudos_reach.passed(unit, org, those, first=first, last=now)
    return rules.reach(frozenset(those), _notes(unit, org, found), now=now, days=days)


def members(unit: Unit, org: str, team: str | None = None) -> list[str]:
    """Return the ids of those who take part, of one team or of all."""
    those = select(_person.c.id).where(_person.c.org_id == org, people.taking_part(), *pilot.condition(unit, org))
    if team is not None:
        mine = select(_membership.c.person_id).where(_membership.c.org_id == org, _membership.c.team_id == team)
        those = those.where(_person.c.id.in_(mine))
    return list(unit.run(those.order_by(_person.c.id)).scalars())


def led_by(unit: Unit, org: str, manager: str) -> list[str]:
    """Return the ids of those whom the person leads now and to whom Vouchsafe is open."""
    led = [one.id for one in people.led_by(unit, org, manager)]
    invited = pilot.invited(unit, org, led)
    return [one for one in led if one in invited]


def _notes(unit: Unit, org: str, found: Sequence[Passed]) -> list[Note]:
    teams = _Teams(unit, org, {one for each in found for one in (each.giver, each.receiver)})
    return [
        Note(giver=one.giver, receiver=one.receiver, given_at=one.at, leaves_team=teams.is_left_by(one))
        for one in found
    ]


class _Teams:
    """Who was in which team when. Read whole: the few rows of an org cost less than a question for each note."""

    def __init__(self, unit: Unit, org: str, those: Collection[str]) -> None:
        columns = (_belonging.c.person_id, _belonging.c.team_id, _belonging.c.starts_at, _belonging.c.ends_at)
        self._spells = defaultdict[str, list[tuple[str, int, int]]](list)
        for row in unit.rows(select(*columns).where(_belonging.c.org_id == org)):
            if row["person_id"] in those:
                self._spells[row["person_id"]].append((row["team_id"], row["starts_at"], row["ends_at"]))

    def is_left_by(self, one: Passed) -> bool:
        """Whether it went to somebody who was in none of the giver's teams; without a team, nobody leaves one."""
        own = self._at(one.giver, one.at)
        return bool(own) and not own & self._at(one.receiver, one.at)

    def _at(self, person: str, moment: int) -> set[str]:
        return {team for team, starts, ends in self._spells[person] if starts <= moment < ends}
