"""Nominations in the room: HR opens them, colleagues hand in, a committee decides, and a story is told with consent."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from tests.web.windows import Windows

TITLE, CATEGORY = "Autumn nominations", "Best feedback giver"
COMMITTEE = ("Ingrid Solberg", "Rosa Delgado", "Marcus Hale", "Chiara Lindqvist")
REASONS = {
    "noor": (
        "The weekly look at the reminder letters, two weeks ago",
        "Kofi marked the two sentences that he would not have understood as a customer",
        "We wrote them anew, and nobody has called about that letter since",
    ),
    "elif": (
        "My first report on calls about one bill",
        "He asked what I wanted to show before he said anything, then named one table that hid it",
        "The report is one page now, and Billing reads it every week",
    ),
}


class Nominations(Windows):
    def whole_way(self) -> None:
        self._open()
        for who, reason in REASONS.items():
            self._nominate(who, reason)
        self._vote()
        self._tell()

    def _open(self) -> None:
        hana = self._at("hana", "wins")
        hana.says("/kudos nominate")
        hana.presses("Open nominations", on=hana.whisper)
        hana.form.get_by_label("Name").fill(TITLE)
        for one in COMMITTEE:
            self._finds(hana, "The committee", one)
        today = self._today(hana)
        until, decided = today + timedelta(days=2), today + timedelta(days=14)
        self._fills(hana, Nominations_until=until.isoformat(), Decided_until=decided.isoformat())
        self._send(hana, "Open them", "It is announced in #wins")
        expect(hana.line(TITLE)).to_be_visible()
        self._look("open", hana.line(TITLE))

    def _nominate(self, who: str, reason: tuple[str, ...]) -> None:
        """Somebody who sits on the committee is refused, and nothing that was written is lost."""
        one = self._at(who, "wins")
        one.presses(f"Nominate for {TITLE}", on=one.line(TITLE))
        one.picks("In which category?", CATEGORY)
        self._finds(one, "Whom do you nominate?", COMMITTEE[0])
        self._fills(one, **dict(zip(("Situation", "Behavior", "Impact"), reason, strict=True)))
        one.presses("Nominate", on=one.form)
        expect(one.form.get_by_role("alert")).to_contain_text("whoever sits on the committee cannot")
        expect(one.form.get_by_label("Impact")).to_have_value(reason[-1])
        one.form.get_by_role("checkbox", name=COMMITTEE[0]).click()
        self._finds(one, "Whom do you nominate?", "Kofi Mensah")
        self._look("form", one.form)
        self._send(one, "Nominate", "whoever reads it does not see whose it is")

    def _vote(self) -> None:
        ingrid = self._arrives("ingrid", "your vote is asked for")
        ingrid.presses(f"Read and vote: {TITLE}", on=ingrid.line("your vote is asked for"))
        expect(ingrid.whisper).to_contain_text(REASONS["noor"][-1])
        self._look("vote", ingrid.whisper)
        self._votes("ingrid")
        rosa = self._at("rosa", "dm")
        rosa.says("/kudos nominate")
        rosa.presses(f"Read and vote: {TITLE}", on=rosa.whisper)
        self._votes("rosa")

    def _votes(self, who: str) -> None:
        one = self._windows[who]
        one.presses(f"Vote for Kofi Mensah in {CATEGORY}", on=one.whisper)
        expect(one.whisper).to_contain_text("nobody sees who voted for whom")

    def _tell(self) -> None:
        """The winner first, alone; then everybody, because the winner agrees."""
        kofi = self._arrives("kofi", "you were chosen")
        told = kofi.line("you were chosen")
        self._look("chosen", told)
        kofi.go("wins")
        expect(kofi.line("In the words of colleagues")).to_have_count(0)
        kofi.go("dm")
        kofi.presses(f"Yes, tell that I received {CATEGORY}", on=told)
        expect(kofi.whisper).to_contain_text("It is on its way to #wins")
        noor = self._at("noor", "wins")
        story = noor.line("In the words of colleagues")
        for reason in REASONS.values():
            expect(story).to_contain_text(reason[1])
        self._look("story", story)
