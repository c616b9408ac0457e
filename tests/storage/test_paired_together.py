"""Months of several teams put together: each whole, and the register of post-mortems read once for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain import postmortems as scoring
from domain.paired import Figures
from domain.postmortems import FoundBy, Postmortem, Severity
from domain.postmortems_index import Sheet
from storage import paired, paired_together, postmortems
from storage.paired import Source
from storage.unit import Store, Unit
from tests.storage.teams import Teams, build

SEPTEMBER = date(2026, 9, 1)
LATE = 1_800_000_000_000  # January 2027
TIMEOUT = Postmortem(
    id="p1", team="checkout", author="ana", title="Cards were charged twice", link="https://wiki.example.org/17",
    happened_on=date(2026, 9, 2),
    severity=Severity.MINOR, found_by=FoundBy.TEAM, component="Payments", cause="Missing time-out",
    closed_on=date(2026, 9, 3),
)  # fmt: skip


@pytest.fixture
def teams(store: Store) -> Teams:
    store.write(build).result()
    return Teams(store=store)


def together(teams: Teams, *those: str) -> dict[str, paired_together.Together]:
    """Of a program that ended on September 14."""
    days = (SEPTEMBER, date(2026, 9, 14))
    return teams.does(lambda unit: paired_together.of_teams(unit, "org", those, days, now=LATE))


def happens(teams: Teams, *those: Postmortem) -> None:
    """September and October are entered without what failed."""

    def work(unit: Unit) -> None:
        months = [Figures(team="checkout", month=date(2026, number, 1), changes=40) for number in (8, 9, 10)]
        paired.save(unit, "org", months, source=Source.FORM, now=LATE)
        for one in those:
            postmortems.add(unit, "org", one, now=LATE)
            postmortems.save(unit, "org", scoring.scored(one, (Sheet(points=[2] * 14, blames=False),) * 2, now=LATE))

    teams.does(work)


def test_a_month_is_whole_also_when_the_program_ended_within_it(teams: Teams) -> None:
    """Its index is of all that happened in it, as its speed and stability are; what happened after it is not there."""
    days = (date(2026, 8, 31), date(2026, 9, 2), date(2026, 9, 30), date(2026, 10, 1))
    happens(teams, *(replace(TIMEOUT, id=f"p{day}", happened_on=day, closed_on=None) for day in days))
    months = together(teams, "checkout")["checkout"].months
    assert {month: made.index.n for month, made in months.items()} == {SEPTEMBER: 2}


def test_what_a_team_closed_may_come_back_in_another_and_all_are_read_once(teams: Teams) -> None:
    """What has no cause tag stands beside what could be followed; a team without months has none."""
    untagged = replace(TIMEOUT, id="p2", cause="")
    happens(teams, TIMEOUT, untagged, replace(TIMEOUT, id="p3", team="search", happened_on=date(2026, 9, 20)))
    found = together(teams, "checkout", "search")
    [month] = found["checkout"].figures
    assert (month.recurred, month.closed, month.without_cause) == (1, 1, 1)
    assert found["search"].figures == []
    assert found["search"].register.items is found["checkout"].register.items
