"""The fictional organization of the rehearsal room: its people, their accounts, and what happened there before."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from domain.people import MemberKind
from domain.roster import Member

NAME = "Quillbrook"
ZONE = "Europe/Amsterdam"  # of the story's hours
_FRIDAY = 4


# --- What happened, one deed after the other ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Says:
    """Typed in a place; a line that begins with "/" is a command. `kudos` names what it gives, for later."""

    place: str
    text: str
    kudos: str = ""


@dataclass(frozen=True, slots=True)
class Presses:
    """A button of a kudos that was given before."""

    action: str
    kudos: str


@dataclass(frozen=True, slots=True)
class Rewrites:
    """New words for a kudos that was given before."""

    kudos: str
    note: str


@dataclass(frozen=True, slots=True)
class Fills:
    """A form, sent. `about` is whom it is about; in `values` a number is a day, that many from the day of the event."""

    form: str
    about: str
    values: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Leaves:
    """From now on the platform says that the account is gone."""


Deed = Says | Presses | Rewrites | Fills | Leaves


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`ago` counts working days back from the day the story is told on; `at` is local time in ZONE."""

    ago: int
    at: time
    who: str
    deed: Deed

    def when(self, now: int) -> int:
        """Return the moment, UTC epoch ms, seen from `now`."""
        zone = ZoneInfo(ZONE)
        day = _working_days_before(datetime.fromtimestamp(now / 1000, zone).date(), self.ago)
        return int(datetime.combine(day, self.at, zone).astimezone(UTC).timestamp() * 1000)


# --- Who is there -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """`people_file` is what HR would import, `members` what a platform would tell, `blurbs` what to try as whom."""

    people_file: bytes
    members: tuple[Member, ...]
    blurbs: Mapping[str, str]
    story: tuple[Event, ...]

    def gone(self, handle: str) -> Member:
        """Return the member as the platform tells of them once they have left."""
        return next(replace(member, active=False) for member in self.members if member.handle == handle)


def read() -> Organization:
    accounts = list(csv.DictReader(_lines("accounts.csv")))
    story = yaml.load("\n".join(_lines("story.yaml")), Loader=yaml.CSafeLoader)
    return Organization(
        people_file="\n".join(_lines("people.csv")).encode(),
        members=tuple(_member(row) for row in accounts),
        blurbs={row["handle"]: row["try"] for row in accounts},
        story=tuple(_event(entry) for entry in story),
    )


def _lines(name: str) -> Iterable[str]:
    return resources.files("content").joinpath("demo", name).read_text(encoding="utf-8").splitlines()


def _member(row: Mapping[str, str]) -> Member:
    return Member(
        external=row["handle"],
        name=row["name"],
        email=row["email"],
        handle=row["handle"],
        kind=MemberKind(row["kind"]),
        active=True,
        zone=row["zone"],
        title=row["title"],
    )


def _event(entry: Mapping[str, Any]) -> Event:
    return Event(ago=entry["ago"], at=time.fromisoformat(entry["at"]), who=entry["who"], deed=_deed(entry))


def _deed(entry: Mapping[str, Any]) -> Deed:
    match entry:
        case {"says": text, "place": place}:
            return Says(place, text, entry.get("as", ""))
        case {"presses": action, "kudos": kudos}:
            return Presses(action, kudos)
        case {"rewrites": kudos, "note": note}:
            return Rewrites(kudos, note)
        case {"fills": form, "about": about, "values": values}:
            return Fills(form, about, values)
        case {"leaves": True}:
            return Leaves()
        case _:
            raise ValueError(f"the story does not say what {entry['who']} did")


def _working_days_before(day: date, count: int) -> date:
    while count:
        day -= timedelta(days=1)
        count -= day.weekday() <= _FRIDAY
    return day
