"""What a program has come to, for HR: as a card, and as a page by a one-time link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from content import plan as content
from domain import local_time
from domain.cycles import State
from domain.errors import NotFoundError, StaleError
from domain.paired import LEAST
from handlers import audit, cycles_standing
from handlers.said import submitted, today
from handlers.turn import Turn
from storage import checkpoints, cycles, downloads, leading, outcomes_beside, paired_together, participants, plan_seen
from storage import outcomes as storage
from storage.cycles import Kept
from storage.downloads import Document, Taken
from storage.outcomes_beside import Chosen
from storage.paired_together import Together
from storage.unit import Unit
from views import forms
from views import outcomes as views
from views import outcomes_report as report_views
from views import outcomes_team as team_views
from views.outcomes import Page
from views.paired_report import Team
from views.replies import Ask, Correct, Reply, Whisper

OF = "outcomes"  # the kind of file; what it is about is the cycle


def latest(turn: Turn) -> Reply:
    """Of the cycle that runs, the one that began last."""
    running = cycles.running(turn.unit, turn.actor.org)
    return Whisper(views.show(_page(turn, running[-1])) if running else views.nothing())


def show(turn: Turn) -> Reply:
    return Whisper(views.show(_page(turn, _meant(turn))))


def beside(turn: Turn) -> Reply:
    """The same of teams that are not in the cycle."""
    kept, on = _meant(turn), today(turn)
    sides = outcomes_beside.beside(turn.unit, turn.actor.org, kept, on, now=turn.now)
    page = Page(cycle=kept.cycle.id, title=kept.cycle.name, outcomes={}, sides=sides)
    return Whisper(views.beside(page))


def open_team(turn: Turn) -> Reply:
    """Once one is named, it is told which."""
    kept = _changeable(turn)
    found = outcomes_beside.chosen(turn.unit, turn.actor.org, kept.cycle.id)
    return (
        Whisper(team_views.named(kept.cycle.id, found.name, found.on)) if found else Ask(team_views.form(kept.cycle.id))
    )


def name_team(turn: Turn) -> Reply:
    """Which team the cycle is compared with, once and for all; the same again changes nothing."""
    cycles_standing.locked(turn)  # or it could be closed before this is saved
    kept, values = _changeable(turn), submitted(turn).values
    form, those = team_views.form(kept.cycle.id), forms.many(values, "team")
    found = outcomes_beside.chosen(turn.unit, turn.actor.org, kept.cycle.id)
    if errors := forms.check(form, values) or _flaw(turn, kept, found, those[0]):
        return Correct(form, tuple(errors.items()))
    found = found or _name(turn, kept, those[0])
    return Whisper(team_views.named(kept.cycle.id, found.name, found.on))


def explain(_: Turn) -> Reply:
    return Whisper(views.explained())


def report(turn: Turn) -> Reply:
    """A link that works once, to the asker alone."""
    cycle = _meant(turn).cycle
    page = Page(cycle=cycle.id, title=cycle.name, outcomes={})  # counted when the link is followed
    if not turn.site:
        return Whisper(report_views.no_link(page))
    wanted = Taken(turn.actor.org, turn.actor.person.id, OF, page.cycle)
    link = downloads.offer(turn.unit, wanted, now=turn.now, rng=turn.rng)
    return Whisper(report_views.link(page, f"{turn.site}/download/{link}", minutes=downloads.MINUTES))


def page_file(unit: Unit, *, taken: Taken, now: int) -> Document | None:
    """None when whoever has the link does not run HR any more, or the cycle is gone."""
    reader = next((one for one in checkpoints.administrators(unit, taken.org) if one.id == taken.person), None)
    kept = cycles.found(unit, taken.org, taken.about)
    if reader is None or kept is None:
        return None
    today = local_time.day_of(now, reader.zone)
    page, plan = _figures(unit, taken.org, kept, today, now=now), content.of_template(kept.template)
    sides = outcomes_beside.beside(unit, taken.org, kept, today, now=now)
    page = replace(page, sides=sides, teams=_teams(unit, taken.org, kept, today, now=now))
    seen = plan_seen.on(unit, taken.org, kept, plan, today) if plan else None
    return Document(
        name=f"report-{today}.html",
        title=report_views.title(page, seen),
        cards=report_views.cards(page, seen, today),
    )


def _page(turn: Turn, kept: Kept) -> Page:
    return _figures(turn.unit, turn.actor.org, kept, today(turn), now=turn.now)


def _figures(unit: Unit, org: str, kept: Kept, today: date, *, now: int) -> Page:
    found = storage.outcomes(unit, org, kept, today, now=now)
    return Page(cycle=kept.cycle.id, title=kept.cycle.name, outcomes=found)


def _teams(unit: Unit, org: str, kept: Kept, today: date, *, now: int) -> list[Team]:
    """Of the cycle's teams: whole months, from the one in which it began to the last one that began while it ran."""
    period, teams = kept.cycle.period, participants.teams(unit, org, kept.cycle.id)
    days = (period.start.replace(day=1), min(today, period.end))
    shown = [id for id, _ in teams if len(leading.members(unit, org, id)) >= LEAST]
    found = paired_together.of_teams(unit, org, shown, days, now=now)
    return [_team(name, found.get(id)) for id, name in teams]


def _team(name: str, found: Together | None) -> Team:
    """None of a team with too few people for figures."""
    if found is None:
        return Team(name=name, months={}, is_small=True)
    return Team(name=name, figures=found.figures, months=found.months)


def _changeable(turn: Turn) -> Kept:
    """Raises StaleError once the cycle is closed: what stood beside it by then stays."""
    kept = _meant(turn)
    if kept.cycle.state is State.CLOSED:
        raise StaleError
    return kept


def _name(turn: Turn, kept: Kept, team: str) -> Chosen:
    on, name = today(turn), leading.name(turn.unit, turn.actor.org, team) or ""
    outcomes_beside.choose(turn.unit, turn.actor.org, kept.cycle.id, team, on)
    audit.record(turn, "outcomes.compared", kept.cycle.id, {"team": team})
    return Chosen(id=team, name=name, on=on)


def _flaw(turn: Turn, kept: Kept, found: Chosen | None, team: str) -> Mapping[str, str]:
    """`found` was named before."""
    if found:
        return {} if found.id == team else {"team": team_views.NAMED}
    if team in {id for id, _ in participants.teams(turn.unit, turn.actor.org, kept.cycle.id)}:
        return {"team": team_views.OF_CYCLE}
    if leading.name(turn.unit, turn.actor.org, team) is None:
        return {"team": team_views.GONE}
    return _flaw_of_size(turn, kept, team)


def _flaw_of_size(turn: Turn, kept: Kept, team: str) -> Mapping[str, str]:
    unit, org, on = turn.unit, turn.actor.org, today(turn)
    if not outcomes_beside.is_enough(unit, org, kept, team, on):
        return {"team": team_views.SIZE}
    return {"team": team_views.LEFT} if outcomes_beside.leaves_few(unit, org, kept, team, on) else {}


def _meant(turn: Turn) -> Kept:
    kept = cycles_standing.meant(turn)
    if kept.cycle.state is State.DRAFT:
        raise NotFoundError
    return kept
