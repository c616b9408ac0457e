"""An export holds everything about the person who asks, and nobody else's name."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from bot import export_page
from domain.policy import Role
from domain.privacy import DataClass
from domain.reviews import Part
from storage import exporting, reads, tables
from storage.exporting import CONFIDENTIAL, Export
from storage.tagging import KEPT
from storage.unit import Store, Unit
from tests.privacy import furniture
from tests.privacy.furniture import BEN, CANARY, CHI, NAMES, NOW, ZORA, House

ABOUT_PEOPLE = [name for name, kept in KEPT.items() if kept.data_class and kept.is_about_people]


@pytest.fixture
def export(store: Store) -> Export:
    return export_of(furniture.furnish(store), ZORA)


def export_of(house: House, person: str) -> Export:
    found: Export = house.reads(lambda unit: exporting.everything(unit, house.org, person, now=NOW))
    return found


def rows(export: Export, table: str) -> list[Any]:
    return [row for one in export.sections if one.table == table for row in one.rows]


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)
    elif isinstance(value, str):
        yield value


def test_every_table_that_knows_of_the_person_is_in_it(export: Export) -> None:
    """With each of its columns that says something about people."""
    assert {one.table for one in export.sections} == {name for name, kept in KEPT.items() if kept.is_exported}
    for table in ABOUT_PEOPLE:
        told = rows(export, table)
        assert told, table
        kept = KEPT[table]
        hidden = {column for name, column in CONFIDENTIAL if name == table}
        assert set(told[0]) == {*kept.people, *kept.others, *kept.facts, *kept.sealed} - hidden


def test_every_word_about_the_person_is_in_it(export: Export) -> None:
    """Each canary, sealed or not, but for what is confidential and what is not filed by person."""
    told = export_page.as_json(export, made_for="Zora")
    sealed = [
        f"{CANARY} {name} {column}"
        for name in ABOUT_PEOPLE
        for column, one in KEPT[name].sealed.items()
        if not one.json and (name, column) not in CONFIDENTIAL and name != "erasure"
    ]
    assert [one for one in sealed if one not in told] == []
    assert f"{CANARY} card" in told
    assert "to you alone" in told
    assert f"{CANARY} claim" not in told
    assert f"{CANARY} legal_hold" not in told


def test_nobody_else_is_named_in_it(export: Export) -> None:
    """Neither by name, nor by id, account or address, in any text."""
    told = "\n".join((export_page.as_json(export, made_for="x"), export_page.html(export, made_for="x")))
    others = [BEN, CHI, *(name for id, name in NAMES.items() if id != ZORA), "U0BEN", "U0CHI", f"{BEN}@example.org"]
    assert [one for one in others if one in told] == []
    assert NAMES[ZORA] in told


def test_what_they_wrote_about_others_is_in_it_and_names_nobody(store: Store) -> None:
    """Evidence and ratings are of the hand of whoever wrote them, too."""
    written = export_of(furniture.furnish(store), BEN)
    for name, kept in KEPT.items():
        for column in kept.writers:
            assert {row[column] for row in rows(written, name)} == {"you"}, name
    assert NAMES[ZORA] not in export_page.as_json(written, made_for="x")


def test_somebody_else_has_the_same_number_throughout(export: Export) -> None:
    """Whoever gave a kudos is whoever is named in its note."""
    chi = {row["person_id"] for row in rows(export, "kudos_receiver")} - {"you"}
    assert len(chi) == 1
    note = next(row["note"] for row in rows(export, "kudos") if "kudos note" in row["note"])
    assert f"told {chi.pop()} of it" in note


def test_who_read_about_them_and_why_is_not_in_it(store: Store) -> None:
    """An operator's reason may concern others; what was read, and in which role, is told. One's own reasons are."""
    house = furniture.furnish(store)
    told: dict[str, Any] = {"of": DataClass.KUDOS, "now": NOW, "rng": random.Random(1)}

    def read(unit: Unit) -> None:
        for reader, reason in ((None, "they sue us"), (CHI, "a dispute"), (ZORA, "my own")):
            reads.record(unit, house.org, reader=reader, role=Role.OPERATOR, subject=ZORA, reason=reason, **told)

    house.writes(read)
    lines = [row for row in rows(export_of(house, ZORA), "audit") if row["action"] == reads.ACTION]
    assert sorted((line["actor_id"], line["detail"].get("reason")) for line in lines) == [
        ("(not said)", None),
        ("(not said)", None),
        ("you", "my own"),
    ]
    assert {(line["detail"]["role"], line["detail"]["class"]) for line in lines} == {(Role.OPERATOR, DataClass.KUDOS)}


WAITS = [name for name, kept in KEPT.items() if kept.waits]


@pytest.mark.parametrize("told_by", ["release", "the end of its cycle"])
def test_what_is_said_of_somebody_is_told_with_their_review(store: Store, told_by: str) -> None:
    """Not before it: neither the drafts nor what a session says of them, not even how many rows there are."""
    house = furniture.furnish(store)
    review, cycle = tables.named("review"), tables.named("cycle")

    def put(state: str, closed_at: int | None) -> None:
        house.writes(lambda unit: unit.run(review.update().values(state=state)).rowcount)
        house.writes(lambda unit: unit.run(cycle.update().values(closed_at=closed_at)).rowcount)

    put("submitted", None)
    assert {name: rows(export_of(house, ZORA), name) for name in WAITS} == {name: [] for name in WAITS}
    before = house.reads(lambda unit: exporting.counts(unit, house.org, ZORA))[DataClass.REVIEWS]
    assert {row["subject_id"] for name in WAITS if KEPT[name].writers for row in rows(export_of(house, BEN), name)}
    put("released" if told_by == "release" else "submitted", None if told_by == "release" else NOW)
    assert all(rows(export_of(house, ZORA), name) for name in WAITS)
    assert house.reads(lambda unit: exporting.counts(unit, house.org, ZORA))[DataClass.REVIEWS] == before + len(WAITS)


def test_who_said_what_in_a_session_is_not_told_by_a_number(export: Export) -> None:
    """The same number stands for somebody throughout, and the evidence may say whose it is."""
    assert [row["person_id"] for row in rows(export, "calibration_view")] == ["(not said)"]
    assert [row["by_id"] for row in rows(export, "calibration_decision")] == ["(not said)"]
    assert "voices" in KEPT["calibration_decision"].sealed["words"].untold


def test_a_second_rating_says_on_neither_side_who_the_other_is(store: Store) -> None:
    """Not by the number that stands for them throughout: the rest of the export may say whose it is."""
    house, rating = furniture.furnish(store), tables.named("rating")
    house.writes(lambda unit: unit.run(rating.update().values(part=Part.SECOND.value)).rowcount)
    (mine,), (theirs,) = (rows(export_of(house, who), "rating") for who in (BEN, ZORA))
    assert (mine["rater_id"], mine["subject_id"]) == ("you", "(not said)")
    assert (theirs["rater_id"], theirs["subject_id"]) == ("(not said)", "you")
    assert {row["rater_id"] for row in rows(export_of(house, ZORA), "second_rater")} == {"(not said)"}


def test_what_is_not_in_it_is_said(export: Export) -> None:
    """Also that answers to pulses cannot be found, because they cannot be joined to anybody."""
    told = json.loads(export_page.as_json(export, made_for="x"))
    assert [line for line in told["not_included"] if "confidential pulses" in line]
    assert "confidential pulses" in export_page.html(export, made_for="x")


def test_whoever_has_nothing_gets_an_export_of_nothing(store: Store) -> None:
    """An empty one says so, and does not fail."""
    house = furniture.furnish(store)
    told = json.loads(export_page.as_json(export_of(house, BEN), made_for="x"))
    drafts = next(one for one in told["tables"] if one["table"] == "draft")
    assert drafts["rows"] == []
    assert CANARY not in json.dumps([one for one in told["tables"] if one["table"] not in SHARED | WRITTEN]).casefold()


SHARED = {"kudos", "kudos_receiver", "broadcast_answer", "reporting_line", "audit", "legal_hold", "erasure"}
WRITTEN = {name for name, kept in KEPT.items() if kept.writers}  # by Ben, about Zora


def test_the_page_holds_no_word_that_a_browser_would_obey(store: Store) -> None:
    """Whatever people wrote is shown as they wrote it."""
    house = furniture.furnish(store)
    hostile = '<script>alert(1)</script><img src=x onerror="x">'
    person = tables.named("person")
    house.writes(lambda unit: unit.run(person.update().where(person.c.id == ZORA).values(title=hostile)).rowcount)
    page = export_page.html(export_of(house, ZORA), made_for=hostile)
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_the_page_needs_nothing_from_anywhere(export: Export) -> None:
    """No script, no picture and no address that would tell somebody that it was opened."""
    page = export_page.html(export, made_for="x")
    assert not re.search(r"<(?:script|img|link|iframe)|https?://", page)


def test_an_archive_holds_both(export: Export) -> None:
    """And each says for whom it was made."""
    with zipfile.ZipFile(io.BytesIO(export_page.archive(export, made_for="Zora herself"))) as packed:
        assert sorted(packed.namelist()) == [export_page.HTML, export_page.JSON]
        assert all("Zora herself" in packed.read(name).decode() for name in packed.namelist())


def test_it_counts_what_it_holds(store: Store) -> None:
    """The figures that people see in chat are those of the export."""
    house = furniture.furnish(store)
    counted = house.reads(lambda unit: exporting.counts(unit, house.org, ZORA))
    told: dict[str, int] = {}
    for one in export_of(house, ZORA).sections:
        told[one.data_class] = told.get(one.data_class, 0) + len(one.rows)
    assert {of: number for of, number in counted.items() if number} == told
