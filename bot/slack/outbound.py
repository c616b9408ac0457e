"""Sends owed messages to Slack, and says what its answer means (PLATFORMS.md A2.3)."""

from __future__ import annotations

from typing import Any, assert_never

from bot.delivery import Ambiguous, Failed, Found, Outcome, Retry, Scope, Sent
from bot.frame import Frame
from bot.slack import finding, render
from bot.slack.api import Answer, SlackApi
from bot.tokens import Tokens
from domain.pace import Bucket, Limits, Pace
from storage.outbox import Kind, Owed

DEFAULT_PAUSE_MS = 30_000
LONG_PAUSE_MS = 15 * 60_000
LIMITS = Limits(  # PLATFORMS.md A2.1: about 1/s per channel, several hundred posts a minute per workspace, Tier 3 edits
    buckets=(
        Bucket(name="post", kinds=frozenset({Kind.POST.value}), pace=Pace(every_ms=200, burst=10)),
        Bucket(name="change", kinds=frozenset({Kind.EDIT.value, Kind.REMOVE.value}), pace=Pace(every_ms=1_200, burst=5)),
    ),
    lane=Pace(every_ms=1_000, burst=2),
)

RETRY = frozenset({"ratelimited", "rate_limited", "request_timeout", "token_expired"})
RETRY_LATE = frozenset(
    {
        "team_added_to_org",
        "org_login_required",
        "message_limit_exceeded",
        "accesslimited",
    }
)
AMBIGUOUS = frozenset({"internal_error", "fatal_error", "service_unavailable", "no_answer", "unreadable"})
RECIPIENT_GONE = frozenset(
    {
        "cannot_dm_bot",
        "cannot_reply_to_message",
        "channel_not_found",
        "ekm_access_denied",
        "is_archived",
        "messages_tab_disabled",
        "no_permission",
        "not_in_channel",
        "user_not_found",
    }
)
RECIPIENT_PREFIXES = ("restricted_action", "slack_connect_")
WORKSPACE_GONE = frozenset(
    {
        "access_denied",
        "account_inactive",
        "enterprise_is_restricted",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "team_access_not_granted",
        "team_not_found",
        "token_revoked",
        "two_factor_setup_required",
    }
)
OUR_BUG = frozenset(
    {
        "markdown_text_conflict",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "too_many_attachments",
    }
)
OUR_BUG_PREFIXES = ("invalid_blocks", "invalid_metadata_", "invalid_arg")
NOTHING_TO_CHANGE = frozenset(
    {
        "message_not_found",
        "cant_update_message",
        "edit_window_closed",
        "cant_delete_message",
    }
)


class SlackSender:
    """bot.delivery.Sender. A message's reference is "channel/timestamp"."""

    limits = LIMITS

    def __init__(self, api: SlackApi, tokens: Tokens) -> None:
        self._api = api
        self._tokens = tokens

    async def find(self, owed: Owed) -> Found:
        return await finding.find(self._api, owed)

    async def send(self, owed: Owed, now: int, *, again: bool = False) -> Outcome:
        method, arguments = self._asked(owed, now)
        answer = await self._api.call(owed.token, method, arguments)
        if is_our_bug(answer.error) and "blocks" in arguments:
            del arguments["blocks"]  # the text says the same
            answer = await self._api.call(owed.token, method, arguments)
        return outcome(answer, owed)

    def _asked(self, owed: Owed, now: int) -> tuple[str, dict[str, Any]]:
        channel, _, stamp = owed.ref.partition("/")
        match owed.kind:
            case Kind.POST:
                quiet = {"unfurl_links": False, "unfurl_media": False}
                return "chat.postMessage", {
                    "channel": owed.address,
                    **self._drawn(owed, now),
                    **quiet,
                    "metadata": finding.metadata(owed),
                }
            case Kind.EDIT:
                return "chat.update", {
                    "channel": channel,
                    "ts": stamp,
                    **self._drawn(owed, now),
                }
            case Kind.REMOVE:
                return "chat.delete", {"channel": channel, "ts": stamp}
            case _:
                assert_never(owed.kind)

    def _drawn(self, owed: Owed, now: int) -> dict[str, Any]:
        frame = Frame(
            tokens=self._tokens,
            workspace=f"slack:{owed.tenant}",
            reader=owed.reader,
            now=now,
            zone=owed.zone,
            mentions=owed.mentions,
        )
        drawn = render.message(owed.card, frame)
        return {"text": drawn.text, "blocks": drawn.blocks}


def outcome(answer: Answer, owed: Owed) -> Outcome:
    error = answer.error
    if answer.ok:
        return Sent(_reference(answer, owed))
    if answer.status == 429 or error in RETRY or not answer.reached:
        return Retry(
            answer.retry_after * 1000 or DEFAULT_PAUSE_MS,
            error,
            bucket=answer.status == 429,
        )
    if error in RETRY_LATE:
        return Retry(LONG_PAUSE_MS, error, bucket=True)
    if error in WORKSPACE_GONE:
        return Failed(error, Scope.WORKSPACE)
    if error in RECIPIENT_GONE or error.startswith(RECIPIENT_PREFIXES):
        return Failed(error, Scope.RECIPIENT)
    if is_our_bug(error) or error in NOTHING_TO_CHANGE:
        return Failed(error, Scope.MESSAGE)
    return _unknown(error, owed)


def is_our_bug(error: str) -> bool:
    return error in OUR_BUG or error.startswith(OUR_BUG_PREFIXES)


def _unknown(error: str, owed: Owed) -> Outcome:
    """An edit or a removal may be repeated; a post may stand already, so the relay waits and says so."""
    if owed.kind is not Kind.POST and error in AMBIGUOUS:
        return Retry(DEFAULT_PAUSE_MS, error)
    return Ambiguous(error)


def _reference(answer: Answer, owed: Owed) -> str:
    if owed.kind is not Kind.POST:
        return owed.ref
    return f"{answer.body.get('channel', '')}/{answer.body.get('ts', '')}"
