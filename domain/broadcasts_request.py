"""What a broadcast may ask of each reader, perhaps by a date, and when those who have not done it hear of it again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from domain import local_time

END = "end"
STEPS = (3, 1)  # days before the date
MOST_DAYS = 365
_LINK = re.compile(r"https://[^\s/?#@\\]+\.[^\s/?#@\\]+(?:[/?#]\S*)?")


class Deed(StrEnum):
    """Nothing; to say that it was read; or to do something behind a link, and say so."""

    NOTHING = "nothing"
    READ = "read"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`by` is the last day, in each reader's zone. `names`: HR sees who has done it, as every reader is told.

    `reminds`: who has not is reminded some days before, by itself.
    """

    deed: Deed = Deed.NOTHING
    link: str = ""
    by: date | None = None
    names: bool = False
    reminds: bool = False

    @property
    def is_one(self) -> bool:
        return self.deed is not Deed.NOTHING


NO_REQUEST = Request()


class Problem(StrEnum):
    NO_LINK = "no_link"
    NO_ADDRESS = "no_address"
    NO_DAY = "no_day"
    PAST = "past"
    TOO_FAR = "too_far"


def problems(request: Request, *, first_day: date) -> dict[str, Problem]:
    """Return what is wrong, by field (link, by); `first_day` is when the broadcast begins, where its author is."""
    if not request.is_one:
        return {}
    found = {"link": _link_problem(request), "by": _day_problem(request, first_day)}
    return {field: problem for field, problem in found.items() if problem}


def _link_problem(request: Request) -> Problem | None:
    if request.deed is Deed.DONE and not request.link:
        return Problem.NO_LINK
    return Problem.NO_ADDRESS if request.link and not _LINK.fullmatch(request.link) else None


def _day_problem(request: Request, first_day: date) -> Problem | None:
    if request.by is None:
        return Problem.NO_DAY if request.reminds else None
    if request.by < first_day:
        return Problem.PAST
    return Problem.TOO_FAR if request.by > first_day + timedelta(days=MOST_DAYS) else None


def ladder(request: Request, *, begins_at: int) -> dict[str, int]:
    """Return when something happens by itself (UTC epoch ms), by step: reminders, and END when its last day is over.

    A reminder is planned for when the first place on Earth has reached its day: each reader hears it in their own
    hours. A day on which the broadcast has not begun to arrive is left out.
    """
    if not request.is_one or request.by is None:
        return {}
    days = {f"T-{step}": request.by - timedelta(days=step) for step in STEPS} if request.reminds else {}
    moments = {step: local_time.instant(day, time(0), local_time.FIRST_ZONE) for step, day in days.items()}
    moments[END] = local_time.instant(request.by + timedelta(days=1), time(0), local_time.LAST_ZONE)
    return {step: at for step, at in moments.items() if at > begins_at}


def ends_at(request: Request, zone: str) -> int | None:
    """Return when the last day is over in the zone (UTC epoch ms), None when there is none."""
    return local_time.instant(request.by + timedelta(days=1), time(0), zone) if request.by else None
