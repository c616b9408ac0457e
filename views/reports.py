"""What concerns the people somebody leads, on that person's own Home."""

from __future__ import annotations

from collections.abc import Sequence

from views import reach
from views.kudos import give_button
from views.vocabulary import Buttons, Card, Facts, Heading, Part, Visibility
from views.wording import counted, listed

NAMED = 8


def on_home(names: Sequence[str], unseen: Sequence[str], *, days: int) -> tuple[Part, ...]:
    """`unseen` are those whom nobody has publicly thanked for so many days."""
    rows = (
        ("You lead", (f"{counted(len(names), 'person', 'people')}: {some(names)}",)),
        (f"No public thanks for {days} days", (some(unseen) or "nobody",)),
    )
    buttons = Buttons((*((give_button(),) if unseen else ()), reach.button(reach.MINE)))
    return (Heading("Your people"), Facts(rows), buttons, Visibility("Only you can see this. It feeds no rating."))


def some(names: Sequence[str]) -> str:
    more = [counted(len(names) - NAMED, "other", "others")] if len(names) > NAMED else []
    return listed([*names[:NAMED], *more])


EXAMPLES = (
    Card("Hello Ana", on_home(("Ben Okafor", "Chiara Lindqvist"), (), days=45)),
    Card("Hello Ana", on_home(tuple(f"Person {n}" for n in range(12)), ("Person 3",), days=45)),
)
