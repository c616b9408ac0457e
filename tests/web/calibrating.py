"""A calibration session in the room: eight managers, a facilitator and a monitor prepare it, hold it and read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Locator, expect

from content import calibration as content
from domain.calibration_script import Moment, first_form, form
from tests.web.calibrating_room import CYCLE, LED
from tests.web.visitors import Visitor, Visitors

Look = Callable[[str, Locator], None]
ARRIVES_MS = 15_000
MANAGERS = {  # in the order in which they are named
    "ingrid": "Ingrid Solberg",
    "priya": "Priya Raman",
    "chiara": "Chiara Lindqvist",
    "ana": "Ana Ruiz",
    "rosa": "Rosa Delgado",
    "noor": "Noor Jansen",
    "marcus": "Marcus Hale",
    "aroha": "Aroha Ngata",
}
READ_AS = {  # how far above (1) or below (-1) what was meant a manager reads every other case
    Moment.BEFORE: (1, 0, -1, 0, 1, 0, -1, 1),
    Moment.AFTER: (0, 0, 0, 0, 1, 0, 0, 0),
}
FIRST, LINE, PIECE = "Early candor", "Names risks, doubts and mistakes", "B, Asked in the steering group"
_UNDER_WAY = re.compile(r"Minute [3-5] of 5|Hands, please|Time: record")  # by the clock that also runs by itself
REASON = "What is noted is early and useful; that others have taken it up as a habit is not seen yet."
WORDS = "You raised the data gap while it could still be changed. Next: set up the moment in which others do so, too."
LACKS = "One event of March. Who saw another, and what was promised then?"


class Session:
    """`look` is shown what people see on the way, with its name. Whoever just acts once shares a window."""

    def __init__(self, visitors: Visitors, look: Look = lambda name, seen: None, **window: Any) -> None:
        self._look = look
        self._hana = visitors.enter("hana", "dm", **window)
        self._kofi = visitors.enter("kofi", "dm", **window)
        self._elif = visitors.enter("elif", "dm", **window)
        self._shared = visitors.enter("ingrid", "dm", **window)

    def whole_way(self) -> None:
        self.is_planned()
        self._cases(Moment.BEFORE)
        self.freezes()
        self._packets()
        self._board()
        self.begins()
        self._anchors()
        self._talks()
        for part in (5, 6):
            self._goes_on(part)
        self._cases(Moment.AFTER)
        self._closes()
        self._report()

    # --- Before ---------------------------------------------------------------------------------------------------

    def is_planned(self) -> None:
        hana = self._hana
        hana.says("/calibrate new")
        for name in MANAGERS.values():
            self._finds(hana, "Managers", name)
        self._finds(hana, "Facilitator", "Kofi Mensah")
        self._finds(hana, "Bias monitor", "Elif Kaya")
        hana.presses("Plan it", on=hana.form)
        expect(hana.whisper).to_contain_text(f"Calibration of {CYCLE} (planned)")
        self._look("planned", hana.whisper)
        invited = self._arrives(self._manager("ana"), "You are invited to a calibration session")
        self._look("invited", invited)
        self._manager("ana").presses("Add to my calendar", on=invited)
        expect(self._shared.whisper.get_by_role("link", name="Get the file")).to_be_visible()

    def _cases(self, moment: Moment) -> None:
        """Each alone, before the session and again in it, with the other set."""
        for place, who in enumerate(MANAGERS):
            one = self._manager(who)
            if moment is Moment.BEFORE:
                one.says("/calibrate")
                one.presses("Rate the anchor cases", on=one.whisper)
            else:
                one.presses("Rate the second set", on=self._room(one))
            cases = content.default().cases(form(first_form(place), moment))
            levels = [each.target.rank + READ_AS[moment][place] * (number % 2) for number, each in enumerate(cases)]
            self._chooses(one, [1 + min(2, max(0, level)) for level in levels])
            if who == "ana" and moment is Moment.BEFORE:
                self._look("cases", one.form)
            one.presses("Keep my levels", on=one.form)
            expect(one.whisper).to_contain_text("Your levels are kept")

    def freezes(self) -> None:
        """Days pass until three working days before."""
        for _ in range(20):
            self._kofi.says("/calibrate")
            expect(self._kofi.whisper).to_contain_text(f"Calibration of {CYCLE}")
            if "packets are ready" in self._kofi.whisper.inner_text():
                return
            self._kofi.moves_clock("+1 day")
        raise AssertionError("the packets never froze")

    def _packets(self) -> None:
        """Rosa agrees, Marcus has a question, and Aroha abstains; Ana, who rates her, only reads."""
        rosa = self._reads("rosa", "Mei Zhou")
        self._look("packet", rosa.whisper)
        rosa.presses("I agree", on=rosa.whisper)
        expect(rosa.whisper).to_contain_text("you agree")
        marcus = self._reads("marcus", "Mei Zhou")
        marcus.presses("I have a question", on=marcus.whisper)
        marcus.form.get_by_role("textbox").fill("Has anybody taken it up since?")
        marcus.presses("Keep it", on=marcus.form)
        expect(marcus.whisper).to_contain_text("Has anybody taken it up since?")
        aroha = self._reads("aroha", "Mei Zhou")
        aroha.presses("I abstain", on=aroha.whisper)
        expect(aroha.whisper).to_contain_text("you abstain")
        ana = self._reads("ana", "Mei Zhou")
        expect(ana.whisper.get_by_role("button", name="I agree")).to_have_count(0)

    def _board(self) -> None:
        kofi = self._kofi
        kofi.says("/calibrate")
        kofi.presses("Preparation board", on=kofi.whisper)
        expect(kofi.whisper).to_contain_text("packets lack something")
        self._look("board", kofi.whisper)

    # --- In the room ----------------------------------------------------------------------------------------------

    def begins(self) -> None:
        """On its day, and not before; whoever has a seat has the room, which goes on in their window by itself."""
        kofi = self._kofi
        for _ in range(8):
            kofi.says("/calibrate")
            kofi.presses("Begin the session", on=kofi.whisper)
            expect(kofi.whisper).to_contain_text(re.compile("has begun|Begin it already"))
            if "has begun" in kofi.whisper.inner_text():
                break
            self._look("early", kofi.whisper)
            kofi.moves_clock("+1 day")
        expect(self._room(self._elif)).to_contain_text("Part 1 of 7", timeout=ARRIVES_MS)
        kofi.moves_clock("+1 min")
        expect(self._room(self._elif)).to_contain_text(re.compile("[1-5] of 6 minutes left"), timeout=ARRIVES_MS)
        self._goes_on(2)

    def _anchors(self) -> None:
        kofi = self._kofi
        kofi.presses("Show the anchor cases", on=self._room(kofi))
        expect(kofi.whisper).to_contain_text("Anchor cases")
        self._look("anchors", kofi.whisper)
        expect(self._room(self._elif)).to_contain_text("How the cases were read", timeout=ARRIVES_MS)
        self._goes_on(3)
        self._goes_on(4)

    def _talks(self) -> None:
        """Of Mei a level changes by what two cite, Pavel's review goes back, and of Samir one is kept at last."""
        left = {"Mei Zhou": self._changes, "Pavel Novák": self._goes_back, "Samir Patel": self._stays}
        for begun in range(8):
            if not left:
                return
            self._next_case(begun)
            case = next((name for name in left if name in self._room(self._kofi).inner_text()), "")
            left.pop(case, lambda: None)()
        assert not left, f"never talked about: {[*left]}"

    def _next_case(self, begun: int) -> None:
        """It has begun once its own silence is on the screen: the clock of the one before ran on."""
        kofi, coming = self._kofi, self._room(self._kofi).get_by_role("button", name="Next case")
        before = coming.inner_text()
        if begun:
            kofi.moves_clock("+1 min")
        coming.click()
        expect(self._room(kofi)).not_to_contain_text(before, timeout=ARRIVES_MS)

    def _changes(self) -> None:
        kofi = self._kofi
        for who in ("rosa", "marcus", "noor"):
            self._gives_points(who)
        for who in ("rosa", "marcus"):
            self._cites(who)
        for _ in range(2):
            kofi.moves_clock("+1 min")
        expect(self._room(kofi)).to_contain_text(_UNDER_WAY, timeout=ARRIVES_MS)
        expect(self._room(kofi)).to_contain_text("Points given by 3 of 7")
        self._look("room", self._room(kofi))
        self._look("room-manager", self._room(self._manager("ana")))
        self._table(FIRST)
        expect(kofi.whisper).to_contain_text("2 managers read Competent")
        self._look("decision", kofi.whisper)
        kofi.presses("Change", on=kofi.whisper)
        kofi.picks("New level", "Competent")
        kofi.form.get_by_label("Why this level?").fill(REASON)
        kofi.form.get_by_label("Words to the person").fill(WORDS)
        self._look("change", kofi.form)
        self._sends(kofi, "Decide", "Changed from Role model to Competent")

    def _goes_back(self) -> None:
        kofi = self._kofi
        self._table("Learning from errors")
        expect(kofi.whisper).to_contain_text("No two managers cite the same line")
        kofi.presses("Return for evidence", on=kofi.whisper)
        kofi.form.get_by_label("What is missing?").fill(LACKS)
        self._sends(kofi, "Decide", "Returned for evidence")

    def _stays(self) -> None:
        kofi = self._kofi
        self._keeps_feedback()
        kofi.presses("Undo this decision on Samir Patel", on=kofi.whisper)
        expect(kofi.whisper).to_contain_text("Taken back")
        self._keeps_feedback()

    def _keeps_feedback(self) -> None:
        self._table("Useful feedback")
        self._kofi.presses("Keep", on=self._kofi.whisper)
        self._sends(self._kofi, "Decide", "Kept as it was handed in")

    # --- After ----------------------------------------------------------------------------------------------------

    def _closes(self) -> None:
        """What closing does is said first; from then on whoever sat there reads that it is over."""
        kofi = self._kofi
        kofi.presses("Decisions", on=self._room(kofi))
        kofi.presses("Close the session", on=kofi.whisper)
        expect(kofi.whisper).to_contain_text("1 level changes")
        expect(kofi.whisper).to_contain_text("1 review goes back")
        self._look("closing", kofi.whisper)
        kofi.presses("Close it now", on=kofi.whisper)
        expect(kofi.whisper).to_contain_text("taken back")
        self._look("log", kofi.whisper)
        expect(self._elif.line("Thank you for reading one standard together")).to_be_visible(timeout=ARRIVES_MS)

    def _report(self) -> None:
        """To whoever led it; a manager reads the own figures and no decision."""
        kofi = self._kofi
        self._arrives(kofi, "The report of your calibration session")
        kofi.says("/calibrate")
        kofi.presses("Read the report", on=kofi.whisper)
        expect(kofi.whisper).to_contain_text("Did managers come closer together?")
        self._look("report", kofi.whisper)
        ana = self._manager("ana")
        ana.says("/calibrate")
        expect(ana.whisper.get_by_role("button", name="Decisions")).to_have_count(0)
        ana.presses("How I rated", on=ana.whisper)
        expect(ana.whisper).to_contain_text("How your ratings lie beside the others'")
        self._look("own", ana.whisper)

    # --- Pieces ---------------------------------------------------------------------------------------------------

    def _manager(self, who: str) -> Visitor:
        one = Visitor(page=self._shared.page, who=who)
        if f"/as/{who}/dm" not in self._shared.page.url:
            one.go("dm")
        return one

    def _room(self, who: Visitor) -> Locator:
        return who.page.locator(".line").filter(has_text=re.compile(r"Part \d of 7"))

    def _goes_on(self, part: int) -> None:
        self._kofi.presses("Next part", on=self._room(self._kofi))
        expect(self._room(self._kofi)).to_contain_text(f"Part {part} of 7", timeout=ARRIVES_MS)

    def _reads(self, who: str, about: str) -> Visitor:
        one = self._manager(who)
        one.says("/calibrate")
        one.presses("Packets", on=one.whisper)
        self._picks(one, "Read a packet", about)
        expect(one.whisper).to_contain_text(f"Packet: {about}")
        return one

    def _gives_points(self, who: str) -> None:
        one = self._manager(who)
        one.presses("Give points", on=self._room(one))
        self._chooses(one, [3, 3, 2, 2, 3, 3])
        one.presses("Give them", on=one.form)
        expect(one.form).to_have_count(0)

    def _cites(self, who: str) -> None:
        one = self._manager(who)
        one.presses("My reading", on=self._room(one))
        self._picks(one, "Which competency?", FIRST)
        one.presses("Say how I read it", on=one.whisper)
        one.picks("The line that fits", LINE)
        one.form.get_by_role("checkbox", name=PIECE).check()
        self._sends(one, "Keep it", "Your reading of Early candor is kept")

    def _table(self, competency: str) -> None:
        self._kofi.presses("Decide", on=self._room(self._kofi))
        self._picks(self._kofi, "Which competency?", competency)
        expect(self._kofi.whisper).to_contain_text("Draft:")

    def _picks(self, who: Visitor, menu: str, option: str) -> None:
        who.whisper.get_by_role("combobox", name=menu).select_option(label=option)
        who.presses(f"Choose: {menu}", on=who.whisper)

    def _chooses(self, who: Visitor, places: Sequence[int]) -> None:
        """In each list of the form, the option in that place; the first says that nothing is chosen."""
        expect(who.form.locator("select")).to_have_count(len(places))
        for number, place in enumerate(places):
            who.form.locator("select").nth(number).select_option(index=place)

    def _finds(self, who: Visitor, field: str, name: str) -> None:
        who.form.get_by_role("combobox", name=field).press_sequentially(name.split(maxsplit=1)[0])
        who.form.get_by_role("option", name=name).click()
        expect(who.form.get_by_role("checkbox", name=name)).to_be_checked()

    def _sends(self, who: Visitor, label: str, shows: str) -> None:
        who.presses(label, on=who.form)
        expect(who.form).to_have_count(0)
        expect(who.whisper).to_contain_text(shows)

    def _arrives(self, who: Visitor, words: str) -> Locator:
        """Let hours pass until the message comes."""
        for _ in range(60):
            try:
                expect(who.line(words)).to_be_visible(timeout=1_500)
            except AssertionError:
                who.moves_clock("+1 hour")
            else:
                break
        return who.line(words)


assert [*MANAGERS] == [*LED]
