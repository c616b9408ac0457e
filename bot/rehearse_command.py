"""`vouchsafe rehearse`: every message of a review cycle before it is sent: to whom, when in their zone, its words."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from bot import clock, console, plain, settings, stores
from bot.console import Exit
from domain import cycles_rehearsal, local_time
from domain.cycles import Cycle
from domain.cycles_rehearsal import Cast, Message
from domain.people import Person
from storage import checkpoints_standing, cycles, people
from storage.unit import Unit
from views import cycles_hr
from views import cycles_rehearsal as views
from views.notices import SHOWN

Json = Annotated[bool, typer.Option("--json", help="Print every message as JSON, with its words.")]
Every = Annotated[bool, typer.Option("--every", help="One line for each message, not for each day.")]
Words = Annotated[bool, typer.Option("--words", help="With the words of each line's first message.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The rehearsal with the names of everybody in it, and what HR should know."""

    cycle: Cycle
    cast: Cast
    messages: tuple[Message, ...]
    names: Mapping[str, Person]
    warned: tuple[str, ...]


def rehearse(
    cycle: Annotated[str, typer.Argument(help="The name of the cycle; else the one set up last.")] = "",
    as_json: Json = False,
    every: Every = False,
    words: Words = False,
) -> None:
    """Show every message that a review cycle would send if nobody answered; nothing is sent."""
    with stores.visit(settings.load()) as unit:
        seen = _look(unit, cycle)
    if seen is None:
        console.say("There is no such cycle. HR sets one up with “/cycle new”.")
        raise typer.Exit(Exit.REFUSED)
    for warning in seen.warned:
        console.say(warning)
    if as_json:
        console.show_json([_as_data(seen, one) for one in seen.messages])
    elif every:
        console.show_table(f"Rehearsal of {seen.cycle.name}", ("when", "to", "what"), _lines(seen))
    else:
        _show_days(seen, words=words)
    console.say(f"{len(seen.messages):,} messages to {len({one.to for one in seen.messages}):,} people.")
    for one in views.limits(seen.cycle):
        console.say(one)


def _look(unit: Unit, name: str) -> Seen | None:
    org = stores.org(unit, now=clock.now(), rng=random.SystemRandom())
    wanted = [
        kept.cycle for kept in cycles.every(unit, org) if not name or kept.cycle.name.casefold() == name.casefold()
    ]
    if not wanted:
        return None
    messages, cast = checkpoints_standing.rehearse(unit, org, wanted[0], now=clock.now(), most=SHOWN)
    names = people.by_ids(unit, org, cast.wishes)
    warned = checkpoints_standing.warned(unit, org, wanted[0], cast, now=clock.now())
    named = {id: person.name for id, person in names.items()}
    told = tuple(cycles_hr.warning(one, wanted[0], named) for one in warned)
    return Seen(cycle=wanted[0], cast=cast, messages=messages, names=names, warned=told)


def _show_days(seen: Seen, *, words: bool) -> None:
    for entry in cycles_rehearsal.entries(seen.messages, seen.cast.wishes):
        console.show(console.plain(views.line(seen.cycle, entry)))
        if words:
            console.show("\n".join(f"    {console.plain(line)}" for line in _words(seen, entry.first).splitlines()))


def _lines(seen: Seen) -> Iterator[tuple[str, str, str]]:
    for one in seen.messages:
        what = views.words(seen.cycle, one, seen.names).title
        yield f"{_moment(seen, one):%Y-%m-%d %H:%M} {seen.cast.wishes[one.to].zone}", seen.names[one.to].name, what


def _as_data(seen: Seen, one: Message) -> dict[str, object]:
    return {
        "to": seen.names[one.to].name,
        "at": _moment(seen, one).isoformat(),
        "zone": seen.cast.wishes[one.to].zone,
        "checkpoints": [{"id": item.checkpoint, "step": item.planned.key} for item in one.items],
        "words": _words(seen, one),
    }


def _words(seen: Seen, one: Message) -> str:
    return plain.card(views.words(seen.cycle, one, seen.names), seen.cast.wishes[one.to].zone)


def _moment(seen: Seen, one: Message) -> datetime:
    return local_time.on(one.at, seen.cast.wishes[one.to].zone)
