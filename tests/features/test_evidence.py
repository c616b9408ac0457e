"""Evidence as the people in it experience it: nobody is surprised, everybody can answer, and nothing said is lost."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from bot.edge import Core
from domain.people import Person
from domain.roles import Change, Office
from handlers.turn import Closed
from storage import lines, reads, roles, tables
from storage.unit import Unit
from tests.features.scene import Figure, Scene, Seen
from tests.swaps import recording

TODAY = "2026-09-21"  # of the scene's clock
STORY: Mapping[str, Any] = {
    "competency": "Early candor",
    "direction": "Above what the role needs",
    "situation": "The checkpoint of the billing export",
    "behavior": "He said that the vendor would not deliver in time",
    "impact": "We could replan nine days earlier",
}
ABOUT, WROTE = "Open one about me", "Open one I wrote"
PIECE = {ABOUT: "21 September 2026: Early candor", WROTE: "Ben Okafor, 21 September 2026: Early candor"}
READY = "Evidence about you is ready to read"
_person = tables.table(tables.Person)
_evidence = tables.table(tables.Evidence)


def id_of(unit: Unit, scene: Scene, who: Figure) -> str:
    here = (_person.c.org_id == scene.org, _person.c.name == who.name)
    return str(unit.run(select(_person.c.id).where(*here)).scalar_one())


def ana_leads(scene: Scene, *reports: Figure) -> None:
    def lead(unit: Unit) -> None:
        boss = id_of(unit, scene, scene.ana)
        lines.lead(unit, scene.org, {id_of(unit, scene, one): boss for one in reports}, now=scene.clock() - 1)

    scene.store.write(lead).result()


def is_ombud(scene: Scene, who: Figure) -> None:
    def appoint(unit: Unit) -> None:
        person = Person(id=id_of(unit, scene, who), name=who.name)
        change = Change(office=Office.OMBUD, person=person, appointed=True)
        roles.change(unit, scene.org, [change], now=scene.clock())

    scene.store.write(appoint).result()


def kept(scene: Scene) -> int:
    rows = select(func.count()).select_from(_evidence).where(_evidence.c.org_id == scene.org)
    return int(scene.store.read(lambda unit: unit.run(rows).scalar_one()).result())


async def opened(scene: Scene, who: Figure, line: str) -> Seen:
    return await form_of(scene, who, await scene.stage.says(who, line))


async def form_of(scene: Scene, who: Figure, seen: Seen) -> Seen:
    """Where a platform needs a button to open a form, it is pressed."""
    return seen if seen.is_form else await scene.stage.presses(who, seen, "Open the form")


async def noted(scene: Scene, by: Figure, line: str = "/evidence @ben", **more: Any) -> Seen:
    form = await opened(scene, by, line)
    return await scene.stage.submits(by, form, {**STORY, **more})


async def mine(scene: Scene, who: Figure, menu: str = ABOUT) -> Seen:
    """The first piece of one's list, opened."""
    listed = await scene.stage.says(who, "/evidence")
    return await scene.stage.chooses(who, listed, menu, PIECE[menu])


async def contested(scene: Scene) -> Seen:
    form = await scene.stage.presses(scene.ben, await mine(scene, scene.ben), "Contest it")
    return await scene.stage.submits(scene.ben, form, {"reason": "It was Chiara who said so."})


# --- Writing it down ----------------------------------------------------------------------------------------------


async def test_a_manager_notes_something_by_one_command_and_one_form(scene: Scene) -> None:
    """The form holds whom, today and what is likeliest; it says who will read it and what it carries."""
    ana_leads(scene, scene.ben)
    form = await opened(scene, scene.ana, "/evidence @ben")
    assert "an ombud outside their line if they contest it, and, without names, by a manager of another" in form.words
    assert "files stay where they are" in form.words
    told = await scene.stage.submits(scene.ana, form, STORY)
    assert "Saved: evidence about Ben Okafor" in told.words + told.fallback
    assert "C: a manager's note of the first 7 days" in told.words


async def test_what_cannot_be_evidence_is_said_field_by_field_and_nothing_is_lost(scene: Scene) -> None:
    """A day to come, a file, an error without its correction; the form opens again with all of it."""
    wrong = {"occurred_on": "2026-10-01", "link": "notes.docx", "voice": "Owning an error", "impact": "Good"}
    form = await noted(scene, scene.ana, **wrong)
    assert set(form.errors) == {"occurred_on", "link", "corrective_action", "impact"}
    again = await opened(scene, scene.ana, "/evidence @ben")
    assert again.fields["behavior"].value == STORY["behavior"]
    old = await scene.stage.submits(scene.ana, again, {**STORY, "occurred_on": "2024-01-01", "link": "", "voice": None})
    assert "outside the review period" in old.errors["occurred_on"]
    assert kept(scene) == 0


async def test_three_thousand_characters_are_kept_in_each_answer(scene: Scene) -> None:
    """What the form takes, the store takes; letters of three bytes too."""
    long = ("The log says so. " * 200)[:2_990] + "語" * 10
    answers = dict.fromkeys(("situation", "behavior", "impact", "corrective_action"), long)
    told = await noted(scene, scene.ana, voice="Owning an error", **answers)
    assert "is told that something is ready to read" in told.words
    assert "語" * 10 in (await mine(scene, scene.ana, WROTE)).words


async def test_an_unknown_name_leads_on(scene: Scene) -> None:
    """The form opens with who may be meant."""
    form = await opened(scene, scene.ana, "/evidence @Chiarra")
    assert "Did you mean Chiara Lindqvist?" in form.words


async def test_hints_on_the_wording_are_for_the_writer_alone_and_never_in_the_way(scene: Scene) -> None:
    """It is saved; kept on purpose, it counts as it is; and the person concerned never hears of a hint."""
    told = await noted(scene, scene.ana, behavior="He is always abrasive in reviews")
    assert "Name what the person did" in told.words
    assert kept(scene) == 1
    thanked = await scene.stage.presses(scene.ana, told, "Keep as it is")
    assert "Kept as it is" in thanked.words + thanked.fallback
    assert "Name what the person did" not in (await mine(scene, scene.ben)).words


async def test_two_notes_on_one_event_are_saved_with_a_warning(scene: Scene) -> None:
    """And so is one document under two addresses; the warning tells of nothing that the writer may not read."""
    page = "https://docs.google.com/document/d/abc/edit"
    await noted(scene, scene.ana, event="Billing export", link=page)
    again = await noted(scene, scene.ana, event="Billing export")
    assert "may be about the same event" in again.words
    other = await noted(scene, scene.ana, event="Another", link=f"{page}?usp=sharing")
    assert "links to the same document" in other.words
    stranger = await noted(scene, scene.chi, link=page)
    assert "same document" not in stranger.words
    assert kept(scene) == 4


async def test_nothing_is_noted_about_whoever_cannot_be_told(scene: Scene) -> None:
    """A guest; and a person is chosen before anything is saved."""
    form = await noted(scene, scene.ana, "/evidence add", about=[scene.ben, scene.chi])
    assert "about" in form.errors
    guest = await noted(scene, scene.ana, "/evidence @gil")
    assert "Gil Guest can't be told of it" in guest.errors.get("about", "")
    assert kept(scene) == 0


# --- No surprise --------------------------------------------------------------------------------------------------


async def test_the_person_is_told_at_once_and_not_what_it_says(scene: Scene) -> None:
    """A message may be seen by anybody: it says that something is ready, once for all that is new."""
    await noted(scene, scene.ana)
    await noted(scene, scene.chi, competency="Useful feedback")
    await scene.settle()
    [told] = scene.stage.direct(scene.ben)
    assert READY in told.words + told.fallback
    assert told.words.count(READY) <= 1
    for word in (STORY["behavior"], "Ana Ruiz", "candor", "Above"):
        assert word not in told.words
    listed = await scene.stage.presses(scene.ben, told, "Read it")
    assert "Early candor" in listed.words
    assert "Useful feedback" in listed.words


async def test_the_person_adds_their_side_and_the_writer_reads_it(scene: Scene) -> None:
    """What was written stays; theirs stands beside it."""
    await noted(scene, scene.ana)
    form = await scene.stage.presses(scene.ben, await mine(scene, scene.ben), "Add my side")
    await scene.stage.submits(scene.ben, form, {"answer": "Chiara found it; I said it aloud."})
    assert "Chiara found it" in (await mine(scene, scene.ana, WROTE)).words


async def test_a_side_that_was_not_sent_stands_in_the_form_again(scene: Scene, core: Core) -> None:
    """Until it is sent; then the form holds what was saved."""
    ana_leads(scene, scene.ben)
    await noted(scene, scene.ana)
    piece = str(scene.store.read(lambda unit: unit.run(select(_evidence.c.id)).scalars().all()).result()[0])
    typed = {"answer": "The date was mine to keep"}
    said = Closed(action="evidence.side", subject=piece, values=typed, typed=tuple(typed.values()))
    await core.dispatcher.answer(recording.request(scene, scene.ben, said, key="closed"))
    form = await scene.stage.presses(scene.ben, await mine(scene, scene.ben), "Add my side")
    assert form.fields["answer"].value == typed["answer"]
    await scene.stage.submits(scene.ben, form, {"answer": "The date was ours to keep"})
    form = await scene.stage.presses(scene.ben, await mine(scene, scene.ben), "Add my side")
    assert form.fields["answer"].value == "The date was ours to keep"


async def test_what_is_contested_is_decided_by_somebody_outside_the_line(scene: Scene) -> None:
    """It does not count meanwhile; both sides are told, and read the reason."""
    ana_leads(scene, scene.ben)
    is_ombud(scene, scene.dan)
    await noted(scene, scene.ana)
    assert "does not count any more until that is decided" in (await contested(scene)).words
    await scene.settle()
    [asked] = scene.stage.direct(scene.dan)
    assert STORY["behavior"] not in asked.words
    piece = await scene.stage.presses(scene.dan, asked, "Read it")
    assert "It was Chiara who said so." in piece.words
    form = await scene.stage.presses(scene.dan, piece, "Decide")
    await scene.stage.submits(scene.dan, form, {"decision": "Strike it", "reason": "The notes name Chiara."})
    for who, menu in ((scene.ben, ABOUT), (scene.ana, WROTE)):
        seen = await mine(scene, who, menu)
        assert "Contested, and struck: it does not count." in seen.words
        assert "The notes name Chiara." in seen.words
    await scene.passes(days=1)
    for who in (scene.ben, scene.ana):
        assert any("A decision on contested evidence is ready" in one.words for one in scene.stage.direct(who))


async def test_only_whoever_decides_takes_back_that_somebody_spoke_up(scene: Scene) -> None:
    """With the same decision and reason; where nobody says that it was speaking up, nobody is asked."""
    ana_leads(scene, scene.ben)
    is_ombud(scene, scene.dan)
    await noted(scene, scene.ana, voice="Raising a concern")
    await contested(scene)
    listed = await scene.stage.says(scene.dan, "/evidence")
    piece = await scene.stage.chooses(scene.dan, listed, "Open one to decide on", PIECE[WROTE])
    form = await scene.stage.presses(scene.dan, piece, "Decide")
    assert "Raising a concern" in piece.words
    decided = {"decision": "Keep it", "speaking_up": ["It was not speaking up"], "reason": "It was the weekly report."}
    await scene.stage.submits(scene.dan, form, decided)
    for who, menu in ((scene.ben, ABOUT), (scene.ana, WROTE)):
        seen = await mine(scene, who, menu)
        assert "found not to be about speaking up by Dan" in seen.words
        assert "Raising a concern" not in seen.words
    assert "I was speaking up" not in (await mine(scene, scene.ben)).buttons


async def test_somebody_says_that_they_were_speaking_up_and_takes_it_back(scene: Scene) -> None:
    """Their own word, without a contest; both stand in its history."""
    ana_leads(scene, scene.ben)
    await noted(scene, scene.ana)
    seen = await mine(scene, scene.ben)
    form = await scene.stage.presses(scene.ben, seen, "I was speaking up")
    form = form if form.is_form else await scene.stage.presses(scene.ben, form, "Open the form")
    await scene.stage.submits(scene.ben, form, {"voice": "Raising a concern"})
    told = await scene.stage.presses(scene.ben, await mine(scene, scene.ben), "I was not speaking up")
    assert "may count like any other piece" in told.words
    seen = await mine(scene, scene.ben)
    assert "no longer marked as speaking up" in seen.words
    assert "I was speaking up" in seen.buttons


async def test_without_an_ombud_hr_is_asked_to_name_one(scene: Scene) -> None:
    """And learns nothing of what it is about."""
    await noted(scene, scene.ana)
    assert "HR was asked to name one" in (await contested(scene)).words
    await scene.settle()
    [asked] = scene.stage.direct(scene.hana)
    assert "Please name an ombud" in asked.words + asked.fallback
    assert "Ben" not in asked.words


async def test_nobody_else_opens_a_piece(scene: Scene) -> None:
    """Not a colleague with its button in their hands, not HR: it reads as if it were not there."""
    await noted(scene, scene.ana)
    listed = await scene.stage.says(scene.ben, "/evidence")
    for who in (scene.chi, scene.hana):
        stolen = await scene.stage.chooses(who, listed, ABOUT, PIECE[ABOUT])
        assert STORY["behavior"] not in stolen.words


async def test_hr_reads_for_a_purpose_that_is_recorded_and_holds_for_an_hour(scene: Scene) -> None:
    """The person sees that HR read, never why; then it is asked anew, and it stops at the twenty-first person."""
    await noted(scene, scene.ana)
    await mine(scene, scene.ben)
    asked = await scene.stage.says(scene.hana, "/evidence @ben")
    form = await form_of(scene, scene.hana, await scene.stage.presses(scene.hana, asked, "Read it"))
    assert "is shown to Ben Okafor" in form.words
    listed = await scene.stage.submits(scene.hana, form, {"reason": "A complaint about the vendor"})
    piece = await scene.stage.chooses(scene.hana, listed, "Open one", PIECE[ABOUT])
    assert STORY["behavior"] in piece.words
    assert not {"Decide", "Correct it", "Contest it"} & set(piece.buttons)
    seen = await scene.stage.says(scene.ben, "/vouchsafe privacy")
    assert "HR" in seen.words
    assert "complaint" not in seen.words
    await scene.passes(seconds=3_600)
    assert STORY["behavior"] not in (await scene.stage.chooses(scene.hana, listed, "Open one", PIECE[ABOUT])).words
    scene.store.write(lambda unit: have_read(unit, scene, by=scene.hana, number=20)).result()
    told = await scene.stage.submits(scene.hana, form, {"reason": "One more"})
    assert "another of HR has to look" in told.words
    assert scene.store.read(lambda unit: refused(unit, scene)).result() == 1


def refused(unit: Unit, scene: Scene) -> int:
    """How often the audit log says that somebody was to look no further."""
    audit = tables.table(tables.Audit)
    here = (audit.c.org_id == scene.org, audit.c.action == "profile.refused")
    return len(unit.rows(select(audit.c.seq).where(*here)))


def have_read(unit: Unit, scene: Scene, *, by: Figure, number: int) -> None:
    """HR has read about so many others just now."""
    me, rng = id_of(unit, scene, by), random.Random(1)
    for one in range(number):
        reads.open_profile(
            unit,
            scene.org,
            reader=me,
            subject=f"p{one}",
            what=("review", "goals", "evidence")[one % 3],
            now=scene.clock(),
            rng=rng,
        )


# --- Correcting and withdrawing -----------------------------------------------------------------------------------


async def test_a_correction_is_read_anew_and_what_stood_before_stays(scene: Scene) -> None:
    """Of two corrections of one version the second is told so, and what it said is kept."""
    await noted(scene, scene.ana)
    piece = await mine(scene, scene.ana, WROTE)
    form = await scene.stage.presses(scene.ana, piece, "Correct it")
    await scene.stage.submits(scene.ana, form, {**STORY, "behavior": "He said that the vendor would be late"})
    await scene.stage.submits(scene.ana, form, {**STORY, "behavior": "He said that the vendor was lost"})
    seen = await mine(scene, scene.ben)
    assert "the vendor would be late" in seen.words
    assert "Before that: “He said that the vendor would not deliver in time”" in seen.words
    again = await scene.stage.presses(scene.ana, await mine(scene, scene.ana, WROTE), "Correct it")
    assert again.fields["behavior"].value == "He said that the vendor was lost"


async def test_what_is_withdrawn_does_not_count_and_is_no_secret(scene: Scene) -> None:
    """Whoever it is about can see that it was there."""
    await noted(scene, scene.ana)
    await scene.stage.presses(scene.ana, await mine(scene, scene.ana, WROTE), "Withdraw")
    assert "Withdrawn by whoever wrote it" in (await mine(scene, scene.ben)).words


# --- From elsewhere -----------------------------------------------------------------------------------------------


async def test_a_message_is_quoted_only_if_its_author_agrees(scene: Scene) -> None:
    """Its link is kept; its words are nowhere until the yes."""
    form = await scene.stage.uses(scene.ana, "Save as evidence", scene.ben, "I paused the export by mistake")
    await scene.stage.submits(
        scene.ana, form, {**STORY, "voice": "Owning an error", "corrective_action": "It stops now."}
    )
    piece = await mine(scene, scene.ana, WROTE)
    assert "I paused the export" not in piece.words
    await scene.settle()
    told = next(one for one in scene.stage.direct(scene.ben) if "Look at it" in one.buttons)
    assert "I paused the export" not in told.words
    question = await scene.stage.presses(scene.ben, told, "Look at it")
    assert "I paused the export" in question.words
    await scene.stage.presses(scene.ben, question, "Yes, quote it")
    assert "I paused the export by mistake" in (await mine(scene, scene.ana, WROTE)).words


async def test_a_kudos_is_cited_only_while_its_receiver_lets_reviews_cite_it(scene: Scene) -> None:
    """As the words of whoever gave it; taken back with the consent."""
    ana_leads(scene, scene.ben)
    await scene.gives(scene.chi, "/kudos @ben #early-flag you raised the vendor risk nine days early, we could replan")
    [copy] = scene.stage.direct(scene.ben)
    allowed = await scene.stage.presses(scene.ben, copy, "Let reviews cite it")
    team = await scene.stage.says(scene.ana, "/evidence team")
    person = await scene.stage.chooses(scene.ana, team, "Open one person", "Ben Okafor")
    chosen = await scene.stage.chooses(scene.ana, person, "Cite a kudos", "Chiara Lindqvist: Early flag")
    form = await form_of(scene, scene.ana, chosen)
    cited = {name: STORY[name] for name in ("competency", "situation", "impact")}
    changed = await scene.stage.presses(scene.ben, allowed, "Don't let reviews cite it")
    assert "I can't find that" in (await scene.stage.submits(scene.ana, form, cited)).words
    allowed = await scene.stage.presses(scene.ben, changed, "Let reviews cite it")
    told = await scene.stage.submits(scene.ana, form, cited)
    assert not told.buttons  # they are not her words to change
    seen = await mine(scene, scene.ben)
    assert "you raised the vendor risk nine days early" in seen.words
    assert "Chiara Lindqvist" in seen.words
    await scene.stage.presses(scene.ben, allowed, "Don't let reviews cite it")
    assert "Withdrawn" in (await mine(scene, scene.ben)).words


async def test_a_colleague_who_was_asked_answers_in_one_form_or_declines(scene: Scene) -> None:
    """Signed, told to whoever it is about; a decline needs no reason, and is asked of nobody again."""
    ana_leads(scene, scene.ben)
    form = await opened(scene, scene.ana, "/evidence ask @chi @dan")
    question = {"subject": [scene.ben], "question": "What did you see in the vendor review?", "due_on": "2026-09-25"}
    await scene.stage.submits(scene.ana, form, question)
    await scene.settle()
    [chis], [dans] = scene.stage.direct(scene.chi), scene.stage.direct(scene.dan)
    await scene.stage.presses(scene.dan, dans, "Nothing to add")
    assert "What did you see" not in chis.words
    answer = await scene.stage.presses(scene.chi, chis, "Write it")
    assert "What did you see in the vendor review?" in answer.words
    told = await scene.stage.submits(scene.chi, answer, STORY)
    assert "B: a colleague's note of the first 14 days" in told.words
    assert "by Chiara Lindqvist" in (await scene.stage.says(scene.ben, "/evidence")).words
    await scene.passes(days=4)
    assert len(scene.stage.direct(scene.dan)) == 1


async def test_home_says_what_is_new_and_where_the_gaps_are(scene: Scene) -> None:
    """A manager sees gaps by person; whoever it is about, what is to be read."""
    ana_leads(scene, scene.ben)
    await noted(scene, scene.ana)
    assert "1 piece of evidence about you to read" in (await scene.stage.opens_home(scene.ben)).words
    await mine(scene, scene.ben)
    assert "evidence about you to read" not in (await scene.stage.opens_home(scene.ben)).words
    assert "Ben Okafor (4)" in (await scene.stage.opens_home(scene.ana)).words
