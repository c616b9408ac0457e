"""A second person's approval as rows: from what size on, who was asked, and what they said."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from domain import broadcasts_approval as rules
from domain.broadcasts import Broadcast, State
from domain.broadcasts_approval import Approval, Decision, Rule, Size
from domain.people import MemberKind, Person
from storage import broadcasts, direct, directory, due, outbox, people, roles, tables
from storage.due import Due
from storage.unit import Row, Unit
from views.vocabulary import Card

LAPSE = "broadcast.lapse"  # the kind of due row that ends the waiting; its subject is the broadcast
NEVER = "never"
_TABLE = "broadcast_approval"
_approval = tables.table(tables.BroadcastApproval)
_rule = tables.table(tables.BroadcastRule)
_person = tables.table(tables.Person)


def rule(unit: Unit, org: str) -> Rule:
    row = unit.first(select(_rule).where(_rule.c.org_id == org))
    if row is None:
        return Rule()
    following = _size(row["following"]) if row["following"] else None
    return Rule(size=_size(row["over"]), following=following, from_at=row["from_at"])


def rule_to_change(unit: Unit, org: str) -> Rule:
    """The same; one unit at a time changes it."""
    directory.alone_in(unit, org)
    return rule(unit, org)


def keep_rule(unit: Unit, org: str, rule: Rule) -> None:
    following = _said(rule.following) if rule.following else ""
    values = {"over": _said(rule.size), "following": following, "from_at": rule.from_at}
    unit.insert_if_new(_rule, {"org_id": org, **values})
    unit.run(update(_rule).where(_rule.c.org_id == org), values)


def hr(unit: Unit, org: str) -> list[Person]:
    """Return the HR administrators who take part, by name."""
    holds = (_person.c.is_hr, _person.c.active, _person.c.kind == MemberKind.FULL.value)
    those = select(_person.c.id).where(_person.c.org_id == org, *holds)
    found = people.by_ids(unit, org, unit.run(those).scalars().all())
    return sorted(found.values(), key=lambda one: (one.name, one.id))


def is_hr(unit: Unit, org: str, person: str) -> bool:
    """Whether something may still go out under the name of this person."""
    return any(one.id == person for one in hr(unit, org))


def others(unit: Unit, org: str, author: str) -> list[Person]:
    """Return who may approve what this person wrote."""
    return [one for one in hr(unit, org) if one.id != author]


def latest(unit: Unit, org: str, broadcast: str) -> Approval | None:
    """Return the newest approval that was asked for, None when none ever was."""
    newest = select(_approval).where(*_of(org, broadcast)).order_by(_approval.c.version.desc()).limit(1)
    row = unit.first(newest)
    return None if row is None else _read(unit, org, row)


def is_shared(unit: Unit, org: str, broadcast: Broadcast | None) -> bool:
    """Whether others know of it: they were asked about it once."""
    return broadcast is not None and latest(unit, org, broadcast.id) is not None


def is_needed(unit: Unit, org: str, broadcast: Broadcast, *, people: int, now: int) -> bool:
    """Whether it may not be sent to so many as it stands."""
    administrators = {one.id for one in hr(unit, org)}
    if rules.covers(latest(unit, org, broadcast.id), people=people, hr=administrators):
        return False
    size, taken = rule(unit, org).at(now), roles.hr_until(unit, org, since=now - rules.LOOSER_MS)
    others = (administrators | taken.keys()) - {broadcast.author.id}
    return rules.is_needed(size, people=people, others=len(others))


def alone_from(unit: Unit, org: str, author: str, *, now: int) -> int | None:
    """Return from when on a sole HR administrator sends without approval (UTC epoch ms), None when that is now."""
    taken = roles.hr_until(unit, org, since=now - rules.LOOSER_MS)
    return max((at + rules.LOOSER_MS for person, at in taken.items() if person != author), default=None)


def room(unit: Unit, org: str, broadcast: str) -> int | None:
    """Return for how many it was approved, None when it did not need that."""
    found = latest(unit, org, broadcast)
    return found.most if found and found.decision is Decision.APPROVED else None


def ask(
    unit: Unit, org: str, broadcast: Broadcast, those: Sequence[Person], *, people: int, now: int
) -> tuple[Broadcast, Approval]:
    """Let it wait for the approval of any of these."""
    waiting = broadcasts.to_state(unit, org, broadcast, State.WAITING)
    until = rules.until(waiting, now=now)
    asked = Approval(
        version=waiting.version,
        asked=tuple(one.id for one in those),
        people=people,
        most=rules.most_of(people),
        until=until,
    )
    unit.run(insert(_approval), _row(org, waiting.id, asked))
    due.cancel(unit, org, broadcasts.REMIND, waiting.id)
    due.plan(unit, [Due(org=org, kind=LAPSE, subject=waiting.id, step=f"{waiting.version:06}", due_at=until)])
    return waiting, asked


def decide(  # noqa: PLR0913 - what was decided on what, by whom, when and why
    unit: Unit,
    org: str,
    broadcast: Broadcast,
    decision: Decision,
    by: Person | None,
    *,
    now: int,
    reason: str = "",
) -> Approval:
    """Record what became of the newest approval; nothing more of it happens by itself."""
    found = latest(unit, org, broadcast.id)
    if found is None:
        raise LookupError("nobody was asked")
    sealed = unit.keys.seal(reason, org, _TABLE, _id(broadcast.id, found.version), "reason") if reason else None
    values = {"decision": decision.value, "by_id": by.id if by else None, "decided_at": now, "reason": sealed}
    unit.run(update(_approval).where(*_of(org, broadcast.id), _approval.c.version == found.version), values)
    due.cancel(unit, org, LAPSE, broadcast.id)
    return replace(found, decision=decision, by=by, decided_at=now, reason=reason)


# --- What those concerned are told --------------------------------------------------------------------------------


def card_key(broadcast: str, version: int, person: str) -> str:
    """Of the message that asks this person, or tells the author that others were asked."""
    return f"broadcast/{broadcast}/approval/{version}/{person}"


def tell(  # noqa: PLR0913 - whom, what, and now and rng
    unit: Unit, org: str, those: Collection[str], key: str, card: Card, *, now: int, rng: random.Random
) -> None:
    """Owe each of these people the card, once; `key` and the person make it the same message."""
    found = [people.nearest_reach(unit, org, person) for person in those]
    messages = [
        direct.message(reach, card, key=f"{key}{reach.person}", not_before=now) for reach in found if reach is not None
    ]
    outbox.owe(unit, org, messages, now=now, rng=rng)


def amend(
    unit: Unit, org: str, broadcast: str, approval: Approval, those: Collection[str], card: Card, **when: Any
) -> None:
    """Let what these people were told of that approval say how it stands now."""
    for person in those:
        outbox.amend(unit, org, card_key(broadcast, approval.version, person), card, **when)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _of(org: str, broadcast: str) -> tuple[ColumnElement[bool], ...]:
    return (_approval.c.org_id == org, _approval.c.broadcast_id == broadcast)


def _size(said: str) -> Size:
    return Size(None if said == NEVER else int(said))


def _said(size: Size) -> str:
    return NEVER if size.over is None else str(size.over)


def _id(broadcast: str, version: int) -> str:
    return f"{broadcast}/{version}"


def _row(org: str, broadcast: str, asked: Approval) -> dict[str, Any]:
    named = {"asked": ",".join(asked.asked), "decision": asked.decision.value, "by_id": None, "decided_at": None}
    counts = {"people": asked.people, "most": asked.most, "until": asked.until}
    return {"org_id": org, "broadcast_id": broadcast, "version": asked.version, **named, **counts, "reason": None}


def _read(unit: Unit, org: str, row: Row) -> Approval:
    by = people.by_ids(unit, org, [row["by_id"]]).get(row["by_id"]) if row["by_id"] else None
    id = _id(row["broadcast_id"], row["version"])
    return Approval(
        version=row["version"],
        asked=tuple(one for one in row["asked"].split(",") if one),
        people=row["people"],
        most=row["most"],
        until=row["until"],
        decision=Decision(row["decision"]),
        by=by,
        decided_at=row["decided_at"],
        reason=unit.keys.open(row["reason"], org, _TABLE, id, "reason") if row["reason"] else "",
    )
