"""One place that answers: may this actor do this to this object, and who else may (TRUST.md section 1).

What nothing here allows is denied. Who an actor is to an object, and how the object stands, is looked up at the moment
of asking (`Standing`, the conditions met) and never kept in a button, a form or a message.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import assert_never

from domain.errors import NotFoundError, NotOpenYetError
from domain.people import Actor, MemberKind, Person
from domain.policy_roles import Role, Standing, roles
from domain.roster import Known

__all__ = [
    "Action",
    "Condition",
    "Kind",
    "Permission",
    "Role",
    "Standing",
    "allows",
    "may",
    "readers",
    "require",
    "roles",
    "takes_part",
]


class Permission(StrEnum):
    """What a route needs before its handler runs; what concerns one object is asked again by its own rules."""

    MEMBER = "member"
    ANY_MEMBER = "any member"  # also while Vouchsafe is open to others only (docs/decisions/0017)
    HR = "hr"


def may(actor: Actor, permission: Permission) -> bool:
    if not takes_part(actor.person):
        return False
    match permission:
        case Permission.MEMBER:
            return actor.invited
        case Permission.ANY_MEMBER:
            return True
        case Permission.HR:
            return actor.is_hr
        case _:
            assert_never(permission)


def require(actor: Actor, permission: Permission) -> None:
    """Raises NotFoundError, or NotOpenYetError for whoever waits for Vouchsafe to be open to them."""
    if not may(actor, permission):
        raise NotFoundError if actor.invited else NotOpenYetError


def takes_part(person: Person | Known) -> bool:
    """Only active full members act or receive: no guest, external person, bot or leaver."""
    return person.active and person.kind is MemberKind.FULL


# --- Objects ------------------------------------------------------------------------------------------------------


class Kind(StrEnum):
    PUBLIC_KUDOS = "public kudos"
    PRIVATE_KUDOS = "private kudos"
    EVIDENCE = "evidence"
    GOAL = "goal"
    DRAFT_RATING = "draft rating"
    CALIBRATED_RATING = "calibrated rating"
    SECOND_RATING = "second rating"  # with the masked file that it rests on
    CALIBRATION_NOTES = "calibration notes"
    CALIBRATION_PACKET = "calibration packet"
    CALIBRATION_REPORT = "calibration report"
    CALIBRATION_TREND = "calibration trend"  # how far managers lie apart and what sessions changed, without names
    RATER_FIGURES = "rater's figures"  # how one manager rates beside others
    SPRINT_READING = "sprint reading"  # how a manager read the cases of one week, for practice
    SPRINT_SPREAD = "sprint spread"  # how often each level was chosen in that week, without names
    SPRINT_PROGRESS = "sprint progress"  # who has read which week, and how far all agree
    PULSE_ANSWER = "pulse answer"
    PULSE_RESULT = "pulse result"
    BALLOT = "ballot"
    POSTMORTEM = "post-mortem"  # with what is done about it
    POSTMORTEM_SHEET = "post-mortem sheet"  # how one of its two scorers sees it
    POSTMORTEM_TALK = "post-mortem talk"  # where the two see it differently
    TEAM_FIGURES = "team figures"  # what a team reports of a month, which HR may hand on in a report, and its reward
    AUDIT = "audit log"


class Action(StrEnum):
    READ = "read"
    WRITE = "write"  # create, change or withdraw
    HIDE = "hide"
    SHARE = "share"
    ANSWER = "answer"  # add context, or contest
    RESOLVE = "resolve"  # decide on what is contested
    RETURN = "return"  # give back what was handed in, to be written anew
    RELEASE = "release"
    TALLY = "tally"
    VERIFY = "verify"


class Condition(StrEnum):
    """How the object stands, or what comes with the request. Each is met or it is not."""

    CHANGEABLE = "its author may still change it"  # the undo and edit window; until a rating that cites it is locked
    REASON = "a reason is given"
    APPROVED = "a second person has approved, neither the subject nor in the line"
    SHARED = "the recipient has shared it with the manager"
    REPORTED = "its author or recipient has reported it"
    TOLD = "the subject has been told of it"
    TRANSFERABLE = "it came under this manager, or may pass to a new one and the subject knows"
    UNDER_WAY = "its cycle has not closed"
    SUBMITTED = "the manager has submitted"
    OPEN = "its session, pulse, ballot or checkpoint is open"
    INVITED = "the actor is named in the session, to compare"
    ONCE = "the actor has not done it yet"
    RATIONALE = "reason, evidence and the employee's wording come with it"
    RELEASED = "it has been released to the subject"
    CONTESTED = "the subject contests it"
    PUBLISHED = "it has been published"
    CLOSED = "it is over"
    OWN_ROUND = "it is about the facilitator's own session"
    SETUP = "it is about set-up"
    OWN_TEAM = "it is about the actor's own team"
    UNSENT = "its author has not put it to the other side yet"
    PROPOSED = "it was put to the other side: the subject, or whoever leads them"
    TALKED = "both have handed in their sheets, and see a line quite differently"


# --- The table ----------------------------------------------------------------------------------------------------

_ALWAYS: frozenset[Condition] = frozenset()


def _when(*needed: Condition) -> frozenset[Condition]:
    return frozenset(needed)


_RATING_READERS = {
    Role.MANAGER: _when(Condition.TRANSFERABLE),
    Role.SKIP_LEVEL: _when(Condition.SUBMITTED),
    Role.FACILITATOR: _when(Condition.OPEN),
    Role.CALIBRATOR: _when(Condition.OPEN),
    Role.HR: _when(Condition.REASON),
}
_NAMED_IN_SESSION = _when(Condition.OPEN, Condition.INVITED)
_IN_SESSION = {
    Role.MANAGER: _NAMED_IN_SESSION,
    Role.SKIP_LEVEL: _NAMED_IN_SESSION,
    Role.FACILITATOR: _when(Condition.OPEN),
    Role.CALIBRATOR: _when(Condition.OPEN),
}
_TABLE: Mapping[tuple[Kind, Action], Mapping[Role, frozenset[Condition]]] = {
    (Kind.PUBLIC_KUDOS, Action.READ): {Role.EMPLOYEE: _ALWAYS},
    (Kind.PUBLIC_KUDOS, Action.WRITE): {Role.AUTHOR: _when(Condition.CHANGEABLE)},
    (Kind.PUBLIC_KUDOS, Action.HIDE): {Role.SUBJECT: _ALWAYS, Role.HR: _when(Condition.REASON)},
    (Kind.PRIVATE_KUDOS, Action.READ): {
        Role.AUTHOR: _ALWAYS,
        Role.SUBJECT: _ALWAYS,
        Role.MANAGER: _when(Condition.SHARED),
        Role.HR: _when(Condition.REPORTED, Condition.REASON, Condition.APPROVED),
    },
    (Kind.PRIVATE_KUDOS, Action.WRITE): {Role.AUTHOR: _when(Condition.CHANGEABLE)},
    (Kind.PRIVATE_KUDOS, Action.SHARE): {Role.SUBJECT: _ALWAYS},
    (Kind.EVIDENCE, Action.READ): {
        Role.AUTHOR: _ALWAYS,
        Role.SUBJECT: _when(Condition.TOLD),
        **_RATING_READERS,
        Role.OMBUD: _when(Condition.CONTESTED),
    },
    (Kind.EVIDENCE, Action.WRITE): {Role.AUTHOR: _when(Condition.CHANGEABLE)},
    (Kind.EVIDENCE, Action.ANSWER): {Role.SUBJECT: _when(Condition.TOLD)},
    (Kind.EVIDENCE, Action.RESOLVE): {Role.OMBUD: _when(Condition.CONTESTED)},
    (Kind.GOAL, Action.READ): {
        Role.AUTHOR: _when(Condition.UNSENT),
        Role.SUBJECT: _when(Condition.PROPOSED),
        Role.MANAGER: _when(Condition.PROPOSED),
        Role.HR: _when(Condition.PROPOSED, Condition.REASON),
    },
    (Kind.GOAL, Action.WRITE): {
        Role.AUTHOR: _when(Condition.UNSENT),
        Role.SUBJECT: _when(Condition.PROPOSED, Condition.CHANGEABLE),
        Role.MANAGER: _when(Condition.PROPOSED, Condition.CHANGEABLE),
    },
    (Kind.DRAFT_RATING, Action.READ): {Role.AUTHOR: _when(Condition.UNDER_WAY), **_RATING_READERS},
    (Kind.DRAFT_RATING, Action.WRITE): {Role.MANAGER: _when(Condition.TRANSFERABLE, Condition.CHANGEABLE)},
    (Kind.DRAFT_RATING, Action.RETURN): {
        Role.SKIP_LEVEL: _when(Condition.SUBMITTED, Condition.REASON),
        Role.FACILITATOR: _when(Condition.SUBMITTED, Condition.OPEN, Condition.REASON),
        Role.HR: _when(Condition.SUBMITTED, Condition.REASON),
    },
    (Kind.CALIBRATED_RATING, Action.READ): {
        Role.SUBJECT: _when(Condition.RELEASED),
        **_RATING_READERS,
        Role.OMBUD: _when(Condition.CONTESTED),
    },
    (Kind.CALIBRATED_RATING, Action.ANSWER): {Role.SUBJECT: _when(Condition.RELEASED)},
    (Kind.CALIBRATED_RATING, Action.RESOLVE): {Role.OMBUD: _when(Condition.CONTESTED)},
    (Kind.CALIBRATED_RATING, Action.WRITE): {Role.FACILITATOR: _when(Condition.OPEN, Condition.RATIONALE)},
    (Kind.CALIBRATED_RATING, Action.RELEASE): {Role.HR: _when(Condition.APPROVED)},
    (Kind.SECOND_RATING, Action.READ): {
        Role.SECOND_RATER: _when(Condition.OPEN),
        **_IN_SESSION,
        Role.HR: _when(Condition.REASON),
    },
    (Kind.SECOND_RATING, Action.WRITE): {Role.SECOND_RATER: _when(Condition.OPEN)},
    (Kind.CALIBRATION_NOTES, Action.READ): {**_IN_SESSION, Role.HR: _when(Condition.REASON)},
    (Kind.CALIBRATION_NOTES, Action.WRITE): {Role.FACILITATOR: _when(Condition.OPEN)},
    (Kind.CALIBRATION_PACKET, Action.READ): _IN_SESSION,
    (Kind.CALIBRATION_PACKET, Action.WRITE): {Role.CALIBRATOR: _NAMED_IN_SESSION},
    (Kind.CALIBRATION_REPORT, Action.READ): {Role.FACILITATOR: _when(Condition.CLOSED)},
    (Kind.CALIBRATION_TREND, Action.READ): {
        Role.FACILITATOR: _when(Condition.CLOSED),
        Role.HR: _when(Condition.CLOSED),
    },
    (Kind.RATER_FIGURES, Action.READ): {
        Role.SUBJECT: _when(Condition.CLOSED),
        Role.FACILITATOR: _when(Condition.CLOSED),
    },
    (Kind.SPRINT_READING, Action.READ): {Role.AUTHOR: _ALWAYS},
    (Kind.SPRINT_READING, Action.WRITE): {Role.CALIBRATOR: _when(Condition.OPEN, Condition.ONCE)},
    (Kind.SPRINT_SPREAD, Action.READ): {Role.AUTHOR: _when(Condition.CLOSED)},
    (Kind.SPRINT_PROGRESS, Action.READ): {Role.FACILITATOR: _ALWAYS, Role.HR: _ALWAYS},
    (Kind.SPRINT_PROGRESS, Action.WRITE): {Role.HR: _ALWAYS},
    (Kind.PULSE_ANSWER, Action.WRITE): {Role.EMPLOYEE: _when(Condition.OPEN, Condition.ONCE)},
    (Kind.PULSE_RESULT, Action.READ): {Role.EMPLOYEE: _when(Condition.PUBLISHED)},
    (Kind.BALLOT, Action.WRITE): {Role.EMPLOYEE: _when(Condition.OPEN, Condition.ONCE)},
    (Kind.BALLOT, Action.TALLY): {Role.HR: _when(Condition.CLOSED)},
    (Kind.POSTMORTEM, Action.READ): {Role.EMPLOYEE: _ALWAYS},
    (Kind.POSTMORTEM, Action.WRITE): {Role.AUTHOR: _ALWAYS},
    (Kind.POSTMORTEM_SHEET, Action.READ): {Role.AUTHOR: _ALWAYS},
    (Kind.POSTMORTEM_SHEET, Action.WRITE): {Role.AUTHOR: _when(Condition.OPEN)},
    (Kind.POSTMORTEM_TALK, Action.READ): {Role.AUTHOR: _when(Condition.TALKED)},
    (Kind.TEAM_FIGURES, Action.READ): {
        Role.EMPLOYEE: _when(Condition.OWN_TEAM),
        Role.MANAGER: _ALWAYS,
        Role.HR: _ALWAYS,
    },
    (Kind.TEAM_FIGURES, Action.WRITE): {Role.MANAGER: _ALWAYS, Role.HR: _ALWAYS},
    (Kind.AUDIT, Action.READ): {
        Role.AUTHOR: _ALWAYS,
        Role.SUBJECT: _ALWAYS,
        Role.FACILITATOR: _when(Condition.OWN_ROUND),
        Role.HR: _ALWAYS,
        Role.INSTALLER: _when(Condition.SETUP),
    },
    (Kind.AUDIT, Action.VERIFY): {Role.OPERATOR: _ALWAYS},
}
_NEVER_ONES_OWN = {(Kind.BALLOT, Action.WRITE), (Kind.DRAFT_RATING, Action.READ)}  # not even by its author


def allows(standing: Standing, action: Action, kind: Kind, met: Set[Condition] = _ALWAYS) -> bool:
    """Return whether the actor may do this to an object of this kind, given the conditions that are met."""
    if standing.subject and (kind, action) in _NEVER_ONES_OWN:
        return False
    grants = _TABLE.get((kind, action), {})
    return any(role in grants and grants[role] <= met for role in roles(standing))


def readers(kind: Kind, met: Set[Condition] = _ALWAYS) -> tuple[Role, ...]:
    """Return who may read an object of this kind as it stands, for the line that tells people so."""
    return tuple(role for role, needed in _TABLE.get((kind, Action.READ), {}).items() if needed <= met)
