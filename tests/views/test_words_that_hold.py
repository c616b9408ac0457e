"""What people read is so: who sees what, what follows a press, and which of several buttons is which."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.broadcasts import Broadcast, State, Tally, Wish
from domain.broadcasts_request import Deed, Request
from domain.set_up import Reach, Standing
from views import (
    broadcasts,
    broadcasts_form,
    broadcasts_list,
    broadcasts_progress,
    broadcasts_request,
    examples,
    home,
    set_up_home,
)
from views.home import Waiting
from views.vocabulary import Button, Buttons, Card, Visibility

ASKS = Broadcast(
    id="b",
    author=examples.ANA,
    wish=Wish(title="Please read this", message="Two pages.", request=Request(deed=Deed.READ)),
    state=State.SENT,
    created_at=examples.MORNING,
)


def reached(sent: int, confirmed: int, *, names: bool = False) -> Broadcast:
    request = replace(ASKS.wish.request, names=names)
    tally = Tally(people=sent, planned=sent, sent=sent, confirmed=confirmed)
    return replace(ASKS, wish=replace(ASKS.wish, request=request), tally=tally)


@pytest.mark.parametrize("confirmed", [0, 1, 4])
def test_of_fewer_than_five_hr_does_not_see_how_many_have_done_it(confirmed: int) -> None:
    """Who was promised that HR sees no names is not named by a number, nor by a button that goes."""
    few = reached(4, confirmed)
    shown = [broadcasts_request.figure(few), broadcasts_request.choices(few), broadcasts_request.reminding(few)]
    assert shown == [
        broadcasts_request.figure(reached(4, 2)),
        broadcasts_request.choices(reached(4, 2)),
        broadcasts_request.reminding(reached(4, 2)),
    ]
    assert "have done what it asks" not in str(broadcasts_list.latest([few]))
    assert "1 of 5" in str(broadcasts_request.figure(reached(5, 1)))
    assert "1 of 4" in str(broadcasts_request.figure(reached(4, 1, names=True)))


def test_whoever_writes_a_broadcast_is_told_that_who_approves_it_reads_all_of_it() -> None:
    """The line under the form says what the policy allows."""
    [said] = [one.text for one in broadcasts_form.compose(Wish(), ()).intro if isinstance(one, Visibility)]
    assert "all of it if you ask them to approve it" in said


def test_what_others_were_asked_about_is_not_called_unseen() -> None:
    """Nobody has seen it only when nobody was asked."""
    assert "nobody has seen it" in str(broadcasts.discarded(ASKS))
    assert "nobody has seen it" not in str(broadcasts.discarded(ASKS, is_shared=True))


def test_a_new_administrator_hears_of_the_steps_that_are_left_and_of_who_is_written_to() -> None:
    """Where it is open already people are written to."""
    first, closed, opened = Card("Set-up", ()), Standing(reach=Reach.HR), Standing(reach=Reach.EVERYONE)
    assert "7 short steps follow" in str(set_up_home.welcome(first, closed))
    assert "Nobody is written to" in str(set_up_home.welcome(first, closed))
    assert "5 short steps follow" in str(set_up_home.welcome(first, opened))
    assert "Nobody is written to" not in str(set_up_home.welcome(first, opened))


def test_each_button_of_home_says_which_thing_it_is_about() -> None:
    """Several at once never read the same, also when two things have one title."""
    waiting = [broadcasts_request.waiting(replace(ASKS, id=id)) for id in "abc"]
    other = Waiting(("A code",), Button(label="Finish it", action="kudos.give.open"))
    card = home.dashboard(examples.BEN, [*waiting, other], ())
    [buttons] = [part for part in card.parts if isinstance(part, Buttons)]
    labels = [one.label for one in buttons.buttons]
    assert labels == [
        "I have read it: Please read this",
        "I have read it: Please read this (2)",
        "I have read it: Please read this (3)",
        "Finish it",
    ]


def test_hr_follows_up_while_the_message_of_one_reader_is_still_on_its_way() -> None:
    """Whoever has none yet is not meant; the others can be reminded."""
    going = replace(reached(5, 1), state=State.SENDING)
    card = broadcasts_progress.under_way(
        replace(going, tally=replace(going.tally, people=6, under_way=1)), now=examples.MORNING
    )
    assert "Remind those who have not" in str(card)
