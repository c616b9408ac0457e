"""What a session is found to have done: its report, one manager's figures, and how sessions compare, each to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.calibration import State
from domain.calibration_report import Habit, Room
from domain.errors import NotFoundError
from domain.policy import Role
from domain.privacy import DataClass
from handlers import calibration_standing as standing
from handlers.turn import Turn
from storage import calibration, calibration_reviews, cycles, people, reads
from storage import calibration_report as storage
from storage.calibration import Kept
from views import calibration_report as views
from views import (
    calibration_report_explained,
    calibration_report_managers,
    calibration_report_one,
    calibration_report_trend,
)
from views.calibration import cycle_name
from views.calibration_report_trend import Told
from views.replies import Reply, Whisper
from views.vocabulary import Card


def show(turn: Turn) -> Reply:
    """To whoever led the session its figures, to a manager their own. Raises NotFoundError for anybody else."""
    kept = _closed(turn)
    found = storage.room(turn.unit, turn.actor, kept.session)
    if found is not None:
        return Whisper(views.show(_page(turn, kept, found)))
    own = storage.habit(turn.unit, turn.actor, kept.session, turn.actor.person.id, now=turn.now)
    if own is not None:
        return Whisper(_one(turn, kept, own, name=""))
    if standing.seat(turn, kept) is None or storage.is_there(turn.unit, turn.actor.org, kept.id):
        raise NotFoundError
    return Whisper(views.waits(standing.brief(turn, kept)))


def choose_manager(turn: Turn) -> Reply:
    """To whoever led the session. Raises NotFoundError."""
    kept = _closed(turn)
    found = storage.room(turn.unit, turn.actor, kept.session)
    if found is None:
        raise NotFoundError
    islands = storage.readable(turn.unit, turn.actor, kept.session, now=turn.now)
    names = _names(turn, islands)
    groups = {island: [names[one] for one in names if islands[one] == island] for island in islands.values() if island}
    joined = [groups[island] for island in sorted(groups)]
    return Whisper(calibration_report_managers.show(standing.brief(turn, kept), names, found.severity, joined))


def show_manager(turn: Turn) -> Reply:
    """To whoever led the session, one at a time; the manager sees that it was read. Raises NotFoundError."""
    kept, (_, person) = _closed(turn), (*standing.named(turn), "")[:2]
    found = storage.habit(turn.unit, turn.actor, kept.session, person, now=turn.now)
    if found is None or person == turn.actor.person.id:
        raise NotFoundError
    reply = Whisper(_one(turn, kept, found, name=_names(turn, (person,))[person]))
    reads.record(
        turn.unit,
        turn.actor.org,
        reader=turn.actor.person.id,
        role=Role.FACILITATOR.value,
        subject=person,
        of=DataClass.REVIEWS,
        now=turn.now,
        rng=turn.rng,
    )
    return reply


def explain(_: Turn) -> Reply:
    return Whisper(calibration_report_explained.show())


def compare(turn: Turn) -> Reply:
    """To HR all sessions that are closed, without anybody in it; to whoever led some, those."""
    every = {one.id: one for one in calibration.every(turn.unit, turn.actor.org)}
    past = storage.past(turn.unit, turn.actor, [one.session for one in every.values()])
    if not past and not standing.plans(turn):
        raise NotFoundError
    return Whisper(calibration_report_trend.show([_told(turn, every[one.session], one.room) for one in past]))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _closed(turn: Turn) -> Kept:
    kept = calibration.found(turn.unit, turn.actor.org, standing.named(turn)[0])
    if kept is None or kept.session.state is not State.CLOSED:
        raise NotFoundError
    return kept


def _page(turn: Turn, kept: Kept, found: Room) -> views.Page:
    return views.Page(
        seen=standing.brief(turn, kept),
        room=found,
        framework=calibration_reviews.framework(turn.unit, turn.actor.org, kept.session),
    )


def _names(turn: Turn, those: Iterable[str]) -> Mapping[str, str]:
    """Return them by name."""
    known = people.by_ids(turn.unit, turn.actor.org, those)
    return {id: known[id].name for id in sorted(known, key=lambda id: (known[id].name, id))}


def _one(turn: Turn, kept: Kept, found: Habit, *, name: str) -> Card:
    page = calibration_report_one.Page(seen=standing.brief(turn, kept), habit=found, name=name)
    return calibration_report_one.show(page)


def _told(turn: Turn, kept: Kept, room: Room) -> Told:
    cycle = cycles.find(turn.unit, turn.actor.org, kept.session.cycle)
    return Told(title=cycle_name(cycle), day=kept.session.day, room=room)
