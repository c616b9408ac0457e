"""The wizard's steps of hours and privacy: what holds for everybody, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence

from domain.people import Person
from domain.set_up import Hours, Saved, Standing, Step
from views import examples
from views.forms import Choice, Choices, Form, TextField
from views.set_up import STANDING, good, problem, step
from views.vocabulary import (
    Bullets,
    Button,
    Card,
    Facts,
    Heading,
    Mood,
    Notice,
    Option,
    Part,
    Table,
    Text,
    Visibility,
    Weight,
    When,
    WhenStyle,
)
from views.wording import counted, listed

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
THRESHOLDS = (5, 6, 7, 8, 10, 12, 15, 20)
UTC = "UTC"


# --- 3. Hours and holidays ----------------------------------------------------------------------------------------


def hours(found: Hours, standing: Standing, *, holidays: str, usual: str, clock: str) -> Card:
    """`holidays` is how people call the country, `usual` the zone of most people, `clock` what clocks show there now."""
    line = "What Vouchsafe sends by itself waits for these days, for each person's own hours (9:00 to 18:00 until they choose others) and their own time zone. Your organization's time zone counts for what concerns everybody, such as when a day begins."
    facts = (
        ("Time zone", (f"{found.zone}, where it is {clock} now",)),
        ("Working days", (days(found.weekdays),)),
        ("Holidays", (f"public holidays of {holidays}" if holidays else "none known",)),
    )
    found_good = found.country and not _is_utc_wrongly(found, usual)
    weight = Weight.NORMAL if found_good else Weight.PRIMARY
    spoken = "Change hours and holidays"
    change = Button(label="Change", action="set_up.hours.open", opens_form=True, weight=weight, spoken=spoken)
    return step(Step.HOURS, standing, (Text((line,)), Facts(facts), *_hours_found(found, usual)), (change,))


def _hours_found(found: Hours, usual: str) -> tuple[Part, ...]:
    if _is_utc_wrongly(found, usual):
        why = f"The time zone is still UTC, but most of your people are in {usual}."
        return (problem(why, f"Press Change and choose {usual}."),)
    if not found.country:
        fix = "Press Change and name a country. Without one, people may be reminded of something on a holiday."
        return (problem("No holidays are known.", fix),)
    return (good("Time zone, working days and holidays are set."),)


def _is_utc_wrongly(found: Hours, usual: str) -> bool:
    return found.zone == UTC and usual not in ("", UTC)


def days(weekdays: frozenset[int]) -> str:
    """ISO weekdays in words: "Monday to Friday"."""
    inside = sorted(weekdays)
    named = [DAYS[day - 1] for day in inside]
    is_row = len(inside) > 2 and inside == list(range(inside[0], inside[-1] + 1))
    return f"{named[0]} to {named[-1]}" if is_row else listed(named)


def hours_form(wish: Hours, typed: str, zones: Sequence[str], *, version: int, theirs: Notice | None = None) -> Form:
    """`typed` is what stands in the field of holidays; `theirs` says what another saved meanwhile; `zones` are on offer."""
    return Form(
        title="Hours and holidays",
        action="set_up.hours",
        submit="Save",
        version=version,
        intro=(
            *((theirs,) if theirs else ()),
            Text(("What waits for people is planned anew when you save.",)),
            Visibility("HR administrators can read these, and nobody else is shown them."),
        ),
        fields=(
            Choice(
                name="zone",
                label="Your organization's time zone",
                options=tuple(Option(one, one) for one in dict.fromkeys(zones)),
                value=wish.zone,
            ),
            Choices(
                name="weekdays",
                label="Working days",
                options=tuple(Option(str(number), name) for number, name in enumerate(DAYS, 1)),
                value=tuple(str(one) for one in sorted(wish.weekdays)),
            ),
            TextField(
                name="country",
                label="Public holidays of",
                hint="A country such as Spain, or a code with its region such as DE-BE. Empty: no holidays.",
                value=typed,
                required=False,
                max_length=60,
            ),
        ),
    )


def unknown_country(typed: str, near: Sequence[str]) -> str:
    meant = f" Did you mean {listed(near, 'or')}?" if near else " A code such as ES or DE-BE works, too."
    return f"I know no holidays of “{typed}”.{meant}"


def theirs(saved: Saved, what: Sequence[tuple[str, str, str]]) -> Notice:
    """What another saved meanwhile: each as its name, theirs and yours. Nothing of either is lost."""
    who = saved.by.name if saved.by else "Somebody"
    at = (When(saved.at, WhenStyle.TIME),) if saved.at else ()
    told = "; ".join(f"{name}: {other} (yours: {mine})" for name, other, mine in what)
    kept = f" {told}. Yours still stands below: save again to use it, or close the form to keep theirs."
    opening = f"{who} saved this meanwhile, at " if at else f"{who} saved this meanwhile"
    return Notice(Mood.PROBLEM, (opening, *at, f".{kept}"))


# --- 4. Privacy ---------------------------------------------------------------------------------------------------


def privacy(standing: Standing, kept: Sequence[tuple[str, str]]) -> Card:
    """`kept` says for how long each kind of data is kept, in words."""
    line = "These hold for everybody, and everybody can read them: “/vouchsafe privacy” shows each person what is kept about them, for how long and who read it, and lets them export it or ask for its erasure."
    least = f"{counted(standing.threshold, 'person', 'people')}: what fewer have answered is never shown, to nobody. A larger group protects more and shows less; it can never be below 5."
    rows = tuple((name, f"for {told}") for name, told in kept)
    seen = (
        ("Public kudos: everybody in the organization. The people thanked may take their name off.",),
        ("Private kudos: whoever gave it and whoever got it, and nobody else unless the person thanked shares it.",),
        ("What a review may cite: only what the person thanked has allowed.",),
        ("What you do as HR: it stands in the audit log, which nobody can change, you included.",),
        (
            "Whoever installed Vouchsafe: no more than any employee. Whoever runs the server also holds its keys, and could read what is stored.",
        ),
    )
    change = Button(
        label="Change smallest group", action="set_up.privacy.open", opens_form=True, spoken="Change smallest group"
    )
    terms = Button(label="How long data is kept", action="privacy.terms.open", opens_form=True)
    parts: tuple[Part, ...] = (
        Text((line,)),
        Facts((("Smallest group shown", (least,)),)),
        Heading("Who sees what"),
        Bullets(seen),
        Table("How long data is kept; a shorter or longer time needs a second person", ("What", "Kept"), rows),
    )
    return step(Step.PRIVACY, standing, parts, (change, terms))


def privacy_form(threshold: int, *, version: int, theirs: Notice | None = None) -> Form:
    line = "In a team of six, a group of five is almost everybody: whoever knows four answers knows the fifth. It holds for each survey from its opening on; one that is open keeps what it promised."
    sizes = sorted({*THRESHOLDS, threshold})
    return Form(
        title="Smallest group shown",
        action="set_up.privacy",
        submit="Save",
        version=version,
        intro=(
            *((theirs,) if theirs else ()),
            Text((line,)),
            Visibility("HR administrators can read this number; a survey says it to whoever is asked."),
        ),
        fields=(
            Choice(
                name="threshold",
                label="Show answers only of groups of at least",
                options=tuple(Option(str(one), f"{one} people") for one in sizes),
                value=str(threshold),
            ),
        ),
    )


_HOURS = Hours(zone="Europe/Madrid", weekdays=frozenset({1, 2, 3, 4, 5}), country="ES")
_NEW = Hours(zone=UTC, weekdays=frozenset({7, 1, 2, 4}))
_THEIRS = theirs(
    Saved(version=2, at=examples.MORNING, by=Person(id="hana", name="Hana Weiss")),
    (("Time zone", "Europe/Madrid", "Europe/Lisbon"),),
)
EXAMPLES = (
    hours(_HOURS, STANDING, holidays="Spain", usual="Europe/Madrid", clock="Monday 10:30"),
    hours(_NEW, STANDING, holidays="", usual="Europe/Madrid", clock="Monday 08:30"),
    hours_form(_HOURS, "Spain", ("Europe/Madrid", "Europe/Lisbon"), version=1),
    hours_form(_HOURS, "Spain", ("Europe/Madrid", "Europe/Lisbon"), version=2, theirs=_THEIRS),
    privacy(STANDING, (("Kudos", "36 months, then they are deleted"),)),
    privacy_form(5, version=1),
    privacy_form(9, version=1, theirs=theirs(Saved(), (("Smallest group", "7", "9"),))),
)
