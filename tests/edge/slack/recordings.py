"""One request of every kind Slack sends, with the parts Slack documents, and live tokens where it would carry them."""

from __future__ import annotations

import html
import json
from urllib.parse import urlencode

from tests.edge.slack.house import ANA, BEN, CHI, FORM, GENERAL, HANA, JSON, NOTE, House, Raw, buttons
from tests.platforms import slack as fake

LINE = f"/kudos <@{BEN}|ben> #early-flag {NOTE}"


async def recorded(house: House) -> dict[str, Raw]:
    """Give one kudos, look at everything, and return the next request of each kind."""
    await house.gives(ANA, LINE)
    return {**_commands(house), **await _interactions(house), **_events(house), **_others()}


def _commands(house: House) -> dict[str, Raw]:
    return {
        "a command that gives": house.command(ANA, LINE.replace(BEN, CHI)),
        "a command that opens a form": house.command(ANA, "/kudos"),
        "a command that reads": house.command(ANA, "/kudos help"),
    }


async def _interactions(house: House) -> dict[str, Raw]:
    view = await house.open_form(ANA)
    state = await house.filled(ANA, view)
    [post] = house.slack.standing_in("C0WINS")
    [copy] = house.slack.standing_in(house.slack.direct(BEN))
    await house.send(house.event({"type": "app_home_opened", "user": ANA, "channel": "D0ANA", "tab": "home"}))
    home = house.slack.homes[ANA]
    in_home = {"view": home | {"id": "V0HOME", "type": "home"}, "container": {"type": "view", "view_id": "V0HOME"}}
    message = {
        "channel": {"id": GENERAL, "name": "general"},
        "message_ts": "1790000000.000001",
        "message": {"type": "message", "user": BEN, "text": html.escape("The import is fixed & tested", quote=False)},
    }
    endorse, evidence = buttons(post.blocks)["I saw this too"], next(iter(buttons(copy.blocks).values()))
    return {
        "a button everyone may press": house.press(CHI, endorse),
        "a button of one's own": house.press(BEN, evidence),
        "a button in Home": house.press(ANA, next(iter(buttons(home["blocks"]).values())), **in_home),
        "a form sent": house.submit(ANA, view, state),
        "a form closed": house.interaction("view_closed", ANA, view=view, is_cleared=False),
        "a search": house.search(ANA, view, "Be"),
        "a shortcut": house.interaction("shortcut", ANA, callback_id="kudos.give.open"),
        "a message action": house.interaction("message_action", ANA, callback_id="kudos.thank", **message),
    }


def _events(house: House) -> dict[str, Raw]:
    mention = {"type": "app_mention", "user": ANA, "channel": GENERAL, "ts": "1790000000.000009"}
    return {
        "a direct message": house.direct(ANA, LINE.removeprefix("/").replace(BEN, HANA)),
        "a mention": house.event({**mention, "text": f"<@{fake.BOT_USER}> help"}),
        "Home opened": house.event({"type": "app_home_opened", "user": ANA, "channel": "D0ANA", "tab": "home"}),
        "somebody changed": house.event({"type": "user_change", "user": fake.user(CHI, "Chiara Neri")}),
        "somebody joined": house.event({"type": "team_join", "user": fake.user("U0NEW", "Nia New")}),
        "an event nobody asked for": house.event({"type": "pin_added", "user": ANA, "channel_id": GENERAL}),
        "tokens of others revoked": house.event({"type": "tokens_revoked", "tokens": {"oauth": [ANA], "bot": []}}),
        "the app removed": house.event({"type": "app_uninstalled"}),
    }


def _others() -> dict[str, Raw]:
    verification = {"token": "t", "challenge": "3eZbrw1a", "type": "url_verification"}
    limited = {"token": "t", "type": "app_rate_limited", "team_id": fake.TEAM, "minute_rate_limited": 1790000000}
    return {
        "the address verified": Raw(json.dumps(verification).encode(), JSON),
        "events left out": Raw(json.dumps(limited | {"api_app_id": "A0APP"}).encode(), JSON),
        "a certificate checked": Raw(urlencode({"ssl_check": "1", "token": "t"}).encode(), FORM),
    }
