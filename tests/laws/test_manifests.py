"""What the platforms are told is what we serve: the committed manifests are the generated ones, inside the limits."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import jsonschema
import pytest
import yaml
from PIL import Image

from bot import manifests
from handlers import ROUTER
from tests.laws import source

FOLDER = source.ROOT / "manifests"
TEAMS_SCHEMA = source.ROOT / "tests" / "schemas" / "teams-1.25.schema.json"


def text(most: int, least: int = 1) -> dict[str, Any]:
    return {"type": "string", "minLength": least, "maxLength": most}


def closed(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    properties = {**required, **(optional or {})}
    return {"type": "object", "properties": properties, "required": [*required], "additionalProperties": False}


# Slack publishes no manifest schema in a package; these are the documented limits (PLATFORMS.md A6).
SLACK_URL = {"type": "string", "pattern": "^https://"}
SLACK_SWITCH = {"type": "boolean"}
SLACK_SHORTCUT = closed(
    {"name": text(24), "type": {"enum": ["global", "message"]}, "callback_id": text(255), "description": text(150)}
)
SLACK_COMMAND = closed(
    {
        "command": {**text(32, 2), "pattern": "^/[a-z_-]+$"},
        "url": SLACK_URL,
        "description": text(2_000),
        "should_escape": SLACK_SWITCH,
    },
    {"usage_hint": text(1_000)},
)
SLACK_METADATA = closed({"app_id": {"type": "string", "pattern": r"^(\*|A[A-Z0-9]+)$"}, "event_type": text(255)})
SLACK_SETTINGS = {
    "event_subscriptions": closed(
        {
            "request_url": SLACK_URL,
            "bot_events": {"type": "array", "maxItems": 100},
            "metadata_subscriptions": {"type": "array", "maxItems": 20, "items": SLACK_METADATA},
        }
    ),
    "interactivity": closed(
        {"is_enabled": SLACK_SWITCH, "request_url": SLACK_URL, "message_menu_options_url": SLACK_URL}
    ),
    "org_deploy_enabled": SLACK_SWITCH,
    "socket_mode_enabled": SLACK_SWITCH,
    "token_rotation_enabled": SLACK_SWITCH,
}
SLACK_HOME = dict.fromkeys(("home_tab_enabled", "messages_tab_enabled"), SLACK_SWITCH)
SLACK_HOME["messages_tab_read_only_enabled"] = SLACK_SWITCH
SLACK_SCHEMA = closed(
    {
        "display_information": closed(
            {
                "name": text(35),
                "description": text(140),
                "long_description": text(4_000, 175),
                "background_color": {"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"},
            }
        ),
        "features": closed(
            {
                "app_home": closed(SLACK_HOME),
                "bot_user": closed({"display_name": text(80), "always_online": SLACK_SWITCH}),
                "shortcuts": {"type": "array", "maxItems": 10, "items": SLACK_SHORTCUT},
                "slash_commands": {"type": "array", "maxItems": 50, "items": SLACK_COMMAND},
            }
        ),
        "oauth_config": closed({"scopes": closed({"bot": {"type": "array", "maxItems": 255, "uniqueItems": True}})}),
        "settings": closed(SLACK_SETTINGS),
    }
)


@pytest.fixture
def slack() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / "slack.yaml").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def teams() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "teams" / "manifest.json").read_text(encoding="utf-8"))
    return found


def test_the_committed_manifests_are_the_generated_ones() -> None:
    """A new command is declared in the change that adds it (`python -m bot manifest`)."""
    base = manifests.DEFAULT_BASE_URL
    assert (FOLDER / "slack.yaml").read_text(encoding="utf-8") == manifests.slack(ROUTER, base)
    assert (FOLDER / "teams" / "manifest.json").read_text(encoding="utf-8") == manifests.teams(ROUTER, base)


def test_slack_accepts_its_manifest(slack: dict[str, Any]) -> None:
    """Inside every documented limit, and no key that Slack does not know."""
    jsonschema.Draft7Validator(SLACK_SCHEMA).validate(slack)
    assert all(len(summary) <= 150 for summary in manifests.SLACK_SCOPES.values())
    assert set(slack["oauth_config"]["scopes"]["bot"]) == manifests.SLACK_SCOPES.keys()


def test_teams_accepts_its_manifest(teams: dict[str, Any]) -> None:
    """Microsoft's own schema of the version the manifest names."""
    schema = json.loads(TEAMS_SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(teams)


def test_both_platforms_hear_of_the_same_commands_in_the_same_words(
    slack: dict[str, Any], teams: dict[str, Any]
) -> None:
    """Whatever works on Slack works on Teams; Teams has `help` typed to the bot besides."""
    ours = {route.name: route.summary for route in ROUTER.commands()}
    on_slack = {one["command"].removeprefix("/"): one["description"] for one in slack["features"]["slash_commands"]}
    listed = teams["bots"][0]["commandLists"][0]["commands"]
    on_teams = {one["title"]: one["description"] for one in listed}
    on_teams.pop("help")
    assert ours
    assert ours == on_slack == on_teams


def test_both_platforms_offer_the_same_actions(slack: dict[str, Any], teams: dict[str, Any]) -> None:
    """The menu of a message and the shortcuts: same ids, titles and descriptions."""
    shortcuts = slack["features"]["shortcuts"]
    actions = teams["composeExtensions"][0]["commands"]
    on_slack = {(one["callback_id"], one["name"], one["description"]) for one in shortcuts}
    assert on_slack == {(one["id"], one["title"], one["description"]) for one in actions}
    on_messages = {one["callback_id"] for one in shortcuts if one["type"] == "message"}
    assert on_messages == {route.name for route in ROUTER.message_actions()}


def test_the_teams_package_holds_the_manifest_and_its_two_icons() -> None:
    """Teams refuses a package with anything else, or with icons of another size."""
    package = zipfile.ZipFile(io.BytesIO(manifests.teams_zip(ROUTER, manifests.DEFAULT_BASE_URL)))
    assert sorted(package.namelist()) == ["color.png", "manifest.json", "outline.png"]
    for name, side in (("color.png", 192), ("outline.png", 32)):
        assert package.read(name) == (FOLDER / "teams" / name).read_bytes()
        with Image.open(io.BytesIO(package.read(name))) as icon:
            assert icon.size == (side, side)
