"""The six-month plan in the room: HR launches it, a manager answers it, and a person reads what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from playwright.sync_api import expect

from content import reviews
from tests.web.visitors import Visitor, Visitors
from tests.web.windows import ARRIVES_MS, Look, Windows

TEAMS = ("Billing", "Customer Care", "Field Service", "Platform")
STORY = {
    "Situation": "The contract with the second SMS provider was due on Friday",
    "What was done or said": "Ana told the steering group that the tests would be late, and showed which were missing",
    "What followed": "We signed a week later, with both providers tested, and nobody was surprised",
}
LEVEL = "Competent, what the role needs"


class Plan(Windows):
    def __init__(self, visitors: Visitors, look: Look = lambda name, seen: None, **window: Any) -> None:
        super().__init__(visitors, look, **window)
        today = date.today()  # noqa: DTZ011 - the room's clock is this machine's
        self.start = today + timedelta(days=7 - today.weekday())

    def whole_way(self) -> None:
        self._roles()
        self._launch()
        self._evidence()
        self._rating()
        self._release()
        self._dispute()

    # --- What they do ---------------------------------------------------------------------------------------------

    def _roles(self) -> None:
        """A second administrator, because two release; and somebody who decides when a review is disputed."""
        hana = self._at("hana", "billing")
        hana.says("/vouchsafe roles")
        self._finds(hana, "HR administrators", "Elif Kaya")
        self._finds(hana, "Ombuds", "Noor Jansen")
        self._send(hana, "Save", "Noor Jansen")

    def _launch(self) -> None:
        hana = self._at("hana", "billing")
        hana.says("/cycle new")
        hana.form.get_by_label("Name").fill("First plan")
        hana.form.get_by_label("First day").fill(self.start.isoformat())
        for team in TEAMS:
            self._finds(hana, "Teams", team)
        self._send(hana, "See the preview", "22, led by 5 managers")
        self._look("preview", hana.whisper)
        hana.presses("Read every message", on=hana.whisper)
        expect(hana.whisper).to_contain_text("Rehearsal of First plan, page 1")
        self._look("rehearsal", hana.whisper)
        hana.presses("The cycle", on=hana.whisper)
        hana.presses("Launch", on=hana.whisper)
        expect(hana.whisper).to_contain_text("First plan runs for 22 people")
        self._look("launched", hana.whisper)
        self._until(week=1)
        ana = self._arrives("ana", "Kick-off, until")
        told = ana.line("Kick-off, until")
        self._look("kick-off", told)
        ana.presses("I have read it", on=told)
        expect(ana.whisper).to_contain_text("Kick-off: noted")

    def _evidence(self) -> None:
        """From the message of a checkpoint: two clicks and one form."""
        self._until(week=6)
        chiara = self._arrives("chiara", "First evidence: 4 people")
        told = chiara.line("First evidence: 4 people")
        self._look("checkpoint", told)
        chiara.presses("Add evidence: Ana Ruiz", on=told)
        self._tells(chiara, reviews.default().framework.competencies[0].title)
        chiara.form.locator(".fields").evaluate("fields => fields.scrollTo(0, 0)")
        self._look("evidence-form", chiara.form)
        self._send(chiara, "Save", "Saved: evidence about Ana Ruiz")
        self._look("evidence-saved", chiara.whisper)
        expect(chiara.line("Ana Ruiz: done")).to_be_visible(timeout=ARRIVES_MS)

    def _rating(self) -> None:
        """In the second round each competency has its own piece, and is rated on it."""
        self._until(week=16)
        chiara = self._at("chiara", "dm")
        for one in reviews.default().framework.competencies:
            chiara.says("/evidence @ana")
            self._tells(chiara, one.title)
            self._send(chiara, "Save", "Saved: evidence about Ana Ruiz")
        self._until(week=20)
        chiara = self._at("chiara", "dm")
        chiara.says("/review @ana")
        expect(chiara.whisper).to_contain_text("0 of 5 can be handed in")
        for one in reviews.default().framework.competencies:
            chiara.presses(f"Rate Ana Ruiz: {one.title}", on=chiara.whisper)
            chiara.form.get_by_role("combobox", name="Level").select_option(label=LEVEL)
            chiara.form.get_by_role("checkbox").first.check()
            chiara.form.get_by_label("Why this level?").fill("She said early what others needed, and showed it.")
            self._send(chiara, "Save draft", f"Draft saved: {one.title}")
        chiara.presses("The whole review", on=chiara.whisper)
        expect(chiara.whisper).to_contain_text("5 of 5 can be handed in")
        self._look("review", chiara.whisper)
        chiara.presses("Hand in", on=chiara.whisper)
        expect(chiara.whisper).to_contain_text("Handed in: the review of Ana Ruiz")

    def _release(self) -> None:
        self._until(week=23)
        hana, elif_ = self._at("hana", "billing"), self._at("elif", "billing")
        hana.says("/review release")
        hana.presses("Ask for approval", on=hana.whisper)
        expect(hana.whisper).to_contain_text("1 review waits")
        elif_.says("/review release")
        elif_.presses("Approve and release", on=elif_.whisper)
        expect(elif_.whisper).to_contain_text("1 review is released")
        ana = self._arrives("ana", "Your review is ready to read")
        self._look("ready", ana.line("Your review is ready to read"))
        ana.presses("Read it", on=ana.line("Your review is ready to read"))
        expect(ana.whisper).to_contain_text("She said early what others needed")
        self._look("reading", ana.whisper)

    def _dispute(self) -> None:
        ana = self._windows["ana"]
        ana.presses("Dispute it", on=ana.whisper)
        ana.form.get_by_role("textbox").fill("It leaves out the second contract.")
        self._send(ana, "Dispute it", "answers by")
        noor = self._arrives("noor", "A disputed review is ready to read")
        noor.presses("Read it", on=noor.line("A disputed review is ready to read"))
        expect(noor.whisper).to_contain_text("It leaves out the second contract.")
        self._look("dispute", noor.whisper)
        noor.presses("Decide", on=noor.whisper)
        noor.picks("What do you decide?", "It stands")
        noor.form.get_by_role("textbox").fill("The second contract was signed after the last day that counts.")
        self._send(noor, "Decide", "It stands.")
        ana = self._arrives("ana", "A decision on a disputed review is ready")
        ana.presses("Read it", on=ana.line("A decision on a disputed review is ready"))
        expect(ana.whisper).to_contain_text("signed after the last day that counts")

    # --- Pieces ---------------------------------------------------------------------------------------------------

    def _until(self, *, week: int) -> None:
        """The week has begun."""
        self._reaches(self.start + timedelta(weeks=week - 1))

    def _tells(self, visitor: Visitor, competency: str) -> None:
        expect(visitor.form).to_be_visible()
        visitor.picks("What is it about?", competency)
        for label, words in STORY.items():
            visitor.form.get_by_label(label).fill(words)
