"""Managers are reminded of what they have not written down; people are told of what is new, and it counts then."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlalchemy import insert, select

from domain import local_time
from domain.competencies import Direction
from domain.contact import Wishes
from domain.evidence import Item
from domain.evidence_record import Record
from domain.evidence_sources import Source
from domain.feedback import Asked, State
from schedules import tick
from schedules.evidence import RECENT, UNNOTED
from schedules.tick import Ticked
from storage import due, evidence, feedback, lines, notices, people, preferences, tables
from storage.due import Due
from storage.notices import Notice
from storage.unit import Store, Unit
from tests.schedules import mornings
from views import evidence_saved as views

DAY_MS = 86_400_000
START = 1_767_600_000_000  # Monday, 5 January 2026, 8:00 UTC
_notice = tables.table(tables.Notice)
_evidence = tables.table(tables.Evidence)


@dataclass
class Desk:
    """Mara leads Ben and Chi, who take part in a cycle of a hundred days; a clock that moves by days."""

    store: Store
    now: int = START
    noted: int = 0

    def notes(self, subject: str, *, author: str = "mara", ago: int = 0) -> None:
        self.noted += 1
        on = local_time.day_of(self.now - ago * DAY_MS, "UTC")
        item = Item(
            id=f"e{self.noted}",
            subject=subject,
            author=author,
            competency="early_candor",
            direction=Direction.AT,
            source=Source.MANAGER_OBSERVATION,
            occurred_on=on,
            recorded_on=on,
            recorded_at=self.now,
            situation="On Friday in the room",
            behavior="They said it aloud",
            impact="We could act in time",
        )
        self.store.write(lambda unit: evidence.add(unit, "org", Record(item=item), by=author, now=self.now)).result()

    def days(self, count: int) -> None:
        """What was due on the way is caught up once, on the day before the last."""
        for step in (count - 1, 1):
            self.now += step * DAY_MS
            self.settle()

    def settle(self) -> None:
        while not self.store.write(self._tick).result().is_idle:
            pass

    def _tick(self, unit: Unit) -> Ticked:
        return tick.tick(unit, mornings.KEEPING, now=self.now, rng=random.Random(self.now))

    def told(self, kind: str, person: str = "mara") -> list[str]:
        """Of whom, or of what, the person was told, in order."""
        here = (_notice.c.person_id == person, _notice.c.kind == kind)
        those = select(_notice.c.subject).where(*here).order_by(_notice.c.created_at, _notice.c.subject)
        rows = self.store.read(lambda unit: unit.rows(those)).result()
        return [row["subject"].partition("/")[0] for row in rows]

    def shown(self) -> list[bool]:
        rows = self.store.read(lambda unit: unit.rows(select(_evidence.c.shown_at).order_by(_evidence.c.id))).result()
        return [row["shown_at"] is not None for row in rows]


@pytest.fixture
def desk(store: Store) -> Desk:
    store.write(furnish).result()
    return Desk(store)


def furnish(unit: Unit) -> None:
    unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "House", "zone": "UTC", "created_at": 0})
    place = tables.Workspace(org_id="org", id="w", platform="slack", tenant="T", created_at=0)
    unit.run(insert(tables.table(tables.Workspace)), place.model_dump())
    for one in ("mara", "ben", "chi", "dan"):
        person = tables.Person(org_id="org", id=one, name=one.title(), created_at=START)
        unit.run(insert(tables.table(tables.Person)), person.model_dump())
        account = tables.Account(org_id="org", workspace_id="w", external=one, person_id=one)
        unit.run(insert(tables.table(tables.Account)), account.model_dump())
    lines.lead(unit, "org", {"ben": "mara", "chi": "mara", "dan": "mara"}, now=START - 1)
    cycle = tables.Cycle(
        org_id="org",
        id="c1",
        title="Half",
        template="",
        framework=1,
        state="open",
        starts_on="2026-01-05",
        ends_on="2026-04-14",
        author_id="mara",
        created_at=0,
        launched_at=START,
    )
    unit.run(insert(tables.table(tables.Cycle)), cycle.model_dump())
    unit.run(insert(tables.table(tables.Team)), {"org_id": "org", "id": "t", "name": "Billing", "created_at": 0})
    lines.assign(unit, "org", {"ben": ["t"], "chi": ["t"]}, now=START - 1)
    team = tables.CycleTeam(org_id="org", cycle_id="c1", team_id="t", joined_at=0)
    unit.run(insert(tables.table(tables.CycleTeam)), team.model_dump())
    for one in ("ben", "chi"):
        joined = tables.Participant(org_id="org", cycle_id="c1", person_id=one, joined_at=0)
        unit.run(insert(tables.table(tables.Participant)), joined.model_dump())


def test_a_manager_hears_of_whom_they_wrote_nothing_for_two_weeks(desk: Desk) -> None:
    """Since the cycle opened, or since the last note; not of who takes no part, and again after two more weeks."""
    desk.days(10)
    desk.notes("chi")
    desk.days(3)
    assert desk.told(UNNOTED) == []
    desk.days(2)
    assert desk.told(UNNOTED) == ["ben"]
    desk.days(10)
    assert desk.told(UNNOTED) == ["ben", "chi"]
    desk.days(5)
    assert desk.told(UNNOTED) == ["ben", "chi"]  # what can wait comes once a week
    desk.days(3)
    assert desk.told(UNNOTED) == ["ben", "chi", "ben"]


def test_a_colleagues_note_is_not_the_managers(desk: Desk) -> None:
    """The habit is theirs."""
    desk.days(10)
    desk.notes("ben", author="chi")
    desk.days(5)
    assert desk.told(UNNOTED) == ["ben", "chi"]


def test_from_the_middle_of_the_period_on_a_manager_hears_that_all_is_from_lately(desk: Desk) -> None:
    """Not of whoever has early notes too, and not before the middle."""
    desk.days(5)
    desk.notes("chi")
    desk.days(43)
    desk.notes("ben")
    desk.notes("chi")
    assert desk.told(RECENT) == []
    desk.days(2)
    assert desk.told(RECENT) == ["ben"]


def test_what_came_before_is_asked_of_the_days_that_count_next(desk: Desk) -> None:
    """With a first rating on the fortieth day, due on the fiftieth: the middle is that of the days that count next."""
    desk.store.write(lambda unit: _rates(unit, 40, 50)).result()
    desk.store.write(lambda unit: _rates(unit, 90, 99)).result()
    desk.days(5)
    desk.notes("chi")
    desk.days(14)
    desk.notes("ben")
    desk.days(1)
    assert desk.told(RECENT) == ["ben"]
    desk.days(44)
    desk.notes("chi")
    desk.days(1)
    assert desk.told(RECENT) == ["ben", "chi"]


def _rates(unit: Unit, opens: int, due_: int) -> None:
    days = [date.fromordinal(date(2026, 1, 5).toordinal() + after).isoformat() for after in (opens, due_)]
    content = '{"audience": "managers", "ladder": {"grace": 5, "reminders": [3, 1, 0]}, "prompt": ""}'
    keys = {"org_id": "org", "cycle_id": "c1", "id": f"rating{opens}", "kind": "rating", "title": "Rate"}
    row = {**keys, "opens_on": days[0], "due_on": days[1], "content": content}
    unit.run(insert(tables.table(tables.Checkpoint)), row)


def leave(unit: Unit, now: int) -> None:
    told = Notice(person="ben", kind=evidence.ADDED, subject="e1/1", card=views.ready())
    notices.leave(unit, "org", [told], now=now, rng=random.Random(1))


def test_a_piece_counts_from_when_the_person_was_told(desk: Desk) -> None:
    """Written in the night, told at nine: all that there is by then."""
    desk.now = START + 14 * 3_600_000
    desk.notes("ben")
    desk.store.write(lambda unit: leave(unit, desk.now)).result()
    desk.settle()
    assert desk.shown() == [False]
    desk.notes("ben")
    desk.now = START + 25 * 3_600_000
    desk.settle()
    assert desk.shown() == [True, True]


def test_whoever_does_not_want_to_be_told_could_still_read_it(desk: Desk) -> None:
    """Else nothing could ever be said of them; it stands in their list, and on their Home."""
    wishes = Wishes(zone="UTC", stopped=frozenset({evidence.ADDED}))
    desk.store.write(lambda unit: preferences.save(unit, "org", "ben", wishes)).result()
    desk.notes("ben")
    desk.now += 3_600_000
    desk.store.write(lambda unit: leave(unit, desk.now)).result()
    desk.settle()
    assert desk.shown() == [True]


def test_whoever_answered_before_the_question_reached_them_is_not_asked(desk: Desk) -> None:
    """They saw it in their list first."""
    asked = Asked(
        id="f1",
        subject="ben",
        asked="chi",
        by="mara",
        competency="",
        question="What?",
        due_on=date(2026, 1, 9),
        asked_at=desk.now,
    )

    def ask(unit: Unit) -> None:
        feedback.add(unit, "org", asked)
        told = Notice(person="chi", kind=feedback.ASKED, subject="f1", card=views.ready())
        notices.leave(unit, "org", [told], now=desk.now, rng=random.Random(1))
        feedback.settle(unit, "org", "f1", State.GIVEN, now=desk.now)

    desk.store.write(ask).result()
    desk.now += 2 * 3_600_000
    desk.settle()
    asked_for = select(_notice.c.state).where(_notice.c.kind == feedback.ASKED)
    rows = desk.store.read(lambda unit: unit.rows(asked_for)).result()
    assert [row["state"] for row in rows] == ["dropped"]


def test_a_colleague_is_reminded_once_and_not_waited_for_without_end(desk: Desk) -> None:
    """Whoever answered before hears nothing of it."""
    asked = Asked(
        id="f1",
        subject="ben",
        asked="chi",
        by="mara",
        competency="",
        question="What?",
        due_on=date(2026, 1, 9),
        asked_at=desk.now,
    )

    def ask(unit: Unit) -> None:
        for one in (asked, replace(asked, id="f2", asked="dan")):
            feedback.add(unit, "org", one)
            planned = {feedback.REMIND: ("T-1", 3), feedback.LAPSE: ("end", 19)}
            dues = [
                Due(org="org", kind=kind, subject=one.id, step=step, due_at=START + after * DAY_MS)
                for kind, (step, after) in planned.items()
            ]
            due.plan(unit, dues)
        feedback.settle(unit, "org", "f2", State.GIVEN, now=START)

    desk.store.write(ask).result()
    desk.days(5)
    assert (desk.told(feedback.ASKED, "chi"), desk.told(feedback.ASKED, "dan")) == (["f1"], [])
    desk.days(16)
    mara = desk.store.read(lambda unit: people.on_behalf_of(unit, "org", "mara")).result()
    assert mara is not None
    found = desk.store.read(lambda unit: [feedback.find(unit, mara, id) for id in ("f1", "f2")]).result()
    assert [one.state for one in found if one] == [State.LAPSED, State.GIVEN]
