"""Everything that happens by itself: the one list (nothing outside it happens)."""

from __future__ import annotations

from datetime import time

from schedules import broadcasts, housekeeping, kudos, notices
from schedules.schedule import Schedule, Schedules
from storage.broadcasts import DROP, PROGRESS, RETRY, START
from storage.notices import KIND as NOTICES

SCHEDULES = Schedules(
    (
        Schedule(kind="housekeeping", run=housekeeping.tidy, daily_at=time(3, 30)),
        Schedule(kind=kudos.DAILY, run=kudos.look_for_unseen, daily_at=time(4)),
        Schedule(kind=kudos.KIND, run=kudos.nudge_managers, chunk=True),
        Schedule(kind=NOTICES, run=notices.send),
        Schedule(kind=START, run=broadcasts.begin, chunk=True),
        Schedule(kind=broadcasts.CHUNK, run=broadcasts.send_chunk, chunk=True),
        Schedule(kind=PROGRESS, run=broadcasts.tell),
        Schedule(kind=DROP, run=broadcasts.drop, chunk=True),
        Schedule(kind=RETRY, run=broadcasts.begin_again, chunk=True),
        Schedule(kind=broadcasts.RETRIED, run=broadcasts.retry_chunk, chunk=True),
    )
)
