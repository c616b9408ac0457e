"""`/cycle`: for everybody where their review cycle stands, for HR all of them."""

from __future__ import annotations

from domain import policy
from domain.cycles import Audience, State
from domain.policy import Permission
from handlers import competencies, cycles_advance, cycles_new, cycles_rehearsal, cycles_status
from handlers import cycles_standing as standing
from handlers.turn import Command, Turn
from storage import cycles as storage
from views import cycles as views
from views import cycles_hr, help
from views.home import Waiting
from views.replies import Reply, Whisper
from views.vocabulary import Part


def command(turn: Turn) -> Reply:
    """`/cycle`; HR also says `new`, `list`, `status`, `advance` and `rehearse` after it."""
    said = turn.request.said
    words = said.words if isinstance(said, Command) else ()
    typed = " ".join(word for word in words if isinstance(word, str)).casefold().split()
    is_hr = policy.may(turn.actor, Permission.HR)
    match typed:
        case []:
            return show(turn)
        case ["competencies"]:
            return competencies.show(turn)
        case ["new"] if is_hr:
            return cycles_new.open_form(turn)
        case ["list"] if is_hr:
            return every(turn)
        case ["advance"] if is_hr:
            return cycles_advance.latest(turn)
        case ["rehearse"] if is_hr:
            return cycles_rehearsal.latest(turn)
        case ["status"]:
            return cycles_status.latest(turn) if is_hr else people(turn)
        case _:
            return Whisper(help.cycle(is_hr=is_hr))


def show(turn: Turn) -> Reply:
    """The asker's own part in the cycle that was pressed, or in the one that began last."""
    wanted = standing.subject(turn)
    found = [one for one in standing.visible(turn) if wanted in ("", one.id)]
    if found:
        parts = standing.mine(turn, found[0])
        leads = any(one.checkpoint.audience is Audience.MANAGERS for one in parts)
        return Whisper(views.mine(found[0], parts, leads=leads))
    is_hr = policy.may(turn.actor, Permission.HR)
    return every(turn) if is_hr and not wanted else Whisper(views.nothing_runs(is_hr=is_hr))


def people(turn: Turn) -> Reply:
    """To whoever leads people: what is asked of them about these."""
    wanted = standing.subject(turn)
    for cycle in standing.visible(turn):
        if wanted in ("", cycle.id):
            parts = [one for one in standing.mine(turn, cycle) if one.checkpoint.audience is Audience.MANAGERS]
            return Whisper(views.my_people(cycle, parts))
    return Whisper(views.nothing_runs(is_hr=False))


def every(turn: Turn) -> Reply:
    return Whisper(cycles_hr.every([kept.cycle for kept in storage.every(turn.unit, turn.actor.org)]))


def show_to_hr(turn: Turn) -> Reply:
    return Whisper(cycles_hr.whole(standing.whole(turn, standing.meant(turn))))


# --- Home ---------------------------------------------------------------------------------------------------------


def waiting(turn: Turn) -> tuple[Waiting, ...]:
    """On Home: what is open now."""
    running = [one for one in standing.visible(turn) if one.state is State.OPEN]
    return tuple(views.waiting(cycle, one) for cycle in running for one in standing.mine(turn, cycle) if one.is_waiting)


def on_home(turn: Turn) -> tuple[Part, ...]:
    found = standing.visible(turn)[:1]
    return tuple(part for cycle in found for part in views.on_home(cycle, standing.mine(turn, cycle)))
