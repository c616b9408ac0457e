"""What HR decides about people's data: requests for erasure, and for how long each class is kept. Two people decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.privacy import TERMS, DataClass, Erasure, State, Terms, Wanted, fits
from views import examples
from views.forms import Choice, Form, TextField
from views.home import Waiting
from views.privacy import CLASSES, sure, term
from views.vocabulary import (
    Bold,
    Button,
    Buttons,
    Card,
    Mood,
    Note,
    Notice,
    Option,
    Part,
    Rule,
    Text,
    Visibility,
    Weight,
    When,
    WhenStyle,
)
from views.wording import counted

SHOWN = 2  # at once: each has two buttons, and Teams shows six
_SOMEBODY_ELSE = "Somebody else has to approve this: another HR administrator, or whoever runs Vouchsafe"
_OFFERED = (1, 7, 14, 30, 60, 90, 180, 365, 731, 1_096, 1_826, 2_557, 3_653)  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request for erasure. `by` is who asked, "" for the operator; `cancels` how many broadcasts it would cancel."""

    erasure: Erasure
    name: str
    by: str
    cancels: int
    mine_to_decide: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A term that somebody wants changed. `by` is who, "" for the operator."""

    wanted: Wanted
    now: int
    by: str
    mine_to_decide: bool


def requests(those: Sequence[Request], changes: Sequence[Change]) -> Card:
    everything: list[tuple[Part, ...]] = [*map(_request, those), *map(_change, changes)]
    if not everything:
        return Card("Requests about data", (Text(("Nothing waits for you.",)),))
    parts: list[Part] = []
    for one in everything[:SHOWN]:
        parts += [*([Rule()] if parts else []), *one]
    more = len(everything) - SHOWN
    after = (Note((f"{counted(more, 'more comes', 'more come')} after these.",)),) if more > 0 else ()
    return Card("Requests about data", (*parts, *after))


def _request(one: Request) -> tuple[Part, ...]:
    by = "" if one.by == one.name else f", asked for by {one.by or 'whoever runs Vouchsafe'}"
    lead = Text((Bold(one.name), f": erase everything{by}, ", When(one.erasure.asked_at, WhenStyle.DATE)))
    if one.erasure.held:
        held = "A legal hold stands on this person, which wins. Nothing can be approved until it is lifted."
        return (lead, Notice(Mood.PROBLEM, (held,)))
    if not one.mine_to_decide:
        return (lead, Note((f"{_SOMEBODY_ELSE}, but neither who asked nor whom it is about.",)))
    return (lead, Note((_consequence(one.cancels),)), Buttons(_decide(one)))


def _decide(one: Request) -> tuple[Button, ...]:
    id = one.erasure.id
    return (
        Button(
            label="Approve",
            action="privacy.approve.open",
            subject=id,
            weight=Weight.DANGER,
            opens_form=True,
            spoken=f"Approve erasing {one.name}",
        ),
        Button(
            label="Decline",
            action="privacy.decline.open",
            subject=id,
            opens_form=True,
            spoken=f"Decline erasing {one.name}",
        ),
    )


def _consequence(cancels: int) -> str:
    known = "Messages to them that are still to come are dropped."
    return f"{known} {counted(cancels, 'broadcast', 'broadcasts')} of theirs will be cancelled." if cancels else known


def _change(one: Change) -> tuple[Part, ...]:
    who = one.by or "Whoever runs Vouchsafe"
    lead = (Bold(who), f" wants to keep for {term(one.wanted.days)} instead of {term(one.now)}: ")
    what = Text((*lead, _within(CLASSES[one.wanted.of].name), "."))
    if not one.mine_to_decide:
        return (what, Note((f"{_SOMEBODY_ELSE}.",)))
    value = f"{one.wanted.of.value} {one.wanted.days}"
    approve = Button(label="Approve this change", action="privacy.terms.approve", subject=value)
    return (what, Note((_shorter(one),)), Buttons((approve,)))


def _shorter(one: Change) -> str:
    if one.wanted.days < one.now:
        return "What is older than that is forgotten in the night after you approve, and cannot be brought back."
    return "It holds for what is kept now, too."


def _within(name: str) -> str:
    return name[0].lower() + name[1:]


# --- Deciding -----------------------------------------------------------------------------------------------------


def approve_form(one: Request) -> Form:
    what = "Their profile, preferences, drafts and messages go, and every word of the kudos they gave and got. It is gone from backups as soon as one is restored. It cannot be undone."
    return Form(
        title="Erase a person",
        action="privacy.approve",
        submit="Erase now",
        subject=one.erasure.id,
        intro=(
            Text((Bold(one.name), " will be a former colleague. ", _consequence(one.cancels))),
            Text((what,)),
            Visibility("HR and whoever runs Vouchsafe can read that you approved it."),
        ),
        fields=(sure("Please confirm", f"Yes, erase everything about {one.name}"[:75]),),
    )


def decline_form(one: Request) -> Form:
    return Form(
        title="Decline a request",
        action="privacy.decline",
        submit="Decline",
        subject=one.erasure.id,
        intro=(
            Text((f"{one.name} is told that it was declined, and why.",)),
            Visibility(f"{one.name} can read this."),
        ),
        fields=(TextField(name="reason", label="Why", multiline=True, max_length=1_000),),
    )


def approved(name: str) -> Card:
    line = (
        f"Everything about {name} is being erased now. It takes a few minutes until every text has been looked through."
    )
    return Card("Approved", (Text((line,)), _more()))


def declined() -> Card:
    return Card("Declined", (Text(("They are told why. Nothing was erased.",)), _more()))


def to_hr() -> Card:
    """Whose request it is stands where only HR reads it: notifications reach lock screens."""
    line = "Somebody asks that what Vouchsafe keeps about them is erased. You have a month to decide."
    return Card("A request about personal data", (Text((line,)), _more()))


def waiting(requests: int) -> Waiting:
    line = f"{counted(requests, 'request', 'requests')} about people's data"
    return Waiting((line,), _open())


def _open() -> Button:
    return Button(label="Open requests", action="privacy.requests")


def _more() -> Buttons:
    return Buttons((_open(),))


# --- For how long -------------------------------------------------------------------------------------------------


def terms_form(terms: Terms) -> Form:
    line = "What is older is forgotten each night. A change holds once a second person has approved it, and everybody can see under “Your data” for how long their data is kept."
    return Form(
        title="How long data is kept",
        action="privacy.terms",
        submit="Ask for approval",
        intro=(Text((line,)), Visibility("Everyone here can read for how long data is kept.")),
        fields=tuple(_field(of, days) for of, days in terms.items()),
    )


def _field(of: DataClass, days: int) -> Choice:
    offered = sorted({days, TERMS[of].days, *(one for one in _OFFERED if fits(of, one))})
    options = tuple(Option(str(one), term(one)) for one in offered)
    return Choice(name=of.value, label=CLASSES[of].name, options=options, value=str(days))


def terms_asked(changes: int) -> Card:
    line = f"{counted(changes, 'change waits', 'changes wait')} for the approval of a second person: another HR administrator, or whoever runs Vouchsafe."
    return Card("Asked for approval" if changes else "Nothing changed", (Text((line if changes else _AS_IS,)), _more()))


_AS_IS = "Everything is kept for as long as before."


def terms_approved(of: DataClass, days: int) -> Card:
    line = f"From now on kept for {term(days)}: {_within(CLASSES[of].name)}."
    return Card("Approved", (Text((line,)), _more()))


_WISH = Erasure(id="e1", person="ana", state=State.REQUESTED, asked_by="ana", asked_at=examples.MORNING)
_MINE = Request(erasure=_WISH, name="Ana Ruiz", by="Ana Ruiz", cancels=1, mine_to_decide=True)
_OTHERS = Request(erasure=_WISH, name="Ana Ruiz", by="", cancels=0, mine_to_decide=False)
_HELD = Erasure(id="e2", person="ben", state=State.REQUESTED, asked_by="ben", asked_at=examples.MORNING, held=True)
_STUCK = Request(erasure=_HELD, name="Ben Okafor", by="Ben Okafor", cancels=0, mine_to_decide=True)
_SHORTER = Change(wanted=Wanted(DataClass.KUDOS, 731, "hana"), now=1_096, by="Hana Weiss", mine_to_decide=True)
_OWN = Change(wanted=Wanted(DataClass.DRAFTS, 60, None), now=30, by="", mine_to_decide=False)
EXAMPLES = (
    requests((), ()),
    requests((_MINE,), (_SHORTER,)),
    requests((_OTHERS, _STUCK), (_OWN,)),
    requests((), (_OWN,)),
    approve_form(_MINE),
    decline_form(_MINE),
    approved("Ana Ruiz"),
    declined(),
    to_hr(),
    terms_form({of: one.days for of, one in TERMS.items()}),
    terms_asked(2),
    terms_asked(0),
    terms_approved(DataClass.KUDOS, 731),
)
