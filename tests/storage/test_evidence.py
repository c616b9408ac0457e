"""Evidence in the store: read by whom the policy lets read it at that moment, and by nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import insert, select, update

from domain.evidence import State
from domain.evidence_record import Change, Deed, Record
from domain.feedback import Asked
from domain.people import Actor, Person
from domain.roles import Change as Appointment
from domain.roles import Office
from storage import (
    evidence,
    evidence_counts,
    evidence_reading,
    evidence_rows,
    feedback,
    keeping_reviews,
    lines,
    people,
    roles,
    tables,
)
from storage.evidence_reading import ALWAYS, Wanted
from storage.sealing import KEY_BYTES, KeyRing
from storage.unit import Store, Unit
from tests.storage import pieces

NOW, LATER = 1_790_000_000_000, 1_790_100_000_000
CHART: Mapping[str, str | None] = {
    "top": None, "mara": "top", "ben": "mara", "chi": "mara", "nia": "top", "olu": None, "hana": None,
}  # fmt: skip
ITEM = replace(
    pieces.ITEM,
    recorded_at=NOW,
    link="https://wiki.example.org/a?utm_source=x",
    artifact_authors=frozenset({"chi", "ben"}),
)


ASKED = Asked(
    id="f1", subject="ben", asked="chi", by="mara", competency="", question="What?", due_on=date(2026, 10, 1),
    asked_at=NOW,
)  # fmt: skip


@pytest.fixture
def house(store: Store) -> Store:
    store.write(furnish).result()
    return store


def furnish(unit: Unit) -> None:
    unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "House", "zone": "UTC", "created_at": 0})
    rows = [{"org_id": "org", "id": one, "name": one.title(), "created_at": 0} for one in CHART]
    unit.run(insert(tables.table(tables.Person)), rows)
    lines.lead(unit, "org", {one: boss for one, boss in CHART.items() if boss}, now=NOW - 1)
    olu = Person(id="olu", name="Olu")
    roles.change(unit, "org", [Appointment(office=Office.OMBUD, person=olu, appointed=True)], now=NOW)
    evidence.add(unit, "org", Record(item=ITEM), by="mara", now=NOW)


def actor(unit: Unit, who: str) -> Actor:
    found = people.on_behalf_of(unit, "org", who)
    assert found is not None
    return replace(found, is_hr=who == "hana")


def readers(store: Store, *, now: int = LATER, reason: str = "") -> set[str]:
    """Whoever gets the piece, by each of the ways to it alike."""

    def read(unit: Unit) -> set[str]:
        found = set()
        for who in CHART:
            one = evidence.find(unit, actor(unit, who), "e1", now=now, reason=reason)
            assert pages(unit, who, now=now, reason=reason) == ([one] if one else [])
            outlines = evidence_reading.outlines(unit, actor(unit, who), "ben", period=ALWAYS, now=now, reason=reason)
            assert [each.id for each in outlines] == ([one.id] if one else [])
            assert bool(evidence.history(unit, actor(unit, who), "e1", now=now, reason=reason)) == (one is not None)
            found |= {who} if one else set()
        return found

    return store.read(read).result()


def pages(unit: Unit, who: str, *, now: int = LATER, reason: str = "", most: int = 1) -> list[Record]:
    """What somebody reads about Ben, a page after another."""
    found: list[Record] = []
    at: str | None = ""
    while at is not None:
        wanted = Wanted(period=ALWAYS, at=at, most=most)
        page = evidence_reading.page(unit, actor(unit, who), "ben", wanted, now=now, reason=reason)
        found, at = [*found, *page.records], page.older or None
    return found


def changes(store: Store, deed: Deed, **changed: object) -> None:
    def change(unit: Unit) -> None:
        before = evidence.find_to_change(unit, actor(unit, "mara"), "e1", now=LATER)
        assert before is not None
        item = replace(before.item, version=before.item.version + 1, **changed)  # type: ignore[arg-type]  # by field
        step = Change(version=item.version, by="mara", deed=deed, at=LATER)
        evidence.save(unit, "org", replace(before, item=item), before, step)

    store.write(change).result()


def test_a_piece_comes_back_as_it_was_written(house: Store) -> None:
    """Each field, and the words sealed."""

    def look(unit: Unit) -> tuple[Record | None, bytes]:
        row = unit.run(select(tables.table(tables.Evidence))).mappings().one()
        return evidence.find(unit, actor(unit, "mara"), "e1", now=LATER), row["words"]

    found, words = house.read(look).result()
    assert found == Record(item=ITEM)
    assert b"late" not in words


def test_who_reads_it_follows_what_has_happened(house: Store) -> None:
    """Author first; the person once told; HR for a reason; the ombud while it is contested; nobody else ever."""
    assert readers(house) == {"mara"}
    house.write(lambda unit: evidence.tell(unit, "org", "ben", LATER)).result()
    assert readers(house) == {"mara", "ben"}
    assert readers(house, reason="A complaint") == {"mara", "ben", "hana"}
    changes(house, Deed.CONTESTED, state=State.CONTESTED)
    assert readers(house) == {"mara", "ben", "olu"}


def seen_from_above(store: Store) -> list[str]:
    return [one.id for one in store.read(lambda unit: pages(unit, "top")).result()]


def test_the_line_above_reads_once_the_review_is_submitted(house: Store) -> None:
    """Directly above alone, and what is from the time that is reviewed; not while it was given back."""

    def submit(unit: Unit) -> None:
        cycle = tables.Cycle(
            org_id="org",
            id="c1",
            title="Half",
            template="",
            framework=1,
            state="open",
            starts_on="2026-07-01",
            ends_on="2026-12-31",
            author_id="hana",
            created_at=NOW,
        )
        review = tables.Review(
            org_id="org",
            cycle_id="c1",
            round_id="",
            subject_id="ben",
            state="submitted",
            changed_at=NOW,
            submitted_at=NOW,
        )
        cited = tables.RatingCitation(
            org_id="org", cycle_id="c1", round_id="", subject_id="ben", competency="x", part="manager", evidence_id="e1"
        )
        part = tables.Participant(org_id="org", cycle_id="c1", person_id="ben", joined_at=NOW)
        for row in (cycle, review, cited, part):
            unit.run(insert(tables.table(type(row))), row.model_dump())

    assert not house.read(lambda unit: evidence.is_locked(unit, "org", "e1")).result()
    house.write(submit).result()
    assert readers(house) == {"mara", "top"}
    assert house.read(lambda unit: evidence.is_locked(unit, "org", "e1")).result()
    later = replace(ITEM, id="e9", occurred_on=date(2027, 1, 2))
    house.write(lambda unit: evidence.add(unit, "org", Record(item=later), by="mara", now=NOW)).result()
    assert seen_from_above(house) == ["e1"]
    back = update(tables.table(tables.Review)).values(state="returned")
    house.write(lambda unit: unit.run(back).rowcount).result()
    assert seen_from_above(house) == []


def test_a_piece_is_found_to_be_changed_as_it_stands_once_its_person_is_nobody_elses_to_change(
    house: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes their review takes the person first, too: neither waits for the other in a circle."""
    table = tables.table(tables.Evidence)

    def meanwhile(unit: Unit, org: str, person: str) -> None:
        assert (org, person) == ("org", "ben")
        unit.run(update(table).values(state=State.WITHDRAWN.value))

    monkeypatch.setattr(people, "lock", meanwhile)
    found = house.write(lambda unit: evidence.find_to_change(unit, actor(unit, "mara"), "e1", now=LATER)).result()
    assert found is not None
    assert found.item.state is State.WITHDRAWN


def test_a_new_manager_reads_earlier_notes_once_the_person_knows_of_them(house: Store) -> None:
    """And whoever led before keeps what they wrote."""
    house.write(lambda unit: lines.lead(unit, "org", {"ben": "nia"}, now=NOW + 5)).result()
    assert readers(house) == {"mara"}
    house.write(lambda unit: evidence.tell(unit, "org", "ben", LATER)).result()
    assert readers(house) == {"mara", "ben", "nia"}


def test_many_pieces_are_read_page_by_page_and_back(house: Store) -> None:
    """The latest first, those of one day by their ids, and nothing of what was not shown yet."""

    def write(unit: Unit) -> None:
        for number, day in enumerate((1, 2, 2, 2, 3), start=2):
            piece = replace(ITEM, id=f"e{number}", occurred_on=date(2026, 9, day), shown_at=LATER)
            evidence.add(unit, "org", Record(item=piece), by="mara", now=NOW)

    def read(unit: Unit, at: str) -> evidence_reading.Page:
        return evidence_reading.page(unit, actor(unit, "ben"), "ben", Wanted(period=ALWAYS, at=at, most=2), now=LATER)

    house.write(write).result()
    first = house.read(partial(read, at="")).result()
    second = house.read(partial(read, at=first.older)).result()
    third = house.read(partial(read, at=second.older)).result()
    assert [[one.id for one in page.records] for page in (first, second, third)] == [["e6", "e3"], ["e4", "e5"], ["e2"]]
    assert (first.newer, third.older) == ("", "")
    assert house.read(partial(read, at=third.newer)).result() == second
    assert house.read(partial(read, at=second.newer)).result() == first
    assert house.read(partial(read, at=f"{evidence_reading.OLDER}/2026-01-01/e9")).result() == first  # what went


def test_history_keeps_what_it_said_before(house: Store) -> None:
    """Only where the words changed."""
    changes(house, Deed.CORRECTED, behavior="He said that it might be late")
    changes(house, Deed.WITHDRAWN, state=State.WITHDRAWN)
    history = house.read(lambda unit: evidence.history(unit, actor(unit, "mara"), "e1", now=LATER)).result()
    assert [one.deed for one in history] == [Deed.ADDED, Deed.CORRECTED, Deed.WITHDRAWN]
    assert [one.before.get("behavior") for one in history] == [None, ITEM.behavior, None]


def test_only_an_ombud_outside_the_line_has_contested_pieces_to_decide(house: Store) -> None:
    """Whoever is moved above the person has nothing to decide any more."""
    changes(house, Deed.CONTESTED, state=State.CONTESTED)
    ask = lambda unit, who: [one.id for one in evidence_reading.contested(unit, actor(unit, who), most=9, now=LATER)]  # noqa: E731
    assert house.read(partial(ask, who="olu")).result() == ["e1"]
    assert house.read(partial(ask, who="nia")).result() == []
    house.write(lambda unit: lines.lead(unit, "org", {"ben": "olu"}, now=NOW + 5)).result()
    assert house.read(partial(ask, who="olu")).result() == []


def test_a_document_is_known_under_any_key_and_address_and_told_only_to_its_readers() -> None:
    """The hash of a link never stands without a key, and a new key finds what an old one hashed."""
    old, new = KeyRing([b"o" * KEY_BYTES]), KeyRing([b"n" * KEY_BYTES, b"o" * KEY_BYTES])
    same = replace(ITEM, link="http://www.wiki.example.org/a/")
    assert evidence_rows.link_keys(old, "org", ITEM)[0] in evidence_rows.link_keys(new, "org", same)
    assert evidence_rows.link_keys(old, "org", ITEM) != evidence_rows.link_keys(old, "twin", ITEM)
    assert evidence_rows.link_keys(old, "org", replace(ITEM, link="")) == [""]


def test_a_warning_of_the_same_document_is_for_whoever_may_read_the_other(house: Store) -> None:
    """A colleague learns nothing of what a manager wrote."""
    mine = replace(ITEM, id="e2", author="chi", link="https://wiki.example.org/a")
    look = lambda unit, who: evidence.akin(unit, actor(unit, who), replace(mine, author=who), now=LATER)  # noqa: E731
    assert house.read(partial(look, who="chi")).result() == []
    assert [one.id for one in house.read(partial(look, who="mara")).result()] == ["e1"]


def test_a_manager_counts_what_may_count_of_those_they_lead_now(house: Store) -> None:
    """What the person was not told of is no number yet; another manager counts nothing."""
    count = lambda unit, who: evidence_counts.of_team(unit, actor(unit, who), ALWAYS)  # noqa: E731
    assert house.read(partial(count, who="mara")).result() == {}
    house.write(lambda unit: evidence.tell(unit, "org", "ben", LATER)).result()
    assert house.read(partial(count, who="mara")).result() == {("ben", "early_candor"): 1}
    assert house.read(partial(count, who="nia")).result() == {}


def test_a_request_is_found_by_whoever_asked_and_whoever_was_asked(house: Store) -> None:
    """Not by whom it is about, nor by HR."""
    house.write(lambda unit: feedback.add(unit, "org", ASKED)).result()
    find = lambda unit: {who for who in CHART if feedback.find(unit, actor(unit, who), "f1") == ASKED}  # noqa: E731
    assert house.read(find).result() == {"mara", "chi"}


def test_what_was_asked_long_ago_goes_some_at_once(house: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that others may write in between, however much there is."""
    monkeypatch.setattr(keeping_reviews, "AT_ONCE", 1)
    for id in ("f1", "f2", "f3"):
        house.write(lambda unit, id=id: feedback.add(unit, "org", replace(ASKED, id=id))).result()  # type: ignore[misc]  # a default of a lambda
    gone = [house.write(lambda unit: keeping_reviews.evidence(unit, "org", NOW + 1, ())).result() for _ in range(4)]
    assert gone == [2, 1, 1, 0]  # with the piece of evidence
