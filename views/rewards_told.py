"""What a team hears when its quarter is settled: it is the whole team's, and names nobody."""

from __future__ import annotations

from domain.rewards import Outcome, Settled
from views import rewards as views
from views.vocabulary import Bold, Bullets, Button, Buttons, Card, Note, Part, Spans, Text

_TITLES = {
    Outcome.EARNED: "Your team has earned its reward",
    Outcome.NOT_EARNED: "Your team's reward was not earned this time",
    Outcome.OPEN: "Your team's reward: neither earned nor lost",
    Outcome.SUSPENDED: "Your team's reward is on hold",
}


def settled(one: Settled, name: str) -> Card:
    """The same for everybody."""
    back = Buttons((Button(label="Team reward", action="rewards.show", subject=one.team),))
    parts: tuple[Part, ...] = (Text(_line(one, name)), views.checks(one.verdict), *_after(one))
    return Card(_TITLES[one.verdict.outcome], (*parts, back))


def _line(one: Settled, name: str) -> Spans:
    told = f"{name}, {one.quarter}: "
    if one.verdict.outcome is Outcome.EARNED:
        return (
            told,
            Bold(one.prize),
            ". It is for all of you, equally. Thank you for looking closely at what went wrong.",
        )
    return (f"{told}this is what was counted.",)


def _after(one: Settled) -> tuple[Part, ...]:
    match one.verdict.outcome:
        case Outcome.EARNED:
            return ()
        case Outcome.NOT_EARNED:
            return (Note(("Nothing is taken away; a new quarter is under way.",)),)
        case Outcome.OPEN:
            line = (
                "There was no post-mortem. A good one on a near miss earns it, too; no incident has to happen for that."
            )
            return (Note((line,)),)
        case Outcome.SUSPENDED:
            why: tuple[Spans, ...] = tuple((views.HOLDS[hold],) for hold in one.verdict.holds)
            line = "Nothing is lost by this. Whoever leads the team or HR can look again once it is settled."
            return (Bullets(why), Note((line,)))


EXAMPLES = tuple(
    settled(views.settled(views.QUARTER, verdict), "Checkout")
    for verdict in (views.EARNED, views.MISSED, views.QUIET, views.HELD)
)
