"""What the platforms must be told of us, generated from the router, so that no command is served and not declared."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from urllib.parse import urlsplit

import yaml

from bot import icons
from bot.slack import finding
from handlers.router import Route, Router
from views import product

DEFAULT_BASE_URL = "https://vouchsafe.example.org"
UNREGISTERED_APP = "00000000-0000-0000-0000-000000000000"  # stands in until the app is registered in Entra
TEAMS_SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v1.25/MicrosoftTeams.schema.json"

SLACK_EVENTS = "/slack/events"

# Each scope with what would not work without it.
SLACK_SCOPES = {
    "app_mentions:read": "commands by mentioning the bot",
    "chat:write": "direct messages and channel posts",
    "chat:write.public": "kudos in the public channel HR chose, before anyone thinks of inviting the bot",
    "commands": "slash commands and shortcuts",
    "im:history": "commands typed in a direct message; whether a message of ours arrived there",
    "im:write": "where a person's direct messages are, to look whether one arrived",
    "metadata.message:read": "to hear that a message of ours arrived",
    "users:read": "the directory: names, zones, who is a guest or a bot",
    "users:read.email": "one person on Slack and Teams",
}
SLACK_EVENTS_READ = {
    "app_home_opened": "Home",
    "app_mention": "commands by mention",
    "app_uninstalled": "tokens are erased at once",
    "message.im": "commands in a direct message",
    "message_metadata_posted": "a message of ours arrived",
    "team_join": "newcomers",
    "tokens_revoked": "tokens are erased at once",
    "user_change": "leavers, names, zones",
}


def slack(router: Router, base_url: str) -> str:
    """Return the Slack app manifest as YAML."""
    return yaml.safe_dump(slack_manifest(router, base_url), sort_keys=False, allow_unicode=True, width=110)


def slack_manifest(router: Router, base_url: str) -> dict[str, Any]:
    url = base_url.rstrip("/") + SLACK_EVENTS
    return {
        "display_information": {
            "name": product.NAME,
            "description": product.TAGLINE,
            "long_description": product.DESCRIPTION,
            "background_color": product.ACCENT,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": product.NAME, "always_online": True},
            "shortcuts": _slack_shortcuts(router),
            "slash_commands": [_slack_command(route, url) for route in router.commands()],
        },
        "oauth_config": {"scopes": {"bot": sorted(SLACK_SCOPES)}},
        "settings": {
            "event_subscriptions": {
                "request_url": url,
                "bot_events": sorted(SLACK_EVENTS_READ),
                "metadata_subscriptions": [{"app_id": "*", "event_type": finding.EVENT}],  # ours is known only later
            },
            "interactivity": {
                "is_enabled": True,
                "request_url": url,
                "message_menu_options_url": url,
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,  # it cannot be switched off again (PLATFORMS.md A5)
        },
    }


def teams(router: Router, base_url: str, app_id: str = UNREGISTERED_APP) -> str:
    """Return the Teams app manifest as JSON."""
    return json.dumps(teams_manifest(router, base_url, app_id), indent=2, ensure_ascii=False) + "\n"


def teams_manifest(router: Router, base_url: str, app_id: str) -> dict[str, Any]:
    base_url = base_url.rstrip("/")
    return {
        "$schema": TEAMS_SCHEMA,
        "manifestVersion": "1.25",
        "version": product.VERSION,
        "id": app_id,
        "developer": {
            "name": product.NAME,
            "websiteUrl": base_url,
            "privacyUrl": f"{base_url}/privacy",
            "termsOfUseUrl": f"{base_url}/terms",
        },
        "name": {"short": product.NAME, "full": product.NAME},
        "description": {"short": product.TAGLINE, "full": product.DESCRIPTION},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": product.ACCENT,
        "bots": [_teams_bot(router, app_id)],
        "composeExtensions": [{"botId": app_id, "commands": _teams_actions(router)}],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(base_url).hostname],
    }


def teams_zip(router: Router, base_url: str, app_id: str = UNREGISTERED_APP) -> bytes:
    """Return the app package that Teams takes: the manifest and its two icons. The same input gives the same bytes."""
    package = io.BytesIO()
    files = {
        "manifest.json": teams(router, base_url, app_id).encode(),
        "color.png": icons.color(),
        "outline.png": icons.outline(),
    }
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return package.getvalue()


def _slack_command(route: Route, url: str) -> dict[str, Any]:
    hint = {"usage_hint": route.usage} if route.usage else {}
    return {
        "command": f"/{route.name}",
        "url": url,
        "description": route.summary,
        **hint,
        "should_escape": True,
    }


def _slack_shortcuts(router: Router) -> list[dict[str, Any]]:
    own = [("global", action, title, summary) for action, (title, summary) in product.SHORTCUTS.items()]
    on_messages = [("message", route.name, route.title, route.summary) for route in router.message_actions()]
    return [
        {"name": title, "type": kind, "callback_id": action, "description": summary}
        for kind, action, title, summary in own + on_messages
    ]


def _teams_bot(router: Router, app_id: str) -> dict[str, Any]:
    scopes = ["personal", "team", "groupChat"]
    commands = [{"title": route.name, "description": route.summary} for route in router.commands()]
    commands.append({"title": "help", "description": "What Vouchsafe can do"})
    return {
        "botId": app_id,
        "scopes": scopes,
        "supportsFiles": False,
        "isNotificationOnly": False,
        "commandLists": [{"scopes": scopes, "commands": commands}],
    }


def _teams_actions(router: Router) -> list[dict[str, Any]]:
    own = [(["compose", "commandBox"], action, *words) for action, words in product.SHORTCUTS.items()]
    on_messages = [(["message"], route.name, route.title, route.summary) for route in router.message_actions()]
    return [
        {
            "id": action,
            "type": "action",
            "context": context,
            "title": title,
            "description": summary,
            "fetchTask": True,
        }
        for context, action, title, summary in own + on_messages
    ]
