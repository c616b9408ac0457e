"""`/calibrate`: one's own sessions, for HR all of them, and each as whoever asks sees it."""

from __future__ import annotations

from domain.calibration import LIVE
from handlers import calibration_new, calibration_report
from handlers import calibration_standing as standing
from handlers.turn import Command, Turn
from storage import calibration as storage
from views import calibration as views
from views import calibration_list as lists
from views.replies import Reply, Whisper


def command(turn: Turn) -> Reply:
    """Bare it lists them; HR also says `new` after it, and `results` for how sessions compare."""
    said = turn.request.said
    words = said.words if isinstance(said, Command) else ()
    typed = " ".join(word for word in words if isinstance(word, str)).casefold().split()
    match typed:
        case []:
            return every(turn)
        case ["new"] if standing.plans(turn):
            return calibration_new.open_form(turn)
        case ["results"]:
            return calibration_report.compare(turn)
        case _:
            return Whisper(lists.help(plans=standing.plans(turn)))


def every(turn: Turn) -> Reply:
    """One alone is shown at once to whoever has a seat in it."""
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    plans = standing.plans(turn)
    found = storage.every(unit, org) if plans else storage.of_person(unit, org, me, LIVE)
    if len(found) == 1 and not plans:
        return Whisper(views.whole(standing.seen(turn, found[0])))
    return Whisper(lists.every([standing.brief(turn, one) for one in found], plans=plans))


def show(turn: Turn) -> Reply:
    return Whisper(views.whole(standing.seen(turn, standing.meant(turn))))
