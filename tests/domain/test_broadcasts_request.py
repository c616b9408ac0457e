"""What a broadcast asks: what is a link, what is a day, and when people are reminded; and texts with gaps."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from content import pack as content
from domain import broadcasts, broadcasts_template, local_time
from domain import broadcasts_request as rules
from domain.broadcasts import Wish
from domain.broadcasts_request import END, Deed, Problem, Request
from domain.local_time import FIRST_ZONE

TODAY = date(2026, 9, 21)
BY = TODAY + timedelta(days=10)
READ = Request(deed=Deed.READ, by=BY, reminds=True)


def at(day: date, zone: str = FIRST_ZONE) -> int:
    return local_time.instant(day, time(0), zone)


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("", Problem.NO_LINK),
        ("https://example.org", None),
        ("https://example.org/a?b=c#d", None),
        ("http://example.org", Problem.NO_ADDRESS),
        ("javascript:alert(1)", Problem.NO_ADDRESS),
        ("https://", Problem.NO_ADDRESS),
        ("https://localhost", Problem.NO_ADDRESS),
        ("https://user@example.org", Problem.NO_ADDRESS),
        ("https://evil.example\\@example.org", Problem.NO_ADDRESS),
        ("https://example.org/a b", Problem.NO_ADDRESS),
        (" https://example.org", Problem.NO_ADDRESS),
    ],
)
def test_a_link_says_where_it_leads(link: str, problem: Problem | None) -> None:
    """Encrypted, to a host by its name, without anybody's account in it."""
    found = rules.problems(Request(deed=Deed.DONE, link=link), first_day=TODAY)
    assert found.get("link") == problem


def test_a_day_lies_ahead_and_not_too_far() -> None:
    """The first day itself is early enough; a reminder needs one."""
    for by, problem in ((TODAY - timedelta(days=1), Problem.PAST), (TODAY, None), (date(2028, 1, 1), Problem.TOO_FAR)):
        assert rules.problems(Request(deed=Deed.READ, by=by), first_day=TODAY).get("by") == problem
    assert rules.problems(Request(deed=Deed.READ, reminds=True), first_day=TODAY) == {"by": Problem.NO_DAY}
    assert rules.problems(Request(by=date(2020, 1, 1), reminds=True), first_day=TODAY) == {}


def test_reminders_come_three_days_and_a_day_before() -> None:
    """From the moment on at which the first place on Earth has that day; and in the end its author is told."""
    days = {"T-3": at(BY - timedelta(days=3)), "T-1": at(BY - timedelta(days=1))}
    end = at(BY + timedelta(days=1), local_time.LAST_ZONE)
    assert rules.ladder(READ, begins_at=at(TODAY)) == {**days, END: end}
    assert rules.ladder(READ, begins_at=at(BY - timedelta(days=2))) == {"T-1": days["T-1"], END: end}
    assert rules.ladder(Request(deed=Deed.READ, by=BY), begins_at=at(TODAY)) == {END: end}
    assert rules.ladder(Request(deed=Deed.READ), begins_at=at(TODAY)) == {}
    assert rules.ladder(Request(by=BY, reminds=True), begins_at=at(TODAY)) == {}


def test_the_last_day_ends_where_each_reader_is() -> None:
    """After it a reminder is not worth telling."""
    assert rules.ends_at(READ, "Asia/Kolkata") == at(BY + timedelta(days=1), "Asia/Kolkata")
    assert rules.ends_at(Request(deed=Deed.READ), "UTC") is None


@pytest.mark.parametrize("text", ["[[a]]", "x[[ a b ]]y", "[[a]] [[b]]"])
def test_a_gap_is_found_wherever_it_stands(text: str) -> None:
    """In the title as in the message."""
    for wish in (Wish(title=text, message="b"), Wish(title="a", message=text)):
        assert broadcasts.Problem.GAP in broadcasts.problems(wish, zone="UTC", now=0).values()
    assert Wish(title=text, message=text).gaps == tuple(dict.fromkeys(broadcasts.GAP.findall(text)))


@pytest.mark.parametrize("text", ["[a]", "[[]]", "[ [a] ]", "a[0][1]"])
def test_other_brackets_are_only_brackets(text: str) -> None:
    """People write them."""
    assert broadcasts.problems(Wish(title=text, message=text), zone="UTC", now=0) == {}


def test_what_is_known_is_filled_in_and_the_rest_says_what_it_is() -> None:
    """No slot of any text of the pack stays in braces."""
    for template in content.default().broadcasts:
        open_ = broadcasts_template.wish(template, {})
        assert "{" not in open_.title + open_.message
        assert set(open_.gaps) <= set(template.slots.values())
        filled = broadcasts_template.wish(template, dict.fromkeys(template.slots, "Spring"))
        assert filled.gaps == ()
        assert len(filled.title) <= 120


def test_what_fills_a_slot_is_not_read_as_a_slot_again() -> None:
    """An organization may be called anything."""
    template = content.default().broadcasts[0]
    found = broadcasts_template.wish(template, {"organization": "{cycle} & Sons"})
    assert "{cycle} & Sons" in found.message
