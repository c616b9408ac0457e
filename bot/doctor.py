"""Looks at everything that must be right before people rely on it, and says the fix for what is not."""

from __future__ import annotations

import asyncio
import email.utils
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot import ballot_keys, keys, manifests, stores
from bot.edge import Clock
from bot.settings import Settings, SettingsError, SlackSettings, TeamsSettings
from bot.teams.credentials import Credentials, Token, address

PATIENCE = aiohttp.ClientTimeout(total=10)
MOST_SKEW_MS = 60_000  # requests are refused at 300 s (PLATFORMS.md A1.1); alarm long before


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at. `fix` is "" where nothing is wrong."""

    subject: str
    said: str
    fix: str = ""

    @property
    def ok(self) -> bool:
        return not self.fix


@dataclass(frozen=True, slots=True)
class Heard:
    """What a platform answered: its HTTP status, headers and JSON body, and our clock when it came."""

    status: int
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    at: int


def refused(error: SettingsError) -> list[Finding]:
    """Return the problems of settings that cannot even be read."""
    return [Finding(subject="settings", said="cannot be used", fix=problem) for problem in error.problems]


async def examine(settings: Settings, *, clock: Clock) -> list[Finding]:
    """Return every finding. Nothing is changed and nobody is messaged."""
    on = [name for name, platform in (("Slack", settings.slack), ("Teams", settings.teams)) if platform]
    found = [
        _platforms(on),
        _base_url(settings),
        *_keys(settings),
        *await asyncio.to_thread(_store, settings, clock),
    ]
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        if settings.slack is not None:
            found += await _slack(session, settings.slack, clock)
        if settings.teams is not None:
            found += await _teams(session, settings.teams, clock)
    return found


def _platforms(on: list[str]) -> Finding:
    if on:
        return Finding(subject="settings", said=f"complete for {' and '.join(on)}")
    fix = "set the SLACK_ or TEAMS_ variables (README), or try it without a platform: vouchsafe demo"
    return Finding(subject="settings", said="no platform is set up", fix=fix)


def _base_url(settings: Settings) -> Finding:
    socket_only = settings.teams is None and bool(settings.slack and settings.slack.app_token)
    if settings.base_url.startswith("https://"):
        return Finding(subject="base URL", said=settings.base_url)
    if socket_only or not (settings.slack or settings.teams):
        return Finding(subject="base URL", said="not needed: no platform calls us over HTTP")
    said = f"{settings.base_url or 'not set'}: the platforms cannot reach it"
    return Finding(subject="base URL", said=said, fix="set VOUCHSAFE_BASE_URL to the public https:// address")


def _keys(settings: Settings) -> Iterable[Finding]:
    try:
        keys.existing(settings)
    except SettingsError as error:
        yield from (Finding(subject="keys", said="cannot be used", fix=problem) for problem in error.problems)
        return
    path = keys.key_file_of(settings)
    if not settings.keys and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding(subject="keys", said=f"others on this machine can read {path}", fix=f"chmod 600 {path}")
    else:
        yield Finding(subject="keys", said="in VOUCHSAFE_KEYS" if settings.keys else f"in {path}")


def _store(settings: Settings, clock: Clock) -> Iterable[Finding]:
    """The keys of open ballots with it: which of them may lie there, the store knows."""
    looked = (("pulse keys", ballot_keys.look(settings, now=clock())), ("store", [stores.look(settings)]))
    return [Finding(subject=subject, said=one.said, fix=one.fix) for subject, found in looked for one in found]


async def _slack(session: aiohttp.ClientSession, slack: SlackSettings, clock: Clock) -> list[Finding]:
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    heard = await _ask(session, "POST", slack.api_url.rstrip("/") + "/auth.test", headers, clock)
    if isinstance(heard, str):
        return [Finding(subject="Slack", said=heard, fix="check the network, a proxy, and SLACK_API_URL")]
    if not heard.body.get("ok"):
        said = f"refuses the bot token ({heard.body.get('error', heard.status)})"
        return [
            Finding(subject="Slack", said=said, fix="reinstall the app and set SLACK_BOT_TOKEN anew"),
            _clock(heard),
        ]
    found = Finding(subject="Slack", said=f"reachable, workspace {heard.body.get('team', '')}")
    return [found, *_scopes(heard), _clock(heard)]


def _scopes(heard: Heard) -> Iterable[Finding]:
    granted = {scope.strip() for scope in heard.headers.get("X-OAuth-Scopes", "").split(",") if scope.strip()}
    missing = sorted(manifests.SLACK_SCOPES.keys() - granted) if granted else []
    if missing:
        fix = "update the app from `vouchsafe manifest slack` and reinstall it"
        yield Finding(subject="Slack scopes", said=f"missing: {', '.join(missing)}", fix=fix)


async def _teams(session: aiohttp.ClientSession, teams: TeamsSettings, clock: Clock) -> list[Finding]:
    heard = await _ask(session, "GET", teams.openid_url, {}, clock)
    if isinstance(heard, str):
        return [Finding(subject="Teams", said=heard, fix="check the network, a proxy, and TEAMS_OPENID_URL")]
    if not heard.body.get("jwks_uri"):
        said = f"{teams.openid_url} names no signing keys (HTTP {heard.status})"
        return [Finding(subject="Teams", said=said, fix="check TEAMS_OPENID_URL"), _clock(heard)]
    reachable = Finding(subject="Teams", said="reachable, signing keys published")
    return [*_door(teams), reachable, *await _app(session, teams, clock), _clock(heard)]


async def _app(session: aiohttp.ClientSession, teams: TeamsSettings, clock: Clock) -> list[Finding]:
    """Say whether Entra takes our credentials, asked just as the edge asks."""
    if not teams.app_id:
        return []
    token = await Credentials(teams, clock, session).token()
    if isinstance(token, Token):
        return [Finding(subject="Teams app", said="its credentials are accepted")]
    if token.refused:
        fix = "check TEAMS_APP_ID, TEAMS_APP_PASSWORD (its secret may have expired) and TEAMS_TENANT_ID"
        return [Finding(subject="Teams app", said="its credentials are refused", fix=fix)]
    said = f"{address(teams)} gives no token (HTTP {token.status})" if token.status else "Entra cannot be reached"
    return [Finding(subject="Teams app", said=said, fix="check the network, a proxy, and TEAMS_TOKEN_URL")]


def _door(teams: TeamsSettings) -> Iterable[Finding]:
    if teams.allow_unauthenticated:
        fix = "unset TEAMS_ALLOW_UNAUTHENTICATED everywhere but beside a local emulator"
        yield Finding(subject="Teams", said="requests are NOT authenticated", fix=fix)


async def _ask(
    session: aiohttp.ClientSession, method: str, url: str, headers: Mapping[str, str], clock: Clock
) -> Heard | str:
    """Return what was heard, or in words why nothing was."""
    try:
        async with session.request(method, url, headers=headers, allow_redirects=False) as answer:
            at = clock()
            body = await answer.json(content_type=None)
            return Heard(answer.status, answer.headers, body if isinstance(body, dict) else {}, at)
    except ValueError:  # not JSON: something else answers there
        return f"{url} does not answer as the platform would"
    except (aiohttp.ClientError, TimeoutError) as error:
        return f"{url} cannot be reached ({type(error).__name__})"


def _clock(heard: Heard) -> Finding:
    told = heard.headers.get("Date", "")
    try:
        theirs = email.utils.parsedate_to_datetime(told).timestamp() * 1000
    except ValueError:
        return Finding(subject="clock", said="the platform told no time to compare with")
    skew = round((heard.at - theirs) / 1000)
    if abs(heard.at - theirs) <= MOST_SKEW_MS:
        return Finding(subject="clock", said=f"within {MOST_SKEW_MS // 1000} s of the platform's")
    fix = "set this machine's clock, and keep it right with NTP: signatures are refused when it is off by 300 s"
    return Finding(subject="clock", said=f"off by {skew} s from the platform's", fix=fix)
