"""What a role needs to show is written down, agreed by two, and stays the same under a cycle that rests on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain import competencies
from domain.competencies import Competency, Descriptor, Direction, Expectation, Flaw, Level, Status, Version
from domain.evidence_sources import Source

SEEN = Descriptor(text="Names risks in time", observable=("Flags a slip before the checkpoint",))
CANDOR = Competency(
    id="candor",
    title="Early candor",
    label="Raises issues early",
    definition="Puts problems on the table",
    levels=dict.fromkeys(Level, SEEN),
    sources=(Source.RISK_LOG,),
)
DRAFT = Version(framework="ours", number=1, competencies=(CANDOR,))


@pytest.mark.parametrize(
    ("rated", "expected", "where"),
    [
        (Level.COMPETENT, Level.COMPETENT, Direction.AT),
        (Level.ROLE_MODEL, Level.COMPETENT, Direction.ABOVE),
        (Level.DEVELOPING, Level.COMPETENT, Direction.BELOW),
        (Level.COMPETENT, Level.ROLE_MODEL, Direction.BELOW),
        (Level.COMPETENT, Level.DEVELOPING, Direction.ABOVE),
    ],
)
def test_above_and_below_are_told_from_what_the_role_needs(rated: Level, expected: Level, where: Direction) -> None:
    """A senior role can need a role model."""
    assert competencies.direction(rated, expected) is where


def test_a_role_goes_before_a_job_level_and_one_competency_before_all() -> None:
    """Where nothing is said, Competent is expected."""
    said = (
        Expectation(role="Senior", level=Level.ROLE_MODEL, competency="candor"),
        Expectation(role="Senior", level=Level.DEVELOPING),
        Expectation(role="Staff engineer", level=Level.COMPETENT),
    )
    version = competencies.expect(DRAFT, said)
    assert competencies.expected(version, "candor", ["senior"]) is Level.ROLE_MODEL
    assert competencies.expected(version, "feedback", ["SENIOR"]) is Level.DEVELOPING
    assert competencies.expected(version, "feedback", ["Staff engineer", "senior"]) is Level.COMPETENT
    assert competencies.expected(version, "candor", ["Staff engineer", "senior"]) is Level.ROLE_MODEL
    assert competencies.expected(version, "candor", ["Intern"]) is Level.COMPETENT


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ({"levels": {Level.COMPETENT: SEEN, Level.ROLE_MODEL: SEEN}}, Flaw.LEVEL_MISSING),
        ({"levels": {**CANDOR.levels, Level.DEVELOPING: replace(SEEN, observable=(" ",))}}, Flaw.NOTHING_TO_SEE),
        ({"sources": ()}, Flaw.NO_SOURCE),
        ({"sources": (Source.PULSE_RESPONSE,)}, Flaw.NEVER_EVIDENCE),
        ({"title": "A title of twenty-five ch"}, Flaw.TITLE_TOO_LONG),
        ({"label": ""}, Flaw.LABEL_TOO_LONG),
    ],
)
def test_a_draft_is_not_approved_before_each_level_can_be_seen(change: dict[str, object], flaw: Flaw) -> None:
    """The problem names the competency."""
    version = competencies.edit(DRAFT, replace(CANDOR, **change))  # type: ignore[arg-type]  # a table of changes
    assert [(one.flaw, one.where) for one in competencies.problems(version)] == [(flaw, "candor")]
    with pytest.raises(competencies.NotReadyError):
        competencies.approve(version, by="hana", now=1)


def test_what_contradicts_itself_is_not_approved() -> None:
    """Nothing at all, one id twice, an expectation of what is not there or said twice."""
    lead = Expectation(role="Lead", level=Level.ROLE_MODEL, competency="other")
    twice = replace(DRAFT, competencies=(CANDOR, CANDOR), expectations=(lead, replace(lead, role="LEAD")))
    found = [one.flaw for one in competencies.problems(twice)]
    assert found == [Flaw.TWICE, Flaw.UNKNOWN_COMPETENCY, Flaw.UNKNOWN_COMPETENCY, Flaw.SAID_TWICE]
    assert [one.flaw for one in competencies.problems(replace(DRAFT, competencies=()))] == [Flaw.EMPTY]


def test_an_approved_version_stays_as_it_is() -> None:
    """Whoever wants to change it begins a new draft; only what is approved can be pinned by a cycle."""
    fixed = competencies.approve(DRAFT, by="hana", now=7)
    assert (fixed.status, fixed.approved_by, fixed.approved_at) == (Status.APPROVED, "hana", 7)
    assert (fixed.may_be_pinned, DRAFT.may_be_pinned) == (True, False)
    with pytest.raises(competencies.FixedVersionError):
        competencies.edit(fixed, CANDOR)
    with pytest.raises(competencies.FixedVersionError):
        competencies.remove(fixed, "candor")
    with pytest.raises(competencies.FixedVersionError):
        competencies.expect(fixed, ())
    with pytest.raises(competencies.FixedVersionError):
        competencies.approve(fixed, by="hana", now=8)
    draft = competencies.next_draft(fixed, 2)
    assert (draft.status, draft.approved_by, draft.number) == (Status.DRAFT, None, 2)


def test_a_retired_version_is_not_taken_by_a_new_cycle() -> None:
    """A draft is not retired: nothing rests on it."""
    assert not competencies.retire(competencies.approve(DRAFT, by="hana", now=7)).may_be_pinned
    with pytest.raises(competencies.NotReadyError):
        competencies.retire(DRAFT)


def test_a_competency_is_changed_in_its_place_and_goes_with_what_is_expected_in_it() -> None:
    """A new one comes last."""
    other = replace(CANDOR, id="feedback")
    both = competencies.edit(DRAFT, other)
    renamed = competencies.edit(both, replace(CANDOR, title="Candor"))
    assert [one.title for one in renamed.competencies] == ["Candor", "Early candor"]
    needed = competencies.expect(both, (Expectation(role="Lead", level=Level.ROLE_MODEL, competency="feedback"),))
    left = competencies.remove(needed, "feedback")
    assert (left.competencies, left.expectations) == ((CANDOR,), ())
