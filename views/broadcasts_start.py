"""The milestone texts that HR may begin a broadcast with."""

from __future__ import annotations

from collections.abc import Sequence

from domain.broadcasts import Group
from domain.broadcasts_request import Deed
from domain.broadcasts_template import Template
from views.vocabulary import Bold, Bullets, Button, Buttons, Card, Note, Spans, Text

A_ROW = 3  # of buttons


def templates(found: Sequence[Template]) -> Card:
    lines = tuple(_line(one) for one in found)
    rows = tuple(Buttons(tuple(_button(one) for one in found[at : at + A_ROW])) for at in range(0, len(found), A_ROW))
    note = "Each opens the form with a text that you change as you like. What only you know stands in double brackets, [[so]]; nothing can be sent before it is filled in."
    return Card(
        "Begin with a text for a milestone", (Text((note,)), Bullets(lines), *rows, Note(("Nothing is sent yet.",)))
    )


def _line(one: Template) -> Spans:
    whom = {Group.EVERYONE: "to everyone", Group.MANAGERS: "to everyone who leads people", Group.TEAMS: "to teams"}
    asks = {Deed.NOTHING: "", Deed.READ: ", asks to confirm", Deed.DONE: ", asks for something"}
    return (Bold(one.label), f": {whom[one.group]}{asks[one.deed]}")


def _button(one: Template) -> Button:
    return Button(
        label=one.label, action="broadcast.template.open", subject=one.id, opens_form=True, spoken=f"Begin: {one.label}"
    )


_OPENS = Template(
    id="cycle_opens",
    label="A review cycle opens",
    group=Group.EVERYONE,
    deed=Deed.READ,
    title="{cycle} opens",
    message="It opens on {opens}.",
    slots={"cycle": "name of the cycle", "opens": "first day"},
)
EXAMPLES = (templates((_OPENS,)),)
