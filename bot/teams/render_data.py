"""Tables and charts: each with what stands in its place where a client cannot draw it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot import plain
from bot.teams.markup import inert
from bot.teams.render_text import Json, rich, run
from views.vocabulary import Chart, ChartKind, Table

CELLS = 200  # each costs some 100 characters of the card's budget; longer tables stand as lines of text
WIDEST, NARROWEST = 48, 12  # characters of a column; it gets one to four parts of the width


def table(view: Table) -> list[Json]:
    rows = plain.rows(view)
    caption = rich([run(view.caption, weight="Bolder")])
    return [caption, _grid(rows)]


def chart(view: Chart) -> list[Json]:
    """The finding is always said in words; the figures stand where charts are not drawn."""
    told = rich([run(view.title, weight="Bolder"), run(f"\n{view.finding}")])
    figures = _grid(plain.rows(view))
    if not view.series or not view.categories:
        return [told, figures]
    kind = "Chart.VerticalBar.Grouped" if view.kind is ChartKind.BAR else "Chart.Line"
    data = [
        {
            "legend": inert(name),
            "values": [
                {"x": inert(category), "y": value} for category, value in zip(view.categories, values, strict=True)
            ],
        }
        for name, values in view.series
    ]
    return [told, {"type": kind, "title": inert(view.title), "data": data, "fallback": figures}]


def _grid(rows: Sequence[Sequence[str]]) -> Json:
    """Return a table with its head row, or its lines as text where it would be too heavy."""
    if sum(len(row) for row in rows) > CELLS:
        return _lines(rows)
    return {
        "type": "Table",
        "columns": [{"width": _width(column)} for column in zip(*rows, strict=True)],
        "firstRowAsHeader": True,
        "rows": [_row(row, head=place == 0) for place, row in enumerate(rows)],
        "fallback": _lines(rows),
    }


def _width(column: Sequence[str]) -> int:
    """Return the part of the width that a column gets: a question needs more room than a figure."""
    return max(1, min(max(map(len, column)), WIDEST) // NARROWEST)


def _row(cells: Sequence[str], *, head: bool) -> Json:
    weight = {"weight": "Bolder"} if head else {}
    return {
        "type": "TableRow",
        "cells": [{"type": "TableCell", "items": [rich([run(cell, **weight)])]} for cell in cells],
    }


def _lines(rows: Iterable[Sequence[str]]) -> Json:
    return rich([run("\n".join(" | ".join(row) for row in rows), fontType="Monospace")])
