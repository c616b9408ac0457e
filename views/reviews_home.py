"""Reviews on Home: counts and buttons alone, because others may look over a shoulder."""

from __future__ import annotations

from collections.abc import Sequence

from views.home import Waiting
from views.vocabulary import Button, Buttons, Card, Heading, Part
from views.wording import counted, counted_to

COUNTED = 10  # of what waits for an ombud; of more it says that there is more


def waiting(to_read: Sequence[str], back: int, disputes: Sequence[str], concerns: Sequence[str]) -> tuple[Waiting, ...]:
    """`to_read` are ids of one's own; `disputes` and `concerns` are ids, for an ombud; what came back is opened by its person's name."""
    return (
        *_own(to_read),
        *(
            (Waiting((f"{counted(back, 'review', 'reviews')} to be written anew: /review with the name",)),)
            if back
            else ()
        ),
        *_for_ombud(disputes, "disputed review", "disputed reviews", "to decide on", "review.open"),
        *_for_ombud(concerns, "rating", "ratings", "that fell after somebody spoke up", "review.concern"),
    )


def on_home(*, is_hr: bool) -> tuple[Part, ...]:
    release = (Button(label="Release reviews", action="review.release.latest"),) if is_hr else ()
    return Heading("Reviews"), Buttons((Button(label="My review", action="review.open"), *release))


def _own(ids: Sequence[str]) -> tuple[Waiting, ...]:
    if not ids:
        return ()
    ready = "Your review is" if len(ids) == 1 else f"{len(ids)} of your reviews are"
    read = Button(label="Read my review", action="review.open", subject=ids[0])
    return (Waiting((f"{ready} ready to read",), read),)


def _for_ombud(ids: Sequence[str], one: str, many: str, what: str, action: str) -> tuple[Waiting, ...]:
    if not ids:
        return ()
    first = Button(label="Look at the first", action=action, subject=ids[0], spoken=f"Look at the first of the {many}")
    return (Waiting((f"{counted_to(COUNTED, len(ids), one, many)} {what}",), first),)


EXAMPLES = (
    Card("Hello Ana", on_home(is_hr=False)),
    Card("Hello Hana", on_home(is_hr=True)),
)
