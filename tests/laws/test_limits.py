"""Laws over every view on every surface: nothing a platform refuses, nothing cut, a name for whatever is touched."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest

from bot.slack import render as slack
from bot.teams import render as teams
from tests.laws import edges
from tests.laws.edges import Shown
from tests.laws.view_examples import WHOLE_CARD, every_view, found
from tests.platforms import adaptive_card, block_kit, slack_classes
from views.forms import Form
from views.vocabulary import Button, Buttons, Card, Chart, ChartKind, Image, Option, Quote, Table

LABEL = 75  # characters: Slack's limit for buttons and options
ROW_OF_BUTTONS = 25


class Tags(HTMLParser):
    """Every tag of a page with its attributes, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def refused_by_slack(shown: Shown) -> str:
    surface = shown.where.split()[1]
    if surface == "message":
        blocks = shown.drawn["blocks"]
        return block_kit.problem(blocks, surface) or slack_classes.problem(blocks, surface)
    return block_kit.view_problem(shown.drawn) or slack_classes.view_problem(shown.drawn)


@every_view
def test_slack_takes_every_view(view: Card | Form) -> None:
    """By two tables of its limits that know nothing of each other nor of the renderer's (U11)."""
    assert [(shown.where, problem) for shown in edges.on_slack(view) if (problem := refused_by_slack(shown))] == []


@every_view
def test_teams_takes_every_view(view: Card | Form) -> None:
    """By the schema of Adaptive Cards 1.5, and by what Teams asks beyond it (U11)."""
    for shown in edges.on_teams(view, {"note": "Say a little more."}):
        assert adaptive_card.problem(shown.drawn, in_dialog="dialog" in shown.where) == "", shown.where


@every_view
def test_a_card_is_light(view: Card | Form) -> None:
    """The soft budget of a Teams card, which every view we have keeps without losing anything."""
    for shown in edges.on_teams(view):
        assert adaptive_card.weight(shown.drawn) <= 28_000, shown.where
        assert shown.drawn["speak"] == shown.drawn["fallbackText"]


@every_view
def test_no_label_is_cut(view: Card | Form) -> None:
    """A button that ends in dots may promise anything."""
    labels = [text for one in found(view, Button) for text in (one.label, one.spoken)]
    labels += [text for one in found(view, Option) for text in (one.label, one.description)]
    assert [text for text in labels if len(text) > LABEL] == []
    assert [row for row in found(view, Buttons) if not 1 <= len(row.buttons) <= ROW_OF_BUTTONS] == []


@every_view
def test_every_button_of_a_card_is_told_apart(view: Card | Form) -> None:
    """Somebody who hears the buttons without seeing the card knows which one is meant (U10)."""
    spoken = Counter((one.spoken or one.label, one.action, one.subject) for one in found(view, Button))
    names = Counter(name for name, _, _ in spoken)
    assert [name for name, times in names.items() if times > 1] == []


@every_view
def test_every_picture_has_words(view: Card | Form) -> None:
    """Alt text states the finding, on every platform (U10)."""
    assert [one for one in found(view, Image) if not one.alt] + [
        one for one in found(view, Chart) if not one.finding
    ] == []
    for picture in found(view, Image):
        for shown in edges.everywhere(view):
            assert picture.alt in shown.words, shown.where


@every_view
def test_every_input_of_the_room_has_a_label(view: Card | Form) -> None:
    """A screen reader says what each control is for; no two things share an id."""
    [page] = edges.on_web(view)
    tags = Tags(page.drawn).tags
    ids = Counter(attrs["id"] for _, attrs in tags if "id" in attrs)
    named = {attrs.get("for") for tag, attrs in tags if tag == "label"}
    assert [one for one, times in ids.items() if times > 1] == []
    assert [attrs for tag, attrs in tags if tag in ("textarea", "select") and unnamed(attrs, named)] == []


def unnamed(attrs: dict[str, Any], named: set[str | None]) -> bool:
    """A select inside its label needs no id."""
    return "id" in attrs and attrs["id"] not in named and "aria-label" not in attrs


# --- At the edges of the limits -----------------------------------------------------------------------------------


def test_six_buttons_stand_and_the_rest_are_in_the_overflow_menu() -> None:
    """Teams shows six; none is lost."""
    card = teams.card(WHOLE_CARD, edges.frame("teams"))
    modes = [action.get("mode") for one in card["body"] if one["type"] == "ActionSet" for action in one["actions"]]
    assert modes == [None] * 6 + ["secondary"] * 4


def test_dialogs_press_by_submit_alone() -> None:
    """Teams opens no dialog from a dialog and knows no Action.Execute there."""
    card = teams.card(WHOLE_CARD, edges.frame("teams"), in_dialog=True)
    kinds = {node["type"] for node in adaptive_card.nodes(card) if node["type"].startswith("Action.")}
    assert kinds == {"Action.Submit", "Action.OpenUrl"}
    assert "task/fetch" not in str(card)


@pytest.mark.parametrize(("rows", "columns"), [(2, 2), (120, 2), (300, 20)])
def test_long_tables_are_told_in_lines(rows: int, columns: int) -> None:
    """No table is too long to be sent, and no figure is dropped to make it fit before the hard limit."""
    table = Table("Caption", tuple(f"C{n}" for n in range(columns)), ((("7",) * columns),) * (rows - 1))
    view = Card("A table", (table,))
    for shown in edges.on_slack(view):
        assert refused_by_slack(shown) == "", shown.where
    for shown in edges.on_teams(view):
        assert adaptive_card.problem(shown.drawn, in_dialog="dialog" in shown.where) == "", shown.where
        assert shown.words.count("7") >= (rows - 1) * columns


@pytest.mark.parametrize("kind", list(ChartKind))
@pytest.mark.parametrize(("series", "points"), [(1, 1), (6, 20), (7, 3), (2, 40), (0, 0)])
def test_large_charts_are_told_in_figures(kind: ChartKind, series: int, points: int) -> None:
    """What Slack cannot draw stands as figures; the finding is always said."""
    values = tuple(float(number) for number in range(points))
    names = tuple(f"Point {number}" for number in range(points))
    chart = Chart(kind, "A title", "It rose", names, tuple((f"S{number}", values) for number in range(series)))
    view = Card("A chart", (chart,))
    for shown in edges.on_slack(view):
        assert refused_by_slack(shown) == "", shown.where
    for shown in edges.on_teams(view):
        assert adaptive_card.problem(shown.drawn, in_dialog="dialog" in shown.where) == "", shown.where
    assert [shown.where for shown in edges.everywhere(view) if "It rose" not in shown.words] == []


def test_a_card_beyond_every_limit_is_cut_and_keeps_its_buttons() -> None:
    """Better a shortened text than a message that is refused, and nobody loses what they could do."""
    view = Card("Long", (*(Quote("word " * 600) for _ in range(30)), Buttons((Button(label="Help", action="help"),))))
    [message, dialog] = edges.on_teams(view)
    for shown in (message, dialog):
        assert adaptive_card.problem(shown.drawn, in_dialog=shown is dialog) == ""
        assert "Long" in shown.words
        assert edges.pointers(shown, "teams")
    assert len(slack.message(view, edges.frame("slack")).text) <= slack.FALLBACK
