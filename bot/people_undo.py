"""Undoing the last import: exactly what it changed, and nothing of what came after it."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot import clock, console, people_import, settings, stores
from bot.console import Exit
from storage import importing, importing_restoring, importing_undo
from storage.importing import PART
from storage.importing_undo import Import
from storage.staying import Guest

SHOWN = 50  # people who were left alone
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def undo_import(yes: Yes = False) -> None:
    """Take back what the last import changed, but for whoever was changed again since."""
    rng = random.SystemRandom()
    try:
        with stores.stay(settings.load()) as guest:
            org = guest.write(lambda unit: stores.org(unit, now=clock.now(), rng=rng))
            found = guest.look(lambda unit: importing_undo.last(unit, org, now=clock.now()))
            if found is None:
                console.say("There is no import to undo: none was made, or it is too long ago. Nothing was changed.")
                raise typer.Exit(Exit.REFUSED)
            if not _agrees(found, yes=yes):
                raise typer.Exit(Exit.REFUSED)
            _undo(guest, org, found.id)
    except (importing.CutOffError, importing_undo.NewerError) as error:
        console.say(str(error.__doc__))
        raise typer.Exit(Exit.TEMPORARY) from error
    except importing.AnotherRunsError as error:
        console.say("An import is under way. Nothing was changed: try again when it has ended.")
        raise typer.Exit(Exit.TEMPORARY) from error


def _agrees(found: Import, *, yes: bool) -> bool:
    at = datetime.fromtimestamp(found.began_at / 1000, UTC)
    console.say(f"The import of {at:%Y-%m-%d %H:%M} UTC added {found.added:,} people, changed {found.changed:,}")
    console.say(f"and let {found.leaving:,} leave. Whom it added will have left; the others become as they were.")
    if yes or console.agree("Undo it?"):
        return True
    console.say("Nothing was changed. To undo without being asked, add --yes.")
    return False


def _undo(guest: Guest, org: str, run: str) -> None:
    guest.write(lambda unit: importing_undo.begin(unit, org, run, now=clock.now()))
    order = guest.look(lambda unit: importing_restoring.order(unit, org, run))
    newer: list[str] = []
    restored = 0
    for at in range(0, len(order), PART):
        some = order[at : at + PART]
        part = guest.write(lambda unit, some=some: importing_undo.undo(people_import.work(unit, org, run), some))  # type: ignore[misc]
        restored += part.restored
        newer += part.newer
        people_import.breathe(guest)
    guest.write(lambda unit: importing_undo.end(people_import.work(unit, org, run), restored))
    console.say(f"{restored:,} people are as before the import.")
    for who in newer[:SHOWN]:
        console.say(f"left alone, changed since: {who}")
    if len(newer) > SHOWN:
        console.say(f"... and {len(newer) - SHOWN:,} more.")
