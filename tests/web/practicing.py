"""A calibration sprint in the room: HR starts it, four managers read the first week, and see how the group did."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

from tests.web.visitors import Visitor, Visitors
from tests.web.windows import Look

MANAGERS = {"ana": "Ana Ruiz", "priya": "Priya Raman", "rosa": "Rosa Delgado", "mei": "Mei Zhou"}
READ_AS = {
    "ana": ("Competent", "Competent"),
    "priya": ("Competent", "Role model"),
    "rosa": ("Developing", "Role model"),
    "mei": ("Competent", "Role model"),
}
DAYS = 9  # from any day on, the Monday to come and the one after are each there within these


class Sprint:
    """`look` is shown what people see on the way, with its name."""

    def __init__(self, visitors: Visitors, look: Look = lambda name, seen: None, **window: Any) -> None:
        self._look = look
        self._hana = visitors.enter("hana", "dm", **window)
        self._managers = {who: visitors.enter(who, "dm", **window) for who in MANAGERS}

    def whole_way(self) -> None:
        self.starts()
        self._comes("Calibration sprint, week 1 of 4")
        for who, levels in READ_AS.items():
            self._reads(self._managers[who], levels)
        self._comes("Calibration sprint, week 2 of 4")
        ana = self._managers["ana"]
        ana.presses("How week 1 was read", on=ana.line("Calibration sprint, week 2 of 4"))
        expect(ana.whisper).to_contain_text("How the group read them")
        self._look("reading", ana.whisper)
        self._board()

    def starts(self) -> None:
        hana = self._hana
        hana.says("/calibrate sprint")
        hana.presses("Start a sprint", on=hana.whisper)
        for name in MANAGERS.values():
            hana.form.get_by_role("combobox", name="Managers").press_sequentially(name.split()[0])
            hana.form.get_by_role("option", name=name).click()
            expect(hana.form.get_by_role("checkbox", name=name)).to_be_checked()
        hana.presses("Start it", on=hana.form)
        expect(hana.whisper).to_contain_text("Calibration sprint (to come)")

    def _comes(self, words: str) -> None:
        """Day by day by the room's clock."""
        ana = self._managers["ana"]
        for _ in range(DAYS):
            if ana.line(words).count():
                return
            ana.moves_clock("+1 day")
        expect(ana.line(words)).to_be_visible()

    def _reads(self, manager: Visitor, levels: tuple[str, str]) -> None:
        manager.presses("Read week 1", on=manager.line("Calibration sprint, week 1 of 4"))
        expect(manager.form).to_contain_text("Only you see what you choose")
        fields: Locator = manager.form.locator("select")
        for place, level in enumerate(levels):
            label = fields.nth(place).locator("option").filter(has_text=level).first.text_content()
            fields.nth(place).select_option(label=label)
        manager.presses("Keep and compare", on=manager.form)
        expect(manager.whisper).to_contain_text("Why they read it so")

    def _board(self) -> None:
        hana = self._hana
        hana.says("/calibrate sprint")
        hana.presses("Choose: Open a sprint", on=hana.whisper)
        expect(hana.whisper).to_contain_text("Who has read the two cases of each week")
        self._look("board", hana.whisper)
