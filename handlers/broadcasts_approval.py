"""A second person's approval: asked for by the author, given or refused by any other HR administrator."""

from __future__ import annotations

from domain import broadcasts_approval as rules
from domain import broadcasts_rights as rights
from domain import text
from domain.broadcasts import Broadcast, State
from domain.broadcasts_approval import Approval, Decision, Held, Size
from domain.errors import NotFoundError, StaleError
from handlers import audit
from handlers import broadcasts_after as after
from handlers import broadcasts_standing as standing
from handlers.turn import Press, Submit, Turn
from storage import broadcasts as storage
from storage import broadcasts_approval as approvals
from storage import broadcasts_asking as asking
from views import broadcasts_approval as views
from views import broadcasts_rule as rule_views
from views import forms
from views.replies import Ask, Correct, Replace, Reply, Whisper
from views.vocabulary import Card


def ask(turn: Turn) -> Reply:
    """Let the others decide; when nobody has to any more, or nobody is left who could, the preview says so."""
    found, version = standing.pressed(turn)
    mine = rights.require_author(found, turn.actor.person.id)
    if mine.state is not State.DRAFT:
        return Replace(standing.to_author(turn, mine))
    draft = rights.require_draft(mine, turn.actor.person.id, version)
    if why := standing.too_late(turn, draft):
        return Whisper(why)
    meant = asking.meant(turn.unit, turn.actor.org, draft.wish.audience)
    is_needed = approvals.is_needed(turn.unit, turn.actor.org, draft, people=meant.people, now=turn.now)
    if not is_needed or not approvals.others(turn.unit, turn.actor.org, draft.author.id):
        return Replace(standing.preview(turn, draft))
    waiting, approval = asking.ask_others(turn.unit, turn.actor.org, draft, now=turn.now, rng=turn.rng)
    _record(turn, "broadcast.asked", waiting, approval)
    return Replace(standing.to_author(turn, waiting))


def approve(turn: Turn) -> Reply:
    """Send it, as it was shown; to more people than it was shown for only after another look."""
    found, version = standing.pressed(turn)
    waiting = standing.of_another(turn, found)
    approval = approvals.latest(turn.unit, turn.actor.org, waiting.id)
    if approval is None or waiting.state is not State.WAITING or waiting.version != version:
        return Replace(standing.to_others(turn, waiting))
    if not approvals.is_hr(turn.unit, turn.actor.org, waiting.author.id):
        return Whisper(views.author_is_gone(waiting))
    if turn.now >= approval.until or standing.too_late(turn, waiting, by_hour=False):
        return Replace(_lapsed(turn, waiting))
    meant = asking.meant(turn.unit, turn.actor.org, waiting.wish.audience)
    return Replace(_approved(turn, waiting, meant.people) if meant.people <= approval.most else _again(turn, waiting))


def open_return(turn: Turn) -> Reply:
    return Ask(views.return_form(_to_decide(turn)))


def send_back(turn: Turn) -> Reply:
    """Give it back to its author with the reason."""
    said, waiting = turn.request.said, _to_decide(turn)
    values = said.values if isinstance(said, Submit) else {}
    form = views.return_form(waiting)
    if errors := forms.check(form, values):
        return Correct(form, tuple(errors.items()))
    reason = text.harmless(forms.text(values, "reason"))
    approval = _conclude(turn, waiting, Decision.RETURNED, reason)
    draft = storage.back_to_draft(turn.unit, turn.actor.org, waiting, now=turn.now)
    asking.give_back(turn.unit, turn.actor.org, draft, approval, now=turn.now, rng=turn.rng)
    _record(turn, "broadcast.returned", draft, approval)
    return Whisper(views.settled(draft, approval))


def withdraw(turn: Turn) -> Reply:
    """Its author takes it back, and has the preview again."""
    found, version = standing.pressed(turn)
    mine = rights.require_author(found, turn.actor.person.id)
    if mine.state is not State.WAITING or mine.version != version:
        return Replace(standing.to_author(turn, mine))
    approval = approvals.decide(turn.unit, turn.actor.org, mine, Decision.VOID, turn.actor.person, now=turn.now)
    card = views.settled(mine, approval)
    approvals.amend(turn.unit, turn.actor.org, mine.id, approval, approval.asked, card, now=turn.now, rng=turn.rng)
    draft = storage.back_to_draft(turn.unit, turn.actor.org, mine, now=turn.now)
    _record(turn, "broadcast.taken_back", draft, approval)
    return Replace(standing.preview(turn, draft))


def open_rule(turn: Turn) -> Reply:
    return Ask(rule_views.form(approvals.rule(turn.unit, turn.actor.org), now=turn.now))


def keep_rule(turn: Turn) -> Reply:
    """Decide from what size on it is needed; every other HR administrator is told.

    Raises StaleError when another has changed it since the form was opened.
    """
    said, unit, org = turn.request.said, turn.unit, turn.actor.org
    if not isinstance(said, Submit):
        raise NotFoundError
    values, rule = said.values, approvals.rule_to_change(unit, org)
    form = rule_views.form(rule, now=turn.now)
    if errors := forms.check(form, values):
        return Correct(form, tuple(errors.items()))
    chosen = forms.text(values, "over")
    size = Size(None if chosen == rule_views.NEVER else int(chosen))
    if size == (rule.coming(turn.now) or rule.at(turn.now)):
        return Whisper(rule_views.saved(rule, now=turn.now))
    if said.version != rules.version(rule):
        raise StaleError
    changed = rules.changed(rule, size, now=turn.now)
    approvals.keep_rule(unit, org, changed)
    others = [one.id for one in approvals.others(unit, org, turn.actor.person.id)]
    card = rule_views.changed(changed, turn.actor.person.name, now=turn.now)
    approvals.tell(unit, org, others, f"broadcast/rule/{turn.now}/", card, now=turn.now, rng=turn.rng)
    audit.record(turn, "broadcast.rule", "", {"over": chosen, "from": str(changed.from_at)})
    return Whisper(rule_views.saved(changed, now=turn.now))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _to_decide(turn: Turn) -> Broadcast:
    """Return what the asker may decide on. Raises NotFoundError, or StaleError when somebody has decided already."""
    said = turn.request.said
    if not isinstance(said, Press | Submit):
        raise NotFoundError
    found = storage.locked(turn.unit, turn.actor.org, said.subject)
    waiting = standing.of_another(turn, found)
    if waiting.state is not State.WAITING or waiting.version != said.version:
        raise StaleError
    return waiting


def _approved(turn: Turn, waiting: Broadcast, people: int) -> Card:
    approval = _conclude(turn, waiting, Decision.APPROVED)
    after.start(turn, waiting, people)
    _record(turn, "broadcast.approved", waiting, approval)
    return views.settled(waiting, approval)


def _again(turn: Turn, waiting: Broadcast) -> Card:
    """More people are in it than anybody was asked about: everybody is asked anew."""
    approval = _conclude(turn, waiting, Decision.GROWN)
    unit, org = turn.unit, turn.actor.org
    asked, fresh = asking.ask_others(unit, org, waiting, now=turn.now, rng=turn.rng, held=Held.GROWN)
    _record(turn, "broadcast.asked", asked, fresh)
    return views.settled(waiting, approval)


def _lapsed(turn: Turn, waiting: Broadcast) -> Card:
    approval = asking.conclude(turn.unit, turn.actor.org, waiting, Decision.LAPSED, None, now=turn.now, rng=turn.rng)
    draft = storage.back_to_draft(turn.unit, turn.actor.org, waiting, now=turn.now)
    asking.give_back(turn.unit, turn.actor.org, draft, approval, now=turn.now, rng=turn.rng)
    _record(turn, "broadcast.lapsed", draft, approval)
    return views.settled(draft, approval)


def _conclude(turn: Turn, waiting: Broadcast, decision: Decision, reason: str = "") -> Approval:
    return asking.conclude(
        turn.unit,
        turn.actor.org,
        waiting,
        decision,
        turn.actor.person,
        now=turn.now,
        rng=turn.rng,
        reason=reason,
    )


def _record(turn: Turn, action: str, broadcast: Broadcast, approval: Approval) -> None:
    """Leave an audit line: which version, for how many, never a word of it."""
    detail = {"version": str(approval.version), "people": str(approval.people), "most": str(approval.most)}
    audit.record(turn, action, broadcast.id, detail)
