"""Importing people.csv: read, compare, show, agree, save; the same differences are worked out again when saving."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot import console
from domain.directory import MAX_BYTES, PeopleFile, Problem, parse
from domain.directory_changes import Diff, compare
from domain.roster import ShrinkError
from storage import importing
from storage.unit import Unit


@dataclass(frozen=True, slots=True)
class Plan:
    """A file, and what it would change in this org."""

    org: str
    file: PeopleFile
    diff: Diff


def read(path: Path) -> PeopleFile:
    """Raises PeopleFileError, also for a file too large to be looked at."""
    with path.open("rb") as source:
        return parse(source.read(MAX_BYTES + 1))


def plan(unit: Unit, org: str, file: PeopleFile) -> Plan:
    """Raises PeopleFileError for what only the store can tell: unknown managers, reporting loops."""
    return Plan(org, file, compare(file.entries, importing.present(unit, org)))


def save(unit: Unit, agreed: Plan, *, now: int, rng: random.Random) -> None:
    """Raises storage.importing.MovedOnError."""
    importing.apply(unit, agreed.org, agreed.file.entries, agreed.diff, now=now, rng=rng)


def refuse(problems: Sequence[Problem], *, as_json: bool) -> None:
    """Say what is wrong with the file, line by line."""
    if as_json:
        console.show_json({"problems": [asdict(problem) for problem in problems]})
    for problem in problems:
        console.say(f"line {problem.line}: {problem.message}" if problem.line else problem.message)
    console.say("Nothing was imported.")


def may_go_on(diff: Diff, *, yes: bool) -> bool:
    """Ask, unless --yes. A shrink is refused rather than asked about: one more key stroke is not a second thought."""
    if not yes:
        try:
            diff.refuse_shrink()
        except ShrinkError as error:
            console.say(f"{error}. If they really left, run it again with --yes.")
            return False
    if yes or console.agree("Import this?"):
        return True
    console.say("Nothing was imported. To import without being asked, add --yes.")
    return False


def show(plan: Plan, *, as_json: bool) -> None:
    if as_json:
        console.show_json(_json(plan))
        return
    diff = plan.diff
    if plan.file.ignored:
        console.say(f"Columns not used: {', '.join(plan.file.ignored)}")
    if diff.unlisted:
        console.say(f"{diff.unlisted} people on a platform are not in the file; the platform says when they leave.")
    if diff.is_empty:
        console.say("No differences.")
        return
    console.show_table("Differences", ("what", "who", "detail"), _rows(diff))


def _rows(diff: Diff) -> Iterator[tuple[str, str, str]]:
    yield from (("added", entry.email, entry.name) for entry in diff.added)
    for change in diff.changed:
        for field in change.fields:
            yield "changed", change.entry.email, f"{field.name}: {field.old or '(none)'} -> {field.new or '(none)'}"
    yield from (("leaving", person.email or "", person.name) for person in diff.leaving)
    yield from (("new team", "", team) for team in diff.new_teams)


def _json(plan: Plan) -> dict[str, Any]:
    diff = plan.diff
    changed = [(change.entry.email, [asdict(field) for field in change.fields]) for change in diff.changed]
    return {
        "added": [entry.email for entry in diff.added],
        "changed": [{"email": email, "fields": fields} for email, fields in changed],
        "leaving": [person.email for person in diff.leaving],
        "new_teams": list(diff.new_teams),
        "unlisted": diff.unlisted,
        "ignored_columns": list(plan.file.ignored),
    }
