"""`/cycle plan`: for HR the plan of the cycle, for whoever owns a task of it their part, and both on Home."""

from __future__ import annotations

from domain.errors import NotFoundError
from domain.plan import Standing
from handlers import cycles, outcomes
from handlers import plan_standing as standing
from handlers.turn import Command, Turn
from views import plan as views
from views import plan_mine
from views.home import Waiting
from views.replies import Reply, Whisper
from views.vocabulary import Part


def command(turn: Turn) -> Reply:
    """What `/cycle` says; the plan stands apart from the cycle, as some of its tasks are about pulses (promise 6)."""
    said = turn.request.said
    words = [word for word in said.words if isinstance(word, str)] if isinstance(said, Command) else []
    match " ".join(words).casefold().split():
        case ["plan"]:
            return latest(turn)
        case ["outcomes"] if standing.is_hr(turn):
            return outcomes.latest(turn)
        case _:
            return cycles.command(turn)


def latest(turn: Turn) -> Reply:
    """Of the cycle that runs."""
    found, is_hr = standing.latest(turn), standing.is_hr(turn)
    if found is None or not (is_hr or standing.roles(turn, found[0])):
        return Whisper(views.nothing(is_hr=is_hr))
    seen = standing.seen(turn, *found)
    return Whisper(views.whole(seen) if is_hr else plan_mine.mine(standing.own(turn, seen)))


def show(turn: Turn) -> Reply:
    return Whisper(views.whole(standing.seen(turn, *standing.meant(turn))))


def tasks(turn: Turn) -> Reply:
    return Whisper(views.tasks(standing.seen(turn, *standing.meant(turn))))


def mine(turn: Turn) -> Reply:
    """To whoever was named for something. Raises NotFoundError for anybody else, but HR, who do the rest."""
    kept, plan = standing.meant(turn)
    if standing.is_hr(turn):
        return show(turn)
    if not standing.roles(turn, kept):
        raise NotFoundError
    return Whisper(plan_mine.mine(standing.own(turn, standing.seen(turn, kept, plan))))


# --- Home ---------------------------------------------------------------------------------------------------------


def waiting(turn: Turn) -> tuple[Waiting, ...]:
    """What somebody was named for, and what is for this week or late of it."""
    found = standing.latest(turn)
    if found is None or not standing.roles(turn, found[0]):
        return ()
    seen = standing.own(turn, standing.seen(turn, *found))
    pressing = [one for one in seen.items if one.standing in (Standing.NOW, Standing.LATE)]
    return tuple(plan_mine.waiting(seen, one) for one in pressing)


def on_home(turn: Turn) -> tuple[Part, ...]:
    """Nothing for anybody but HR."""
    found = standing.latest(turn) if standing.is_hr(turn) else None
    return () if found is None else views.on_home(standing.seen(turn, *found))
