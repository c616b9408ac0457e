"""What an author can say a piece comes from, and how a piece stands in the words of the policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.evidence import State
from domain.evidence_record import OFFERED, SEEN, Change, Deed, chosen_as, met, source_of, spoken_for
from domain.evidence_sources import Kind, Source
from domain.policy import Condition
from tests.domain.test_corroboration import item

NOTE = item("1", date(2026, 3, 9))


@pytest.mark.parametrize(
    ("is_self", "leads", "source"),
    [
        (False, True, Source.MANAGER_OBSERVATION),
        (False, False, Source.PEER_FEEDBACK),
        (True, False, Source.SELF_REPORT),
        (True, True, Source.SELF_REPORT),
    ],
)
def test_whose_account_it_is_follows_from_who_says_it(is_self: bool, leads: bool, source: Source) -> None:
    """Nobody has to know what their own note is called."""
    assert source_of(SEEN, is_self=is_self, leads=leads) is source


def test_nobody_passes_on_what_is_not_theirs_to_say() -> None:
    """A manager's note is never a colleague's, and thanks come from a kudos alone; an artifact anybody attaches."""
    own = {False: Kind.THIRD_PARTY, True: Kind.MANAGER}
    for leads in (False, True):
        may = {source for source in Source if source_of(source.value, is_self=False, leads=leads)}
        assert {source.kind for source in may} == {Kind.SYSTEM_ARTIFACT, own[leads]}
        assert Source.RECOGNITION_NOTE not in may
    about_me = {source for source in Source if source_of(source.value, is_self=True, leads=False)}
    assert {source.kind for source in about_me} == {Kind.SYSTEM_ARTIFACT}
    assert source_of("pulse_comment", is_self=False, leads=True) is None


@pytest.mark.parametrize("source", [source for source in Source if source.is_allowed])
def test_the_form_shows_again_what_was_chosen(source: Source) -> None:
    """What is not offered by name was seen by its author."""
    assert chosen_as(source) == (source.value if source in OFFERED else SEEN)


def test_each_condition_follows_from_one_thing() -> None:
    """As a piece stands when it is new, then with each thing that can happen to it."""
    new = replace(NOTE, shown_at=None)
    nothing = {"came_under": False, "is_submitted": False, "is_locked": True, "reason": " "}
    assert met(new, **nothing) == set()  # type: ignore[arg-type]  # by name
    assert met(new, came_under=True, is_submitted=True, is_locked=False, reason="why") == {
        Condition.TRANSFERABLE,
        Condition.SUBMITTED,
        Condition.CHANGEABLE,
        Condition.REASON,
    }
    shown = replace(new, shown_at=1, state=State.CONTESTED)
    assert met(shown, **nothing) == {Condition.TOLD, Condition.TRANSFERABLE, Condition.CONTESTED}  # type: ignore[arg-type]  # by name


def test_whose_word_it_is_that_somebody_spoke_up_follows_from_the_history() -> None:
    """The last that was said of it; what was taken back, or decided otherwise, is nobody's."""
    said, back, unsaid = (Change(version=2, by="sam", deed=one, at=1) for one in SPOKEN)
    assert spoken_for([]) is None
    assert spoken_for([said, replace(said, deed=Deed.CORRECTED, by="ana")]) == "sam"
    assert spoken_for([said, back]) is None
    assert spoken_for([said, unsaid]) is None
    assert spoken_for([said, back, said]) == "sam"


SPOKEN = (Deed.SPOKE_UP, Deed.TOOK_BACK, Deed.UNSAID)
