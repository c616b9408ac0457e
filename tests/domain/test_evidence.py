"""People see what is written about them before it counts, can answer it, and can have it looked at from outside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import evidence
from domain.errors import NotFoundError, StaleError
from domain.evidence import Alike, Flaw, Item, State, Strength, Voice
from domain.evidence_sources import Kind, Source, of_kind
from tests.domain.evidence_sets import PERIOD
from tests.domain.test_corroboration import item

TODAY = date(2026, 3, 9)
NOTE = item("1", TODAY)
LINKED = replace(NOTE, source=Source.POSTMORTEM, link="https://x.example/a", link_works=True)


@pytest.mark.parametrize(
    ("source", "days", "letter"),
    [
        (Source.PEER_FEEDBACK, 0, Strength.B),
        (Source.RECOGNITION_NOTE, 14, Strength.B),
        (Source.STAKEHOLDER_NOTE, 15, Strength.D),
        (Source.MANAGER_OBSERVATION, 7, Strength.C),
        (Source.ONE_TO_ONE_NOTES, 8, Strength.D),
        (Source.SELF_REPORT, 0, Strength.D),
        (Source.PEER_FEEDBACK, -1, Strength.D),
    ],
)
def test_a_fresh_note_carries_more_than_a_recollection(source: Source, days: int, letter: Strength) -> None:
    """Two weeks for a colleague, one for a manager."""
    assert evidence.strength(replace(NOTE, source=source, recorded_on=TODAY + timedelta(days=days))) is letter


def test_an_artifact_carries_most_while_its_link_works() -> None:
    """However late it was attached."""
    late = replace(LINKED, recorded_on=TODAY + timedelta(days=100))
    assert evidence.strength(late) is Strength.A
    assert evidence.strength(replace(late, link_works=False)) is Strength.D
    assert evidence.strength(replace(late, link="")) is Strength.D


@pytest.mark.parametrize(
    ("changes", "field", "flaw"),
    [
        ({"recorded_on": TODAY - timedelta(days=1)}, "occurred_on", Flaw.IN_THE_FUTURE),
        ({"occurred_on": PERIOD.start - timedelta(days=1)}, "occurred_on", Flaw.OUTSIDE_PERIOD),
        ({"source": Source.RECOGNITION_COUNT}, "source", Flaw.NEVER_EVIDENCE),
        ({"source": Source.SELF_REPORT}, "source", Flaw.NOT_THEIR_OWN),
        ({"author": "sam"}, "source", Flaw.OF_ONESELF),
        ({"behavior": "Helped us"}, "behavior", Flaw.TOO_SHORT),
        ({"impact": "We did it. " * 300}, "impact", Flaw.TOO_LONG),
        ({"link": "see the wiki"}, "link", Flaw.NOT_A_LINK),
        ({"voice": Voice.OWNED_ERROR}, "corrective_action", Flaw.NO_CORRECTION),
    ],
)
def test_the_form_says_what_has_to_be_put_right_and_where(changes: dict[str, object], field: str, flaw: Flaw) -> None:
    """Each by its field, before anything is saved."""
    wrong = replace(NOTE, **changes)  # type: ignore[arg-type]  # a table of changes
    assert [(one.field, one.flaw) for one in evidence.problems(wrong, PERIOD)] == [(field, flaw)]


def test_three_thousand_characters_fit_in_each_field() -> None:
    """As much as the platforms' own fields hold."""
    long = "a word " * 428 + "four"
    full = replace(NOTE, situation=long, behavior=long, impact=long, corrective_action=long)
    assert (len(long), evidence.problems(full, PERIOD)) == (3_000, ())


def test_the_same_thing_said_twice_is_pointed_out() -> None:
    """The same document, or the same author on the same event; not what was taken back."""
    again = replace(LINKED, id="2", author="ben", link="http://www.x.example/a/")
    assert evidence.alike(again, [LINKED]) == ((LINKED, Alike.SAME_DOCUMENT),)
    assert evidence.alike(replace(NOTE, id="2"), [NOTE]) == ((NOTE, Alike.SAME_AUTHOR_AND_EVENT),)
    named = replace(NOTE, event="inc-1")
    assert evidence.alike(replace(named, id="2", event="inc-2"), [named]) == ()
    assert evidence.alike(replace(NOTE, id="2"), [NOTE, replace(NOTE, id="3", state=State.WITHDRAWN)])[1:] == ()
    assert evidence.alike(replace(NOTE, id="2", author="ben"), [NOTE]) == ()


def test_what_only_looks_alike_is_not_pointed_out() -> None:
    """Not the piece itself, not one about somebody else, and without named events only one of the same day and kind."""
    assert evidence.alike(NOTE, [NOTE]) == ()
    assert evidence.alike(replace(NOTE, id="2"), [replace(NOTE, subject="cleo")]) == ()
    named, twin = replace(NOTE, event="inc-1"), replace(NOTE, id="2")
    for other in (replace(twin, competency="feedback"), replace(twin, occurred_on=TODAY + timedelta(days=1))):
        assert evidence.alike(other, [NOTE]) == evidence.alike(other, [named]) == evidence.alike(named, [other]) == ()
    assert evidence.alike(twin, [named]) == ((named, Alike.SAME_AUTHOR_AND_EVENT),)
    assert evidence.alike(named, [twin]) == ((twin, Alike.SAME_AUTHOR_AND_EVENT),)


def test_people_bring_artifacts_of_their_own_work_and_own_errors_with_what_they_did() -> None:
    """Only an owned error is shielded by a correction."""
    assert evidence.problems(replace(LINKED, author="sam"), PERIOD) == ()
    assert replace(NOTE, voice=Voice.OWNED_ERROR, corrective_action="Wrote a check").owns_and_corrects
    assert not replace(NOTE, voice=Voice.ASKED_FOR_HELP, corrective_action="Wrote a check").owns_and_corrects


def test_a_person_answers_and_contests_what_they_were_shown() -> None:
    """With a reason; nobody else can, and they cannot contest what they have not seen."""
    assert evidence.add_side(NOTE, by="sam", side="Ben knew first").answer == "Ben knew first"
    contested = evidence.contest(NOTE, by="sam", reason="It was Ben")
    assert contested.state is State.CONTESTED
    with pytest.raises(evidence.ReasonMissingError):
        evidence.contest(NOTE, by="sam", reason=" ")
    for by, one in (("ana", NOTE), ("sam", replace(NOTE, shown_at=None))):
        with pytest.raises(NotFoundError):
            evidence.contest(one, by=by, reason="It was Ben")
        with pytest.raises(NotFoundError):
            evidence.add_side(one, by=by, side="It was Ben")
    with pytest.raises(evidence.ReasonMissingError):
        evidence.resolve(contested, keep=True, reason="")
    assert evidence.resolve(contested, keep=False, reason="Nobody saw it").state is State.STRUCK


def test_what_was_decided_is_not_contested_a_second_time() -> None:
    """Until its author changes it: then it is other words, and shown anew."""
    kept = evidence.resolve(evidence.contest(NOTE, by="sam", reason="No"), keep=True, reason="Two people saw it")
    with pytest.raises(StaleError):
        evidence.contest(kept, by="sam", reason="No")
    with pytest.raises(StaleError):
        evidence.resolve(kept, keep=False, reason="Once more")
    fixed = evidence.correct(kept, replace(kept, impact="The team replanned it"), by="ana", is_locked=False)
    assert (fixed.state, fixed.shown_at, fixed.version) == (State.STANDING, None, kept.version + 1)


def test_an_author_takes_back_what_no_rating_rests_on() -> None:
    """Once a rating that cites it was handed in, it stays; and only its author takes it back."""
    assert evidence.withdraw(NOTE, by="ana", is_locked=False).state is State.WITHDRAWN
    with pytest.raises(evidence.LockedError):
        evidence.withdraw(NOTE, by="ana", is_locked=True)
    with pytest.raises(NotFoundError):
        evidence.withdraw(NOTE, by="sam", is_locked=False)
    with pytest.raises(StaleError):
        evidence.withdraw(replace(NOTE, state=State.STRUCK), by="ana", is_locked=False)


def test_a_correction_made_from_an_old_version_is_not_saved() -> None:
    """Neither is one while somebody outside the line reads it, by somebody else, or of what a rating rests on."""
    with pytest.raises(NotFoundError):
        evidence.correct(NOTE, NOTE, by="ben", is_locked=False)
    with pytest.raises(evidence.LockedError):
        evidence.correct(NOTE, NOTE, by="ana", is_locked=True)
    for stands, change in ((replace(NOTE, version=2), NOTE), (replace(NOTE, state=State.CONTESTED), NOTE)):
        with pytest.raises(StaleError):
            evidence.correct(stands, change, by="ana", is_locked=False)


def test_nobody_gets_to_be_another_author_or_subject_by_a_correction() -> None:
    """What the form sends back for them is not believed."""
    forged = replace(NOTE, author="ben", subject="cleo", id="9")
    fixed = evidence.correct(NOTE, forged, by="ana", is_locked=False)
    assert (fixed.id, fixed.author, fixed.subject) == ("1", "ana", "sam")


def test_only_somebody_outside_the_line_unsays_that_a_person_spoke_up() -> None:
    """Its author and the person themselves may say so, not unsay it; a correction cannot drop it either."""
    said = evidence.speak_up(NOTE, Voice.RAISED_CONCERN, by="sam", is_outside_line=False)
    for by in ("sam", "ana"):
        with pytest.raises(NotFoundError):
            evidence.speak_up(said, None, by=by, is_outside_line=False)
    with pytest.raises(NotFoundError):
        evidence.speak_up(NOTE, Voice.RAISED_CONCERN, by="ben", is_outside_line=False)
    unsaid = evidence.speak_up(said, None, by="ombud", is_outside_line=True)
    assert unsaid.voice is None
    with pytest.raises(StaleError):
        evidence.speak_up(unsaid, Voice.RAISED_CONCERN, by="sam", is_outside_line=False, was_unsaid=True)
    assert evidence.correct(said, replace(said, voice=None), by="ana", is_locked=False).speaks_up


def test_somebody_takes_back_that_they_spoke_up_when_it_was_their_own_word() -> None:
    """What its author said for them is the ombud's to decide on: nobody can be talked out of it."""
    said = evidence.speak_up(NOTE, Voice.ASKED_FOR_HELP, by="sam", is_outside_line=False)
    assert evidence.take_voice_back(said, by="sam", said_by="sam").voice is None
    by_author = evidence.correct(NOTE, replace(NOTE, voice=Voice.ASKED_FOR_HELP), by="ana", is_locked=False)
    with pytest.raises(StaleError):  # by the button of before: it would become their own word, to take back
        evidence.speak_up(by_author, Voice.ASKED_FOR_HELP, by="sam", is_outside_line=False)
    for by, said_by, error in (("sam", "ana", StaleError), ("sam", None, StaleError), ("ana", "sam", NotFoundError)):
        with pytest.raises(error):
            evidence.take_voice_back(said, by=by, said_by=said_by)


def test_what_can_never_be_evidence_has_a_name_so_that_it_can_be_refused() -> None:
    """Pulse answers, counts and participation are no source, whatever else changes."""
    never = {"pulse_response", "pulse_comment", "enps", "unsigned_note", "recognition_count", "message_volume"}
    assert {*never, "survey_participation"} == set(of_kind(Kind.NEVER))
    assert not any(one.is_allowed for one in of_kind(Kind.NEVER))


def test_a_piece_is_complete_when_it_says_enough_and_its_hints_are_answered() -> None:
    """Three words in each of three fields; what they mean is the writer's to confirm."""
    assert NOTE.is_complete
    short: Item = replace(NOTE, impact="We won")
    assert not short.is_complete
    assert not replace(NOTE, hints_open=True).is_complete
