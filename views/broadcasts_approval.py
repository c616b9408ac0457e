"""What people see of a second person's approval: whoever is asked, whoever wrote it, and two at the same text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from domain.broadcasts import Broadcast, State
from domain.broadcasts_approval import Approval, Decision, Held
from views import examples
from views.broadcasts import EXAMPLE, MEANT, Meant, plan, to_whom, when
from views.forms import Form, TextField
from views.home import Waiting
from views.vocabulary import (
    Bold,
    Button,
    Buttons,
    Card,
    Facts,
    Mood,
    Note,
    Notice,
    Part,
    Quote,
    Rule,
    Spans,
    Text,
    Visibility,
    Weight,
    When,
    WhenStyle,
)
from views.wording import counted, excerpt, listed

REASON_LENGTH = 1_000
NAMES = 4  # of those who may approve


# --- To whoever may approve ---------------------------------------------------------------------------------------


def asked(broadcast: Broadcast, approval: Approval, meant: Meant, *, held: Held | None = None) -> Card:
    """The exact message, to whom and when. `held`: why it did not begin as it was to."""
    if held is Held.AUTHOR:
        return _orphaned(broadcast, approval, meant)
    title = f"{broadcast.author.name} asks you to approve: {excerpt(broadcast.wish.title, 80)}"
    more = f"This is asked again: it is for {counted(meant.people, 'person', 'people')} now. More have joined than were approved, or whoever approved it is no longer an HR administrator."
    grown = (Notice(Mood.PROBLEM, (more,)),) if held else ()
    return Card(title, (*grown, *plan(broadcast, meant), Rule(), *_terms(approval), Buttons(_decisions(broadcast))))


def _orphaned(broadcast: Broadcast, approval: Approval, meant: Meant) -> Card:
    """Nobody can approve it: somebody else has to sign it first."""
    title = f"“{excerpt(broadcast.wish.title, 80)}” needs somebody who signs it"
    line = f"{broadcast.author.name} is no longer an HR administrator, so it can't go out under that name, and nobody has it. Press “Edit it myself” to sign it yourself; somebody else then approves."
    choices = tuple(one for one in _decisions(broadcast) if one.action != "broadcast.approve")
    ends = Facts((_deadline(approval),))
    return Card(title, (Notice(Mood.PROBLEM, (line,)), *plan(broadcast, meant), Rule(), ends, Buttons(choices)))


def to_decide(broadcast: Broadcast) -> Waiting:
    """On the Home of whoever may approve it."""
    look = Button(label="Look at it", action="broadcast.question", spoken=_spoken("Look at", broadcast))
    line = (f"{broadcast.author.name} asks you to approve: ", Bold(excerpt(broadcast.wish.title, 80)))
    return Waiting(line, replace(look, subject=broadcast.id))


def settled(broadcast: Broadcast, approval: Approval) -> Card:
    """What the question becomes, for whoever was asked and for whoever asked, once it is decided."""
    title = f"“{excerpt(broadcast.wish.title, 80)}” {_outcome(approval)}"
    when_it_was = (Note((When(approval.decided_at, WhenStyle.DATE_TIME),)),) if approval.decided_at else ()
    why = (Quote(approval.reason),) if approval.reason else ()
    return Card(title, (Text((_next(broadcast, approval),)), *why, *when_it_was))


def return_form(broadcast: Broadcast) -> Form:
    """Why it is sent back."""
    reason = TextField(
        name="reason",
        label="What should change?",
        hint="One or two sentences that help its author.",
        multiline=True,
        max_length=REASON_LENGTH,
    )
    return Form(
        title="Send back",
        action="broadcast.return",
        submit="Send back",
        subject=broadcast.id,
        version=broadcast.version,
        intro=(
            Text((f"“{excerpt(broadcast.wish.title, 80)}” goes back to {broadcast.author.name}. Nobody gets it.",)),
            Visibility(f"{broadcast.author.name} and the other HR administrators can read this."),
        ),
        fields=(reason,),
    )


# --- To its author ------------------------------------------------------------------------------------------------


def waiting(broadcast: Broadcast, approval: Approval, names: Sequence[str], *, alone_from: int | None = None) -> Card:
    """While nobody has decided. `alone_from`: when its author, alone in HR, may send without (UTC epoch ms)."""
    title = f"“{excerpt(broadcast.wish.title, 80)}” waits for approval"
    facts = (
        ("To", (f"{to_whom(broadcast.wish.audience)} ({counted(approval.people, 'person', 'people')})",)),
        ("When", when(broadcast.wish.start)),
    )
    note = Note(("If you change it, it has to be asked for again.",))
    edit = Button(label="Edit", action="broadcast.compose.open", opens_form=True, spoken=_spoken("Edit", broadcast))
    back = Button(label="Take back", action="broadcast.withdraw", spoken=_spoken("Take back", broadcast))
    return Card(
        title,
        (
            Text(_who_can(names, alone_from)),
            Facts((*facts, _deadline(approval))),
            note,
            Buttons(_on(broadcast, (back, edit))),
        ),
    )


def held(broadcast: Broadcast, approval: Approval, why: Held) -> Card:
    """Where its progress stood, when it may not begin as it was to."""
    if why is Held.AUTHOR:
        line = "You are no longer an HR administrator, so it does not go out under your name. Nobody has it yet: the HR administrators have been told, and any of them can sign and send it."
        return Card(f"“{excerpt(broadcast.wish.title, 80)}” has not begun", (Text((line,)),))
    line = f"It is for {counted(approval.people, 'person', 'people')} now. More have joined than were approved, or whoever approved it is no longer an HR administrator. Nobody has it yet: the others have been asked again, and you get a message when one of them decides."
    return Card(f"“{excerpt(broadcast.wish.title, 80)}” has not begun", (Text((line,)),))


def author_is_gone(broadcast: Broadcast) -> Card:
    """Nobody's name may stand under it who is not HR any more."""
    line = f"{broadcast.author.name} is no longer an HR administrator, so it can't go out under that name. Nothing was sent. Press “Edit it myself” to sign it yourself; somebody else then approves."
    return Card("Not approved", (Text((line,)),))


def came_back(broadcast: Broadcast, approval: Approval) -> Card:
    """To its author, when it goes no further by itself."""
    title = f"“{excerpt(broadcast.wish.title, 80)}” was not sent"
    why = (Quote(approval.reason),) if approval.reason else ()
    edit = Button(
        label="Edit",
        action="broadcast.compose.open",
        opens_form=True,
        weight=Weight.PRIMARY,
        spoken=_spoken("Edit", broadcast),
    )
    return Card(title, (Text((_why(approval),)), *why, Buttons(_on(broadcast, (edit,)))))


def taken_over(broadcast: Broadcast) -> Card:
    """To its former author: somebody else has changed it, and signs it from now on."""
    line = f"{broadcast.author.name} has changed it and signs it from now on. What was asked before is void. You can approve the new words, like every other HR administrator."
    return Card(f"“{excerpt(broadcast.wish.title, 80)}” was changed", (Text((line,)),))


def conflict(current: Broadcast, title: str, message: str) -> Card:
    """Two people, or two screens, have changed the same one: both texts are here."""
    explained = "It was changed while your form was open. Nothing was overwritten: what is saved stays, and yours is kept for 30 days."
    mine = Button(label="Go on with mine", action="broadcast.mine.open", opens_form=True, weight=Weight.PRIMARY)
    parts: tuple[Part, ...] = (
        Text((explained,)),
        Facts((("Saved, by", (current.author.name,)), ("Its title", (current.wish.title,)))),
        Quote(current.wish.message),
        Facts((("Yours", (title,)),)),
        Quote(message),
        Buttons(_on(current, (replace(mine, spoken=_spoken("Go on with my text of", current)),))),
    )
    return Card("Two versions of the same broadcast", parts)


def too_late_to_change(current: Broadcast) -> Card:
    """It left, or was discarded, while the form was open."""
    again = Button(label="Open what I wrote", action="broadcast.compose.open", opens_form=True)
    line = "It was sent or discarded while your form was open, so your change is not in it. What you wrote is kept for 30 days as a new broadcast."
    return Card(f"“{excerpt(current.wish.title, 80)}” can no longer be changed", (Text((line,)), Buttons((again,))))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _terms(approval: Approval) -> tuple[Part, ...]:
    covers = (
        f"Up to {counted(approval.most, 'person', 'people')}. If there are more when it begins, you are asked again."
    )
    return (Facts((("You approve", (covers,)), _deadline(approval))),)


def _deadline(approval: Approval) -> tuple[str, Spans]:
    return ("Until", (When(approval.until, WhenStyle.DATE_TIME),))


def _decisions(broadcast: Broadcast) -> tuple[Button, ...]:
    approve = Button(label="Approve and send", action="broadcast.approve", weight=Weight.PRIMARY)
    back = Button(label="Send back", action="broadcast.return.open", opens_form=True)
    edit = Button(label="Edit it myself", action="broadcast.compose.open", opens_form=True)
    found = tuple(replace(one, spoken=_spoken(one.label, broadcast)) for one in (approve, back, edit))
    return _on(broadcast, found)


def _on(broadcast: Broadcast, buttons: Sequence[Button]) -> tuple[Button, ...]:
    return tuple(replace(one, subject=broadcast.id, version=broadcast.version) for one in buttons)


def _spoken(label: str, broadcast: Broadcast) -> str:
    return f"{label}: {excerpt(broadcast.wish.title, 45)}"


def _who_can(names: Sequence[str], alone_from: int | None) -> Spans:
    if names:
        line = f"{_any_of(names)} can approve it. As soon as somebody does, it is sent as you wrote it. You get a message either way."
        return (line,)
    nobody = "Nobody else is an HR administrator at the moment."
    if alone_from is None:
        return (f"{nobody} Press “Take back”, then you can send it without.",)
    return (
        f"{nobody} Whoever is made one can approve it. Or press “Take back”; from ",
        When(alone_from, WhenStyle.DATE_TIME),
        " on you can send it without, a day after the last of the others lost that role.",
    )


def _any_of(names: Sequence[str]) -> str:
    more = len(names) - NAMES
    others = [counted(more, "other HR administrator", "other HR administrators")] if more > 0 else []
    return listed([*names[:NAMES], *others], "or")


def _outcome(approval: Approval) -> str:
    who = f" by {approval.by.name}" if approval.by else ""
    match approval.decision:
        case Decision.ASKED:
            return "waits for approval"
        case Decision.APPROVED:
            return f"was approved{who}"
        case Decision.RETURNED:
            return f"was sent back{who}"
        case Decision.VOID:
            return f"was taken back or changed{who}"
        case Decision.LAPSED:
            return "was not approved in time"
        case Decision.GROWN:
            return "is for more people now"
        case _:
            assert_never(approval.decision)


def _next(broadcast: Broadcast, approval: Approval) -> str:
    match approval.decision:
        case Decision.ASKED:
            return "Nobody has decided yet."
        case Decision.APPROVED:
            return "It goes out as it was shown. Every HR administrator can stop it: type “/broadcast list”."
        case Decision.RETURNED:
            return f"{broadcast.author.name} reads what should change. Nobody got it."
        case Decision.VOID:
            return "Nothing is to be done. If it is asked for again, you get a new message."
        case Decision.LAPSED:
            return "Nobody got it. Its author can choose another time and ask again."
        case Decision.GROWN:
            return (
                "More people are in it than when you were asked. A new message asks you with the number as it is now."
            )
        case _:
            assert_never(approval.decision)


def _why(approval: Approval) -> str:
    if approval.decision is Decision.RETURNED and approval.by:
        return f"{approval.by.name} has sent it back. What you wrote is kept; press Edit and ask again."
    return "Nobody approved it in time, so nobody got it. What you wrote is kept; press Edit, choose another time and ask again."


_WAITING = replace(EXAMPLE, state=State.WAITING, version=2)
_ASKED = Approval(version=2, asked=("ben", "chi"), people=1_000, most=1_100, until=examples.MORNING)
_DECIDED = replace(_ASKED, by=examples.BEN, decided_at=examples.MORNING)
EXAMPLES = (
    asked(_WAITING, _ASKED, MEANT),
    asked(_WAITING, _ASKED, MEANT, held=Held.GROWN),
    asked(_WAITING, _ASKED, MEANT, held=Held.AUTHOR),
    *(settled(_WAITING, replace(_DECIDED, decision=decision)) for decision in Decision),
    settled(_WAITING, replace(_DECIDED, decision=Decision.RETURNED, reason="Please name the last day.")),
    return_form(_WAITING),
    waiting(_WAITING, _ASKED, ("Ben Okafor", "Chiara Lindqvist", "Dan", "Eli", "Fay")),
    waiting(_WAITING, _ASKED, ()),
    waiting(_WAITING, _ASKED, (), alone_from=examples.MORNING),
    *(held(_WAITING, _ASKED, why) for why in Held),
    came_back(_WAITING, replace(_DECIDED, decision=Decision.RETURNED, reason="Please name the last day.")),
    came_back(_WAITING, replace(_ASKED, decision=Decision.LAPSED)),
    author_is_gone(_WAITING),
    taken_over(_WAITING),
    conflict(_WAITING, "The checkpoint opens on Tuesday", "From Tuesday on."),
    too_late_to_change(_WAITING),
)
