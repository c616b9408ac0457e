"""What people see of a kudos: the post, the direct message and the preview."""

from __future__ import annotations

from collections.abc import Sequence

from domain.kudos import Audience, Kudos, Reader, Receiver, Rules, readers
from domain.people import Person
from views import examples
from views.vocabulary import (
    Bold,
    Button,
    Buttons,
    Card,
    Emoji,
    Facts,
    Mention,
    Mood,
    Note,
    Notice,
    Part,
    Quote,
    Span,
    Spans,
    Text,
    Visibility,
    Weight,
    When,
    WhenStyle,
)
from views.wording import counted, listed, listed_spans, lower_first

# --- In the channel and in direct messages ------------------------------------------------------------------------


def post(kudos: Kudos) -> Card:
    """The public post. Anyone there may say they saw it too."""
    title = f"{kudos.giver.name} thanked {listed(_shown_names(kudos))}: {kudos.badge.label}"
    opening: Spans = (
        Emoji("clapping hands", "Kudos"),
        " ",
        _mention(kudos.giver),
        " thanked ",
        *_shown_mentions(kudos),
    )
    return Card(title, (Text(opening), *_words(kudos), *_seen_too(kudos), Buttons((_endorse_button(kudos),))))


def received(kudos: Kudos, receiver: Receiver) -> Card:
    """The receiver's own copy, with what they decide about it."""
    title = f"{kudos.giver.name} thanked you: {kudos.badge.label}"
    opening: Spans = (
        Emoji("clapping hands", "Kudos"),
        " ",
        Bold(kudos.giver.name),
        " thanked ",
        *_you_and(kudos, receiver),
    )
    decisions = Buttons(_decision_buttons(kudos, receiver))
    return Card(title, (Text(opening), *_words(kudos), Visibility(receiver_sees(kudos, receiver)), decisions))


def withdrawn_post(kudos: Kudos) -> Card:
    return Card("A kudos was withdrawn", (Note((f"{kudos.giver.name} withdrew a kudos that stood here.",)),))


def withdrawn_copy(kudos: Kudos) -> Card:
    line = f"{kudos.giver.name} withdrew a kudos to you. It no longer stands anywhere and cannot be cited."
    return Card("A kudos to you was withdrawn", (Note((line,)),))


# --- To the giver -------------------------------------------------------------------------------------------------


def given(kudos: Kudos, *, channels: Sequence[str], left: int, rules: Rules) -> Card:
    """The giver's preview during the undo window: exactly what will be read, by whom and when."""
    names = listed([receiver.person.name for receiver in kudos.receivers])
    goes_out = kudos.given_at + rules.undo_ms
    line: Spans = (
        "It goes to ",
        *_destination(kudos, channels),
        " at ",
        When(goes_out, WhenStyle.TIME),
        ". Until then nobody sees it.",
    )
    parts: tuple[Part, ...] = (Text(line), *_words(kudos), Visibility(visibility(kudos.audience, channels)))
    buttons = (
        Button(label="Undo", action="kudos.undo", subject=kudos.id, spoken=f"Undo kudos to {names}"),
        Button(
            label="Edit", action="kudos.edit.open", subject=kudos.id, opens_form=True, spoken=f"Edit kudos to {names}"
        ),
        Button(
            label="Send now",
            action="kudos.now",
            subject=kudos.id,
            weight=Weight.PRIMARY,
            spoken=f"Send kudos to {names} now",
        ),
    )
    return Card(
        f"Your kudos to {names} is saved",
        (*parts, *_no_channel(kudos, channels), Note((allowance(left, rules),)), Buttons(buttons)),
    )


def sent(kudos: Kudos) -> Card:
    names = listed([receiver.person.name for receiver in kudos.receivers])
    return Card(
        f"Your kudos to {names} is on its way",
        (Text(("Thank you. You can edit it for a day and withdraw it at any time.",)), Buttons(_giver_buttons(kudos))),
    )


def undone(kudos: Kudos) -> Card:
    names = listed([receiver.person.name for receiver in kudos.receivers])
    line = f"Your kudos to {names} was not sent. Nobody saw it, and it does not count against your allowance."
    again = Button(label="Write it again", action="kudos.give.open", opens_form=True)
    return Card(
        "Undone",
        (
            Text((line,)),
            Note(("What you wrote is kept for 30 days in case you want to send it after all.",)),
            Buttons((again,)),
        ),
    )


def withdrawn(kudos: Kudos) -> Card:
    names = listed([receiver.person.name for receiver in kudos.receivers])
    line = f"Your kudos to {names} is withdrawn. The post and the direct message now say so, and the words are gone from both."
    return Card("Withdrawn", (Text((line,)),))


def one(kudos: Kudos, reader: Person) -> Card:
    """A kudos on its own, for its giver or a receiver."""
    receiver = kudos.receiver(reader.id)
    if receiver:
        return received(kudos, receiver)
    names = listed([receiver.person.name for receiver in kudos.receivers])
    lead: Spans = ("Given ", When(kudos.given_at, WhenStyle.DATE), " to ", Bold(names))
    return Card(
        f"Your kudos to {names}", (Text(lead), *_words(kudos), *_seen_too(kudos), Buttons(_giver_buttons(kudos)))
    )


def endorsed(kudos: Kudos) -> Card:
    line = f"Thank you. {kudos.giver.name}'s kudos now says that you saw it too, as a number, without your name."
    return Card("Counted", (Text((line,)),))


def cannot_endorse() -> Card:
    line = "“I saw this too” is for people other than the giver and the receivers, once each. Nothing was changed."
    return Card("Not counted", (Text((line,)),))


def too_late_to_edit() -> Card:
    line = "A kudos can be edited for a day. This one stands as it is; you can withdraw it and write a new one. Nothing was changed."
    return Card("Too late to edit", (Text((line,)),))


# --- Who sees it --------------------------------------------------------------------------------------------------


def visibility(audience: Audience, channels: Sequence[str]) -> str:
    """The visibility line, worded from domain.kudos.readers."""
    if Reader.EVERYONE in readers(audience):
        where = f", in {listed(channels)}" if channels else ""
        return f"Everyone in the organization can read this{where}. The people you thank decide whether it may be cited in a review."
    return "Only you and the people you thank can read this. They decide whether to share it or let it be cited in a review."


def receiver_sees(kudos: Kudos, receiver: Receiver) -> str:
    who = (
        "Everyone in the organization can read this"
        if kudos.is_shown_publicly
        else f"Only {kudos.giver.name} and the people thanked can read this"
    )
    name = "" if receiver.named else ", without your name"
    waiting = (
        " You agreed to share it; it is posted once everyone thanked agrees."
        if receiver.shared and not kudos.is_shown_publicly
        else ""
    )
    review = (
        "It may be cited as evidence in your review"
        if receiver.evidence
        else "It cannot be cited in a review unless you allow it"
    )
    return f"{who}{name}.{waiting} {review}."


def allowance(left: int, rules: Rules) -> str:
    if not left:
        return f"You have given all {rules.monthly_allowance} kudos of this month. The next ones come on the 1st."
    return f"You can thank {counted(left, 'more person', 'more people')} this month."


def give_button() -> Button:
    return Button(label="Give kudos", action="kudos.give.open", weight=Weight.PRIMARY, opens_form=True)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _words(kudos: Kudos) -> tuple[Part, ...]:
    edited = " (edited)" if kudos.edited else ""
    badge = Text((Bold(kudos.badge.label), f": {lower_first(kudos.badge.purpose)}{edited}"))
    correction = (Facts((("What is different now", (kudos.correction,)),)),) if kudos.correction else ()
    return (badge, Quote(kudos.note), *correction)


def _mention(person: Person) -> Mention:
    return Mention(person.id, person.name)


def _shown_mentions(kudos: Kudos) -> Spans:
    return listed_spans(
        [_mention(receiver.person) if receiver.named else "a colleague" for receiver in kudos.receivers]
    )


def _shown_names(kudos: Kudos) -> list[str]:
    return [receiver.person.name if receiver.named else "a colleague" for receiver in kudos.receivers]


def _you_and(kudos: Kudos, me: Receiver) -> Spans:
    others: list[Span] = [Bold(other.person.name) for other in kudos.receivers if other != me and other.named]
    return listed_spans(["you", *others])


def _destination(kudos: Kudos, channels: Sequence[str]) -> Spans:
    people = [Bold(receiver.person.name) for receiver in kudos.receivers]
    public = [Bold(channel) for channel in channels] if kudos.audience is Audience.PUBLIC else []
    return listed_spans([*public, *people])


def _no_channel(kudos: Kudos, channels: Sequence[str]) -> tuple[Part, ...]:
    if channels or kudos.audience is Audience.PRIVATE:
        return ()
    line = "No channel is chosen for public kudos yet, so only the people you thank are told. HR can choose one by typing “/vouchsafe here” in it."
    return (Notice(Mood.INFO, (line,)),)


def _seen_too(kudos: Kudos) -> tuple[Part, ...]:
    if not kudos.endorsements:
        return ()
    return (Note((f"{counted(kudos.endorsements, 'colleague', 'colleagues')} saw this too.",)),)


def _endorse_button(kudos: Kudos) -> Button:
    return Button(
        label="I saw this too",
        action="kudos.endorse",
        subject=kudos.id,
        spoken=f"I saw this too: kudos from {kudos.giver.name}",
    )


def _giver_buttons(kudos: Kudos) -> tuple[Button, ...]:
    return (
        Button(label="Edit", action="kudos.edit.open", subject=kudos.id, opens_form=True),
        Button(label="Withdraw", action="kudos.withdraw", subject=kudos.id, weight=Weight.DANGER),
    )


def _decision_buttons(kudos: Kudos, me: Receiver) -> tuple[Button, ...]:
    evidence = "Don't let reviews cite it" if me.evidence else "Let reviews cite it"
    return (Button(label=evidence, action="kudos.evidence", subject=kudos.id), *_wider_button(kudos, me))


def _wider_button(kudos: Kudos, me: Receiver) -> tuple[Button, ...]:
    if kudos.is_shown_publicly:
        label = "Take my name off the post" if me.named else "Show my name"
        return (Button(label=label, action="kudos.name", subject=kudos.id),)
    return () if me.shared else (Button(label="Share it with everyone", action="kudos.share", subject=kudos.id),)


_RULES = Rules(monthly_allowance=6, max_to_same_person=2, min_words=10)
EXAMPLES = (
    post(examples.PUBLIC),
    received(examples.PUBLIC, examples.PUBLIC.receivers[0]),
    received(examples.PRIVATE, examples.PRIVATE.receivers[0]),
    withdrawn_post(examples.PUBLIC),
    withdrawn_copy(examples.PUBLIC),
    given(examples.PUBLIC, channels=("#wins",), left=4, rules=_RULES),
    given(examples.PUBLIC, channels=(), left=1, rules=_RULES),
    given(examples.PRIVATE, channels=("#wins",), left=0, rules=_RULES),
    sent(examples.PUBLIC),
    undone(examples.PUBLIC),
    withdrawn(examples.PRIVATE),
    one(examples.PUBLIC, examples.ANA),
    endorsed(examples.PUBLIC),
    cannot_endorse(),
    too_late_to_edit(),
)
