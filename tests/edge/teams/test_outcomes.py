"""Every code that Teams documents means something, and an operator hears of every other (PLATFORMS.md B2.2)."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.delivery import Ambiguous, Failed, Outcome, Retry, Scope, Sent
from bot.teams.connector import Answer
from bot.teams.outcomes import CODES, DEFAULT_PAUSE_MS, MOST_REFUSED_TOKENS, STATUSES, Meaning, is_known, outcome
from storage.outbox import Kind
from tests.edge.teams.conftest import owed

REF = "a%3A1|17"
RECIPIENT, WORKSPACE, MESSAGE = Scope.RECIPIENT, Scope.WORKSPACE, Scope.MESSAGE


def refused(status: int, code: str = "", **more: object) -> Answer:
    return Answer(status=status, code=code, **more)  # type: ignore[arg-type]  # any field


DOCUMENTED: list[tuple[int, str, Outcome]] = [
    (400, "Bad Argument", Failed("Bad Argument", MESSAGE)),
    (400, "BadArgument", Failed("BadArgument", MESSAGE)),
    (400, "BadSyntax", Failed("BadSyntax", MESSAGE)),
    (401, "BotNotRegistered", Failed("BotNotRegistered", WORKSPACE)),
    (403, "BotDisabledByAdmin", Failed("BotDisabledByAdmin", WORKSPACE)),
    (403, "BotNotInConversationRoster", Failed("BotNotInConversationRoster", RECIPIENT)),
    (403, "ConversationBlockedByUser", Failed("ConversationBlockedByUser", RECIPIENT)),
    (403, "ForbiddenOperationException", Failed("ForbiddenOperationException", RECIPIENT)),
    (403, "InvalidBotApiHost", Failed("InvalidBotApiHost", WORKSPACE)),
    (403, "MessageWritesBlocked", Failed("MessageWritesBlocked", RECIPIENT)),
    (403, "NotEnoughPermissions", Failed("NotEnoughPermissions", RECIPIENT)),
    (404, "ActivityNotFoundInConversation", Failed("ActivityNotFoundInConversation", MESSAGE)),
    (404, "ConversationNotFound", Failed("ConversationNotFound", RECIPIENT)),
    (412, "PreconditionFailed", Retry(2_000, "PreconditionFailed")),
    (413, "MessageSizeTooBig", Failed("MessageSizeTooBig", MESSAGE)),
    (429, "Throttled", Retry(DEFAULT_PAUSE_MS, "Throttled")),
    (500, "ServiceError", Ambiguous("ServiceError")),
    (502, "", Ambiguous("http_502")),
    (503, "", Ambiguous("http_503")),
    (504, "", Ambiguous("http_504")),
]


@pytest.mark.parametrize(("status", "code", "expected"), DOCUMENTED)
def test_every_documented_answer_to_a_post_has_its_outcome(status: int, code: str, expected: Outcome) -> None:
    """And none of them alarms anybody."""
    with capture_logs() as logged:
        assert outcome(refused(status, code), owed(), REF) == expected
    assert logged == []


def test_the_table_holds_nothing_that_is_not_looked_at_here() -> None:
    """A new code needs its line above; those in small letters are our own and follow below."""
    documented = {code for _, code, _ in DOCUMENTED if code}
    assert documented == {code for code in CODES if not code.islower() or " " in code}


OURS: list[tuple[Answer, Outcome]] = [
    (refused(0, "unreachable", reached=False), Retry(DEFAULT_PAUSE_MS, "unreachable", bucket=True)),
    (refused(503, "token_unreachable", reached=False), Retry(DEFAULT_PAUSE_MS, "token_unreachable", bucket=True)),
    (refused(401, "token_refused", reached=False), Failed("token_refused", WORKSPACE)),
    (refused(0, "host_refused", reached=False), Failed("host_refused", WORKSPACE)),
    (refused(0, "no_answer"), Ambiguous("no_answer")),
    (refused(200, "unreadable"), Ambiguous("unreadable")),
    # before anything was said, as when a conversation is created, nothing can arrive twice
    (refused(0, "no_answer", reached=False), Retry(DEFAULT_PAUSE_MS, "no_answer")),
    (refused(502, reached=False), Retry(DEFAULT_PAUSE_MS, "http_502")),
    # Teams' own pause wins, and throttling is throttling under any name
    (refused(429, "Throttled", retry_after=7), Retry(7_000, "Throttled")),
    (refused(429, "TooManyRequests"), Retry(DEFAULT_PAUSE_MS, "TooManyRequests")),
    (refused(429, "ServiceError"), Retry(DEFAULT_PAUSE_MS, "ServiceError")),
    (refused(412, "PreconditionFailed", retry_after=1), Retry(1_000, "PreconditionFailed")),
    (refused(503, "token_unreachable", retry_after=9, reached=False), Retry(9_000, "token_unreachable", bucket=True)),
    (Answer(status=201, body={"id": "17"}), Sent(REF)),
]


@pytest.mark.parametrize(("answer", "expected"), OURS)
def test_what_we_found_out_ourselves_has_its_outcome(answer: Answer, expected: Outcome) -> None:
    """What certainly did not happen is tried again; what may have happened is not."""
    assert outcome(answer, owed(), REF) == expected


@pytest.mark.parametrize("answer", [refused(500, "ServiceError"), refused(502), refused(504), refused(0, "no_answer")])
@pytest.mark.parametrize("kind", [Kind.EDIT, Kind.REMOVE])
def test_an_edit_or_a_removal_may_be_repeated(answer: Answer, kind: Kind) -> None:
    """Done twice it is the same as once."""
    assert isinstance(outcome(answer, owed(kind=kind, ref=REF), REF), Retry)


def test_what_is_gone_needs_no_removal() -> None:
    """A first removal whose answer was lost has done it."""
    gone = refused(404, "ActivityNotFoundInConversation")
    assert outcome(gone, owed(kind=Kind.REMOVE, ref=REF), REF) == Sent(REF)


UNFORESEEN: list[tuple[Answer, Outcome]] = [
    (refused(403), Failed("http_403", RECIPIENT)),
    (refused(403, "SomethingNew"), Failed("SomethingNew", RECIPIENT)),
    (refused(404, "SomethingNew"), Failed("SomethingNew", RECIPIENT)),
    (refused(400), Failed("http_400", MESSAGE)),
    (refused(409, "SomethingNew"), Ambiguous("SomethingNew")),
    (refused(418), Ambiguous("http_418")),
    (refused(302, "redirected"), Ambiguous("redirected")),
    (refused(500, "SomethingNew"), Ambiguous("SomethingNew")),
    (refused(507), Ambiguous("http_507")),
]


@pytest.mark.parametrize(("answer", "expected"), UNFORESEEN)
def test_an_operator_hears_of_what_the_table_does_not_foresee(answer: Answer, expected: Outcome) -> None:
    """With the status and the code, and nothing of the message but its id."""
    with capture_logs() as logged:
        assert outcome(answer, owed(), REF) == expected
    [line] = logged
    assert {name: line[name] for name in ("action", "status", "code", "message")} == {
        "action": "teams.unknown",
        "status": answer.status,
        "code": answer.code,
        "message": owed().id,
    }


def test_a_token_that_ended_early_is_no_reason_to_give_up_the_tenant() -> None:
    """One that is refused again and again is."""
    early = owed(attempts=MOST_REFUSED_TOKENS - 1)
    late = owed(attempts=MOST_REFUSED_TOKENS)
    assert isinstance(outcome(refused(401, "Unauthorized"), early, REF), Retry)
    assert outcome(refused(401, "Unauthorized"), late, REF) == Failed("Unauthorized", WORKSPACE)


def test_every_status_and_every_meaning_is_in_use() -> None:
    """A line that nothing reaches would only seem to be a rule."""
    used = {*CODES.values(), *STATUSES.values(), Meaning.UNKNOWN}
    assert used == set(Meaning)
    assert all(is_known(refused(status)) for status in (412, 413, 429, 500, 502, 503, 504))
