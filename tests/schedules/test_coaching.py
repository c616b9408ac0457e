"""Whoever leads people gets a thought when it is of use: before talks, when somebody spoke up, after a long silence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from domain import coaching as rules
from domain import local_time
from domain.coaching import CONCERN, OWN_ERROR, RESULTS, TALK, UNNOTED, UNSEEN, Answer
from domain.competencies import Direction
from domain.contact import Wishes
from domain.evidence import Item, Voice
from domain.evidence_record import Change, Deed, Record
from domain.evidence_sources import Source
from domain.people import Actor, Person
from domain.pulses import Template
from domain.pulses_wave import Wave
from storage import coaching, evidence, lines, preferences, pulses, tables
from storage.notices import Notice, State
from storage.unit import Store, Unit
from tests.schedules import test_evidence
from tests.schedules.test_evidence import DAY_MS, START, Desk
from tests.storage.surveys import CONTRACT
from views import coaching as card
from views import codec

FIGURE = '{"figure": "62.5", "half_width": null, "low_precision": false, "shares": [], "side": "exact"}'
MARA = Actor(org="org", person=Person(id="mara", name="Mara"), workspace="w", account="mara")
_notice = tables.table(tables.Notice)


@dataclass
class Coached(Desk):
    """Mara's people are in a cycle whose review talks begin on its 30th day, a Wednesday."""

    def notes_that(self, subject: str, voice: Voice, *, author: str = "mara") -> None:
        self.noted += 1
        on = local_time.day_of(self.now, "UTC")
        item = Item(
            id=f"e{self.noted}",
            subject=subject,
            author=author,
            competency="early_candor",
            direction=Direction.AT,
            source=Source.MANAGER_OBSERVATION if author != subject else Source.SELF_REPORT,
            occurred_on=on,
            recorded_on=on,
            recorded_at=self.now,
            situation="On Friday in the room",
            behavior="They said it aloud",
            impact="We could act in time",
            voice=voice,
        )
        self.store.write(lambda unit: evidence.add(unit, "org", Record(item=item), by=author, now=self.now)).result()

    def words(self, kind: str) -> str:
        rows = self.store.read(lambda unit: unit.rows(select(_notice).where(_notice.c.kind == kind))).result()
        cards = [codec.load(self.store.keys.open(row["card"], "org", "notice", row["id"], "card")) for row in rows]
        return "\n".join(str(card) for card in cards)

    def says_that_they_spoke_up(self, unit: Unit) -> None:
        """Ben, of the note that was written last."""
        [record] = evidence.by_author(unit, MARA, most=1)
        after = replace(record, item=replace(record.item, voice=Voice.RAISED_CONCERN, version=record.item.version + 1))
        change = Change(version=after.item.version, by="ben", deed=Deed.SPOKE_UP, at=self.now)
        evidence.save(unit, "org", after, record, change)

    def wants(self, **wishes: Any) -> None:
        """Their hours have begun when the clock of the desk strikes."""
        asked = Wishes(zone="UTC", opens=time(7), **wishes)
        self.store.write(lambda unit: preferences.save(unit, "org", "mara", asked)).result()

    def sent(self) -> set[str]:
        """Return the kinds that the manager was sent so far."""
        those = select(_notice.c.kind).where(_notice.c.person_id == "mara", _notice.c.state == State.SENT.value)
        return {row["kind"] for row in self.store.read(lambda unit: unit.rows(those)).result()}

    def may_hear(self, *kinds: str) -> list[str]:
        """Return of which of these kinds, of each of which there is something to say, the manager may be told."""
        wanted = [Notice(person="mara", kind=one, subject="s", card=card.own_error("Words")) for one in kinds]
        found = self.store.read(lambda unit: coaching.within(unit, "org", wanted, now=self.now)).result()
        return [one.kind for one in found]

    def answers(self, kind: str, said: Answer) -> None:
        self.store.write(lambda unit: coaching.answer(unit, "org", "mara", kind, said, now=self.now)).result()


@pytest.fixture
def desk(store: Store) -> Coached:
    store.write(test_evidence.furnish).result()
    store.write(_talks).result()
    return Coached(store)


def _results(unit: Unit, wave: str, content: str) -> None:
    """A wave of Mara's team is released."""
    opens, closes, talks = date(2025, 12, 1), date(2025, 12, 12), date(2025, 12, 19)
    contract = replace(CONTRACT, opens_on=opens, closes_on=closes, share_back_on=talks)
    one = Wave(id=wave, title="Pulse", template=Template.FOUR_WEEKLY, number=1, contract=contract)
    pulses.add(unit, "org", pulses.Kept(wave=one, author="mara", created_at=START))
    group = {"wave_id": wave, "id": "team/t", "level": "team", "invited": 2}
    rows: dict[str, dict[str, object]] = {
        "pulse_group": group,
        "pulse_invitation": {"wave_id": wave, "person_id": "ben", "group_id": "team/t"},
        "pulse_release": {"wave_id": wave, "released_at": START + 2 * DAY_MS},
        "pulse_figure": {"wave_id": wave, "group_id": "team/t", "question_id": "index", "n": 0, "content": content},
    }
    for table, row in rows.items():
        unit.insert_all(tables.named(table), [{"org_id": "org", **row}])


def _talks(unit: Unit) -> None:
    opens, due = (local_time.day_of(START + days * DAY_MS, "UTC").isoformat() for days in (30, 40))
    content = '{"audience": "managers", "ladder": {"grace": 5, "reminders": [3, 1, 0]}, "prompt": ""}'
    row = {"org_id": "org", "cycle_id": "c1", "id": "talks", "kind": "release", "title": "Talks", "content": content}
    unit.run(insert(tables.table(tables.Checkpoint)), {**row, "opens_on": opens, "due_on": due})


def test_three_working_days_before_the_talks_a_manager_hears_with_whom(desk: Coached) -> None:
    """Once, with all their names; from the Friday before a Wednesday on."""
    desk.days(24)
    assert desk.told(TALK.kind) == []
    desk.days(5)
    assert desk.told(TALK.kind) == ["c1"]
    assert "Before you meet Ben and Chi:" in desk.words(TALK.kind)


def test_a_first_reply_is_thought_of_when_somebody_spoke_up(desk: Coached) -> None:
    """Only to the manager who noted it: from a colleague's note they would learn who it was. Then it rests a week."""
    desk.notes_that("chi", Voice.RAISED_CONCERN, author="dan")
    desk.days(2)
    assert desk.told(CONCERN.kind) == []
    desk.notes_that("ben", Voice.RAISED_CONCERN)
    desk.days(2)
    desk.notes_that("chi", Voice.OWNED_ERROR)
    desk.days(2)
    assert desk.told(CONCERN.kind) == ["e2"]
    assert "A good first reply" in desk.words(CONCERN.kind)
    assert "Ben" not in desk.words(CONCERN.kind)


def test_of_what_the_person_says_of_a_note_the_manager_gets_no_news(desk: Coached) -> None:
    """It is the writer's own word that gives a reason: who presses that they spoke up does so for themselves."""
    desk.notes("ben")
    desk.store.write(desk.says_that_they_spoke_up).result()
    desk.days(2)
    assert desk.told(CONCERN.kind) == []


def test_once_results_are_there_whoever_leads_the_team_hears_how_to_begin(desk: Coached) -> None:
    """Once; and nothing where no figure of their people is shown, or what was promised of it was changed by hand."""
    desk.store.write(lambda unit: _results(unit, "w0", content=FIGURE)).result()
    desk.store.write(lambda unit: unit.run(update(tables.table(tables.PulseWave)).values(contract="{}"))).result()
    desk.store.write(lambda unit: _results(unit, "w1", content="")).result()
    desk.days(2)
    assert desk.told(RESULTS.kind) == []
    desk.store.write(lambda unit: _results(unit, "w2", content=FIGURE)).result()
    desk.days(2)
    assert desk.told(RESULTS.kind) == ["w2"]
    assert "Please do not try to work out who said what" in desk.words(RESULTS.kind)


def test_without_a_cycle_results_are_there_as_well(desk: Coached) -> None:
    """A pulse needs none."""
    desk.store.write(lambda unit: unit.run(update(tables.table(tables.Cycle)).values(state="closed"))).result()
    desk.store.write(lambda unit: _results(unit, "w1", content=FIGURE)).result()
    desk.days(2)
    assert desk.told(RESULTS.kind) == ["w1"]


def test_a_colleagues_note_on_an_error_is_not_shared_by_the_manager(desk: Coached) -> None:
    """They may not even know of it."""
    desk.days(30)
    desk.notes_that("mara", Voice.OWNED_ERROR, author="dan")
    desk.days(32)
    assert len(desk.told(OWN_ERROR.kind)) == 1


def test_whoever_shared_an_error_of_theirs_is_not_asked_for_one(desk: Coached) -> None:
    """Else sixty days after the last time, or after the cycle began."""
    desk.days(30)
    desk.notes_that("mara", Voice.OWNED_ERROR, author="mara")
    desk.days(58)
    assert desk.told(OWN_ERROR.kind) == []
    desk.days(9)  # a week after what else could wait
    assert len(desk.told(OWN_ERROR.kind)) == 1


def test_of_talks_that_began_while_a_manager_was_away_they_hear_nothing(desk: Coached) -> None:
    """A thought that comes late is none; and whoever is back hears no more in a week than anybody else."""
    desk.wants(back_on=local_time.day_of(START + 31 * DAY_MS, "UTC"))
    for _ in range(35):
        desk.days(1)
    assert desk.told(TALK.kind) == ["c1"]
    assert desk.sent() & {one.kind for one in rules.NUDGES} == {UNNOTED.kind}


def test_of_talks_with_people_they_no_longer_lead_a_manager_hears_nothing(desk: Coached) -> None:
    """Though it was left for them in the night."""
    desk.wants(digest_day=2)
    desk.days(26)
    assert desk.told(TALK.kind) == ["c1"]
    desk.store.write(lambda unit: lines.lead(unit, "org", {"ben": "dan", "chi": "dan"}, now=desk.now)).result()
    desk.days(4)
    assert TALK.kind not in desk.sent()


def test_what_a_manager_stopped_takes_no_room_from_what_they_kept(desk: Coached) -> None:
    """One thought that can wait comes in a week: of those that they want to hear."""
    assert desk.may_hear(UNNOTED.kind, UNSEEN.kind) == [UNNOTED.kind]
    desk.wants(stopped=frozenset({UNNOTED.kind}))
    assert desk.may_hear(UNNOTED.kind, UNSEEN.kind) == [UNSEEN.kind]


def test_what_a_manager_finds_not_helpful_comes_less_often(desk: Coached) -> None:
    """People without a note are thought of after two weeks, and then for six weeks no more."""
    desk.wants()
    desk.days(15)
    assert desk.told(UNNOTED.kind) == ["ben", "chi"]
    desk.answers(UNNOTED.kind, Answer.LESS)
    desk.days(30)
    assert desk.told(UNNOTED.kind) == ["ben", "chi"]
    desk.days(14)
    assert len(desk.told(UNNOTED.kind)) > 2
    assert rules.RESTS == 3
