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
    Heading,
    Mention,
    Note,
    Part,
    Quote,
    Span,
    Text,
    Visibility,
    Weight,
)
from views.wording import listed, listed_spans


def opened(window: Window, teams: Sequence[str] = ()) -> Card:
    """In the channel, when HR opens a window."""
    names: list[Span] = [Bold(one.label) for one in window.terms.categories]
    line = ("Who should be seen? ", *listed_spans(names), ".")
    buttons = Buttons((views.nominate_button(window),))
    return Card(
        f"{window.title}: nominate a colleague",
        (Text(line), Text(views.stands(window)), views.promised(window.terms, teams), buttons),
    )


def moved(window: Window) -> Card:
    """In the channel, when what nominations end with was moved."""
    ends = window.terms.anchor.label if window.terms.anchor else ""
    line = f"{ends} was moved, and nominations end with it."
    buttons = Buttons((views.nominate_button(window),))
    return Card(f"{window.title}: another last day", (Text((line,)), Text(views.stands(window)), buttons))


def voting(window: Window) -> Card:
    """In the channel, when everybody decides."""
    line = "The reasons are there to read, without the names of who wrote them. You have one vote in each category."
    return Card(f"{window.title}: read and vote", (Text((line,)), Text(views.stands(window)), _reading(window)))


def asked(window: Window) -> Card:
    """To each of the committee."""
    line = "You sit on the committee. Read the reasons, and vote in each category, each of you in secret."
    rule = "While you sit on it, nobody can nominate you here."
    return Card(
        f"{window.title}: your vote is asked for",
        (Text((line,)), Text(views.stands(window)), Note((rule,)), _reading(window)),
    )


def lost(window: Window) -> Card:
    """To HR, where the key of a stage did not come back."""
    line = "The key that opens what came in was gone for a day after the close, so it was destroyed unread, and nobody receives anything."
    rest = "Nobody else is told: say it yourself, and open them anew once whoever runs Vouchsafe has looked after the folder of keys."
    buttons = Buttons((Button(label="All nominations", action="nominations.hr"),))
    return Card(f"{window.title} could not be decided", (Text((line,)), Text((rest,)), buttons))


def won(window: Window, category: Category, stories: Sequence[Reason]) -> Card:
    """To whoever received it, before anybody else hears of it."""
    ask = "May I tell it in the kudos channel, with your name and these words? If not, it stays between us and HR, and nobody else hears of it. Take your time: you find this under /kudos nominate, too."
    subject = f"{window.id}/{category.id}"
    buttons = Buttons(
        (
            Button(
                label="Yes, tell it",
                action="nominations.tell",
                subject=subject,
                weight=Weight.PRIMARY,
                spoken=f"Yes, tell that I received {category.label}",
            ),
            Button(
                label="Keep it private",
                action="nominations.keep",
                subject=subject,
                spoken=f"Keep {category.label} private",
            ),
        )
    )
    readers = Visibility("You and HR can read this. Who nominated you is kept nowhere.")
    return Card(_received(category), (*_chosen(category, stories), Text((ask,)), readers, buttons))


def answered_yes(window: Window, category: Category, stories: Sequence[Reason]) -> Card:
    """The same message, once they said yes: the words stay theirs to read."""
    line = "You said yes: it is told in the kudos channel, with your name and these words."
    readers = Visibility("Everybody in the kudos channel can read this. Who nominated you is kept nowhere.")
    buttons = Buttons((_take_back_button(window, category),))
    return Card(_received(category), (*_chosen(category, stories), Text((line,)), readers, buttons))


def answered_no(category: Category, stories: Sequence[Reason]) -> Card:
    """The same, once they said no."""
    line = "You keep it private: it stays between us and HR."
    readers = Visibility("You and HR can read this. Who nominated you is kept nowhere.")
    return Card(_received(category), (*_chosen(category, stories), Text((line,)), readers))


def answered_back(category: Category, stories: Sequence[Reason]) -> Card:
    """The same, once they took it back: others may have read it by then."""
    line = "You took it back: it is off the channel again. Whoever read it there before has read it."
    readers = Visibility("From now on you and HR alone can read this. Who nominated you is kept nowhere.")
    return Card(_received(category), (*_chosen(category, stories), Text((line,)), readers))


def still_asked(window: Window, category: Category, stories: Sequence[Reason]) -> tuple[Part, ...]:
    """The same on the winner's own page, as long as they have not answered."""
    card = won(window, category, stories)
    return (Heading(card.title), *card.parts)


def is_told(window: Window, category: Category) -> tuple[Part, ...]:
    """On the winner's own page: what was told with their consent."""
    line = f"You received “{category.label}” ({window.title}), and it is told in the kudos channel."
    return (Text((line,)), Buttons((_take_back_button(window, category),)))


def agreed(window: Window, category: Category, channels: Sequence[str]) -> Card:
    line = f"It is on its way to {listed(channels)}. It is yours, and well earned."
    rest = "If you would rather not: you can take it off again here, or later by /kudos nominate."
    buttons = Buttons((_take_back_button(window, category),))
    return Card(f"“{category.label}”", (Text((line,)), Note((rest,)), buttons))


def nowhere(category: Category) -> Card:
    line = "No kudos channel is chosen yet, so nothing was posted, and nobody was told. Your answer is still open: once HR has chosen a channel, say yes under /kudos nominate."
    return Card(f"“{category.label}”", (Text((line,)),))


def taken_back(category: Category) -> Card:
    line = (
        "It is taken off the channel, and from now on it stays between us and HR. Whoever read it before has read it."
    )
    return Card(f"“{category.label}”", (Text((line,)),))


def untold() -> Card:
    """In the channel, in place of the story."""
    return Card("Taken back", (Note(("The person whom this was about took it back.",)),))


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


def _take_back_button(window: Window, category: Category) -> Button:
    subject, spoken = f"{window.id}/{category.id}", f"Take {category.label} off the channel again"
    return Button(label="Take it off again", action="nominations.take_back", subject=subject, spoken=spoken)


def _received(category: Category) -> str:
    return f"You received “{category.label}”"


def _chosen(category: Category, stories: Sequence[Reason]) -> tuple[Part, ...]:
    line = ("Colleagues nominated you, and you were chosen: ", Bold(category.label), ". This is what they wrote:")
    return (Text(line), *_quotes(stories))


def _quotes(stories: Sequence[Reason]) -> tuple[Part, ...]:
    return tuple(Quote(told(one)) for one in stories)


_BEN = Mention("ben", "Ben Okafor")
EXAMPLES = (
    opened(views.WINDOW),
    opened(views.WINDOW, ("Checkout", "Billing")),
    opened(views.HUNG),
    moved(views.HUNG),
    voting(views.DECIDING),
    lost(views.WINDOW),
    asked(views.DECIDING),
    won(views.WINDOW, views.FEEDBACK, (views.REASON,)),
    answered_yes(views.WINDOW, views.FEEDBACK, (views.REASON,)),
    answered_no(views.FEEDBACK, (views.REASON,)),
    answered_back(views.FEEDBACK, (views.REASON,)),
    Card("Nominations", still_asked(views.WINDOW, views.FEEDBACK, (views.REASON,))),
    Card("Nominations", is_told(views.WINDOW, views.FEEDBACK)),
    agreed(views.WINDOW, views.FEEDBACK, ("#wins",)),
    nowhere(views.FEEDBACK),
    taken_back(views.FEEDBACK),
    untold(),
    kept(views.FEEDBACK),
    story(_BEN, views.WINDOW, views.FEEDBACK, (views.REASON, views.REASON)),
)
