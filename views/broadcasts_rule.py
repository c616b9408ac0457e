"""From what size on a second person approves broadcasts: the form for it, and whoever is told."""

from __future__ import annotations

from domain.broadcasts_approval import SIZES, Rule, Size, version
from views import examples
from views.forms import Choice, Form
from views.vocabulary import Button, Buttons, Card, Option, Spans, Text, Visibility, When, WhenStyle
from views.wording import counted

NEVER = "never"


def form(rule: Rule, *, now: int) -> Form:
    options = (*(Option(str(size), _size(Size(size))) for size in SIZES), Option(NEVER, _size(Size(None))))
    current = rule.coming(now) or rule.at(now)
    choice = Choice(
        name="over",
        label="From what size on does a second HR administrator approve?",
        options=options,
        value=NEVER if current.over is None else str(current.over),
    )
    note = "A stricter rule holds at once. A looser one holds a day later, and every other HR administrator is told."
    return Form(
        title="Approval",
        action="broadcast.rule",
        submit="Save",
        version=version(rule),
        intro=(Text((note,)), Visibility("HR administrators can read this.")),
        fields=(choice,),
    )


def saved(rule: Rule, *, now: int) -> Card:
    return Card("Approval of broadcasts", (Text(_rule(rule, now)), Visibility("HR administrators can read this.")))


def changed(rule: Rule, by: str, *, now: int) -> Card:
    """To every other HR administrator."""
    opening = Button(label="Change it", action="broadcast.rule.open", opens_form=True)
    return Card(f"{by} has changed when broadcasts need approval", (Text(_rule(rule, now)), Buttons((opening,))))


def _size(size: Size) -> str:
    if size.over is None:
        return "Never"
    return "Every broadcast" if size.over == 0 else f"More than {counted(size.over, 'person', 'people')}"


def _rule(rule: Rule, now: int) -> Spans:
    coming = rule.coming(now)
    today = f"At the moment {_says(rule.at(now))}."
    alone = " While there is only one HR administrator, broadcasts go without."
    if coming is None:
        return (today + alone,)
    return (f"{today} From ", When(rule.from_at, WhenStyle.DATE_TIME), f" on {_says(coming)}.{alone}")


def _says(size: Size) -> str:
    """As it stands within a sentence."""
    if size.over is None:
        return "no broadcast needs a second HR administrator's approval"
    which = f"to more than {counted(size.over, 'person', 'people')} need" if size.over else "need"
    return f"all broadcasts {which} a second HR administrator's approval"


EXAMPLES = (
    form(Rule(), now=examples.MORNING),
    saved(Rule(), now=examples.MORNING),
    changed(Rule(following=Size(None), from_at=examples.MORNING + 1), "Ana Ruiz", now=examples.MORNING),
)
