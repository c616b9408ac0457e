"""Evidence made up at random, close to the edges of the rule: the same few people, events, days and documents."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from domain.competencies import Direction, Level
from domain.corroboration import File, Thanks
from domain.evidence import Item, Period, State, Voice
from domain.evidence_sources import Source

PERIOD = Period(start=date(2026, 1, 1), end=date(2026, 6, 30))
DAY_MS = 86_400_000
_PEOPLE = ("ana", "ben", "cleo", "mo", "max")
_MANAGERS = frozenset({"mo", "max"})
_LINKS = ("", "", "https://x.example/a", "http://www.x.example/a/?utm_source=chat", "https://x.example/b")
_NOTES = (Source.PEER_FEEDBACK, Source.RECOGNITION_NOTE, Source.MANAGER_OBSERVATION, Source.SELF_REPORT)
_SOURCES = (Source.POSTMORTEM, Source.GOAL_RECORD, *_NOTES)
_THEMES = (_SOURCES, _SOURCES, _SOURCES, (Source.RECOGNITION_NOTE, Source.PEER_FEEDBACK), (Source.POSTMORTEM,))
_LAGS = (0, 1, 6, 7, 8, 13, 14, 15, 40)
_GAPS = (0, 1, 6, 7, 8, 10, 13, 14, 15, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    rated: Level
    expected: Level
    file: File
    is_strict: bool = False


def case(chance: random.Random) -> Case:
    """Make one rating with up to eight pieces of evidence, most of which could count."""
    levels, way, theme = list(Level), chance.choice((Direction.BELOW, Direction.ABOVE)), chance.choice(_THEMES)
    items = tuple(_item(chance, number, way, theme) for number in range(chance.choice((0, 1, 2, 2, 3, 3, 4, 5, 6, 8))))
    file = File(
        subject="sam",
        competency="candor",
        period=PERIOD,
        items=items,
        managers=chance.choice((_MANAGERS, frozenset({"mo"}))),
        thanks=tuple(_thanks(chance, items) for _ in range(chance.choice((0, 0, 1, 2)))),
        learned_goals=frozenset({"e2"}) if chance.random() < 0.3 else frozenset(),
        cited=_cited(chance, items),
    )
    rated = levels[0] if way is Direction.BELOW else levels[2]
    return Case(rated=rated if chance.random() < 0.9 else levels[1], expected=levels[1], file=file)


def any_case(chance: random.Random) -> Case:
    """Make one as case does, for roles of which any level is expected."""
    made = case(chance)
    rated, expected = chance.choice((made.rated, *Level)), chance.choice((*Level, Level.COMPETENT))
    return Case(rated=rated, expected=expected, file=made.file, is_strict=chance.random() < 0.1)


def _item(chance: random.Random, number: int, way: Direction, theme: tuple[Source, ...]) -> Item:
    rare = chance.random
    source = chance.choice(theme) if rare() > 0.02 else Source.PULSE_COMMENT
    occurred_on, lag = _day(chance), chance.choice(_LAGS)
    recorded_on = occurred_on + timedelta(days=lag)
    return Item(
        id=f"i{number}",
        subject="sam" if rare() > 0.04 else "somebody else",
        author="sam" if source is Source.SELF_REPORT else chance.choice(_PEOPLE),
        competency="candor" if rare() > 0.06 else "feedback",
        direction=way if rare() > 0.1 else chance.choice(list(Direction)),
        source=source,
        occurred_on=occurred_on,
        recorded_on=recorded_on,
        recorded_at=(recorded_on - PERIOD.start).days * DAY_MS + chance.randrange(3),
        situation="At the planning meeting" if rare() > 0.03 else "At planning",
        behavior="Named the risk" if rare() > 0.03 else "Named",
        impact="The team replanned it" if rare() > 0.03 else "",
        event=chance.choice(("", "", "e1", "e1", "e2", "e3", "e4")),
        link=chance.choice(_LINKS),
        link_works=rare() > 0.2,
        artifact_authors=frozenset(chance.sample((*_PEOPLE, "sam"), chance.choice((0, 0, 1, 2)))),
        voice=chance.choice((*(None,) * 12, *Voice, Voice.OWNED_ERROR)),
        corrective_action=chance.choice(("", "Wrote a check")),
        hints_open=rare() < 0.04,
        shown_at=1 if rare() > 0.06 else None,
        state=chance.choice((State.STANDING,) * 10 + tuple(State)),
    )


def _day(chance: random.Random) -> date:
    """A day of the first or last weeks, seldom just outside."""
    if chance.random() < 0.3:
        return PERIOD.end - timedelta(days=chance.choice((*_GAPS, -1)))
    return PERIOD.start + timedelta(days=chance.choice((*_GAPS, *_GAPS, -1)))


def _thanks(chance: random.Random, items: tuple[Item, ...]) -> Thanks:
    """A note to somebody, near one that was received when there is any."""
    near = chance.choice(items).recorded_on if items else PERIOD.start
    on = near - timedelta(days=chance.choice((-1, 0, 0, 1, 13, 14, 15)))
    return Thanks(colleague=chance.choice(_PEOPLE), on=on, at=(on - PERIOD.start).days * DAY_MS + chance.randrange(3))


def _cited(chance: random.Random, items: tuple[Item, ...]) -> frozenset[str] | None:
    if chance.random() < 0.8:
        return None
    return frozenset(item.id for item in items if chance.random() < 0.7)
