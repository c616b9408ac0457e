"""What an actor is to an object: the roles of the policy, and where they are taken away."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an actor is to one object."""

    EMPLOYEE = "employee"
    AUTHOR = "author"
    SUBJECT = "subject"
    MANAGER = "manager"
    SKIP_LEVEL = "skip-level manager"
    FACILITATOR = "facilitator"
    SECOND_RATER = "second rater"
    CALIBRATOR = "member of the calibration session"
    HR = "HR administrator"
    OMBUD = "ombud"
    INSTALLER = "installer"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one actor is to one object at this moment.

    `member`: takes part in the org. `manager`, `skip_level`: of the subject, today; `in_line`: anywhere above.
    `facilitates`: the session in which the subject is calibrated; `seated`: has another seat in it. `near`: the
    subject's peer, or anywhere below them. `rates_second`: drawn to rate their masked file, and never their manager.
    """

    member: bool
    author: bool = False
    subject: bool = False
    manager: bool = False
    skip_level: bool = False
    in_line: bool = False
    facilitates: bool = False
    rates_second: bool = False
    seated: bool = False
    near: bool = False
    hr: bool = False
    ombud: bool = False
    installer: bool = False
    operator: bool = False


def roles(standing: Standing) -> frozenset[Role]:
    """Return what the actor may act as: being the subject takes every role toward the subject away."""
    if not standing.member:
        return frozenset({Role.OPERATOR} if standing.operator else ())
    mine = frozenset({Role.EMPLOYEE, Role.AUTHOR} if standing.author else {Role.EMPLOYEE})
    return mine | ({Role.SUBJECT} if standing.subject else _toward_another(standing))


def _toward_another(standing: Standing) -> frozenset[Role]:
    """Whoever stands in the subject's line acts in that alone, not as HR, facilitator or ombud."""
    above = standing.manager or standing.skip_level or standing.in_line
    held = {
        Role.MANAGER: standing.manager,
        Role.SKIP_LEVEL: standing.skip_level and not standing.manager,
        Role.FACILITATOR: standing.facilitates and not standing.near and not above,
        Role.SECOND_RATER: standing.rates_second and not standing.near and not above,
        Role.CALIBRATOR: standing.seated and not standing.near and not above,
        Role.HR: standing.hr and not above,
        Role.OMBUD: standing.ombud and not standing.near and not above,
        Role.INSTALLER: standing.installer,
        Role.OPERATOR: standing.operator,
    }
    return frozenset(role for role, holds in held.items() if holds)
