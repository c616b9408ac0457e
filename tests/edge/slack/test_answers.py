"""What Slack answers to a message owed, and what that means for it: every documented code has its class."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.delivery import Ambiguous, Failed, Outcome, Retry, Scope, Sent
from bot.slack import outbound
from bot.slack.api import Answer, SlackApi
from bot.slack.outbound import SlackSender
from bot.tokens import Tokens
from storage.outbox import Kind, Owed
from storage.sealing import KeyRing
from tests.edge.slack.house import ANA, BEN, House
from tests.edge.slack.recordings import LINE
from tests.platforms import slack as fake
from tests.platforms.slack import FakeSlack, Scripted
from views.vocabulary import Card, Text

MESSAGE, RECIPIENT, WORKSPACE = (Failed("", scope) for scope in (Scope.MESSAGE, Scope.RECIPIENT, Scope.WORKSPACE))
RETRY, AMBIGUOUS = Retry(0, ""), Ambiguous("")

# Every error that the pages of chat.postMessage, chat.update and chat.delete document, and PLATFORMS.md A2.3 names.
DOCUMENTED: dict[Outcome, str] = {
    RETRY: """
        accesslimited external_channel_migrating message_limit_exceeded org_login_required rate_limited ratelimited
        request_timeout team_added_to_org token_expired
    """,
    AMBIGUOUS: "fatal_error internal_error service_unavailable update_failed",
    RECIPIENT: """
        cannot_dm_bot cannot_reply_to_message channel_not_found ekm_access_denied is_archived is_inactive
        messages_tab_disabled no_permission not_in_channel restricted_action restricted_action_non_threadable_channel
        restricted_action_read_only_channel restricted_action_thread_locked restricted_action_thread_only_channel
        slack_connect_blocked_file_type slack_connect_canvas_sharing_blocked slack_connect_clip_sharing_blocked
        slack_connect_file_link_sharing_blocked slack_connect_file_upload_sharing_blocked
        slack_connect_lists_sharing_blocked user_not_found
    """,
    WORKSPACE: """
        access_denied account_inactive enterprise_is_restricted invalid_auth missing_scope not_allowed_token_type
        not_authed team_access_not_granted team_not_found token_revoked two_factor_setup_required
    """,
    MESSAGE: """
        as_user_not_supported attachment_payload_limit_exceeded block_mismatch cant_broadcast_message
        cant_delete_message cant_update_message compliance_exports_prevent_deletion deprecated_endpoint
        duplicate_channel_not_found duplicate_message_not_found edit_window_closed invalid_arg_name invalid_arguments
        invalid_array_arg invalid_attachments invalid_blocks invalid_blocks_format invalid_charset invalid_form_data
        invalid_metadata_filter_keys invalid_metadata_format invalid_metadata_schema invalid_post_type
        markdown_text_conflict message_not_found metadata_must_be_sent_from_app metadata_too_large method_deprecated
        missing_post_type msg_blocks_too_long msg_too_long no_dual_broadcast_content_update no_text
        streaming_state_conflict too_many_attachments too_many_contact_cards
    """,
}
CODES = [(code, meant) for meant, codes in DOCUMENTED.items() for code in codes.split()]


def owed(kind: Kind = Kind.POST, **changes: Any) -> Owed:
    said: dict[str, Any] = {
        "org": "o",
        "id": "m1",
        "workspace": "w",
        "kind": kind,
        "platform": "slack",
        "tenant": fake.TEAM,
        "token": fake.TOKEN,
        "service_url": "",
        "bot": fake.BOT_USER,
        "address": "C0WINS",
        "card": Card("Thanks", (Text(("<!channel> well done",)),)),
        "dedupe_key": "k",
        "ref": "" if kind is Kind.POST else "C0WINS/1790000000.000001",
        "reader": "",
        "zone": "UTC",
        "mentions": {},
        "attempts": 1,
        "lease": "l",
    }
    return Owed(**(said | changes))


@pytest.fixture
async def sender(slack: FakeSlack, keys: KeyRing) -> AsyncIterator[SlackSender]:
    api = SlackApi(slack.api_url, aiohttp.ClientTimeout(total=0.5))
    await api.open()
    yield SlackSender(api, Tokens(keys))
    await api.close()


def kind_of(found: Outcome) -> tuple[type, Scope | None]:
    return type(found), found.scope if isinstance(found, Failed) else None


# --- Every code ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "meant"), CODES)
def test_every_documented_code_has_its_class(code: str, meant: Outcome) -> None:
    """A code nobody thought of would be sent again and again (PLATFORMS.md A2.3)."""
    assert kind_of(outbound.outcome(Answer(status=200, error=code), owed())) == kind_of(meant)


def test_a_code_we_do_not_know_is_ambiguous() -> None:
    """It may have happened; the relay waits, looks again, and says so."""
    assert outbound.outcome(Answer(status=200, error="brand_new_error"), owed()) == Ambiguous("brand_new_error")


@pytest.mark.parametrize("code", ["internal_error", "no_answer", "unreadable"])
def test_an_edit_may_be_repeated_where_a_post_may_not(code: str) -> None:
    """The same edit twice is one edit; the same post twice is two."""
    assert isinstance(outbound.outcome(Answer(status=200, error=code), owed(Kind.EDIT)), Retry)
    assert isinstance(outbound.outcome(Answer(status=200, error=code), owed(Kind.POST)), Ambiguous)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_in_trouble_proves_nothing(status: int) -> None:
    """Whatever the body claims."""
    assert isinstance(outbound.outcome(Answer(status=status, error="channel_not_found"), owed()), Ambiguous)


# --- On the wire --------------------------------------------------------------------------------------------------

JUNK: dict[str, Scripted] = {
    "a page": Scripted(body="<html>Sorry</html>", kind="text/html"),
    "a page with an error": Scripted(status=502, body="<html>Bad gateway</html>", kind="text/html"),
    "nothing": Scripted(body=""),
    "cut JSON": Scripted(body='{"ok": tr'),
    "a list": Scripted(body="[1]"),
    "null": Scripted(body="null"),
    "a word": Scripted(body='"ok"'),
    "true": Scripted(body="true"),
    "text that is JSON": Scripted(body='{"ok": true}', kind="text/plain"),
    "no UTF-8": Scripted(body=b'{"ok": "\xff"}'),
    "bytes": Scripted(body=gzip.compress(b"{}"), kind="application/octet-stream"),
    "neither yes nor no": Scripted(body={}),
    "a no without a reason": Scripted(body={"ok": False}),
    "dropped in the middle": Scripted(body='{"ok": true', cut=True),
    "dropped before a word": Scripted(body="", cut=True),
}


@pytest.mark.parametrize("junk", JUNK)
async def test_an_answer_nobody_can_read_is_ambiguous_and_asked_for_once(
    sender: SlackSender, slack: FakeSlack, junk: str
) -> None:
    """The SDK would post again after a dropped connection; here one call is one request (TRUST.md section 4)."""
    slack.script("chat.postMessage", JUNK[junk])
    assert isinstance(await sender.send(owed(), 0), Ambiguous)
    assert len(slack.calls) == 1


async def test_who_answers_too_late_may_have_done_it(sender: SlackSender, slack: FakeSlack) -> None:
    """A time-out after the request was written proves nothing."""
    slack.script("chat.postMessage", Scripted(waits_for=asyncio.Event()))
    assert await sender.send(owed(), 0) == Ambiguous("no_answer")
    assert len(slack.calls) == 1


async def test_who_was_never_reached_has_certainly_not_done_it(sender: SlackSender, slack: FakeSlack) -> None:
    """No byte was sent, so it may be sent again."""
    await slack.stop()
    found = await sender.send(owed(), 0)
    assert isinstance(found, Retry)
    assert not found.bucket


@pytest.mark.parametrize(
    ("said", "pause"),
    [("7", 7_000), ("0", 0), ("", 30_000), ("soon", 30_000), ("-1", 30_000), ("\uff19", 30_000), ("9" * 9, 3_600_000)],
)
async def test_slack_says_how_long_to_wait(sender: SlackSender, slack: FakeSlack, said: str, pause: int) -> None:
    """And the whole workspace waits; nonsense counts as not said, and nothing waits longer than an hour."""
    limited = {"ok": False, "error": "ratelimited"}
    headers = {"Retry-After": said} if said.isascii() else {"Retry-After": said.encode().decode("latin-1")}
    slack.script("chat.postMessage", Scripted(status=429, body=limited, headers=headers))
    assert await sender.send(owed(), 0) == Retry(pause, "ratelimited", bucket=True)


async def test_a_card_slack_refuses_is_sent_as_text_once(sender: SlackSender, slack: FakeSlack) -> None:
    """The words arrive, and nothing loops."""
    slack.script("chat.postMessage", Scripted(body={"ok": False, "error": "invalid_blocks"}))
    assert isinstance(await sender.send(owed(), 0), Sent)
    first, second = slack.called("chat.postMessage")
    assert "blocks" in first.arguments
    assert "blocks" not in second.arguments
    assert second.arguments["text"] == first.arguments["text"] == "Thanks\n&lt;!channel&gt; well done"
    refused = Scripted(body={"ok": False, "error": "invalid_blocks"})
    slack.script("chat.postMessage", refused, refused)
    assert await sender.send(owed(), 0) == Failed("invalid_blocks", Scope.MESSAGE)
    assert len(slack.called("chat.postMessage")) == 4


async def test_refused_metadata_is_left_out_with_the_card(sender: SlackSender, slack: FakeSlack) -> None:
    """What Slack refused is not sent a second time."""
    slack.script("chat.postMessage", Scripted(body={"ok": False, "error": "invalid_metadata_format"}))
    assert isinstance(await sender.send(owed(), 0), Sent)
    assert "metadata" not in slack.called("chat.postMessage")[1].arguments


@pytest.mark.parametrize("kind", [Kind.POST, Kind.EDIT])
async def test_nothing_in_a_text_becomes_a_link_or_a_name(sender: SlackSender, slack: FakeSlack, kind: Kind) -> None:
    """Posts and edits have other defaults, so both say it."""
    await sender.send(owed(kind), 0)
    [call] = slack.calls
    assert (call.arguments["parse"], call.arguments["link_names"]) == ("none", False)
    assert "<!channel>" not in call.arguments["text"]


async def test_a_post_without_a_place_is_sent_and_cannot_be_edited(sender: SlackSender, slack: FakeSlack) -> None:
    """Slack said yes and not where."""
    slack.script("chat.postMessage", Scripted(body={"ok": True}))
    assert await sender.send(owed(), 0) == Sent("")


# --- Through the relay --------------------------------------------------------------------------------------------


async def test_a_message_lost_in_the_middle_is_sent_again_after_the_quiet_time_only(either: House) -> None:
    """Nothing is lost, nothing is repeated before a late first copy would have come, and a repetition says so."""
    await either.says(ANA, LINE.replace("#", "private #"))
    either.slack.script("chat.postMessage", Scripted(body="", cut=True))
    await either.settle(31)
    assert len(either.slack.called("chat.postMessage")) == 1
    await either.settle(30)
    assert len(either.slack.called("chat.postMessage")) == 1
    await either.settle(10)
    assert len(either.slack.called("chat.postMessage")) == 2
    [copy] = either.slack.standing_in(either.slack.direct(BEN))
    assert "(repeat)" in copy.text


async def test_a_workspace_that_revoked_us_keeps_its_queue(either: House) -> None:
    """One call tells; then nothing is sent until we are installed again."""
    await either.says(ANA, LINE)
    either.slack.script("chat.postMessage", *(Scripted(body={"ok": False, "error": "token_revoked"}) for _ in range(2)))
    await either.settle(31)
    asked = len(either.slack.called("chat.postMessage"))
    assert asked <= 2
    await either.settle(3_600)
    assert len(either.slack.called("chat.postMessage")) == asked
    await either.edge.close()
    await either.edge.start()
    await either.settle(3_600)
    assert len(either.slack.messages) == 2


# --- Addresses ----------------------------------------------------------------------------------------------------

ELSEWHERE = [
    "https://evil.example/respond",
    "https://hooks.slack.com.evil.example/x",
    "https://hooks.slack.com@evil.example/x",
    "https://evil.example\\@hooks.slack.com/x",
    "https://hooks.slack.com:8443/x",
    "http://hooks.slack.com/x",
    "http://169.254.169.254/latest/meta-data",
    "http://[::1]/x",
    "http://localhost/x",
    "http://2130706433/x",
    "//hooks.slack.com/x",
    "file:///etc/passwd",
    "gopher://hooks.slack.com/x",
    "https://hooks.slack.com\u3002evil.example/x",
    "https://[",
    "https://hooks.slack.com:99999/x",
    "",
    "x",
]


@pytest.mark.parametrize("url", ELSEWHERE)
async def test_an_answer_goes_only_where_slack_listens(keys: KeyRing, url: str) -> None:
    """The address comes with a request; none but Slack's is connected to (TRUST.md S5)."""
    api = SlackApi("https://slack.com/api/")
    await api.open()
    found = await api.respond(url, {})
    await api.close()
    assert (found.error, found.reached) == ("not_an_address_of_slack", False)


async def test_an_answer_follows_no_redirection(slack: FakeSlack) -> None:
    """Where Slack itself would send us on, we do not go."""
    api = SlackApi(slack.api_url)
    await api.open()
    slack.script("respond", Scripted(status=302, headers={"Location": f"{slack.url}/respond/stolen"}))
    found = await api.respond(f"{slack.url}/api/respond", {"text": "x"})
    await api.close()
    assert found.error == "not_delivered"
    assert "stolen" not in slack.responses
