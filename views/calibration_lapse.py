"""What people read when nobody closes a session: before it ends by itself, once it has, and who may lead it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.calibration import Seat, State
from views import calibration as sessions
from views import calibration_words as words
from views.calibration import SEEN, Seen
from views.forms import Form, PeopleField
from views.vocabulary import Bold, Buttons, Card, Option, Spans, Text, Visibility, When, WhenStyle
from views.wording import lower_first

_ENDS = "no rating changes, and nobody reads its packets any more."


def not_closed(seen: Seen, *, ends_at: int) -> Card:
    """To whoever leads it, the morning after it should have ended. `ends_at`: when it ends by itself (UTC epoch ms)."""
    is_open = seen.session.state is State.OPEN
    what = "is still open. What the room decided counts only once you close it." if is_open else "was not begun."
    doing = "Close it in the room" if is_open else "Begin it now, or ask HR for another day"
    last: Spans = (f"{doing}. On ", When(ends_at, WhenStyle.DATE), f" it ends by itself: {_ENDS}")
    title = "is still open" if is_open else "was not begun"
    return Card(
        f"Your calibration session {title}", (Text((Bold(sessions.title(seen)), f" {what}")), Text(last), _open(seen))
    )


def nobody_leads(seen: Seen, *, ends_at: int) -> Card:
    """To HR, in the place of a facilitator and a bias monitor who are gone."""
    told: Spans = (Bold(sessions.title(seen)), " should be over, and whoever led it is not here any more.")
    is_open = seen.session.state is State.OPEN
    doing = (
        "Name somebody who leads it on"
        if is_open
        else "Move it to another day with somebody who leads it, or cancel it"
    )
    last: Spans = (f"{doing}. On ", When(ends_at, WhenStyle.DATE), f" it ends by itself: {_ENDS}")
    return Card("Nobody leads a calibration session", (Text(told), Text(last), _open(seen)))


def lapsed(seen: Seen) -> Card:
    """To whoever led it, and to HR, once it has ended by itself."""
    told: Spans = (Bold(sessions.title(seen)), " was not closed in time, so it has ended by itself.")
    left = "Nothing it decided was carried out: every rating stands as its manager handed it in. Nobody reads the packets any more."
    return Card(
        "A calibration session ended by itself",
        (
            Text(told),
            Text((left,)),
            Text(("To compare these ratings after all, HR can plan a new session.",)),
            _open(seen),
        ),
    )


def room_lapsed(seen: Seen) -> Card:
    """In the place of the room's message."""
    line = "Nobody closed it in time, so nothing it decided was carried out: every rating stands as it was handed in."
    return Card(f"{sessions.title(seen)} has ended", (Text((line,)),))


def name(seen: Seen, chosen: tuple[Option, ...] = ()) -> Form:
    """To HR: who leads the room on from where it is."""
    line = f"Whoever led the {lower_first(sessions.title(seen))} is not here any more, and nobody watches it. Nothing that was said or decided is lost."
    return Form(
        title="Who leads it on?",
        action="calibration.leader",
        submit="Let them lead",
        subject=seen.session.id,
        version=seen.session.version,
        intro=(Text((line,)), Visibility("Everybody with a seat sees who leads the room.")),
        fields=(
            PeopleField(
                name="facilitator",
                label="Facilitator",
                action="people.search",
                hint="Rates nobody in the room, and has no seat in it yet.",
                value=chosen,
                max_people=1,
            ),
        ),
    )


def problems(seen: Seen) -> Mapping[str, str]:
    """What keeps somebody from leading it, under the field."""
    return {"facilitator": words.flaw(seen.flaws[0])} if seen.flaws else {}


def led_on(seen: Seen) -> Card:
    line = f"{seen.name(seen.session.facilitator)} has the room now, where it stood."
    return Card(f"{sessions.title(seen)} goes on", (Text((line,)), _open(seen)))


def led_by_another(seen: Seen) -> Card:
    """In the place of the room's message, to whoever led it: they have no seat in it any more."""
    line = f"{seen.name(seen.session.facilitator)} leads it on from where it stood, because you were not here. What you said and decided stays in it."
    return Card(f"{sessions.title(seen)} goes on without you", (Text((line,)),))


def _open(seen: Seen) -> Buttons:
    return Buttons((sessions.show_button(seen.session.id),))


_LEADS = replace(SEEN, seat=Seat.FACILITATOR)
_OPEN = replace(_LEADS, session=replace(SEEN.session, state=State.OPEN))
_ENDS_AT = SEEN.session.ends_at + 5 * 86_400_000
EXAMPLES = (
    *(not_closed(one, ends_at=_ENDS_AT) for one in (_LEADS, _OPEN)),
    *(nobody_leads(one, ends_at=_ENDS_AT) for one in (SEEN, _OPEN)),
    lapsed(_LEADS),
    room_lapsed(SEEN),
    name(_OPEN),
    led_on(_OPEN),
    led_by_another(_OPEN),
)
