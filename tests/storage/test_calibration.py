"""Packets in the store: for every person, every packet and every state, what may be read is what the rules say."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from domain import calibration as rules
from domain import reviews_rounds
from domain.calibration import Case, Session, State
from domain.calibration_decisions import Mark, Outcome, Ruling, View
from domain.calibration_script import Form, Moment
from domain.competencies import Level
from domain.cycles import Cycle
from domain.cycles import State as CycleState
from domain.errors import StaleError
from domain.evidence import Period
from domain.people import Actor
from domain.policy import Action
from domain.ratings import Text
from handlers import calibration_calendar
from storage import (
    calibration,
    calibration_anchors,
    calibration_due,
    calibration_packets,
    calibration_pending,
    calibration_room,
    calibration_rulings,
    calibration_views,
    cycles,
    delegations,
    due,
    lines,
    participants,
    people,
    reviews,
    tables,
)
from storage.calibration import Kept
from storage.downloads import Taken
from storage.unit import Store, Unit

NOW = 1_790_000_000_000
CHART: Mapping[str, str | None] = {
    "boss": None, "top": "boss", "ana": "top", "eve": "top", "kim": "top", "ben": "ana", "chi": "ana", "zoe": "chi",
    "ike": "eve", "pip": "eve", "lou": "kim", "fay": "boss", "gus": None, "dep": None, "old": None, "out": None,
}  # fmt: skip
SUBJECTS = ("ben", "chi", "zoe", "ike", "lou", "pip")
HAD = {"pip": "ana", "lou": "eve"}  # who rated them when the packets froze, and who wrote of them before that
SESSION = Session(
    id="s1",
    cycle="c1",
    round="",
    day=date(2026, 10, 8),
    at=time(14),
    zone="Europe/Madrid",
    facilitator="fay",
    monitor="gus",
    managers=("ana", "eve", "kim", "chi", "dep", "old"),
)
_person = tables.table(tables.Person)
_due = tables.table(tables.Due)
_session = tables.table(tables.CalibrationSession)


@pytest.fixture
def house(store: Store) -> Store:
    store.write(furnish).result()
    return store


def furnish(unit: Unit) -> None:
    """Dep acts for Ana; Old did, until a moment ago. Pip was Ana's, and came to Eve after the packets froze."""
    unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "House", "zone": "UTC", "created_at": 0})
    unit.run(insert(_person), [{"org_id": "org", "id": one, "name": one.title(), "created_at": 0} for one in CHART])
    unit.run(insert(tables.table(tables.Team)), {"org_id": "org", "id": "blue", "name": "Blue", "created_at": 0})
    lines.lead(unit, "org", {one: boss for one, boss in CHART.items() if boss} | {"pip": "ana"}, now=NOW - 9)
    lines.assign(unit, "org", {one: ["blue"] for one in SUBJECTS}, now=NOW - 9)
    cycle = Cycle(
        id="c1",
        name="Autumn",
        period=Period(start=date(2026, 7, 1), end=date(2026, 12, 31)),
        checkpoints=(),
        framework="default",
        framework_version=1,
        state=CycleState.OPEN,
    )
    cycles.add(unit, "org", cycles.Kept(cycle=cycle, author="top"))
    participants.add_teams(unit, "org", "c1", ["blue"], now=NOW)
    participants.follow(unit, "org", "c1", now=NOW)
    calibration.add(unit, "org", Kept(session=SESSION, author="top", created_at=NOW))
    blank = reviews.plain(unit, "org", reviews_rounds.rounds(cycle)[0], "lou")
    first = replace(blank.ratings[0], text=Text(by="eve", at=NOW, rationale="She covered for Kim."), version=1)
    reviews.save(unit, "org", blank, replace(blank, ratings=(first, *blank.ratings[1:])), by="eve", now=NOW)
    calibration_packets.freeze(unit, "org", SESSION, now=NOW, rng=random.Random(1))
    lines.lead(unit, "org", {"pip": "eve"}, now=NOW - 8)
    delegations.hand_over(unit, "org", "c1", "ana", "old", now=NOW - 8)
    delegations.hand_over(unit, "org", "c1", "ana", "dep", now=NOW - 7)


def actor(unit: Unit, who: str) -> Actor:
    found = people.on_behalf_of(unit, "org", who)
    assert found is not None
    return found


def above(who: str) -> list[str]:
    found = []
    boss = CHART[who]
    while boss:
        found.append(boss)
        boss = CHART[boss]
    return found


def may_read(who: str, about: str, state: State) -> bool:
    """The rule again, slowly: a seat and an open session; never self, those above or peers.

    Whoever rates the person, or leads that one, reads it only from a manager's seat; whoever acted for them and does no
    more has no say at all.
    """
    if state not in {State.READY, State.OPEN} or SESSION.seat(who) is None:
        return False
    if who == HAD.get(about):  # no second voice on what they rated
        return False
    if who == about or about in above(who) or (CHART[who] == CHART[about] and CHART[who]):
        return False
    rates = who in above(about)[:2] or (who == "dep" and CHART[about] == "ana")
    if rates:
        return who in SESSION.managers
    acts_above = who == "dep" and "ana" in above(about)
    return who not in above(about) and not acts_above and not (who == "old" and CHART[about] == "ana")


def may_speak(who: str, about: str, state: State) -> bool:
    rates = who in above(about) or (who in {"dep", "old"} and CHART[about] == "ana")
    return may_read(who, about, state) and who in SESSION.managers and not rates


@pytest.mark.parametrize("state", [State.PLANNED, State.READY, State.OPEN, State.CLOSED])
def test_every_packet_is_read_by_those_alone_who_may(house: Store, state: State) -> None:
    """For each person of the org and each packet, found by its id; and the list holds no other."""

    def ask(unit: Unit) -> list[str]:
        kept = Kept(session=replace(SESSION, state=state), author="top", created_at=NOW)
        wrong = []
        for who in CHART:
            reader = actor(unit, who)
            listed = {one.packet.subject for one in calibration_packets.readable(unit, reader, kept, now=NOW)}
            for about in SUBJECTS:
                found = calibration_packets.meet(unit, reader, kept, about, now=NOW)
                reads = found is not None and found.allows(Action.READ)
                speaks = found is not None and found.allows(Action.WRITE)
                expected = (may_read(who, about, state), may_speak(who, about, state))
                wrong += [f"{who} {about} {reads} {speaks}"] if (reads, speaks) != expected else []
                wrong += [f"{who} {about} listed"] if (about in listed) != expected[0] else []
        return wrong

    assert house.read(ask).result() == []


def test_a_packet_of_nobody_is_no_packet(house: Store) -> None:
    """An id that was swapped: of another session, of somebody who is not talked about, or made up."""

    def ask(unit: Unit) -> list[Any]:
        kept = calibration.found(unit, "org", "s1")
        assert kept is not None
        other = replace(kept, session=replace(kept.session, id="s2"))
        reader = actor(unit, "fay")
        asked = [(kept, "ana"), (kept, "nobody"), (other, "ben")]
        return [calibration_packets.meet(unit, reader, one, about, now=NOW) for one, about in asked]

    assert house.read(ask).result() == [None, None, None]


def test_whoever_is_talked_about_is_whom_the_managers_answer_for(house: Store) -> None:
    """Ana's people are Dep's while she is away; each is talked about once."""

    def ask(unit: Unit) -> list[Case]:
        return calibration.cases(unit, "org", SESSION, now=NOW)

    found = {one.subject: one.manager for one in house.read(ask).result()}
    assert found == {"ben": "dep", "chi": "dep", "zoe": "chi", "ike": "eve", "lou": "kim", "pip": "eve"}


def test_a_manager_who_left_between_packet_and_session_has_no_turn(house: Store) -> None:
    """Their people's packets stay, and the others still read them; nobody speaks in their place."""

    def leave(unit: Unit) -> tuple[set[str], set[str]]:
        unit.run(update(_person).where(_person.c.id == "eve").values(active=False))
        kept = calibration.found(unit, "org", "s1")
        assert kept is not None
        going = replace(kept, session=replace(kept.session, state=State.OPEN), segment=0, segment_at=NOW)
        calibration_packets.begin_case(unit, "org", "s1", "ike", now=NOW)
        scene = calibration_room.scene(unit, "org", going, now=NOW)
        readers = {
            who for who in ("kim", "dep") if calibration_packets.meet(unit, actor(unit, who), going, "ike", now=NOW)
        }
        return set(scene.order), readers

    order, readers = house.write(leave).result()
    assert "eve" not in order
    assert readers == {"kim", "dep"}


def test_whoever_left_gets_no_calendar_file_by_a_link_of_before(house: Store) -> None:
    """The link is good for a quarter of an hour; its reader may be gone before that."""
    wanted = Taken("org", "eve", calibration_calendar.OF, "s1")

    def made(unit: Unit) -> bool:
        return calibration_calendar.file(unit, taken=wanted, now=NOW) is not None

    assert house.read(made).result()
    house.write(lambda unit: unit.run(update(_person).where(_person.c.id == "eve").values(active=False))).result()
    assert not house.read(made).result()


def test_of_two_who_change_a_session_the_second_is_told(house: Store) -> None:
    def change(unit: Unit, at: time) -> None:
        kept = calibration.found(unit, "org", "s1")
        assert kept is not None
        changed = rules.change(SESSION, replace(SESSION, at=at))
        calibration.save(unit, "org", replace(kept, session=changed), was=SESSION.version)

    house.write(lambda unit: change(unit, time(15))).result()
    with pytest.raises(StaleError):
        house.write(lambda unit: change(unit, time(16))).result()


def test_nothing_of_an_old_day_is_planned_any_more(house: Store) -> None:
    """Neither after it moved, nor for whoever has lost their seat, nor once it is cancelled."""

    def steps(unit: Unit) -> list[tuple[str, str]]:
        here = (_due.c.kind == calibration_due.REMIND, _due.c.state == due.State.PLANNED.value)
        return sorted((row["subject"], row["step"]) for row in unit.rows(select(_due).where(*here)))

    def plan(unit: Unit, session: Session, *gone: str) -> None:
        calibration_due.plan(unit, "org", session, gone=gone, now=NOW)

    moved = replace(SESSION, day=date(2026, 10, 29), managers=SESSION.managers[:-1])
    house.write(lambda unit: plan(unit, SESSION)).result()
    before = house.write(steps).result()
    house.write(lambda unit: plan(unit, moved, "old")).result()
    after = house.write(steps).result()
    assert len(before) == 3 * len(SESSION.people)
    assert len(after) == 3 * len(moved.people)
    assert {step.partition("/")[0] for _, step in after} == {f"{moved.starts_at:015}"}
    house.write(lambda unit: plan(unit, rules.cancel(moved))).result()
    assert house.write(steps).result() == []


def test_levels_of_the_written_cases_are_counted_without_names(house: Store) -> None:
    """What somebody chose again takes the place of what they chose first."""

    def rate(unit: Unit) -> Mapping[str, Mapping[Level, int]]:
        for who, level in (("ana", Level.COMPETENT), ("eve", Level.ROLE_MODEL), ("ana", Level.DEVELOPING)):
            calibration_anchors.put(unit, "org", "s1", who, Moment.BEFORE, {"a1": level}, now=NOW)
        return calibration_anchors.spread(unit, "org", "s1", Moment.BEFORE)

    found = house.write(rate).result()
    assert found == {"a1": {Level.DEVELOPING: 1, Level.COMPETENT: 0, Level.ROLE_MODEL: 1}}


def test_half_of_the_room_begins_with_each_set_and_keeps_it() -> None:
    first = calibration.with_forms(SESSION, {})
    assert list(first.values()) == [Form.A, Form.B] * 3
    fewer = replace(SESSION, managers=("eve", "kim"))
    assert calibration.with_forms(fewer, first) == {"eve": Form.B, "kim": Form.A}


def test_nothing_is_released_while_an_open_session_has_decided_on_it(house: Store) -> None:
    """Until the last word on it is taken back, or the session is over: what a later one replaced holds nobody up."""
    first = Ruling(
        subject="ben", competency="early_candor", number=1, outcome=Outcome.KEPT, by="fay", at=NOW, original=None
    )

    def pending(unit: Unit, state: State) -> frozenset[str]:
        unit.run(update(_session).values(state=state.value))
        cycle = cycles.find(unit, "org", "c1")
        assert cycle is not None
        return calibration_pending.of_round(unit, "org", reviews_rounds.rounds(cycle)[0])

    last = replace(first, number=2)
    house.write(lambda unit: calibration_rulings.add(unit, "org", "s1", first)).result()
    found = house.write(lambda unit: {one: pending(unit, one) for one in State}).result()
    assert found == {one: frozenset({"ben"} if one is State.OPEN else ()) for one in State}
    house.write(lambda unit: calibration_rulings.add(unit, "org", "s1", last)).result()
    assert house.write(lambda unit: pending(unit, State.OPEN)).result() == {"ben"}
    house.write(lambda unit: calibration_rulings.undo(unit, "org", "s1", last, now=NOW)).result()
    assert house.write(lambda unit: pending(unit, State.OPEN)).result() == frozenset()


def test_what_is_said_and_decided_comes_back_as_it_was(house: Store) -> None:
    """And of two decisions under the same number the second is refused."""
    ruling = Ruling(
        subject="ben", competency="early_candor", number=1, outcome=Outcome.KEPT, by="fay", at=NOW, original=None
    )
    view = View(person="eve", mark=Mark.QUESTION, question="What followed?", points={"r1": 2})

    def keep(unit: Unit) -> tuple[View, list[Ruling]]:
        calibration_views.put(unit, "org", "s1", "ben", view, now=NOW)
        calibration_rulings.add(unit, "org", "s1", ruling)
        said = calibration_views.of_person(unit, "org", "s1", "ben", "eve")
        return said, calibration_rulings.of_session(unit, "org", "s1")

    assert house.write(keep).result() == (view, [ruling])
    with pytest.raises(StaleError):
        house.write(lambda unit: calibration_rulings.add(unit, "org", "s1", ruling)).result()
