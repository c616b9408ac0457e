"""Whom a checkpoint tells: the one who can do something about it, never anybody of others in public."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from domain import cycles_calls, cycles_draft, local_time
from domain.competencies import Expectation, Level
from domain.competencies_lines import LineError, read, written
from domain.contact import Calendar
from domain.cycles import Audience, Checkpoint, Cycle, Kind, Ladder, NotMovableError, State
from domain.cycles_calls import Call, Member
from domain.cycles_plan import Planned, Step
from domain.evidence import Period
from domain.people import Person

EVIDENCE = Checkpoint(
    id="evidence1",
    kind=Kind.EVIDENCE,
    title="First evidence",
    prompt="What did you see?",
    audience=Audience.MANAGERS,
    opens_on=date(2026, 10, 12),
    due_on=date(2026, 10, 16),
)
GOALS = replace(EVIDENCE, kind=Kind.GOAL_CHECK_IN, audience=Audience.PARTICIPANTS)
TEAM = (Member(id="ben", manager="ana"), Member(id="chi", manager="ana"), Member(id="dan"))
CYCLE = Cycle(
    id="c1",
    name="Autumn",
    period=Period(start=date(2026, 10, 5), end=date(2026, 12, 18)),
    checkpoints=(EVIDENCE,),
    framework="default",
    framework_version=1,
)


def test_a_manager_is_told_of_all_their_people_at_once() -> None:
    """Of somebody without a manager nobody is told before HR is."""
    assert cycles_calls.calls(EVIDENCE, Step.OPENS, TEAM, ["hana"]) == (Call(to="ana", about=("ben", "chi")),)
    assert cycles_calls.calls(EVIDENCE, Step.TO_HR, TEAM, ["hana"]) == (Call(to="hana", about=("ben", "chi", "dan")),)


def test_people_are_told_of_what_they_do_themselves() -> None:
    """And of nobody else; their manager hears of them only when it is late."""
    assert cycles_calls.calls(GOALS, Step.REMINDER, TEAM, []) == tuple(Call(to=one.id) for one in TEAM)
    assert cycles_calls.calls(GOALS, Step.TO_MANAGER, TEAM, []) == (Call(to="ana", about=("ben", "chi")),)


@pytest.mark.parametrize("step", Step)
def test_when_nothing_is_missing_nobody_is_told(step: Step) -> None:
    """Whoever is done is left alone."""
    assert cycles_calls.calls(EVIDENCE, step, (), ["hana"]) == ()


@pytest.mark.parametrize("step", [step for step in Step if step is not Step.OPENS])
def test_nobody_is_reminded_of_a_pulse(step: Step) -> None:
    """Because nobody here knows who answered it."""
    assert cycles_calls.calls(replace(GOALS, kind=Kind.PULSE), step, TEAM, ["hana"]) == ()


def test_nobody_answers_for_themselves() -> None:
    """Whoever acts for their own manager is still asked about by that one."""
    assert cycles_calls.answering("ben", "ana", None) == "ana"
    assert cycles_calls.answering("ben", "ana", "chi") == "chi"
    assert cycles_calls.answering("ben", "ana", "ben") == "ana"
    assert cycles_calls.answering("ben", "ben", None) is None


def test_nobody_acts_for_whoever_leads_them() -> None:
    """However far above: they would rate their peers. Nor does anybody who takes no part, or for themselves."""
    dan = Person(id="dan", name="Dan Meyer")
    assert cycles_calls.may_act("ana", dan, ["eva"])
    assert not cycles_calls.may_act("ana", dan, ["eva", "ana"])
    assert not cycles_calls.may_act("dan", dan, [])
    assert not cycles_calls.may_act("ana", replace(dan, active=False), [])


def test_what_a_colleague_did_is_not_what_the_manager_is_asked_for() -> None:
    """And what a manager did is not what people are asked for themselves."""
    assert cycles_calls.counts_for(EVIDENCE, "ben", by="ana", manager="ana")
    assert not cycles_calls.counts_for(EVIDENCE, "ben", by="ben", manager="ana")
    assert cycles_calls.counts_for(GOALS, "ben", by="ben", manager="ana")
    assert not cycles_calls.counts_for(GOALS, "ben", by="ana", manager="ana")


def test_after_its_grace_a_checkpoint_says_nothing() -> None:
    """On the last day of it the last word still holds."""
    said = {
        day: cycles_calls.newest(EVIDENCE, Calendar(), today=date(2026, 10, day))
        for day in (11, 12, 15, 16, 20, 23, 24)
    }
    assert (said[11], said[24]) == ((), ())
    assert [_step(said[day]) for day in (12, 15, 16, 20, 23)] == ["opens", "reminder", "due", "to_manager", "to_hr"]


def test_what_is_late_is_worth_telling_hr_as_long_as_it_is_late() -> None:
    """They may have had their messages of that week; a manager can do nothing about it once no answer is taken."""
    after_grace = local_time.instant(date(2026, 10, 24), time(0), "UTC")
    for step, is_kept in ((Step.TO_MANAGER, False), (Step.TO_HR, True)):
        assert cycles_calls.tell_by(EVIDENCE, step, Calendar(), "UTC") == after_grace
        assert cycles_calls.outlasts(step) == is_kept


def _step(said: tuple[Planned, ...]) -> str:
    [planned] = said
    return planned.step.value


def test_steps_that_share_a_day_are_all_told_on_it() -> None:
    """A manager and HR may hear of what is late on the same day; neither takes the other's place."""
    late = replace(EVIDENCE, ladder=Ladder(manager_after=3, hr_after=3))
    said = cycles_calls.newest(late, Calendar(), today=date(2026, 10, 22))
    assert [one.step for one in said] == [Step.TO_MANAGER, Step.TO_HR]


def test_a_cycle_that_does_not_run_says_nothing() -> None:
    """Neither before it is launched nor while it is paused."""
    today = EVIDENCE.opens_on
    runs = {state: bool(cycles_calls.of_day(replace(CYCLE, state=state), Calendar(), today=today)) for state in State}
    assert runs == {State.DRAFT: False, State.OPEN: True, State.PAUSED: False, State.CLOSED: False}


def test_a_checkpoint_is_added_while_a_cycle_runs_but_only_ahead() -> None:
    """What has begun is not taken out."""
    running = replace(CYCLE, state=State.OPEN)
    later = replace(EVIDENCE, id="more", opens_on=date(2026, 11, 2), due_on=date(2026, 11, 6))
    assert cycles_draft.put(running, later, today=date(2026, 10, 20)).checkpoint("more") == later
    with pytest.raises(NotMovableError):
        cycles_draft.put(running, later, today=date(2026, 11, 3))
    with pytest.raises(cycles_draft.HasBegunError):
        cycles_draft.take_out(running, EVIDENCE.id)
    assert cycles_draft.take_out(CYCLE, EVIDENCE.id).checkpoints == ()


def test_roles_are_typed_a_line_each() -> None:
    """As they are written they are read; a line that says no level is named."""
    wanted = (
        Expectation(role="Senior engineer", level=Level.ROLE_MODEL),
        Expectation(role="Analyst: junior", level=Level.DEVELOPING, competency="candor"),
    )
    assert read(f"\n{written(wanted)}\n") == wanted
    with pytest.raises(LineError) as raised:
        read("Engineer: competent\nAnalyst: expert")
    assert raised.value.line == 2
