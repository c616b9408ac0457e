"""Nothing is kept for longer than people are told, whatever table it is in."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from sqlalchemy import or_, select, update

from domain.local_time import DAY_MS
from domain.privacy import TERMS, DataClass, Hold, State, Wanted
from schedules import housekeeping
from schedules.schedule import Occasion
from storage import audit, holding, retention, tables
from storage.due import Due
from storage.unit import Unit
from tests.privacy import furniture
from tests.privacy.conftest import settle
from tests.privacy.furniture import BEN, CHI, NOW, ZORA, House

# By what a row's age is told, and for how many days it is kept: read from the page for employees, not from the code.
AGES: Mapping[str, tuple[str, int]] = {
    "draft": ("at", 30),
    "claim": ("at", 2),
    "outbox": ("created_at", 1_096),
    "notice": ("created_at", 1_096),
    "due": ("settled_at", 90),
    "pace": ("opens_at", 1),
    "room_message": ("at", 1_096),
    "kudos": ("given_at", 1_096),
    "kudos_receiver": ("given_at", 1_096),
    "kudos_endorsement": ("at", 1_096),
    "broadcast": ("settled_at", 1_096),
    "broadcast_answer": ("at", 1_096),
    "broadcast_approval": ("decided_at", 1_096),
    "reporting_line": ("ends_at", 1_096),
    "belonging": ("ends_at", 1_096),
    "audit": ("at", 2_557),
    "legal_hold": ("lifted_at", 2_557),
    "erasure": ("asked_at", 2_557),
    "download": ("expires_at", 90),
    "claim_code": ("expires_at", 90),
    "claim_try": ("since", 90),
    "import_row": ("at", 30),
    "calibration_anchor": ("at", 730),
    "calibration_sprint_reading": ("at", 730),
    "calibration_packet": ("frozen_at", 730),
    "calibration_view": ("at", 730),
    "calibration_decision": ("at", 730),
    "calibration_habit": ("at", 730),
    "rating": ("changed_at", 730),
    "rating_change": ("at", 730),
    "review": ("changed_at", 730),
    "review_concern": ("raised_at", 730),
    "second_rater": ("drawn_at", 730),
    "participant": ("joined_at", 730),
    "checkpoint_done": ("at", 730),
    "delegation": ("since", 730),
    "evidence": ("recorded_at", 730),
    "evidence_change": ("at", 730),
    "feedback_request": ("created_at", 730),
    "goal": ("changed_at", 730),
    "goal_checkin": ("at", 730),
    "pulse_release": ("released_at", 1_096),
    "postmortem": ("created_at", 1_096),
    "experiment": ("told_at", 1_096),
    "recognition_story": ("posted_at", 1_096),
}
AGELESS = {
    *("batch", "rating_citation", "calibration_seat"),  # as old as the send, the rating, and the session
    "calibration_sprint_seat",  # as old as the sprint
    "calibration_report",  # the same
    *("pulse_invitation", "pulse_ballot", "pulse_sheet", "pulse_comment", "pulse_remark"),  # as old as the wave
    *("pulse_figure", "pulse_standing", "pulse_action", "pulse_vote"),  # as old as the release
    *("postmortem_action", "postmortem_score", "postmortem_responder"),  # as old as the post-mortem
    *("nomination_ballot", "nomination_slip", "nomination_seat", "nomination_result"),  # as old as the window
}
SETTLED: Mapping[str, dict[str, object]] = {  # nothing of it is still to come
    "outbox": {"state": "sent", "platform_ref": "1.2"},
    "due": {"state": "done"},
    "reporting_line": {"ends_at": NOW},
    "belonging": {"ends_at": NOW},
}


@pytest.fixture
def old(house: House) -> House:
    """Everything happened at one moment, and is over."""

    def settle_all(unit: Unit) -> None:
        for name, values in SETTLED.items():
            unit.run(update(tables.named(name)).values(values))

    house.writes(settle_all)
    return house


def tidy(house: House, now: int) -> None:
    due = Due(org=house.org, kind="housekeeping", subject="", step="", due_at=now)

    def night(unit: Unit) -> int | None:
        return housekeeping.tidy(Occasion(due=due, unit=unit, now=now, rng=random.Random(1)))

    for _ in range(50):
        if house.writes(night) is None:
            return
    raise AssertionError("it never ends")


def overdue(house: House, now: int, ages: Mapping[str, tuple[str, int]] = AGES) -> dict[str, int]:
    """Return how many rows are older than they may be, by table."""

    def count(unit: Unit, name: str) -> int:
        column, days = ages[name]
        table = tables.named(name)
        return len(unit.rows(select(table).where(table.c[column] < now - days * DAY_MS)))

    found = {name: house.reads(lambda unit, name=name: count(unit, name)) for name in ages}
    return {name: number for name, number in found.items() if number}


def test_every_table_with_a_rule_is_looked_at() -> None:
    """A new one is added here, with its age, or this fails."""
    assert AGES.keys() | AGELESS == retention.RULES.keys()


def test_nothing_is_overdue_after_a_night_and_nothing_goes_before(old: House) -> None:
    """Through eight years, in the nights in which something comes of age: there a minute before, and gone after."""
    for days in sorted({days for _, days in AGES.values()}):
        of_age = {name: age for name, age in AGES.items() if age[1] == days}
        night = NOW + days * DAY_MS + 60_000
        tidy(old, night - 120_000)
        assert overdue(old, night).keys() == of_age.keys()
        tidy(old, night)
        assert overdue(old, night) == {}
    assert old.reads(lambda unit: audit.verify(unit, old.org)).broken is None


def test_the_words_of_messages_go_long_before_the_messages(old: House) -> None:
    """That something was sent stays, so that it can be withdrawn; what it said does not."""
    tidy(old, NOW + 91 * DAY_MS)
    for name in ("outbox", "notice"):
        [row] = old.reads(lambda unit, name=name: unit.rows(select(tables.named(name))))
        assert bytes(row["card"]) == b""


def test_what_is_about_somebody_under_a_hold_stays(old: House) -> None:
    """However old it is, in every table; what is about others goes."""
    hold = Hold(id="held", person=ZORA, reason="a lawsuit", placed_by=None, placed_at=NOW)
    old.writes(lambda unit: holding.place(unit, old.org, hold))
    late = NOW + 3_000 * DAY_MS
    tidy(old, late)
    left = set(overdue(old, late))
    not_by_person = {"claim", "pace", "experiment", "recognition_story"}
    assert left == AGES.keys() - not_by_person
    assert old.reads(lambda unit: unit.rows(select(tables.named("batch"))))
    notes = old.reads(lambda unit: unit.rows(select(tables.named("kudos").c.id)))
    assert {row["id"] for row in notes} == {"kudos-1", "shared", "to-zora"}


def test_what_others_share_with_somebody_under_a_hold_stays(old: House) -> None:
    """What Chiara got, answered and was told as one of many, and whom she led, though it is Zora's; the rest goes."""

    def share(unit: Unit) -> None:
        unit.run(update(tables.named("broadcast_answer")).values(person_id=CHI))
        unit.run(update(tables.named("reporting_line")).values(manager_id=CHI))
        hold = Hold(id="held", person=CHI, reason="a lawsuit", placed_by=None, placed_at=NOW)
        assert holding.place(unit, old.org, hold)

    old.writes(share)
    tidy(old, NOW + 3_000 * DAY_MS)
    shared = {"kudos", "kudos_receiver", "kudos_endorsement", "reporting_line", "audit"}
    sent = {"broadcast", "broadcast_answer", "broadcast_approval"}
    assert set(overdue(old, NOW + 3_000 * DAY_MS)) == shared | sent


def test_when_the_hold_is_lifted_time_goes_on(old: House) -> None:
    """The next night."""
    hold = Hold(id="held", person=ZORA, reason="a lawsuit", placed_by=None, placed_at=NOW)
    late = NOW + 3_000 * DAY_MS
    old.writes(lambda unit: holding.place(unit, old.org, hold))
    tidy(old, late)
    old.writes(lambda unit: holding.lift(unit, old.org, "held", by=None, now=late))
    tidy(old, late)
    assert overdue(old, late) == {}


def test_a_term_holds_once_a_second_person_approved_it(old: House) -> None:
    """Until then, what HR wants is only wanted."""
    shorter = Wanted(DataClass.KUDOS, 366, BEN)
    old.writes(lambda unit: retention.ask(unit, old.org, shorter, now=NOW))
    night = NOW + 400 * DAY_MS
    tidy(old, night)
    assert "kudos" not in overdue(old, night)
    assert overdue(old, night, {"kudos": ("given_at", 366)})
    assert old.writes(lambda unit: retention.approve(unit, old.org, shorter, now=night))
    tidy(old, night)
    assert overdue(old, night, {"kudos": ("given_at", 366)}) == {}


def test_who_has_left_is_erased_when_their_history_is_too_old(old: House) -> None:
    """Without anybody asking. They may come back; whoever is still here, stays."""
    person = tables.named("person")
    gone = update(person).where(person.c.id == ZORA).values(active=False)
    old.writes(lambda unit: unit.run(gone).rowcount)
    tidy(old, NOW)
    tidy(old, NOW + 1_095 * DAY_MS)
    assert old.reads(furniture.opened)
    tidy(old, NOW + 1_097 * DAY_MS)
    settle(old, now=NOW + 1_097 * DAY_MS)
    assert old.reads(furniture.opened) == []
    assert old.reads(lambda unit: unit.rows(select(tables.named("barred")))) == []
    names = old.reads(lambda unit: unit.rows(select(person.c.name).where(or_(person.c.id == ZORA, person.c.active))))
    assert {row["name"] for row in names} == {"A former colleague", "Ben Okafor", "Chiara Lindqvist"}


def test_who_comes_back_in_time_has_not_left(old: House) -> None:
    """The count of days begins anew."""
    person = tables.named("person")
    for active, night in ((False, NOW), (True, NOW + 500 * DAY_MS), (False, NOW + 1_000 * DAY_MS)):
        change = update(person).where(person.c.id == ZORA).values(active=active)
        old.writes(lambda unit, change=change: unit.run(change).rowcount)
        tidy(old, night)
    tidy(old, NOW + 1_500 * DAY_MS)
    states = old.reads(lambda unit: unit.rows(select(tables.named("erasure").c.state)))
    assert State.APPROVED not in {row["state"] for row in states}


def test_people_are_told_the_terms_that_hold(old: House) -> None:
    """What the page says is what the rules do."""
    told = old.reads(lambda unit: retention.terms(unit, old.org))
    assert told == {of: term.days for of, term in TERMS.items()}
    for table, (_, days) in AGES.items():
        assert days in {rule.days or told[rule.of] for rule in retention.RULES[table]}
