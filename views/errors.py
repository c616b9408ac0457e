"""What people read when something was refused or went wrong: the cause, what is saved, what to do next, and a reference."""

from __future__ import annotations

from domain.errors import NotFoundError, NotOpenYetError, RefusalError
from views.vocabulary import Button, Buttons, Card, Note, Text

SEND_AGAIN = "Send it again"  # the button of a form that could not be saved and still holds what was typed


def refused(error: RefusalError) -> Card:
    title = "Not open to you yet" if isinstance(error, NotOpenYetError) else "That didn't work"
    return Card(title, (Text((error.message,)),))


def kept() -> Card:
    """To somebody who has left, for a form that was still open."""
    line = "Only full members of this organization can use Vouchsafe, so nothing was sent. What you wrote is kept as a draft, and stands in the form again if you come back."
    return Card("That didn't work", (Text((line,)),))


def stranger() -> Card:
    """To someone the directory does not know (yet)."""
    line = "I don't know your account yet. I have asked for the current list of members; please try again in a minute. Nothing was saved."
    return Card(
        "We haven't met", (Text((line,)), Note(("Guests and people from other organizations can't use Vouchsafe.",)))
    )


def not_saved(reference: str) -> Card:
    """When the fault is ours. The reference finds the entry in the operator's log."""
    line = "This was not saved, because of a fault on our side. What you wrote is still in your message or form: please send it again."
    return Card(
        "Not saved",
        (Text((line,)), Note((f"If it happens again, tell your administrator this reference: {reference}",))),
    )


def unsure(reference: str) -> Card:
    """When the store did not answer in time and may still have saved it."""
    line = "I can't say yet whether this was saved. Please look whether it is there before you send it again; thanks that you gave stand under “My kudos”."
    mine = Buttons((Button(label="My kudos", action="kudos.mine"),))
    return Card("Taking too long", (Text((line,)), Note((f"Reference: {reference}",)), mine))


def unsure_once(reference: str) -> Card:
    """The same, of what counts once however often it comes: nobody need look, or could."""
    line = "I can't say yet whether this came in. What you chose or wrote is still in your message or form: please send it again in a moment. It counts once, however often you send it."
    return Card("Taking too long", (Text((line,)), Note((f"Reference: {reference}",))))


def no_direct_chat() -> Card:
    """Where everybody can read it, to somebody whom we cannot write to alone. It says nothing of what was asked."""
    line = "I answer only where nobody else reads along, and I can't write to you alone yet. Please add Vouchsafe for yourself (Apps, then Vouchsafe, then Add), and ask me there. If you sent something, it is saved."
    return Card("I can't answer here", (Text((line,)),))


EXAMPLES = (
    refused(NotFoundError()),
    refused(NotOpenYetError()),
    kept(),
    stranger(),
    not_saved("7F3K"),
    unsure("7F3K"),
    unsure_once("7F3K"),
    no_direct_chat(),
)
