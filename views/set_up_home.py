"""What HR sees of set-up on their own Home, and the welcome after a code was accepted."""

from __future__ import annotations

from collections.abc import Sequence

from domain.set_up import Reach, Standing, Step
from views.home import Waiting
from views.set_up import STANDING, place, resume_button
from views.set_up_opening import open_to
from views.vocabulary import Button, Buttons, Card, Facts, Heading, Mood, Notice, Part, Visibility
from views.wording import counted, listed


def on_home(
    standing: Standing, *, administrators: Sequence[str], places: Sequence[tuple[str, str]], more: Sequence[Button] = ()
) -> tuple[Part, ...]:
    """`more` are the buttons of what else is for HR alone."""
    rows = (
        ("Set-up", ("done" if standing.is_over else f"{standing.done} of {len(Step)} steps done",)),
        ("Open to", (open_to(standing),)),
        ("People come from", (_places(places),)),
        ("HR administrators", (listed(list(administrators)),)),
    )
    buttons = (resume_button(standing), *more)
    return Heading("For HR"), Facts(rows), Buttons(buttons), Visibility("Only HR administrators see this part.")


def waits(standing: Standing) -> tuple[Waiting, ...]:
    if standing.is_over:
        return ()
    line = f"Set-up: {counted(len(Step) - standing.done, 'step is', 'steps are')} still open"
    return (Waiting((line,)),)


def welcome(first: Card, standing: Standing) -> Card:
    """After the code: the first step by itself."""
    left = len(Step) - standing.done
    told = ("You are now an HR administrator of Vouchsafe; this stands in the audit log.",)
    steps = (f"{counted(left, 'short step follows', 'short steps follow')}.",) if left else ()
    quiet = ("Nobody is written to until you say so.",) if standing.reach is Reach.HR else ()
    line = " ".join((*told, *steps, *quiet))
    return Card(first.title, (Notice(Mood.GOOD, (line,)), *first.parts))


def _places(places: Sequence[tuple[str, str]]) -> str:
    return listed([place(platform, name) for platform, name in places]) or "nowhere yet"


_BROADCASTS = (Button(label="Sent broadcasts", action="broadcast.list"),)
_PLACES = (("slack", "Quillbrook"),)
EXAMPLES = (
    Card("Hello Hana", on_home(STANDING, administrators=("Hana Weiss",), places=_PLACES, more=_BROADCASTS)),
    Card("Hello Hana", on_home(Standing(), administrators=("Hana Weiss", "Ana Ruiz"), places=())),
    welcome(Card("Set-up 1 of 7: People", ()), STANDING),
    welcome(Card("Set-up", ()), Standing()),
)
