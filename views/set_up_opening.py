"""The wizard's last steps: a dry run to oneself, then some teams, then everyone, and back."""

from __future__ import annotations

from collections.abc import Sequence

from domain.set_up import Proof, Reach, Saved, Standing, Step, Team
from views import examples, kudos
from views.forms import Choices, Form
from views.set_up import STANDING, check_again, good, problem, step
from views.vocabulary import (
    Button,
    Buttons,
    Card,
    Facts,
    Mood,
    Notice,
    Option,
    Part,
    Text,
    Visibility,
    Weight,
)
from views.wording import counted, listed

MOST_TEAMS = 100  # options of a field, on Slack
MOST_NAMED = 6  # teams in a sentence
_REACHES = {Proof.NONE: "not sent yet", Proof.WAITING: "on its way", Proof.ARRIVED: "arrived", Proof.REFUSED: "refused"}
SAMPLE_NOTE = "You told us on Monday that the date would not hold, with three days to spare, so we could plan again without a late night."
SAMPLE_TITLE = "The mid-year checkpoint opens on Monday"
SAMPLE_MESSAGE = "From Monday on you can add what went well and what you learned. It takes about ten minutes, and you see everything that is added about you."
_REHEARSED = "Dry run: you alone see this. It counts nowhere and nobody was told."


# --- 5. The dry run -----------------------------------------------------------------------------------------------


def trial(standing: Standing, *, kudos: Proof, broadcast: Proof, reason: str = "") -> Card:
    line = "See what your people will see before any of them does: one kudos and one broadcast, sent to you alone, as direct messages."
    facts = (("A kudos to you", (_REACHES[kudos],)), ("A broadcast to you", (_REACHES[broadcast],)))
    weight = Weight.PRIMARY if {kudos, broadcast} & {Proof.NONE, Proof.REFUSED} else Weight.NORMAL
    send = Button(label="Send both to me", action="set_up.trial.send", weight=weight)
    parts: tuple[Part, ...] = (Text((line,)), Facts(facts), *_trial_found((kudos, broadcast), reason))
    return step(Step.TRIAL, standing, parts, (send, check_again(Step.TRIAL)))


def rehearsed(card: Card) -> Card:
    """The card as people get it, without what can be pressed: it is about nothing that exists."""
    shown = tuple(part for part in card.parts if not isinstance(part, Buttons))
    return Card(card.title, (Notice(Mood.INFO, (_REHEARSED,)), *shown))


def _trial_found(proofs: Sequence[Proof], reason: str) -> tuple[Part, ...]:
    if Proof.REFUSED in proofs:
        fix = f"Open a direct message with Vouchsafe once, then press Send both to me. The platform said: {reason}."
        return (problem("A message to you could not be delivered.", fix),)
    if set(proofs) == {Proof.ARRIVED}:
        return (
            good("Both have arrived. Read them in your direct messages as somebody would who has never heard of this."),
        )
    if Proof.WAITING in proofs:
        return (Notice(Mood.INFO, ("They are on their way. Press Check again in a moment.",)),)
    return (Notice(Mood.INFO, ("Nothing has been sent yet. Press Send both to me.",)),)


# --- 6. Pilot teams -----------------------------------------------------------------------------------------------


def pilot(standing: Standing, *, people: int, has_teams: bool) -> Card:
    line = "Let a few teams try it first. Until you open it to everyone, Vouchsafe writes unasked only to their members and to HR, only they can be thanked and written to, and everybody else who types a command is told kindly that it is not open to them yet."
    choose = Button(
        label="Choose teams",
        action="set_up.pilot.open",
        opens_form=True,
        weight=Weight.PRIMARY if standing.reach is Reach.HR else Weight.NORMAL,
        spoken="Choose the teams of the pilot",
    )
    parts = (Text((line,)), Facts((("Open to", (_open_to(standing, people),)),)), *_pilot_found(standing, has_teams))
    return step(Step.PILOT, standing, parts, (choose,) if has_teams else ())


def pilot_form(teams: Sequence[Team], chosen: Sequence[str], *, version: int, theirs: Notice | None = None) -> Form:
    beyond = f" Only the first {MOST_TEAMS} by name are shown." if len(teams) > MOST_TEAMS else ""
    offered = tuple(Option(one.id, f"{one.name[:50]} ({counted(one.people, 'person', 'people')})") for one in teams)
    line = "From then on Vouchsafe is open to the teams you choose and to HR, and to nobody else. You can change it at any time."
    return Form(
        title="Pilot teams",
        action="set_up.pilot",
        submit="Begin the pilot",
        version=version,
        intro=(
            *((theirs,) if theirs else ()),
            Text((line,)),
            Visibility("HR administrators can read which teams these are."),
        ),
        fields=(
            Choices(
                name="teams",
                label="Which teams?",
                hint=f"Whoever joins or leaves one of them joins or leaves the pilot.{beyond}",
                options=offered[:MOST_TEAMS],
                value=tuple(chosen),
            ),
        ),
    )


def _open_to(standing: Standing, people: int) -> str:
    match standing.reach:
        case Reach.HR:
            return "HR only"
        case Reach.PILOT:
            return f"{hr_and(standing.teams)}: {counted(people, 'person', 'people')} together"
        case Reach.EVERYONE:
            return f"everyone: {counted(people, 'person', 'people')}"


def open_to(standing: Standing) -> str:
    """To whom it is open, in a sentence."""
    match standing.reach:
        case Reach.HR:
            return "HR only"
        case Reach.PILOT:
            return hr_and(standing.teams)
        case Reach.EVERYONE:
            return "everyone"


def hr_and(teams: Sequence[Team]) -> str:
    """HR and the teams of a pilot, as one list."""
    return named((Team("", "HR", 0), *teams)) if teams else "HR only"


def named(teams: Sequence[Team]) -> str:
    """The teams of a pilot in a sentence."""
    shown = [one.name for one in teams[:MOST_NAMED]]
    more = [counted(len(teams) - MOST_NAMED, "other team", "other teams")] if len(teams) > MOST_NAMED else []
    return listed([*shown, *more]) or "no team"


def _pilot_found(standing: Standing, has_teams: bool) -> tuple[Part, ...]:
    match standing.reach:
        case Reach.PILOT if standing.teams:
            return (good("The pilot is running."),)
        case Reach.PILOT:
            return (problem("None of the pilot's teams exists any more.", "Choose other teams, or go on to Everyone."),)
        case Reach.EVERYONE:
            line = "It is open to everyone already. If you choose teams now, it closes to everybody else until you open it again; nothing of theirs is lost."
            return (Notice(Mood.INFO, (line,)),)
        case Reach.HR if has_teams:
            return (Notice(Mood.INFO, ("Press Choose teams, or go on to Everyone without a pilot.",)),)
        case Reach.HR:
            fix = "Have a people file with teams imported (step 1), or go on to Everyone without a pilot."
            return (problem("No teams are known, so there is nobody to begin with.", fix),)


# --- 7. Everyone --------------------------------------------------------------------------------------------------


def everyone(standing: Standing, *, people: int, everybody: int, before: Sequence[str] = ()) -> Card:
    """`before` names the steps that are not done yet."""
    facts = (
        ("Open to", (_open_to(standing, people),)),
        ("Everyone would be", (counted(everybody, "person", "people"),)),
    )
    if standing.reach is Reach.EVERYONE:
        return step(Step.EVERYONE, standing, _opened(facts[:1], before), _after_opening(standing))
    line = f"Nobody is written to because of this. {counted(everybody, 'person', 'people')} can then thank each other, and you can write to all of them."
    opening = Button(label="Open to everyone", action="set_up.everyone", weight=Weight.PRIMARY)
    return step(Step.EVERYONE, standing, (Text((line,)), Facts(facts), *_undone(before)), (opening,))


def _opened(facts: Sequence[tuple[str, tuple[str]]], before: Sequence[str]) -> tuple[Part, ...]:
    line = "Vouchsafe is open to everyone. Tell them: a first broadcast says what it is for and what happens next."
    return (good(line), Facts(tuple(facts)), *_undone(before))


def _undone(before: Sequence[str]) -> tuple[Part, ...]:
    if not before:
        return ()
    return (Notice(Mood.INFO, (f"Still open: {listed(before)}. You can do them later, too.",)),)


def _after_opening(standing: Standing) -> tuple[Button, ...]:
    write = Button(
        label="Write first broadcast", action="broadcast.compose.open", weight=Weight.PRIMARY, opens_form=True
    )
    back = Button(
        label="Back to the pilot" if standing.teams else "Back to HR only",
        action="set_up.narrow",
        weight=Weight.DANGER,
        spoken="Close Vouchsafe to everybody outside the pilot" if standing.teams else "Close Vouchsafe to all but HR",
    )
    return write, back


_TEAMS = (Team("t1", "Platform", 6), Team("t2", "Support", 4))
_PILOT = Standing(reach=Reach.PILOT, teams=_TEAMS, steps={Step.PILOT: Saved(done=True, version=1)})
EXAMPLES = (
    trial(STANDING, kudos=Proof.NONE, broadcast=Proof.NONE),
    trial(STANDING, kudos=Proof.WAITING, broadcast=Proof.ARRIVED),
    trial(STANDING, kudos=Proof.ARRIVED, broadcast=Proof.ARRIVED),
    trial(STANDING, kudos=Proof.REFUSED, broadcast=Proof.WAITING, reason="account_inactive"),
    rehearsed(kudos.received(examples.PUBLIC, examples.PUBLIC.receivers[0])),
    pilot(STANDING, people=1, has_teams=True),
    pilot(STANDING, people=1, has_teams=False),
    pilot(_PILOT, people=11, has_teams=True),
    pilot(Standing(reach=Reach.PILOT), people=1, has_teams=True),
    pilot(Standing(), people=24, has_teams=True),
    pilot_form(_TEAMS, ("t1",), version=1),
    everyone(_PILOT, people=11, everybody=24, before=("Channels",)),
    everyone(Standing(teams=_TEAMS), people=24, everybody=24),
    everyone(Standing(), people=24, everybody=24, before=("Channels", "Dry run")),
)
