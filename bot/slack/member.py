"""Slack's users as members of the directory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.arrival import opaque
from domain.people import MemberKind
from domain.roster import MAX_NAME, Member


def member(user: Mapping[str, Any], tenant: str) -> Member:
    """Slack's user as an account. Only an address Slack has confirmed may link it to somebody on Teams."""
    profile = user.get("profile") or {}
    name = profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"]
    confirmed = user.get("is_email_confirmed") is True
    return Member(
        external=opaque(user["id"]),
        name=name[:MAX_NAME],
        email=(profile.get("email") or None) if confirmed else None,
        handle=(profile.get("display_name") or user.get("name") or "")[:MAX_NAME],
        kind=_kind(user, tenant),
        active=not user.get("deleted", False),
        zone=user.get("tz") or "",
        title=(profile.get("title") or "")[:MAX_NAME],
    )


def _kind(user: Mapping[str, Any], tenant: str) -> MemberKind:
    if user["id"] == "USLACKBOT" or user.get("is_bot") or user.get("bot_id") or user.get("is_app_user"):
        return MemberKind.BOT
    if user.get("is_stranger") or (user.get("team_id") or tenant) != tenant:
        return MemberKind.EXTERNAL
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return MemberKind.GUEST
    return MemberKind.FULL
