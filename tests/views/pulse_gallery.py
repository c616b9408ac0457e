"""A pulse as people see it, with the questions that come with Vouchsafe and figures that are released as in earnest.

300 people answered: 4 of a team of six, 6 of one of twelve, 5 and 9 and 12 of others, and eight teams of 33.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from content import pulses as content
from domain import pulses_contract, pulses_release
from domain.pulses import Item, Kind, Template, questions
from domain.pulses_contract import Contract
from domain.pulses_draft import Draft
from domain.pulses_groups import Group, Level
from domain.pulses_published import Results
from domain.pulses_release import Closed, Floors, Released
from domain.pulses_wave import State, Wave
from views import pulses, pulses_results
from views.pulses_results_words import Page
from views.vocabulary import Card

PLAN = Template.FOUR_WEEKLY
CONTRACT = Contract(
    items=content.bank().asked(PLAN, 1),
    frame="Think of your team over the past four weeks.",
    opens_on=date(2026, 10, 5),
    closes_on=date(2026, 10, 16),
    share_back_on=date(2026, 10, 30),
    reminders=(4, 9),
)
FROZEN = pulses_contract.digest(pulses_contract.canonical(CONTRACT))
WAVE = Wave(id="w1", title="How we work", template=PLAN, number=1, contract=CONTRACT, digest=FROZEN, state=State.OPEN)
ITEMS = questions(CONTRACT.items)
INVITED = {"Billing": 6, "Field": 12, "Platform": 5, "Mobile": 9, "Support": 13} | {
    f"Sales {n}": 33 for n in range(1, 9)
}
ANSWERED = INVITED | {"Billing": 4, "Field": 6, "Support": 12}
LEANING = {"Billing": 2.5, "Platform": 4.2, "Mobile": 2.9, "Support": 3.6}
SEALED = "s" * 54  # characters: a draft of the longest plan, as it travels in a button


@dataclass(frozen=True, kw_only=True)
class Sheet:
    group: str
    answers: Mapping[str, int]


def ballots() -> Mapping[str, Card]:
    """The first question, the third of eight, the same for whoever comes back to it, and what stands before sending."""
    middle = Draft(marks="43......", at=2)
    pages = {
        "progress": middle,
        "again": replace(middle, marks="432.....", at=2),
        "ready": replace(middle, marks="43-52344", at=len(ITEMS)),
    }
    first = {"ballot": pulses.asked(WAVE)}
    return first | {name: pulses.page(pulses.Page(wave=WAVE, draft=one, sealed=SEALED)) for name, one in pages.items()}


def results() -> Mapping[int, Card]:
    """What each group reads, by how many answered."""
    groups = {4: "team/Billing", 5: "team/Platform", 9: "team/Mobile", 12: "team/Support", 300: "company"}
    return {many: pulses_results.results(page(id)) for many, id in groups.items()}


def page(id: str) -> Page:
    found = released()
    group = next(one for one in declared() if one.id == id)
    standing = next(one for one in found.standings if one.group == id)
    cells = {cell.question: cell for cell in found.cells if cell.group == id}
    return Page(
        wave=replace(WAVE, state=State.SEALED),
        group=group,
        name=id.removeprefix("team/"),
        results=Results(group=id, standing=standing, cells=cells),
    )


@cache
def declared() -> tuple[Group, ...]:
    company = Group(id="company", level=Level.COMPANY, parent=None, invited=sum(INVITED.values()))
    teams = (
        Group(id=f"team/{name}", level=Level.TEAM, parent="company", invited=many) for name, many in INVITED.items()
    )
    return company, *teams


@cache
def released() -> Released:
    """As it is worked out after the close, of answers by chance."""
    rng = random.Random(7)
    sheets = [
        Sheet(group=f"team/{name}", answers={item.id: _said(item, LEANING.get(name, 3.4), rng) for item in ITEMS})
        for name, many in ANSWERED.items()
        for _ in range(many)
    ]
    floors = Floors(scores=5, recommend=20, difference=5, share=60)
    return pulses_release.release(Closed(items=ITEMS, groups=declared(), sheets=sheets, floors=floors))


def _said(item: Item, leaning: float, rng: random.Random) -> int:
    points = len(item.labels)
    usual = (ITEMS.index(item) * 3 % 8 - 4) / 8  # some things are easier to say yes to
    agreed = min(points, max(1, round(rng.gauss(leaning + usual, 0.9))))
    return points + 1 - agreed if item.kind is Kind.SCALE and item.is_reversed else agreed
