"""Several people in front of the room in one scenario: whose window it is, and how long something takes to arrive."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from playwright.sync_api import Locator, expect

from tests.web.visitors import Visitor, Visitors

Look = Callable[[str, Locator], None]
ARRIVES_MS = 15_000
_SOON_MS = 1_500  # within which the room shows what it has
_MOST_DAYS = 30
_MOST_WINDOWS = 4  # a browser keeps six connections to one place, and each window holds one


class Windows:
    """`look` is shown what people see on the way, with its name."""

    def __init__(self, visitors: Visitors, look: Look = lambda name, seen: None, **window: Any) -> None:
        self._visitors = visitors
        self._look = look
        self._window = window
        self._windows: dict[str, Visitor] = {}

    def _at(self, who: str, place: str) -> Visitor:
        if who in self._windows:
            self._windows[who].go(place)
            return self._windows[who]
        if len(self._windows) == _MOST_WINDOWS:
            self._windows.pop(next(iter(self._windows))).page.close()
        self._windows[who] = self._visitors.enter(who, place, **self._window)
        return self._windows[who]

    def _today(self, visitor: Visitor) -> date:
        said = "".join(visitor.page.locator("#clock .ahead").all_text_contents())
        ahead = {f"{unit}s": int(count) for count, unit in re.findall(r"(\d+) (day|hour|minute)", said)}
        return (datetime.now() + timedelta(**ahead)).date()  # noqa: DTZ005 - the room's clock is this machine's

    def _arrives(self, who: str, words: str) -> Visitor:
        """Let days pass until the message comes: within the person's hours, and within the budget."""
        visitor = self._at(who, "dm")
        for _ in range(_MOST_DAYS):
            try:
                expect(visitor.line(words)).to_be_visible(timeout=_SOON_MS)
            except AssertionError:
                visitor.moves_clock("+1 day")
            else:
                break
        return visitor

    def _reaches(self, day: date) -> Visitor:
        """Let HR press "To the next checkpoint" until the day has come."""
        hana = self._at("hana", "billing")
        while self._today(hana) < day:
            hana.moves_clock("To the next checkpoint")
        return hana

    def _finds(self, visitor: Visitor, field: str, name: str) -> None:
        """Choose who or what is found by that name in the field of the form."""
        visitor.form.get_by_role("combobox", name=field).press_sequentially(name.split(maxsplit=1)[0])
        visitor.form.get_by_role("option", name=name).click()
        expect(visitor.form.get_by_role("checkbox", name=name)).to_be_checked()

    def _fills(self, visitor: Visitor, **said: str) -> None:
        """Fill in fields by the beginning of their labels, `_` for a blank."""
        for label, words in said.items():
            visitor.form.get_by_label(re.compile(f"^{label.replace('_', ' ')}")).fill(words)

    def _send(self, visitor: Visitor, label: str, shows: str) -> None:
        visitor.presses(label, on=visitor.form)
        expect(visitor.form).to_have_count(0)
        expect(visitor.whisper).to_contain_text(shows)
