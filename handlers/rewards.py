"""A team's reward: its rule, what the team tried out, and the ledger."""

from __future__ import annotations

from datetime import date, timedelta

from domain import ids, links, rewards_refused, text
from domain import paired as figures
from domain import rewards as rules
from domain.errors import NotFoundError, StaleError
from domain.policy import Action
from domain.rewards import Criterion, Ending, Experiment, Quarter, Rule
from handlers import audit
from handlers.said import named, submitted, today
from handlers.turn import Submit, Turn
from storage import leading, paired, rewards_settling, set_up
from storage import rewards as storage
from views import forms, rewards_form
from views import rewards as views
from views.replies import Ask, Correct, Reply, Whisper
from views.rewards import LEDGER, Page

OLDEST_DAYS = 366  # ago that an experiment ended


def show(turn: Turn) -> Reply:
    return _page(turn, named(turn))


def open_rule(turn: Turn) -> Reply:
    team = named(turn)
    name = _require_writing(turn, team)
    return Ask(rewards_form.rule(team, name, storage.rule(turn.unit, turn.actor.org, team)))


def write_rule(turn: Turn) -> Reply:
    """Refused, with the reason, where it would pay for silence, for scores or for one of them alone."""
    submit, team = submitted(turn), named(turn)
    name = _require_writing(turn, team)
    held = storage.rule(turn.unit, turn.actor.org, team)
    if submit.version != (held.version if held else 0):
        raise StaleError
    form = rewards_form.rule(team, name, held)
    if errors := forms.check(form, submit.values) or _refusals(submit):
        return Correct(forms.filled(form, submit.values), tuple(errors.items()))
    one = _rule(submit, team)
    storage.write(turn.unit, turn.actor.org, one, now=turn.now)
    zone = set_up.hours(turn.unit, turn.actor.org).zone
    storage.plan(turn.unit, turn.actor.org, team, Quarter.of(today(turn)), zone)
    reply = _page(turn, team)
    audit.record(turn, "rewards.rule.written", team, {"criteria": ",".join(sorted(one.criteria))})
    return reply


def end(turn: Turn) -> Reply:
    """No quarter is settled any more; what was settled stays in the ledger."""
    team = named(turn)
    paired.require(turn.unit, turn.actor, team, Action.WRITE)
    if not storage.end(turn.unit, turn.actor.org, team, Quarter.of(today(turn))):
        raise StaleError
    reply = _page(turn, team)
    audit.record(turn, "rewards.rule.ended", team, {})
    return reply


def open_experiment(turn: Turn) -> Reply:
    team = named(turn)
    return Ask(rewards_form.experiment(team, paired.require(turn.unit, turn.actor, team, Action.READ)))


def tell_experiment(turn: Turn) -> Reply:
    """Whoever reads of the team may tell what it tried: its people, whoever leads it, HR."""
    submit, team = submitted(turn), named(turn)
    form = rewards_form.experiment(team, paired.require(turn.unit, turn.actor, team, Action.READ))
    if errors := forms.check(form, submit.values) or _flaws(turn, submit):
        return Correct(forms.filled(form, submit.values), tuple(errors.items()))
    one = Experiment(
        id=ids.new(turn.rng),
        team=team,
        title=text.clean(forms.text(submit.values, "title")),
        ending=Ending(forms.text(submit.values, "ending")),
        ended_on=date.fromisoformat(forms.text(submit.values, "ended_on")),
        link=forms.text(submit.values, "link").strip(),
    )
    storage.add(turn.unit, turn.actor.org, one, now=turn.now)
    reply = _page(turn, team)
    audit.record(turn, "rewards.experiment.told", one.id, {"ending": one.ending.value})
    return reply


def open_publish(turn: Turn) -> Reply:
    one = _experiment(turn)
    return Ask(rewards_form.publish(one.id, one.title))


def publish(turn: Turn) -> Reply:
    submit, one = submitted(turn), _experiment(turn)
    form = rewards_form.publish(one.id, one.title)
    if errors := forms.check(form, submit.values) or _link_flaws(submit):
        return Correct(forms.filled(form, submit.values), tuple(errors.items()))
    if not storage.publish(turn.unit, turn.actor.org, one.id, forms.text(submit.values, "link").strip()):
        raise StaleError
    reply = _page(turn, one.team)
    audit.record(turn, "rewards.experiment.published", one.id, {})
    return reply


def withdraw(turn: Turn) -> Reply:
    """Whatever should not have been told. HR does it: nobody who is rewarded chooses what counts."""
    one = _experiment(turn)
    if not storage.withdraw(turn.unit, turn.actor.org, one.id):
        raise StaleError
    reply = _page(turn, one.team)
    audit.record(turn, "rewards.experiment.withdrawn", one.id, {"team": one.team, "ending": one.ending.value})
    return reply


def look_again(turn: Turn) -> Reply:
    """At a quarter that was on hold, or open, also without a rule by now: what was missing may be there."""
    team, quarter = _quarter(turn)
    _require_writing(turn, team)
    before = storage.settled(turn.unit, turn.actor.org, team, quarter)
    if before is None or not rules.may_settle_again(before.verdict.outcome):
        raise StaleError
    one = rewards_settling.again(turn.unit, turn.actor.org, before, now=turn.now, rng=turn.rng)
    reply = _page(turn, team)
    audit.record(turn, "rewards.settled", team, {"quarter": str(quarter), "outcome": one.verdict.outcome.value})
    return reply


def give(turn: Turn) -> Reply:
    """Note that the team has what it earned."""
    team, quarter = _quarter(turn)
    if not storage.give(turn.unit, turn.actor.org, team, quarter, now=turn.now):
        raise StaleError
    reply = _page(turn, team)
    audit.record(turn, "rewards.given", team, {"quarter": str(quarter)})
    return reply


# --- Pieces -------------------------------------------------------------------------------------------------------


def _page(turn: Turn, team: str) -> Reply:
    unit, org, quarter = turn.unit, turn.actor.org, Quarter.of(today(turn))
    name = paired.require(unit, turn.actor, team, Action.READ)
    rule = storage.rule(unit, org, team)
    facts = storage.facts(unit, org, team, quarter)
    is_small = len(leading.members(unit, org, team)) < figures.LEAST
    page = Page(
        team=team,
        name=name,
        quarter=quarter,
        rule=rule,
        now=rules.settle(rule, facts) if rule and not is_small else None,
        experiments=facts.experiments,
        ledger=storage.ledger(unit, org, team, most=LEDGER),
        may_write=paired.may(unit, turn.actor, team, Action.WRITE),
        is_hr=turn.actor.is_hr,
    )
    return Whisper(views.show(page))


def _require_writing(turn: Turn, team: str) -> str:
    """Return the team's name. Raises NotFoundError, TooSmallError: what holds a reward up is counted there."""
    name = paired.require(turn.unit, turn.actor, team, Action.WRITE)
    figures.require_size(len(leading.members(turn.unit, turn.actor.org, team)))
    return name


def _experiment(turn: Turn) -> Experiment:
    one = storage.find(turn.unit, turn.actor.org, named(turn))
    if one is None:
        raise NotFoundError
    paired.require(turn.unit, turn.actor, one.team, Action.READ)
    return one


def _quarter(turn: Turn) -> tuple[str, Quarter]:
    team, _, words = named(turn).rpartition("/")
    paired.require(turn.unit, turn.actor, team, Action.WRITE)
    try:
        return team, Quarter.parse(words)
    except ValueError as error:
        raise NotFoundError from error


def _rule(submit: Submit, team: str) -> Rule:
    return Rule(
        team=team,
        criteria=frozenset(Criterion(one) for one in forms.many(submit.values, "criteria")),
        prize=text.harmless(forms.text(submit.values, "prize")),
        least_index=int(forms.text(submit.values, "least_index")),
        version=submit.version + 1,
    )


def _refusals(submit: Submit) -> dict[str, str]:
    chosen = rewards_refused.chosen(forms.many(submit.values, "criteria"))
    return rewards_form.refusals(chosen, rewards_refused.found(forms.text(submit.values, "prize")))


def _flaws(turn: Turn, submit: Submit) -> dict[str, str]:
    ended_on = date.fromisoformat(forms.text(submit.values, "ended_on"))
    is_known = today(turn) - timedelta(days=OLDEST_DAYS) <= ended_on <= today(turn)
    return _link_flaws(submit) | ({} if is_known else rewards_form.not_yet_over())


def _link_flaws(submit: Submit) -> dict[str, str]:
    link = forms.text(submit.values, "link").strip()
    return rewards_form.not_a_link() if link and not links.is_link(link) else {}
