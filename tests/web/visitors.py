"""People in front of the room, as a browser shows it to them: they read, type, press and fill in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

QUIET = {"debug", "info", "log"}
WATCH_POLICY = """
document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective}`));
"""
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "is_mobile": True, "has_touch": True}


class Visitors:
    """Everybody of one scenario, each in a browser session of their own."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def page(self, **session: Any) -> Page:
        """Open a session, not yet anywhere."""
        context = self._browser.new_context(base_url=self._url, **session)
        context.add_init_script(WATCH_POLICY)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def enter(self, who: str, place: str = "wins", **session: Any) -> Visitor:
        visitor = Visitor(page=self.page(**session), who=who)
        visitor.go(place)
        return visitor

    def leave(self) -> None:
        for context in self._contexts:
            context.close()

    def _note(self, message: ConsoleMessage) -> None:
        if message.type not in QUIET:
            self.complaints.append(message.text)


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """One person's window."""

    page: Page
    who: str

    def go(self, place: str) -> None:
        """Go there and wait until the page hears of what others do."""
        self.page.goto(f"/as/{self.who}/{place}")
        expect(self.page.locator("html[data-live]")).to_be_attached()

    def says(self, text: str) -> None:
        box = self.page.get_by_role("combobox", name="Message to")
        box.fill(text)
        box.press("Escape")  # whatever is suggested
        box.press("Enter")
        expect(box).to_have_value("")

    @property
    def whisper(self) -> Locator:
        """The latest card that only this person sees."""
        return self.page.locator(".whisper").last

    @property
    def form(self) -> Locator:
        return self.page.get_by_role("dialog")

    def line(self, words: str) -> Locator:
        """The message here that holds the words."""
        return self.page.locator(".line").filter(has_text=words)

    def presses(self, label: str, *, on: Locator | None = None) -> None:
        (on or self.page.locator("body")).get_by_role("button", name=label, exact=True).click()

    def moves_clock(self, label: str) -> None:
        before = "".join(self.page.locator("#clock .ahead").all_text_contents())
        self.page.locator("#clock").get_by_role("button", name=label).click()
        expect(self.page.locator("#clock .ahead")).not_to_have_text(before)

    def chooses_person(self, typed: str, name: str) -> None:
        """Type into the people field of the form and take who is offered."""
        self.form.get_by_role("combobox", name="Whom do you thank?").press_sequentially(typed)
        self.form.get_by_role("option", name=name).click()
        expect(self.form.get_by_role("checkbox", name=name)).to_be_checked()

    def picks(self, field: str, start: str) -> None:
        """Choose the option of the form's field that begins so."""
        box = self.form.get_by_label(field)
        label = box.locator("option").filter(has_text=start).first.text_content()
        box.select_option(label=label)
