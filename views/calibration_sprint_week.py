"""How a manager read the two cases of a week of a sprint, beside those who wrote them, and the group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.calibration_script import Anchor
from domain.calibration_sprint import COUNTED, Week
from domain.competencies import Competency, Level
from views import calibration_sprint as sprints
from views.calibration_sprint import CASES, COUNTS, NOW, PRACTICE, SEEN, SPRINT, WEEKS, Seen
from views.reviews_sheet import COMPETENCIES, LABELS
from views.vocabulary import (
    Bold,
    Buttons,
    Card,
    Facts,
    Heading,
    Mood,
    Note,
    Notice,
    Part,
    Spans,
    Table,
    Text,
    Visibility,
    When,
    WhenStyle,
)

_DIFFERS = "A reading that differs is what a sprint is for. Which words of the level made the difference?"
_GONE = "How the group read them is not told any more. The data of somebody who had read them in time was deleted, and counts before and after would tell how just that one read."
_OWN_WORDS = "Your organization has changed the words of this competency. Those who wrote the cases went by the words that Vouchsafe came with, so another reading can be right."


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the reader sees of a week they have read: the cases with their own levels, and the group's.

    `group` counts by case how often each level was chosen, None where that is not shown, for one as it `has_lost` a
    reading that was counted. `competency` is as the
    organization words it, None where it has it no more; `is_own`: they are not those it came with.
    """

    week: Week
    cases: Sequence[Anchor]
    mine: Mapping[str, Level]
    group: Mapping[str, Mapping[Level, int]] | None
    competency: Competency | None = None
    is_own: bool = False
    has_lost: bool = False


def show(seen: Seen, told: Told) -> Card:
    """How the reader read a week's cases, beside those who wrote them, and the group."""
    differs = any(told.mine.get(one.id) is not one.target for one in told.cases)
    parts: tuple[Part, ...] = (
        *(part for place, case in enumerate(told.cases, 1) for part in _case(place, case, told.mine.get(case.id))),
        *((Text((_DIFFERS,)),) if differs else ()),
        *_levels(told),
        *_group(seen, told),
        Note((PRACTICE,)),
        Visibility(sprints.who_sees()),
        Buttons((sprints.show_button(seen.sprint.id),)),
    )
    return Card(f"Week {told.week.number}, {seen.title(told.week)}: how you read it", parts)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _case(place: int, case: Anchor, mine: Level | None) -> tuple[Part, ...]:
    rows: tuple[tuple[str, Spans], ...] = (
        ("You", (LABELS[mine] if mine else "not read",)),
        ("Those who wrote it", (LABELS[case.target],)),
    )
    why = (Text((Bold("Why they read it so: "), case.why)),) if case.why else ()
    return (Heading(f"Case {place}"), Text((case.text,)), Facts(rows), *why)


def _levels(told: Told) -> tuple[Part, ...]:
    """The words by which cases are read, whole: the form has room for their beginnings."""
    if told.competency is None:
        return ()
    rows: tuple[tuple[str, Spans], ...] = tuple((LABELS[one], (told.competency.levels[one].text,)) for one in Level)
    return (Heading("What the levels say"), Facts(rows), *((Note((_OWN_WORDS,)),) if told.is_own else ()))


def _group(seen: Seen, told: Told) -> tuple[Part, ...]:
    if told.group is None:
        return (_no_group(seen, told),)
    rows = tuple(_counts(place, told.group.get(case.id, {})) for place, case in enumerate(told.cases, 1))
    return (Table("How the group read them", ("Case", *(LABELS[level] for level in Level)), rows), Note((COUNTS,)))


def _no_group(seen: Seen, told: Told) -> Part:
    week = told.week
    if told.has_lost:
        return Notice(Mood.INFO, (_GONE,))
    if seen.sprint.has_closed(week, seen.now):
        few = f"Too few to say how the group read them: fewer than {COUNTED} managers had when the week was over."
        return Notice(Mood.INFO, (few,))
    if seen.sprint.stopped_at is not None:
        return Notice(Mood.INFO, ("The sprint was stopped before this week was over: how the group read is not told.",))
    rest = f" on, if {COUNTED} or more managers have read them by then. It names nobody."
    return Note(("You see how the group read them from ", When(week.closes_at, WhenStyle.DATE), rest))


def _counts(place: int, counts: Mapping[Level, int]) -> tuple[str, ...]:
    total = sum(counts.values())
    return (f"Case {place}", *(f"{counts.get(level, 0)} of {total}" for level in Level))


_MINE = {"a1": Level.COMPETENT, "b1": Level.COMPETENT}
_COUNTS = {level: place for place, level in enumerate(Level, 1)}
EXAMPLES = (
    show(SEEN, Told(week=WEEKS[0], cases=CASES, mine=_MINE, group={"a1": _COUNTS, "b1": _COUNTS})),
    show(SEEN, Told(week=WEEKS[0], cases=CASES, mine={}, group=None, competency=COMPETENCIES[0], is_own=True)),
    show(SEEN, Told(week=WEEKS[1], cases=CASES[:1], mine=_MINE, group=None)),
    show(SEEN, Told(week=WEEKS[0], cases=CASES[:1], mine=_MINE, group=None, has_lost=True)),
    show(
        replace(SEEN, sprint=replace(SPRINT, stopped_at=NOW)),
        Told(week=WEEKS[1], cases=CASES[:1], mine=_MINE, group=None),
    ),
)
