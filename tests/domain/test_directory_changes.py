"""What a people file changes of whom, which source goes first, and circles of managers, against slow ways."""

from __future__ import annotations

import random
from array import array

from domain import directory_changes as changes
from domain import sources
from domain.directory import Entry
from domain.directory_changes import NOBODY, Field, Present
from domain.sources import Field as Told
from domain.sources import Source

ANA = Present(id="ana", name="Ana", email="ana@acme.example")
ROW = Entry(line=2, name="Anna", email="ana@acme.example", title="Lead", zone="Europe/Rome", manager="", hr=True)


def changed(person: Present, row: Entry = ROW, boss: str | None = "") -> set[str]:
    return {field.name for field in changes.fields(person, row, boss)}


def on_slack(*fields: Told) -> Present:
    told = ",".join(f"{field}=slack" for field in fields)
    return Present(id="ana", name="Ana", email="ana@acme.example", seated=True, told=told)


def test_people_on_a_platform_keep_the_name_and_zone_it_says() -> None:
    """Otherwise each sync would undo the import, and each import the sync; a title is for HR to say."""
    assert changed(on_slack(Told.NAME, Told.ZONE, Told.TITLE)) == {"title", "hr"}
    assert changed(on_slack()) == {"title", "hr"}, "also where nobody kept who said it"


def test_whoever_only_a_file_knows_is_as_the_file_says() -> None:
    assert changed(ANA) == {"name", "title", "zone", "hr"}
    assert Field("active", "no", "yes") in changes.fields(
        Present(id="ana", name="Ana", email="ana@acme.example", active=False), ROW, ""
    )


def test_what_the_identity_provider_says_stands_against_a_file() -> None:
    """Field by field; what it does not say the file may."""
    for field in (Told.NAME, Told.TITLE, Told.ZONE, Told.MANAGER):
        person = Present(id="ana", name="Ana", email="a@b.c", manager="ben", told=f"{field}=scim")
        assert changed(person) == {"name", "title", "zone", "manager", "hr"} - {field.value}


def test_whoever_the_identity_provider_switched_off_is_not_brought_back_by_a_file() -> None:
    gone = Present(id="ana", name="Anna", email="a@b.c", active=False, told="active=scim")
    assert "active" not in changed(gone)
    assert not Present(id="ana", name="Ana", email="a@b.c", told="active=scim").is_governed


def test_every_field_has_one_order_and_no_source_twice() -> None:
    """SCIM goes first in each; chat never says who leads whom."""
    for field, groups in sources.ORDER.items():
        listed = [source for group in groups for source in group]
        assert len(listed) == len(set(listed))
        assert listed[0] is Source.SCIM
        assert (Source.SLACK in listed) == (field not in (Told.MANAGER, Told.TEAMS))


def test_who_said_what_is_read_as_it_was_written() -> None:
    told = ""
    for field in Told:
        told = sources.said(told, field, Source.FILE)
    assert sources.of(told) == dict.fromkeys(Told, Source.FILE)
    assert sources.released(told, Source.FILE) == ""


def slow_circle(bosses: list[int], start: int) -> bool:
    at, steps = bosses[start], 0
    while at not in (NOBODY, start) and steps <= len(bosses):
        at, steps = bosses[at], steps + 1
    return at == start


def test_circles_are_found_as_by_walking_from_everybody() -> None:
    """1,000 random organizations; each circle once, and nobody who only reports into one."""
    rng = random.Random(9)
    for _ in range(1_000):
        size = rng.randrange(1, 12)
        bosses = [rng.choice([NOBODY, *range(size)]) for _ in range(size)]
        found = [one for circle in changes.circles(bosses) for one in circle]
        assert len(found) == len(set(found))
        assert set(found) == {one for one in range(size) if slow_circle(bosses, one)}
        if not found:
            levels = changes.levels(bosses)
            assert all(levels[one] == (levels[boss] + 1 if boss != NOBODY else 0) for one, boss in enumerate(bosses))


def test_a_chain_of_a_hundred_thousand_is_no_circle() -> None:
    """And is gone through once."""
    bosses = array("l", [NOBODY, *range(99_999)])
    assert list(changes.circles(bosses)) == []
    assert max(changes.levels(bosses)) == 99_999
