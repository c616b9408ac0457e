"""The pack says what can be used as it stands, and a pack that cannot be used says where to look."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import resources

import pytest

from content import frameworks, pack, reviews
from content.reading import ContentError, parse
from domain import competencies, corroboration, cycles, cycles_plan, cycles_warnings, language
from domain.competencies import Expectation, Level
from domain.contact import Budget, Calendar
from domain.cycles import Audience, Cycle, Kind
from domain.cycles_warnings import Participant

MONDAY = date(2026, 1, 5)


@cache
def shipped() -> str:
    return resources.files("content").joinpath("default-en.yaml").read_text(encoding="utf-8")


def test_the_competencies_of_the_pack_can_be_approved_as_they_are() -> None:
    """Five of them, each with what can be seen at three levels."""
    framework = reviews.default().framework
    assert len(framework.competencies) == 5
    assert competencies.problems(framework) == ()
    assert all(one.levels[level].wording for one in framework.competencies for level in Level)


def test_the_gate_asks_for_what_the_pack_says() -> None:
    """The rule in code and the pack's own figures are the same."""
    pack = reviews.default()
    assert pack.min_items == corroboration.MIN_ITEMS
    assert pack.strict_min_items == corroboration.STRICT_MIN_ITEMS


def test_a_framework_that_hr_takes_along_comes_back_the_same() -> None:
    """Written as YAML and read again, expectations too."""
    said = (Expectation(role="Lead", level=Level.ROLE_MODEL, competency="early_candor"),)
    version = competencies.expect(reviews.default().framework, said)
    again = frameworks.version(parse(frameworks.exported(version)), framework=version.framework, number=version.number)
    assert again == version


@pytest.mark.parametrize("template", reviews.default().templates, ids=lambda one: one.id)
def test_each_cycle_of_the_pack_can_open_and_keeps_to_what_people_get_unasked(template: cycles.Template) -> None:
    """Even somebody who never answers gets at most three messages in any seven days, and nothing falls on a day off."""
    calendar, everything = Calendar(), frozenset({Audience.PARTICIPANTS, Audience.ASKED, Audience.MANAGERS})
    checkpoints = cycles_plan.checkpoints(template, MONDAY, calendar)
    period = cycles_plan.period(template, MONDAY)
    cycle = Cycle(
        id="c", name="First", period=period, checkpoints=checkpoints, framework="default", framework_version=1
    )
    assert cycles.problems(cycle, today=MONDAY, people=2, is_approved=True) == ()
    assert all(one.due_on <= period.end for one in checkpoints)
    people = [Participant(id="sam"), Participant(id="mo", audiences=everything, reports=9)]
    assert cycles_warnings.warnings(checkpoints, people, {"": calendar}, Budget()) == ()


def test_the_six_months_have_three_phases_with_outputs_that_can_be_measured() -> None:
    """And every kind of checkpoint is in them."""
    plan = reviews.default().template("six_months")
    assert plan is not None
    assert [(one.first_week, one.last_week) for one in plan.phases] == [(1, 8), (9, 16), (17, 26)]
    assert all(output.measure for phase in plan.phases for output in phase.outputs)
    assert {slot.kind for slot in plan.slots} == set(Kind)
    assert len([gate for phase in plan.phases for gate in phase.gates]) == 6


def test_titles_and_prompts_of_checkpoints_fit_where_they_are_shown() -> None:
    """A title is a heading, a prompt one short message."""
    slots = [slot for template in reviews.default().templates for slot in template.slots]
    assert max(len(slot.title) for slot in slots) <= competencies.TITLE_CHARACTERS
    assert max(len(slot.prompt) for slot in slots) <= 150
    assert all(len(template.label) <= competencies.LABEL_CHARACTERS for template in reviews.default().templates)


def test_nobody_is_reported_for_not_looking_back_or_not_answering_a_pulse() -> None:
    """What is one's own choice is never told to a manager or HR."""
    own = {Kind.PULSE, Kind.SELF_REFLECTION, Kind.PEER_FEEDBACK, Kind.RETROSPECTIVE}
    ladders = [slot.ladder for template in reviews.default().templates for slot in template.slots if slot.kind in own]
    assert {(ladder.manager_after, ladder.hr_after) for ladder in ladders} == {(None, None)}


def neutral() -> list[str]:
    """The pack's own sentences about behavior: descriptors, what can be seen, wordings and anchor cases."""
    framework = reviews.default().framework
    levels = [one.levels[level] for one in framework.competencies for level in Level]
    cases = [case.text("text") for case in parse(shipped()).get("calibration").items("anchor_cases")]
    return [text for told in levels for text in (told.text, *told.observable, told.wording)] + cases


def test_sentences_about_behavior_give_no_hint() -> None:
    """One of 85 does, because it quotes somebody; the writer may ignore that."""
    found = [language.hints(text, reviews.default().checks) for text in neutral()]
    assert (len(found), [[hint.found for hint in hints] for hints in found if hints]) == (85, [["difficult"]])


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("She can be abrasive in reviews", "personality"),
        ("He always misses the deadline", "absolutes"),
        ("He doesn\u2019t  care about the tests", "mind_reading"),
        ("A real team player", "vague"),
        ("People say that the demo was late", "hearsay"),
        ("Wrote it better than Ben did", "comparison"),
        ("Was less visible after maternity leave", "protected"),
    ],
)
def test_a_sentence_that_judges_a_person_gets_a_hint_and_the_reason(text: str, category: str) -> None:
    """One planted sentence for each category; the hint asks for what was seen."""
    found = {hint.category: hint for hint in language.hints(text, reviews.default().checks)}
    assert found[category].advice
    trait = pack.default().nudges["n03"]
    assert found[category].advice.startswith(trait.text) is (category == reviews.TRAITS)
    assert trait.cooldown_days == 0, "whoever writes it again reads it again"


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("  - id: early_candor", "  - id: error_learning", "competencies > error_learning"),
        ("      developing:\n", "      junior:\n", "competencies > early_candor > levels"),
        ("evidence_sources: [meeting_notes, decision_log, ", "evidence_sources: [hearsay, ", "> evidence_sources > 1"),
        ('manager_addendum: "Responds', 'manager_adendum: "Responds', "competencies > early_candor"),
        ("kind: kick_off", "kind: party", "cycle_templates > six_months > checkpoints > start > kind"),
        ("audience: participants, week: 1, ", "audience: participants, week: 27, ", "checkpoints > start"),
        ("audience: participants, week: 1, ", "audience: participants, week: soon, ", "checkpoints > start > week"),
        ("days: 4, reminders: [1]", "days: 4, reminders: [-1]", "checkpoints > start"),
        ("min_items: {developing: 2,", "min_items: {developing: 1,", "pack > evidence_rule > min_items"),
        ("self: [self_report]", "self: [self_report, pulse_comment]", "evidence > source_types > self"),
        ("enps, unsigned_note,", "unsigned_note,", "evidence > source_types > never_evidence"),
        ('    counter: "What', '    encounter: "What', "evidence > prompts"),
        ("pack:\n", "pack: [\n", "line "),
    ],
    ids=str,
)
def test_a_pack_that_cannot_be_used_says_where_to_look(old: str, new: str, where: str) -> None:
    """The first place, in words of the file; each of these is a slip that somebody may make."""
    changed = shipped().replace(old, new, 1)
    assert changed != shipped()
    with pytest.raises(ContentError) as error:
        reviews.read(changed)
    assert where in error.value.where
