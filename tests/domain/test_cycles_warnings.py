"""HR hears before a cycle starts what would hurt: deadlines on days off, fourteen reviews at once, many messages."""

from __future__ import annotations

from dataclasses import replace

from domain import cycles_warnings
from domain.contact import Budget, Calendar
from domain.cycles import Audience, Checkpoint, Kind, Ladder
from domain.cycles_warnings import Participant, Trouble, Warned
from tests.domain.test_cycles import DAY, EVIDENCE, MONDAY, RATING

MANAGER = frozenset({Audience.PARTICIPANTS, Audience.MANAGERS})
PLAIN = {"": Calendar()}
SPARING = Ladder(reminders=(1,))
SHORT = replace(EVIDENCE, ladder=SPARING)


def warned(*checkpoints: Checkpoint, people: list[Participant]) -> list[tuple[Trouble, int, int]]:
    """What is warned of, on which day counted from the first Monday, and how many people it concerns."""
    found = cycles_warnings.warnings(checkpoints, people, PLAIN, Budget())
    return [(one.trouble, (one.on - MONDAY).days, one.people) for one in found]


def test_a_deadline_on_a_holiday_is_told_with_how_many_it_concerns() -> None:
    """By place: a day off in one country is a working day in another."""
    calendars = {"ES": Calendar(holidays=frozenset({SHORT.due_on})), "PT": Calendar()}
    people = [
        Participant(id="ana", place="ES", audiences=MANAGER),
        Participant(id="ben", place="ES", audiences=MANAGER),
        Participant(id="cleo", place="PT", audiences=MANAGER),
        Participant(id="sam", place="ES"),
    ]
    found = cycles_warnings.warnings([SHORT], people, calendars, Budget())
    assert found == (Warned(trouble=Trouble.DAY_OFF, on=SHORT.due_on, people=2, checkpoint="e", place="ES"),)


def test_an_opening_on_a_sunday_is_told() -> None:
    """Its message would wait until Monday."""
    sunday = replace(SHORT, opens_on=SHORT.opens_on - DAY)
    people = [Participant(id="mo", audiences=MANAGER)]
    assert warned(sunday, people=people) == [(Trouble.OPENS_ON_DAY_OFF, 6, 1)]


def test_a_manager_with_many_reviews_on_one_day_is_named() -> None:
    """All that is due that day counts together; what their people have to do themselves does not."""
    both = (SHORT, replace(RATING, opens_on=SHORT.opens_on, due_on=SHORT.due_on, ladder=SPARING))
    pulse = replace(SHORT, id="p", kind=Kind.PULSE, audience=Audience.PARTICIPANTS)
    people = [Participant(id="mo", audiences=MANAGER, reports=5), Participant(id="max", audiences=MANAGER, reports=4)]
    found = cycles_warnings.warnings((*both, pulse), people, PLAIN, Budget())
    assert [(one.trouble, one.person, one.amount) for one in found] == [(Trouble.CROWDED, "mo", 10)]
    assert warned(SHORT, people=[replace(people[0], reports=9)]) == []
    assert warned(SHORT, people=[replace(people[0], reports=14)]) == [(Trouble.CROWDED, 18, 1)]


def test_more_messages_than_people_get_in_a_week_are_told_for_all_alike_at_once() -> None:
    """Opening on Monday with three reminders until Friday is one too many; two weeks are long enough."""
    crammed = replace(EVIDENCE, opens_on=MONDAY + 14 * DAY)
    people = [Participant(id=name, audiences=MANAGER) for name in ("mo", "max")] + [Participant(id="sam")]
    assert warned(crammed, people=people) == [(Trouble.OVER_BUDGET, 18, 2)]
    assert warned(EVIDENCE, people=people) == []


def test_what_comes_on_one_day_is_one_message() -> None:
    """The tray merges it, so it is no trouble."""
    again = [replace(EVIDENCE, id=str(number)) for number in range(5)]
    assert warned(*again, people=[Participant(id="mo", audiences=MANAGER)]) == []


def test_what_others_hear_of_somebody_is_no_message_to_them() -> None:
    """Their manager and HR are told in the days after the deadline; that fills nobody's week."""
    strict = replace(EVIDENCE, ladder=replace(EVIDENCE.ladder, manager_after=1, hr_after=2))
    assert warned(strict, people=[Participant(id="mo", audiences=MANAGER)]) == []
    reminded = replace(EVIDENCE, ladder=replace(EVIDENCE.ladder, reminders=(3, 2, 1, 0)))
    assert warned(reminded, people=[Participant(id="mo", audiences=MANAGER)]) == [(Trouble.OVER_BUDGET, 18, 1)]


def test_hr_hears_of_how_many_files_nobody_may_rate_a_second_time() -> None:
    """In a small organization every manager may be too near; nothing of it is dropped in silence."""
    second = replace(RATING, id="second", kind=Kind.SECOND_RATING, audience=Audience.SECOND_RATERS)
    (found,) = cycles_warnings.rated_once([EVIDENCE, second], 11, {"second": 1})
    assert (found.trouble, found.checkpoint, found.people) == (Trouble.RATED_ONCE, "second", 2)
    assert list(cycles_warnings.rated_once([EVIDENCE, second], 11, {"second": 3})) == []
