"""A plan of half a year in the room: begun, decided on at a checkpoint, and reported on in its last week."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.web.visitors import Visitor
from tests.web.windows import Windows

TEAMS = ("Billing", "Customer Care")
TASK = "Publish why, what is collected, who sees it and what it is never used for"
WHY = "One of the two least agreed descriptors is still read in two ways."


class HalfYear(Windows):
    def begin(self) -> None:
        """HR launches a cycle that has a plan, and says who owns what of it."""
        hana = self._at("hana", "billing")
        today = self._today(hana)
        self.start = today + timedelta(days=7 - today.weekday())
        hana.says("/cycle new")
        self._fills(hana, Name="Pilot", First_day=self.start.isoformat())
        for team in TEAMS:
            self._finds(hana, "Teams", team)
        self._send(hana, "See the preview", "Launch")
        hana.presses("Launch", on=hana.whisper)
        expect(hana.whisper).to_contain_text("Pilot runs for")
        self._plan(hana, "The plan begins with the first day")
        hana.presses("Who owns what", on=hana.whisper)
        self._finds(hana, "Sponsor", "Helen Achterberg")
        self._send(hana, "Save", "Helen Achterberg")

    def tick(self) -> None:
        """Its owner hears of it, and says what shows it: a link, and nothing less."""
        self._until(week=1)
        helen = self._arrives("helen", "Pilot: week 1 of the plan")
        self._look("week", helen.line("Pilot: week 1 of the plan"))
        helen.presses("My tasks", on=helen.line("Pilot: week 1 of the plan"))
        helen.presses("Choose: Say what is done", on=helen.whisper)
        shown = helen.form.get_by_label("Link to what was published")
        shown.fill("on the intranet")
        helen.presses("It is done", on=helen.form)
        expect(helen.form.get_by_role("alert")).to_contain_text("A link is needed")
        expect(shown).to_have_value("on the intranet")
        shown.fill("https://example.org/why")
        self._send(helen, "It is done", TASK)

    def decide(self) -> None:
        """The question waits from its week on; that it goes on, and why, stands in the plan."""
        hana = self._until(week=4)
        self._plan(hana, "Week 4 of 26")
        self._look("plan", hana.whisper)
        hana.presses("Choose: Decide", on=hana.whisper)
        hana.picks("Decision", "Go on, with changes")
        self._fills(hana, Why=WHY)
        self._look("decide", hana.form)
        self._send(hana, "Decide", "Go on, with changes")

    def report(self, *, week: int, title: str) -> None:
        """As a card, and as a page behind a link that works once."""
        hana = self._until(week=week)
        self._plan(hana, f"Week {week} of 26")
        hana.presses("Outcomes", on=hana.whisper)
        expect(hana.whisper).to_contain_text("What the program has come to")
        self._look("outcomes", hana.whisper)
        hana.presses("Report as a file", on=hana.whisper)
        link = hana.whisper.get_by_role("link", name="The report as a page").get_attribute("href")
        page = self._visitors.page(**self._window)
        page.goto(str(link))
        with page.expect_download() as came:
            page.get_by_role("button").click()
        kept = came.value.path().with_suffix(".html")
        came.value.save_as(kept)
        page.goto(kept.as_uri())  # as whoever got it opens it
        self._reads(page, title)

    # --- Pieces ---------------------------------------------------------------------------------------------------

    def _reads(self, page: Page, title: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        for words in (TASK, WHY, "What this cannot tell you"):
            expect(page.get_by_text(words).first).to_be_visible()
        self._look("report", page.locator("body"))
        page.close()

    def _plan(self, visitor: Visitor, shows: str) -> None:
        visitor.says("/cycle plan")
        expect(visitor.whisper).to_contain_text(shows)

    def _until(self, *, week: int) -> Visitor:
        """The week has begun."""
        return self._reaches(self.start + timedelta(weeks=week - 1))
