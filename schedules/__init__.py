"""Everything that happens by itself: the one list (nothing outside it happens)."""

from __future__ import annotations

from datetime import time

from schedules import housekeeping
from schedules.schedule import Schedule, Schedules

SCHEDULES = Schedules((Schedule(kind="housekeeping", run=housekeeping.tidy, daily_at=time(3, 30)),))
