"""Home, the dashboard of every person: drawn when it is opened, from what the features of two lists contribute."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handlers import (
    broadcasts_home,
    calibration_board,
    calibration_sprint,
    cycles,
    evidence_list,
    goals_home,
    kudos_list,
    nominations_home,
    notices,
    plan,
    postmortems,
    privacy,
    pulses,
    reports,
    reviews_home,
    set_up_home,
)
from handlers.turn import Turn
from storage import introductions
from views import home as views
from views import introduction
from views.home import Waiting
from views.replies import Home, Reply, Whisper
from views.vocabulary import Card, Part

# What waits for the person, the most pressing first. A feature adds one function, which returns nothing for whom it
# does not concern.
WAITING: tuple[Callable[[Turn], Sequence[Waiting]], ...] = (
    set_up_home.waiting,
    privacy.waiting,
    broadcasts_home.waiting,
    cycles.waiting,
    plan.waiting,
    pulses.waiting,
    calibration_board.waiting,
    calibration_sprint.waiting,
    reviews_home.waiting,
    evidence_list.waiting,
    goals_home.waiting,
    postmortems.waiting,
    nominations_home.waiting,
    kudos_list.waiting,
    notices.waiting_on_home,
)
# The sections, from top to bottom; again one function a feature. Who may see it is asked of the policy in there.
SECTIONS: tuple[Callable[[Turn], Sequence[Part]], ...] = (
    kudos_list.on_home,
    nominations_home.on_home,
    cycles.on_home,
    evidence_list.on_home,
    goals_home.on_home,
    reviews_home.on_home,
    reports.on_home,
    plan.on_home,
    set_up_home.on_home,
    notices.on_home,
)


def open_home(turn: Turn) -> Reply:
    return Home(dashboard(turn))


def show(turn: Turn) -> Reply:
    """The dashboard as an answer to a command."""
    return Whisper(dashboard(turn))


def dashboard(turn: Turn) -> Card:
    waiting = [one for tell in WAITING for one in tell(turn)]
    sections = [part for draw in SECTIONS for part in draw(turn)]
    is_stranger = introductions.strangers(turn.unit, turn.actor.org, [turn.actor.person.id])
    shown = introduction.on_home() if is_stranger else ()
    return views.dashboard(turn.actor.person, waiting, sections, introduction=shown)
