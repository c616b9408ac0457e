"""Everything that happens by itself: the one list (nothing outside it happens)."""

from __future__ import annotations

from datetime import time

from schedules import housekeeping, kudos, notices
from schedules.schedule import Schedule, Schedules
from storage.notices import KIND as NOTICES

SCHEDULES = Schedules(
    (
        Schedule(kind="housekeeping", run=housekeeping.tidy, daily_at=time(3, 30)),
        Schedule(kind=kudos.DAILY, run=kudos.look_for_unseen, daily_at=time(4)),
        Schedule(kind=kudos.KIND, run=kudos.nudge_managers, chunk=True),
        Schedule(kind=NOTICES, run=notices.send),
    )
)
