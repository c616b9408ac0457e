"""Coaching: two thoughts a week at most, not the same again too soon, and less often for whoever says so."""

from __future__ import annotations

import random
from collections import defaultdict

from content import pack
from domain import coaching as rules
from domain.coaching import (
    A_WEEK,
    CONCERN,
    NUDGES,
    OWN_ERROR,
    RECENT,
    RESTS,
    TALK,
    UNNOTED,
    UNSEEN,
    Answer,
    Person,
    Told,
)
from domain.local_time import DAY_MS

COOLDOWNS = {id: one.cooldown_days for id, one in pack.default().nudges.items()}
TODAY = 100 * DAY_MS + 5


def told(**ago: int) -> Person:
    """Somebody who was last told of kinds so many days ago."""
    names = {one.kind.replace(".", "_"): one.kind for one in NUDGES}
    days = {names[name]: TODAY // DAY_MS - days for name, days in ago.items()}
    lately = {kind: [day] for kind, day in days.items() if day > TODAY // DAY_MS - 7}
    return Person(told=Told(days=lately, last={kind: day * DAY_MS for kind, day in days.items()}))


def test_the_two_that_matter_most_are_said_and_the_others_wait() -> None:
    """Four things at once are no help."""
    assert rules.due(NUDGES, Person(), COOLDOWNS, now=TODAY) == {one.kind for one in NUDGES[:A_WEEK]}


def test_what_was_said_this_week_leaves_less_room() -> None:
    """Whatever kind it was of; after a week there is room again."""
    assert rules.due((TALK, CONCERN), told(kudos_unseen=3), COOLDOWNS, now=TODAY) == {TALK.kind}
    assert rules.due((TALK,), told(kudos_unseen=3, evidence_recent=2), COOLDOWNS, now=TODAY) == frozenset()
    assert rules.due((TALK,), told(kudos_unseen=8, evidence_recent=8), COOLDOWNS, now=TODAY) == {TALK.kind}


def test_what_can_wait_leaves_room_for_what_cannot() -> None:
    """Who was not written about is as true next week; talks are in three days."""
    assert rules.due((UNNOTED, OWN_ERROR, UNSEEN), Person(), COOLDOWNS, now=TODAY) == {UNNOTED.kind}
    assert rules.due((UNSEEN,), told(evidence_unnoted=3), COOLDOWNS, now=TODAY) == frozenset()
    assert rules.due((UNSEEN, CONCERN), told(evidence_unnoted=3), COOLDOWNS, now=TODAY) == {CONCERN.kind}


def test_more_people_on_the_same_day_are_the_same_thought() -> None:
    """They stand in one message."""
    full = told(kudos_unseen=0, evidence_recent=2)
    assert rules.due((UNSEEN, TALK), full, COOLDOWNS, now=TODAY) == {UNSEEN.kind}


def test_a_kind_rests_for_its_cool_down() -> None:
    """The pack's; those about one person each rest by person, which is kept elsewhere."""
    days = COOLDOWNS[CONCERN.id]
    assert rules.due((CONCERN,), told(coaching_concern=days - 1), COOLDOWNS, now=TODAY) == frozenset()
    assert rules.due((CONCERN,), told(coaching_concern=days + 1), COOLDOWNS, now=TODAY) == {CONCERN.kind}
    assert rules.due((RECENT,), told(evidence_recent=1), COOLDOWNS, now=TODAY) == {RECENT.kind}


def test_whoever_finds_a_kind_not_helpful_gets_it_less_often() -> None:
    """Three times as seldom; that it helped changes nothing."""
    for nudge, name in ((OWN_ERROR, "coaching_own_error"), (UNNOTED, "evidence_unnoted")):
        rest = RESTS * COOLDOWNS[nudge.id]
        for ago, may in ((rest - 1, False), (rest + 1, True)):
            person = Person(told=told(**{name: ago}).told, answers={nudge.kind: Answer.LESS})
            assert (nudge.kind in rules.due((nudge,), person, COOLDOWNS, now=TODAY)) is may
        helped = Person(told=told(**{name: rest - 1}).told, answers={nudge.kind: Answer.HELPED})
        assert rules.due((nudge,), helped, COOLDOWNS, now=TODAY) == {nudge.kind}


def test_in_a_year_of_reasons_nobody_gets_more_than_two_in_any_week() -> None:
    """Whatever there is to say on whichever day; and each kind gets its turn."""
    chance = random.Random(5)
    said: dict[str, list[int]] = defaultdict(list)
    for day in range(365):
        now = day * DAY_MS + 1
        lately = {kind: [one for one in days if one > day - 7] for kind, days in said.items()}
        person = Person(told=Told(days=lately, last={kind: days[-1] * DAY_MS for kind, days in said.items()}))
        wanted = [one for one in NUDGES if chance.random() < 0.5]
        for kind in rules.due(wanted, person, COOLDOWNS, now=now):
            said[kind].append(day)
    every = sorted(day for days in said.values() for day in days)
    assert max(sum(first <= day < first + 7 for day in every) for first in range(365)) == A_WEEK
    assert said.keys() == {one.kind for one in NUDGES}
    assert all(
        later - earlier >= COOLDOWNS[one.id]
        for one in NUDGES
        if one.rests
        for earlier, later in zip(said[one.kind], said[one.kind][1:], strict=False)
    )


def test_every_kind_has_its_words_in_the_pack() -> None:
    """Each by its own id."""
    assert len({one.id for one in NUDGES}) == len({one.kind for one in NUDGES}) == len(NUDGES)
    assert all(pack.default().nudges[one.id].text for one in NUDGES)


def test_each_nudge_of_the_pack_is_a_thought_a_hint_in_a_form_or_named_as_left_out() -> None:
    """A hint answers what somebody just wrote, so it takes no room among the thoughts; nobody reads meetings (n06)."""
    in_forms = {"n03", "n04", "n10"}
    of_goals, of_meetings = {"n09"}, {"n06"}
    told = {one.id for one in NUDGES}
    assert not told & (in_forms | of_goals | of_meetings)
    assert told | in_forms | of_goals | of_meetings == pack.default().nudges.keys()
