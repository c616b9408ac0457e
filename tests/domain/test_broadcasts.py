"""When a broadcast reaches a person, how far it has come, and who may do what with it."""

from __future__ import annotations

from datetime import date, time

import pytest

from domain import broadcasts as rules
from domain import broadcasts_rights as rights
from domain import local_time
from domain.broadcasts import Audience, Broadcast, Group, Problem, Start, State, Stretch, Tally, Team, Timing, Wish
from domain.contact import Calendar, Wishes
from domain.errors import NotFoundError, StaleError
from domain.people import Person

MONDAY = date(2026, 3, 2)
KOLKATA, MADRID = "Asia/Kolkata", "Europe/Madrid"
HANA, DAN = Person(id="hana", name="Hana Weiss"), Person(id="dan", name="Daniel Sørensen")
DRAFT = Broadcast(id="b", author=HANA, wish=Wish(title="It opens", message="On Monday."), created_at=0)


def at(day: date, hour: int, zone: str = MADRID) -> int:
    return local_time.instant(day, time(hour), zone)


def moment(start: Start, wishes: Wishes, now: int) -> int | None:
    found = rules.welcome(start, wishes, Calendar(), now=now)
    return None if found is None else found.at


# --- When ---------------------------------------------------------------------------------------------------------


def test_at_noon_it_comes_at_once_and_at_night_in_the_morning() -> None:
    """Each person's own hours."""
    noon = at(MONDAY, 12)
    assert moment(Start(), Wishes(zone=MADRID), noon) == noon
    assert moment(Start(), Wishes(zone=MADRID), at(MONDAY, 20)) == at(date(2026, 3, 3), 9)
    assert moment(Start(), Wishes(zone="America/New_York"), noon) == at(MONDAY, 9, "America/New_York")


def test_now_is_now_whatever_the_hour() -> None:
    """HR decided so."""
    night = at(MONDAY, 3)
    away = Wishes(zone=MADRID, back_on=date(2026, 6, 1))
    assert moment(Start(timing=Timing.NOW), away, night) == night


def test_an_hour_of_a_day_is_each_persons_own() -> None:
    """Ten in Kolkata is not ten in Madrid; whoever begins later gets it when they begin."""
    start = Start(timing=Timing.LOCAL, day=date(2026, 3, 4), at=time(10))
    now = at(MONDAY, 12)
    assert moment(start, Wishes(zone=KOLKATA), now) == at(date(2026, 3, 4), 10, KOLKATA)
    assert moment(start, Wishes(zone=MADRID), now) == at(date(2026, 3, 4), 10)
    assert moment(start, Wishes(zone=MADRID, opens=time(11)), now) == at(date(2026, 3, 4), 11)
    assert rules.begins_at(start, now=now) <= at(date(2026, 3, 4), 10, "Pacific/Apia")


def test_what_people_put_off_or_stopped_does_not_hold_it_up() -> None:
    """That is about reminders; a day off is about the person."""
    noon = at(MONDAY, 12)
    snoozing = Wishes(zone=MADRID, snoozed_until=at(date(2026, 3, 9), 0), stopped=frozenset({"kudos.unseen"}))
    assert moment(Start(), snoozing, noon) == noon
    assert moment(Start(), Wishes(zone=MADRID, back_on=date(2026, 3, 9)), noon) == at(date(2026, 3, 9), 9)


def test_whoever_is_away_for_more_than_thirty_days_is_not_reachable() -> None:
    """The news would be old."""
    assert moment(Start(), Wishes(zone=MADRID, back_on=date(2026, 4, 20)), at(MONDAY, 12)) is None


# --- What may be wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "field", "problem"),
    [
        (Wish(message="x"), "title", Problem.NO_TITLE),
        (Wish(title="x"), "body", Problem.NO_MESSAGE),
        (Wish(title="x", message="x", audience=Audience(group=Group.TEAMS)), "which", Problem.NO_TEAM),
        (Wish(title="x", message="x", start=Start(timing=Timing.LOCAL)), "day", Problem.NO_DAY),
        (Wish(title="x", message="x", start=Start(timing=Timing.LOCAL, day=MONDAY)), "day", Problem.PAST),
        (Wish(title="x", message="x", start=Start(timing=Timing.LOCAL, day=date(2027, 3, 2))), "day", Problem.TOO_FAR),
    ],
)
def test_each_thing_that_is_missing_is_named_by_its_field(wish: Wish, field: str, problem: Problem) -> None:
    """One at a time, so that the form can say it where it is."""
    assert rules.problems(wish, zone=MADRID, now=at(MONDAY, 12)) == {field: problem}


def test_what_is_complete_has_no_problem() -> None:
    """Also for a team, later the same day."""
    teams = Audience(group=Group.TEAMS, teams=(Team("t", "Support"),))
    start = Start(timing=Timing.LOCAL, day=MONDAY, at=time(13))
    wish = Wish(title="x", message="x", audience=teams, start=start)
    assert rules.problems(wish, zone=MADRID, now=at(MONDAY, 12)) == {}


# --- How far ------------------------------------------------------------------------------------------------------


def test_people_are_counted_once_each() -> None:
    """Of those who can be reached so many have it."""
    tally = Tally(people=10, planned=10, queued=2, waiting=1, under_way=1, sent=3, failed=1, no_account=1, left=1)
    assert (tally.reachable, tally.unreachable, tally.open, tally.settled) == (8, 2, 4, 4)


def test_the_estimate_is_the_rate_so_far() -> None:
    """Ten in ten seconds: forty more take forty."""
    before = rules.beat(Stretch(), Tally(queued=50, sent=5), now=1_000)
    after = Tally(queued=40, sent=15)
    assert rules.remaining_ms(rules.beat(before, after, now=11_000), after, now=11_000) == 40_000


def test_a_night_says_nothing_of_the_rate() -> None:
    """Once nothing may leave, the reckoning begins anew."""
    evening = Stretch(1_000, 0)
    night = rules.beat(evening, Tally(waiting=10, sent=5), now=2_000)
    morning = rules.beat(night, Tally(queued=10, sent=5), now=50_000_000)
    assert rules.remaining_ms(morning, Tally(queued=8, sent=7), now=50_002_000) == 8_000


def test_there_is_no_estimate_before_anything_has_left() -> None:
    """Nothing is made up."""
    assert rules.remaining_ms(Stretch(1_000, 0), Tally(queued=10), now=9_000) is None
    assert rules.remaining_ms(Stretch(), Tally(queued=10), now=9_000) is None


# --- Who ----------------------------------------------------------------------------------------------------------


def test_a_draft_is_its_authors_alone() -> None:
    """To others it reads as missing."""
    assert rights.require_draft(DRAFT, HANA.id, 1) is DRAFT
    for found, person in ((DRAFT, DAN.id), (None, HANA.id)):
        with pytest.raises(NotFoundError):
            rights.require_draft(found, person, 1)


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.CANCELLED, State.DISCARDED])
def test_what_is_no_draft_any_more_is_not_changed(state: State) -> None:
    """Nor is an older version of it."""
    with pytest.raises(StaleError):
        rights.require_draft(Broadcast(id="b", author=HANA, wish=DRAFT.wish, created_at=0, state=state), HANA.id, 1)
    with pytest.raises(StaleError):
        rights.require_draft(DRAFT, HANA.id, 2)


def test_what_was_never_sent_is_no_report() -> None:
    """Of a draft nobody else hears that it exists."""
    for state in (State.DRAFT, State.DISCARDED):
        with pytest.raises(NotFoundError):
            rights.require_sent(Broadcast(id="b", author=HANA, wish=DRAFT.wish, created_at=0, state=state))
