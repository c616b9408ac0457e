"""`vouchsafe framework`: competencies out to a file and in from one, as YAML or as rows; what comes in is a draft."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Annotated

import typer

from bot import clock, console, settings, stores
from bot.console import Exit
from content import frameworks, frameworks_csv, reviews
from content.frameworks_csv import RowsError
from content.reading import ContentError, parse
from domain import competencies as rules
from domain.competencies import Status, Version
from storage import audit, competencies, roles
from storage.unit import Unit
from views import competencies_hr as views

MOST_BYTES = 1_000_000
app = typer.Typer(help="Competencies: write a version to a file, or read a draft from one.", no_args_is_help=True)


@app.command("export")
def export_framework(
    file: Annotated[Path, typer.Argument(dir_okay=False, writable=True, help="competencies.yaml or competencies.csv")],
    version: Annotated[int, typer.Option(help="Which version; else the one that is in use.")] = 0,
) -> None:
    """Write a version of the competencies to a file."""
    with stores.visit(settings.load()) as unit:
        org = stores.org(unit, now=clock.now(), rng=random.SystemRandom())
        kept = competencies.find(unit, org, version) if version else None
        found = kept.version if kept else None if version else competencies.current(unit, org)
    if found is None:
        console.say(f"There is no version {version}. Nothing was written.")
        raise typer.Exit(Exit.REFUSED)
    written = frameworks_csv.exported(found) if _is_rows(file) else frameworks.exported(found)
    file.write_text(written, encoding="utf-8")
    console.say(f"Wrote {file}.")


@app.command("import")
def import_framework(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="YAML, or rows as CSV")],
    by: Annotated[str, typer.Option(help="The name of the HR administrator who brings it; another one approves it.")],
    save: Annotated[bool, typer.Option("--save", help="Keep it as a draft; without it, only look.")] = False,
) -> None:
    """Read a draft of the competencies from a file; without --save nothing is kept."""
    draft = _read(file)
    for problem in rules.problems(draft):
        console.say(f"Before it can be approved: {views.problem(problem, draft)}")
    console.say(f"{len(draft.competencies)} competencies, {len(draft.expectations)} expectations of roles.")
    if not save:
        console.say("Nothing was kept. Add --save to keep it as a draft.")
        return
    with stores.visit(settings.load()) as unit:
        number = _keep(unit, draft, by)
    console.say(f"Kept as version {number}, a draft. HR finds it under “/cycle competencies”, Versions.")


def _read(file: Path) -> Version:
    """Say what is wrong, row by row, and leave."""
    if file.stat().st_size > MOST_BYTES:
        console.say(f"The file is larger than {MOST_BYTES:,} bytes. Nothing was read.")
        raise typer.Exit(Exit.REFUSED)
    try:
        text = file.read_text(encoding="utf-8")
        if _is_rows(file):
            return frameworks_csv.read(text, framework=reviews.FRAMEWORK, number=0)
        return frameworks.version(parse(text), framework=reviews.FRAMEWORK, number=0)
    except RowsError as error:
        for one in error.problems:
            console.say(f"Row {one.row}: {one.problem}.")
    except (ContentError, UnicodeDecodeError) as error:
        console.say(f"{error}.")
    console.say("Nothing was changed.")
    raise typer.Exit(Exit.REFUSED)


def _keep(unit: Unit, draft: Version, by: str) -> int:
    """Only one draft at a time, so that nobody works on two. Leaves when there is one, or no such administrator."""
    now, rng = clock.now(), random.SystemRandom()
    org = stores.org(unit, now=now, rng=rng)
    if any(kept.version.status is Status.DRAFT for kept in competencies.every(unit, org)):
        console.say("There is a draft already: approve or delete it first. Nothing was changed.")
        raise typer.Exit(Exit.REFUSED)
    named = [one for one in roles.holders(unit, org).hr if one.name.casefold() == by.casefold()]
    if len(named) != 1:
        console.say("No HR administrator, or more than one, has this name. Nothing was changed.")
        raise typer.Exit(Exit.REFUSED)
    kept = competencies.add(unit, org, draft, by=named[0].id, now=now)
    detail = {"edition": "1", "from": "file"}
    object = str(kept.version.number)
    audit.record(unit, org=org, actor=None, action="framework.imported", object=object, detail=detail, now=now, rng=rng)
    return kept.version.number


def _is_rows(file: Path) -> bool:
    return file.suffix.casefold() == ".csv"
