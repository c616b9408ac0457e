"""Words for what a pulse found, the same on every card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.pulses import Item
from domain.pulses_groups import Group, Level
from domain.pulses_published import Part, Results, Share, Shown, Side, Trend
from domain.pulses_wave import Wave
from views.privacy import A_FORMER_COLLEAGUE, FORMER_COLLEAGUE
from views.vocabulary import Button, Buttons, Menu, Option, Spans
from views.vocabulary import Part as CardPart
from views.wording import excerpt

MOST_OPTIONS = 100  # of a list (PLATFORMS.md)
HIDDEN = "not shown, to protect answers"
FEW_AGREE = "high: few agree"
TURNED = (
    f"“{FEW_AGREE}” stands at questions about something bad: they are turned round, so that more is better everywhere."
)
TREND: Mapping[Trend, str] = {
    Trend.UP: "up",
    Trend.DOWN: "down",
    Trend.UNCLEAR: "no clear change",
    Trend.WITHHELD: "not compared",
}
_PART = {Part.FEW: "few", Part.MOST: "most"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one group reads. `name`: of its team, or of whoever heads the department, "" for the company.

    `within`: groups in it whose results may be read, with their names. `actions`: what the group does about it.
    `teams_differ`, a percentage, is for HR.
    """

    wave: Wave
    group: Group
    name: str
    results: Results
    within: tuple[tuple[Group, str], ...] = ()
    actions: tuple[Spans, ...] = ()
    teams_differ: int | None = None


def figure_words(shown: Shown | None) -> str:
    """Return a mean as it is said: "3.4", "4.4 or more", or that it is not shown."""
    if shown is None:
        return HIDDEN
    if shown.half_width is not None:
        return f"{shown.figure:+}, give or take {shown.half_width}"
    exact = str(shown.figure)
    return {Side.EXACT: exact, Side.LOW: f"{exact} or less", Side.HIGH: f"{exact} or more"}[shown.side]


def share_words(share: Share) -> str:
    return _PART[share.part] if share.percent is None else f"{share.percent}\N{NO-BREAK SPACE}%"


def group_words(group: Group, name: str) -> str:
    if group.level is Level.COMPANY:
        return "The whole company"
    if group.level is Level.DEPARTMENT:  # whoever headed it may have been erased, and is called so since
        return f"Everybody under {A_FORMER_COLLEAGUE if name == FORMER_COLLEAGUE else name}"
    return name


def title(page: Page) -> str:
    return f"{page.wave.title}: {group_words(page.group, page.name)}"


def subject(page: Page) -> str:
    return f"{page.wave.id}/{page.group.id}"


def asked(item: Item, most: int) -> str:
    return f"{excerpt(item.text, most)}{f' ({FEW_AGREE})' if item.is_reversed else ''}"


def choice(wave: Wave, groups: Sequence[tuple[Group, str]], label: str) -> list[CardPart]:
    """Return what leads to the results of groups, with their names; a list holds so many."""
    options = tuple(Option(f"{wave.id}/{group.id}", group_words(group, name)) for group, name in groups[:MOST_OPTIONS])
    if not options:
        return []
    if len(options) == 1:
        label = f"Results: {options[0].label}"
        spoken = f"Results: {excerpt(options[0].label, 30)}, {excerpt(wave.title, 30)}"  # another pulse has it, too
        return [Buttons((Button(label=label, action="pulse.results", subject=options[0].value, spoken=spoken),))]
    return [Menu(label=label, action="pulse.results", options=options)]
