"""Public thanks told together: on Mondays, by badge, and many people rather than the most praised."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import recognition_digest as rules
from domain.kudos import Audience, Badge, Kudos, Receiver
from domain.people import Person
from domain.recognition_digest import Rhythm

FLAG, QUIET = (Badge(id=id, label=id, purpose="", ask="") for id in ("flag", "quiet"))
MONDAY = date(2026, 10, 5)


def thanks(id: str, to: str, badge: Badge = FLAG) -> Kudos:
    return Kudos(
        id=id,
        giver=Person(id="ana", name="Ana"),
        receivers=(Receiver(person=Person(id=to, name=to.title())),),
        badge=badge,
        note="You told us early.",
        audience=Audience.PUBLIC,
        given_at=0,
    )


def told(*found: Kudos) -> list[str]:
    return [one.id for chapter in rules.chapters(found, (FLAG, QUIET)) for one in chapter.stories]


@pytest.mark.parametrize(
    ("rhythm", "on", "posts"),
    [
        (Rhythm.WEEKLY, MONDAY, True),
        (Rhythm.WEEKLY, MONDAY + timedelta(days=1), False),
        (Rhythm.MONTHLY, MONDAY, True),
        (Rhythm.MONTHLY, MONDAY + timedelta(days=7), False),
        (Rhythm.NEVER, MONDAY, False),
    ],
)
def test_a_digest_comes_on_a_monday(rhythm: Rhythm, on: date, posts: bool) -> None:
    """Each, or the first of a month; unless HR wants one, never."""
    assert rules.starts_on(rhythm, on) is posts


def test_a_digest_looks_back_to_the_one_before() -> None:
    """From the first Monday of October to that of September it is four weeks."""
    assert rules.since(Rhythm.WEEKLY, MONDAY) == date(2026, 9, 28)
    assert rules.since(Rhythm.MONTHLY, MONDAY) == date(2026, 9, 7)
    assert rules.since(Rhythm.MONTHLY, date(2026, 9, 7)) == date(2026, 8, 3)


def test_each_person_stands_in_it_once() -> None:
    """Two stories of a badge, the newest first, and no second one of somebody who is in it already."""
    assert told(thanks("1", "ben"), thanks("2", "ben"), thanks("3", "chi"), thanks("4", "dan")) == ["1", "3"]
    assert told(thanks("1", "ben"), thanks("2", "ben", QUIET), thanks("3", "chi", QUIET)) == ["1", "3"]


def test_whoever_wants_no_name_on_it_and_what_is_private_is_left_out() -> None:
    """A private one that all agreed to share is public."""
    public = thanks("1", "ben")
    [receiver] = public.receivers
    assert told(replace(public, receivers=(replace(receiver, named=False),))) == []
    private = replace(public, audience=Audience.PRIVATE)
    assert told(private) == []
    assert told(replace(private, receivers=(replace(receiver, shared=True),))) == ["1"]
