"""How many people's records one of HR opens alone."""

from __future__ import annotations

from domain import privacy


def test_one_of_hr_opens_twenty_people_an_hour_and_each_as_often_as_needed() -> None:
    """The twenty-first needs another of HR; somebody opened before does not count again."""
    opened = {f"person {one}" for one in range(19)}
    assert privacy.may_open("the twentieth", opened)
    opened.add("the twentieth")
    assert not privacy.may_open("the twenty-first", opened)
    assert privacy.may_open("the twentieth", opened)
