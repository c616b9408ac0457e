"""The wizard for whoever runs HR: each step with what it is for, what its checks found, and the fix."""

from __future__ import annotations

from collections.abc import Sequence

from domain.set_up import PeopleFound, Reach, Saved, Source, Standing, Step
from views import roles, sources
from views.vocabulary import (
    Bullets,
    Button,
    Buttons,
    Card,
    Facts,
    Menu,
    Mood,
    Note,
    Notice,
    Option,
    Part,
    Text,
    Visibility,
    Weight,
)
from views.wording import counted, listed

NAMES = {
    Step.PEOPLE: "People",
    Step.CHANNELS: "Channels",
    Step.HOURS: "Hours and holidays",
    Step.PRIVACY: "Privacy",
    Step.TRIAL: "Dry run",
    Step.PILOT: "Pilot teams",
    Step.EVERYONE: "Everyone",
}
PLATFORMS = {"slack": "Slack", "teams": "Microsoft Teams", "room": "the rehearsal room"}
_RESUME = "You can stop at any time: “/vouchsafe set-up” goes on from here, also for another HR administrator."
_IMPORT = "Ask whoever runs the server to type “vouchsafe import people.csv”, with the columns name, email, manager email, team and title. It shows every change before it makes one. Then press Check again."


# --- The frame of every step --------------------------------------------------------------------------------------


def step(current: Step, standing: Standing, parts: Sequence[Part], buttons: Sequence[Button] = ()) -> Card:
    """One step: its own parts and buttons, and the way on, back and to any other step."""
    state = "This step is done." if standing.is_done(current) else "This step is open."
    count = f"All {len(Step)} steps are done." if standing.is_over else f"{standing.done} of {len(Step)} are done."
    told = Note((f"{state} {count} {_RESUME}",))
    is_urged = any(one.weight is Weight.PRIMARY for one in buttons)
    moves = (*buttons, *_moves(current, Weight.NORMAL if is_urged else Weight.PRIMARY))
    return Card(_title(current), (*parts, Buttons(moves), _anywhere(standing), told))


def overview(standing: Standing) -> Card:
    """All steps, once every one of them is done."""
    rows = tuple((f"Step {one.number}, {NAMES[one]}", (_state(standing, one),)) for one in Step)
    line = "Everything is set up. You can look at each step again, change it, or take it back."
    return Card("Set-up", (Text((line,)), Facts(rows), _anywhere(standing), _only_hr()))


def check_again(current: Step) -> Button:
    return Button(label="Check again", action="set_up.show", subject=current.value)


def resume_button(standing: Standing) -> Button:
    return Button(label="Set-up" if standing.is_over else "Go on with set-up", action="set_up.open")


def good(*spans: str) -> Notice:
    return Notice(Mood.GOOD, spans)


def problem(what: str, fix: str) -> Notice:
    return Notice(Mood.PROBLEM, (f"{what} What to do: {fix}",))


def _title(current: Step) -> str:
    return f"Set-up {current.number} of {len(Step)}: {NAMES[current]}"


def _moves(current: Step, weight: Weight) -> tuple[Button, ...]:
    """On and back; what the step itself urges goes before going on."""
    later, earlier = current.beside(1), current.beside(-1)
    on = (_onward(current, later, weight),) if later else ()
    back = Button(label="Back", action="set_up.show", subject=earlier.value if earlier else "")
    return (*on, *((back,) if earlier else ()))


def _onward(current: Step, later: Step, weight: Weight) -> Button:
    return Button(label=f"Next: {NAMES[later]}", action="set_up.next", subject=current.value, weight=weight)


def _anywhere(standing: Standing) -> Menu:
    options = tuple(Option(one.value, f"Step {one.number}, {NAMES[one]}: {_state(standing, one)}") for one in Step)
    return Menu(label="Go to a step", action="set_up.show", options=options)


def _state(standing: Standing, one: Step) -> str:
    return "done" if standing.is_done(one) else "open"


def _only_hr() -> Visibility:
    return Visibility("Only HR administrators can see set-up.")


# --- 1. People ----------------------------------------------------------------------------------------------------


def people(found: PeopleFound, standing: Standing) -> Card:
    line = "Names, e-mail addresses and time zones come from your chat by themselves. Who leads whom and who is in which team comes from a file, or from your identity provider."
    facts = (
        ("Can use Vouchsafe", (counted(found.members, "person", "people"),)),
        ("Cannot use it", (counted(found.others, "guest or bot", "guests and bots"),)),
        ("They come from", (_places(found.sources),)),
        ("Teams", (str(found.teams) if found.teams else "none known",)),
        ("Managers", (_leaders(found.leaders),)),
    )
    buttons = (check_again(Step.PEOPLE), sources.open_button(), *((roles.open_button(),) if _is_alone(found) else ()))
    return step(Step.PEOPLE, standing, (Text((line,)), Facts(facts), *_missing(found), *_second(found)), buttons)


def _is_alone(found: PeopleFound) -> bool:
    return found.administrators < 2


def _second(found: PeopleFound) -> tuple[Part, ...]:
    """What waits while one person alone runs HR (decision 0023)."""
    if not _is_alone(found):
        return ()
    line = "You are the only HR administrator. Approving competencies and releasing reviews take two people of HR, so both wait until you name a second one under “People with a role”. Everything else works."
    return (Notice(Mood.INFO, (line,)),)


def _leaders(number: int) -> str:
    return counted(number, "person leads somebody", "people lead somebody") if number else "none known"


def _places(places: Sequence[Source]) -> str:
    told = [f"{place(one.platform, one.name)} ({one.people:,})" for one in places]
    return listed(told) or "nowhere yet"


def place(platform: str, name: str) -> str:
    """A connected workspace as people call it."""
    called = PLATFORMS.get(platform, platform)
    return f"{called} “{name}”" if name else called


def _missing(found: PeopleFound) -> tuple[Part, ...]:
    if found.members < 2:
        fix = "Wait a minute after the app was installed, then press Check again. If nobody appears, “vouchsafe doctor” on the server says what is wrong."
        return (problem("Hardly anybody is known yet.", fix),)
    if not (found.teams and found.leaders):
        why = "No teams or no managers are known. Kudos and messages to everyone work without them; a pilot, messages to teams and managers, and reviews need them."
        return (problem(why, _IMPORT),)
    gaps = tuple((line,) for line in _gaps(found))
    if not gaps:
        return (good("Everybody has an account, an e-mail address, a team and a manager (or leads somebody)."),)
    told = Notice(Mood.INFO, (f"Something is missing, and you can go on all the same. To complete it: {_IMPORT}",))
    return Bullets(gaps), told


def _gaps(found: PeopleFound) -> list[str]:
    told = (
        (found.without_manager, "without a manager, leading nobody either: nobody would review them"),
        (found.without_team, "in no team: not reached by messages to teams"),
        (
            found.without_email,
            "without an e-mail address: a file cannot name them, and Slack and Teams stay two people",
        ),
        (found.unreachable, "without an account in chat: Vouchsafe cannot write to them"),
    )
    return [f"{counted(number, 'person', 'people')} {what}" for number, what in told if number]


# --- Examples -----------------------------------------------------------------------------------------------------

_PEOPLE = PeopleFound(
    administrators=2,
    members=24,
    others=2,
    sources=(
        Source(platform="slack", name="Quillbrook", people=24),
        Source(platform="teams", name="", people=20),
    ),
    teams=4,
    leaders=5,
    without_manager=0,
    without_team=0,
    without_email=0,
    unreachable=0,
)
_GAPS = PeopleFound(
    administrators=1,
    members=1_024,
    others=1,
    sources=_PEOPLE.sources[:1],
    teams=40,
    leaders=90,
    without_manager=1,
    without_team=12,
    without_email=3,
    unreachable=2,
)
_ALONE = PeopleFound(
    administrators=1,
    members=1,
    others=0,
    sources=(),
    teams=0,
    leaders=0,
    without_manager=1,
    without_team=1,
    without_email=0,
    unreachable=1,
)
STANDING = Standing(reach=Reach.HR, steps={Step.PEOPLE: Saved(done=True)})
EXAMPLES = (
    people(_PEOPLE, STANDING),
    people(_GAPS, STANDING),
    people(_ALONE, Standing()),
    overview(Standing(steps={one: Saved(done=True) for one in Step})),
)
