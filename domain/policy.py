"""One place that answers: may this actor do this, and who else will see it."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from domain.people import Actor, MemberKind, Person


class Permission(StrEnum):
    """What a route needs before its handler runs; what concerns one object is asked again by its own rules."""

    MEMBER = "member"
    HR = "hr"


def may(actor: Actor, permission: Permission) -> bool:
    if not takes_part(actor.person):
        return False
    match permission:
        case Permission.MEMBER:
            return True
        case Permission.HR:
            return actor.is_hr
        case _:
            assert_never(permission)


def takes_part(person: Person) -> bool:
    """Only active full members act or receive: no guest, external person, bot or leaver."""
    return person.active and person.kind is MemberKind.FULL
