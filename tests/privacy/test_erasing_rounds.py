"""Whoever is erased is erased whatever happens meanwhile; what others must keep is kept for as long as they must."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.exc import OperationalError

from domain.local_time import DAY_MS
from domain.privacy import DataClass, Erasure, Hold, State
from schedules import SCHEDULES, tick
from storage import audit, erasing, erasing_messages, erasing_texts, erasures, holding, opening, outbox, tables
from storage.erasing_messages import Case
from storage.outbox import Kind, Message
from storage.sealing import KEY_BYTES, KeyRing
from storage.tagging import KEPT
from storage.unit import Unit
from tests.conftest import Postgres
from tests.privacy import furniture
from tests.privacy.conftest import approve, erase, settle, state
from tests.privacy.furniture import BEN, CANARY, CHI, NAMES, NOW, TALK, ZORA, House
from views.vocabulary import Card, Text

_kudos = tables.table(tables.Kudos)
_outbox = tables.table(tables.Outbox)
_audit = tables.table(tables.Audit)
LATER = NOW + DAY_MS


@pytest.fixture
def beside(postgres: Postgres, keys: KeyRing) -> Iterator[House]:
    """The furnished store where units run beside each other."""
    store = opening.open_store(postgres.fresh(), keys)
    yield furniture.furnish(store)
    store.close()


def hold(house: House, person: str = CHI) -> None:
    placed = Hold(id="hold", person=person, reason="a lawsuit", placed_by=None, placed_at=NOW)
    assert house.writes(lambda unit: holding.place(unit, house.org, placed))


def note(house: House, id: str) -> str:
    def read(unit: Unit) -> str:
        row = unit.first(select(_kudos.c.note).where(_kudos.c.id == id))
        return unit.keys.open(row["note"], house.org, "kudos", id, "note") if row else ""

    return str(house.reads(read))


def record_between(unit: Unit, house: House) -> None:
    """A line of the audit by Chiara about Zora."""
    said, rng = {"said": f"{CANARY} between us"}, random.Random(1)
    audit.record(unit, org=house.org, actor=CHI, action="tested", object=ZORA, detail=said, now=NOW, rng=rng)


# --- Under a hold on somebody else --------------------------------------------------------------------------------


def test_what_somebody_held_shares_with_the_erased_stays_until_the_hold_is_lifted(house: House) -> None:
    """Kudos between them, a message that one answered, the audit's lines, and texts that name the erased one."""

    def share(unit: Unit) -> None:
        answer = tables.named("broadcast_answer")
        unit.run(answer.insert(), {"org_id": house.org, "broadcast_id": "broadcast-1", "person_id": CHI, "at": NOW})
        record_between(unit, house)

    house.writes(share)
    hold(house)
    erase(house)
    shared = {"audit.detail", "broadcast.message", "broadcast.title", "kudos.note"}
    assert shared <= set(house.reads(furniture.opened))
    assert (note(house, "of-zora"), state(house)) == (TALK, State.SHREDDED)
    assert not {"draft.content", "person.title", "notice.card"} & set(house.reads(furniture.opened))
    house.writes(lambda unit: holding.lift(unit, house.org, "hold", by=None, now=NOW))
    settle(house, now=LATER)
    assert (house.reads(furniture.opened), state(house)) == ([], State.VERIFIED)


def test_what_is_shared_is_waited_for_whether_it_names_them_or_not(house: House) -> None:
    """One line of the audit between them is enough."""

    def share_a_line_alone(unit: Unit) -> None:
        for name in ("kudos_endorsement", "kudos_receiver", "kudos"):
            unit.run(tables.named(name).delete())
        record_between(unit, house)

    house.writes(share_a_line_alone)
    hold(house)
    erase(house)
    assert (house.reads(furniture.opened), state(house)) == (["audit.detail", "erasure.names"], State.SHREDDED)
    house.writes(lambda unit: holding.lift(unit, house.org, "hold", by=None, now=NOW))
    settle(house, now=LATER)
    assert (house.reads(furniture.opened), state(house)) == ([], State.VERIFIED)


def test_what_an_erasure_never_touches_is_not_waited_for(house: House) -> None:
    """They led somebody who is held, placed the hold, and wrote of them: nothing of that would go after it, either."""

    def lead_and_hold(unit: Unit) -> None:
        for table in reversed(tables.Row.metadata.sorted_tables):
            if KEPT[table.name].is_about_people and table.name not in ("person", "account"):
                unit.run(table.delete())
        line = {"org_id": house.org, "person_id": CHI, "manager_id": ZORA, "starts_at": 0, "ends_at": NOW}
        unit.run(tables.named("reporting_line").insert(), line)
        placed = Hold(id="hold", person=CHI, reason="a lawsuit", placed_by=ZORA, placed_at=NOW)
        assert holding.place(unit, house.org, placed)

    house.writes(lead_and_hold)
    erase(house)
    for later in range(1, 20):  # PostgreSQL may do something of its own meanwhile, which is waited for
        if state(house) is not State.VERIFIED:
            settle(house, now=LATER + later * 600_000)
    assert state(house) is State.VERIFIED


def test_reviews_that_somebody_held_had_a_part_in_stay_as_a_whole(house: House) -> None:
    """One change of one piece of evidence is enough, and nothing that it rests on is taken away under it."""
    reviews = [name for name, kept in KEPT.items() if kept.data_class is DataClass.REVIEWS and kept.people]

    def change_evidence_alone(unit: Unit) -> None:
        for name in reviews:
            others = dict.fromkeys(KEPT[name].others, CHI)
            unit.run(tables.named(name).update().values(**others)) if others else None
        unit.run(tables.named("evidence_change").update().values(by_id=BEN))

    house.writes(change_evidence_alone)
    hold(house, BEN)
    erase(house)
    assert state(house) is State.SHREDDED
    assert [name for name in reviews if not house.reads(lambda unit, name=name: unit.rows(_all(name)))] == []
    house.writes(lambda unit: holding.lift(unit, house.org, "hold", by=None, now=NOW))
    settle(house, now=LATER)
    assert (house.reads(furniture.opened), state(house)) == ([], State.VERIFIED)


def _all(name: str) -> Any:
    return tables.named(name).select()


def test_a_hold_that_is_being_placed_is_waited_for(beside: House) -> None:
    """Neither an erasure nor a night passes it by: while nobody knows whether it stands, nothing goes."""
    approve(beside)
    before = beside.reads(furniture.opened)
    placed = Hold(id="hold", person=ZORA, reason="a lawsuit", placed_by=None, placed_at=NOW)
    with under_way(beside, lambda unit: holding.place(unit, beside.org, placed)), pytest.raises(OperationalError):
        beside.writes(lambda unit: tick.tick(unit, SCHEDULES, now=NOW, rng=random.Random(1)))
    settle(beside)
    assert (beside.reads(furniture.opened), state(beside)) == (before, State.APPROVED)


def test_on_whom_is_erased_no_hold_is_placed(house: House) -> None:
    """Whoever places it is told that it comes too late."""
    erase(house)
    placed = Hold(id="hold", person=ZORA, reason="a lawsuit", placed_by=None, placed_at=NOW)
    assert not house.writes(lambda unit: holding.place(unit, house.org, placed))


# --- What is written meanwhile ------------------------------------------------------------------------------------


def test_what_was_under_way_when_they_were_erased_is_erased_in_another_round(beside: House) -> None:
    """It is not verified before everybody who may not have seen it has come to an end."""

    def thank(unit: Unit) -> None:
        sealed = unit.keys.seal(f"{CANARY} late", beside.org, "kudos", "late", "note")
        said = {"given_at": NOW, "badge": "early_flag", "state": "given", "edited": False, "audience": "public"}
        unit.run(_kudos.insert(), {"org_id": beside.org, "id": "late", "giver_id": ZORA, "note": sealed, **said})
        unit.run(tables.named("introduction").insert(), {"org_id": beside.org, "person_id": ZORA, "at": NOW})

    approve(beside)
    with under_way(beside, lambda unit: unit.rows(select(_kudos.c.id)), then=thank):
        settle(beside)
        assert state(beside) is State.SHREDDED
    assert f"{CANARY} late" in note(beside, "late")
    settle(beside, now=LATER)
    assert (beside.reads(furniture.opened), state(beside)) == ([], State.VERIFIED)
    assert note(beside, "late") == ""


def test_a_text_that_somebody_corrects_meanwhile_is_not_put_back(house: House) -> None:
    """Theirs is what stands there, without the name of the erased one."""
    corrected = f"better said: {NAMES[ZORA]} helped"

    def work(unit: Unit) -> None:
        case = Case(unit=unit, org=house.org, person=ZORA, now=NOW, rng=random.Random(1))
        found = erasures.locked(unit, house.org, f"wish-{ZORA}")
        assert found is not None
        erasing.shred(case, found)
        unit.keys = Overtaken(unit, corrected)
        assert erasing_texts.look_through(case, found.id)

    approve(house)
    house.writes(work)
    assert note(house, "of-zora") == "better said: a former colleague helped"


class Overtaken(KeyRing):
    """Just after one note was read, somebody writes another in its place."""

    def __init__(self, unit: Unit, corrected: str) -> None:
        super().__init__([b"k" * KEY_BYTES])
        self._unit = unit
        self._corrected = corrected

    def open(self, sealed: bytes, *place: str) -> str:
        said = super().open(sealed, *place)
        if place[1:] == ("kudos", "of-zora", "note") and said == TALK:
            one = update(_kudos).where(_kudos.c.id == "of-zora")
            self._unit.run(one, {"note": self.seal(self._corrected, *place)})
        return said


def test_whoever_comes_meanwhile_and_is_called_the_same_keeps_their_name(house: House) -> None:
    """A hold lets the erasure wait; a namesake joins; what is written of them is theirs."""
    hold(house)
    erase(house)
    house.writes(lambda unit: thank_a_namesake(unit, house))
    house.writes(lambda unit: holding.lift(unit, house.org, "hold", by=None, now=NOW))
    settle(house, now=LATER)
    assert (note(house, "fresh"), state(house)) == (f"Thank you {NAMES[ZORA]}, the new one", State.VERIFIED)


def thank_a_namesake(unit: Unit, house: House) -> None:
    profile = {"name": NAMES[ZORA], "email": None, "title": "", "kind": "full", "active": True, "zone": "UTC"}
    row = {"org_id": house.org, "id": "new", "created_at": NOW, "is_hr": False, "version": 1, **profile}
    unit.run(tables.named("person").insert(), row)
    sealed = unit.keys.seal(f"Thank you {NAMES[ZORA]}, the new one", house.org, "kudos", "fresh", "note")
    said = {"given_at": NOW, "badge": "early_flag", "state": "given", "edited": False, "audience": "public"}
    unit.run(_kudos.insert(), {"org_id": house.org, "id": "fresh", "giver_id": BEN, "note": sealed, **said})


def test_an_erasure_takes_its_locks_in_the_order_of_everybody_else(beside: House) -> None:
    """The org, the holds, then rows: else two who erase, or one who forgets with time, wait in a ring."""
    approve(beside)

    def order(work: Callable[[Case, Erasure], object]) -> list[str]:
        taken: list[str] = []

        def listen(unit: Unit) -> None:
            event.listen(unit.connection, "before_cursor_execute", lambda *told: taken.append(_lock(told[2])))
            case = Case(unit=unit, org=beside.org, person=ZORA, now=NOW, rng=_rng())
            [wish] = [one for one in erasures.of_person(unit, beside.org, ZORA) if one.id == f"wish-{ZORA}"]
            work(case, wish)

        beside.writes(listen)
        return [one for one in dict.fromkeys(taken) if one]

    assert order(erasing.shred_unless_held) == ["org", "holds", "rows"]
    assert order(lambda case, wish: erasing_texts.look(case, wish.id, erasing_texts.Place())) == [
        "org",
        "holds",
        "rows",
    ]
    assert order(erasing.shred) == ["org", "holds", "rows"]


def _lock(statement: str) -> str:
    if "pg_advisory_xact_lock" in statement:
        return "holds"
    if "FOR NO KEY UPDATE" in statement:
        return "org"
    return "rows" if statement.startswith(("UPDATE", "DELETE", "INSERT")) or "FOR UPDATE" in statement else ""


# --- What is being sent -------------------------------------------------------------------------------------------


def test_a_post_that_may_have_arrived_is_removed_once_that_is_known(house: House) -> None:
    """One is being sent and arrives, one is in doubt and was never there: both say nothing any more, and end."""
    arriving, doubtful = (f"kudos/kudos-1/{end}" for end in (f"in/{house.workspace}", f"to/{CHI}"))
    house.writes(lambda unit: outbox.owe(unit, house.org, [*_posts(house, arriving, doubtful)], now=NOW, rng=_rng()))
    settle_post(house, arriving, state="sending", lease_token="lease")
    settle_post(house, doubtful, state="ambiguous", started_at=NOW)
    erase(house)
    assert (house.reads(furniture.opened), state(house)) == (["erasure.names"], State.SHREDDED)
    assert posts(house) == {(arriving, "sending"), (doubtful, "ambiguous")}
    assert removals(house) == {arriving, doubtful}
    settle_post(house, arriving, state="sent", platform_ref="C1/1.2")
    settle_post(house, doubtful, state="queued")
    settle(house, now=LATER)
    assert state(house) is State.VERIFIED
    assert posts(house) == {(arriving, "sent")}


def test_a_post_that_is_taken_back_is_not_begun_meanwhile(beside: House) -> None:
    """Else its row would go while it is sent, and nobody would know that it is to be removed."""
    sent, queued = (f"kudos/kudos-1/{end}" for end in (f"to/{CHI}", f"in/{beside.workspace}"))
    beside.writes(lambda unit: outbox.owe(unit, beside.org, [*_posts(beside, sent, queued)], now=NOW, rng=_rng()))
    settle_post(beside, sent, state="sent", platform_ref="C1/1.2")
    free = select(_outbox.c.id).where(_outbox.c.dedupe_key == queued).with_for_update(skip_locked=True)
    lease = update(_outbox).where(_outbox.c.id.in_(free)).values(state="sending", lease_token="lease")
    begun: list[int] = []
    rng = Meanwhile(lambda: begun.append(beside.writes(lambda unit: unit.run(lease).rowcount)))

    def take_back(unit: Unit) -> None:
        case = Case(unit=unit, org=beside.org, person=ZORA, now=NOW, rng=rng)
        erasing_messages.take_back_kudos(case, ["kudos-1"])

    beside.writes(take_back)
    assert (begun, posts(beside), removals(beside)) == ([0], {(sent, "sent")}, {sent})


def test_what_they_are_sending_is_cancelled_also_where_a_reader_is_under_a_hold(house: House) -> None:
    """Its words are kept for the sake of whoever got it; nobody else gets any."""
    sending = {"state": "sending", "settled_at": None, "request": None}
    to = {"batch": "broadcast-1", "state": "queued", "not_before": NOW + DAY_MS, "not_after": None, "of": None}
    house.writes(lambda unit: unit.run(tables.named("broadcast").update().values(**sending)).rowcount)
    house.writes(lambda unit: unit.run(update(_outbox).values(reader_id=CHI, **to)).rowcount)
    hold(house)
    erase(house)
    [row] = house.reads(lambda unit: unit.rows(_all("broadcast")))
    words = house.store.keys.open(row["title"], house.org, "broadcast", row["id"], "title")
    assert (row["state"], CANARY in words) == ("cancelled", True)
    assert {row["state"] for row in house.reads(lambda unit: unit.rows(select(_outbox)))} == {"dropped"}


class Meanwhile(random.Random):
    """Whoever draws from it lets something else happen first, once."""

    def __init__(self, what: Callable[[], None]) -> None:
        super().__init__(1)
        self._what = [what]

    def randbytes(self, n: int) -> bytes:
        if self._what:
            self._what.pop()()
        return super().randbytes(n)


def _rng() -> random.Random:
    return random.Random(4)


def _posts(house: House, *keys: str) -> Iterator[Message]:
    for key in keys:
        yield Message(
            workspace=house.workspace,
            kind=Kind.POST,
            lane=key,
            address="C1",
            dedupe_key=key,
            card=Card(f"{CANARY} post", (Text((TALK,)),)),
            not_before=NOW,
        )


def settle_post(house: House, key: str, **values: Any) -> None:
    one = update(_outbox).where(_outbox.c.dedupe_key == key).values(**values)
    assert house.writes(lambda unit: unit.run(one).rowcount) == 1


def posts(house: House) -> set[tuple[str, str]]:
    rows = house.reads(lambda unit: unit.rows(select(_outbox).where(_outbox.c.kind == Kind.POST.value)))
    return {(row["dedupe_key"], row["state"]) for row in rows if row["dedupe_key"].startswith("kudos/")}


def removals(house: House) -> set[str]:
    rows = house.reads(lambda unit: unit.rows(select(_outbox.c.of).where(_outbox.c.kind == Kind.REMOVE.value)))
    return {row["of"] for row in rows}


@contextmanager
def under_way(
    house: House, work: Callable[[Unit], Any], *, then: Callable[[Unit], Any] = lambda _: None
) -> Iterator[None]:
    """Somebody's unit has done this, and does the rest when the block ends."""
    begun, ending = threading.Event(), threading.Event()

    def both(unit: Unit) -> None:
        work(unit)
        begun.set()
        assert ending.wait(30)
        then(unit)

    unit = house.store.write(both)
    assert begun.wait(30)
    try:
        yield
    finally:
        ending.set()
        unit.result()


@pytest.mark.parametrize("step", ["1", "2/kudos/x", "[1,0]", '[1,0,0,null,"gone",[]]', '"later"'])
def test_a_step_of_another_version_is_a_look_from_the_start(step: str) -> None:
    """It only does more; a step that nobody can read would be given up after some tries, and never verified."""
    assert erasing_texts.Place.read(step) == erasing_texts.Place()
    begun = erasing_texts.Place(round=2, found=3, table="kudos", after=("k",), before=("4/1",))
    assert erasing_texts.Place.read(begun.written()) == begun
