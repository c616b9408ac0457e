"""Where people come from: which source goes first for each field, and when each was last heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.sources import ORDER, Field, Source
from views import examples
from views.vocabulary import (
    Bullets,
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Spans,
    Text,
    Visibility,
    When,
    WhenStyle,
)
from views.wording import listed

NAMES = {
    Source.SCIM: "your identity provider (SCIM)",
    Source.FILE: "the people file",
    Source.SLACK: "Slack",
    Source.TEAMS: "Microsoft Teams",
    Source.ROOM: "the rehearsal room",
}
_FIELDS = {
    Field.NAME: "Name",
    Field.EMAIL: "E-mail address",
    Field.TITLE: "Title",
    Field.MANAGER: "Manager",
    Field.TEAMS: "Teams",
    Field.ACTIVE: "Whether they are still here",
    Field.ZONE: "Time zone",
}
_CHANGE: Sequence[Spans] = (
    ("The order is fixed, so that two sources never take turns in changing somebody back and forth.",),
    (
        "To let the next source tell a field, leave its attribute out of what your identity provider sends. Only whether somebody is still here it goes on telling.",
    ),
    (
        "A column that is left out of the file changes nothing: what the file told stays until a stronger source tells it, or until the import is undone.",
    ),
    (
        "To begin with an identity provider, or to stop it, ask whoever runs the server: “vouchsafe scim-token” makes and revokes its token.",
    ),
    ("To import a file, ask them for “vouchsafe import people.csv”; “vouchsafe undo-import” takes the last one back.",),
)


def card(heard: Mapping[Source, int | None]) -> Card:
    """`heard` holds the sources that are connected, or were, and when each last said something."""
    line = "Each fact about a person comes from the first of its sources that tells it. What a stronger source has said, a weaker one does not change."
    return Card(
        "Where people come from",
        (
            Text((line,)),
            Heading("Which source goes first"),
            Facts(tuple((_FIELDS[field], (_order(groups, heard),)) for field, groups in ORDER.items())),
            Heading("Last heard"),
            Facts(tuple((_begun(NAMES[source]), _last(source, heard)) for source in _shown(heard))),
            Heading("How to change it"),
            Bullets(tuple(_CHANGE)),
            Visibility("Only HR administrators can see this."),
            Buttons((Button(label="Set-up: People", action="set_up.show", subject="people"),)),
        ),
    )


def open_button() -> Button:
    return Button(label="Where people come from", action="sources.show")


def _order(groups: Sequence[Sequence[Source]], heard: Mapping[Source, int | None]) -> str:
    told = [_together(group, heard) for group in groups]
    return ", then ".join(one for one in told if one)


def _together(group: Sequence[Source], heard: Mapping[Source, int | None]) -> str:
    """Of several equals those that are there: the one connected first leads."""
    chats = [NAMES[source] for source in group if source in heard]
    return listed(chats) if len(group) > 1 else NAMES[group[0]]


def _shown(heard: Mapping[Source, int | None]) -> Sequence[Source]:
    """The two that may still be connected, and the chats that are."""
    return [source for source in Source if source in heard or source in (Source.SCIM, Source.FILE)]


def _last(source: Source, heard: Mapping[Source, int | None]) -> Spans:
    at = heard.get(source)
    if at is not None:
        later = (" or up to an hour later",) if source is Source.SCIM else ()  # storage.scim_tokens keeps it so exactly
        return (When(at, WhenStyle.DATE_TIME), *later)
    return ("connected, and silent so far" if source in heard else "not in use",)


def _begun(name: str) -> str:
    return name[0].upper() + name[1:]


EXAMPLES = (
    card({Source.SLACK: examples.MORNING, Source.TEAMS: None, Source.FILE: examples.MORNING}),
    card({Source.SCIM: None, Source.TEAMS: examples.MORNING}),
    card({Source.SCIM: examples.MORNING, Source.TEAMS: examples.MORNING}),
)
