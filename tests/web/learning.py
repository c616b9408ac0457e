"""A post-mortem in the room: registered, scored by two who had no part in it, and acted on until it is verified."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import expect

from tests.web.visitors import Visitor
from tests.web.windows import Windows

TITLE = "Imports were slow for half an hour"
ACTION = "Make the console of production red, and let it ask for the table's name before anything is dropped"


class Postmortem(Windows):
    def whole_way(self) -> None:
        self._register()
        self._score()
        self._talk()
        self._recommend()
        self._do()
        self._verify()

    def _register(self) -> None:
        """A link that is none is said; whoever was named is still named then."""
        priya = self._at("priya", "platform")
        priya.says("/postmortem")
        priya.presses("Register a post-mortem", on=priya.whisper)
        day = (self._today(priya) - timedelta(days=3)).isoformat()
        self._fills(priya, What_happened=TITLE, Link="wiki/12", Happened_on=day, Closed_on=day)
        self._fills(priya, Component="Import of readings", Cause_tag="Two consoles look alike")
        priya.picks("How bad was it?", "Minor")
        priya.picks("Who noticed first?", "Us")
        self._finds(priya, "Who responded?", "Tomás Ferreira")
        for one in ("Grace Whitlock", "Omar Haddad"):
            self._finds(priya, "Who scores it?", one)
        priya.presses("Register it", on=priya.form)
        expect(priya.form.get_by_role("alert")).to_contain_text("Begin with https://")
        expect(priya.form.get_by_role("checkbox", name="Omar Haddad")).to_be_checked()
        self._fills(priya, Link="https://wiki.example.org/12")
        self._send(priya, "Register it", "Two people are asked to score it")

    def _score(self) -> None:
        grace = self._arrives("grace", "A post-mortem to score")
        grace.presses("Score it", on=grace.line("A post-mortem to score"))
        expect(grace.form.get_by_role("link", name="read the post-mortem")).to_be_visible()
        self._look("sheet", grace.form)
        self._rates(grace, "Fully")
        self._send(grace, "Hand in", "it counts once the other one is, too")
        omar = self._shown("omar")
        omar.presses(f"Score it of {TITLE}", on=omar.whisper)
        self._rates(omar, "Fully", first="Missing")
        self._send(omar, "Hand in", "You two see some lines quite differently")

    def _talk(self) -> None:
        """Only the line on which they lie apart, with what each said."""
        for who, points, says in (("omar", "Partly", "it counts once"), ("grace", "Partly", "97 of 100, Exemplary")):
            one = self._shown(who)
            one.presses(f"Score the lines again of {TITLE}", on=one.whisper)
            box = one.form.get_by_role("combobox")
            expect(box).to_have_count(1)
            self._look("talk", one.form)
            box.select_option(label=points)
            self._send(one, "Hand in", says)

    def _recommend(self) -> None:
        self._arrives("tomas", "Your post-mortem is scored")  # else one message may tell both, by the day of the week
        priya = self._arrives("priya", "Your post-mortem is scored")
        priya.presses("Open it", on=priya.line("Your post-mortem is scored"))
        expect(priya.whisper).to_contain_text("What would help its readers most")
        self._look("index", priya.whisper)
        priya.presses(f"Recommend something of {TITLE}", on=priya.whisper)
        self._fills(priya, What_should_change=ACTION)
        priya.picks("What is it for?", "Prevent")
        self._send(priya, "Recommend it", "Who sees to it?")
        self._opens(priya, "Who sees to it?")
        self._finds(priya, "Who sees to it?", "Tomás Ferreira")
        by = (self._today(priya) + timedelta(days=14)).isoformat()
        self._fills(priya, By_when=by, Tracker_link="https://tracker.example.org/7", How_and_when="The next drill asks")
        self._send(priya, "Save", "Under way")

    def _do(self) -> None:
        tomas = self._arrives("tomas", "An action for you")
        self._look("given", tomas.line("An action for you"))
        tomas.presses("Open it", on=tomas.line("An action for you"))
        self._opens(tomas, "It is done")
        self._fills(tomas, What_was_done="The console is red since Monday, and asks")
        self._send(tomas, "Save", "somebody else is to look whether it works")
        expect(tomas.whisper.get_by_role("button", name="Does it work?")).to_have_count(0)

    def _verify(self) -> None:
        priya = self._arrives("priya", "An action to verify")
        priya.presses("Open it", on=priya.line("An action to verify"))
        self._opens(priya, "Does it work?")
        priya.picks("Does it work?", "Yes")
        self._fills(priya, What_did_you_see="In the drill I was asked for the name of the table, twice")
        self._send(priya, "Save", "Verified by")
        self._look("verified", priya.whisper)

    # --- Pieces ---------------------------------------------------------------------------------------------------

    def _shown(self, who: str) -> Visitor:
        """Find it in the list, as everybody can."""
        one = self._at(who, "dm")
        one.says("/postmortem")
        one.presses("Choose: Open a post-mortem", on=one.whisper)
        expect(one.whisper).to_contain_text("How well it is written up")
        return one

    def _opens(self, visitor: Visitor, label: str) -> None:
        visitor.whisper.get_by_role("button", name=re.compile(f"^{re.escape(label)}")).click()
        expect(visitor.form).to_be_visible()

    def _rates(self, visitor: Visitor, points: str, *, first: str = "") -> None:
        expect(visitor.form).to_be_visible()
        *lines, blame = visitor.form.get_by_role("combobox").all()
        for number, line in enumerate(lines):
            line.select_option(label=points if number or not first else first)
        blame.select_option(label="No, nobody")
