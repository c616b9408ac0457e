"""The log of a session, by whom it is read: for every person, every state, and HR with a reason and without."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from domain.calibration import State
from domain.calibration_decisions import Outcome, Ruling, View
from storage import calibration_log, calibration_rulings, calibration_views, calibration_voices, lines, tables
from storage.calibration import Kept
from storage.unit import Store, Unit
from tests.storage.test_calibration import CHART, NOW, SESSION, SUBJECTS, above, actor, furnish, may_read

_person = tables.table(tables.Person)
HR = ("top", "out", "eve")  # above some who are talked about, apart from all, and the manager of two


@pytest.fixture
def house(store: Store) -> Store:
    """Something was decided on everybody."""

    def build(unit: Unit) -> None:
        furnish(unit)
        for one in SUBJECTS:
            calibration_rulings.add(unit, "org", "s1", _kept(one))

    store.write(build).result()
    return store


def _kept(subject: str) -> Ruling:
    return Ruling(
        subject=subject, competency="early_candor", number=1, outcome=Outcome.KEPT, by="fay", at=NOW, original=None
    )


def may_read_log(who: str, about: str, state: State, *, has_reason: bool) -> bool:
    """The rule again: over, whoever led it; and for a reason HR, apart from those above the person and themselves."""
    if state not in {State.CLOSED, State.LAPSED}:
        return may_read(who, about, state)
    is_above = who in above(about) or (who == "eve" and about in {"pip", "lou"})  # once hers, and now
    return who == "fay" or (who in HR and has_reason and who != about and not is_above)


@pytest.mark.parametrize("state", [State.READY, State.OPEN, State.CLOSED, State.LAPSED])
@pytest.mark.parametrize("has_reason", [False, True])
def test_what_was_decided_on_somebody_is_read_by_those_alone_who_may(
    house: Store, state: State, has_reason: bool
) -> None:
    def ask(unit: Unit) -> list[str]:
        kept = Kept(session=replace(SESSION, state=state), author="top", created_at=NOW)
        wrong = []
        for who in CHART:
            reader = replace(actor(unit, who), is_hr=who in HR)
            found = calibration_log.of_session(unit, reader, kept, has_reason=has_reason, now=NOW)
            told = {one.subject for one in found}
            for about in SUBJECTS:
                expected = may_read_log(who, about, state, has_reason=has_reason)
                wrong += [f"{who} {about} {about in told}"] if (about in told) != expected else []
        return wrong

    assert house.read(ask).result() == [], state


def test_whoever_came_into_the_line_or_left_has_no_voice_any_more(house: Store) -> None:
    """What they said before counts in no points and carries no change."""

    def voices(unit: Unit) -> set[str]:
        kept = Kept(session=replace(SESSION, state=State.OPEN), author="top", created_at=NOW)
        return {one.person for one in calibration_voices.of_packet(unit, "org", kept, "ike", now=NOW)}

    def play(unit: Unit) -> list[set[str]]:
        for who in ("ana", "kim", "chi"):
            calibration_views.put(unit, "org", "s1", "ike", View(person=who, points={"r1": 2}), now=NOW)
        before = voices(unit)
        lines.lead(unit, "org", {"eve": "kim"}, now=NOW - 1)
        between = voices(unit)
        unit.run(update(_person).where(_person.c.id == "ana").values(active=False))
        return [before, between, voices(unit)]

    assert house.write(play).result() == [{"ana", "kim", "chi"}, {"ana", "chi"}, {"chi"}]
