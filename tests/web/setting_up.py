"""Set-up in the rehearsal room as Hana does it, from nothing to a first broadcast; what she does is counted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, expect

from bot.demo import EMPTY_FILE
from tests.laws.source import ROOT
from tests.web.conftest import ENVIRONMENT
from tests.web.visitors import Visitor

PEOPLE = ROOT / "content" / "demo" / "people.csv"
ARRIVES_MS = 15_000
Look = Callable[[str, Locator], None]


def operator(folder: Path, *words: str) -> str:
    """Type a command on the server, beside the room; return what it printed."""
    known = {**ENVIRONMENT, "VOUCHSAFE_DATABASE_URL": f"sqlite:///{folder / EMPTY_FILE}"}
    ended = subprocess.run(
        [sys.executable, "-m", "bot", *words], cwd=folder, env=known, text=True, capture_output=True, check=True
    )
    return ended.stdout.strip()


class Wizard:
    """`look` is shown each step as it stands, with its name."""

    def __init__(self, hana: Visitor, folder: Path, look: Look = lambda name, card: None) -> None:
        self.acts = 0
        self._hana = hana
        self._folder = folder
        self._look = look

    def whole_way(self) -> None:
        self._people()
        self._channels()
        self._hours()
        self._next("Privacy", "Who sees what")
        self._look("privacy", self._card)
        self._trial()
        self._pilot()
        self._next("Everyone", "Everyone would be")
        self._look("everyone", self._card)
        self._press("Open to everyone", "Vouchsafe is open to everyone")
        self._broadcast()

    @property
    def _card(self) -> Locator:
        return self._hana.whisper

    def _people(self) -> None:
        self._hana.go("dm")
        self._say(f"/vouchsafe claim {operator(self._folder, 'claim-code')}", "No teams or no managers are known")
        operator(self._folder, "import", str(PEOPLE), "--yes")
        self._press("Check again", "5 people lead somebody")
        self._look("people", self._card)

    def _channels(self) -> None:
        self._next("Channels", "No channel is chosen")
        self._look("channels", self._card)
        self._hana.go("wins")
        self._say("/vouchsafe here", "not tried yet")
        self._press("Post a test line", "#wins")
        expect(self._hana.line("Kudos will appear in this channel")).to_have_count(1, timeout=ARRIVES_MS)
        self._press("Check again", "Vouchsafe can post there")

    def _hours(self) -> None:
        self._next("Hours and holidays", "The time zone is still UTC")
        self._look("hours", self._card)
        self._open("Change hours and holidays")
        self._hana.form.get_by_label("Your organization's time zone").select_option(label="Europe/Amsterdam")
        self._hana.form.get_by_label("Public holidays of").fill("Netherlands")
        self._send("Save", "public holidays of Netherlands")

    def _trial(self) -> None:
        self._next("Dry run", "Nothing has been sent yet")
        self._press("Send both to me", "A kudos to you")
        expect(self._hana.page.get_by_role("link", name="Vouchsafe 2")).to_be_visible(timeout=ARRIVES_MS)
        self._press("Check again", "Both have arrived")
        self._look("trial", self._card)

    def _pilot(self) -> None:
        self._next("Pilot teams", "HR only")
        self._look("pilot", self._card)
        self._open("Choose the teams of the pilot")
        self._hana.form.get_by_label("Platform").check()
        self._send("Begin the pilot", "HR and Platform")

    def _broadcast(self) -> None:
        self._open("Write first broadcast")
        self._hana.form.get_by_label("Title").fill("Vouchsafe is here")
        self._hana.form.get_by_label("Message").fill("From today on you can thank each other here.")
        self._hana.picks("When?", "Now, whatever the hour")
        self._send("Preview", "From today on you can thank each other here.")
        self._press("Send to 25 people: Vouchsafe is here", "is being sent")

    # --- What she does --------------------------------------------------------------------------------------------

    def _say(self, line: str, shows: str) -> None:
        self.acts += 1
        self._hana.says(line)
        expect(self._card).to_contain_text(shows)

    def _press(self, label: str, shows: str) -> None:
        self.acts += 1
        self._hana.presses(label, on=self._card)
        expect(self._card).to_contain_text(shows)

    def _next(self, step: str, shows: str) -> None:
        self._press(f"Next: {step}", shows)

    def _open(self, label: str) -> None:
        self.acts += 1
        self._hana.presses(label, on=self._card)
        expect(self._hana.form).to_be_visible()

    def _send(self, label: str, shows: str) -> None:
        self.acts += 1
        self._hana.presses(label, on=self._hana.form)
        expect(self._card).to_contain_text(shows)
