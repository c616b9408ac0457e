"""Calendar days as columns hold them: ISO 8601, "" where there is none."""

from __future__ import annotations

from datetime import date


def written(day: date | None) -> str:
    return day.isoformat() if day else ""


def read(said: str) -> date | None:
    return date.fromisoformat(said) if said else None
