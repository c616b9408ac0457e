"""Forgets, once a day, what has served its purpose (TRUST.md section 6)."""

from __future__ import annotations

from schedules.schedule import Occasion
from storage import broadcasts_keeping, claims, drafts, due, notices, outbox, pacing

DAY_MS = 86_400_000
CLAIMS_MS = 2 * DAY_MS  # deliveries come again within a day at most (PLATFORMS.md A1.3)
DRAFTS_MS = 30 * DAY_MS
MESSAGES_MS = 90 * DAY_MS


def tidy(occasion: Occasion) -> None:
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    claims.purge(unit, org, now - CLAIMS_MS)
    drafts.purge(unit, org, now - DRAFTS_MS)
    broadcasts_keeping.purge_unsent(unit, org, now - DRAFTS_MS)
    broadcasts_keeping.purge_cards(unit, org, now - MESSAGES_MS)
    outbox.purge(unit, org, now - MESSAGES_MS)
    due.purge(unit, org, now - MESSAGES_MS)
    notices.purge(unit, org, now - MESSAGES_MS)
    pacing.purge(unit, org, now - DAY_MS)
