"""`vouchsafe backup` and `restore`: SQLite by ourselves, PostgreSQL by its own tools, with the command to type."""

from __future__ import annotations

import random
import shlex
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit

import typer

from bot import clock, console, keeping, keys, settings, stores
from bot.console import Exit
from bot.settings import Settings
from storage import backup as copies
from storage.backup import BackupError, Restored
from storage.erasure_list import ListError

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before a database is replaced.")]
_SECRET = frozenset({"password", "sslpassword", "passfile"})


def backup(file: Annotated[Path, typer.Argument(dir_okay=False, help="Where to write it; it must not exist.")]) -> None:
    """Write a checked copy of the database, while it is served. The keys are not in it."""
    chosen = settings.load()
    if not chosen.database_file:
        _point_to("pg_dump", f"pg_dump --format=custom --no-owner --file={shlex.quote(str(file))} {_database(chosen)}")
    try:
        with stores.explained():
            stores.require(chosen)
            size = copies.copy(Path(chosen.database_file), file)
    except FileExistsError as error:
        console.say(f"{file} is there already, and nothing is overwritten. Choose another name.")
        raise typer.Exit(Exit.REFUSED) from error
    except BackupError as error:
        raise _refused(error) from error
    console.say(f"Wrote {file}, {size:,} bytes, checked.")
    console.say("The keys are not in it: back them up to another place. Without them it cannot be read.")


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="What `backup` wrote.")],
    yes: Yes = False,
) -> None:
    """Put a backup where the database belongs, and hold the outbox: nothing is sent until `outbox release`."""
    chosen = settings.load()
    if not chosen.database_file:
        _point_to(
            "pg_restore", f"pg_restore --clean --if-exists --no-owner {_database(chosen)} {shlex.quote(str(file))}"
        )
    target = Path(chosen.database_file)
    ring = keys.existing(chosen)
    if target.exists() and not yes and not console.agree(f"Replace {target} by {file}?"):
        console.say(f"{target} is there, and was left alone. To replace it without being asked, add --yes.")
        raise typer.Exit(Exit.REFUSED)
    had_one = target.exists()
    try:
        with stores.explained():
            erased = keeping.whole_lines(Path(keeping.erasure_file(chosen)))
            restored = copies.restore(file, target, ring, erased=erased, now=clock.now(), rng=random.SystemRandom())
    except (BackupError, ListError) as error:
        raise _refused(error) from error
    _say_restored(target, restored, had_one=had_one)


def _say_restored(target: Path, restored: Restored, *, had_one: bool) -> None:
    console.say(f"Restored {target}.")
    if had_one:
        console.say(f"What was there is now {copies.replaced(target)}. Delete it when you no longer need it.")
    console.say(
        f"Messages that may have been sent since the backup: {restored.doubtful:,}. "
        "Each is looked for before it is sent."
    )
    console.say(f"People erased since the backup, and erased in it again: {restored.erased:,}.")
    console.say("The outbox is on hold: look at `vouchsafe outbox list`, then `vouchsafe outbox release`.")


def _point_to(tool: str, command: str) -> None:
    """Say that this is done with PostgreSQL's own tool: the command is the only data. Always raises typer.Exit."""
    console.show(command)
    console.say(f"PostgreSQL is copied by its own tools: run the command above ({tool} asks for the password).")
    if tool == "pg_restore":
        console.say(
            "Stop every replica before. Afterwards: vouchsafe migrate; vouchsafe outbox hold --restored; "
            "vouchsafe erasures reapply; serve."
        )
        console.say("Nothing is sent until: vouchsafe outbox release")
    raise typer.Exit(Exit.REFUSED)


def _database(chosen: Settings) -> str:
    """Return the database as an option of PostgreSQL's tools, without any password: it would stand in a shell's log."""
    parts = urlsplit(chosen.database_url)
    credentials, at, place = parts.netloc.rpartition("@")
    netloc = credentials.partition(":")[0] + at + place
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name not in _SECRET])
    return f"--dbname={shlex.quote(parts._replace(scheme='postgresql', netloc=netloc, query=query).geturl())}"


def _refused(error: BackupError | ListError) -> typer.Exit:
    console.say(str(error))
    return typer.Exit(Exit.REFUSED)
