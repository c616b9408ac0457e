"""The form with which HR plans a calibration session, and moves it or changes who sits in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time

from domain.calibration import LEAST_MANAGERS, MINUTES, MOST_MANAGERS, Flaw, Session
from views import calibration as views
from views import calibration_words as words
from views import examples
from views.calibration import SESSION, Seen
from views.forms import Choice, DateField, Form, PeopleField, TextField, Values, many, text
from views.vocabulary import Option, Text, Visibility

MOST_NAMED = 20  # managers in the form: more than a session bears, so that the warning is seen
LENGTHS = (60, 75, MINUTES, 120)
_NO_TIME = "Please give a time such as 14:00."
_WHO_SEES = "Whoever gets a seat hears of it, with who else sits there; HR administrators see all sessions."
_FIELD = {  # under which field a flaw is told
    Flaw.PASSED: "day",
    Flaw.ONE_MANAGER: "managers",
    Flaw.TWO_SEATS: "managers",
    Flaw.FACILITATOR_RATES: "facilitator",
    Flaw.MONITOR_RATES: "monitor",
    Flaw.NO_CASES: "managers",
}


def new(rounds: Sequence[Option], zones: Sequence[str], people: Mapping[str, tuple[Option, ...]], said: Values) -> Form:
    """`rounds` are rounds of the cycles that run; `people` those named before, by field."""
    line = f"Managers read one standard the same way, on the packets of their people. {LEAST_MANAGERS} to {MOST_MANAGERS} managers is best."
    which = Choice(name="round", label="Whose ratings?", options=tuple(rounds), value=text(said, "round"))
    return Form(
        title="Plan a session",
        action="calibration.new",
        submit="Plan it",
        intro=(Text((line,)), Visibility(_WHO_SEES)),
        fields=(which, *_people(people), *_when(zones, said)),
    )


def edit(seen: Seen, zones: Sequence[str], people: Mapping[str, tuple[Option, ...]], said: Values) -> Form:
    line = "Reminders follow, and whoever has heard of it hears what is new. Calendars are updated with the new file."
    packets = "With another time or other managers, packets are closed and freeze anew three working days before it, or at once if it is nearer. A mark stays where the packet reads the same."
    return Form(
        title="Change the session",
        action="calibration.edit",
        submit="Change it",
        subject=seen.session.id,
        version=seen.session.version,
        intro=(Text((line,)), Text((packets,)), Visibility(_WHO_SEES)),
        fields=(*_people(people), *_when(zones, {**standing(seen.session), **said})),
    )


def standing(session: Session) -> Values:
    """Return what stands in the form, but for the people."""
    return {
        "day": session.day.isoformat(),
        "at": session.at.isoformat("minutes"),
        "minutes": str(session.minutes),
        "zone": session.zone,
    }


def filled(session: Session, values: Values) -> Session:
    """Return the session with what the checked form says."""
    return replace(
        session,
        day=date.fromisoformat(text(values, "day")),
        at=clock(text(values, "at")) or session.at,
        minutes=int(text(values, "minutes")),
        zone=text(values, "zone"),
        facilitator=next(iter(many(values, "facilitator")), ""),
        monitor=next(iter(many(values, "monitor")), None),
        managers=tuple(dict.fromkeys(many(values, "managers"))),
    )


def clock(typed: str) -> time | None:
    """Return the time that is meant by "14:00" or "9:30", None when it is none."""
    hours, _, minutes = typed.strip().partition(":")
    is_number = hours.isascii() and minutes.isascii() and hours.isdigit() and minutes.isdigit()
    if not is_number or len(hours) > 2 or len(minutes) != 2 or int(hours) > 23 or int(minutes) > 59:
        return None
    return time(int(hours), int(minutes))


def problems(values: Values, flaws: Sequence[Flaw]) -> dict[str, str]:
    """Return what is wrong by field, of the first flaw in each."""
    found = {} if clock(text(values, "at")) else {"at": _NO_TIME}
    for flaw in flaws:
        found.setdefault(_FIELD[flaw], words.flaw(flaw))
    return found


def _people(chosen: Mapping[str, tuple[Option, ...]]) -> tuple[PeopleField, ...]:
    managers, facilitator, monitor = (chosen.get(name, ()) for name in ("managers", "facilitator", "monitor"))
    alone = PeopleField(
        name="facilitator",
        label="Facilitator",
        action="people.search",
        hint="Leads the room, and rates nobody in it.",
        value=facilitator,
        max_people=1,
    )
    watching = "May stop the room once a case, and rates nobody in it."
    return (
        PeopleField(
            name="managers",
            label="Managers",
            action="people.search",
            hint="Their people's ratings are compared.",
            value=managers,
            max_people=MOST_NAMED,
        ),
        alone,
        replace(alone, name="monitor", label="Bias monitor", hint=watching, value=monitor, required=False),
    )


def _when(zones: Sequence[str], said: Values) -> tuple[DateField | TextField | Choice, ...]:
    offered = dict.fromkeys((*([text(said, "zone")] if text(said, "zone") else ()), *zones))
    lengths = dict.fromkeys((*LENGTHS, int(text(said, "minutes") or MINUTES)))
    return (
        DateField(name="day", label="Day", value=text(said, "day")),
        TextField(name="at", label="Begins at", hint="Such as 14:00", value=text(said, "at"), max_length=5),
        Choice(
            name="minutes",
            label="How long",
            options=tuple(Option(str(one), f"{one} minutes") for one in sorted(lengths)),
            value=text(said, "minutes") or str(MINUTES),
        ),
        Choice(
            name="zone",
            label="On the clocks of",
            options=tuple(Option(one, one) for one in offered),
            value=text(said, "zone"),
        ),
    )


_ROUNDS = (Option("c1/r1", "Autumn 2026, first round"),)
_NAMED = {"managers": (Option("ana", examples.ANA.name), Option("ben", examples.BEN.name))}
EXAMPLES = (
    new(_ROUNDS, ("Europe/Madrid", "UTC"), {}, {"zone": "Europe/Madrid"}),
    edit(views.SEEN, ("UTC",), _NAMED, standing(SESSION)),
)
