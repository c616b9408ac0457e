"""Which systems may post figures of teams, for HR: each has a secret, which is handed out once and never in chat."""

from __future__ import annotations

from collections.abc import Sequence

from domain.paired_signature import Sender
from views import examples
from views.forms import Form, TextField
from views.vocabulary import (
    Bold,
    Button,
    Buttons,
    Card,
    Facts,
    Link,
    Note,
    Part,
    Rule,
    Spans,
    Text,
    Visibility,
    Weight,
    When,
    WhenStyle,
)

TITLE = "Systems that post figures"
NAME = 60  # characters
_WHAT = "A build or incident system can post a team's month by itself. It signs what it sends, so that nobody else can."
_READERS = "Only HR administrators can see this."


def listing(senders: Sequence[Sender]) -> Card:
    new = Button(label="Let a system post", action="paired.sender.open", weight=Weight.PRIMARY, opens_form=True)
    parts: list[Part] = [Text((_WHAT,))]
    for one in senders:
        parts += [Rule(), *_one(one)]
    if not senders:
        parts.append(Text(("None may yet.",)))
    return Card(TITLE, (*parts, Visibility(_READERS), Buttons((new, Button(label="Teams", action="paired.every")))))


def make() -> Form:
    return Form(
        title="Let a system post",
        action="paired.sender",
        submit="Make its secret",
        intro=(Text((_WHAT,)), Visibility(_READERS)),
        fields=(TextField(name="name", label="What is it called?", hint="Such as “build server”.", max_length=NAME),),
    )


def made(one: Sender, url: str, address: str, *, minutes: int) -> Card:
    """`url` leads to the secret, once; `address` is where to post."""
    rows: tuple[tuple[str, Spans], ...] = (("Post to", (address,)), ("Its id", (one.id,)))
    once = f"The link works once, for {minutes} minutes. The secret is shown nowhere else; if it gets lost, take the system away and make it anew."
    return Card(
        f"{one.name} may post figures",
        (
            Text((Link("Get its secret", url), ", and put it where the system keeps its secrets.")),
            Facts(rows),
            Note((once,)),
            _back(),
        ),
    )


def no_address() -> Card:
    """Where no public address is set, nothing could be posted to it."""
    line = "No system can post here, because this Vouchsafe has no web address of its own. Ask whoever runs it to set VOUCHSAFE_BASE_URL. Until then, months are entered by form or pasted as a table."
    return Card(TITLE, (Text((line,)), _back()))


def as_file(id: str, secret: str) -> str:
    """The file that the link leads to."""
    return f"id: {id}\nsecret: {secret}\n"


def _one(one: Sender) -> tuple[Part, ...]:
    used: Spans = ("last posted on ", When(one.used_at, WhenStyle.DATE)) if one.used_at else ("has posted nothing yet",)
    remove = Button(
        label="Take away",
        action="paired.sender.remove",
        subject=one.id,
        weight=Weight.DANGER,
        spoken=f"Take away: {one.name}",
    )
    made_on = (", since ", When(one.made_at, WhenStyle.DATE), "; ")
    return (Text((Bold(one.name), *made_on, *used, ".")), Buttons((remove,)))


def _back() -> Buttons:
    return Buttons((Button(label=TITLE, action="paired.senders"),))


_BUILDS = Sender(id="s1", name="Build server", made_at=examples.MORNING, used_at=None)
_TICKETS = Sender(id="s2", name="Tickets", made_at=examples.MORNING, used_at=examples.MORNING)
EXAMPLES = (
    listing(()),
    listing((_BUILDS, _TICKETS)),
    make(),
    made(_BUILDS, "https://vouchsafe.example/download/a", "https://vouchsafe.example/team-figures", minutes=15),
    no_address(),
)
