"""Tables and charts as Slack draws them, and as lines of text where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot import plain
from bot.slack.render_text import Block, cut, rich, run, section
from domain.text import undirected
from views.vocabulary import Chart, ChartKind, Table

# Limits (PLATFORMS.md A3), in characters or items
TABLE_ROWS, TABLE_COLUMNS = 100, 20
CHART_TITLE, CHART_LABEL, CHART_SERIES, CHART_POINTS = 50, 20, 6, 20


def table(view: Table, *, drawn: bool) -> list[Block]:
    """`drawn`: the surface has tables. Where it has none, or the table is too long, the rows stand as lines of text."""
    caption = rich([section([run(view.caption, bold=True)])])
    rows = plain.rows(view)
    if not drawn or len(rows) > TABLE_ROWS or len(view.columns) > TABLE_COLUMNS:
        return [caption, _lines(rows)]
    cells = [[{"type": "raw_text", "text": undirected(cell) or " "} for cell in row] for row in rows]
    return [caption, {"type": "table", "rows": cells}]


def chart(view: Chart, *, drawn: bool) -> list[Block]:
    """The finding is always said in words; the picture is drawn where Slack can, the figures stand where it cannot."""
    told = rich([section([run(view.title, bold=True), run(f"\n{view.finding}")])])
    return [told, _drawing(view) if drawn and _fits(view) else _lines(plain.rows(view))]


def _drawing(view: Chart) -> Block:
    categories = [undirected(category) for category in view.categories]
    series = [
        {
            "name": undirected(name),
            "data": [{"label": label, "value": value} for label, value in zip(categories, values, strict=False)],
        }
        for name, values in view.series
    ]
    kind = "bar" if view.kind is ChartKind.BAR else "line"
    return {
        "type": "data_visualization",
        "title": cut(undirected(view.title), CHART_TITLE),
        "chart": {"type": kind, "series": series, "axis_config": {"categories": categories}},
    }


def _fits(view: Chart) -> bool:
    names = (*view.categories, *(name for name, _ in view.series))
    return (
        1 <= len(view.series) <= CHART_SERIES
        and 1 <= len(view.categories) <= CHART_POINTS
        and all(0 < len(name) <= CHART_LABEL for name in names)
    )


def _lines(rows: Iterable[Sequence[str]]) -> Block:
    text = "\n".join(" | ".join(row) for row in rows)
    return rich([{"type": "rich_text_preformatted", "elements": [run(text)]}])
