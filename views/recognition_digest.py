"""Public thanks told together, by badge: as a post, and to whoever asks for those of a team."""

from __future__ import annotations

from collections.abc import Sequence

from domain.recognition_digest import Chapter, Rhythm
from views import examples
from views.kudos import give_button
from views.vocabulary import Bold, Buttons, Card, Heading, Menu, Note, Option, Part, Quote, Text, Visibility
from views.wording import excerpt, listed

LENGTH = 280  # characters of a note
MOST_OPTIONS = 100  # of a menu, on Slack
_RHYTHMS = {
    Rhythm.NEVER: "Never",
    Rhythm.WEEKLY: "Every Monday",
    Rhythm.MONTHLY: "On the first Monday of a month",
}
_NOW = {
    Rhythm.NEVER: "It is not posted.",
    Rhythm.WEEKLY: "It is posted in the kudos channel every Monday.",
    Rhythm.MONTHLY: "It is posted in the kudos channel on the first Monday of a month.",
}


def posted(chapters: Sequence[Chapter]) -> Card:
    """In the channel. Nothing is counted and nobody ranked: each person stands in it once."""
    if not chapters:
        return Card("What people were thanked for", (Note(("What stood here was withdrawn.",)),))
    note = "A few of the public thanks, the newest of each person. What else was said stands in this channel."
    return Card("What people were thanked for", (*_told(chapters), Note((note,)), Buttons((give_button(),))))


def shown(name: str, chapters: Sequence[Chapter], *, days: int, teams: Sequence[tuple[str, str]]) -> Card:
    """To whoever asks; `name` is the team's, "" for everybody, and `teams` are what else they may choose."""
    where = f" in {name}" if name else ""
    nothing = Text((f"No public thanks{where} in the last {days} days. A good first one: someone who helped you.",))
    options = tuple(Option(id, label[:75]) for id, label in teams[:MOST_OPTIONS])
    menu = [Menu(label="One team", action="digest.show", options=options)] if options else []
    return Card(
        f"What people{where} were thanked for",
        (*(_told(chapters) or (nothing,)), *menu, Buttons((give_button(),))),
    )


def rhythm(chosen: Rhythm) -> tuple[Part, ...]:
    """For HR, under what is shown."""
    options = tuple(Option(one.value, label) for one, label in _RHYTHMS.items())
    return (
        Text((_NOW[chosen],)),
        Menu(label="Post it", action="digest.rhythm", options=options),
        Visibility("HR administrators alone choose this. Only thanks that everybody may read are posted."),
    )


def kept(chosen: Rhythm) -> Card:
    return Card("Public thanks, told together", (Text((_NOW[chosen],)),))


def _told(chapters: Sequence[Chapter]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for chapter in chapters:
        parts.append(Heading(chapter.badge.label))
        for one in chapter.stories:
            names = listed([receiver.person.name for receiver in one.receivers])
            parts += [Text((Bold(one.giver.name), f" to {names}:")), Quote(excerpt(one.note, LENGTH))]
    return tuple(parts)


_CHAPTERS = (Chapter(badge=examples.EARLY_FLAG, stories=(examples.PUBLIC,)),)
EXAMPLES = (
    posted(_CHAPTERS),
    posted(()),
    shown("", _CHAPTERS, days=30, teams=(("t1", "Checkout"),)),
    shown("Checkout", (), days=30, teams=()),
    Card("What people were thanked for", rhythm(Rhythm.NEVER)),
    kept(Rhythm.WEEKLY),
    kept(Rhythm.MONTHLY),
    kept(Rhythm.NEVER),
)
