"""A session in somebody's calendar, as a second library reads it: one event that moves and goes, with nobody's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import ics  # type: ignore[import-untyped]  # it ships no types
import pytest

from domain import calibration as rules
from domain.calibration import Session
from views import calibration_calendar as views
from views.calibration import PEOPLE, SESSION

NOW = 1_790_000_000_000


def written(session: Session, *, has_seat: bool = True) -> str:
    return views.file(session, PEOPLE["ana"], "ana@example.org", now=NOW, has_seat=has_seat).decode()


def read(text: str) -> Any:
    [event] = ics.Calendar(text).events
    return event


def line(text: str, name: str) -> str:
    return next(each for each in text.replace("\r\n ", "").split("\r\n") if each.startswith(name))


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Madrid", date(2026, 10, 23)),
        ("Europe/Madrid", date(2026, 10, 26)),
        ("America/New_York", date(2027, 3, 12)),
        ("America/New_York", date(2027, 3, 15)),
        ("Australia/Lord_Howe", date(2026, 10, 5)),
        ("Asia/Kolkata", date(2026, 10, 26)),
        ("UTC", date(2026, 10, 26)),
    ],
)
def test_it_begins_when_the_clocks_there_say_so(zone: str, day: date) -> None:
    """On both sides of a change of the clocks, and for 90 minutes."""
    event = read(written(replace(SESSION, zone=zone, day=day)))
    assert event.begin.datetime.timestamp() == datetime.combine(day, time(14), ZoneInfo(zone)).timestamp()
    assert event.duration.total_seconds() == 90 * 60


def test_moved_it_is_the_same_event_of_a_later_sequence() -> None:
    """Also across a change of the clocks: the hour stays, the moment does not."""
    moved = rules.change(SESSION, replace(SESSION, day=date(2026, 10, 29)))
    before, after = written(SESSION), written(moved)
    assert read(before).uid == read(after).uid
    assert (line(before, "SEQUENCE"), line(after, "SEQUENCE")) == ("SEQUENCE:0", "SEQUENCE:1")
    assert line(after, "METHOD") == "METHOD:REQUEST"
    assert read(after).begin.datetime.astimezone(ZoneInfo("Europe/Madrid")).isoformat() == "2026-10-29T14:00:00+01:00"


@pytest.mark.parametrize("has_seat", [True, False])
def test_cancelled_or_without_a_seat_it_goes(has_seat: bool) -> None:
    cancelled = rules.cancel(SESSION) if has_seat else replace(SESSION, sequence=1)
    text = written(cancelled, has_seat=has_seat)
    assert (line(text, "METHOD"), line(text, "STATUS")) == ("METHOD:CANCEL", "STATUS:CANCELLED")
    assert (read(text).uid, line(text, "SEQUENCE")) == (read(written(SESSION)).uid, "SEQUENCE:1")


def test_it_names_nobody_but_its_reader_and_says_nothing_of_ratings() -> None:
    text = written(SESSION).replace("\r\n ", "")
    others = [one.name for id, one in PEOPLE.items() if id != "ana"]
    assert not any(name in text for name in others)
    assert not any(word in text.casefold() for word in ("rating", "competent", "review", "performance"))


def test_every_line_ends_and_folds_as_the_standard_says() -> None:
    """RFC 5545 section 3.1: CRLF, at most 75 octets a line."""
    raw = views.file(SESSION, replace(PEOPLE["ana"], name="Ñ" * 90), "", now=NOW, has_seat=True)
    assert all(len(one) <= 75 for one in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
