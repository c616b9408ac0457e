"""A session is planned with people who may compare, and nobody in it rules on their own."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace
from datetime import date, time, timedelta

import pytest

from domain import calibration as rules
from domain import calibration_conflicts as conflicts
from domain import local_time, policy
from domain.calibration import Case, Caution, Flaw, Seat, Session, State
from domain.contact import Calendar
from domain.errors import StaleError
from domain.policy import Action, Kind, Standing

NOW = local_time.instant(date(2026, 9, 21), time(9), "UTC")
SESSION = Session(
    id="s",
    cycle="c",
    round="r",
    day=date(2026, 10, 8),
    at=time(14),
    zone="Europe/Madrid",
    facilitator="fay",
    monitor="gus",
    managers=("ana", "ben", "chi", "dan", "eve"),
)
OTHERS = [  # of the afternoon before with the same people, and of the same time with others
    replace(SESSION, id="t", day=date(2026, 10, 7)),
    replace(SESSION, id="u", facilitator="x", monitor=None, managers=("y", "z")),
]
CASES = [Case(subject=f"of-{one}", manager=one, line=(one, "boss")) for one in SESSION.managers]


def flaws(session: Session = SESSION, cases: list[Case] | None = None) -> tuple[Flaw, ...]:
    return rules.flaws(session, CASES if cases is None else cases, now=NOW)


def cautions(session: Session = SESSION, cases: list[Case] | None = None) -> tuple[Caution, ...]:
    return rules.cautions(session, CASES if cases is None else cases, Calendar(), OTHERS, now=NOW)


def test_a_session_that_is_well_planned_has_nothing_against_it() -> None:
    assert flaws() == ()
    assert cautions() == ()


@pytest.mark.parametrize(
    ("more", "flaw"),
    [
        ({"day": date(2026, 9, 21), "at": time(8)}, Flaw.PASSED),
        ({"managers": ("ana",)}, Flaw.ONE_MANAGER),
        ({"managers": ("ana", "fay")}, Flaw.TWO_SEATS),
        ({"monitor": "fay"}, Flaw.TWO_SEATS),
        ({"facilitator": "of-ana"}, Flaw.FACILITATOR_RATES),
        ({"facilitator": "boss"}, Flaw.FACILITATOR_RATES),
        ({"monitor": "boss"}, Flaw.MONITOR_RATES),
    ],
)
def test_what_cannot_work_is_not_planned(more: dict[str, object], flaw: Flaw) -> None:
    """Neither whoever leads the room nor whoever watches it has a rating there: of them, or by them."""
    assert flaw in flaws(replace(SESSION, **more))  # type: ignore[arg-type]  # one field each


def test_a_session_about_nobody_is_not_planned() -> None:
    assert Flaw.NO_CASES in flaws(cases=[])


@pytest.mark.parametrize(
    ("more", "caution"),
    [
        ({"managers": SESSION.managers[:4]}, Caution.FEW),
        ({"managers": tuple("abcdefghijk")}, Caution.MANY),
        ({"monitor": None}, Caution.NO_MONITOR),
        ({"day": date(2026, 10, 10)}, Caution.DAY_OFF),
        ({"day": date(2026, 9, 23)}, Caution.SHORT_NOTICE),
        ({"day": date(2026, 10, 7), "at": time(15)}, Caution.OVERLAP),
        ({"monitor": "y"}, Caution.OVERLAP),
    ],
)
def test_what_is_good_to_know_keeps_nobody_from_planning(more: dict[str, object], caution: Caution) -> None:
    """Fewer than five or more than ten managers is said, and can be."""
    planned = replace(SESSION, **more)  # type: ignore[arg-type]  # one field each
    assert caution in cautions(planned)
    assert flaws(planned) == ()


def test_cases_of_one_manager_have_nothing_in_common() -> None:
    assert Caution.ONE_TEAM in cautions(cases=[replace(one, manager="ana") for one in CASES])


def test_packets_freeze_three_working_days_before() -> None:
    """At the hour of the session, on its clocks: from a Thursday back to the Monday, from a Monday over the weekend."""
    thursday, monday = SESSION, replace(SESSION, day=date(2026, 10, 12))
    assert rules.freezes_at(thursday, Calendar()) == local_time.instant(date(2026, 10, 5), time(14), "Europe/Madrid")
    assert rules.freezes_at(monday, Calendar()) == local_time.instant(date(2026, 10, 7), time(14), "Europe/Madrid")


def test_a_room_that_opens_more_than_an_hour_before_its_time_opens_early() -> None:
    """On the hour it does not."""
    an_hour_before = SESSION.starts_at - 3_600_000
    assert rules.is_early(SESSION, now=an_hour_before - 1)
    assert not rules.is_early(SESSION, now=an_hour_before)


def test_of_two_who_change_a_session_the_second_is_told() -> None:
    later = rules.change(SESSION, replace(SESSION, at=time(15)))
    assert (later.sequence, later.version) == (1, 2)
    with pytest.raises(StaleError):
        rules.change(later, replace(SESSION, at=time(16)))


def test_of_another_seat_its_holder_hears_and_of_another_time_everybody() -> None:
    """Who else sits there is no news to the others."""
    swapped = replace(SESSION, monitor="new")
    assert rules.concerned(SESSION, swapped) == ("new",)
    assert rules.concerned(SESSION, replace(SESSION, minutes=60)) == SESSION.people
    assert rules.concerned(SESSION, replace(swapped, at=time(15))) == swapped.people


def test_what_changes_nothing_tells_no_calendar() -> None:
    """Nor does a form that names the same managers in another order; frozen packets stay beside another monitor."""
    ready = rules.freeze(SESSION)
    turned = replace(ready, managers=ready.managers[::-1])
    assert turned != ready
    assert rules.change(ready, turned) is ready
    assert rules.change(ready, replace(turned, monitor="new")).state is State.READY


def test_whoever_watches_takes_over_an_open_room_alone() -> None:
    """The two change seats, and whoever saw it before is told that it changed; without a monitor nobody can."""
    going = rules.begin(rules.freeze(SESSION))
    swapped = rules.take_over(going)
    assert (swapped.facilitator, swapped.monitor) == (going.monitor, going.facilitator)
    assert swapped.version == going.version + 1
    for one in (SESSION, replace(going, monitor=None)):
        with pytest.raises(StaleError):
            rules.take_over(one)


def test_a_session_goes_one_way() -> None:
    """Planned, frozen, open, closed; once it is open it is neither moved nor cancelled."""
    ready = rules.freeze(SESSION)
    going = rules.begin(ready)
    assert [ready.state, going.state, rules.close(going).state] == [State.READY, State.OPEN, State.CLOSED]
    with pytest.raises(StaleError):
        rules.begin(SESSION)
    for step in (rules.cancel, rules.freeze, rules.begin):
        with pytest.raises(StaleError):
            step(going)
    with pytest.raises(StaleError):
        rules.change(going, replace(going, day=going.day + timedelta(days=1)))


# --- Conflicts of interest ----------------------------------------------------------------------------------------


def standings() -> list[Standing]:
    names = ("subject", "manager", "skip_level", "in_line", "near", "hr", "ombud", "author")
    assert set(names) <= {field.name for field in fields(Standing)}
    return [
        Standing(member=True, **dict(zip(names, held, strict=True)))
        for held in itertools.product((False, True), repeat=len(names))
    ]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("acted", [False, True])
@pytest.mark.parametrize("seat", ["fay", "gus", "ana", "nobody"])
def test_whoever_has_a_conflict_sees_nothing_by_the_policy(seat: str, acted: bool, state: State) -> None:
    """For every way to stand to the subject: a conflict, a closed session or no seat let nobody read the packet.

    But whoever rates the subject reads their own packet, in the room, and rules on nothing there.
    """
    session = replace(SESSION, state=state)
    met, held = conflicts.met(session, seat), session.seat(seat)
    for one in standings():
        mine = conflicts.seated(one, session, seat, acted=acted, acts=False)
        why = conflicts.conflict(one, acted=acted)
        is_open, is_there = state in {State.READY, State.OPEN}, held is not None
        free = is_open and is_there and why is None
        leads = is_open and held is Seat.MANAGER and (one.manager or one.skip_level) and not one.subject
        assert policy.allows(mine, Action.READ, Kind.CALIBRATION_PACKET, met) is (free or leads)
        speaks = free and held is Seat.MANAGER
        assert policy.allows(mine, Action.WRITE, Kind.CALIBRATION_PACKET, met) is speaks
