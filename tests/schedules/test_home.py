"""Home is drawn with a bounded number of looks into the store, whatever the size of the organization."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Executable

from domain import local_time
from domain.broadcasts import Audience, Broadcast, Group, Start, Team, Timing, Wish
from domain.broadcasts_request import Deed, Request
from domain.set_up import Reach
from handlers import broadcasts_home, home, notices, set_up_home
from handlers.turn import Press, Turn
from storage import broadcasts, people
from storage.prepared import Prepared, Unheld
from storage.unit import Params, Row, Store, Unit
from tests.schedules.test_broadcasts import AUTHOR, DAY_MS, Desk
from tests.schedules.test_broadcasts_pilot import opens_to, pilot_of
from tests.schedules.test_broadcasts_rights import says
from views.replies import Nothing, Reply


class Counted(Unit):
    """A unit of work that counts what is asked of it."""

    def __init__(self, unit: Unit) -> None:
        self.__dict__.update(unit.__dict__)
        self.asked = list[str]()

    def run(self, statement: Executable, params: Params | None = None) -> Any:
        self.asked.append("statement")
        return super().run(statement, params)

    def rows(self, statement: Executable | Prepared | Unheld, params: Row | None = None) -> Any:
        if isinstance(statement, Prepared | Unheld):
            self.asked.append("prepared")
        return super().rows(statement, params)


def looks(desk: Desk, who: str, draws: Sequence[Callable[[Turn], object]]) -> int:
    """How often the store is asked while all of these are drawn."""
    asked = list[str]()

    def draw(turn: Turn) -> Reply:
        for one in draws:
            one(turn)
        return Nothing()

    def look(unit: Unit) -> None:
        counted = Counted(unit)
        says(desk, draw, Press(action=""), who, counted)
        asked.extend(counted.asked)

    desk.write(look)
    return len(asked)


def sends_requests(desk: Desk, count: int) -> None:
    """So many messages to everyone that ask for something, each with a team in its audience."""

    def send(unit: Unit) -> None:
        author = people.by_ids(unit, "org", [AUTHOR])[AUTHOR]
        meant = Audience(group=Group.TEAMS, teams=(Team("team", "Team"),))
        for number in range(count):
            id = f"{desk.now}-{number}"
            wish = Wish(title=id, message="m", audience=meant, request=Request(deed=Deed.READ))
            found = Broadcast(id=id, author=author, wish=wish, created_at=desk.now)
            broadcasts.add(unit, "org", found)
            broadcasts.send(unit, "org", found, people=1, now=desk.now)

    desk.write(send)
    desk.passes(count + 5)


OURS = (broadcasts_home.waiting, set_up_home.waiting, set_up_home.on_home, notices.waiting_on_home, notices.on_home)


@pytest.mark.parametrize(("who", "most"), [("p0001", 12), (AUTHOR, 20)])
def test_home_looks_into_the_store_as_often_however_much_waits(store: Store, who: str, most: int) -> None:
    """A dozen looks for a person, and twenty for HR: for one thing that waits as for fifteen."""
    desk = pilot_of(store, "p0001", AUTHOR)
    opens_to(desk, Reach.PILOT)
    sends_requests(desk, 1)
    few = looks(desk, who, OURS)
    sends_requests(desk, 14)
    shown = str(desk.write(partial(says, desk, home.show, Press(action=""), who)))
    assert shown.count("I have read it") >= 4
    assert looks(desk, who, OURS) == few <= most


def test_what_was_planned_long_ahead_stands_on_home(store: Store) -> None:
    """On its author's until its day, and on its readers' from then on, though it was written months before."""
    desk = pilot_of(store, "p0001", AUTHOR)
    start = Start(timing=Timing.LOCAL, day=local_time.day_of(desk.now + 90 * DAY_MS, "UTC"))
    wish = Wish(title="Far ahead", message="m", start=start, request=Request(deed=Deed.READ))

    def send(unit: Unit) -> None:
        author = people.by_ids(unit, "org", [AUTHOR])[AUTHOR]
        found = Broadcast(id="b", author=author, wish=wish, created_at=desk.now)
        broadcasts.add(unit, "org", found)
        broadcasts.send(unit, "org", found, people=3, now=desk.now)

    desk.write(send)
    assert ("is planned" in on_home(desk, AUTHOR), "Far ahead" in on_home(desk, "p0001")) == (True, False)
    desk.now += 93 * DAY_MS
    desk.passes(5)
    assert ("is planned" in on_home(desk, AUTHOR), "Far ahead" in on_home(desk, "p0001")) == (False, True)


def on_home(desk: Desk, who: str) -> str:
    return str(desk.write(partial(says, desk, home.show, Press(action=""), who)))
