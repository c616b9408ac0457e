"""What a manager says of a case in the room: points for its evidence, and which line of the level text fits."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from content import calibration as content
from domain import calibration_decisions as rules
from domain.calibration import Seat, State
from domain.calibration_decisions import Reading, View
from domain.competencies import Level
from domain.errors import NotFoundError, StaleError
from domain.policy import Action
from handlers import audit
from handlers import calibration_packets as packets
from handlers import calibration_standing as standing
from handlers.turn import Turn
from storage import calibration_room, calibration_views, calibration_voices, people
from storage.calibration import Kept
from storage.calibration_packets import Found
from views import calibration_points as views
from views import forms
from views.replies import Ask, Correct, Reply, Whisper


def open_points(turn: Turn) -> Reply:
    kept, found = _spoken(turn)
    sheet = packets.sheet(turn, kept, found)
    return Ask(views.points(sheet, content.default().rubric, _said(turn, kept, found).points))


def give_points(turn: Turn) -> Reply:
    """Private until counted; given again, they take the place of the first."""
    kept, found = _spoken(turn, locked=True)
    sheet, rubric = packets.sheet(turn, kept, found), content.default().rubric
    form = views.points(sheet, rubric, {})
    if errors := forms.check(form, standing.values(turn)):
        return Correct(form, tuple(errors.items()))
    given = {line.id: int(forms.text(standing.values(turn), line.id)) for line in rubric}
    _keep(turn, kept, found, replace(_said(turn, kept, found), points=given))
    return show(turn)


def show(turn: Turn) -> Reply:
    """How often each line got what: to whoever leads or watches, and to managers who gave theirs."""
    kept, found = packets.meant(turn)
    _require_open(kept)
    every = calibration_voices.of_packet(turn.unit, turn.actor.org, kept, found.packet.subject, now=turn.now)
    gave = any(one.points for one in every if one.person == turn.actor.person.id)
    if found.allows(Action.WRITE) and not gave:
        raise NotFoundError
    if standing.seat(turn, kept) is Seat.MANAGER and not found.allows(Action.WRITE):
        raise NotFoundError
    rubric = content.default().rubric
    spread = rules.spread(every, [line.id for line in rubric])
    marks = Counter(one.mark for one in every if one.mark is not None)
    reply = Whisper(views.spread(packets.sheet(turn, kept, found), rubric, spread, marks))
    packets.record_read(turn, found)
    return reply


def choose_reading(turn: Turn) -> Reply:
    """Which competency, then the form for it."""
    kept, found = _spoken(turn)
    sheet = packets.sheet(turn, kept, found)
    if len(standing.named(turn)) < 3:
        return Whisper(views.choose(sheet, "calibration.reading.choose", "My reading"))
    return Whisper(views.form_opens(sheet, packets.competency(turn, found)))


def open_reading(turn: Turn) -> Reply:
    kept, found = _spoken(turn)
    rated = packets.competency(turn, found)
    said = _said(turn, kept, found).readings.get(rated.competency)
    return Ask(views.reading(packets.sheet(turn, kept, found), rated, said))


def read(turn: Turn) -> Reply:
    kept, found = _spoken(turn, locked=True)
    rated, values = packets.competency(turn, found), standing.values(turn)
    form = views.reading(packets.sheet(turn, kept, found), rated, None)
    if errors := forms.check(form, values):
        return Correct(form, tuple(errors.items()))
    line = forms.text(values, "line")
    mine = Reading(level=Level(line.partition(":")[0]), line=line, cited=frozenset(forms.many(values, "cited")))
    said = _said(turn, kept, found)
    _keep(turn, kept, found, replace(said, readings={**said.readings, rated.competency: mine}))
    return Whisper(views.kept_reading(packets.sheet(turn, kept, found), rated))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _spoken(turn: Turn, *, locked: bool = False) -> tuple[Kept, Found]:
    """Return the case on which whoever asks has a voice, in the open room. Raises NotFoundError, or StaleError.

    `locked`: the room does not close meanwhile, or has; otherwise what is said last would draw it anew.
    """
    kept, found = packets.meant(turn, locked=locked)
    if not found.allows(Action.WRITE):
        raise NotFoundError
    _require_open(kept)
    return kept, found


def _require_open(kept: Kept) -> None:
    if kept.session.state is not State.OPEN:
        raise StaleError


def _said(turn: Turn, kept: Kept, found: Found) -> View:
    me = turn.actor.person.id
    return calibration_views.of_person(turn.unit, turn.actor.org, kept.id, found.packet.subject, me)


def _keep(turn: Turn, kept: Kept, found: Found, view: View) -> None:
    unit, org = turn.unit, turn.actor.org
    people.lock(unit, org, view.person)
    calibration_views.put(unit, org, kept.id, found.packet.subject, view, now=turn.now)
    told = (view.person, kept.session.facilitator)
    calibration_room.redraw(unit, org, kept, only=told, now=turn.now, rng=turn.rng)
    audit.record(turn, "calibration.spoken", kept.id, {})
