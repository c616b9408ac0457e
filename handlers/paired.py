"""Looking at a team's speed, stability and post-mortems together, and entering its months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain import paired as rules
from domain import paired_reading as reading
from domain import rewards as quarters
from domain.errors import NotFoundError
from domain.paired import Figures
from domain.paired_register import came_back
from domain.policy import Action
from domain.recurrence import Reported
from domain.rewards import Quarter
from handlers import audit
from handlers.said import named, submitted, today
from handlers.turn import Command, Turn
from storage import leading, paired_together
from storage import paired as storage
from storage.paired import Source
from views import forms, paired_form
from views import paired as views
from views.paired import Page
from views.replies import Ask, Correct, Reply, Whisper

OFFERED = 12  # months in the form
READ, FOLLOWED = 24, 12  # months back: of figures, and of what was closed and may have come back


def command(turn: Turn) -> Reply:
    """`/vouchsafe team`, and the name of one after it."""
    said = turn.request.said
    words = said.words if isinstance(said, Command) else ()
    typed = " ".join(word for word in words if isinstance(word, str)).split(maxsplit=1)
    if len(typed) < 2:
        return every(turn)
    team = leading.named(turn.unit, turn.actor.org, typed[1])
    if team is None:
        raise NotFoundError
    return _page(turn, team)


def every(turn: Turn) -> Reply:
    """The only one, or those there are to choose from: one's own, and for HR all there are."""
    unit, org = turn.unit, turn.actor.org
    if turn.actor.is_hr:
        return Whisper(views.choose_any(leading.names(unit, org), storage.with_figures(unit, org)))
    mine = leading.teams_of(unit, org, turn.actor.person.id)
    return _page(turn, *mine) if len(mine) == 1 else Whisper(views.choose(leading.names(unit, org, mine)))


def show(turn: Turn) -> Reply:
    return _page(turn, named(turn))


def open_enter(turn: Turn) -> Reply:
    team = named(turn)
    name = _require_writing(turn, team)
    return Ask(paired_form.enter(team, name, reading.last_months(today(turn), OFFERED)))


def enter(turn: Turn) -> Reply:
    submit, team = submitted(turn), named(turn)
    name = _require_writing(turn, team)
    form = paired_form.enter(team, name, reading.last_months(today(turn), OFFERED))
    errors: Mapping[str, str] = forms.check(form, submit.values)
    figures = None
    if not errors:
        told = {field: forms.text(submit.values, field) for field in reading.COLUMNS}
        figures, flaws = reading.read(team, told, today=today(turn))
        errors = paired_form.errors(flaws)
    if figures is None:
        return Correct(forms.filled(form, submit.values), tuple(errors.items()))
    return _keep(turn, team, [figures], Source.FORM)


def open_rows(turn: Turn) -> Reply:
    team = named(turn)
    return Ask(paired_form.rows(team, _require_writing(turn, team)))


def rows(turn: Turn) -> Reply:
    """All of them, or none."""
    submit, team = submitted(turn), named(turn)
    form = paired_form.rows(team, _require_writing(turn, team))
    read = reading.read_rows(team, forms.text(submit.values, "rows"), today=today(turn))
    if errors := forms.check(form, submit.values) or paired_form.row_errors(read):
        return Correct(forms.filled(form, submit.values), tuple(errors.items()))
    return _keep(turn, team, [row.figures for row in read if row.figures], Source.ROWS)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _require_writing(turn: Turn, team: str) -> str:
    """Return the team's name. Raises NotFoundError, TooSmallError."""
    name = storage.require(turn.unit, turn.actor, team, Action.WRITE)
    rules.require_size(len(leading.members(turn.unit, turn.actor.org, team)))
    return name


def _keep(turn: Turn, team: str, those: Sequence[Figures], source: Source) -> Reply:
    storage.save(turn.unit, turn.actor.org, those, source=source, now=turn.now)
    reply = _page(turn, team)
    months = ", ".join(one.month.isoformat()[:7] for one in those)
    audit.record(turn, "paired.entered", team, {"months": months, "source": source.value})
    return reply


def _page(turn: Turn, team: str) -> Reply:
    unit, org = turn.unit, turn.actor.org
    name = storage.require(unit, turn.actor, team, Action.READ)
    is_small = len(leading.members(unit, org, team)) < rules.LEAST
    since, year = (reading.last_months(today(turn), months)[-1] for months in (READ, FOLLOWED))
    found = paired_together.of_teams(unit, org, [team], (since, today(turn)), now=turn.now)[team]
    figures = [] if is_small else found.figures
    reported = _reported(turn, team)
    page = Page(
        team=team,
        name=name,
        figures=figures,
        months=found.months,
        came_back=came_back(found.register, year, today(turn), now=turn.now),
        change=rules.change(figures),
        reported=reported,
        is_silent=quarters.fell_silent(reported[0][1], reported[1][1]),
        is_small=is_small,
        may_write=not is_small and storage.may(unit, turn.actor, team, Action.WRITE),
    )
    return Whisper(views.show(page))


def _reported(turn: Turn, team: str) -> Sequence[tuple[Quarter, Reported | None]]:
    """The latest quarter that is over, and before it the one before, as the reward's guard looks at them."""
    latest = Quarter.of(today(turn)).before
    counted = [storage.reported(turn.unit, turn.actor.org, team, one.months) for one in (latest.before, latest)]
    return tuple(zip((latest.before, latest), map(quarters.together, counted), strict=True))
