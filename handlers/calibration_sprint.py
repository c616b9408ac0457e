"""`/calibrate sprint`: a manager's weeks, two cases to read alone, how they read them; and who has read, to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from content import calibration as content
from content import reviews
from domain import calibration_sprint as rules
from domain import policy
from domain.calibration_script import Anchor
from domain.calibration_sprint import Reading, Sprint, State, Week
from domain.competencies import Level
from domain.errors import NotFoundError
from handlers import audit
from handlers import calibration_sprint_standing as standing
from handlers.said import submitted
from handlers.turn import Turn
from storage import calibration_sprint as storage
from storage import competencies, people
from views import calibration_sprint as views
from views import calibration_sprint_hr, calibration_sprint_told, calibration_sprint_week, forms
from views.calibration_sprint_hr import Board
from views.calibration_sprint_week import Told
from views.forms import Form, Values
from views.home import Waiting
from views.replies import Ask, Correct, Reply, Whisper
from views.vocabulary import Card


def command(turn: Turn) -> Reply:
    """To whoever has a part in only one, or in only one that runs, that one at once; HR chooses among all."""
    found = _mine(turn)
    running = [one for one in found if one.state(turn.now) is State.RUNNING] or found
    if not standing.plans(turn) and len(running) == 1:
        return _shown(turn, running[0])
    return every(turn)


def every(turn: Turn) -> Reply:
    """To HR all of them, else one's own, also those that are over."""
    plans = standing.plans(turn)
    those = storage.every(turn.unit, turn.actor.org) if plans else _mine(turn)
    return Whisper(calibration_sprint_hr.every([standing.seen(turn, one) for one in those], plans=plans))


def show(turn: Turn) -> Reply:
    """To a manager their weeks, to whoever looks after it who has read."""
    return _shown(turn, standing.meant(turn))


def open_form(turn: Turn) -> Reply:
    sprint = standing.meant(turn)
    week = standing.week(turn, sprint)
    return _refused(turn, sprint, week) or Ask(_form(turn, sprint, week, {}))


def read(turn: Turn) -> Reply:
    """Keep it for good, and show at once how others read it. Raises NotFoundError, StaleError."""
    sprint = standing.meant(turn)
    week, values = standing.week(turn, sprint), submitted(turn).values
    if refused := _refused(turn, sprint, week):
        return refused
    form = _form(turn, sprint, week, values)
    if errors := forms.check(form, values):
        return Correct(form, tuple(errors.items()))
    levels = {one.id: Level(forms.text(values, one.id)) for one in _cases(sprint, week)}
    _keep(turn, sprint, week, levels)
    audit.record(turn, "calibration.sprint_read", sprint.id, {"week": str(week.number)})
    return _reading(turn, sprint, week)


def show_week(turn: Turn) -> Reply:
    """To whoever has read it. Raises NotFoundError."""
    sprint = standing.meant(turn)
    return _reading(turn, sprint, standing.week(turn, sprint))


def show_board(turn: Turn) -> Reply:
    """To whoever looks after it, and HR. Raises NotFoundError."""
    sprint = standing.meant(turn)
    if not standing.watches(turn, sprint):
        raise NotFoundError
    return Whisper(board(turn, sprint))


def board(turn: Turn, sprint: Sprint) -> Card:
    """Nothing of how anybody read a case leaves this function but the agreement of all."""
    unit, org = turn.unit, turn.actor.org
    readings = storage.readings(unit, org, sprint.id)
    known = people.by_ids(unit, org, sprint.managers)
    return calibration_sprint_hr.board(
        Board(
            seen=standing.seen(turn, sprint),
            read=rules.read_by(sprint, readings),
            there=[id for id, one in known.items() if policy.takes_part(one)],
            agreed=rules.agreed(sprint, readings, now=turn.now),
            is_cut=rules.is_cut(sprint, readings),
            repeats=rules.repeats([one.competency for one in sprint.weeks]),
        )
    )


def waiting(turn: Turn) -> Sequence[Waiting]:
    """On Home: the weeks that somebody can read and has not."""
    mine = [standing.seen(turn, one) for one in _mine(turn) if one.state(turn.now) is State.RUNNING]
    return [calibration_sprint_told.waiting(seen, week) for seen in mine for week in seen.left]


# --- Pieces -------------------------------------------------------------------------------------------------------


def _mine(turn: Turn) -> list[Sprint]:
    return storage.of_person(turn.unit, turn.actor.org, turn.actor.person.id)


def _shown(turn: Turn, sprint: Sprint) -> Reply:
    if standing.takes_part(turn, sprint):
        return Whisper(views.whole(standing.seen(turn, sprint)))
    return Whisper(board(turn, sprint))


def _refused(turn: Turn, sprint: Sprint, week: Week) -> Reply | None:
    """Whoever has read it is shown how; who comes too early or too late, that it is so."""
    own = standing.own(turn, sprint)
    if week.number in own:
        return _reading(turn, sprint, week)
    if not standing.may_read_cases(turn, sprint, week, own):
        return Whisper(views.not_now(standing.seen(turn, sprint)))
    return None


def _form(turn: Turn, sprint: Sprint, week: Week, values: Values) -> Form:
    known = {one.id: one for one in competencies.current(turn.unit, turn.actor.org).competencies}
    chosen = {name: Level(forms.text(values, name)) for name in values if forms.text(values, name) in set(Level)}
    return views.ask(standing.seen(turn, sprint), week, _cases(sprint, week), known, chosen)


def _keep(turn: Turn, sprint: Sprint, week: Week, levels: Mapping[str, Level]) -> None:
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    knew = storage.knows(unit, org, me, week.competency)
    storage.put(unit, org, sprint, Reading(person=me, week=week.number, levels=levels, at=turn.now, knew=knew))


def _cases(sprint: Sprint, week: Week) -> tuple[Anchor, ...]:
    return rules.cases(content.default().anchors, sprint.weeks, week.number)


def _reading(turn: Turn, sprint: Sprint, week: Week) -> Reply:
    own = standing.own(turn, sprint)
    if not standing.may_look_back(turn, sprint, week, own):
        raise NotFoundError
    told = _told(turn, sprint, week, own[week.number])
    return Whisper(calibration_sprint_week.show(standing.seen(turn, sprint), told))


def _told(turn: Turn, sprint: Sprint, week: Week, mine: Reading) -> Told:
    unit, org = turn.unit, turn.actor.org
    readings = storage.readings(unit, org, sprint.id)
    is_shown = standing.may_see_spread(turn, sprint, week, {week.number: mine})
    ours = competencies.current(unit, org).competency(week.competency)
    return Told(
        week=week,
        cases=_cases(sprint, week),
        mine=mine.levels,
        group=rules.spread(sprint, readings, week, now=turn.now) if is_shown else None,
        has_lost=rules.has_lost(week, readings),
        competency=ours,
        is_own=ours is not None and ours != reviews.default().framework.competency(week.competency),
    )
