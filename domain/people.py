"""Who takes part: people, the kinds of member, and the actor of one request."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MemberKind(StrEnum):
    """What the platform says a person is; only full members act or receive (TRUST.md section 1)."""

    FULL = "full"
    GUEST = "guest"
    EXTERNAL = "external"
    BOT = "bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One human of the org, whatever accounts they have. `zone` is an IANA name."""

    id: str
    name: str
    kind: MemberKind = MemberKind.FULL
    active: bool = True
    zone: str = "UTC"
    manager: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person asking, with the roles they hold at this moment. `invited`: Vouchsafe is open to them already."""

    org: str
    person: Person
    workspace: str
    account: str
    is_hr: bool = False
    invited: bool = True
