"""Asks the other HR administrators to approve a broadcast, and tells all of them what came of it."""

from __future__ import annotations

import random

from domain.broadcasts import Audience, Broadcast
from domain.broadcasts_approval import Approval, Decision, Held
from domain.people import Person
from storage import broadcasts_approval as approvals
from storage import broadcasts_audience as audiences
from storage.unit import Unit
from views import broadcasts as views
from views import broadcasts_approval as cards
from views.broadcasts import Gate, Meant


def meant(unit: Unit, org: str, audience: Audience) -> Meant:
    return Meant(
        names=tuple(audiences.some_names(unit, org, audience, most=views.NAMES)),
        people=audiences.count(unit, org, audience),
        unreachable=audiences.unreachable(unit, org, audience),
    )


def gate(unit: Unit, org: str, broadcast: Broadcast, meant: Meant, *, now: int) -> Gate:
    """Return whether it has to be approved before it is sent to these."""
    return Gate(
        is_shut=approvals.is_needed(unit, org, broadcast, people=meant.people, now=now),
        over=approvals.rule(unit, org).at(now).over,
        others=tuple(one.name for one in approvals.others(unit, org, broadcast.author.id)),
        alone_from=approvals.alone_from(unit, org, broadcast.author.id, now=now),
    )


def ask_others(
    unit: Unit, org: str, broadcast: Broadcast, *, now: int, rng: random.Random, held: Held | None = None
) -> tuple[Broadcast, Approval]:
    """Let it wait, and owe every other HR administrator the question and its author the news of that.

    Whoever is HR no more can do nothing about it.
    """
    those = approvals.others(unit, org, broadcast.author.id)
    whom = meant(unit, org, broadcast.wish.audience)
    waiting, approval = approvals.ask(unit, org, broadcast, those, people=whom.people, now=now)
    key = approvals.card_key(waiting.id, waiting.version, "")
    question = cards.asked(waiting, approval, whom, held=held)
    approvals.tell(unit, org, approval.asked, key, question, now=now, rng=rng)
    alone_from = approvals.alone_from(unit, org, waiting.author.id, now=now)
    told = cards.waiting(waiting, approval, [one.name for one in those], alone_from=alone_from)
    concerned = [] if held is Held.AUTHOR else [waiting.author.id]
    approvals.tell(unit, org, concerned, key, told, now=now, rng=rng)
    return waiting, approval


def conclude(  # noqa: PLR0913 - what was decided on what, by whom, why, and now and rng
    unit: Unit,
    org: str,
    broadcast: Broadcast,
    decision: Decision,
    by: Person | None,
    *,
    now: int,
    rng: random.Random,
    reason: str = "",
) -> Approval:
    """Record the decision; every message that asked for it, or said that it was asked for, says so from now on."""
    approval = approvals.decide(unit, org, broadcast, decision, by, now=now, reason=reason)
    concerned = [*approval.asked, broadcast.author.id]
    card = cards.settled(broadcast, approval)
    approvals.amend(unit, org, broadcast.id, approval, concerned, card, now=now, rng=rng)
    return approval


def give_back(unit: Unit, org: str, broadcast: Broadcast, approval: Approval, *, now: int, rng: random.Random) -> None:
    """Tell its author that it goes no further by itself."""
    key = f"broadcast/{broadcast.id}/back/{approval.version}/"
    approvals.tell(unit, org, [broadcast.author.id], key, cards.came_back(broadcast, approval), now=now, rng=rng)
