"""Rewards in the store: one rule a team, a ledger that stays, and a quarter that is settled once and told to all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from domain import local_time, postmortems_actions
from domain import postmortems as reviews
from domain import rewards as rules
from domain.errors import StaleError
from domain.paired import Figures
from domain.postmortems import FoundBy, Postmortem, Severity
from domain.postmortems_actions import Action, Kind, Plan
from domain.postmortems_index import Sheet
from domain.recurrence import Reported
from domain.rewards import Criterion, Ending, Experiment, Hold, Outcome, Quarter, Rule, Settled
from schedules import rewards as schedule
from schedules.notices import ASKED_AGAIN
from schedules.schedule import Occasion
from storage import lines, notices, paired, postmortems, rewards, rewards_settling, tables
from storage.due import Due
from storage.notices import State
from storage.paired import Source
from storage.unit import Store, Unit
from tests.storage.teams import NOW, Teams, build

SUMMER = Quarter(2026, 3)
RULE = Rule(team="checkout", criteria=frozenset({Criterion.ACTIONS, Criterion.EXPERIMENTS}), prize="A team day")
GOOD = (Sheet(points=[2] * 14, blames=False),) * 2
EVERYBODY = ["ana", "ben", "chi", "dev", "eve", "mara"]


@pytest.fixture
def teams(store: Store) -> Teams:
    """Checkout has a rule, wrote up a near miss in summer, and published two results."""
    store.write(build).result()
    teams = Teams(store=store)
    teams.does(lambda unit: rewards.write(unit, "org", RULE, now=NOW))
    for number, ending in enumerate((Ending.POSITIVE, Ending.NEGATIVE)):
        tried = Experiment(
            id=f"x{number}", team="checkout", title="Smaller batches", ending=ending,
            ended_on=date(2026, 8 + number, 3), link="https://wiki.example/x",
        )  # fmt: skip
        teams.does(lambda unit, tried=tried: rewards.add(unit, "org", tried, now=NOW))  # type: ignore[misc]
    writes_up(teams)
    return teams


def counts(teams: Teams, by_team: int, months: Sequence[date] = SUMMER.months) -> None:
    reported = Reported(by_team=by_team, by_customers=1)
    those = [Figures(team="checkout", month=one, changes=9, failed=1, reported=reported) for one in months]
    teams.does(lambda unit: paired.save(unit, "org", those, source=Source.FORM, now=NOW))


def writes_up(teams: Teams) -> Postmortem:
    """Checkout had a near miss in August, and two others found nothing to add."""
    one = Postmortem(
        id="p1", team="checkout", author="ana", title="Cards were nearly charged twice", link="https://wiki.example/17",
        happened_on=date(2026, 8, 4), severity=Severity.NEAR_MISS, found_by=FoundBy.TEAM, component="Payments",
        responders=frozenset({"ben"}),
    )  # fmt: skip
    teams.does(lambda unit: postmortems.add(unit, "org", one, now=NOW))
    return changes(teams, reviews.scored(one, GOOD, now=NOW))


def changes(teams: Teams, one: Postmortem) -> Postmortem:
    teams.does(lambda unit: postmortems.save(unit, "org", one))
    return one


def held(teams: Teams) -> tuple[Hold, ...]:
    """Why a reward for post-mortems would wait; the quarter is counted."""
    facts = teams.does(lambda unit: rewards.facts(unit, "org", "checkout", SUMMER))
    return rules.settle(replace(RULE, criteria=frozenset({Criterion.INDEX})), facts).holds


def happens(teams: Teams) -> None:
    due = Due(org="org", kind=rewards.SETTLE, subject=f"checkout/{SUMMER}", step="settle", due_at=NOW)
    teams.does(lambda unit: schedule.settle(Occasion(due=due, unit=unit, now=NOW, rng=teams.rng)))


def looks_again(teams: Teams, *, at: int = NOW + 1) -> Settled:
    def again(unit: Unit) -> Settled:
        before = rewards.settled(unit, "org", "checkout", SUMMER)
        assert before
        return rewards_settling.again(unit, "org", before, now=at, rng=teams.rng)

    return teams.does(again)


def settled_on(teams: Teams) -> date:
    """The day on which summer would be settled."""
    due = tables.named("due")
    teams.does(lambda unit: rewards.plan(unit, "org", "checkout", SUMMER, "UTC"))
    [row] = teams.does(lambda unit: unit.rows(select(due.c.due_at).where(due.c.kind == rewards.SETTLE)))
    return local_time.day_of(row["due_at"], "UTC")


def ledger(teams: Teams) -> list[tuple[str, Outcome, tuple[Hold, ...]]]:
    found = teams.does(lambda unit: rewards.ledger(unit, "org", "checkout", most=8))
    return [(str(one.quarter), one.verdict.outcome, one.verdict.holds) for one in found]


def told(teams: Teams) -> dict[str, list[str]]:
    """Who hears of which outcome."""
    notice = tables.named("notice")
    rows = teams.does(lambda unit: unit.rows(select(notice.c.person_id, notice.c.subject)))
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["subject"].split("/")[2], []).append(row["person_id"])
    return {outcome: sorted(people) for outcome, people in found.items()}


def hears(teams: Teams, person: str) -> list[str]:
    """What would be sent of what waits for them; then it is."""

    def sent(unit: Unit) -> list[str]:
        ready = ASKED_AGAIN[rewards_settling.TOLD](unit, "org", person, notices.waiting(unit, "org", person))
        notices.mark(unit, "org", notices.waiting(unit, "org", person), State.DROPPED, now=NOW)
        notices.mark(unit, "org", ready, State.SENT, now=NOW)
        return [one.subject.split("/")[2] for one in ready]

    return teams.does(sent)


def planned(teams: Teams) -> list[str]:
    due = tables.named("due")
    rows = teams.does(lambda unit: unit.rows(select(due.c.subject).where(due.c.kind == rewards.SETTLE)))
    return [row["subject"] for row in rows]


def test_a_quarter_that_is_earned_is_told_to_all_alike_and_stays(teams: Teams) -> None:
    """To whoever leads the team, too; the next quarter is planned, and nothing is told twice."""
    counts(teams, 4, SUMMER.before.months)
    counts(teams, 4)
    happens(teams)
    assert ledger(teams) == [("2026-Q3", Outcome.EARNED, ())]
    assert told(teams) == {"earned": EVERYBODY}
    assert planned(teams) == ["checkout/2026-Q4"]
    counts(teams, 1)
    happens(teams)
    assert ledger(teams) == [("2026-Q3", Outcome.EARNED, ())]
    assert told(teams) == {"earned": EVERYBODY}


def test_a_quarter_nobody_counted_waits_until_it_is_counted(teams: Teams) -> None:
    """Then whoever leads looks again, and the team hears once more."""
    happens(teams)
    assert ledger(teams) == [("2026-Q3", Outcome.SUSPENDED, (Hold.NOT_COUNTED,))]
    counts(teams, 4)
    for _ in range(2):
        looks_again(teams)
    assert ledger(teams) == [("2026-Q3", Outcome.EARNED, ())]
    assert told(teams) == {"suspended+not_counted": EVERYBODY, "earned": EVERYBODY}


def test_what_is_on_hold_is_looked_at_by_what_was_asked_for_then(teams: Teams) -> None:
    """Whatever became of the rule; and the team hears when it waits for another reason."""
    happens(teams)
    teams.does(lambda unit: rewards.end(unit, "org", "checkout", SUMMER.after))
    stricter = replace(RULE, criteria=frozenset(Criterion), prize="Books")
    teams.does(lambda unit: rewards.write(unit, "org", stricter, now=NOW))
    counts(teams, 4, SUMMER.before.months)
    counts(teams, 1)
    looks_again(teams)
    counts(teams, 4)
    found = looks_again(teams)
    assert (found.prize, found.verdict.outcome) == ("A team day", Outcome.EARNED)
    assert set(told(teams)) == {"suspended+not_counted", "suspended+unreported", "earned"}


def test_a_hold_that_comes_back_is_told_again(teams: Teams) -> None:
    """Far less is reported; then a fact is missing, too; then that one is there."""
    counts(teams, 4, SUMMER.before.months)
    counts(teams, 1)
    happens(teams)
    heard = hears(teams, "ana")
    [one] = teams.does(lambda unit: postmortems.of_team(unit, "org", "checkout", SUMMER.start, SUMMER.after.start))
    one = changes(teams, reviews.reopened(one, "Who was on call"))
    looks_again(teams, at=NOW + 1)
    heard += hears(teams, "ana")
    one = changes(teams, reviews.again(one))
    changes(teams, reviews.scored(one, GOOD, now=NOW))
    looks_again(teams, at=NOW + 2)
    assert [*heard, *hears(teams, "ana")] == [
        "suspended+unreported",
        "suspended+unreported+reopened",
        "suspended+unreported",
    ]


def test_what_waits_is_told_only_while_it_is_so_and_to_whoever_is_still_in_the_team(teams: Teams) -> None:
    """Nobody reads "on hold" beside "earned"; a look that finds nothing new takes nothing from anybody."""
    happens(teams)
    looks_again(teams, at=NOW + 1)
    assert hears(teams, "ana") == ["suspended+not_counted"]
    counts(teams, 4)
    looks_again(teams, at=NOW + 2)
    teams.does(lambda unit: lines.assign(unit, "org", {"eve": []}, now=NOW))
    assert {one: hears(teams, one) for one in ("ben", "mara", "eve")} == {
        "ben": ["earned"],
        "mara": ["earned"],
        "eve": [],
    }


def test_a_team_that_fell_silent_waits(teams: Teams) -> None:
    """Twelve in spring, three in summer, and customers found as many."""
    counts(teams, 4, SUMMER.before.months)
    counts(teams, 1)
    happens(teams)
    assert ledger(teams) == [("2026-Q3", Outcome.SUSPENDED, (Hold.UNREPORTED,))]


def test_a_rule_that_was_ended_settles_nothing(teams: Teams) -> None:
    """What was settled before stays to be read; a new rule begins anew."""
    counts(teams, 4)
    for quarter in (SUMMER, SUMMER.after):
        teams.does(lambda unit, quarter=quarter: rewards.plan(unit, "org", "checkout", quarter, "UTC"))  # type: ignore[misc]
    assert teams.does(lambda unit: rewards.end(unit, "org", "checkout", SUMMER.after))
    happens(teams)
    assert (ledger(teams), planned(teams)) == ([], [])
    assert not teams.does(lambda unit: rewards.end(unit, "org", "checkout", SUMMER.after))


def test_a_team_that_shrank_to_four_is_not_settled(teams: Teams) -> None:
    """That issues may be going unreported would be said of somebody; the next quarter is planned all the same."""
    teams.does(lambda unit: lines.assign(unit, "org", {"eve": []}, now=NOW))
    happens(teams)
    assert (ledger(teams), told(teams), planned(teams)) == ([], {}, ["checkout/2026-Q4"])


def test_what_a_team_tried_is_forgotten_when_it_is_old_or_withdrawn(teams: Teams) -> None:
    """A name in its title does not stay for ever."""
    assert [teams.does(lambda unit: rewards.withdraw(unit, "org", "x0")) for _ in range(2)] == [True, False]
    for told_before, forgotten in ((NOW, 0), (NOW + 1, 1)):
        gone = teams.does(lambda unit, before=told_before: rewards.purge(unit, "org", before))  # type: ignore[misc]
        assert gone == forgotten


def test_two_who_write_the_rule_at_once_do_not_overwrite_each_other(teams: Teams) -> None:
    """The second one sees how it stands first."""
    with pytest.raises(StaleError):
        teams.does(lambda unit: rewards.write(unit, "org", RULE, now=NOW))
    changed = replace(RULE, prize="Books", version=2)
    teams.does(lambda unit: rewards.write(unit, "org", changed, now=NOW))
    with pytest.raises(StaleError):
        teams.does(lambda unit: rewards.write(unit, "org", changed, now=NOW))
    assert teams.does(lambda unit: rewards.rule(unit, "org", "checkout")) == changed


def test_what_was_earned_is_handed_out_once_and_a_result_is_published_once(teams: Teams) -> None:
    """Nothing that was not earned is handed out."""
    assert not teams.does(lambda unit: rewards.give(unit, "org", "checkout", SUMMER, now=NOW))
    counts(teams, 4)
    happens(teams)
    given = [teams.does(lambda unit: rewards.give(unit, "org", "checkout", SUMMER, now=NOW)) for _ in range(2)]
    assert given == [True, False]
    assert not teams.does(lambda unit: rewards.publish(unit, "org", "x0", "https://elsewhere.example"))


def test_whoever_adds_a_fact_holds_the_reward_up_until_it_is_scored_anew_and_costs_nobody_anything(
    teams: Teams,
) -> None:
    """Also while it waits for its scorers; one that was never scored waits for them, too."""
    counts(teams, 4)
    [one] = teams.does(lambda unit: postmortems.of_team(unit, "org", "checkout", SUMMER.start, SUMMER.after.start))
    assert held(teams) == ()
    one = changes(teams, reviews.reopened(one, "Who was on call"))
    assert held(teams) == (Hold.REOPENED,)
    one = changes(teams, reviews.again(one))
    assert held(teams) == (Hold.REOPENED,)
    one = changes(teams, reviews.scored(one, GOOD, now=NOW))
    assert held(teams) == ()
    changes(teams, reviews.again(one))
    assert held(teams) == (Hold.UNSCORED,)


def test_an_action_of_the_last_day_is_verified_before_its_quarter_is_settled(teams: Teams) -> None:
    """Also on the thirtieth day after it, the last on which that counts."""
    due_on, verified_on = date(2026, 9, 30), date(2026, 10, 30)
    plan = Plan(owner="ben", due_on=due_on, tracker="https://tracker.example/1", check="No double charge in a week")
    done = Action(
        id="a1", postmortem="p1", author="ana", kind=Kind.PREVENT, words="Ask once", plan=plan,
        state=postmortems_actions.State.DONE,
    )  # fmt: skip
    action = postmortems_actions.verify(done, "chi", "It holds", works=True, today=verified_on)
    kept = postmortems_actions.kept([action], SUMMER.start, SUMMER.after.start)
    assert (kept.due, kept.verified) == (1, 1)
    assert verified_on < settled_on(teams)


def test_what_a_team_tried_is_sealed_and_opens_for_whoever_reads_it(teams: Teams) -> None:
    """It is in the words of people, and may name some."""
    experiment = tables.named("experiment")
    rows = teams.does(lambda unit: unit.rows(select(experiment.c.title)))
    assert not any(b"batches" in bytes(row["title"]) for row in rows)
    found = teams.does(lambda unit: rewards.find(unit, "org", "x0"))
    assert found is not None
    assert found.title == "Smaller batches"
