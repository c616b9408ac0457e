"""Nominations in the store: handed in once, joined to nobody, shuffled at the close, and gone once decided on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import pytest
from sqlalchemy import insert, select, update

from domain.errors import StaleError
from domain.local_time import DAY_MS, HOUR_MS
from domain.nominations import Category, Decider, Nomination, Reason, Stage, State, Terms, Window
from storage import (
    nominations,
    nominations_closing,
    nominations_erasing,
    nominations_received,
    tables,
)
from storage import nominations_ballots as ballots
from storage.ballot_keys import BallotKey, KeyAwayError
from storage.nominations_ballots import Urn
from storage.sealing import SealingError
from storage.unit import Row, Store, Unit

NOW = 1_790_000_000_000
ORG, ID = "org", "w"
FEEDBACK = Category(id="feedback", label="Feedback", ask="Whose?")
TERMS = Terms(categories=(FEEDBACK,), decider=Decider.COMMITTEE, rest_days=365)
PEOPLE = ("ana", "ben", "chi", "dan", "eve")
SEATS = ("fay", "gus", "hal")
_slip, _ballot = tables.table(tables.NominationSlip), tables.table(tables.NominationBallot)
_due = tables.table(tables.Due)


@dataclass
class House:
    """Fay, Gus and Hal sit on the committee of a window that is open. Ballots may be anybody's here."""

    store: Store
    rng: random.Random = field(default_factory=lambda: random.Random(3))
    terms: Terms = TERMS

    def opens(self, id: str = ID, *, at: int = NOW) -> None:
        window = Window(id=id, title=id, terms=self.terms, closes_at=at + DAY_MS, decides_at=at + 2 * DAY_MS)
        seats = SEATS if self.terms.decider is Decider.COMMITTEE else ()

        def work(unit: Unit) -> None:
            nominations.add(unit, ORG, window, seats, "eve", now=at)
            ballots.make_key(unit, id, Stage.NOMINATE)

        self.store.write(work).result()

    def key(self, stage: Stage, id: str = ID) -> BallotKey | None:
        return self.store.read(lambda unit: ballots.find_key(unit, ORG, id, stage)).result()

    def urn(self, unit: Unit, stage: Stage, id: str) -> Urn:
        key = ballots.find_key(unit, ORG, id, stage)
        assert key is not None
        return Urn(unit, ORG, id, stage, key)

    def names(self, by: str, whom: str, id: str = ID, *, impact: str = "Much") -> bool:
        reason = Reason(situation="In August", behavior=f"{by} says so", impact=impact)
        one = Nomination(category=FEEDBACK.id, nominee=whom, reason=reason)
        return self.store.write(lambda unit: self.urn(unit, Stage.NOMINATE, id).nominate(by, one, self.rng)).result()

    def votes(self, by: str, whom: str, id: str = ID) -> bool:
        return self.store.write(
            lambda unit: self.urn(unit, Stage.VOTE, id).vote(by, FEEDBACK.id, whom, self.rng)
        ).result()

    def closes(self, id: str = ID, *, at: int = NOW + DAY_MS) -> None:
        self.store.write(lambda unit: nominations_closing.close(unit, ORG, id, now=at, rng=self.rng)).result()

    def counts(self, id: str = ID, *, at: int = NOW + 2 * DAY_MS) -> None:
        self.store.write(lambda unit: nominations_closing.count(unit, ORG, id, now=at)).result()

    def forgets(self, id: str = ID, *, at: int = NOW + DAY_MS) -> State | None:
        window = self.store.write(lambda unit: nominations_closing.forget_keys(unit, ORG, id, now=at)).result()
        return window.state if window else None

    def now(self, id: str = ID) -> Window:
        window = self.store.read(lambda unit: nominations.find(unit, ORG, id)).result()
        assert window is not None
        return window

    def decided_on(self, id: str = ID) -> list[str]:
        found = self.store.read(lambda unit: ballots.decided_on(unit, ORG, id)).result()
        return [one.nominee for one in found]

    def received(self, id: str = ID) -> list[str]:
        found = self.store.read(lambda unit: nominations_received.of_window(unit, ORG, id)).result()
        return [one.winner.person for one in found]

    def stops(self, id: str = ID) -> None:
        def work(unit: Unit) -> None:
            window = nominations.locked(unit, ORG, id)
            assert window is not None
            nominations_closing.stop(unit, ORG, window, now=NOW)

        self.store.write(work).result()

    def planned_in_the_night(self, day: date) -> list[tuple[str, str]]:
        """Kind and window of what is planned once more on that day."""
        work = partial(nominations_closing.look_again, org=ORG, today=day, now=NOW + DAY_MS)
        self.store.write(work).result()
        those = select(_due.c.kind, _due.c.subject).where(_due.c.step == day.isoformat())
        rows = self.store.read(lambda unit: unit.rows(those)).result()
        return [(row["kind"], row["subject"]) for row in rows]

    def rows(self) -> int:
        return self.store.read(lambda unit: sum(len(unit.rows(select(table))) for table in (_slip, _ballot))).result()

    def slips(self, id: str, stage: Stage = Stage.NOMINATE) -> Sequence[Row]:
        """As they stand in the table."""
        mine = ballots.box(ORG, id, stage).mine
        return self.store.read(lambda unit: unit.rows(select(_slip).where(*mine))).result()

    def runs(self, id: str, winner: str, *, at: int) -> None:
        """From the opening to the end, with one winner."""
        self.opens(id, at=at)
        self.names("dan", winner, id)
        self.closes(id, at=at + DAY_MS)
        self.forgets(id)
        for voter in ("ana", "chi"):
            self.votes(voter, winner, id)
        self.counts(id, at=at + 2 * DAY_MS)
        self.forgets(id)


def furnish(unit: Unit) -> None:
    unit.run(insert(tables.table(tables.Org)), {"id": ORG, "name": "House", "created_at": 0})
    people = [{"org_id": ORG, "id": id, "name": id.title(), "created_at": 0} for id in (*PEOPLE, *SEATS)]
    unit.run(insert(tables.table(tables.Person)), people)


@pytest.fixture
def house(store: Store) -> House:
    store.write(furnish).result()
    for stage in Stage:  # the folder of keys is one for all tests
        store.write(lambda unit, stage=stage: ballots.destroy_key(unit, ID, stage)).result()  # type: ignore[misc]
    one = House(store)
    one.opens()
    return one


def test_from_ballots_to_a_winner_nothing_is_left_of_who_said_what(house: House) -> None:
    """Each hands in once; keys go with their stage, and slips and ballots with the result."""
    assert house.names("dan", "ben")
    assert not house.names("dan", "eve"), "one for each person and category"
    assert house.names("eve", "ben")
    house.closes()
    assert house.key(Stage.VOTE) is None
    assert house.forgets() is State.DECIDING
    assert house.key(Stage.NOMINATE) is None
    assert house.decided_on() == ["ben", "ben"]
    assert house.votes("ana", "ben")
    assert not house.votes("ana", "ben")
    assert house.votes("chi", "ben")
    house.counts()
    assert house.rows() == 0
    assert house.forgets() is State.DECIDED
    assert house.key(Stage.VOTE) is None
    assert house.received() == ["ben"]


def test_a_ballot_names_nobody_and_opens_with_its_own_key_alone(house: House) -> None:
    """The key ring opens none of it while it is open; what is shuffled is in no order of how it came."""
    for by in PEOPLE[1:]:
        house.names(by, "ana")

    def look(unit: Unit) -> None:
        for row in unit.rows(select(_slip)):
            with pytest.raises(SealingError):
                unit.keys.open(row["words"], ORG, "nomination_slip", row["token"], "words")
        rows = [row for table in (_slip, _ballot) for row in unit.rows(select(table))]
        beside = " ".join(str(value) for row in rows for name, value in row.items() if name != "words")
        assert not any(person in beside for person in PEOPLE)

    house.store.read(look).result()
    before = set(house.store.read(lambda unit: unit.run(select(_slip.c.token)).scalars().all()).result())
    house.closes()
    after = set(house.store.read(lambda unit: unit.run(select(_slip.c.token)).scalars().all()).result())
    assert len(after) == 4
    assert not before & after, "no slip has the name that it came under"


def test_nominations_and_votes_are_as_long_for_everybody(house: House) -> None:
    """Nobody sees by it who voted for nobody, or knows after the close a nomination again that they saw come in."""
    for by, impact in (("ana", ""), ("chi", "Much"), ("dan", "é" * 600), ("eve", "\U0001f389" * 600)):
        house.names(by, "ben", impact=impact)
    sizes = [{len(row["words"]) for row in house.slips(ID)}]
    house.closes()
    sizes.append({len(row["words"]) for row in house.slips(ID)})
    house.forgets()
    house.votes("ana", "ben")
    house.votes("ben", "")
    sizes.append({len(row["words"]) for row in house.slips(ID, Stage.VOTE)})
    assert [len(of_stage) for of_stage in sizes] == [1, 1, 1]


def test_whoever_received_it_lately_or_has_left_is_not_decided_on(house: House) -> None:
    """A year later they are again."""
    house.runs("before", "ben", at=NOW - 10 * DAY_MS)
    house.runs("long ago", "chi", at=NOW - 370 * DAY_MS)
    for by, whom in (("ana", "ben"), ("ben", "chi"), ("chi", "dan")):
        house.names(by, whom)
    person = tables.table(tables.Person)
    house.store.write(lambda unit: unit.run(update(person).where(person.c.id == "dan").values(active=False))).result()
    house.closes()
    assert house.decided_on() == ["chi"]


def test_a_key_that_is_away_is_waited_for_and_the_night_plans_it_again(house: House) -> None:
    """After a day what came in is lost, nobody reads it, and nobody takes that for a decision."""
    house.names("dan", "ben")
    folder = house.store.keys.apart
    assert folder is not None
    folder.destroy(ballots.key_name(ID, Stage.NOMINATE))
    with pytest.raises(KeyAwayError):
        house.closes(at=NOW + 2 * DAY_MS - 1)
    assert house.rows() == 2
    assert house.planned_in_the_night(date(2026, 10, 1)) == [(nominations_closing.CLOSE, ID)]
    house.closes(at=NOW + 2 * DAY_MS)
    assert house.rows() == 0
    assert house.now().state is State.LOST


def test_whoever_votes_has_the_time_that_was_announced(house: House) -> None:
    """Also when the key was away for hours, and it closed late."""
    house.names("dan", "ben")
    house.closes(at=NOW + DAY_MS + 6 * HOUR_MS)
    assert house.forgets(at=NOW + DAY_MS + 6 * HOUR_MS) is State.DECIDING
    assert house.now().decides_at == NOW + 2 * DAY_MS + 6 * HOUR_MS
    rows = house.store.read(
        lambda unit: unit.rows(select(_due).where(_due.c.kind == nominations_closing.COUNT))
    ).result()
    assert [row["due_at"] for row in rows] == [NOW + 2 * DAY_MS + 6 * HOUR_MS]


def test_a_key_that_was_not_seen_is_destroyed_in_the_night_and_nobody_hears_twice(house: House) -> None:
    """A replica without the folder takes it for gone: also where a window went on or was stopped it is looked for."""
    house.opens("stopped")
    house.stops("stopped")
    house.names("dan", "ben")
    house.closes()
    assert house.forgets() is State.DECIDING
    house.store.write(lambda unit: ballots.make_key(unit, ID, Stage.NOMINATE)).result()
    forget = nominations_closing.FORGET
    assert sorted(house.planned_in_the_night(date(2026, 10, 1))) == [(forget, "stopped"), (forget, ID)]
    assert (house.forgets(), house.forgets("stopped")) == (None, None)
    assert [house.key(stage) is None for stage in Stage] == [True, False], "people vote still"
    assert house.key(Stage.NOMINATE, "stopped") is None
    assert house.planned_in_the_night(date(2026, 10, 2)) == []


def test_whoever_is_erased_is_taken_out_before_it_is_decided(house: House) -> None:
    """Of what is open still, and of what is shuffled already."""
    house.names("ana", "ben")
    house.names("dan", "eve")

    def erase(person: str) -> int:
        return house.store.write(lambda unit: nominations_erasing.forget_nominee(unit, ORG, person)).result()

    folder, house.store.keys.apart = house.store.keys.apart, None
    assert erase("ben") == 0, "it closes without them"
    house.store.keys.apart = folder
    assert erase("ben") == 1
    house.closes()
    assert house.decided_on() == ["eve"]
    assert erase("eve") == 1
    assert house.decided_on() == []


def test_what_is_stopped_is_destroyed_unread(house: House) -> None:
    """Its keys go, and it neither closes nor is it decided."""
    house.names("dan", "ben")
    house.stops()
    assert house.rows() == 0
    assert house.forgets() is None
    assert house.key(Stage.NOMINATE) is None
    house.closes()
    assert house.received() == []


def test_what_is_counted_is_stopped_no_more(house: House) -> None:
    """Or people would have received something that nobody ever told them of."""
    house.names("dan", "ben")
    house.closes()
    house.forgets()
    for voter in ("ana", "chi"):
        house.votes(voter, "ben")
    house.counts()
    with pytest.raises(StaleError):
        house.stops()
    assert house.forgets() is State.DECIDED
    assert house.received() == ["ben"]
