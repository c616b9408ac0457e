"""Draws docs/images anew, after the room has changed its looks: `python -m tests.web.pictures [plan | sprint]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, expect, sync_playwright

from tests.laws.source import ROOT
from tests.web import calibrating_room
from tests.web.calibrating import Session
from tests.web.conftest import QUIET_CHROMIUM, chromium, opened
from tests.web.deciding import HalfYear
from tests.web.learning import Postmortem
from tests.web.nominating import Nominations
from tests.web.planning import Plan
from tests.web.practicing import Sprint
from tests.web.setting_up import Wizard
from tests.web.visitors import PHONE, Visitor, Visitors
from tests.web.windows import ARRIVES_MS, Look

IMAGES = ROOT / "docs" / "images"
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}, "device_scale_factor": 1.5}
WINDOW: dict[str, Any] = {"viewport": {"width": 960, "height": 1500}}
OF_CALIBRATION = {"cases", "packet", "board", "room", "decision", "log", "report"}
OF_PLAN = {"preview", "rehearsal", "checkpoint", "evidence-form", "review", "reading"}
TAX = (
    "you raised the tax change three weeks ahead and wrote the test for both dates yourself, so no bill went out wrong"
)


def draw(browser: Browser, url: str) -> None:
    visitors = Visitors(browser, url)
    ana = visitors.enter("ana", "wins", **DESK)
    ana.says(f"/kudos @mei #early-flag {TAX}")
    expect(ana.whisper).to_contain_text("Your kudos to Mei Zhou is saved")
    take(ana, "room-channel")
    form(visitors.enter("daniel", "wins", **DESK))
    direct = visitors.enter("ben", "dm", color_scheme="dark", **DESK)
    direct.presses("Let reviews cite it", on=direct.line("SMS provider"))
    expect(direct.line("SMS provider")).to_contain_text("may be cited")
    take(direct, "room-direct")
    take(visitors.enter("priya", "wins", device_scale_factor=2, **PHONE), "room-phone")
    visitors.leave()


def form(daniel: Visitor) -> None:
    """One field still says too little."""
    daniel.says("/kudos")
    daniel.chooses_person("oma", "Omar Haddad")
    daniel.picks("What helped?", "Feedback that helped")
    daniel.form.get_by_label("What happened?").fill("Good comments on my tests.")
    daniel.presses("Give kudos", on=daniel.form)
    expect(daniel.form.get_by_role("alert")).to_be_visible()
    take(daniel, "room-form")


def set_up(browser: Browser) -> None:
    """Each step of set-up, as the card that HR reads; `docs/set-up.md` shows them."""
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), "--empty") as address:
        visitors = Visitors(browser, address)
        hana = visitors.enter("hana", "home", viewport={"width": 960, "height": 1500})
        Wizard(hana, Path(folder), card).whole_way()
        visitors.leave()


def card(name: str, shown: Locator) -> None:
    shown.page.wait_for_timeout(400)
    shown.screenshot(path=IMAGES / f"set-up-{name}.png")


def plan(browser: Browser) -> None:
    """What people see of a review cycle; `docs/review-cycles.md` shows it."""
    expect.set_options(timeout=ARRIVES_MS)
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as address:
        visitors = Visitors(browser, address)
        Plan(visitors, planned, viewport={"width": 960, "height": 2200}).whole_way()
        visitors.leave()


def planned(name: str, shown: Locator) -> None:
    if name in OF_PLAN:
        shown.page.wait_for_timeout(400)
        shown.screenshot(path=IMAGES / f"cycle-{name}.png")


def calibration(browser: Browser) -> None:
    """A session of eight managers; `docs/calibration.md` shows it."""
    expect.set_options(timeout=ARRIVES_MS)
    with tempfile.TemporaryDirectory() as folder:
        calibrating_room.prepare(Path(folder))
        with opened(Path(folder)) as address:
            visitors = Visitors(browser, address)
            Session(visitors, calibrated, viewport={"width": 960, "height": 2200}).whole_way()
            visitors.leave()


def sprint(browser: Browser) -> None:
    """A month of practice; `docs/calibration.md` shows it, too."""
    expect.set_options(timeout=ARRIVES_MS)
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as address:
        visitors = Visitors(browser, address)
        Sprint(visitors, _called("sprint", {"reading", "board"}), **WINDOW).whole_way()
        visitors.leave()


def calibrated(name: str, shown: Locator) -> None:
    if name in OF_CALIBRATION:
        shown.page.wait_for_timeout(400)
        shown.screenshot(path=IMAGES / f"calibration-{name}.png")


def program(browser: Browser) -> None:
    """`docs/recognition.md`, `docs/post-mortems.md` and `docs/six-month-plan.md` show it, each from its own room."""
    expect.set_options(timeout=ARRIVES_MS)
    for play in (_nominations, _postmortem, _half_year):
        with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as address:
            visitors = Visitors(browser, address)
            play(visitors)
            visitors.leave()


def _nominations(visitors: Visitors) -> None:
    Nominations(visitors, _called("nomination", {"open", "vote", "story"}), **WINDOW).whole_way()


def _postmortem(visitors: Visitors) -> None:
    Postmortem(visitors, _called("postmortem", {"sheet", "talk", "index", "verified"}), **WINDOW).whole_way()


def _half_year(visitors: Visitors) -> None:
    plan = HalfYear(visitors, _called("half-year", {"plan", "decide", "outcomes", "report"}), **WINDOW)
    plan.begin()
    plan.tick()
    plan.decide()
    plan.report(week=26, title="Six-month report on Pilot")


def _called(about: str, names: Collection[str]) -> Look:
    def look(name: str, shown: Locator) -> None:
        if name in names:
            shown.page.wait_for_timeout(400)
            seen = shown.page if name == "report" else shown  # it is a long page: its beginning will do
            seen.screenshot(path=IMAGES / f"{about}-{name}.png")

    return look


def room(browser: Browser) -> None:
    with tempfile.TemporaryDirectory() as place, opened(Path(place)) as url:
        draw(browser, url)


DRAWN = {"room": room, "set-up": set_up, "plan": plan, "program": program, "calibration": calibration, "sprint": sprint}


def take(visitor: Visitor, name: str) -> None:
    visitor.page.wait_for_timeout(400)  # until what moved has come to rest
    visitor.page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), args=QUIET_CHROMIUM)
        for one in sys.argv[1:] or DRAWN:
            DRAWN[one](chrome)
