"""Words that all screens of post-mortems share, who reads what, and the post-mortem of the examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain import policy
from domain.language import Hint
from domain.policy import Condition, Kind, Role
from domain.postmortems import FoundBy, Postmortem, Severity
from domain.postmortems_actions import Action, Plan, State
from domain.postmortems_actions import Kind as Aim
from domain.postmortems_index import Band, Dimension
from views.privacy import A_FORMER_COLLEAGUE
from views.vocabulary import Mood, Notice

SEVERITIES = {
    Severity.NEAR_MISS: ("A near miss", "It hurt nobody"),
    Severity.MINOR: ("Minor", "A few people, for a short time"),
    Severity.MAJOR: ("Major", "Many people, or something lasting"),
    Severity.CRITICAL: ("Critical", "Nearly everybody, or harm that can't be undone"),
}
FOUND = {FoundBy.TEAM: "Us, or our own monitoring", FoundBy.CUSTOMERS: "A customer or a user"}
BANDS = {Band.THIN: "Thin", Band.USABLE: "Usable", Band.STRONG: "Strong", Band.EXEMPLARY: "Exemplary"}
AIMS = {
    Aim.PREVENT: ("Prevent", "So that it does not happen"),
    Aim.DETECT: ("Detect", "So that we see it sooner"),
    Aim.LIMIT: ("Limit", "So that it hurts less"),
}
STATES = {
    State.RECOMMENDED: "recommended; nobody sees to it yet",
    State.TAKEN_ON: "under way",
    State.DONE: "done; somebody else is to look whether it works",
    State.VERIFIED: "verified",
    State.DECLINED: "not to be done",
}
ABOUT = "A post-mortem says what made it possible, not who did it. How well it is written up is scored by two people who had no part in it; that score never counts for or against anybody."


def readers() -> str:
    """From the policy: who reads a post-mortem with what is done about it."""
    everyone = Role.EMPLOYEE in policy.readers(Kind.POSTMORTEM)
    return "Everyone here can read this." if everyone else "Only you can read this."


def sheet_readers() -> str:
    """From the policy: who reads how somebody scores."""
    alone = policy.readers(Kind.POSTMORTEM_SHEET) == (Role.AUTHOR,)
    talk = policy.readers(Kind.POSTMORTEM_TALK, {Condition.TALKED}) == (Role.AUTHOR,)
    own = "Only you can read how you score" if alone else "How you score can be read by others"
    both = ", and the other scorer the lines on which you two lie far apart" if talk else ""
    return f"{own}{both}. Everyone here reads what comes of both together."


def name(names: Mapping[str, str], id: str | None) -> str:
    return names.get(id or "", A_FORMER_COLLEAGUE)


def day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def hints(found: Sequence[Hint]) -> tuple[Notice, ...]:
    """For the writer alone, who may leave it as it is."""
    return tuple(
        Notice(
            Mood.INFO,
            (f"A thought on “{hint.found}”, for you alone: {hint.advice} It is saved as you wrote it.",),
        )
        for hint in found
    )


# --- Of the examples ----------------------------------------------------------------------------------------------

NAMES = {"ana": "Ana Ruiz", "ben": "Ben Okafor", "chi": "Chiara Lindqvist"}
TITLES = {
    Dimension.COMPLETENESS: "Completeness",
    Dimension.RECOMMENDATIONS: "Recommendations",
    Dimension.ACTION_ASSIGNMENT: "Action assignment",
}
LINES = tuple(f"Line {number} of the rubric" for number in range(1, 15))
ONE = Postmortem(
    id="p1",
    team="checkout",
    author="ana",
    title="Some cards were charged twice",
    link="https://wiki.example.org/postmortem/17",
    happened_on=date(2026, 9, 14),
    severity=Severity.MAJOR,
    found_by=FoundBy.CUSTOMERS,
    component="Payments",
    cause="Missing time-out",
    closed_on=date(2026, 9, 15),
    responders=frozenset({"ana", "ben"}),
)
PLAN = Plan(
    owner="ben",
    due_on=date(2026, 10, 20),
    tracker="https://tracker.example.org/PAY-42",
    check="The drill of 27 October finds no second charge",
)
RECOMMENDED = Action(
    id="a1", postmortem="p1", author="ana", kind=Aim.PREVENT, words="Add a time-out to each charge, with one retry"
)
