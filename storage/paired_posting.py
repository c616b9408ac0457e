"""What a system posts of a team's month: taken once, by whoever may post, and never for a team that is too small."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass

from domain import local_time, paired, paired_reading, paired_signature
from domain.paired import TooSmallError
from domain.paired_reading import Flaw
from storage import audit, claims, leading, paired_senders, set_up
from storage import paired as storage
from storage.paired import Source
from storage.unit import Unit

_SOURCE = "team figures"  # of claims


class WrongSignatureError(Exception):
    """It opens nothing: no such system, another secret, or another body than was signed."""


class FlawedError(Exception):
    """Nothing was saved; `flaws` says what is wrong, by name."""

    def __init__(self, flaws: Mapping[str, Flaw | str]) -> None:
        super().__init__("the figures are not whole")
        self.flaws = flaws


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One request, as it came: `body` is what was signed."""

    sender: str
    timestamp: str
    signature: str
    body: bytes


def org_of(unit: Unit, posted: Posted) -> str:
    """Return whose system signed this. Raises WrongSignatureError."""
    org = paired_senders.org_of(unit, posted.sender)
    secret = paired_senders.secret(unit, org, posted.sender) if org else None
    if org is None or secret is None:
        raise WrongSignatureError
    if not paired_signature.holds(secret, posted.timestamp, posted.signature, posted.body):
        raise WrongSignatureError
    return org


def take(unit: Unit, posted: Posted, document: Mapping[str, object], *, now: int, rng: random.Random) -> None:
    """Save what the body says; the same again has no second effect. Raises WrongSignatureError, FlawedError."""
    org = org_of(unit, posted)
    key = hashlib.sha256(posted.timestamp.encode() + b":" + posted.body).hexdigest()
    if not claims.take(unit, org, _SOURCE, (key,), now):
        return
    told, flaws = paired_reading.posted(document)
    team = leading.named(unit, org, told.pop("team", ""))
    if flaws or team is None:
        raise FlawedError({**({} if team else {"team": Flaw.MISSING}), **flaws})
    today = local_time.day_of(now, set_up.hours(unit, org).zone)
    figures, wrong = paired_reading.read(team, told, today=today)
    if figures is None:
        raise FlawedError(wrong)
    try:
        paired.require_size(len(leading.members(unit, org, team)))
    except TooSmallError as error:
        raise FlawedError({"team": error.message}) from error
    storage.save(unit, org, [figures], source=Source.POSTED, now=now)
    paired_senders.use(unit, org, posted.sender, now=now)
    detail = {"month": figures.month.isoformat()[:7], "sender": posted.sender}
    audit.record(unit, org=org, actor=None, action="paired.posted", object=team, detail=detail, now=now, rng=rng)
