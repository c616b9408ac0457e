"""What people are told unasked, as they meet it: on Slack and on Teams, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import update

from domain import local_time
from schedules.kudos import KIND
from storage import tables
from storage.unit import Unit
from tests.features.scene import Figure, Scene, Seen
from views.notices import KINDS

LATER = "Remind me later, or stop"
MADRID, KOLKATA = "Europe/Madrid", "Asia/Kolkata"
FRIDAY = date(2026, 11, 6)  # the first working day after 45 days of silence
_person = tables.table(tables.Person)


def leads(scene: Scene, manager: Figure, report: Figure) -> None:
    """As the people file says."""

    def change(unit: Unit) -> None:
        ids = {row["name"]: row["id"] for row in unit.rows(_person.select().where(_person.c.org_id == scene.org))}
        here = (_person.c.org_id == scene.org, _person.c.id == ids[report.name])
        unit.run(update(_person).where(*here).values(manager_id=ids[manager.name]))

    scene.store.write(change).result()


def at(day: date, hour: int, zone: str = MADRID, minute: int = 0) -> int:
    return local_time.instant(day, time(hour, minute), zone)


def stands(form: Seen, name: str) -> str:
    """The label of what is chosen in a field."""
    field = form.fields[name]
    if isinstance(field.value, dict):
        return str(field.value["text"]["text"])
    return next(label for label, value in field.choices.items() if value == field.value)


async def told(scene: Scene, who: Figure) -> Seen:
    """The one message that stands in the person's direct messages."""
    [seen] = scene.stage.direct(who)
    return seen


@pytest.fixture
async def quiet(scene: Scene) -> Scene:
    """Ana, in Madrid, leads Ben; nobody has recognized Ben for almost as long as the pack lets pass."""
    scene.lives(scene.ana, MADRID)
    leads(scene, scene.ana, scene.ben)
    await scene.passes(days=44)
    return scene


# --- Being told ---------------------------------------------------------------------------------------------------


async def test_a_manager_is_told_at_nine_of_somebody_unseen(quiet: Scene) -> None:
    """In her own morning, once, alone; with the reason, and a way to act, to put it off and to stop."""
    await quiet.until(at(FRIDAY, 8, minute=59))
    assert quiet.stage.direct(quiet.ana) == []
    await quiet.until(at(FRIDAY, 9))
    seen = await told(quiet, quiet.ana)
    assert "Ben Okafor" in seen.words
    assert "Only you can read this" in seen.words
    assert "You get this because" in seen.words
    assert "Give kudos" in seen.buttons
    assert LATER in seen.menus
    await quiet.until(at(FRIDAY + timedelta(days=4), 18))
    assert len(quiet.stage.direct(quiet.ana)) == 1
    assert [quiet.stage.direct(who) for who in (quiet.ben, quiet.chi, quiet.hana)] == [[], [], []]
    assert quiet.stage.channel() == []


async def test_nobody_is_told_of_somebody_who_was_just_recognized(quiet: Scene) -> None:
    """The silence has to be as long as the pack says."""
    await quiet.until(at(FRIDAY, 1))
    await quiet.gives(quiet.chi, "/kudos @ben #early-flag you raised the vendor risk nine days early, we could replan")
    await quiet.until(at(FRIDAY, 18))
    assert quiet.stage.direct(quiet.ana) == []


async def test_what_waits_for_two_people_never_crosses(quiet: Scene) -> None:
    """Each is told of their own people alone, each in their own morning."""
    quiet.lives(quiet.dan, KOLKATA)
    leads(quiet, quiet.dan, quiet.chi)
    await quiet.until(at(FRIDAY, 9, KOLKATA, minute=40))  # it is looked for at ten past four, UTC
    assert "Chiara Lindqvist" in (await told(quiet, quiet.dan)).words
    assert quiet.stage.direct(quiet.ana) == []
    await quiet.until(at(FRIDAY, 9))
    assert "Chiara" not in (await told(quiet, quiet.ana)).words
    assert "Ben" not in (await told(quiet, quiet.dan)).words


# --- Putting off and stopping -------------------------------------------------------------------------------------


async def test_what_is_put_off_for_an_hour_comes_back_in_an_hour(quiet: Scene) -> None:
    """And the menu has become what was decided."""
    await quiet.until(at(FRIDAY, 9))
    answer = await quiet.stage.chooses(quiet.ana, await told(quiet, quiet.ana), LATER, "In an hour")
    assert "Put off" in answer.words
    await quiet.until(at(FRIDAY, 9, minute=59))
    before = len(quiet.stage.direct(quiet.ana))
    await quiet.until(at(FRIDAY, 10, minute=1))
    assert len(quiet.stage.direct(quiet.ana)) == before + 1
    assert "Ben Okafor" in quiet.stage.direct(quiet.ana)[-1].words


async def test_a_kind_that_is_stopped_never_comes_again(quiet: Scene) -> None:
    """Until the person turns it on again, where they are told."""
    await quiet.until(at(FRIDAY, 9))
    seen = await told(quiet, quiet.ana)
    answer = await quiet.stage.chooses(quiet.ana, seen, LATER, f"Stop: {KINDS[KIND].name}")
    assert "Stopped" in answer.words
    assert "Preferences" in answer.buttons
    before = len(quiet.stage.direct(quiet.ana))
    await quiet.passes(days=60)
    assert len(quiet.stage.direct(quiet.ana)) == before


async def test_what_somebody_says_of_a_thought_is_kept_for_them_alone(quiet: Scene) -> None:
    """That it helped, or that it should come less often: the latest word stands."""
    await quiet.until(at(FRIDAY, 9))
    seen = await told(quiet, quiet.ana)
    for answer, said in (("This helped", "for you alone"), ("Less often", "Nobody else learns of it")):
        reply = await quiet.stage.chooses(quiet.ana, seen, LATER, f"{answer}: {KINDS[KIND].name}")
        assert said in reply.words
    rows = quiet.own(tables.table(tables.CoachingAnswer))
    assert [(row["kind"], row["answer"]) for row in rows] == [(KIND, "less")]


async def test_a_menu_that_was_used_already_says_so(quiet: Scene) -> None:
    """Whoever presses it on another device does not put anything off twice."""
    await quiet.until(at(FRIDAY, 9))
    seen = await told(quiet, quiet.ana)
    await quiet.stage.chooses(quiet.ana, seen, LATER, "Next week")
    again = await quiet.stage.chooses(quiet.ana, seen, LATER, "In an hour")
    assert "changed" in again.words
    await quiet.until(at(FRIDAY, 18))
    assert [one for one in quiet.stage.direct(quiet.ana) if "Ben Okafor" in one.words and LATER in one.menus] in (
        [],
        [seen],
    )


async def test_nobody_puts_off_what_another_was_told(quiet: Scene) -> None:
    """A menu in the wrong hands does nothing and tells nothing."""
    await quiet.until(at(FRIDAY, 9))
    answer = await quiet.stage.chooses(quiet.chi, await told(quiet, quiet.ana), LATER, "In an hour")
    assert "Ben" not in answer.words
    await quiet.until(at(FRIDAY, 18))
    assert len([one for one in quiet.stage.direct(quiet.ana) if "Ben Okafor" in one.words]) == 1


# --- Preferences --------------------------------------------------------------------------------------------------


async def test_hours_of_ones_own_are_kept(quiet: Scene) -> None:
    """What would have come at nine comes at eleven."""
    form = await quiet.stage.says(quiet.ana, "/vouchsafe preferences")
    assert form.is_form
    assert "Only you can read this" in form.words
    await quiet.stage.submits(quiet.ana, form, {"opens": "11:00"})
    before = len(quiet.stage.direct(quiet.ana))
    await quiet.until(at(FRIDAY, 10, minute=59))
    assert len(quiet.stage.direct(quiet.ana)) == before
    await quiet.until(at(FRIDAY, 11))
    assert "Ben Okafor" in quiet.stage.direct(quiet.ana)[-1].words


async def test_whoever_is_away_is_told_on_the_first_morning_back(quiet: Scene) -> None:
    """A Saturday is no working day, so that is Monday."""
    form = await quiet.stage.says(quiet.ana, "/vouchsafe preferences")
    await quiet.stage.submits(quiet.ana, form, {"back_on": "2026-11-07"})
    before = len(quiet.stage.direct(quiet.ana))
    await quiet.until(at(FRIDAY + timedelta(days=3), 8))
    assert len(quiet.stage.direct(quiet.ana)) == before
    await quiet.until(at(FRIDAY + timedelta(days=3), 9))
    assert "Ben Okafor" in quiet.stage.direct(quiet.ana)[-1].words


async def test_home_leads_to_the_form_as_it_was_left(quiet: Scene) -> None:
    """Every verb is also a button, and what was chosen stands there."""
    form = await quiet.stage.says(quiet.ana, "/vouchsafe preferences")
    await quiet.stage.submits(quiet.ana, form, {"opens": "07:00", "closes": "13:00", "wanted": []})
    again = await quiet.stage.presses(quiet.ana, await quiet.stage.opens_home(quiet.ana), "Preferences")
    assert again.is_form
    assert (stands(again, "opens"), stands(again, "closes")) == ("07:00", "13:00")
