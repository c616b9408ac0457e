"""Charts as SVG drawn without style or script, with the finding in words and the numbers in a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from bot.web.elements import element
from views.vocabulary import Chart, ChartKind, Table

WIDTH, HEIGHT = 480, 160  # units of the drawing, not pixels
_PALETTE = 6  # classes s0 to s5 in room.css


def table(view: Table) -> Markup:
    head = element("tr", *(element("th", column, scope="col") for column in view.columns))
    body = (element("tr", *(element("td", cell) for cell in row)) for row in view.rows)
    caption = element("caption", view.caption)
    shown = element("table", caption, element("thead", head), element("tbody", *body))
    return element("div", shown, class_="scroll", role="region", aria_label=view.caption, tabindex=0)


def chart(view: Chart) -> Markup:
    caption = element("figcaption", element("strong", view.title), element("span", view.finding))
    numbers = element("details", element("summary", "Show the numbers"), table(_numbers(view)))
    return element("figure", caption, _drawing(view), _legend(view), numbers, class_="chart")


def _numbers(view: Chart) -> Table:
    rows = tuple(
        (category, *(f"{values[place]:g}" for _, values in view.series))
        for place, category in enumerate(view.categories)
    )
    return Table(view.title, ("", *(name for name, _ in view.series)), rows)


def _drawing(view: Chart) -> Markup:
    marks = list(_bars(view) if view.kind is ChartKind.BAR else _lines(view))
    base = element("line", x1=0, y1=HEIGHT, x2=WIDTH, y2=HEIGHT, class_="axis")
    return element("svg", *marks, base, viewBox=f"0 -14 {WIDTH} {HEIGHT + 32}", aria_hidden="true", focusable="false")


def _legend(view: Chart) -> Markup:
    if len(view.series) < 2:
        return Markup("")
    items = (element("li", name, class_=f"s{place % _PALETTE}") for place, (name, _) in enumerate(view.series))
    return element("ul", *items, class_="legend", aria_hidden="true")


def _bars(view: Chart) -> Iterator[Markup]:
    top, step = _top(view), WIDTH / max(len(view.categories), 1)
    width = step * 0.7 / max(len(view.series), 1)
    for place, category in enumerate(view.categories):
        for number, (_, values) in enumerate(view.series):
            tall = max(values[place], 0) / top * HEIGHT
            left = place * step + step * 0.15 + number * width
            yield element(
                "rect",
                x=_n(left),
                y=_n(HEIGHT - tall),
                width=_n(width * 0.92),
                height=_n(tall),
                class_=f"s{number % _PALETTE}",
            )
            yield _label(f"{values[place]:g}", left + width / 2, HEIGHT - tall - 4)
        yield _label(category, (place + 0.5) * step, HEIGHT + 14)


def _lines(view: Chart) -> Iterator[Markup]:
    top, step = _top(view), WIDTH / max(len(view.categories), 1)
    for number, (_, values) in enumerate(view.series):
        points = [((place + 0.5) * step, HEIGHT - max(value, 0) / top * HEIGHT) for place, value in enumerate(values)]
        drawn = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        yield element("polyline", points=drawn, class_=f"line s{number % _PALETTE}")
        for (x, y), value in zip(points, values, strict=True):
            yield element("circle", cx=_n(x), cy=_n(y), r=3, class_=f"s{number % _PALETTE}")
            yield _label(f"{value:g}", x, y - 6)
    for place, category in enumerate(view.categories):
        yield _label(category, (place + 0.5) * step, HEIGHT + 14)


def _label(text: str, x: float, y: float) -> Markup:
    return element("text", text, x=_n(x), y=_n(y), text_anchor="middle")


def _top(view: Chart) -> float:
    values: Sequence[float] = [value for _, numbers in view.series for value in numbers]
    return max([*values, 0]) or 1


def _n(number: float) -> str:
    return f"{number:.1f}"
