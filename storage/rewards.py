"""Rules of rewards, what teams tried out, and the ledger of quarters, as rows; and what a quarter rests on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update

from domain import local_time
from domain import rewards as rules
from domain.errors import StaleError
from domain.rewards import (
    SETTLED_AFTER_DAYS,
    Check,
    Criterion,
    Ending,
    Experiment,
    Facts,
    Hold,
    Outcome,
    Quarter,
    Review,
    Rule,
    Settled,
    Verdict,
)
from storage import due, paired, postmortems, tables
from storage.due import Due
from storage.unit import Row, Unit

SETTLE = "rewards.settle"  # of due rows, and of notices
SETTLED_AT = time(10)
_rule = tables.table(tables.RewardRule)
_quarter = tables.table(tables.RewardQuarter)
_experiment = tables.table(tables.Experiment)


# --- Rules --------------------------------------------------------------------------------------------------------


def rule(unit: Unit, org: str, team: str) -> Rule | None:
    row = unit.first(select(_rule).where(*_of(org, team, _rule)))
    return _rule_of(row) if row else None


def write(unit: Unit, org: str, one: Rule, *, now: int) -> None:
    """Keep it in place of the one before. Raises StaleError when somebody wrote one meanwhile."""
    columns: dict[str, Any] = {
        "criteria": ",".join(sorted(one.criteria)),
        "least_index": one.least_index,
        "prize": one.prize,
        "version": one.version,
        "written_at": now,
    }
    if one.version == 1:
        if not unit.insert_if_new(_rule, {"org_id": org, "team_id": one.team, **columns}):
            raise StaleError
        return
    same = _rule.c.version == one.version - 1
    if not unit.run(update(_rule).where(*_of(org, one.team, _rule), same), columns).rowcount:
        raise StaleError


def end(unit: Unit, org: str, team: str, now: Quarter) -> bool:
    """Let there be no reward any more, nor for a quarter that is not settled yet; say whether there was a rule."""
    due.cancel_all(unit, org, SETTLE, [f"{team}/{one}" for one in (now.before, now)])
    return unit.run(delete(_rule).where(*_of(org, team, _rule))).rowcount > 0


def plan(unit: Unit, org: str, team: str, quarter: Quarter, zone: str) -> None:
    """Plan that the quarter is settled a month after its end, when its last actions had their time to be verified."""
    on = quarter.after.start + timedelta(days=SETTLED_AFTER_DAYS)
    at = local_time.instant(on, SETTLED_AT, zone)
    due.plan(unit, [Due(org=org, kind=SETTLE, subject=f"{team}/{quarter}", step="settle", due_at=at)])


# --- What a team tried --------------------------------------------------------------------------------------------


def add(unit: Unit, org: str, one: Experiment, *, now: int) -> None:
    title = unit.keys.seal(one.title, org, "experiment", one.id, "title")
    written = {"id": one.id, "team_id": one.team, "title": title, "link": one.link}
    ended = {"ending": one.ending.value, "ended_on": one.ended_on.isoformat()}
    unit.run(insert(_experiment), {"org_id": org, "told_at": now, **written, **ended})


def publish(unit: Unit, org: str, id: str, link: str) -> bool:
    """Say where the result can be read; False when it was published before."""
    here = (_experiment.c.org_id == org, _experiment.c.id == id, _experiment.c.link == "")
    return unit.run(update(_experiment).where(*here).values(link=link)).rowcount > 0


def withdraw(unit: Unit, org: str, id: str) -> bool:
    """Forget one; False when it was not there any more."""
    here = (_experiment.c.org_id == org, _experiment.c.id == id)
    return unit.run(delete(_experiment).where(*here)).rowcount > 0


def purge(unit: Unit, org: str, before: int) -> int:
    """Forget what was told of before the moment; return how many."""
    here = (_experiment.c.org_id == org, _experiment.c.told_at < before)
    return unit.run(delete(_experiment).where(*here)).rowcount


def find(unit: Unit, org: str, id: str) -> Experiment | None:
    row = unit.first(select(_experiment).where(_experiment.c.org_id == org, _experiment.c.id == id))
    return _experiment_of(unit, row) if row else None


def experiments(unit: Unit, org: str, team: str, since: date, until: date) -> list[Experiment]:
    """Return those that ended from `since` to before `until`, in this order."""
    between = (_experiment.c.ended_on >= since.isoformat(), _experiment.c.ended_on < until.isoformat())
    those = select(_experiment).where(*_of(org, team, _experiment), *between)
    return [_experiment_of(unit, row) for row in unit.rows(those.order_by(_experiment.c.ended_on, _experiment.c.id))]


# --- Quarters -----------------------------------------------------------------------------------------------------


def facts(unit: Unit, org: str, team: str, quarter: Quarter) -> Facts:
    """Return what a quarter rests on, as it stands now."""
    since, until = quarter.start, quarter.after.start
    every = postmortems.of_team(unit, org, team, since, until)
    scored = [index for one in every if (index := one.index) is not None]
    reopened = sum(one.index is None and one.missing != "" for one in every)
    actions = postmortems.verified(unit, org, team, since, until)
    return Facts(
        reviews=[Review(index=index.shown, is_gate_clear=not index.is_capped) for index in scored],
        unscored=len(every) - len(scored) - reopened,
        due=actions.due,
        verified=actions.verified + actions.moved,
        experiments=experiments(unit, org, team, since, until),
        reported_before=rules.together(paired.reported(unit, org, team, quarter.before.months)),
        reported=rules.together(paired.reported(unit, org, team, quarter.months)),
        reopened=reopened,
    )


def settle(unit: Unit, org: str, one: Settled) -> None:
    """Write the line of the ledger, in place of one that could still change."""
    open_ones = _quarter.c.outcome.in_([outcome.value for outcome in Outcome if rules.may_settle_again(outcome)])
    unit.run(delete(_quarter).where(*_line(org, one.team, one.quarter), open_ones))
    verdict: dict[str, Any] = {
        "checks": {
            criterion.value: [check.is_met, check.done, check.of] for criterion, check in one.verdict.checks.items()
        },
        "holds": [hold.value for hold in one.verdict.holds],
        "least_index": one.least_index,
    }
    row: dict[str, Any] = {"org_id": org, "team_id": one.team, "quarter": str(one.quarter), "prize": one.prize}
    row |= {"outcome": one.verdict.outcome.value, "verdict": json.dumps(verdict), "settled_at": one.settled_at}
    unit.insert_if_new(_quarter, row)


def settled(unit: Unit, org: str, team: str, quarter: Quarter) -> Settled | None:
    row = unit.first(select(_quarter).where(*_line(org, team, quarter)))
    return _settled_of(row) if row else None


def ledger(unit: Unit, org: str, team: str, *, most: int) -> Sequence[Settled]:
    """Return the latest quarters, the newest first."""
    those = select(_quarter).where(*_of(org, team, _quarter)).order_by(_quarter.c.quarter.desc()).limit(most)
    return [_settled_of(row) for row in unit.rows(those)]


def give(unit: Unit, org: str, team: str, quarter: Quarter, *, now: int) -> bool:
    """Note that the team has it; False when that was noted before, or it is not earned."""
    earned = (_quarter.c.outcome == Outcome.EARNED.value, _quarter.c.given_at.is_(None))
    return unit.run(update(_quarter).where(*_line(org, team, quarter), *earned).values(given_at=now)).rowcount > 0


# --- Pieces -------------------------------------------------------------------------------------------------------


def _of(org: str, team: str, table: Any) -> tuple[ColumnElement[bool], ...]:
    return (table.c.org_id == org, table.c.team_id == team)


def _line(org: str, team: str, quarter: Quarter) -> tuple[ColumnElement[bool], ...]:
    return (*_of(org, team, _quarter), _quarter.c.quarter == str(quarter))


def _rule_of(row: Row) -> Rule:
    return Rule(
        team=row["team_id"],
        criteria=frozenset(Criterion(one) for one in row["criteria"].split(",")),
        prize=row["prize"],
        least_index=row["least_index"],
        version=row["version"],
    )


def _experiment_of(unit: Unit, row: Row) -> Experiment:
    return Experiment(
        id=row["id"],
        team=row["team_id"],
        title=unit.keys.open(row["title"], row["org_id"], "experiment", row["id"], "title"),
        ending=Ending(row["ending"]),
        ended_on=date.fromisoformat(row["ended_on"]),
        link=row["link"],
    )


def _settled_of(row: Row) -> Settled:
    said = json.loads(row["verdict"])
    checks = {
        Criterion(name): Check(is_met=is_met, done=done, of=of) for name, (is_met, done, of) in said["checks"].items()
    }
    holds = tuple(Hold(one) for one in said["holds"])
    return Settled(
        team=row["team_id"],
        quarter=Quarter.parse(row["quarter"]),
        verdict=Verdict(outcome=Outcome(row["outcome"]), checks=checks, holds=holds),
        prize=row["prize"],
        settled_at=row["settled_at"],
        given_at=row["given_at"],
        least_index=said["least_index"],
    )
