"""A people file beside what else changes people: it makes no circle, waits for its like, and leaves HR to somebody."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy import select, update

from domain import directory, directory_columns
from domain.directory import Problem
from domain.directory_text import lines as lines_of
from domain.privacy import Erasure, State
from domain.sources import Source
from storage import (
    erasing,
    erasures,
    importing,
    importing_desk,
    importing_plan,
    importing_restoring,
    importing_undo,
    lines,
    sources,
    staying,
    tables,
    workspaces,
)
from storage import importing_differences as differences
from storage.erasing_messages import Case
from storage.importing import SILENT_MS, AnotherRunsError, CutOffError, Run, Saved
from storage.importing_desk import Desk
from storage.importing_differences import Planned
from storage.importing_offices import Work
from storage.sealing import KeyRing
from storage.staying import Guest
from storage.unit import Row, Unit

NOW = 1_790_000_000_000
HEADER = "name,email,manager email,team,title,time zone,hr"
_person = tables.table(tables.Person)
_run = tables.table(tables.ImportRun)
_audit = tables.table(tables.Audit)


class House:
    """One org, into which files come."""

    def __init__(self, guest: Guest, keys: KeyRing, rng: random.Random) -> None:
        self.guest = guest
        self.keys = keys
        self.rng = rng
        self.begun = 0
        self.org = guest.write(lambda unit: workspaces.ensure_org(unit, name="A", zone="UTC", now=1, rng=rng))

    def does(self, person: str, **values: object) -> None:
        here = update(_person).where(_person.c.email == person)
        self.guest.write(lambda unit: unit.run(here.values(**values)).rowcount)

    def comes(self, person: str) -> None:
        """As a platform brings people."""
        row = {"org_id": self.org, "id": f"by chat {person}", "name": person, "email": person, "created_at": NOW}
        self.guest.write(lambda unit: unit.run(_person.insert(), row).rowcount)

    def leads(self, person: str, boss: str) -> None:
        """As SCIM says it."""
        self.guest.write(lambda unit: lines.lead(unit, self.org, {self.id(unit, person): self.id(unit, boss)}, now=NOW))

    def id(self, unit: Unit, person: str) -> str:
        return str(unit.run(select(_person.c.id).where(_person.c.email == person)).scalar_one())

    def bosses(self) -> dict[str, str | None]:
        rows = self.guest.look(lambda unit: unit.rows(select(_person)))
        named = {row["id"]: row["email"] for row in rows}
        return {row["email"]: named.get(row["manager_id"]) for row in rows}

    def hr(self) -> set[str]:
        told = select(_person.c.email).where(_person.c.is_hr)
        return set(self.guest.look(lambda unit: unit.run(told).scalars().all()))

    def named(self) -> list[tuple[str, str, str]]:
        """What the audit log says of offices: what, of whom, by what."""
        rows = self.guest.look(lambda unit: unit.rows(select(_audit).where(_audit.c.action.like("role.%"))))
        people = {row["id"]: row["email"] for row in self.guest.look(lambda unit: unit.rows(select(_person)))}
        return sorted((row["action"], people[row["object"]], self._by(row)) for row in rows)

    def _by(self, row: Row) -> str:
        place = ("audit", f"{row['chain']}/{row['seq']}", "detail")
        return str(json.loads(self.keys.open(row["detail"], self.org, *place))["by"])

    def heard(self) -> int | None:
        """When a file last said something."""
        return self.guest.look(lambda unit: sources.last_words(unit, self.org)).get(Source.FILE)

    def erases(self, person: str) -> None:
        def shred(unit: Unit) -> None:
            wish = Erasure(id="w", person=self.id(unit, person), state=State.APPROVED, asked_at=NOW, asked_by="")
            erasures.add(unit, self.org, wish)
            erasing.shred(Case(unit=unit, org=self.org, person=wish.person, now=NOW, rng=self.rng), wish)

        self.guest.write(shred)

    @contextmanager
    def reads(self, *rows: str) -> Iterator[tuple[Desk, list[Problem]]]:
        """Lay a file beside who is here."""
        source = directory.records(lines_of(["\n".join((HEADER, *rows)).encode()]))
        columns = directory_columns.read(next(source).cells, told={}, remembered={})
        with importing_desk.opened() as desk:
            assert list(desk.list(directory.entries(source, columns))) == []
            look = partial(importing_plan.look, org=self.org, desk=desk, partial=False, rng=self.rng)
            yield desk, self.guest.look(look)[1]

    def begins(self) -> Run:
        now, self.begun = NOW + self.begun, self.begun + 1  # the last one is the last by the clock, too
        return self.guest.write(partial(importing.begin, org=self.org, new_teams=(), now=now, rng=self.rng))

    def saves(self, parts: Iterable[list[Planned]], *, now: int = NOW) -> list[Saved]:
        run = self.begins()
        found = [self.guest.write(partial(self.save, run=run, part=part, now=now)) for part in parts if part]
        self.guest.write(lambda unit: importing.end(self.work(unit, run.id), {}))
        return found

    def save(self, unit: Unit, run: Run, part: list[Planned], now: int) -> Saved:
        return importing.save(self.work(unit, run.id, now=now), part, run.teams)

    def work(self, unit: Unit, run: str, *, now: int = NOW) -> Work:
        return Work(unit=unit, org=self.org, run=run, now=now, rng=self.rng)

    def imports(self, *rows: str) -> None:
        with self.reads(*rows) as (desk, problems):
            assert problems == []
            assert [one.moved for one in self.saves([plan(desk)])] == [0]

    def begins_to_undo(self, *, now: int = NOW) -> str:
        found = self.guest.look(lambda unit: importing_undo.last(unit, self.org, now=now))
        assert found is not None
        self.guest.write(lambda unit: importing_undo.begin(unit, self.org, found.id, now=now))
        return found.id

    def undoes(self, *, most: int = importing.PART) -> tuple[int, list[str]]:
        """Return how many are as before, and who was left alone."""
        run = self.begins_to_undo()
        order = self.guest.look(lambda unit: importing_restoring.order(unit, self.org, run))
        pages = [order[at : at + most] for at in range(0, len(order), most)]
        undo = importing_undo.undo
        parts = [self.guest.write(lambda unit, page=page: undo(self.work(unit, run), page)) for page in pages]  # type: ignore[misc]
        self.guest.write(lambda unit: importing_undo.end(self.work(unit, run), 0))
        return sum(part.restored for part in parts), [name for part in parts for name in part.newer]


def plan(desk: Desk) -> list[Planned]:
    return [one for _, one in differences.planned(desk)]


@pytest.fixture
def house(database: str, keys: KeyRing, rng: random.Random) -> Iterator[House]:
    with staying.stay(database, keys) as guest:
        yield House(guest, keys, rng)


def row(name: str, boss: str = "", hr: str = "no", title: str = "") -> str:
    return f"{name},{name}@x.org,{boss and f'{boss}@x.org'},,{title},,{hr}"


def test_who_was_led_the_other_way_meanwhile_makes_no_circle(house: House) -> None:
    """The file has Ana report to Ben; while somebody reads what it would change, SCIM has Ben report to Ana."""
    house.imports(row("ana"), row("ben"), row("chi"))
    with house.reads(row("ana", "ben"), row("ben"), row("chi", "ana")) as (desk, _):
        house.leads("ben@x.org", "ana@x.org")
        [saved] = house.saves([[one for one in plan(desk) if one.email != "ben@x.org"]])
    assert (saved.people, saved.moved) == (1, 1)
    assert house.bosses() == {"ana@x.org": None, "ben@x.org": "ana@x.org", "chi@x.org": "ana@x.org"}


def test_a_line_turned_upside_down_is_saved_person_by_person_without_a_circle(house: House) -> None:
    """Whoever stands higher is saved first, however the file is ordered."""
    house.imports(row("ana"), row("ben", "ana"), row("chi", "ben"))
    with house.reads(row("ana", "ben"), row("ben", "chi"), row("chi")) as (desk, _):
        saved = house.saves([one] for one in plan(desk))
    assert [one.moved for one in saved] == [0, 0, 0]
    assert house.bosses() == {"ana@x.org": "ben@x.org", "ben@x.org": "chi@x.org", "chi@x.org": None}


def test_whoever_looks_between_two_parts_sees_whole_people(house: House) -> None:
    """Each in their team and under their manager, and as many as were said to be saved."""
    rows = [row("ana"), *(row(f"p{number}", "ana" if number < 3 else f"p{number // 3}") for number in range(1, 10))]
    wanted = {"ana@x.org": None} | {
        f"p{number}@x.org": "ana@x.org" if number < 3 else f"p{number // 3}@x.org" for number in range(1, 10)
    }

    def looked(all_of_it: list[Planned]) -> Iterator[list[Planned]]:
        for at in range(0, len(all_of_it), 3):
            now = house.bosses()
            assert now == {person: wanted[person] for person in now}
            assert len(now) == at
            yield all_of_it[at : at + 3]

    with house.reads(*rows) as (desk, _):
        saved = house.saves(looked(plan(desk)))
    assert [one.people for one in saved] == [3, 3, 3, 1]
    assert house.bosses() == wanted


def test_what_was_cut_off_goes_on_where_it_stopped(house: House) -> None:
    """The same file again: only who is missing comes, and nobody twice."""
    rows = (row("ana"), row("ben", "ana"), row("chi", "ben"))
    with house.reads(*rows) as (desk, _):
        run = house.begins()
        house.guest.write(lambda unit: house.save(unit, run, plan(desk)[:2], NOW))
    house.guest.write(lambda unit: unit.run(update(_run).values(beat_at=NOW - SILENT_MS)).rowcount)
    with house.reads(*rows) as (desk, _):
        assert [one.email for one in plan(desk)] == ["chi@x.org"]
        assert [one.people for one in house.saves([plan(desk)])] == [1]
    assert house.bosses() == {"ana@x.org": None, "ben@x.org": "ana@x.org", "chi@x.org": "ben@x.org"}


def test_an_undo_and_an_import_wait_for_one_another(house: House) -> None:
    """Also when both looked before either began."""
    house.imports(row("ana"))
    last = house.guest.look(lambda unit: importing_undo.last(unit, house.org, now=NOW))
    assert last is not None
    run = house.begins()
    undo = partial(importing_undo.begin, org=house.org, run=last.id, now=NOW)
    with pytest.raises(AnotherRunsError):
        house.guest.write(undo)
    house.guest.write(lambda unit: importing.end(house.work(unit, run.id), {}))
    house.imports(row("ana"), row("ben"))
    house.begins_to_undo()
    with pytest.raises(AnotherRunsError):
        house.begins()


def test_an_import_that_stood_still_for_long_does_not_go_on(house: House) -> None:
    """Others were let in meanwhile; whoever imports the file again goes on from there."""
    with house.reads(row("ana")) as (desk, _), pytest.raises(CutOffError):
        house.saves([plan(desk)], now=NOW + SILENT_MS)
    assert house.bosses() == {}


def test_each_hr_administrator_a_file_makes_or_unmakes_is_named_in_the_audit_log(house: House) -> None:
    """Who, which right, and that a file did it; its undoing, too."""
    house.imports(row("ana", hr="yes"), row("ben"))
    given = [("role.given", "ana@x.org", "people file")]
    assert house.named() == given
    house.imports(row("ana"), row("ben", hr="yes"))
    given.append(("role.given", "ben@x.org", "people file"))
    assert house.named() == [*given, ("role.taken", "ana@x.org", "people file")]
    assert house.hr() == {"ben@x.org"}
    assert house.undoes() == (2, [])
    assert house.hr() == {"ana@x.org"}
    undone = {("role.given", "ana@x.org", "undone people file"), ("role.taken", "ben@x.org", "undone people file")}
    assert set(house.named()) >= undone


def test_an_hr_administrator_whom_a_file_brought_is_none_once_it_is_undone(house: House) -> None:
    """Whoever comes back under that address, as chat may bring them, opens nothing of HR's."""
    house.imports(row("ana", hr="yes"))
    house.imports(row("ana", hr="yes"), row("mal", hr="yes"))
    assert house.undoes() == (1, [])
    assert house.hr() == {"ana@x.org"}
    assert ("role.taken", "mal@x.org", "undone people file") in house.named()


@pytest.mark.parametrize("most", [1, importing.PART], ids=["one by one", "at once"])
def test_an_undo_makes_no_circle_with_somebody_it_leaves_alone(house: House, most: int) -> None:
    """Ana is not put back under Ben, who stays under her: his title is another by now."""
    house.imports(row("ana", "ben", title="A"), row("ben", title="B"))
    house.imports(row("ana", title="A"), row("ben", "ana", title="Lead"))
    house.does("ben@x.org", title="Head")
    restored, alone = house.undoes(most=most)
    assert (restored, set(alone)) == (0, {"ana@x.org", "ben@x.org"})
    assert house.bosses() == {"ana@x.org": None, "ben@x.org": "ana@x.org"}


def test_a_line_turned_upside_down_is_turned_back_person_by_person(house: House) -> None:
    """Whoever stands higher goes first, and whoever led comes back before whom they led."""
    house.imports(row("dee", "ana"), row("chi", "ben"), row("ben", "ana"), row("ana", hr="yes"))
    led = house.bosses()
    house.imports(row("ben", "chi"), row("chi", hr="yes"), row("dee", "chi"))
    assert house.undoes(most=1) == (4, [])
    assert (house.bosses(), house.hr()) == (led, {"ana@x.org"})


def test_nobody_is_put_back_under_a_manager_who_was_erased(house: House) -> None:
    """Ben stays where the file has put him."""
    house.imports(row("zora"), row("ana"), row("ben", "zora"))
    house.imports(row("zora"), row("ana"), row("ben", "ana"))
    house.erases("zora@x.org")
    assert house.undoes() == (0, ["ben@x.org"])
    assert house.bosses()["ben@x.org"] == "ana@x.org"


def test_an_import_that_stood_still_does_not_go_on_inside_its_own_undoing(house: House) -> None:
    """It neither saves nor ends; and the undo, cut off in turn, is begun again."""
    with house.reads(row("ana"), row("ben")) as (desk, _):
        run = house.begins()
        house.guest.write(lambda unit: house.save(unit, run, plan(desk)[:1], NOW))
        later = NOW + SILENT_MS
        assert house.begins_to_undo(now=later) == run.id
        with pytest.raises(CutOffError):
            house.guest.write(lambda unit: house.save(unit, run, plan(desk)[1:], later))
        with pytest.raises(CutOffError):
            house.guest.write(lambda unit: importing.end(house.work(unit, run.id, now=later), {}))
    assert house.begins_to_undo(now=later + SILENT_MS) == run.id


def test_what_is_not_the_last_import_any_more_is_not_undone(house: House) -> None:
    """Somebody read about an import and agreed to undo it; meanwhile another one came and went."""
    house.imports(row("ana"))
    found = house.guest.look(lambda unit: importing_undo.last(unit, house.org, now=NOW))
    assert found is not None
    house.imports(row("ana"), row("ben"))
    with pytest.raises(importing_undo.NewerError):
        house.guest.write(lambda unit: importing_undo.begin(unit, house.org, found.id, now=NOW))


@pytest.mark.parametrize("size", [1, 2, importing.PART])
def test_whoever_gets_hr_comes_before_whoever_loses_it_and_nobody_reports_to_themselves(
    house: House, size: int
) -> None:
    """Ana goes to the top and loses HR, which Zed gets, who stands lowest."""
    house.imports(row("ana", "ben", hr="yes"), row("ben"), row("zed", "ben"))
    with house.reads(row("ana"), row("ben", "ana"), row("zed", "ben", hr="yes")) as (desk, _):
        those = plan(desk)
        saved = house.saves(those[at : at + size] for at in range(0, len(those), size))
    assert (sum(one.people for one in saved), house.hr()) == (3, {"zed@x.org"})
    assert house.bosses() == {"ana@x.org": None, "ben@x.org": "ana@x.org", "zed@x.org": "ben@x.org"}


def test_nobody_is_put_under_whom_hr_cannot_do_without(house: House) -> None:
    """Zed, who was to have HR after Ana, came by chat meanwhile: she stays as she is, and Ben is not put under her."""
    house.imports(row("ana", "ben", hr="yes"), row("ben"))
    with house.reads(row("ana"), row("ben", "ana"), row("zed", hr="yes")) as (desk, _):
        house.comes("zed@x.org")
        [saved] = house.saves([plan(desk)])
    assert (saved.people, saved.moved, house.hr()) == (0, 3, {"ana@x.org"})
    assert house.bosses() == {"ana@x.org": "ben@x.org", "ben@x.org": None, "zed@x.org": None}


def test_hr_stays_where_it_is_when_whoever_was_to_have_it_is_left_alone(house: House) -> None:
    """Ben was to get it from Ana and to report to Chi; but by SCIM she reports to him meanwhile."""
    house.imports(row("ana", hr="yes"), row("ben"), row("chi"))
    with house.reads(row("ana"), row("ben", "chi", hr="yes"), row("chi")) as (desk, _):
        house.leads("chi@x.org", "ben@x.org")
        [saved] = house.saves([plan(desk)])
    assert (saved.people, saved.moved, house.hr()) == (0, 2, {"ana@x.org"})


def test_somebody_new_who_came_elsewhere_meanwhile_leaves_those_under_them_alone(house: House) -> None:
    """All the way down; the file again brings them in."""
    rows = (row("ana"), row("mia"), row("noa", "mia"), row("chi", "noa"), row("dee", "ana"))
    house.imports(rows[0])
    with house.reads(*rows) as (desk, _):
        house.comes("mia@x.org")
        [saved] = house.saves([plan(desk)])
    assert (saved.people, saved.moved) == (1, 3)
    house.imports(*rows)
    assert house.bosses()["chi@x.org"] == "noa@x.org"


def test_nobody_is_put_under_a_manager_who_was_erased_meanwhile(house: House) -> None:
    """Neither who is here, nor whom the file brings."""
    house.imports(row("zora"), row("ana"), row("ben", "ana"))
    with house.reads(row("zora"), row("ana"), row("ben", "zora"), row("new", "zora")) as (desk, _):
        house.erases("zora@x.org")
        [saved] = house.saves([plan(desk)])
    assert (saved.people, saved.moved, house.bosses()["ben@x.org"]) == (0, 2, "ana@x.org")


def test_somebody_new_may_be_put_under_a_manager_who_comes_back(house: House) -> None:
    """New people are saved before those who change, and so before her."""
    house.imports(row("ana"), row("ben"))
    house.does("ana@x.org", active=False)
    house.imports(row("ana"), row("ben"), row("new", "ana"))
    assert house.bosses()["new@x.org"] == "ana@x.org"


@pytest.mark.parametrize("rows", [(row("ana"), row("ben")), (row("ben"),)], ids=["said to be none", "not listed"])
def test_no_file_takes_hr_from_the_last_who_has_it(house: House, rows: tuple[str, ...]) -> None:
    """Neither by its column nor by leaving her out; the line is named."""
    house.imports(row("ana", hr="yes"), row("ben"))
    with house.reads(*rows) as (_, problems):
        [problem] = problems
    assert problem.line == (2 if len(rows) == 2 else 0)
    assert problem.message == "ana@x.org is the last HR administrator; say yes for somebody else first"


def test_hr_that_was_taken_elsewhere_meanwhile_leaves_the_last_one_alone(house: House) -> None:
    """Ana was to lose it because Ben has it; then Ben was dismissed in chat."""
    house.imports(row("ana", hr="yes"), row("ben", hr="yes"))
    with house.reads(row("ana"), row("ben", hr="yes")) as (desk, _):
        house.does("ben@x.org", is_hr=False)
        [saved] = house.saves([plan(desk)])
    assert (saved.people, saved.moved, house.hr()) == (0, 1, {"ana@x.org"})


def test_a_file_was_heard_when_it_was_imported_and_not_at_all_once_it_is_undone(house: House) -> None:
    """HR reads when each source last said something; an undo says nothing."""
    house.imports(row("ana"))
    assert house.heard() == NOW
    house.undoes()
    assert house.heard() is None
