"""What each answer of Teams means for a message owed: the table of PLATFORMS.md B2.2, every documented code in it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import assert_never

import structlog

from bot.delivery import Ambiguous, Failed, Outcome, Retry, Scope, Sent
from bot.teams import connector
from bot.teams.connector import Answer
from storage.outbox import Kind, Owed

DEFAULT_PAUSE_MS = 30_000
MOST_REFUSED_TOKENS = 3  # a token may have ended early; three in a row have not

log = structlog.get_logger()


class Meaning(Enum):
    """What became of the call, and what may be done about it."""

    REFUSED_FOR_NOW = auto()  # certainly not done; again later
    UNSURE = auto()  # perhaps done; an edit or a removal may simply be repeated
    RECIPIENT_GONE = auto()  # until installationUpdate
    WORKSPACE_GONE = auto()  # until the tenant speaks again
    OUR_BUG = auto()
    NOTHING_THERE = auto()  # what was to be changed or removed
    TOKEN_ENDED = auto()
    UNKNOWN = auto()


WRONG_CLOUD = "InvalidBotApiHost"

CODES: Mapping[str, Meaning] = {
    "Throttled": Meaning.REFUSED_FOR_NOW,
    "PreconditionFailed": Meaning.REFUSED_FOR_NOW,
    connector.UNREACHABLE: Meaning.REFUSED_FOR_NOW,
    connector.TOKEN_UNREACHABLE: Meaning.REFUSED_FOR_NOW,
    "ServiceError": Meaning.UNSURE,
    connector.NO_ANSWER: Meaning.UNSURE,
    connector.UNREADABLE: Meaning.UNSURE,
    "BotNotInConversationRoster": Meaning.RECIPIENT_GONE,
    "ConversationBlockedByUser": Meaning.RECIPIENT_GONE,
    "ConversationNotFound": Meaning.RECIPIENT_GONE,
    "ForbiddenOperationException": Meaning.RECIPIENT_GONE,  # not installed for this person
    "MessageWritesBlocked": Meaning.RECIPIENT_GONE,
    "NotEnoughPermissions": Meaning.RECIPIENT_GONE,
    "BotDisabledByAdmin": Meaning.WORKSPACE_GONE,
    "BotNotRegistered": Meaning.WORKSPACE_GONE,
    WRONG_CLOUD: Meaning.WORKSPACE_GONE,  # and the other cloud was tried
    connector.HOST_REFUSED: Meaning.WORKSPACE_GONE,
    connector.TOKEN_REFUSED: Meaning.WORKSPACE_GONE,
    "BadArgument": Meaning.OUR_BUG,
    "Bad Argument": Meaning.OUR_BUG,
    "BadSyntax": Meaning.OUR_BUG,
    "MessageSizeTooBig": Meaning.OUR_BUG,
    "ActivityNotFoundInConversation": Meaning.NOTHING_THERE,
}
STATUSES: Mapping[int, Meaning] = {  # for an answer whose code says nothing
    400: Meaning.OUR_BUG,
    401: Meaning.TOKEN_ENDED,
    403: Meaning.RECIPIENT_GONE,
    404: Meaning.RECIPIENT_GONE,
    412: Meaning.REFUSED_FOR_NOW,
    413: Meaning.OUR_BUG,
    429: Meaning.REFUSED_FOR_NOW,
    500: Meaning.UNSURE,
    502: Meaning.UNSURE,
    503: Meaning.UNSURE,
    504: Meaning.UNSURE,
}
SPEAK_FOR_THEMSELVES = frozenset({412, 413, 429, 500, 502, 503, 504})  # documented, or expected, without a code
PAUSES_MS: Mapping[str, int] = {"PreconditionFailed": 2_000}  # others are at work in the conversation just now
WHOLE_TENANT = frozenset({connector.TOKEN_UNREACHABLE, connector.UNREACHABLE})


def meaning(answer: Answer) -> Meaning:
    """Return what a failing answer means. Throttling is told by its status, whatever the code."""
    if answer.status == 429:
        return Meaning.REFUSED_FOR_NOW
    return CODES.get(answer.code) or STATUSES.get(answer.status, Meaning.UNKNOWN)


def is_known(answer: Answer) -> bool:
    """Say whether the table foresees it. An operator is told of what it does not."""
    return answer.code in CODES or (not answer.code and answer.status in SPEAK_FOR_THEMSELVES)


def outcome(answer: Answer, owed: Owed, ref: str) -> Outcome:
    """Return the outcome of sending; `ref` names the message when it was done."""
    if answer.ok:
        return Sent(ref)
    if not is_known(answer):
        log.error(
            "Teams gave an answer that is not in our table",
            action="teams.unknown",
            message=owed.id,
            status=answer.status,
            code=answer.code,
        )
    return _failing(answer, owed)


def _failing(answer: Answer, owed: Owed) -> Outcome:
    reason = answer.code or f"http_{answer.status}"
    match meaning(answer):
        case Meaning.REFUSED_FOR_NOW:
            return _later(answer, reason)
        case Meaning.UNSURE:
            repeatable = owed.kind is not Kind.POST or not answer.reached
            return _later(answer, reason) if repeatable else Ambiguous(reason)
        case Meaning.TOKEN_ENDED:
            again = owed.attempts < MOST_REFUSED_TOKENS
            return _later(answer, reason) if again else Failed(reason, Scope.WORKSPACE)
        case Meaning.RECIPIENT_GONE:
            return Failed(reason, Scope.RECIPIENT)
        case Meaning.WORKSPACE_GONE:
            return Failed(reason, Scope.WORKSPACE)
        case Meaning.OUR_BUG:
            return Failed(reason, Scope.MESSAGE)
        case Meaning.NOTHING_THERE:
            return Sent(owed.ref) if owed.kind is Kind.REMOVE else Failed(reason, Scope.MESSAGE)
        case Meaning.UNKNOWN:
            return Ambiguous(reason)
        case never:
            assert_never(never)


def _later(answer: Answer, reason: str) -> Retry:
    pause = answer.retry_after * 1000 or PAUSES_MS.get(reason, DEFAULT_PAUSE_MS)
    return Retry(pause, reason, bucket=reason in WHOLE_TENANT)
