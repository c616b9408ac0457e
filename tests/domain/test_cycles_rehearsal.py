"""What waits in the tray of a rehearsal: the last word of each checkpoint, if it is not too late."""

from __future__ import annotations

from datetime import date, time

from domain import local_time
from domain.contact import Calendar, Wishes
from domain.cycles_plan import Planned, Step
from domain.cycles_rehearsal import Item, delivered

AWAY = Wishes(zone="UTC", back_on=date(2026, 10, 19))  # a Monday


def item(checkpoint: str, day: int, step: Step, *, until: int = 31) -> Item:
    on = date(2026, 10, day)
    return Item(
        at=local_time.instant(on, time(0), "UTC"),
        deadline=local_time.instant(date(2026, 10, until), time(0), "UTC"),
        checkpoint=checkpoint,
        planned=Planned(checkpoint=checkpoint, step=step, on=on),
        closes_on=date(2026, 10, 31),
    )


def test_whoever_comes_back_hears_the_last_of_each_and_nothing_too_late() -> None:
    """In one message, on the morning of their return."""
    first, last = item("evidence", 12, Step.OPENS), item("evidence", 14, Step.REMINDER)
    other, gone = item("goals", 13, Step.OPENS), item("pulse", 13, Step.OPENS, until=16)
    [(at, told)] = delivered([first, other, gone, last], AWAY, Calendar(), most=6)
    assert at == local_time.instant(date(2026, 10, 19), time(9), "UTC")
    assert set(told) == {last, other}


def test_what_does_not_fit_comes_another_day() -> None:
    """One message a day."""
    items = [item(f"c{number}", 12, Step.OPENS) for number in range(3)]
    sent = list(delivered(items, Wishes(zone="UTC"), Calendar(), most=2))
    assert [len(told) for _, told in sent] == [2, 1]
    assert sent[1][0] - sent[0][0] == 86_400_000
