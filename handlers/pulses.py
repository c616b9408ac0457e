"""`/pulse`: for everybody the pulse that waits for them, for HR all of them, and on Home that one is open."""

from __future__ import annotations

from domain import policy
from domain.policy import Permission
from handlers import pulses_answer, pulses_items, pulses_new, pulses_results
from handlers.turn import Command, Turn
from storage import pulses as storage
from views import help
from views import pulses as views
from views.home import Waiting
from views.pulses_told import waiting as waits
from views.replies import Reply, Whisper


def command(turn: Turn) -> Reply:
    """`/pulse`, and `results` after it; HR also says `new`, `list` and `questions`."""
    said = turn.request.said
    words = said.words if isinstance(said, Command) else ()
    typed = " ".join(word for word in words if isinstance(word, str)).casefold().split()
    is_hr = policy.may(turn.actor, Permission.HR)
    match typed:
        case []:
            return show(turn)
        case ["results"]:
            return pulses_results.show(turn)
        case ["new"] if is_hr:
            return pulses_new.open_form(turn)
        case ["list"] if is_hr:
            return pulses_new.every(turn)
        case ["questions"] if is_hr:
            return pulses_items.show(turn)
        case _:
            return Whisper(help.pulse(is_hr=is_hr))


def show(turn: Turn) -> Reply:
    """The ballot that was pressed, else the first that is open and not answered, from its first question."""
    wanted = pulses_answer.parts(turn)[0]
    found = storage.open_for(turn.unit, turn.actor.org, turn.actor.person.id, now=turn.now)
    meant = [kept.wave for kept in found if wanted in ("", kept.wave.id)]
    unanswered = [wave for wave in meant if not pulses_answer.has_answered(turn, wave)]
    if unanswered:
        return Whisper(views.asked(unanswered[0]))
    if meant:
        return Whisper(views.already(meant[0]))
    return Whisper(views.nothing_open(is_hr=policy.may(turn.actor, Permission.HR)))


def waiting(turn: Turn) -> tuple[Waiting, ...]:
    """On Home, which only its person sees: what is open and not answered."""
    found = storage.open_for(turn.unit, turn.actor.org, turn.actor.person.id, now=turn.now)
    return tuple(waits(kept.wave) for kept in found if not pulses_answer.has_answered(turn, kept.wave))
