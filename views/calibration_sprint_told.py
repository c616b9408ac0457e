"""What managers are told unasked of a calibration sprint: that a week begins, that its cases wait, and that it is over."""

from __future__ import annotations

from dataclasses import replace

from domain.calibration_sprint import Week
from views import calibration_sprint as sprints
from views.calibration_sprint import NOW, SEEN, WEEKS, Seen
from views.home import Waiting
from views.vocabulary import Bold, Button, Buttons, Card, Note, Part, Text, Visibility, Weight, When, WhenStyle
from views.wording import counted

_MINUTES = (
    "Two made-up cases, about five minutes, alone. Right after, you see how those who wrote them read them, and why."
)
_READ = "read two made-up cases a week, each alone, and see right after how those who wrote them did."
_LOOKS = "You see who has read which week and, where enough did, how far all agree; how anybody read is shown to them alone. Managers are asked by themselves: there is nothing that you have to do."
_STANDARD = "There is nothing to get right, only a standard to read."


def opens(seen: Seen, week: Week) -> Card:
    """At the beginning of a week; in the first one, what a sprint is."""
    is_first = week.number == 1
    about: tuple[Part, ...] = (Text((sprints.ABOUT,)),) if is_first else ()
    line = Text(("This week: ", Bold(seen.title(week)), f". {'' if is_first else f'{_MINUTES} '}{_STANDARD}"))
    return Card(
        f"{sprints.NAME}, week {week.number} of {len(seen.sprint.weeks)}",
        (
            *about,
            line,
            Note((sprints.PRACTICE,)),
            *_before(seen, week),
            Visibility(sprints.who_sees()),
            Buttons(_doing(seen, week)),
        ),
    )


def again(seen: Seen, week: Week) -> Card:
    """To whoever has not read them yet."""
    line = f"The two made-up cases of week {week.number}, on {seen.title(week)}, wait for you: about five minutes, alone. {_STANDARD}"
    until = ("Read this week, they count in what the group sees. They can be read until the sprint ends on ",)
    note = Note((*until, When(seen.sprint.ends_at, WhenStyle.DATE), "."))
    return Card(
        "Two cases to read",
        (Text((line,)), Note((sprints.PRACTICE,)), note, Buttons((sprints.read_button(seen, week),))),
    )


def ends(seen: Seen) -> Card:
    """Each has their own weeks to look back on; how often they read alike is counted nowhere."""
    read = "What you read stays for you to see, beside those who wrote the cases and, where enough did, the group."
    line = read if seen.read else "Nothing more is asked of you."
    doing = Buttons((sprints.show_button(seen.sprint.id),))
    return Card("Your calibration sprint is over", (Text((line,)), Note((sprints.PRACTICE,)), doing))


def named(seen: Seen) -> Card:
    """To whoever looks after it, when it was started."""
    managers = counted(len(seen.sprint.managers), "manager", "managers")
    when = Text(("From ", When(seen.sprint.starts_at, WhenStyle.DATE), f" on, {managers} {_READ}"))
    doing = Buttons((sprints.board_button(seen.sprint.id),))
    return Card("You look after a calibration sprint", (when, Text((sprints.PRACTICE_OF_ALL,)), Note((_LOOKS,)), doing))


def waiting(seen: Seen, week: Week) -> Waiting:
    """On Home."""
    return Waiting(
        (f"Calibration sprint, week {week.number}: two cases on {seen.title(week)}. Practice, nothing counts",),
        sprints.read_button(seen, week),
    )


# --- Pieces -------------------------------------------------------------------------------------------------------


def _before(seen: Seen, week: Week) -> tuple[Part, ...]:
    """Of the week that is over now: what there is to see, or to catch up on."""
    if week.number == 1:
        return ()
    if week.number - 1 in seen.read:
        return (Note((f"Week {week.number - 1} is over: look how it was read.",)),)
    return (Note((f"Week {week.number - 1} still waits for you, too: you can read it until the sprint ends.",)),)


def _doing(seen: Seen, week: Week) -> tuple[Button, ...]:
    reading = sprints.read_button(seen, week)
    last = seen.sprint.week(week.number - 1)
    if last is None:
        return (reading,)
    if last.number in seen.read:
        return (reading, sprints.week_button(seen, last))
    return (reading, replace(sprints.read_button(seen, last), weight=Weight.NORMAL))


EXAMPLES = (
    opens(replace(SEEN, now=WEEKS[0].opens_at, read=frozenset()), WEEKS[0]),
    opens(SEEN, WEEKS[1]),
    opens(replace(SEEN, now=NOW, read=frozenset()), WEEKS[1]),
    again(SEEN, WEEKS[1]),
    named(SEEN),
    ends(SEEN),
    ends(replace(SEEN, read=frozenset())),
)
