"""The rules of recognition, without any I/O."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import kudos
from domain.errors import NotFoundError
from domain.kudos import (
    AllowanceSpent,
    Audience,
    CannotReceive,
    Given,
    Kudos,
    NoBadge,
    NoCorrection,
    NoReceiver,
    Receiver,
    Rules,
    State,
    TooLittleSaid,
    TooOftenToSame,
    ToYourself,
    Wish,
)
from domain.local_time import DAY_MS
from domain.people import Actor, MemberKind, Person
from views.examples import ANA, BEN, CHI, EARLY_FLAG, OWNED_IT

RULES = Rules(monthly_allowance=6, max_to_same_person=2, min_words=10)
NOTE = "you raised the vendor risk nine days early, we could replan"
NOW = 1_790_000_000_000
GOOD = Wish(receivers=(BEN,), badge=EARLY_FLAG, note=NOTE)
PUBLIC = Kudos(
    id="k",
    giver=ANA,
    receivers=(Receiver(person=BEN),),
    badge=EARLY_FLAG,
    note=NOTE,
    audience=Audience.PUBLIC,
    given_at=NOW,
)


def test_a_complete_wish_may_be_given() -> None:
    """Nothing stands in the way of honest thanks."""
    assert kudos.problems(GOOD, ANA, RULES, [], NOW) == {}


@pytest.mark.parametrize(
    ("wish", "field", "problem"),
    [
        (replace(GOOD, receivers=()), "receivers", NoReceiver()),
        (replace(GOOD, receivers=(ANA,)), "receivers", ToYourself()),
        (replace(GOOD, receivers=(replace(BEN, kind=MemberKind.GUEST),)), "receivers", CannotReceive(("Ben Okafor",))),
        (replace(GOOD, receivers=(replace(BEN, active=False),)), "receivers", CannotReceive(("Ben Okafor",))),
        (replace(GOOD, badge=None), "badge", NoBadge()),
        (replace(GOOD, note="thanks"), "note", TooLittleSaid(1, 10)),
        (replace(GOOD, badge=OWNED_IT), "correction", NoCorrection()),
    ],
)
def test_each_gap_is_named_at_its_field(wish: Wish, field: str, problem: object) -> None:
    """The person learns what is missing and where."""
    assert kudos.problems(wish, ANA, RULES, [], NOW) == {field: problem}


def test_an_owned_error_with_its_correction_may_be_given() -> None:
    """The badge asks for the repair, and accepts it."""
    wish = replace(GOOD, badge=OWNED_IT, correction="There is a check now")
    assert kudos.problems(wish, ANA, RULES, [], NOW) == {}


def test_each_receiver_takes_one_of_the_allowance() -> None:
    """Thanking three people costs three."""
    history = [Given("x", NOW - 1_000)] * 4
    wish = replace(GOOD, receivers=(BEN, CHI, replace(CHI, id="dan")))
    assert kudos.problems(wish, ANA, RULES, history, NOW) == {"receivers": AllowanceSpent(2, 3, 6)}


def test_the_month_begins_at_midnight_where_the_giver_lives() -> None:
    """Ana in Auckland has her new month before UTC does."""
    first_of_october_noon_in_auckland = 1_790_809_200_000  # 2026-09-30T23:00Z
    auckland = replace(ANA, zone="Pacific/Auckland")
    history = [Given("x", first_of_october_noon_in_auckland - 13 * 3_600_000)] * 6
    assert kudos.allowance_left(auckland, RULES, history, first_of_october_noon_in_auckland) == 6
    assert kudos.allowance_left(replace(ANA, zone="UTC"), RULES, history, first_of_october_noon_in_auckland) == 0


def test_the_same_person_again_waits_thirty_days() -> None:
    """Two within thirty days is the most; the thirty-first day opens it again."""
    twice = [Given(BEN.id, NOW - 29 * DAY_MS)] * 2
    assert kudos.problems(GOOD, ANA, RULES, twice, NOW) == {"receivers": TooOftenToSame(("Ben Okafor",), 2, 30)}
    assert kudos.problems(GOOD, ANA, RULES, twice, NOW + 2 * DAY_MS) == {}


def actor(person: Person) -> Actor:
    return Actor(org="org", person=person, workspace="w", account=person.id)


@given(st.sampled_from(list(Audience)), st.booleans(), st.sampled_from(list(State)), st.sampled_from([ANA, BEN, CHI]))
def test_who_may_see_is_who_the_visibility_line_names(
    audience: Audience, shared: bool, state: State, reader: Person
) -> None:
    """Promise 9: the sentence and the rule have one source."""
    gift = replace(PUBLIC, audience=audience, state=state, receivers=(Receiver(person=BEN, shared=shared),))
    concerned = reader in (ANA, BEN)
    if state is State.UNDONE:
        expected = reader == ANA
    else:
        everyone = kudos.Reader.EVERYONE in kudos.readers(audience) or shared
        expected = concerned or (everyone and state is State.GIVEN)
    assert kudos.may_see(gift, actor(reader)) is expected


def test_only_witnesses_endorse() -> None:
    """Neither the giver nor a receiver can raise the count, nor can anyone who may not read it."""
    assert kudos.may_endorse(PUBLIC, actor(CHI))
    assert not kudos.may_endorse(PUBLIC, actor(ANA))
    assert not kudos.may_endorse(PUBLIC, actor(BEN))
    assert not kudos.may_endorse(replace(PUBLIC, audience=Audience.PRIVATE), actor(CHI))


def test_whoever_takes_part_no_more_sees_nothing() -> None:
    """Not even what they gave."""
    assert kudos.may_see(PUBLIC, actor(ANA))
    assert not kudos.may_see(PUBLIC, actor(replace(ANA, active=False)))
    assert not kudos.may_see(PUBLIC, actor(replace(ANA, kind=MemberKind.GUEST)))


def test_forbidden_and_missing_are_the_same_error() -> None:
    """Nobody can tell a kudos they may not touch from one that does not exist."""
    with pytest.raises(NotFoundError) as forbidden:
        kudos.require_giver(PUBLIC, CHI.id)
    with pytest.raises(NotFoundError) as missing:
        kudos.require_giver(None, CHI.id)
    assert forbidden.value.message == missing.value.message
    with pytest.raises(NotFoundError):
        kudos.require_receiver(PUBLIC, CHI.id)


def test_the_undo_window_is_thirty_seconds() -> None:
    """At thirty seconds it still holds; a moment later it does not."""
    assert kudos.is_in_undo_window(PUBLIC, NOW + 30_000, RULES)
    assert not kudos.is_in_undo_window(PUBLIC, NOW + 30_001, RULES)
    assert not kudos.is_in_undo_window(replace(PUBLIC, state=State.WITHDRAWN), NOW, RULES)
