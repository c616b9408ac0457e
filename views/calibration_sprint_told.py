"""What managers are told unasked of a calibration sprint: that a week begins, that its cases wait, and that it is over."""

from __future__ import annotations

from dataclasses import replace

from domain.calibration_sprint import Week
from views import calibration_sprint as sprints
from views.calibration_sprint import NOW, SEEN, WEEKS, Seen
from views.home import Waiting
from views.vocabulary import Bold, Button, Buttons, Card, Note, Part, Text, Visibility, Weight, When, WhenStyle

_MINUTES = "Two made-up cases, about five minutes, alone. There is nothing to get right, only a standard to read."
_ANSWER = "As soon as you have read them you see how those who wrote them did, and why."


def opens(seen: Seen, week: Week) -> Card:
    """At the beginning of a week; in the first one, what a sprint is."""
    first: tuple[Part, ...] = (Text((sprints.ABOUT,)),) if week.number == 1 else ()
    line = Text((Bold(seen.title(week)), f". {_MINUTES} {_ANSWER}"))
    before = _before(seen, week)
    return Card(
        f"{sprints.NAME}, week {week.number} of {len(seen.sprint.weeks)}",
        (*first, line, *before, Visibility(sprints.who_sees()), Buttons(_doing(seen, week))),
    )


def again(seen: Seen, week: Week) -> Card:
    """To whoever has not read them yet."""
    until = (" They wait until the sprint ends on ", When(seen.sprint.ends_at, WhenStyle.DATE), ".")
    line = f"The two cases of week {week.number} wait for you, on {seen.title(week)}. {_MINUTES}"
    return Card(
        "Two cases to read",
        (
            Text((line,)),
            Note(("Who reads them this week counts in what the group sees.", *until)),
            Buttons((sprints.read_button(seen, week),)),
        ),
    )


def ends(seen: Seen) -> Card:
    """Each has their own weeks to look back on; how often they read alike is counted nowhere."""
    read = "What you read stays for you to see, beside those who wrote the cases and, where enough did, the group."
    line = read if seen.read else "Nothing more is asked of you."
    return Card("Your calibration sprint is over", (Text((line,)), Buttons((sprints.show_button(seen.sprint.id),))))


def waiting(seen: Seen, week: Week) -> Waiting:
    """On Home."""
    return Waiting(
        (f"Calibration sprint, week {week.number}: two cases on {seen.title(week)}",), sprints.read_button(seen, week)
    )


# --- Pieces -------------------------------------------------------------------------------------------------------


def _before(seen: Seen, week: Week) -> tuple[Part, ...]:
    """Of the week that is over now: what there is to see, or to catch up on."""
    if week.number == 1:
        return ()
    if week.number - 1 in seen.read:
        return (Note((f"Week {week.number - 1} is over: you can see how the group read it.",)),)
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
    ends(SEEN),
    ends(replace(SEEN, read=frozenset())),
)
