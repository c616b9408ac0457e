"""The tokens of identity providers, on the command line: made, listed, revoked."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot import clock, console, settings, stores
from bot.console import Exit
from storage import scim_tokens
from storage.unit import Unit

List = Annotated[bool, typer.Option("--list", help="Show which tokens are good.")]
Revoke = Annotated[str, typer.Option("--revoke", metavar="NAME", help="Let this token open nothing any more.")]


def scim_token(listing: List = False, revoke: Revoke = "") -> None:
    """Print a new token for an identity provider; two can be good at once, so that one can follow the other."""
    now, rng = clock.now(), random.SystemRandom()
    with stores.visit(settings.load()) as unit:
        org = stores.org(unit, now=now, rng=rng)
        if listing:
            _list(unit, org)
        elif revoke:
            _revoke(unit, org, revoke, now, rng)
        else:
            _make(unit, org, now, rng)


def _make(unit: Unit, org: str, now: int, rng: random.Random) -> None:
    token = scim_tokens.new(rng)
    try:
        name = scim_tokens.keep(unit, org, token, now=now, rng=rng)
    except scim_tokens.TooManyError as error:
        console.say(str(error.__doc__))
        raise typer.Exit(Exit.REFUSED) from error
    console.show(token)
    console.say(f"This is shown once. Give it to your identity provider as its bearer token; here it is called {name}.")


def _list(unit: Unit, org: str) -> None:
    rows = [(one.name, _day(one.made_at), _day(one.used_at)) for one in scim_tokens.listed(unit, org)]
    console.show_table("SCIM tokens", ("name", "made", "last used"), rows)


def _revoke(unit: Unit, org: str, name: str, now: int, rng: random.Random) -> None:
    if not scim_tokens.revoke(unit, org, name, now=now, rng=rng):
        console.say(f"No token is called {name}: look with --list. Nothing was changed.")
        raise typer.Exit(Exit.REFUSED)
    console.say("It opens nothing any more.")
    if not scim_tokens.listed(unit, org):
        console.say("It was the last one: what SCIM said of people stays until another source says otherwise.")


def _day(at: int | None) -> str:
    return "never" if at is None else f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M} UTC"
