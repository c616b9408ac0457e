"""Whom a command is about, who is asked before it is done, and the audit line of it."""

from __future__ import annotations

import random

import typer

from bot import clock, console, stores
from bot.console import Exit
from domain.naming import Named
from storage import audit, naming
from storage.unit import Unit


def person(unit: Unit, said: str) -> tuple[str, Named]:
    """Return the org and the one person who is meant. Refuse when there is none, or more than one."""
    here = org(unit)
    found = naming.whom(unit, here, said)
    if len(found) == 1:
        return here, found[0]
    console.say("Nobody is called that." if not found else "Several people are called that; use an id or an address:")
    for one in found:
        console.say(f"{one.id}  {one.name}  {', '.join(one.addresses)}")
    raise typer.Exit(Exit.REFUSED)


def org(unit: Unit) -> str:
    return stores.org(unit, now=clock.now(), rng=random.SystemRandom())


def record(unit: Unit, org: str, action: str, about: str, detail: dict[str, str]) -> None:
    rng = random.SystemRandom()
    audit.record(unit, org=org, actor=None, action=action, object=about, detail=detail, now=clock.now(), rng=rng)


def agree(question: str, *, yes: bool) -> None:
    if not yes and not console.agree(question):
        console.say("Nothing was done. To go on without being asked, add --yes.")
        raise typer.Exit(Exit.REFUSED)
