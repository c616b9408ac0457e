"""Paired goals, as both sides of them experience it: on Slack and on Teams, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from domain.cycles import Audience, Checkpoint, Cycle, Kind, State
from domain.evidence import Period
from storage import checkpoints, cycles, lines, participants, tables
from storage.cycles import Kept
from storage.unit import Unit
from tests.features.scene import Figure, Scene, Seen
from tests.features.test_home import id_of, leads, told

DAY = date(2026, 9, 21)  # on which scenes begin
TITLE, OUTCOME = "Fewer repeat incidents", "Cut repeat incidents in checkout by a third"
WHOLE: Mapping[str, Any] = {
    "title": TITLE,
    "due_on": (DAY + timedelta(days=180)).isoformat(),
    "outcome": OUTCOME,
    "process": "Verify review actions within thirty days",
    "learning": "Explain one failure class with data",
    "learn_by": (DAY + timedelta(days=80)).isoformat(),
}
READY = "A goal is ready to read"


PAIR = Checkpoint(
    id="pair",
    kind=Kind.GOAL_CHECK_IN,
    title="Pair your goals",
    prompt="Write one.",
    audience=Audience.PARTICIPANTS,
    opens_on=DAY,
    due_on=DAY + timedelta(days=30),
)


def cycle_that_asks(scene: Scene, who: Figure) -> str:
    """A review cycle in which somebody is asked for a goal; return their id."""

    def begin(unit: Unit) -> str:
        person = id_of(unit, scene, who)
        period = Period(start=DAY, end=DAY + timedelta(days=90))
        cycle = Cycle(
            id="c1", name="Autumn", period=period, checkpoints=(PAIR,), framework="default", framework_version=1
        )
        kept = Kept(cycle=replace(cycle, state=State.OPEN), author=person)
        cycles.add(unit, scene.org, kept)
        unit.run(insert(tables.table(tables.Team)), {"org_id": scene.org, "id": "t", "name": "Blue", "created_at": 0})
        lines.assign(unit, scene.org, {person: ["t"]}, now=scene.clock())
        participants.add_teams(unit, scene.org, "c1", ["t"], now=scene.clock())
        participants.follow(unit, scene.org, "c1", now=scene.clock())
        return person

    return scene.store.write(begin).result()


def is_done(scene: Scene, person: str) -> bool:
    found = scene.store.read(lambda unit: checkpoints.of_person(unit, scene.org, "c1", PAIR, person)).result()
    return found is not None and found.done_at is not None


async def writes(scene: Scene, who: Figure, values: Mapping[str, Any] = WHOLE) -> Seen:
    """Write a goal of one's own."""
    form = await scene.stage.presses(who, await scene.stage.says(who, "/goals"), "New goal")
    return await scene.stage.submits(who, form, values)


async def reads(scene: Scene, who: Figure, whose: str = "") -> Seen:
    """Open the only goal of a list."""
    listed = await scene.stage.says(who, f"/goals {whose}".strip())
    return await scene.stage.chooses(who, listed, "Open a goal", TITLE)


async def under_way(scene: Scene) -> Seen:
    """Mara is called Ana here: she leads Ben, and both agreed."""
    leads(scene, scene.ana, scene.ben)
    await writes(scene, scene.ben)
    await scene.stage.presses(scene.ana, await reads(scene, scene.ana, "@ben"), "Agree")
    return await reads(scene, scene.ben)


async def test_a_goal_without_its_pair_stays_a_draft_and_says_what_it_lacks(scene: Scene) -> None:
    """Promise 8: a result alone starts nothing, and nobody else reads it meanwhile."""
    leads(scene, scene.ana, scene.ben)
    seen = await writes(scene, scene.ben, {**WHOLE, "process": "", "learning": "", "learn_by": ""})
    assert "Saved as a draft" in seen.words
    assert "Still missing: the way to it and what will be learned, and by when" in seen.words
    assert "Only you can read this while a part is missing" in seen.words
    assert "Agree" not in seen.buttons
    assert TITLE not in (await scene.stage.says(scene.ana, "/goals @ben")).words
    form = await scene.stage.presses(scene.ben, seen, "Finish it")
    assert form.fields["outcome"].value == OUTCOME
    assert "Ana Ruiz is asked to agree" in (await scene.stage.submits(scene.ben, form, WHOLE)).words


async def test_what_one_side_writes_the_other_agrees_to(scene: Scene) -> None:
    """Told without a word of it; read, agreed to, and the first one hears of that."""
    leads(scene, scene.ana, scene.ben)
    await writes(scene, scene.ben)
    await scene.passes(days=1)
    [note] = told(scene, scene.ana, READY)
    assert TITLE not in note.words
    seen = await scene.stage.presses(scene.ana, note, "Read it")
    assert OUTCOME in seen.words
    assert "You both agree" in (await scene.stage.presses(scene.ana, seen, "Agree")).words
    await scene.passes(days=1)
    assert told(scene, scene.ben, "A goal is agreed")
    assert "Under way" in (await reads(scene, scene.ben)).words


async def test_a_goal_that_starts_is_what_a_cycle_asks_for(scene: Scene) -> None:
    """Nobody has to check in on a goal that they have only just agreed to."""
    leads(scene, scene.ana, scene.ben)
    ben = cycle_that_asks(scene, scene.ben)
    await writes(scene, scene.ben)
    assert not is_done(scene, ben)
    await scene.stage.presses(scene.ana, await reads(scene, scene.ana, "@ben"), "Agree")
    assert is_done(scene, ben)


async def test_what_was_changed_meanwhile_is_not_left_as_it_was(scene: Scene) -> None:
    """The button is for the change that was read."""
    await under_way(scene)
    form = await scene.stage.presses(scene.ana, await reads(scene, scene.ana, "@ben"), "Change it")
    await scene.stage.submits(scene.ana, form, {"outcome": "Cut repeat incidents in checkout by half"})
    old = await reads(scene, scene.ben)
    await scene.stage.presses(scene.ana, await reads(scene, scene.ana, "@ben"), "Take the change back")
    form = await scene.stage.presses(scene.ana, await reads(scene, scene.ana, "@ben"), "Change it")
    await scene.stage.submits(scene.ana, form, {"outcome": "Cut repeat incidents in checkout by a quarter"})
    assert "It stays as it was" not in (await scene.stage.presses(scene.ben, old, "Leave it as it was")).words
    assert "by a quarter" in (await reads(scene, scene.ben)).words


async def test_a_goal_under_way_holds_until_both_want_it_otherwise(scene: Scene) -> None:
    """A manager who raises the bar asks; the person may leave it as it was."""
    await under_way(scene)
    form = await scene.stage.presses(scene.ana, await reads(scene, scene.ana, "@ben"), "Change it")
    harder = await scene.stage.submits(scene.ana, form, {"outcome": "Cut repeat incidents in checkout by half"})
    assert "until then the goal holds as it was" in harder.words
    seen = await reads(scene, scene.ben)
    assert "What would change" in seen.words
    kept = await scene.stage.presses(scene.ben, seen, "Leave it as it was")
    assert OUTCOME in kept.words
    assert "by half" not in kept.words


async def test_one_agrees_only_to_what_one_has_read(scene: Scene) -> None:
    """Changed meanwhile, the old button opens nothing."""
    leads(scene, scene.ana, scene.ben)
    draft = await writes(scene, scene.ben)
    old = await reads(scene, scene.ana, "@ben")
    form = await scene.stage.presses(scene.ben, draft, "Change it")
    await scene.stage.submits(scene.ben, form, {"guard": "Self-reported issues do not fall"})
    assert "changed since you opened it" in (await scene.stage.presses(scene.ana, old, "Agree")).words


async def test_whoever_is_told_of_a_goal_is_told_once_of_how_it_stands(scene: Scene) -> None:
    """Changed twice before their next working hour, it is one thing to read."""
    leads(scene, scene.ana, scene.ben)
    seen = await writes(scene, scene.ben)
    for guard in ("Reported issues do not fall", "Self-reported issues do not fall"):
        form = await scene.stage.presses(scene.ben, seen, "Change it")
        seen = await scene.stage.submits(scene.ben, form, {"guard": guard})
    await scene.passes(days=1)
    await scene.passes(days=3)
    [note] = told(scene, scene.ana, READY)
    assert note.words.count("put a goal of theirs to you") == 1


async def test_who_leads_somebody_no_more_puts_nothing_to_them(scene: Scene) -> None:
    """A draft they began opens to be dropped, not to be finished; what was agreed passes to the next manager."""
    seen = await under_way(scene)
    of_ben = await scene.stage.says(scene.ana, "/goals @ben")
    form = await scene.stage.presses(scene.ana, of_ben, "New goal")
    draft = await scene.stage.submits(scene.ana, form, {**WHOLE, "process": ""})
    leads(scene, scene.chi, scene.ben)
    assert "isn't yours to open" in (await scene.stage.presses(scene.ana, draft, "Finish it")).words
    assert "isn't yours to open" in (await scene.stage.says(scene.ana, "/goals @ben")).words
    assert OUTCOME in (await reads(scene, scene.chi, "@ben")).words
    assert "Chiara Lindqvist" in (await scene.stage.presses(scene.ben, seen, "Change it")).words


async def test_a_missed_result_with_the_way_kept_and_the_learning_written_down_is_learned(scene: Scene) -> None:
    """Promise 8: honorable, and it never counts against anybody; also when the learning comes later."""
    form = await scene.stage.presses(scene.ben, await under_way(scene), "Say how it ended")
    seen = await scene.stage.submits(scene.ben, form, {"outcome_met": "No", "process_met": "Yes"})
    assert "Closed as missed" in seen.words
    form = await scene.stage.presses(scene.ben, seen, "Write down what was learned")
    seen = await scene.stage.submits(scene.ben, form, {"learned": "Half of them came from one retry rule"})
    assert "Learned" in seen.words
    assert "never against" in seen.words


async def test_a_check_in_says_how_a_part_stands_and_what_shows_it(scene: Scene) -> None:
    """Both sides read it; an address that no browser should open is refused beside its field."""
    form = await scene.stage.presses(scene.ben, await under_way(scene), "Check in")
    values = {"part": "The way to it", "mood": "At risk", "note": "Two wait for another team", "link": "file:///x"}
    wrong = await scene.stage.submits(scene.ben, form, values)
    assert "That is no address" in wrong.words
    saved = await scene.stage.submits(scene.ben, wrong, {**values, "link": "https://example.org/actions"})
    seen = await reads(scene, scene.ana, "@ben")
    assert "at risk. Two wait for another team" in seen.words
    evidence = await scene.stage.presses(scene.ben, saved, "Keep it as evidence")
    held = {name: evidence.fields[name].value for name in ("behavior", "event", "link")}
    assert held == {"behavior": values["note"], "event": TITLE, "link": "https://example.org/actions"}


async def test_nobody_but_the_two_reads_a_goal(scene: Scene) -> None:
    """To a colleague it does not exist; HR says why, and the person finds that HR read."""
    draft = await writes(scene, scene.dan)
    await under_way(scene)
    assert "isn't yours to open" in (await scene.stage.says(scene.chi, "/goals @ben")).words
    assert OUTCOME not in (await scene.stage.presses(scene.chi, draft, "Check in")).words
    form = await scene.stage.says(scene.hana, "/goals @ben")
    if not form.is_form:
        form = await scene.stage.presses(scene.hana, form, "Open the form")
    seen = await scene.stage.submits(scene.hana, form, {"reason": "Ben asked me to look at it"})
    assert OUTCOME in seen.words
    assert "HR: reviews" in (await scene.stage.says(scene.ben, "/vouchsafe privacy")).words


async def test_an_example_is_a_beginning(scene: Scene) -> None:
    """Its words stand in the form; its days are for the person to choose."""
    offered = await scene.stage.says(scene.ben, "/goals examples")
    assert "A good miss" in offered.words
    form = await scene.stage.presses(scene.ben, offered, "Begin with this")
    assert form.fields["process"].value
    assert not form.fields["due_on"].value


async def test_whoever_left_a_goal_without_its_pair_is_reminded_without_its_words(scene: Scene) -> None:
    """By the content pack's thought, and not once it is finished."""
    leads(scene, scene.ana, scene.ben)
    await writes(scene, scene.ben, {**WHOLE, "process": ""})
    await scene.passes(days=1)
    await scene.passes(days=1)
    [note] = told(scene, scene.ben, "A goal you began lacks a part")
    assert "can only be met or missed" in note.words
    assert TITLE not in note.words
    form = await scene.stage.presses(scene.ben, note, "Finish it")
    await scene.stage.submits(scene.ben, form, WHOLE)
    await scene.passes(days=9)
    assert len(told(scene, scene.ben, "A goal you began lacks a part")) == 1


async def test_home_says_what_waits_and_who_lacks_a_goal(scene: Scene) -> None:
    """Each for whom it concerns."""
    leads(scene, scene.ana, scene.ben, scene.chi)
    await writes(scene, scene.ben)
    home = await scene.stage.opens_home(scene.ana)
    assert "A goal of Ben Okafor: it waits for you to agree" in home.words
    assert "Ben Okafor and Chiara Lindqvist" in home.words
    assert "waits for you to agree" not in (await scene.stage.opens_home(scene.ben)).words
    await scene.stage.presses(scene.ana, await reads(scene, scene.ana, "@ben"), "Agree")
    assert TITLE in (await scene.stage.opens_home(scene.ben)).words


async def test_hr_sees_how_many_hold_one_and_nobody_else_does(scene: Scene) -> None:
    """Teams too small are not counted."""
    assert "No team is large enough to be counted" in (await scene.stage.says(scene.hana, "/goals coverage")).words
    assert "isn't yours to open" in (await scene.stage.says(scene.ben, "/goals coverage")).words


async def test_a_goal_that_was_under_way_before_the_checkpoint_still_needs_a_check_in(scene: Scene) -> None:
    """That it exists says nothing of how it stands."""
    await writes(scene, scene.ben)
    ben = cycle_that_asks(scene, scene.ben)
    assert not is_done(scene, ben)
    goal = await reads(scene, scene.ben)
    form = await scene.stage.presses(scene.ben, goal, "Check in")
    await scene.stage.submits(
        scene.ben, form, {"part": "The way to it", "mood": "On track", "note": "Two of the six days are gone"}
    )
    assert is_done(scene, ben)
