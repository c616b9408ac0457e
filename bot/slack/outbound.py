"""Sends owed messages to Slack, and says what its answer means (PLATFORMS.md A2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, assert_never

import structlog

from bot.delivery import Ambiguous, Failed, Found, Outcome, Retry, Scope, Sent, drawing
from bot.frame import Frame
from bot.slack import finding, render
from bot.slack.api import Answer, SlackApi
from bot.tokens import Tokens
from domain.pace import Bucket, Limits, Pace
from storage.outbox import Kind, Owed
from views import repeated

DEFAULT_PAUSE_MS = 30_000
LONG_PAUSE_MS = 15 * 60_000
_CHANGES = frozenset({Kind.EDIT.value, Kind.REMOVE.value})
LIMITS = Limits(  # PLATFORMS.md A2.1: about 1/s per channel, several hundred posts a minute per workspace, Tier 3 edits
    buckets=(
        Bucket(name="post", kinds=frozenset({Kind.POST.value}), pace=Pace(every_ms=200, burst=10)),
        Bucket(
            name="change", kinds=frozenset({Kind.EDIT.value, Kind.REMOVE.value}), pace=Pace(every_ms=1_200, burst=5)
        ),
    ),
    lane=Pace(every_ms=1_000, burst=2),
)

RETRY = frozenset({"ratelimited", "rate_limited", "request_timeout", "token_expired", "external_channel_migrating"})
RETRY_LATE = frozenset(
    {
        "team_added_to_org",
        "org_login_required",
        "message_limit_exceeded",
        "accesslimited",
    }
)
AMBIGUOUS = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "update_failed", "no_answer", "unreadable"}
)
PASSING = RETRY | RETRY_LATE | AMBIGUOUS
RECIPIENT_GONE = frozenset(
    {
        "cannot_dm_bot",
        "cannot_reply_to_message",
        "channel_not_found",
        "ekm_access_denied",
        "is_archived",
        "is_inactive",
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
        "as_user_not_supported",
        "attachment_payload_limit_exceeded",
        "block_mismatch",
        "cant_broadcast_message",
        "deprecated_endpoint",
        "duplicate_channel_not_found",
        "duplicate_message_not_found",
        "markdown_text_conflict",
        "metadata_must_be_sent_from_app",
        "metadata_too_large",
        "method_deprecated",
        "missing_argument",
        "missing_post_type",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_dual_broadcast_content_update",
        "no_text",
        "too_many_attachments",
        "too_many_contact_cards",
        "unknown_method",
    }
)
OUR_BUG_PREFIXES = ("invalid_",)  # blocks, arguments, metadata, charset and more; invalid_auth is told apart before
NOTHING_TO_CHANGE = frozenset(
    {
        "cant_delete_message",
        "cant_update_message",
        "compliance_exports_prevent_deletion",
        "edit_window_closed",
        "message_not_found",
        "streaming_state_conflict",
    }
)
INERT = {"parse": "none", "link_names": False}  # chat.update would else look for names and channels in the text
QUIET = {"unfurl_links": False, "unfurl_media": False}

log = structlog.get_logger()


class SlackSender:
    """bot.delivery.Sender. A message's reference is "channel/timestamp"."""

    limits = LIMITS

    def __init__(self, api: SlackApi, tokens: Tokens) -> None:
        self._api = api
        self._tokens = tokens

    async def find(self, owed: Owed) -> Found:
        return await finding.find(self._api, owed)

    async def send(self, owed: Owed, now: int, *, again: bool = False) -> Outcome:
        with drawing():
            method, arguments = self._asked(replace(owed, card=repeated.marked(owed.card)) if again else owed, now)
        answer = await self._api.call(owed.token, method, arguments)
        if is_our_bug(answer.error) and "blocks" in arguments:
            log.error("Slack refuses the card", action="slack.card_refused", message=owed.id, reason=answer.error)
            answer = await self._api.call(owed.token, method, _plain(arguments, answer.error))
        return outcome(answer, owed)

    def _asked(self, owed: Owed, now: int) -> tuple[str, dict[str, Any]]:
        channel, _, stamp = owed.ref.partition("/")
        match owed.kind:
            case Kind.POST:
                return "chat.postMessage", {
                    "channel": owed.address,
                    **self._drawn(owed, now),
                    **INERT,
                    **QUIET,
                    "metadata": finding.metadata(owed),
                }
            case Kind.EDIT:
                return "chat.update", {
                    "channel": channel,
                    "ts": stamp,
                    **self._drawn(owed, now),
                    **INERT,
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
    if answer.status >= 500:
        return _unknown(error, owed)
    if answer.status == 429 or error in RETRY or not answer.reached:
        pause = DEFAULT_PAUSE_MS if answer.retry_after is None else answer.retry_after * 1000
        return Retry(pause, error, bucket=answer.status == 429)
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
    return error in OUR_BUG or (error.startswith(OUR_BUG_PREFIXES) and error not in WORKSPACE_GONE)


def _plain(arguments: Mapping[str, Any], error: str) -> dict[str, Any]:
    """The text says the same as the blocks; what Slack refuses beside them is left out too."""
    left_out = {"blocks", "metadata"} if "metadata" in error else {"blocks"}
    return {name: value for name, value in arguments.items() if name not in left_out}


def _unknown(error: str, owed: Owed) -> Outcome:
    """An edit or a removal may be repeated; a post may stand already, so the relay waits and says so."""
    if error not in PASSING:
        log.error("Slack answers with a code we do not know", action="slack.unknown_code", reason=error)
    if owed.kind is not Kind.POST and error in AMBIGUOUS:
        return Retry(DEFAULT_PAUSE_MS, error)
    return Ambiguous(error)


def _reference(answer: Answer, owed: Owed) -> str:
    """Return where the message stands, "" when a post was answered without saying so."""
    if owed.kind is not Kind.POST:
        return owed.ref
    channel, stamp = answer.body.get("channel"), answer.body.get("ts")
    return f"{channel}/{stamp}" if channel and stamp else ""
