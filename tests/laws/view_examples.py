"""Every example of every view, and one card and one form that use the whole vocabulary, for the laws to run over."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

import views
from views import codec, examples
from views.forms import Choice, Choices, DateField, Form, PeopleField, Scale, TextField
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Chart,
    ChartKind,
    Emoji,
    Facts,
    Heading,
    Image,
    Link,
    Mention,
    Menu,
    Mood,
    Note,
    Notice,
    Option,
    Progress,
    Quote,
    Rule,
    Table,
    Text,
    Visibility,
    Weight,
    When,
    WhenStyle,
)

MODULES = [importlib.import_module(f"views.{module.name}") for module in pkgutil.iter_modules(views.__path__)]

WHOLE_CARD = Card(
    "Every part once",
    (
        Text(("Plain, ", Bold("bold"), ", ", Mention("ana", "Ana Ruiz"), " and ", Mention("zed", "Zed Nobody"))),
        Text(("See ", Link("the handbook", "https://example.org/handbook"), " ", Emoji("clapping hands", "Applause"))),
        Text(("It starts ", When(examples.MORNING, WhenStyle.DATE_TIME), ", says ", Bold("Ana"))),
        Heading("A heading"),
        Quote("Somebody's own words,\non two lines"),
        Bullets((("First",), ("Second, at ", When(examples.MORNING, WhenStyle.TIME)))),
        Facts((("Given by", ("Ana",)), ("On", (When(examples.MORNING, WhenStyle.DATE),)))),
        Note(("Small print",)),
        Notice(Mood.GOOD, ("It worked",)),
        Notice(Mood.INFO, ("Good to know",)),
        Notice(Mood.PROBLEM, ("It failed",)),
        Visibility("Only you and HR can read this"),
        Image("https://example.org/reach.png", "Reach rose in three teams"),
        Table("Kudos by team", ("Team", "Given"), (("North", "12"), ("South", "7"))),
        Chart(ChartKind.BAR, "Given", "North gave most", ("North", "South"), (("March", (12, 7)), ("April", (9, 8)))),
        Chart(ChartKind.LINE, "Reach", "Reach rose", ("Week 1", "Week 2"), (("All teams", (0.25, 0.5)),)),
        Progress("Sending pulse", 412, 1_000),
        Rule(),
        Buttons(
            (
                Button(label="Undo", action="kudos.undo", subject="k1", version=2, spoken="Undo kudos to Ana"),
                Button(label="Edit", action="kudos.edit.open", subject="k1", opens_form=True, weight=Weight.PRIMARY),
                Button(label="Withdraw", action="kudos.withdraw", subject="k1", weight=Weight.DANGER),
            )
        ),
        Buttons(tuple(Button(label=f"More {number}", action="help", version=number) for number in range(5))),
        Menu(
            label="Open one",
            action="kudos.show",
            subject="s1",
            options=(Option("k1", "The first", "From Ana"), Option("k2", "The second")),
        ),
        Menu(label="Open another", action="kudos.show", options=(Option("k3", "The third"),)),
    ),
)
WHOLE_FORM = Form(
    title="Every field once",
    action="kudos.edit",
    submit="Send it",
    subject="k1",
    version=4,
    intro=(
        Text(("Read ", Bold("this"), " first.")),
        Notice(Mood.INFO, ("Take your time",)),
        Visibility("Only you and HR can read this"),
    ),
    fields=(
        TextField(name="line", label="One line", hint="A short answer", value="typed before", max_length=40),
        TextField(name="story", label="The story", value="two\nlines", multiline=True, required=False),
        Choice(
            name="few", label="One of few", options=(Option("a", "Alpha", "The first"), Option("b", "Beta")), value="b"
        ),
        Choice(name="many", label="One of many", options=tuple(Option(f"o{n}", f"Option {n}") for n in range(12))),
        Choices(name="some", label="Some of few", options=(Option("c", "Gamma"), Option("d", "Delta")), value=("d",)),
        Choices(name="most", label="Some of many", options=tuple(Option(f"p{n}", f"Pick {n}") for n in range(12))),
        PeopleField(name="who", label="Who was it", action="people.search", value=(Option("ben", "Ben Okafor"),)),
        DateField(name="day", label="On which day", value="2026-03-31", hint="A past day"),
        Scale(name="grade", label="How clear was it", labels=("Unclear", "Fair", "Clear"), value="2"),
    ),
)
EXAMPLES = {module.__name__.removeprefix("views."): tuple(getattr(module, "EXAMPLES", ())) for module in MODULES}
EVERYTHING = {**EXAMPLES, "whole": (WHOLE_CARD, WHOLE_FORM)}
Law = Callable[[Any], None]


def _law_over(examples: Mapping[str, tuple[object, ...]]) -> Callable[[Law], Law]:
    """Make a law about one view a test for each module: thousands of tests would cost more than what they look at."""

    def over(law: Law) -> Law:
        @pytest.mark.parametrize("view", [pytest.param(those, id=name) for name, those in examples.items() if those])
        @functools.wraps(law)
        def each(view: tuple[object, ...]) -> None:
            for number, one in enumerate(view):
                try:
                    law(one)
                except Exception as error:
                    error.add_note(f"The example is number {number}: {one}")
                    raise

        return each

    return over


every_example = _law_over(EXAMPLES)
every_view = _law_over(EVERYTHING)

# What a view holds besides words: our ids, addresses, and names that only programs read.
UNSEEN = {"action", "subject", "url", "person", "weight", "mood", "style", "kind"}


def found(view: object, *kinds: type) -> list[Any]:
    return [node for node in codec.walk(view) if isinstance(node, kinds)]


def words(view: object) -> Iterator[str]:
    """Yield every piece of text that somebody reads or hears."""
    if isinstance(view, str):
        yield from (line.strip() for line in view.splitlines() if line.strip())
    elif isinstance(view, tuple):
        for item in view:
            yield from words(item)
    elif is_dataclass(view) and not isinstance(view, type):
        for field in fields(view):
            if not _unseen(view, field.name):
                yield from words(getattr(view, field.name))


def _unseen(view: object, name: str) -> bool:
    is_field = hasattr(view, "required")
    return (
        name in UNSEEN
        or (name == "value" and (isinstance(view, Option | Scale) or (is_field and hasattr(view, "options"))))
        or (name == "name" and (is_field or isinstance(view, Emoji)))
    )
