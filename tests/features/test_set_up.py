"""Set-up as whoever runs HR goes through it, from an empty store: on Slack and Teams, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import date, time

import pytest
from sqlalchemy import insert, select

from bot.edge import Core
from bot.relay import Relay
from domain import ids, local_time
from domain.set_up import Reach, Standing, Step
from schedules.kudos import KIND
from storage import claim_codes, lines, notices, people, set_up, tables
from storage.notices import Notice
from storage.unit import Unit
from tests.features.conftest import PLATFORMS
from tests.features.scene import HOUR_MS, Figure, Scene, SceneClock, Seen
from tests.features.slack_stage import SlackStage
from tests.features.teams_stage import TeamsStage
from tests.platforms import slack
from tests.platforms.teams import refusal
from views.vocabulary import Card, Text

LINE = "/kudos @{key} #early-flag you raised the vendor risk nine days early, we could replan"
NOTE = "you raised the vendor risk nine days early"
ACTS = 21  # as docs/administration.md counts them
HOURS = "Step 3, Hours and holidays: open"
TEST_LINE = "Kudos will appear in this channel"
_person = tables.table(tables.Person)
_team = tables.table(tables.Team)
_audit = tables.table(tables.Audit)
_org = tables.table(tables.Org)


@pytest.fixture(params=PLATFORMS)
async def empty(request: pytest.FixtureRequest, core: Core, clock: SceneClock) -> AsyncIterator[Scene]:
    """People as the platform tells them, and nothing else: nobody runs HR, and no channel is chosen."""
    async with PLATFORMS[request.param](core, clock) as (stage, edge):
        relay = Relay(store=core.store, senders={edge.platform: edge.sender}, clock=clock, rng=core.rng)
        found = core.store.write(
            lambda unit: people.actor(unit, stage.name, stage.tenant, stage.people["hana"].external)
        ).result()
        assert found is not None
        yield Scene(stage=stage, store=core.store, relay=relay, clock=clock, org=found.org)
        relay.close()


def code(scene: Scene) -> str:
    """As `vouchsafe claim-code` prints it."""
    new = claim_codes.new_code(scene.rng)
    make = lambda unit: claim_codes.create(unit, scene.org, new, now=scene.clock(), rng=scene.rng)  # noqa: E731 - passed on
    scene.store.write(make).result()
    return new


def imports(scene: Scene, teams: dict[str, Iterable[Figure]], leads: tuple[Figure, Iterable[Figure]]) -> None:
    """As a people file brings it."""

    def bring(unit: Unit) -> None:
        by_name = {row["name"]: row["id"] for row in unit.rows(select(_person).where(_person.c.org_id == scene.org))}
        members: dict[str, list[str]] = {}
        for name, those in teams.items():
            team = ids.new(scene.rng)
            unit.run(insert(_team), {"org_id": scene.org, "id": team, "name": name, "created_at": scene.clock()})
            for one in those:
                members.setdefault(by_name[one.name], []).append(team)
        lines.assign(unit, scene.org, members, now=scene.clock())
        manager, led = leads
        lines.lead(unit, scene.org, {by_name[one.name]: by_name[manager.name] for one in led}, now=scene.clock())

    scene.store.write(bring).result()


def usual_import(scene: Scene) -> None:
    platform, support = [scene.ana, scene.ben], [scene.chi, scene.dan]
    imports(scene, {"Platform": platform, "Support": support}, (scene.hana, [*platform, *support]))


def leave_notice(scene: Scene, who: Figure) -> None:
    """Something to tell the person when it is welcome."""
    card = Card("A thought on recognition", (Text(("Somebody has not been thanked for long.",)),))

    def leave(unit: Unit) -> None:
        mine = unit.run(select(_person.c.id).where(_person.c.org_id == scene.org, _person.c.name == who.name))
        one = Notice(person=mine.scalar_one(), kind=KIND, subject="s", card=card)
        notices.leave(unit, scene.org, [one], now=scene.clock(), rng=scene.rng)

    scene.store.write(leave).result()


def standing(scene: Scene) -> Standing:
    return scene.store.read(lambda unit: set_up.find(unit, scene.org)).result()


def audited(scene: Scene) -> list[str]:
    done = select(_audit.c.action).where(_audit.c.org_id == scene.org)
    return scene.store.read(lambda unit: list(unit.run(done).scalars())).result()


@dataclass
class Hr:
    """Hana at work on set-up; what she does is counted."""

    scene: Scene
    seen: Seen = field(default_factory=lambda: Seen(words=""))
    acts: int = 0

    async def says(self, line: str, *, where: str = "general") -> Seen:
        self.acts += 1
        self.seen = await self.scene.stage.says(self.scene.hana, line, where=where)
        return self.seen

    async def presses(self, label: str) -> Seen:
        self.acts += 1
        self.seen = await self.scene.stage.presses(self.scene.hana, self.seen, label)
        return self.seen

    async def goes_to(self, step: str) -> Seen:
        self.acts += 1
        self.seen = await self.scene.stage.chooses(self.scene.hana, self.seen, "Go to a step", step)
        return self.seen

    async def submits(self, **values: object) -> Seen:
        self.acts += 1
        self.seen = await self.scene.stage.submits(self.scene.hana, self.seen, values)
        return self.seen


async def claimed(scene: Scene) -> Hr:
    hr = Hr(scene)
    await hr.says(f"/vouchsafe claim {code(scene)}")
    return hr


async def piloting(scene: Scene) -> Hr:
    """Ana and Ben try it first."""
    usual_import(scene)
    hr = await claimed(scene)
    await hr.goes_to("Step 6, Pilot teams: open")
    await hr.presses("Choose teams")
    await hr.submits(teams=["Platform (2 people)"])
    return hr


# --- The whole way ------------------------------------------------------------------------------------------------


async def test_from_an_empty_store_to_a_first_broadcast(empty: Scene) -> None:
    """Each step shows its check and what it found, and at the end everybody gets the message once."""
    hr = await claimed(empty)
    assert "Set-up 1 of 7: People" in hr.seen.words
    assert "vouchsafe import people.csv" in hr.seen.words
    assert "You are the only HR administrator" in hr.seen.words
    assert "People with a role" in hr.seen.buttons
    usual_import(empty)
    assert "5 people lead somebody" not in (await hr.presses("Check again")).words
    assert "1 person leads somebody" in hr.seen.words
    assert "no channel yet" in (await hr.presses("Next: Channels")).words
    assert "not tried yet" in (await hr.says("/vouchsafe here", where="wins")).words
    await hr.presses("Post a test line")
    await empty.settle()
    assert "Vouchsafe can post there" in (await hr.presses("Check again")).words
    assert [one.words.splitlines()[0] for one in empty.stage.channel()] == [TEST_LINE]
    assert "UTC" in (await hr.presses("Next: Hours and holidays")).words
    await hr.presses("Change")
    assert "public holidays of Spain" in (await hr.submits(zone="Europe/Madrid", country="spain")).words
    assert "Private kudos" in (await hr.presses("Next: Privacy")).words
    assert "not sent yet" in (await hr.presses("Next: Dry run")).words
    await hr.presses("Send both to me")
    await empty.settle()
    assert "Both have arrived" in (await hr.presses("Check again")).words
    assert len(empty.stage.direct(empty.hana)) == 2
    assert "HR only" in (await hr.presses("Next: Pilot teams")).words
    await hr.presses("Choose teams")
    assert "HR and Platform: 3 people together" in (await hr.submits(teams=["Platform (2 people)"])).words
    assert "Everyone would be" in (await hr.presses("Next: Everyone")).words
    assert "open to everyone" in (await hr.presses("Open to everyone")).words
    await hr.presses("Write first broadcast")
    await hr.submits(title="Vouchsafe is here", body="From today on you can thank each other.")
    await hr.presses("Send to 5 people")
    await empty.settle()
    for who in (empty.ana, empty.ben, empty.chi, empty.dan):
        assert [one.words.splitlines()[0] for one in empty.stage.direct(who)] == ["Vouchsafe is here"]
    assert hr.acts == ACTS
    assert empty.stage.direct(empty.gil) == []


async def test_set_up_goes_on_where_it_was_left_also_by_another_hand(empty: Scene) -> None:
    """Nothing of it is in anybody's window; a second administrator finds the step that is open."""
    hr = await claimed(empty)
    await hr.presses("Next: Channels")
    assert "Set-up 2 of 7" in (await hr.says("/vouchsafe set-up")).words
    await empty.stage.says(empty.ana, f"/vouchsafe claim {code(empty)}")
    assert "Set-up 2 of 7" in (await empty.stage.says(empty.ana, "/vouchsafe setup")).words
    assert "Set-up 2 of 7" in (await empty.stage.says(empty.ana, "/vouchsafe set up")).words


async def test_nobody_else_sees_or_presses_set_up(empty: Scene) -> None:
    """A card that was shown to the wrong person does nothing, and reads like what is not there."""
    usual_import(empty)
    hr = await claimed(empty)
    await hr.goes_to("Step 7, Everyone: open")
    answer = await empty.stage.presses(empty.ana, hr.seen, "Open to everyone")
    assert "Set-up" not in answer.words
    assert standing(empty).reach is Reach.HR
    assert "Set-up" not in (await empty.stage.says(empty.ana, "/vouchsafe set-up")).words


async def test_a_channel_in_which_vouchsafe_is_not_is_said_with_the_cure(empty: Scene) -> None:
    """And once it is invited, the same press proves it."""
    hr = await claimed(empty)
    await hr.says("/vouchsafe here", where="wins")
    stage = empty.stage
    if isinstance(stage, SlackStage):
        stage._slack.script("chat.postMessage", slack.Scripted(body={"ok": False, "error": "not_in_channel"}))
    elif isinstance(stage, TeamsStage):
        stage._teams.script("post", refusal(403, "BotNotInConversationRoster"))
    await hr.presses("Post a test line")
    await empty.settle()
    assert "Vouchsafe is not a member" in (await hr.presses("Check again")).words
    await hr.presses("Post a test line")
    await hr.presses("Check again")
    assert "is on its way" in hr.seen.words
    await empty.settle()
    assert "Vouchsafe can post there" in (await hr.presses("Check again")).words
    assert len(empty.stage.channel()) == 1


# --- Codes --------------------------------------------------------------------------------------------------------


async def test_a_code_works_once_and_for_a_quarter_of_an_hour(empty: Scene) -> None:
    """Reused, late or mistyped, it reads the same, and nobody becomes anything."""
    used = code(empty)
    await empty.stage.says(empty.hana, f"/vouchsafe claim {used}")
    assert "not valid" in (await empty.stage.says(empty.ana, f"/vouchsafe claim {used}")).words
    late = code(empty)
    await empty.passes(seconds=15 * 60)
    assert "not valid" in (await empty.stage.says(empty.ana, f"/vouchsafe claim {late}")).words
    assert "Which code?" in (await empty.stage.says(empty.ana, "/vouchsafe claim")).words
    assert "Set-up" not in (await empty.stage.says(empty.ana, "/vouchsafe set-up")).words


async def test_whoever_guesses_is_not_listened_to_for_a_while(empty: Scene) -> None:
    """After five wrong codes not even the right one is looked at; a quarter of an hour later it is."""
    for _ in range(5):
        assert "not valid" in (await empty.stage.says(empty.ana, "/vouchsafe claim 0000-0000-0000")).words
    right = code(empty)
    assert "too many codes" in (await empty.stage.says(empty.ana, f"/vouchsafe claim {right}")).words
    assert "Set-up 1 of 7" in (await empty.stage.says(empty.hana, f"/vouchsafe claim {right}")).words
    await empty.passes(seconds=15 * 60 + 1)
    assert "Set-up 1 of 7" in (await empty.stage.says(empty.ana, f"/vouchsafe claim {code(empty)}")).words


# --- Two at once --------------------------------------------------------------------------------------------------


async def test_of_two_who_save_hours_at_once_the_later_one_is_told(empty: Scene) -> None:
    """Who it was and what is different; the later one's own choices still stand in the form and can be saved."""
    hr = await claimed(empty)
    await empty.stage.says(empty.ana, f"/vouchsafe claim {code(empty)}")
    shown = await empty.stage.says(empty.ana, "/vouchsafe set-up")
    shown = await empty.stage.chooses(empty.ana, shown, "Go to a step", HOURS)
    form = await empty.stage.presses(empty.ana, shown, "Change")
    await hr.goes_to(HOURS)
    await hr.presses("Change")
    await hr.submits(zone="Europe/Madrid", country="ES")
    told = await empty.stage.submits(empty.ana, form, {"zone": "Europe/Lisbon", "country": "PT"})
    assert told.is_form
    assert "Hana Weiss saved this meanwhile" in told.words
    assert "Europe/Madrid (yours: Europe/Lisbon)" in told.words
    saved = await empty.stage.submits(empty.ana, told, {})
    assert "Europe/Lisbon" in saved.words
    assert "public holidays of Portugal" in saved.words


async def test_a_country_nobody_knows_is_said_with_what_may_be_meant(empty: Scene) -> None:
    """And nothing is saved."""
    hr = await claimed(empty)
    await hr.goes_to(HOURS)
    await hr.presses("Change")
    answer = await hr.submits(zone="Europe/Madrid", country="Spian")
    assert "Did you mean Spain" in answer.words
    assert not standing(empty).is_done(Step.HOURS)


# --- The pilot ----------------------------------------------------------------------------------------------------


async def test_whoever_is_not_in_the_pilot_is_told_so_kindly(empty: Scene) -> None:
    """Whatever they type or press, and on Home; nothing is saved, and their own rights stay."""
    await piloting(empty)
    for line in ("/vouchsafe help", "/kudos", LINE.format(key="ana"), "/vouchsafe home", "/vouchsafe xyz"):
        assert "Not open to you yet" in (await empty.stage.says(empty.chi, line)).words, line
    assert "Not open to you yet" in (await empty.stage.opens_home(empty.chi)).words
    assert (await empty.stage.says(empty.chi, "/vouchsafe preferences")).is_form
    assert "Not open" not in (await empty.stage.says(empty.chi, "/vouchsafe privacy")).words
    assert "What I can do" in (await empty.stage.says(empty.ana, "/vouchsafe help")).words


async def test_nobody_outside_the_pilot_is_written_to(empty: Scene) -> None:
    """They cannot be thanked, and a message to everyone reaches the pilot and HR alone."""
    hr = await piloting(empty)
    form = await empty.stage.says(empty.ana, LINE.format(key="chi"))
    assert "not open to Chiara Lindqvist yet" in form.words
    form = await empty.stage.says(empty.ana, "/kudos")
    assert await empty.stage.finds(empty.ana, "chi", form) == []
    assert await empty.stage.finds(empty.ana, "ben", form) == ["Ben Okafor"]
    await hr.says("/broadcast")
    await hr.submits(title="Welcome", body="You are the first.")
    await hr.presses("Send to 3 people")
    await empty.passes(days=1)
    assert [len(empty.stage.direct(who)) for who in (empty.ana, empty.ben)] == [1, 1]
    assert [empty.stage.direct(who) for who in (empty.chi, empty.dan, empty.gil)] == [[], [], []]


async def test_the_pilot_can_be_opened_and_taken_back(empty: Scene) -> None:
    """At once in both directions, also for a form that is open; the audit log says who did it."""
    hr = await piloting(empty)
    await hr.goes_to("Step 7, Everyone: open")
    await hr.presses("Open to everyone")
    form = await empty.stage.says(empty.chi, "/kudos")
    assert form.is_form
    assert "HR and Platform" in (await hr.presses("Back to the pilot")).words
    answer = await empty.stage.submits(empty.chi, form, {"note": NOTE})
    assert "A few teams are trying Vouchsafe first" in answer.words
    assert "Not open to you yet" in (await empty.stage.says(empty.chi, "/kudos")).words
    assert audited(empty).count("set_up.opened") == 2
    assert "set_up.pilot" in audited(empty)


async def test_hr_may_open_it_by_a_word(empty: Scene) -> None:
    """Twice changes nothing more; nobody else may, and hears what is not there."""
    hr = await piloting(empty)
    await empty.stage.says(empty.ana, "/vouchsafe open")
    assert standing(empty).reach is Reach.PILOT
    for _ in range(2):
        assert "everyone" in (await hr.says("/vouchsafe open")).words
    assert standing(empty).reach is Reach.EVERYONE
    assert audited(empty).count("set_up.opened") == 1


async def test_what_waits_for_somebody_waits_until_vouchsafe_is_open_to_them(empty: Scene) -> None:
    """Nothing is lost and nothing is sent before; then it comes in their next working hours, once."""
    hr = await piloting(empty)
    leave_notice(empty, empty.chi)
    await empty.passes(days=3)
    assert empty.stage.direct(empty.chi) == []
    await hr.says("/vouchsafe set-up")
    await hr.goes_to("Step 7, Everyone: open")
    await hr.presses("Open to everyone")
    for _ in range(4 * 24):
        await empty.passes(seconds=3_600)
    assert len([one for one in empty.stage.direct(empty.chi) if "A thought" in one.words]) == 1


async def test_other_working_days_move_what_waits(empty: Scene) -> None:
    """Saturday is planned for Monday, until HR says that Sunday is worked."""
    hr = await claimed(empty)
    saturday = local_time.instant(date(2026, 9, 26), time(12), "UTC")
    await empty.until(saturday)
    leave_notice(empty, empty.hana)
    await empty.until(saturday + 22 * HOUR_MS)
    assert empty.stage.direct(empty.hana) == []
    await hr.says("/vouchsafe set-up")
    await hr.goes_to(HOURS)
    await hr.presses("Change")
    before = len(empty.stage.direct(empty.hana))
    await hr.submits(weekdays=["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday"])
    await empty.settle()
    assert len(empty.stage.direct(empty.hana)) == before + 1
    assert "A thought" in empty.stage.direct(empty.hana)[-1].words


async def test_whoever_joins_a_team_of_the_pilot_is_in_it(empty: Scene) -> None:
    """Who is invited is looked up when it is asked."""
    await piloting(empty)

    def join(unit: Unit) -> None:
        team = unit.run(select(_team.c.id).where(_team.c.org_id == empty.org, _team.c.name == "Platform")).scalar_one()
        chi = unit.run(select(_person.c.id).where(_person.c.name == empty.chi.name)).scalar_one()
        lines.assign(unit, empty.org, {chi: [team]}, now=empty.clock())

    empty.store.write(join).result()
    assert "What I can do" in (await empty.stage.says(empty.chi, "/vouchsafe help")).words


async def test_an_org_in_use_stays_open_when_somebody_claims_hr(scene: Scene) -> None:
    """Nobody loses what they have because of an upgrade."""
    answer = await scene.stage.says(scene.ana, f"/vouchsafe claim {code(scene)}")
    assert "Set-up 1 of 7" in answer.words
    assert standing(scene).reach is Reach.EVERYONE
    assert (await scene.stage.says(scene.ben, "/kudos")).is_form
