"""What the store says of each task of a plan: not done before the thing happened, done once it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Select, insert, update

from content import plan as content
from content import reviews
from domain import competencies as competency_rules
from domain import pulses_wave
from domain.cycles import Audience, Checkpoint, Cycle, Kind, State
from domain.evidence import Period
from domain.plan import NOTHING, Auto, Check
from domain.pulses import Template
from domain.pulses_wave import State as WaveState
from domain.pulses_wave import Wave
from storage import competencies, cycles, lines, plan_checks, pulses, pulses_sheets, tables
from storage.cycles import Kept
from storage.unit import Row, Store, Unit
from tests.storage.surveys import CONTRACT

NOW = 1_767_600_000_000  # the first day of the cycle
DAY_MS = 86_400_000
TEAMS = {"sky": ("ana", "ben"), "sea": ("chi", "dan")}
EVERYBODY = ("ana", "ben", "chi", "dan", "hana")
CYCLE = Cycle(
    id="c1",
    name="Pilot",
    period=Period(start=date(2026, 1, 5), end=date(2026, 7, 5)),
    checkpoints=(),
    framework="default",
    framework_version=1,
    state=State.OPEN,
)


@dataclass
class Desk:
    """Four people in the two teams of a cycle of half a year."""

    store: Store

    def checks(self, today: date = CYCLE.period.start) -> Mapping[Auto, Check]:
        """By the first task of each kind."""
        whole = content.of_template("six_months")
        kept = self.store.read(lambda unit: cycles.found(unit, "org", "c1")).result()
        assert whole is not None
        assert kept is not None
        found = self.store.read(lambda unit: plan_checks.checks(unit, "org", kept, whole, today)).result()
        return {task.auto: found[task.id] for task in reversed(whole.tasks) if task.id in found}

    def happens(self, what: Callable[[Unit], object]) -> None:
        self.store.write(what).result()


@pytest.fixture
def desk(store: Store) -> Desk:
    store.write(furnish).result()
    return Desk(store)


def furnish(unit: Unit) -> None:
    unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "House", "zone": "UTC", "created_at": 0})
    _put(unit, "person", *({"id": one, "name": one.title(), "created_at": 0} for one in EVERYBODY))
    cycles.add(unit, "org", Kept(cycle=CYCLE, author="hana", template="six_months", launched_at=NOW))
    for team, members in TEAMS.items():
        _put(unit, "team", {"id": team, "name": team.title(), "created_at": 0})
        lines.assign(unit, "org", {one: [team] for one in members}, now=NOW)
        _put(unit, "participant", *({"cycle_id": "c1", "person_id": one, "joined_at": NOW} for one in members))
    lines.lead(unit, "org", {one: "hana" for members in TEAMS.values() for one in members}, now=NOW)


def _put(unit: Unit, table: str, *rows: Mapping[str, object]) -> None:
    unit.insert_all(tables.named(table), [{"org_id": "org", **row} for row in rows])


# --- What happens -------------------------------------------------------------------------------------------------


def _teams_join(unit: Unit) -> None:
    _put(unit, "cycle_team", *({"cycle_id": "c1", "team_id": one, "joined_at": NOW} for one in TEAMS))


def _a_version_is_approved(unit: Unit) -> None:
    """A second one: the first is the one that is shipped."""
    first = competencies.add(unit, "org", reviews.default().framework, by="hana", now=NOW)
    competencies.save(unit, "org", first, competency_rules.approve(first.version, by="ana", now=NOW), by="ana", now=NOW)
    second = competencies.add(unit, "org", replace(reviews.default().framework, number=2), by="hana", now=NOW)
    approved = competency_rules.approve(second.version, by="ana", now=NOW)
    competencies.save(unit, "org", second, approved, by="ana", now=NOW)


def _goals_are_paired(unit: Unit) -> None:
    goals = [(one, f"g{one}") for members in TEAMS.values() for one in members]
    row = {"state": "active", "words": b"", "ends_on": "2026-06-30", "created_at": NOW, "changed_at": NOW}
    _put(unit, "goal", *({"id": id, "person_id": one, "author_id": one, **row} for one, id in goals))


def _notes_are_shared(unit: Unit) -> None:
    """Two on each of four: 80 % are all four."""
    row = {"competency": "x", "direction": "at", "source": "manager_observation", "words": b"", "recorded_at": NOW}
    when = {"occurred_on": "2026-01-07", "recorded_on": "2026-01-07", "shown_at": NOW, "author_id": "hana"}
    those = [(one, number) for members in TEAMS.values() for one in members for number in (1, 2)]
    _put(unit, "evidence", *({"id": f"{one}{n}", "subject_id": one, **row, **when} for one, n in those))


def _thanks_are_given(unit: Unit) -> None:
    row = {"giver_id": "ana", "badge": "early_flag", "audience": "public", "state": "given", "note": b""}
    _put(unit, "kudos", *({"id": f"k{n}", **row, "given_at": NOW + n} for n in range(20)))


def _reviews_are_answered(unit: Unit) -> None:
    row = {"cycle_id": "c1", "round_id": "", "state": "acknowledged", "changed_at": NOW, "answered_at": NOW}
    _put(unit, "review", *({"subject_id": one, **row} for members in TEAMS.values() for one in members))


def _a_session_is_closed(unit: Unit, id: str = "s1", **otherwise: object) -> None:
    row = {"id": id, "cycle_id": "c1", "round_id": "", "day": "2026-02-02", "at": "10:00", "zone": "UTC"}
    more = {"minutes": 90, "state": "closed", "sequence": 0, "author_id": "hana", "created_at": NOW}
    over = {"frozen_at": NOW, "closed_at": NOW + 30 * DAY_MS}
    _put(unit, "calibration_session", {**row, **more, **over, **otherwise})


def _a_pulse_is_launched(unit: Unit, id: str = "w1", teams: tuple[str, ...] = ()) -> None:
    opens, closes, talks = date(2026, 1, 12), date(2026, 1, 23), date(2026, 2, 6)
    contract = replace(CONTRACT, opens_on=opens, closes_on=closes, share_back_on=talks, teams=teams)
    draft = Wave(id=id, title="Pulse", template=Template.FOUR_WEEKLY, number=1, contract=contract)
    pulses.add(unit, "org", pulses.Kept(wave=draft, author="hana", created_at=NOW))
    launched = pulses_wave.moved(draft, WaveState.LAUNCHED, before=(WaveState.DRAFT,))
    pulses.launch(unit, "org", pulses.Kept(wave=launched, author="hana", created_at=NOW), was=1)


def _it_becomes(unit: Unit, state: WaveState, id: str = "w1") -> None:
    wave = tables.named("pulse_wave")
    unit.run(update(wave).where(wave.c.id == id).values(state=state.value))


def _it_is_released(unit: Unit, group: str = "team/sky", id: str = "w1", *, after: int = 20) -> None:
    _it_becomes(unit, WaveState.SEALED, id)
    _put(unit, "pulse_release", {"wave_id": id, "released_at": NOW + after * DAY_MS})
    _put(unit, "pulse_figure", {"wave_id": id, "group_id": group, "question_id": "i", "n": 6, "content": "shown"})


def _they_choose(unit: Unit, group: str = "team/sky", state: str = "chosen") -> None:
    row = {"id": "a1", "words": "Ask first", "author_id": "ana", "owner_id": "ben", "state": state, "outcome": ""}
    there = {"wave_id": "w1", "group_id": group, "created_at": NOW + 30 * DAY_MS}
    _put(unit, "pulse_action", {**there, **row, "version": 2})


def _a_pulse_is_acted_on(unit: Unit) -> None:
    """It is released to a team, which chose something to do."""
    _a_pulse_is_launched(unit)
    _it_is_released(unit)
    _they_choose(unit)


DONE_BY: Mapping[Callable[[Unit], None], frozenset[Auto]] = {
    _teams_join: frozenset({Auto.TEAMS_MAPPED}),
    _a_version_is_approved: frozenset({Auto.VERSION_STATUS}),
    _goals_are_paired: frozenset({Auto.PAIRED_GOALS}),
    _notes_are_shared: frozenset({Auto.EVIDENCE_COVERAGE}),
    _thanks_are_given: frozenset({Auto.RECOGNITION}),
    _reviews_are_answered: frozenset({Auto.REVIEWS_READ}),
    _a_pulse_is_launched: frozenset({Auto.SETTINGS_HASH}),
    _a_pulse_is_acted_on: frozenset({Auto.SETTINGS_HASH, Auto.WAVE_STATUS, Auto.DISCLOSURE_AUDIT, Auto.ACTION_LOGGED}),
    _a_session_is_closed: frozenset({Auto.PACKET_FROZEN, Auto.SESSION_CLOSED}),
}


@pytest.mark.parametrize("what", DONE_BY, ids=lambda what: what.__name__.strip("_"))
def test_a_task_is_done_once_the_thing_has_happened(desk: Desk, what: Callable[[Unit], None]) -> None:
    """And nothing else is done by it."""
    assert not any(check.is_done for check in desk.checks().values())
    desk.happens(what)
    assert {auto for auto, check in desk.checks().items() if check.is_done} == DONE_BY[what]


def test_half_done_is_not_done_and_says_how_far_it_is(desk: Desk) -> None:
    """Three of four people hold a goal; nothing is left of it when nobody takes part."""
    desk.happens(_goals_are_paired)
    desk.happens(lambda unit: _put(unit, "participant", {"cycle_id": "c1", "person_id": "hana", "joined_at": NOW}))
    assert desk.checks()[Auto.PAIRED_GOALS] == Check(have=4, of=5, need=5)


def test_only_whoever_is_led_answers_a_review_and_one_that_is_written_anew_is_answered_anew(desk: Desk) -> None:
    """Hana takes part and nobody leads her, so nobody reviews her; Ana's review is open again."""
    desk.happens(_reviews_are_answered)
    desk.happens(lambda unit: _put(unit, "participant", {"cycle_id": "c1", "person_id": "hana", "joined_at": NOW}))
    assert desk.checks()[Auto.REVIEWS_READ] == Check(have=4, of=4, need=4)
    review = tables.named("review")
    desk.happens(lambda unit: unit.run(update(review).where(review.c.subject_id == "ana").values(state="reopened")))
    assert desk.checks()[Auto.REVIEWS_READ] == Check(have=3, of=4, need=4)


def test_nobody_waits_for_the_review_of_whoever_joined_after_the_first_ratings_ended(desk: Desk) -> None:
    """Until they end they are asked for, too; one that they were told later is to be answered."""
    first = Checkpoint(
        id="rating",
        kind=Kind.RATING,
        title="Ratings",
        prompt="",
        audience=Audience.MANAGERS,
        opens_on=date(2026, 3, 2),
        due_on=date(2026, 3, 6),
    )
    second = replace(first, id="rating2", opens_on=date(2026, 5, 11), due_on=date(2026, 5, 15))
    kept = desk.store.read(lambda unit: cycles.found(unit, "org", "c1")).result()
    assert kept is not None
    rated = replace(kept, cycle=replace(kept.cycle, checkpoints=(first, second)))
    desk.happens(lambda unit: cycles.save(unit, "org", rated, was=kept.cycle.version))
    desk.happens(_reviews_are_answered)
    late = {"cycle_id": "c1", "person_id": "eve", "joined_at": NOW + 70 * DAY_MS}
    desk.happens(lambda unit: _put(unit, "person", {"id": "eve", "name": "Eve", "created_at": 0}))
    desk.happens(lambda unit: lines.lead(unit, "org", {"eve": "hana"}, now=NOW))
    desk.happens(lambda unit: _put(unit, "participant", late))
    assert desk.checks(date(2026, 3, 6))[Auto.REVIEWS_READ] == Check(have=4, of=5, need=5)
    for day in (date(2026, 3, 7), date(2026, 5, 16)):
        assert desk.checks(day)[Auto.REVIEWS_READ] == Check(have=4, of=4, need=4)
    row = {"cycle_id": "c1", "round_id": "", "state": "released", "changed_at": NOW}
    desk.happens(lambda unit: _put(unit, "review", {"subject_id": "eve", **row}))
    assert desk.checks(date(2026, 5, 16))[Auto.REVIEWS_READ] == Check(have=4, of=5, need=5)
    review = tables.named("review")
    desk.happens(lambda unit: unit.run(update(review).values(state="acknowledged")))
    assert desk.checks(date(2026, 5, 16))[Auto.REVIEWS_READ] == Check(have=5, of=5, need=5)


def test_answers_that_lie_past_their_days_keep_the_deletion_open(desk: Desk) -> None:
    """Of a pulse that never was released, too; before its days are over there is nothing to delete."""
    desk.happens(_a_pulse_is_launched)
    desk.happens(partial(_it_becomes, state=WaveState.CLOSED))
    comment = {"wave_id": "w1", "token": "t", "item_id": "open1", "words": b""}
    desk.happens(lambda unit: _put(unit, "pulse_comment", comment))
    assert desk.checks(date(2026, 4, 23))[Auto.RETENTION] == NOTHING
    assert desk.checks(date(2026, 4, 26))[Auto.RETENTION] == Check(have=0, of=1, need=1)
    desk.happens(lambda unit: pulses_sheets.forget(unit, "org", "w1"))
    assert desk.checks(date(2026, 4, 26))[Auto.RETENTION].is_done


def test_a_pulse_of_other_teams_is_none_of_the_plan(desk: Desk) -> None:
    """One that asks all teams of the cycle is."""
    desk.happens(_teams_join)
    desk.happens(partial(_a_pulse_is_launched, teams=("sky",)))
    assert not desk.checks()[Auto.SETTINGS_HASH].is_done
    desk.happens(partial(_a_pulse_is_launched, id="w2", teams=("sea", "sky")))
    assert desk.checks()[Auto.SETTINGS_HASH].is_done


@pytest.mark.parametrize(
    ("state", "done"),
    [
        (WaveState.DESTROYED, set()),
        (WaveState.OPEN, {Auto.SETTINGS_HASH, Auto.DISCLOSURE_AUDIT}),
        (WaveState.CLOSED, {Auto.SETTINGS_HASH, Auto.DISCLOSURE_AUDIT}),
        (WaveState.SEALED, {Auto.SETTINGS_HASH, Auto.DISCLOSURE_AUDIT, Auto.WAVE_STATUS}),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_pulse_is_as_far_as_it_came(desk: Desk, state: WaveState, done: set[Auto]) -> None:
    """What was stopped did nothing; head counts are settled when it opens; it is sealed once its key is gone."""
    desk.happens(_a_pulse_is_launched)
    desk.happens(partial(_it_becomes, state=state))
    assert {auto for auto, check in desk.checks().items() if check.is_done} == done


def test_what_a_team_agreed_on_stays_agreed_when_the_next_pulse_is_released(desk: Desk) -> None:
    """Until it is dropped."""
    desk.happens(_a_pulse_is_acted_on)
    desk.happens(partial(_a_pulse_is_launched, id="w2"))
    desk.happens(partial(_it_is_released, id="w2", after=60))
    assert desk.checks()[Auto.ACTION_LOGGED].is_done
    action = tables.named("pulse_action")
    desk.happens(lambda unit: unit.run(update(action).values(state="dropped")))
    assert desk.checks()[Auto.ACTION_LOGGED] == Check(have=0, of=1, need=1)


def test_where_no_team_is_large_enough_the_company_agrees_on_something(desk: Desk) -> None:
    """Small organizations are no late ones."""
    desk.happens(_a_pulse_is_launched)
    desk.happens(partial(_it_is_released, group="company"))
    assert not desk.checks()[Auto.ACTION_LOGGED].is_done
    desk.happens(partial(_they_choose, group="company"))
    assert desk.checks()[Auto.ACTION_LOGGED].is_done


def test_one_session_of_a_round_does_not_stand_for_the_others(desk: Desk) -> None:
    """A session per department: all of them are held, but one that lapsed and those that come weeks later."""
    desk.happens(_a_session_is_closed)
    desk.happens(partial(_a_session_is_closed, id="s2", state="planned", frozen_at=None, closed_at=None))
    desk.happens(partial(_a_session_is_closed, id="s3", state="lapsed", closed_at=None))
    desk.happens(partial(_a_session_is_closed, id="s4", day="2026-03-30", state="planned"))
    found = desk.checks()
    assert found[Auto.SESSION_CLOSED] == found[Auto.PACKET_FROZEN] == Check(have=1, of=2, need=2)


class Watched(Unit):
    """A unit that notes how often sessions are read."""

    def __init__(self, unit: Unit) -> None:
        self.__dict__.update(unit.__dict__)
        self.sessions = 0

    def rows(self, statement: Any, params: Row | None = None) -> Sequence[Row]:
        asked = statement.get_final_froms() if isinstance(statement, Select) else ()
        self.sessions += tables.named("calibration_session") in asked
        return super().rows(statement, params)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_all_tasks_about_sessions_are_checked_by_one_look_at_them(desk: Desk) -> None:
    """However many of them a plan has."""
    desk.happens(_a_session_is_closed)
    whole = content.of_template("six_months")
    assert whole is not None
    plan, looked = whole, list[int]()

    def look(unit: Unit) -> None:
        watched, kept = Watched(unit), cycles.found(unit, "org", "c1")
        assert kept is not None
        plan_checks.checks(watched, "org", kept, plan, CYCLE.period.start)
        looked.append(watched.sessions)

    desk.happens(look)
    assert looked == [1]
