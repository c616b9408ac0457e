"""What is told of nominations: that they are open, that somebody is to decide, and who received what, as a story."""

from __future__ import annotations

from collections.abc import Sequence

from domain.nominations import Category, Reason, Window
from views import nominations as views
from views.nominations_deciding import told
from views.vocabulary import (
    Bold,
    Button,
    Buttons,
    Card,
    Emoji,
    Mention,
    Note,
    Part,
    Quote,
    Span,
    Text,
    Visibility,
    Weight,
)
from views.wording import listed_spans


def opened(window: Window, teams: Sequence[str] = ()) -> Card:
    """In the channel, when HR opens a window."""
    names: list[Span] = [Bold(one.label) for one in window.terms.categories]
    line = ("Who should be seen? ", *listed_spans(names), ".")
    buttons = Buttons((views.nominate_button(window),))
    return Card(
        f"{window.title} are open",
        (Text(line), Text(views.stands(window)), views.promised(window.terms, teams), buttons),
    )


def voting(window: Window) -> Card:
    """In the channel, when everybody decides."""
    line = "The reasons are there to read, without the names of who wrote them. You have one vote in each category."
    return Card(f"{window.title}: read and vote", (Text((line,)), Text(views.stands(window)), _reading(window)))


def asked(window: Window) -> Card:
    """To each of the committee."""
    line = "You sit on the committee. Read the reasons, and vote in each category, each of you in secret."
    rule = "What is about yourself you do not see, and in that category your vote is not counted. Nobody is told whom that concerns, you neither."
    return Card(
        f"{window.title}: your vote is asked for",
        (Text((line,)), Text(views.stands(window)), Note((rule,)), _reading(window)),
    )


def won(window: Window, category: Category, stories: Sequence[Reason]) -> Card:
    """To whoever received it, before anybody else hears of it."""
    line = ("Colleagues nominated you, and you were chosen: ", Bold(category.label), ". This is what they wrote:")
    ask = "May I tell it in the kudos channel, with your name and these words? If not, it stays between us and HR, and nobody else hears of it. Take your time."
    subject = f"{window.id}/{category.id}"
    buttons = Buttons(
        (
            Button(label="Yes, tell it", action="nominations.tell", subject=subject, weight=Weight.PRIMARY),
            Button(label="Keep it private", action="nominations.keep", subject=subject),
        )
    )
    readers = Visibility("You and HR can read this. Who nominated you, and how many, is kept nowhere.")
    return Card(f"You received “{category.label}”", (Text(line), *_quotes(stories), Text((ask,)), readers, buttons))


def agreed(category: Category) -> Card:
    return Card(
        f"“{category.label}”", (Text(("It is on its way to the kudos channel. It is yours, and well earned.",)),)
    )


def kept(category: Category) -> Card:
    line = "It stays private. Nothing is posted, and nobody is told that there was anything to post."
    return Card(f"“{category.label}”", (Text((line,)),))


def story(person: Mention, window: Window, category: Category, stories: Sequence[Reason]) -> Card:
    """In the channel, with the winner's consent: what they did, and no number."""
    line = (
        Emoji("trophy", "Received"),
        " ",
        person,
        " received ",
        Bold(category.label),
        ". In the words of colleagues:",
    )
    return Card(f"{person.name}: {category.label}", (Text(line), *_quotes(stories), Note((window.title,))))


def _reading(window: Window) -> Buttons:
    return Buttons((views.read_button(window),))


def _quotes(stories: Sequence[Reason]) -> tuple[Part, ...]:
    return tuple(Quote(told(one)) for one in stories)


_BEN = Mention("ben", "Ben Okafor")
EXAMPLES = (
    opened(views.WINDOW),
    opened(views.WINDOW, ("Checkout", "Billing")),
    voting(views.DECIDING),
    asked(views.DECIDING),
    won(views.WINDOW, views.FEEDBACK, (views.REASON,)),
    agreed(views.FEEDBACK),
    kept(views.FEEDBACK),
    story(_BEN, views.WINDOW, views.FEEDBACK, (views.REASON, views.REASON)),
)
