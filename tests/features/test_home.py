"""Home and what people prefer, as they meet it: on Slack and on Teams, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import date, time, timedelta

from sqlalchemy import delete, insert, select

from domain import local_time
from storage import lines, tables
from storage.unit import Unit
from tests.features.scene import Figure, Scene, Seen

LINE = "/kudos @ben #early-flag you raised the vendor risk nine days early, we could replan"
NOTE = "you raised the vendor risk nine days early"
MET, WHAT = "Here colleagues thank each other", "What Vouchsafe is"
FRIDAY = date(2026, 11, 6)  # the first working day after 45 days of silence
_person = tables.table(tables.Person)
_introduction = tables.table(tables.Introduction)
_outbox = tables.table(tables.Outbox)


def id_of(unit: Unit, scene: Scene, who: Figure) -> str:
    mine = select(_person.c.id).where(_person.c.org_id == scene.org, _person.c.name == who.name)
    found: str = unit.run(mine).scalar_one()
    return found


def leads(scene: Scene, manager: Figure, *reports: Figure) -> None:
    def change(unit: Unit) -> None:
        leader = id_of(unit, scene, manager)
        lines.lead(unit, scene.org, {id_of(unit, scene, one): leader for one in reports}, now=scene.clock())

    scene.store.write(change).result()


def is_new_here(scene: Scene, who: Figure) -> None:
    """As if Vouchsafe had never been introduced to them."""

    def forget(unit: Unit) -> None:
        mine = (_introduction.c.org_id == scene.org, _introduction.c.person_id == id_of(unit, scene, who))
        unit.run(delete(_introduction).where(*mine))

    scene.store.write(forget).result()


def told(scene: Scene, who: Figure, words: str) -> list[Seen]:
    return [one for one in scene.stage.direct(who) if words in one.words]


# --- Being introduced ---------------------------------------------------------------------------------------------


async def test_a_first_kudos_introduces_vouchsafe_once(scene: Scene) -> None:
    """Three lines and two buttons right after it, and never again."""
    is_new_here(scene, scene.ben)
    await scene.gives(scene.ana, LINE)
    copy, what = scene.stage.direct(scene.ben)
    assert NOTE in copy.words
    assert WHAT in what.words
    assert "Ana Ruiz thanked you" in what.words
    assert list(what.buttons) == ["Who can see what", "Preferences"]
    assert "Private kudos" in (await scene.stage.presses(scene.ben, what, "Who can see what")).words
    await scene.gives(scene.chi, LINE)
    assert len(told(scene, scene.ben, WHAT)) == 1
    assert MET not in (await scene.stage.opens_home(scene.ben)).words


async def test_two_first_kudos_at_once_introduce_vouchsafe_once(scene: Scene) -> None:
    """Whichever comes first; the other one does not hide it."""
    is_new_here(scene, scene.ben)
    await scene.stage.says(scene.ana, LINE)
    await scene.passes(seconds=5)
    await scene.stage.says(scene.chi, LINE)
    await scene.passes(seconds=60)
    await scene.passes(seconds=5)  # one message a second to the same person
    assert len(told(scene, scene.ben, NOTE)) == 2
    assert len(told(scene, scene.ben, WHAT)) == 1


async def test_a_kudos_that_was_taken_back_introduces_nothing(scene: Scene) -> None:
    """Nobody learns of it that way either; the next one does."""
    is_new_here(scene, scene.ben)
    given = await scene.stage.says(scene.ana, LINE)
    await scene.stage.presses(scene.ana, given, "Undo")
    await scene.passes(seconds=40)
    assert scene.stage.direct(scene.ben) == []
    await scene.gives(scene.ana, LINE)
    assert len(told(scene, scene.ben, WHAT)) == 1


async def test_a_first_look_at_home_introduces_vouchsafe_until_it_is_understood(scene: Scene) -> None:
    """Above everything else; one press and it is gone for good, also from a first kudos."""
    is_new_here(scene, scene.ben)
    home = await scene.stage.opens_home(scene.ben)
    assert MET in home.words
    assert "Who can see what" in home.buttons
    await scene.stage.presses(scene.ben, home, "Got it")
    assert MET not in (await scene.stage.opens_home(scene.ben)).words
    await scene.gives(scene.ana, LINE)
    assert told(scene, scene.ben, WHAT) == []


# --- What stands on it --------------------------------------------------------------------------------------------


async def test_home_is_about_its_reader_alone(scene: Scene) -> None:
    """HR sees what is for HR, a manager their people, and nobody else either of them."""
    leads(scene, scene.ana, scene.ben, scene.chi)
    hana, ana, ben = [await scene.stage.opens_home(who) for who in (scene.hana, scene.ana, scene.ben)]
    assert "For HR" in hana.words
    assert "New broadcast" in hana.buttons
    assert "Your people" not in hana.words
    assert "2 people: Ben Okafor and Chiara Lindqvist" in ana.words
    for home in (ana, ben):
        assert "For HR" not in home.words
        assert "New broadcast" not in home.buttons
    assert "Your people" not in ben.words


async def test_a_manager_sees_whom_nobody_has_thanked_for_long(scene: Scene) -> None:
    """And no longer whom somebody has thanked meanwhile, nor whoever is led by another."""
    leads(scene, scene.ana, scene.ben, scene.chi)
    await scene.passes(days=46)
    assert "Ben Okafor and Chiara Lindqvist\n" in (await scene.stage.opens_home(scene.ana)).words + "\n"
    await scene.gives(scene.dan, LINE)
    leads(scene, scene.dan, scene.chi)
    home = (await scene.stage.opens_home(scene.ana)).words
    assert "1 person: Ben Okafor" in home
    assert "Chiara" not in home


async def test_what_was_begun_and_what_is_open_waits_on_home(scene: Scene) -> None:
    """Each with the button that goes on with it."""
    assert "Waiting for you" not in (await scene.stage.opens_home(scene.ana)).words
    await scene.stage.says(scene.ana, "/kudos @ben #early-flag too short")
    home = await scene.stage.opens_home(scene.ana)
    assert "A kudos that you began" in home.words
    form = await scene.stage.presses(scene.ana, home, "Finish it")
    assert form.is_form
    hr = await scene.stage.opens_home(scene.hana)
    assert "Set-up: 5 steps are still open" in hr.words
    assert "Set-up 1 of 7" in (await scene.stage.presses(scene.hana, hr, "Go on with set-up")).words


async def test_home_shows_how_somebody_is_written_to(scene: Scene) -> None:
    """As they chose it; there is no choice of one platform among one."""
    form = await scene.stage.says(scene.ana, "/vouchsafe preferences")
    assert "first" not in form.fields
    await scene.stage.submits(scene.ana, form, {"opens": "10:00", "digest": "Together, on Fridays"})
    home = await scene.stage.opens_home(scene.ana)
    assert "10:00 to 18:00" in home.words
    assert "comes together on Fridays" in home.words


# --- Preferences --------------------------------------------------------------------------------------------------


def _nine(day: date) -> int:
    return local_time.instant(day, time(9), "UTC")


async def test_what_can_wait_comes_on_the_day_somebody_chose(scene: Scene) -> None:
    """Not before, and on the next working day when that one is none."""
    leads(scene, scene.ana, scene.ben)
    form = await scene.stage.says(scene.ana, "/vouchsafe preferences")
    await scene.stage.submits(scene.ana, form, {"digest": "Together, on Tuesdays"})
    before = len(scene.stage.direct(scene.ana))
    await scene.passes(days=44)
    await scene.until(_nine(FRIDAY + timedelta(days=3)))
    assert len(scene.stage.direct(scene.ana)) == before
    await scene.until(_nine(FRIDAY + timedelta(days=4)))
    assert "Ben Okafor" in scene.stage.direct(scene.ana)[-1].words


async def test_a_pause_holds_and_can_be_taken_back(scene: Scene) -> None:
    """Where it was chosen, people see that it is on."""
    leads(scene, scene.ana, scene.ben)
    await scene.passes(days=44)
    await scene.until(_nine(FRIDAY) - 3_600_000)
    form = await scene.stage.says(scene.ana, "/vouchsafe preferences")
    saved = await scene.stage.submits(scene.ana, form, {"pause": "Until next Monday"})
    assert "Paused" in saved.words or "Paused" in (await scene.stage.opens_home(scene.ana)).words
    before = len(scene.stage.direct(scene.ana))
    await scene.until(_nine(FRIDAY) + 3_600_000)
    assert len(scene.stage.direct(scene.ana)) == before
    form = await scene.stage.says(scene.ana, "/vouchsafe preferences")
    await scene.stage.submits(scene.ana, form, {"pause": "No pause"})
    before = len(scene.stage.direct(scene.ana))
    await scene.settle()
    assert "Ben Okafor" in scene.stage.direct(scene.ana)[-1].words
    assert len(scene.stage.direct(scene.ana)) == before + 1


async def test_whoever_has_two_platforms_says_which_comes_first(scene: Scene) -> None:
    """Then a kudos reaches them there, wherever it was given."""

    def join(unit: Unit) -> None:
        ben = id_of(unit, scene, scene.ben)
        place = {"org_id": scene.org, "id": "second", "platform": "room", "tenant": "room", "name": "Quillbrook"}
        unit.run(insert(tables.table(tables.Workspace)), {**place, "created_at": scene.clock(), "state": "active"})
        seat = {"org_id": scene.org, "workspace_id": "second", "external": "ben", "person_id": ben, "seen_at": 0}
        unit.run(insert(tables.table(tables.Account)), seat)

    def lanes(unit: Unit) -> list[str]:
        theirs = (_outbox.c.org_id == scene.org, _outbox.c.reader_id == id_of(unit, scene, scene.ben))
        return list(unit.run(select(_outbox.c.workspace_id).where(*theirs).order_by(_outbox.c.seq)).scalars())

    scene.store.write(join).result()
    await scene.stage.says(scene.ana, LINE)
    assert scene.store.read(lanes).result() != ["second"]
    form = await scene.stage.says(scene.ben, "/vouchsafe preferences")
    [there] = [one for one in form.fields["first"].choices if "rehearsal room" in one]
    await scene.stage.submits(scene.ben, form, {"first": there})
    await scene.stage.says(scene.chi, LINE)
    assert scene.store.read(lanes).result()[-1] == "second"
    assert "rehearsal room" in (await scene.stage.opens_home(scene.ben)).words
