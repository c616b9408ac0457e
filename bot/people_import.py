"""Importing people.csv: read, compare, show, agree, save in parts; what changes meanwhile is left alone."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from bot import clock, console, people_file, settings, stores
from bot.console import Exit
from bot.people_file import MOST_PROBLEMS, PeopleFile
from domain import directory, directory_columns
from domain.directory import Columns, PeopleFileError, Problem
from domain.directory_text import lines
from domain.roster import ShrinkError
from storage import importing, importing_desk, importing_plan
from storage import importing_differences as differences
from storage.importing_desk import Desk
from storage.importing_differences import ADDED, CHANGED, LEAVING, Planned
from storage.importing_offices import Work
from storage.importing_plan import Plan
from storage.staying import Guest
from storage.unit import Unit

SHOWN = 50  # differences of a kind on the terminal; --json has them all
PROBLEMS_SHOWN = 50
BREATH_SECONDS = 0.03  # on SQLite, between two parts; a process that waits for its turn looks again sooner than that

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask, and allow more than 20 % to leave.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the differences and stop.")]
Encoding = Annotated[str, typer.Option(help="How the file is written, where it is not UTF-8: windows-1252.")]
Column = Annotated[
    list[str] | None, typer.Option("--column", help='FIELD=TITLE, such as email="Primary Contact". Remembered.')
]
SkipErrors = Annotated[bool, typer.Option("--skip-errors", help="Import the rows that are right; nobody leaves.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How the operator wants it."""

    as_json: bool
    yes: bool
    dry_run: bool
    skip_errors: bool


def import_people(  # noqa: PLR0913, PLR0917 - one parameter an option
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="people.csv")],
    as_json: Json = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    skip_errors: SkipErrors = False,
    encoding: Encoding = "",
    column: Column = None,
) -> None:
    """Show what a people file would change, then change it: managers, teams, titles, HR."""
    chosen, wish = settings.load(), Wish(as_json=as_json, yes=yes, dry_run=dry_run, skip_errors=skip_errors)
    try:
        told = people_file.told(column or ())
        with stores.stay(chosen) as guest, importing_desk.opened() as desk:
            _run(guest, desk, PeopleFile(file, encoding, told), wish)
    except PeopleFileError as error:
        refuse(error.problems, None, as_json=as_json)
        raise typer.Exit(Exit.REFUSED) from error
    except (importing.AnotherRunsError, importing.CutOffError) as error:
        console.say(str(error.__doc__))
        raise typer.Exit(Exit.TEMPORARY) from error


def _run(guest: Guest, desk: Desk, file: PeopleFile, wish: Wish) -> None:
    """Raises PeopleFileError, storage.importing.AnotherRunsError and typer.Exit."""
    rng = random.SystemRandom()
    org = guest.write(lambda unit: stores.org(unit, now=clock.now(), rng=rng))
    columns = file.columns(guest.look(lambda unit: importing.columns(unit, org)))
    problems = _take_in(desk, file, columns)
    partial = columns.is_partial or (wish.skip_errors and bool(problems))
    if problems and not wish.skip_errors:
        _refuse(file, columns, problems, wish)
    for problem in problems:
        desk.run("DELETE FROM listed WHERE line = ?", problem.line)
    plan, found = guest.look(lambda unit: importing_plan.look(unit, org, desk, partial=partial, rng=rng))
    if plan is None:
        _refuse(file, columns, [*problems, *found], wish)
    elif _is_wanted(desk, plan, columns, wish, partial=partial):
        if problems:
            _tell_errors(file, columns, problems)
        _save(guest, org, desk, plan, columns)


def _take_in(desk: Desk, file: PeopleFile, columns: Columns) -> list[Problem]:
    """Return what is wrong with the rows, or with the file. Raises PeopleFileError."""
    rows = file.records()
    next(rows, None)
    problems = list(islice(desk.list(directory.entries(rows, columns)), MOST_PROBLEMS))
    if not problems and not desk.one("SELECT 1 FROM listed"):
        raise PeopleFileError([Problem(0, "the file names nobody")])
    return problems


def _is_wanted(desk: Desk, plan: Plan, columns: Columns, wish: Wish, *, partial: bool) -> bool:
    show(desk, plan, columns, as_json=wish.as_json, partial=partial)
    if wish.dry_run or plan.is_empty:
        return False
    if not may_go_on(plan, yes=wish.yes):
        raise typer.Exit(Exit.REFUSED)
    return True


def _save(guest: Guest, org: str, desk: Desk, plan: Plan, columns: Columns) -> None:
    rng = random.SystemRandom()
    run = guest.write(lambda unit: importing.begin(unit, org, plan.new_teams, now=clock.now(), rng=rng))
    saved = moved = 0
    with console.progress(plan.added + plan.changed + plan.leaving) as step:
        for place, part in enumerate(_parts(desk)):
            told = guest.write(lambda unit, part=part: importing.save(work(unit, org, run.id), part, run.teams))  # type: ignore[misc]
            saved, moved = saved + told.people, moved + told.moved
            if place in _LOOK_AGAIN:
                guest.write(importing.tell_planner)
            breathe(guest)
            step(len(part))
    guest.write(lambda unit: importing.end(work(unit, org, run.id), columns.told))
    console.say("Imported." if saved or not moved else "Nothing was imported.")
    if moved:
        console.say(f"{moved} people changed after the differences were shown, and were left alone. Run it again.")


_LOOK_AGAIN = frozenset({1, 8, 64, 512})  # parts after which PostgreSQL counts anew


def work(unit: Unit, org: str, run: str) -> Work:
    return Work(unit=unit, org=org, run=run, now=clock.now(), rng=random.SystemRandom())


def breathe(guest: Guest) -> None:
    """SQLite lets nobody else write during a part, so whoever serves gets a turn after each."""
    if guest.is_sqlite:
        time.sleep(BREATH_SECONDS)


def _parts(desk: Desk) -> Iterator[list[Planned]]:
    after = 0
    while page := list(differences.planned(desk, after=after, most=importing.PART)):
        after = page[-1][0]
        yield [one for _, one in page]


def bring_in(unit: Unit, org: str, content: bytes, *, now: int, rng: random.Random) -> None:
    """Import a small file in one unit, as the rehearsal room does with its own. Raises PeopleFileError."""
    rows = directory.records(lines([content]))
    columns = directory_columns.read(next(rows).cells, told={}, remembered={})
    with importing_desk.opened() as desk:
        problems = list(desk.list(directory.entries(rows, columns)))
        plan, more = importing_plan.look(unit, org, desk, partial=False, rng=rng)
        if problems or plan is None:
            raise PeopleFileError([*problems, *more])
        run = importing.begin(unit, org, plan.new_teams, now=now, rng=rng)
        here = Work(unit=unit, org=org, run=run.id, now=now, rng=rng)
        for part in _parts(desk):
            importing.save(here, part, run.teams)
        importing.end(here, {})


# --- What is said -------------------------------------------------------------------------------------------------


def _refuse(file: PeopleFile, columns: Columns, problems: Sequence[Problem], wish: Wish) -> None:
    refuse(problems, file.write_errors(columns, problems), as_json=wish.as_json)
    raise typer.Exit(Exit.REFUSED)


def refuse(problems: Sequence[Problem], errors: Path | None, *, as_json: bool) -> None:
    """Say what is wrong with the file, line by line."""
    if as_json:
        console.show_json({"problems": [asdict(problem) for problem in problems]})
    for problem in problems[:PROBLEMS_SHOWN]:
        console.say(f"line {problem.line}: {problem.message}" if problem.line else problem.message)
    if len(problems) > PROBLEMS_SHOWN:
        console.say(f"... and {len(problems) - PROBLEMS_SHOWN:,} more.")
    if errors:
        console.say(f"These rows stand in {errors}. Repair them where they came from, or import the others with")
        console.say("--skip-errors, repair that file and import it: nobody leaves for not being in it.")
    console.say("Nothing was imported.")


def _tell_errors(file: PeopleFile, columns: Columns, problems: Sequence[Problem]) -> None:
    errors = file.write_errors(columns, problems)
    console.say(f"{len(problems):,} problems. Their rows stand in {errors}: repair and import that file.")


def may_go_on(plan: Plan, *, yes: bool) -> bool:
    """Ask, unless --yes. A shrink is refused rather than asked about: one more key stroke is not a second thought."""
    if not yes:
        try:
            plan.refuse_shrink()
        except ShrinkError as error:
            console.say(f"{error}. If they really left, run it again with --yes.")
            return False
    if yes or console.agree("Import this?"):
        return True
    console.say("Nothing was imported. To import without being asked, add --yes.")
    return False


def show(desk: Desk, plan: Plan, columns: Columns, *, as_json: bool, partial: bool) -> None:
    if as_json:
        _show_json(desk, plan, columns)
        return
    if columns.unused:
        console.say(f"Columns not used: {', '.join(columns.unused)}")
    if plan.unlisted:
        console.say(
            f"{plan.unlisted} people not in the file are here by a platform or by SCIM, which says when they leave."
        )
    if plan.barred:
        console.say(f"{len(plan.barred)} people of the file were erased at their wish and are left out.")
    if partial:
        console.say("The file holds some of the people: nobody leaves for not being in it.")
    if plan.is_empty:
        console.say("No differences.")
        return
    console.say(f"{plan.added:,} added, {plan.changed:,} changed, {plan.leaving:,} leaving.")
    console.show_table("Differences", ("what", "who", "detail"), _rows(desk, plan))
    if plan.added + plan.changed + plan.leaving > importing.PART:
        console.say(f"They go in {importing.PART} at a time: whoever looks meanwhile sees a part of them.")
        console.say("If it is cut off, import the file again: it goes on where it stopped.")


def _rows(desk: Desk, plan: Plan) -> Iterator[tuple[str, str, str]]:
    for kind, count in ((ADDED, plan.added), (CHANGED, plan.changed), (LEAVING, plan.leaving)):
        for _, one in differences.planned(desk, kind, most=SHOWN):
            if kind != CHANGED:
                yield kind, one.email, one.name
            for field in one.fields if kind == CHANGED else ():
                yield (
                    kind,
                    one.email,
                    f"{field.name}: {_said(desk, field.name, field.old)} -> {_said(desk, field.name, field.new)}",
                )
        if count > SHOWN:
            yield kind, "...", f"and {count - SHOWN:,} more"
    yield from (("new team", "", team) for team in plan.new_teams[:SHOWN])
    if len(plan.new_teams) > SHOWN:
        yield "new team", "...", f"and {len(plan.new_teams) - SHOWN:,} more"


def _said(desk: Desk, name: str, words: str) -> str:
    return (differences.called(desk, words) if name == "manager" and words else words) or "(none)"


def _show_json(desk: Desk, plan: Plan, columns: Columns) -> None:
    """A hundred thousand differences are never in memory together."""
    for kind in (ADDED, LEAVING):
        _show_list(
            "{" if kind == ADDED else ",",
            kind,
            (json.dumps(one.email) for _, one in differences.planned(desk, kind)),
        )
    _show_list(",", CHANGED, (json.dumps(_change(desk, one)) for _, one in differences.planned(desk, CHANGED)))
    rest = {"new_teams": list(plan.new_teams), "unlisted": plan.unlisted, "ignored_columns": list(columns.unused)}
    sys.stdout.write("," + json.dumps(rest)[1:] + "\n")


def _show_list(mark: str, name: str, those: Iterator[str]) -> None:
    sys.stdout.write(f'{mark}"{name}": [')
    for place, one in enumerate(those):
        sys.stdout.write(f"{', ' if place else ''}{one}")
    sys.stdout.write("]\n")


def _change(desk: Desk, one: Planned) -> dict[str, object]:
    fields = [
        {"name": field.name, "old": _plain(desk, field.name, field.old), "new": _plain(desk, field.name, field.new)}
        for field in one.fields
    ]
    return {"email": one.email, "fields": fields}


def _plain(desk: Desk, name: str, words: str) -> str:
    return differences.called(desk, words) if name == "manager" and words else words
