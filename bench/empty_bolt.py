"""The yardstick for Slack: Bolt's own aiohttp application with one empty command, as its documentation builds it."""

from __future__ import annotations

import sys

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bench import messages


async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """No call to Slack and no store: Bolt at its quickest."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=messages.BOT_TOKEN)


async def kudos(ack: AsyncAck) -> None:
    await ack()


def serve(port: int) -> None:
    app = AsyncApp(signing_secret=messages.SIGNING_SECRET, authorize=authorize, process_before_response=True)
    app.command("/kudos")(kudos)
    web.run_app(app.web_app(path="/slack/events"), host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
