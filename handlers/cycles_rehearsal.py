"""`/cycle rehearse`: the whole cycle against a simulated clock, as HR reads it."""

from __future__ import annotations

from collections import Counter

from domain import cycles_rehearsal as rules
from domain import local_time
from domain.cycles_rehearsal import Cast, Message
from domain.errors import NotFoundError
from handlers import cycles_standing as standing
from handlers.turn import Turn
from storage import checkpoints_standing, cycles, people
from storage.cycles import Kept
from views import cycles as cycle_views
from views import cycles_hr
from views import cycles_rehearsal as views
from views.cycles_rehearsal import Rehearsal
from views.notices import SHOWN
from views.replies import Reply, Whisper
from views.wording import day


def latest(turn: Turn) -> Reply:
    """Of the cycle that was set up last."""
    found = cycles.every(turn.unit, turn.actor.org)
    if not found:
        return Whisper(cycle_views.nothing_runs(is_hr=True))
    return Whisper(views.calendar(_rehearse(turn, found[0])[0], 0))


def show(turn: Turn) -> Reply:
    """One page of the calendar."""
    page = standing.subject(turn).split("/")[1:]
    number = int(page[0]) if page and page[0].isdecimal() else 0
    return Whisper(views.calendar(_rehearse(turn, standing.meant(turn))[0], number))


def read(turn: Turn) -> Reply:
    """The words of one line of the calendar, to the first who would get it."""
    kept, number = standing.meant(turn), standing.subject(turn).rpartition("/")[2]
    seen, cast = _rehearse(turn, kept)
    if not number.isdecimal() or int(number) >= len(seen.entries):
        raise NotFoundError
    entry = seen.entries[int(number)]
    message = entry.first
    known = people.by_ids(turn.unit, turn.actor.org, _named(message))
    zone = cast.wishes[message.to].zone
    moment = f"{day(entry.on)}, {local_time.on(message.at, zone):%H:%M} in {zone}"
    card = views.words(kept.cycle, message, known)
    return Whisper(views.read(card, entry, known[message.to], moment))


def _named(message: Message) -> set[str]:
    return {message.to, *(person for about in message.about for person in about)}


def _rehearse(turn: Turn, kept: Kept) -> tuple[Rehearsal, Cast]:
    unit, org = turn.unit, turn.actor.org
    cycle = kept.cycle
    messages, cast = checkpoints_standing.rehearse(unit, org, cycle, now=turn.now, most=SHOWN)
    warned = checkpoints_standing.warned(unit, org, cycle, cast, now=turn.now)
    named = people.by_ids(unit, org, {one.person for one in warned if one.person})
    names = {id: person.name for id, person in named.items()}
    counts = Counter(one.to for one in messages)
    seen = Rehearsal(
        cycle=cycle,
        entries=rules.entries(messages, cast.wishes),
        messages=len(messages),
        people=len(counts),
        busiest=max(counts.values(), default=0),
        warned=tuple(cycles_hr.warning(one, cycle, names) for one in warned),
    )
    return seen, cast
