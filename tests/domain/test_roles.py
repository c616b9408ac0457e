"""Offices: who can be given one, and by whom."""

from __future__ import annotations

from domain.people import MemberKind, Person
from domain.roles import Holders, Office, Problem, problems

ANA, BEN = Person(id="ana", name="Ana Ruiz"), Person(id="ben", name="Ben Okafor")
GIL = Person(id="gil", name="Gil Guest", kind=MemberKind.GUEST)
HELD = Holders(hr=(ANA, BEN))


def test_nobody_makes_themselves_an_ombud() -> None:
    """Whoever reads what is contested was named by somebody else, who may also name another HR administrator."""
    wished = Holders(hr=(ANA, BEN), ombud=(ANA,))
    assert problems(HELD, wished, by="ana") == {Office.OMBUD: Problem.ONESELF}
    assert problems(HELD, wished, by="ben") == {}


def test_an_ombud_who_becomes_hr_goes_on_being_one() -> None:
    """Only a new office is given; whoever holds one may save the form."""
    assert problems(Holders(hr=(ANA,), ombud=(ANA,)), Holders(hr=(ANA, BEN), ombud=(ANA,)), by="ana") == {}


def test_the_last_who_can_act_as_hr_stays_and_guests_get_nothing() -> None:
    """As ever."""
    assert problems(HELD, Holders(), by="ana") == {Office.HR: Problem.NOBODY_LEFT}
    assert problems(HELD, Holders(hr=(ANA,), ombud=(GIL,)), by="ana") == {Office.OMBUD: Problem.CANNOT_ACT}
