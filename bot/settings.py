"""Settings from the environment, checked before anything starts."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    signing_secret: str = field(repr=False)
    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    api_url: str = "https://slack.com/api/"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSettings:
    app_id: str
    app_password: str = field(repr=False)
    tenants: frozenset[str]
    openid_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    token_url: str = ""
    service_hosts: frozenset[str] = frozenset()
    allow_unauthenticated: bool = False
