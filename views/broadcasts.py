"""What people see of a broadcast: the message itself, its preview, and the list of what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from domain.broadcasts import Audience, Broadcast, Group, Start, Team, Timing, Wish
from domain.broadcasts_request import Deed, Request
from views import broadcasts_request, examples
from views.vocabulary import (
    Button,
    Buttons,
    Card,
    Facts,
    Mood,
    Note,
    Notice,
    Part,
    Rule,
    Spans,
    Text,
    Visibility,
    Weight,
    When,
    WhenStyle,
)
from views.wording import counted, listed

PARAGRAPHS = 20  # parts of a card; what is beyond stays in the last one
NAMES = 4  # of an audience, in its preview
TEAMS = 3  # named in a sentence
ASK_FOR = "Ask for something"


# --- To the audience ----------------------------------------------------------------------------------------------


def received(broadcast: Broadcast) -> Card:
    """What each person gets, from where it comes, and what it asks."""
    said = told(broadcast)
    return Card(said.title, (*said.parts, *broadcasts_request.parts(broadcast)))


def told(broadcast: Broadcast) -> Card:
    """The same, without what it asks."""
    said = f"From {broadcast.author.name} (HR), to {to_whom(broadcast.wish.audience)}."
    return Card(broadcast.wish.title, (*_paragraphs(broadcast.wish.message), Note((said,))))


def trial(broadcast: Broadcast) -> Card:
    """The same, to its author alone."""
    alone = Notice(Mood.INFO, ("This is how it will look. It was sent to you alone, and nothing else has been sent.",))
    card = told(broadcast)
    return Card(card.title, (alone, *card.parts, *broadcasts_request.described(broadcast.wish.request)))


# --- To its author, before it is sent -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """Whom it is for as it stands now: how many people, some of their names, and how many have no account here."""

    names: tuple[str, ...]
    people: int
    unreachable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Whether somebody else has to approve it, over what size that is so, and who could.

    `alone_from`: when its author may send without, if nobody else is left in HR since a short while (UTC epoch ms).
    """

    is_shut: bool = False
    over: int | None = None
    others: tuple[str, ...] = ()
    alone_from: int | None = None


def preview(broadcast: Broadcast, meant: Meant, gate: Gate, *, tried: bool = False) -> Card:
    """The message as people will see it, to whom it goes and when. `tried`: the author has just had it alone."""
    parts = (*_tried(tried), *plan(broadcast, meant), *_gate(gate, meant), Buttons(_choices(broadcast, meant, gate)))
    return Card(f"Preview: {broadcast.wish.title}", parts)


def plan(broadcast: Broadcast, meant: Meant) -> tuple[Part, ...]:
    """What is sent, to whom and when: what its author and whoever approves it decide on."""
    wish = broadcast.wish
    who = f"{counted(meant.people, 'person', 'people')}): {_who(meant.names, meant.people)}"
    facts = (
        ("To", (f"{_capital(to_whom(wish.audience))} ({who}",)),
        ("When", when(wish.start)),
        *((("Not reachable", (_without_account(meant.unreachable),)),) if meant.unreachable else ()),
    )
    asks = broadcasts_request.described(wish.request)
    return (
        *told(broadcast).parts,
        *asks,
        Rule(),
        Facts(facts),
        *_warning(wish.start),
        *(() if asks else (Visibility(visibility(wish.audience)),)),
    )


def on_its_way(broadcast: Broadcast) -> Card:
    """What a preview becomes once Send was pressed."""
    line = "You have a direct message that says how far it is. You can cancel it there at any time."
    how = Facts((("To", (_capital(to_whom(broadcast.wish.audience)),)), ("When", when(broadcast.wish.start))))
    return Card(f"“{broadcast.wish.title}” is being sent", (how, Text((line,))))


def discarded(broadcast: Broadcast, *, is_shared: bool = False) -> Card:
    """`is_shared`: others were asked to approve it, and have read it."""
    again = Button(label="Write it again", action="broadcast.compose.open", opens_form=True)
    seen = "only those who were asked to approve it have seen it" if is_shared else "nobody has seen it"
    line = (f"It was not sent, and {seen}. What you wrote is kept for 30 days.",)
    return Card(f"“{broadcast.wish.title}” is discarded", (Text(line), Buttons((again,))))


def nobody(audience: Audience) -> str:
    return f"There is nobody in it at the moment: {to_whom(audience)}. Choose another audience."


# --- Pieces -------------------------------------------------------------------------------------------------------


def to_whom(audience: Audience) -> str:
    match audience.group:
        case Group.EVERYONE:
            return "everyone"
        case Group.MANAGERS:
            return "everyone who leads people"
        case Group.TEAMS:
            names = [team.name for team in audience.teams]
            more = len(names) - TEAMS
            return listed([*names[:TEAMS], counted(more, "more team", "more teams")] if more > 0 else names)
        case _:
            assert_never(audience.group)


def when(start: Start) -> Spans:
    match start.timing:
        case Timing.HOURS:
            return ("In each person's working hours, from now on",)
        case Timing.NOW:
            return ("Now, whatever the hour is where they are",)
        case Timing.LOCAL:
            day = start.day
            date = f"{day:%A}, {day.day} {day:%B %Y}" if day else ""
            return (f"{date}, from {start.at:%H:%M} by each person's clock, in their working hours",)
        case _:
            assert_never(start.timing)


def visibility(audience: Audience) -> str:
    return f"It goes to {to_whom(audience)}, each in a direct message of their own. HR administrators see how many it reached, not who read it."


def _paragraphs(message: str) -> tuple[Text, ...]:
    said = [one.strip() for one in message.split("\n\n") if one.strip()]
    rest = "\n\n".join(said[PARAGRAPHS - 1 :])
    return tuple(Text((one,)) for one in [*said[: PARAGRAPHS - 1], *([rest] if rest else [])])


def _who(names: Sequence[str], people: int) -> str:
    more = people - len(names)
    others = [counted(more, "other", "others")] if more > 0 else []
    return listed([*names, *others])


def _capital(words: str) -> str:
    """As it begins a line."""
    return words[:1].upper() + words[1:]


def _without_account(unreachable: int) -> str:
    return f"{counted(unreachable, 'of them has', 'of them have')} no account here to be written to"


def _tried(tried: bool) -> tuple[Part, ...]:
    return (
        Notice(Mood.GOOD, ("It is in your direct messages, as everyone will see it. Nobody else has it.",)),
    ) * tried


def _warning(start: Start) -> tuple[Part, ...]:
    if start.timing is not Timing.NOW:
        return ()
    line = "“Now” reaches people at night, at weekends and on their days off. Choose it only for what cannot wait."
    return (Notice(Mood.PROBLEM, (line,)),)


def _gate(gate: Gate, meant: Meant) -> tuple[Part, ...]:
    """That somebody else has to look at it first, or that there is nobody who could."""
    if gate.is_shut and not gate.others:
        return (Notice(Mood.PROBLEM, _nobody_to_ask(gate)),)
    if gate.is_shut:
        line = f"More than {gate.over:,} people: {listed(gate.others, 'or')} has to approve it before anybody gets it."
        return (Notice(Mood.INFO, (line,)),)
    if gate.over is None or gate.others or meant.people <= gate.over:
        return ()
    line = f"More than {gate.over:,} people would need a second HR administrator's approval. You are the only one, so it goes without. Whoever runs Vouchsafe can appoint another."
    return (Notice(Mood.INFO, (line,)),)


def _nobody_to_ask(gate: Gate) -> Spans:
    line = f"More than {gate.over or 0:,} people: somebody else has to approve it, and nobody else is an HR administrator any more. Make somebody one by “/vouchsafe roles”, or send it from "
    return (line, When(gate.alone_from, WhenStyle.DATE_TIME), " on.") if gate.alone_from else (f"{line}tomorrow on.",)


def _choices(broadcast: Broadcast, meant: Meant, gate: Gate) -> tuple[Button, ...]:
    """Without the first one while approval is needed and nobody is there to give it."""
    title, number = broadcast.wish.title, counted(meant.people, "person", "people")
    send = f"Ask to send to {number}" if gate.is_shut else f"Send to {number}"
    action = "broadcast.ask" if gate.is_shut else "broadcast.send"
    choices = (
        Button(label=send, action=action, weight=Weight.PRIMARY, spoken=f"{send}: {title}"),
        Button(label="Send to me first", action="broadcast.try", spoken=f"Send {title} to me first"),
        Button(label="Edit", action="broadcast.compose.open", opens_form=True, spoken=f"Edit {title}"),
        Button(
            label=ASK_FOR,
            action="broadcast.request.open",
            opens_form=True,
            spoken=f"Ask for something in {title}",
        ),
        Button(label="Discard", action="broadcast.discard", spoken=f"Discard {title}"),
    )
    offered = choices[1:] if gate.is_shut and not gate.others else choices
    return tuple(replace(one, subject=broadcast.id, version=broadcast.version) for one in offered)


_WISH = Wish(
    title="The mid-year checkpoint opens on Monday",
    message="From Monday on you can add evidence for your own review.\n\nIt takes about ten minutes. Your manager sees what you add at once.",
)
EXAMPLE = Broadcast(id="b1", author=examples.ANA, wish=_WISH, created_at=examples.MORNING)
MEANT = Meant(names=("Ana Ruiz", "Ben Okafor"), people=1_000, unreachable=7)
_ASKING = replace(EXAMPLE, wish=replace(_WISH, request=Request(deed=Deed.READ)))
_TEAMS = Audience(
    group=Group.TEAMS, teams=tuple(Team(name, name) for name in ("Support", "Platform", "Sales", "Legal"))
)
_NOW = replace(EXAMPLE, wish=replace(_WISH, audience=_TEAMS, start=Start(timing=Timing.NOW)))
EXAMPLES = (
    received(EXAMPLE),
    trial(EXAMPLE),
    preview(EXAMPLE, MEANT, Gate(over=50)),
    preview(_ASKING, MEANT, Gate(is_shut=True, over=50, others=("Chiara Lindqvist", "Ben Okafor"))),
    preview(EXAMPLE, MEANT, Gate(is_shut=True, over=50, alone_from=examples.MORNING)),
    preview(_NOW, Meant(names=("Ana Ruiz",), people=1, unreachable=0), Gate(), tried=True),
    trial(_ASKING),
    on_its_way(_NOW),
    discarded(EXAMPLE),
)
