"""Nominations: who may be named, who decides, and that nobody decides on themselves."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date

import pytest

from content import nominations as content
from domain import nominations as rules
from domain.cycles import Audience, Checkpoint, Cycle, Kind
from domain.cycles import State as CycleState
from domain.errors import StaleError
from domain.evidence import Period
from domain.local_time import HOUR_MS
from domain.nominations import Decider, Flaw, Nomination, Problem, Reason, Stage, State, Terms, Window
from views.nominations_form import RESTS

FEEDBACK, QUIET = content.default().categories[0], content.default().categories[-1]
TERMS = Terms(categories=(FEEDBACK, QUIET), decider=Decider.COMMITTEE, rest_days=365)
WINDOW = Window(id="w", title="Autumn", terms=TERMS, closes_at=1_000, decides_at=2_000, state=State.DECIDING)
REASON = Reason(
    situation="In the August design review",
    behavior="She wrote down what she missed",
    impact="The next team asked us nothing",
)
TODAY = date(2026, 10, 5)


def named(who: str, reason: Reason = REASON, category: str = FEEDBACK.id) -> Nomination:
    return Nomination(category=category, nominee=who, reason=reason)


def problems(
    one: Nomination, *, eligible: Collection[str] = ("ana", "ben"), resting: Collection[str] = ()
) -> dict[str, Problem]:
    return rules.problems(one, "ana", eligible=eligible, resting=resting)


def test_what_people_are_named_for_comes_from_the_pack() -> None:
    """Best feedback giver is proposed, and nobody receives the same twice in a year."""
    assert content.default().usual == ("best_feedback_giver",)
    assert content.default().rest_days == 365


def test_somebody_else_is_named_with_a_reason_in_three_parts() -> None:
    """Not oneself, nobody who is out of it, nobody who received it lately, and not with two words."""
    assert problems(named("ben")) == {}
    assert problems(named("ana")) == {"nominee": Problem.YOURSELF}
    assert problems(named("chi")) == {"nominee": Problem.NOT_ELIGIBLE}
    assert problems(named("ben"), resting={"ben"}) == {"nominee": Problem.RESTS}
    assert problems(named("ben", replace(REASON, impact="Very nice"))) == {"impact": Problem.TOO_LITTLE}


def test_nobody_sees_their_own_nomination_and_their_vote_there_counts_for_nobody() -> None:
    """In another category it does."""
    nominated = [named("ben"), named("chi"), named("ben")]
    assert rules.nominees(nominated, FEEDBACK.id) == ("ben", "chi")
    assert rules.nominees(nominated, FEEDBACK.id, reader="ben") == ("chi",)
    assert not rules.counts(nominated, FEEDBACK.id, "ben")
    assert rules.counts(nominated, QUIET.id, "ben")


@pytest.mark.parametrize(
    ("decider", "votes", "won"),
    [
        (Decider.COMMITTEE, "bb", "b"),
        (Decider.COMMITTEE, "b", ""),
        (Decider.COMMITTEE, "bbcc", "bc"),
        (Decider.COMMITTEE, "bbc", "b"),
        (Decider.COMMITTEE, "xxb ", ""),
        (Decider.PEERS, "bb", ""),
        (Decider.PEERS, "bbb", "b"),
    ],
)
def test_more_than_one_voice_decides(decider: Decider, votes: str, won: str) -> None:
    """Of a tie each receives it; a vote for nobody, or for who is not nominated, counts for nobody."""
    window = replace(WINDOW, terms=replace(TERMS, decider=decider))
    nominated = [named(who) for who in "bc"]
    found = rules.winners(window, nominated, [(FEEDBACK.id, who.strip()) for who in votes])
    assert [one.person for one in found] == list(won)


def certain(seats: int) -> set[tuple[str, str]]:
    """Return with which vote of one's own, "" for none, which result makes the vote of somebody else certain."""
    nominated, found = [named(who) for who in "bc"], defaultdict(list)
    for own, *others in itertools.product(("b", "c", ""), repeat=seats):
        won = rules.winners(WINDOW, nominated, [(FEEDBACK.id, who) for who in (own, *others)])
        found[own, "".join(one.person for one in won)].append(others)
    return {
        known for known, possible in found.items() if any(len(set(votes)) == 1 for votes in zip(*possible, strict=True))
    }


def test_a_committee_is_so_large_that_its_result_makes_nobodys_vote_certain() -> None:
    """In one of three, whoever did not vote for the winner would know how both others voted."""
    assert certain(rules.LEAST_SEATS - 1) == {("c", "b"), ("", "b"), ("b", "c"), ("", "c")}
    assert [certain(seats) for seats in range(rules.LEAST_SEATS, 7)] == [set(), set(), set()]


def test_a_result_tells_three_stories_and_no_number() -> None:
    """However many nominated."""
    nominated = [named("b", replace(REASON, impact=str(number))) for number in range(5)]
    [won] = rules.winners(WINDOW, nominated, [(FEEDBACK.id, "b")] * 2)
    assert won.stories == tuple(one.reason for one in nominated[:3])


@pytest.mark.parametrize(
    ("closes", "decides", "seats", "found"),
    [
        (date(2026, 10, 6), date(2026, 10, 7), "abcd", ()),
        (date(2026, 11, 5), date(2026, 12, 6), "abcd", ()),
        (date(2026, 10, 5), date(2026, 10, 7), "abcd", (Flaw.CLOSES,)),
        (date(2026, 11, 6), date(2026, 11, 7), "abcd", (Flaw.CLOSES,)),
        (date(2026, 10, 6), date(2026, 10, 6), "abcd", (Flaw.DECIDES,)),
        (date(2026, 10, 6), date(2026, 10, 7), "aabc", (Flaw.SEATS,)),
        (date(2026, 10, 6), date(2026, 10, 7), "abcdefghij", (Flaw.SEATS,)),
    ],
)
def test_a_window_has_days_and_a_committee(closes: date, decides: date, seats: str, found: tuple[Flaw, ...]) -> None:
    """A month at most for each part, and four to nine people."""
    assert rules.flaws(TERMS, list(seats), closes, decides, today=TODAY) == found
    without = replace(TERMS, decider=Decider.PEERS)
    assert Flaw.SEATS not in rules.flaws(without, [], closes, decides, today=TODAY)


def test_each_part_takes_ballots_in_its_own_time() -> None:
    """And what is over is not moved again."""
    opened = replace(WINDOW, state=State.OPEN)
    assert rules.takes(opened, Stage.NOMINATE, now=999)
    assert not rules.takes(opened, Stage.NOMINATE, now=1_000)
    assert not rules.takes(opened, Stage.VOTE, now=999)
    assert rules.takes(WINDOW, Stage.VOTE, now=1_999)
    assert not rules.takes(WINDOW, Stage.VOTE, now=2_000)
    with pytest.raises(StaleError):
        rules.moved(WINDOW, State.COUNTED, before=(State.OPEN,))


def test_a_close_that_comes_late_takes_nobodys_time_to_vote() -> None:
    """Six hours late, six hours longer; a few minutes are nobody's loss."""
    assert rules.undelayed(WINDOW, now=WINDOW.closes_at + 6 * HOUR_MS).decides_at == WINDOW.decides_at + 6 * HOUR_MS
    assert rules.undelayed(WINDOW, now=WINDOW.closes_at + HOUR_MS - 1) == WINDOW


def test_a_category_of_hrs_own_is_the_same_by_its_name_alone() -> None:
    """Or whoever received one could not receive another for a year."""
    mentor = rules.own_category("Best mentor", "Why?")
    assert mentor.id == rules.own_category(" best  MENTOR", "Why?").id
    assert mentor.id != rules.own_category("Kindest reviewer", "Why?").id
    assert len(mentor.id) <= 36, "a vote has room for the id of a person, and no more"


def test_a_window_is_open_to_nobody_from_its_close_on() -> None:
    """Also while its close waits for a key."""
    opened = replace(WINDOW, state=State.OPEN)
    assert rules.seen(opened, now=999) == opened
    assert rules.seen(opened, now=1_000).state is State.CLOSED
    assert rules.seen(WINDOW, now=1_999) == WINDOW
    assert rules.seen(WINDOW, now=2_000).state is State.COUNTED


def test_the_rest_that_the_pack_names_can_be_chosen() -> None:
    """The form proposes it."""
    assert str(content.default().rest_days) in RESTS


def hung(due: date) -> Cycle:
    """A cycle that runs and asks for ratings until that day."""
    ratings = Checkpoint(
        id="ratings",
        kind=Kind.RATING,
        title="Ratings",
        prompt="",
        audience=Audience.MANAGERS,
        opens_on=TODAY,
        due_on=due,
    )
    return Cycle(
        id="c",
        name="Autumn",
        period=Period(start=TODAY, end=due),
        checkpoints=(ratings,),
        framework="house",
        framework_version=1,
        state=CycleState.OPEN,
    )


def on(day: date) -> int:
    return rules.end_of(day, ANCHOR.zone)


ANCHOR = rules.Anchor(cycle="c", checkpoint="ratings", label="Ratings", zone="Europe/Berlin")
HUNG = replace(
    WINDOW,
    state=State.OPEN,
    terms=replace(TERMS, anchor=ANCHOR),
    closes_at=on(date(2026, 10, 20)),
    decides_at=on(date(2026, 10, 27)),
)


def test_a_round_ends_with_its_checkpoint_wherever_that_is_moved() -> None:
    """With as many days to vote, also when the clocks change between; not back into the past."""
    later = rules.followed(HUNG, hung(date(2026, 10, 22)), now=on(TODAY))
    assert (later.closes_at, later.decides_at) == (on(date(2026, 10, 22)), on(date(2026, 10, 29)))
    assert later.version == HUNG.version + 1
    assert rules.followed(later, hung(date(2026, 10, 20)), now=on(TODAY)).closes_at == HUNG.closes_at
    assert rules.followed(HUNG, hung(date(2026, 10, 7)), now=on(date(2026, 10, 8))) == HUNG


def test_a_round_is_moved_by_nothing_but_its_own_checkpoint_while_it_is_open() -> None:
    """Not by another cycle, and not once nominations are in."""
    moved = hung(date(2026, 10, 22))
    assert rules.followed(HUNG, replace(moved, id="other"), now=on(TODAY)) == HUNG
    own_day = replace(HUNG, terms=TERMS)
    assert rules.followed(own_day, moved, now=on(TODAY)) == own_day
    assert rules.followed(HUNG, moved, now=HUNG.closes_at) == HUNG


def test_a_round_may_end_with_a_checkpoint_of_the_coming_month() -> None:
    """Of a cycle that runs: in a pause nobody knows its days."""
    near, far = hung(date(2026, 10, 20)), hung(date(2026, 11, 6))
    assert [one for one, _ in rules.endings([near, far], today=TODAY)] == [near]
    assert rules.endings([replace(near, state=CycleState.PAUSED)], today=TODAY) == ()
    assert rules.endings([hung(TODAY)], today=TODAY) == ()
