"""`/calibrate`: one's own sessions, for HR all of them, and each as whoever asks sees it."""

from __future__ import annotations

from domain.calibration import LIVE, State
from handlers import calibration_new, calibration_report, calibration_sprint
from handlers import calibration_standing as standing
from handlers.turn import Command, Turn
from storage import calibration as storage
from storage.calibration import Kept
from storage.calibration_log import OVER
from views import calibration as views
from views import calibration_list as lists
from views.replies import Reply, Whisper


def command(turn: Turn) -> Reply:
    """Bare it lists them; `sprint` lists sprints, and HR also says `new`, and `results` for how sessions compare."""
    said = turn.request.said
    words = said.words if isinstance(said, Command) else ()
    typed = " ".join(word for word in words if isinstance(word, str)).casefold().split()
    match typed:
        case []:
            return _mine(turn)
        case ["new"] if standing.plans(turn):
            return calibration_new.open_form(turn)
        case ["sprint"]:
            return calibration_sprint.command(turn)
        case ["results"]:
            return calibration_report.compare(turn)
        case _:
            return Whisper(lists.help(plans=standing.plans(turn)))


def every(turn: Turn) -> Reply:
    """To whoever plans them all but the cancelled ones, else one's own: those to come first, then what is over."""
    plans = standing.plans(turn)
    found = storage.every(turn.unit, turn.actor.org) if plans else _own(turn)
    return Whisper(lists.every([standing.brief(turn, one) for one in found], plans=plans))


def show(turn: Turn) -> Reply:
    return Whisper(views.whole(standing.seen(turn, standing.meant(turn))))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _mine(turn: Turn) -> Reply:
    """The one that goes on now, or the only one there is, is shown at once to whoever has a seat in it."""
    found = [] if standing.plans(turn) else _own(turn)
    at_once = [one for one in found if one.session.state is State.OPEN] or found
    return Whisper(views.whole(standing.seen(turn, at_once[0]))) if len(at_once) == 1 else every(turn)


def _own(turn: Turn) -> list[Kept]:
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    return [*storage.of_person(unit, org, me, LIVE), *reversed(storage.of_person(unit, org, me, OVER))]
