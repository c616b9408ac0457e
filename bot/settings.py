"""Settings from the environment, checked before anything starts. Nothing else reads the environment."""

from __future__ import annotations

import difflib
import ipaddress
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
SLACK_API_URL = "https://slack.com/api/"

_OURS = ("VOUCHSAFE_", "SLACK_", "TEAMS_")
_SLACK_NEEDS = ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN")
_TEAMS_NEEDS = ("TEAMS_APP_ID", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID")
_URLS = ("VOUCHSAFE_BASE_URL", "SLACK_API_URL", "TEAMS_OPENID_URL", "TEAMS_TOKEN_URL")


class SettingsError(ValueError):
    """The settings cannot be used; one problem a line, each with its fix. The process exits with code 78."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    signing_secret: str = field(repr=False)
    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    api_url: str = SLACK_API_URL


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSettings:
    """`tenants` are the Entra tenants allowed in; `service_hosts` are extra hosts a token may be sent to."""

    app_id: str
    app_password: str = field(repr=False)
    tenants: frozenset[str]
    openid_url: str = OPENID_URL
    token_url: str = ""
    service_hosts: frozenset[str] = frozenset()
    allow_unauthenticated: bool = False


def _variable(name: str, default: Any = "", *, secret: bool = False) -> Any:
    return Field(default=default, validation_alias=name, repr=not secret)


class Settings(BaseSettings):
    """All there is to set, by environment variable. Use load(), which also refuses what makes no sense."""

    model_config = SettingsConfigDict(frozen=True, case_sensitive=True, extra="forbid", hide_input_in_errors=True)

    database_url: str = _variable("VOUCHSAFE_DATABASE_URL", "sqlite:///vouchsafe.db", secret=True)
    host: str = _variable("VOUCHSAFE_HOST", "127.0.0.1")
    port: int = Field(default=3978, ge=0, le=65_535, validation_alias="VOUCHSAFE_PORT")
    base_url: str = _variable("VOUCHSAFE_BASE_URL")
    keys: str = _variable("VOUCHSAFE_KEYS", secret=True)
    key_file: str = _variable("VOUCHSAFE_KEY_FILE")
    pulse_keys: str = _variable("VOUCHSAFE_PULSE_KEYS")
    audit_anchor_file: str = _variable("VOUCHSAFE_AUDIT_ANCHOR_FILE")
    erasure_file: str = _variable("VOUCHSAFE_ERASURE_FILE")
    slack_signing_secret: str = _variable("SLACK_SIGNING_SECRET", secret=True)
    slack_bot_token: str = _variable("SLACK_BOT_TOKEN", secret=True)
    slack_app_token: str = _variable("SLACK_APP_TOKEN", secret=True)
    slack_api_url: str = _variable("SLACK_API_URL", SLACK_API_URL)
    teams_app_id: str = _variable("TEAMS_APP_ID")
    teams_app_password: str = _variable("TEAMS_APP_PASSWORD", secret=True)
    teams_tenant_id: str = _variable("TEAMS_TENANT_ID")
    teams_openid_url: str = _variable("TEAMS_OPENID_URL", OPENID_URL)
    teams_token_url: str = _variable("TEAMS_TOKEN_URL")
    teams_service_hosts: str = _variable("TEAMS_SERVICE_HOSTS")
    teams_allow_unauthenticated: str = _variable("TEAMS_ALLOW_UNAUTHENTICATED")

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *others: Any, **named: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what load() hands over: it has seen the whole environment, and no second source may add to it."""
        return (init_settings,)

    @property
    def slack(self) -> SlackSettings | None:
        """Return what the Slack edge needs, or None when Slack is off."""
        if not self.slack_signing_secret:
            return None
        return SlackSettings(
            signing_secret=self.slack_signing_secret,
            bot_token=self.slack_bot_token,
            app_token=self.slack_app_token,
            api_url=self.slack_api_url,
        )

    @property
    def teams(self) -> TeamsSettings | None:
        """Return what the Teams edge needs, or None when Teams is off."""
        if not (self.teams_app_id or self.teams_allow_unauthenticated):
            return None
        return TeamsSettings(
            app_id=self.teams_app_id,
            app_password=self.teams_app_password,
            tenants=frozenset(_words(self.teams_tenant_id)),
            openid_url=self.teams_openid_url,
            token_url=self.teams_token_url,
            service_hosts=frozenset(_words(self.teams_service_hosts)),
            allow_unauthenticated=bool(self.teams_allow_unauthenticated),
        )

    @property
    def database_file(self) -> str:
        """Return the path of the SQLite file, "" with PostgreSQL."""
        scheme, _, path = self.database_url.partition(":///")
        return path.partition("?")[0] if scheme == "sqlite" else ""


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the environment. Raises SettingsError with every problem there is, not only the first."""
    given = {name: value.strip() for name, value in environ.items() if name.startswith(_OURS)}
    problems = [*_unknown(given), *_blank(given)]
    if not problems:
        problems = [
            *_half_set(given),
            *_slack_problems(given),
            *_teams_problems(given),
            *_place_problems(given),
        ]
    if problems:
        raise SettingsError(problems)
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise SettingsError(f"{found['loc'][0]}: {found['msg']}." for found in error.errors()) from error


def known() -> tuple[str, ...]:
    """Return the name of every variable."""
    return tuple(str(setting.validation_alias) for setting in Settings.model_fields.values())


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _unknown(given: dict[str, str]) -> Iterable[str]:
    for name in sorted(given.keys() - set(known())):
        close = difflib.get_close_matches(name, known(), n=1, cutoff=0)
        yield f"{name} is not a setting of Vouchsafe. Did you mean {close[0]}? Otherwise unset it."


def _blank(given: dict[str, str]) -> Iterable[str]:
    return (f"{name} is set but empty. Give it a value, or unset it." for name in sorted(given) if not given[name])


def _half_set(given: dict[str, str]) -> Iterable[str]:
    uses_slack = any(name.startswith("SLACK_") for name in given)
    credentials = any(name in given for name in _TEAMS_NEEDS)
    uses_teams = any(name.startswith("TEAMS_") for name in given)
    if uses_slack:
        yield from _missing("Slack", _SLACK_NEEDS, given)
    if credentials or (uses_teams and "TEAMS_ALLOW_UNAUTHENTICATED" not in given):
        yield from _missing("Teams", _TEAMS_NEEDS, given)


def _missing(what: str, needed: tuple[str, ...], given: dict[str, str]) -> Iterable[str]:
    missing = [name for name in needed if name not in given]
    if missing:
        yield f"{what} is only half set up: {', '.join(missing)} missing. Set what is missing, or unset the rest."


def _slack_problems(given: dict[str, str]) -> Iterable[str]:
    if given.get("SLACK_BOT_TOKEN", "").startswith("xapp-"):
        yield "SLACK_BOT_TOKEN holds an app-level token (xapp-). Use the bot token, which begins with xoxb-."
    if given.get("SLACK_APP_TOKEN", "xapp-").startswith(("xoxb-", "xoxp-")):
        yield "SLACK_APP_TOKEN holds a bot or user token. Use an app-level token, which begins with xapp-."


def _teams_problems(given: dict[str, str]) -> Iterable[str]:
    for host in _words(given.get("TEAMS_SERVICE_HOSTS", "")):
        if "*" in host or "/" in host:
            yield f"TEAMS_SERVICE_HOSTS: {host!r} must be one exact host name: no wildcard, no scheme, no path."
    if "TEAMS_ALLOW_UNAUTHENTICATED" in given:
        yield from _open_door(
            given["TEAMS_ALLOW_UNAUTHENTICATED"],
            given.get("VOUCHSAFE_HOST", "127.0.0.1"),
        )


def _open_door(switch: str, host: str) -> Iterable[str]:
    if switch != "loopback":
        yield 'TEAMS_ALLOW_UNAUTHENTICATED can only be "loopback", for a local emulator. Unset it everywhere else.'
    if not is_loopback(host):
        yield f"TEAMS_ALLOW_UNAUTHENTICATED works only on a loopback address, and VOUCHSAFE_HOST is {host}. Unset one."


def _place_problems(given: dict[str, str]) -> Iterable[str]:
    for name in _URLS:
        if name in given and not is_web_address(given[name]):
            yield f"{name} must be an https:// address (http:// only on this machine), without query or fragment."
    database = given.get("VOUCHSAFE_DATABASE_URL", "sqlite:///vouchsafe.db")
    if not database.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        yield "VOUCHSAFE_DATABASE_URL must begin with sqlite:/// or postgresql://."
    if database in ("sqlite:///", "sqlite:///:memory:"):
        yield "VOUCHSAFE_DATABASE_URL must name a file, such as sqlite:///vouchsafe.db, so that nothing is lost."
    if {"VOUCHSAFE_KEYS", "VOUCHSAFE_KEY_FILE"} <= given.keys():
        yield "VOUCHSAFE_KEYS and VOUCHSAFE_KEY_FILE are both set. Keep one, so that it is plain which keys are used."
    if database.startswith("postgresql") and not {"VOUCHSAFE_KEYS", "VOUCHSAFE_KEY_FILE"} & given.keys():
        yield "PostgreSQL needs VOUCHSAFE_KEYS or VOUCHSAFE_KEY_FILE: every replica must hold the same keys."


def is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    secure = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    return bool(host) and secure and not parts.query and not parts.fragment and "@" not in parts.netloc


def _words(text: str) -> list[str]:
    return [word for word in text.replace(",", " ").split() if word]
