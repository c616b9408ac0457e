"""`vouchsafe due`: what should have happened by itself and was given up, and another try for it."""

from __future__ import annotations

import random
from dataclasses import asdict
from typing import Annotated

import typer

from bot import clock, console, settings, stores
from bot.console import Exit
from storage import audit, due_again, workspaces
from storage.due_again import GivenUp

app = typer.Typer(no_args_is_help=True, help="What happens by itself: list what was given up, try it again.")


@app.command("list")
def show(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Show what was given up, by kind and reason. Whom it was for is not shown."""
    with stores.visit(settings.load()) as unit:
        org = next(iter(workspaces.orgs(unit)), None)
        found = due_again.given_up(unit, org.id) if org else []
    if as_json:
        console.show_json({"given_up": [asdict(one) for one in found]})
    elif found:
        console.show_table("Given up", ("kind", "reason", "how many", "the first, hours ago"), map(_row, found))
    else:
        console.say("Nothing was given up.")


@app.command()
def retry(
    kinds: Annotated[list[str] | None, typer.Argument(metavar="KIND...", help="As `due list` shows them.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Everything that was given up.")] = False,
) -> None:
    """Do what was given up after all, unless it is too late or something newer took its place."""
    if bool(kinds) == failed:
        raise typer.BadParameter("give kinds, or --failed")
    rng = random.SystemRandom()
    with stores.visit(settings.load()) as unit:
        org, now = stores.org(unit, now=clock.now(), rng=rng), clock.now()
        count = due_again.retry(unit, org, kinds or None, now=now)
        detail = {"kinds": ", ".join(kinds or ["all"]), "count": str(count)}
        audit.record(unit, org=org, actor=None, action="due.retried", object="", detail=detail, now=now, rng=rng)
    if not count:
        console.say("Nothing of that was given up, or it is too late for it. Nothing was changed.")
        raise typer.Exit(Exit.REFUSED)
    console.say(f"{count:,} will be tried again.")


def _row(one: GivenUp) -> tuple[str, ...]:
    return (one.kind, one.reason, str(one.count), str(max(0, clock.now() - one.since) // 3_600_000))
