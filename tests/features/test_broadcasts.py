"""HR writes to many at once, as HR and the people written to meet it: on Slack and Teams, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from domain import local_time
from domain.people import MemberKind
from domain.roster import Member
from storage import directory, tables
from storage.unit import Unit
from tests.features.scene import Figure, Scene, Seen

TITLE = "The mid-year checkpoint opens on Monday"
MESSAGE = "From Monday on you can add evidence.\n\nIt takes about ten minutes."
WORDS: Mapping[str, Any] = {"title": TITLE, "body": MESSAGE}
EVERYONE = "Send to 5 people"  # all but the guest
CANCEL, RETRY = "Cancel broadcast", "Retry failed"
MONDAY = date(2026, 9, 21)
_person = tables.table(tables.Person)
_account = tables.table(tables.Account)


async def composed(scene: Scene, values: Mapping[str, Any] = WORDS, *, who: str = "hana") -> Seen:
    """The preview of a broadcast."""
    author = scene.stage.people[who]
    form = await scene.stage.says(author, "/broadcast")
    return await scene.stage.submits(author, form, values)


async def sent(scene: Scene, values: Mapping[str, Any] = WORDS, *, button: str = EVERYONE) -> Seen:
    """Send one to everyone and let it arrive; return what the preview became."""
    preview = await composed(scene, values)
    shown = await scene.stage.presses(scene.hana, preview, button)
    await arrives(scene)
    return shown


async def arrives(scene: Scene) -> None:
    """Let what may leave now leave, and its author be told."""
    await scene.settle()
    await scene.passes(seconds=4)


def copies(scene: Scene, who: Figure, title: str = TITLE) -> list[Seen]:
    """What the person got of it, without what tells its author how far it is."""
    return [one for one in scene.stage.direct(who) if one.words.startswith(title)]


def report(scene: Scene) -> Seen:
    """The one message in which the author sees how far it is."""
    [told] = [one for one in scene.stage.direct(scene.hana) if f"“{TITLE}”" in one.words]
    return told


def change(scene: Scene, who: Figure, **values: Any) -> None:
    here = update(_person).where(_person.c.org_id == scene.org, _person.c.name == who.name)
    scene.store.write(lambda unit: unit.run(here.values(**values)).rowcount).result()


def id_of(unit: Unit, who: Figure) -> str:
    found: str = unit.run(select(_person.c.id).where(_person.c.name == who.name)).scalar_one()
    return found


def becomes(scene: Scene, who: Figure, kind: MemberKind, *, active: bool = True) -> None:
    """As the directory of their platform tells it."""

    def tell(unit: Unit) -> None:
        here = (_account.c.org_id == scene.org, _account.c.person_id == id_of(unit, who))
        [seat] = unit.rows(select(_account).where(*here))
        member = Member(
            external=seat["external"],
            name=who.name,
            email=who.email,
            handle=seat["handle"],
            kind=kind,
            active=active,
            zone=who.zone,
            title="",
        )
        directory.change(unit, scene.org, seat["workspace_id"], member, now=scene.clock.now, rng=scene.rng)

    scene.store.write(tell).result()


def in_team(scene: Scene, name: str, *members: Figure) -> None:
    def add(unit: Unit) -> None:
        unit.run(
            insert(tables.table(tables.Team)), {"org_id": scene.org, "id": f"t-{name}", "name": name, "created_at": 0}
        )
        rows = [{"org_id": scene.org, "team_id": f"t-{name}", "person_id": id_of(unit, who)} for who in members]
        unit.run(insert(tables.table(tables.Membership)), rows)

    scene.store.write(add).result()


async def becomes_hr(scene: Scene, who: Figure) -> None:
    change(scene, who, is_hr=True)


# --- Sending ------------------------------------------------------------------------------------------------------


async def test_everyone_gets_it_once_and_its_author_sees_that(scene: Scene) -> None:
    """Each member once, no guest, no channel; one message tells the author, and its last word is true."""
    shown = await sent(scene)
    assert "is being sent" in shown.words
    for who in (scene.ana, scene.ben, scene.chi, scene.dan, scene.hana):
        [copy] = copies(scene, who)
        assert "It takes about ten minutes." in copy.words
        assert "From Hana Weiss (HR), to everyone" in copy.words
    assert scene.stage.direct(scene.gil) == []
    assert scene.stage.channel() == []
    told = report(scene)
    assert f"“{TITLE}” is sent: 5 of 5 (100 %) have it" in told.words
    assert told.words.count("Hana Weiss") == 1
    assert told.buttons == {}


async def test_the_preview_shows_the_message_its_audience_and_who_will_read_it(scene: Scene) -> None:
    """Nothing leaves before Send is pressed."""
    preview = await composed(scene)
    for words in (
        "It takes about ten minutes.",
        "5 people",
        "working hours",
        "It goes to everyone, each in a direct message",
    ):
        assert words in preview.words
    await scene.passes(seconds=60)
    assert [scene.stage.direct(who) for who in scene.stage.people.values()] == [[]] * 6


async def test_send_pressed_twice_sends_once(scene: Scene) -> None:
    """The second press hears what the first one did."""
    preview = await composed(scene)
    answers = [await scene.stage.presses(scene.hana, preview, EVERYONE) for _ in range(2)]
    await arrives(scene)
    assert ["is being sent" in one.words for one in answers] == [True, True]
    assert len(copies(scene, scene.ana)) == 1
    assert len(scene.stage.direct(scene.hana)) == 2


async def test_it_can_be_tried_on_oneself_first(scene: Scene) -> None:
    """Once, marked, to nobody else; the preview stays, to send it then."""
    preview = await composed(scene)
    shown = await scene.stage.presses(scene.hana, preview, "Send to me first")
    await scene.stage.presses(scene.hana, preview, "Send to me first")
    await scene.settle()
    [trial] = scene.stage.direct(scene.hana)
    assert "sent to you alone" in trial.words
    assert scene.stage.direct(scene.ana) == []
    await scene.stage.presses(scene.hana, shown, EVERYONE)
    await arrives(scene)
    assert len(copies(scene, scene.ana)) == 1


async def test_words_are_changed_in_the_preview(scene: Scene) -> None:
    """The form holds what was written; the old preview no longer sends the old words."""
    preview = await composed(scene)
    form = await scene.stage.presses(scene.hana, preview, "Edit")
    assert form.fields["title"].value == TITLE
    new = await scene.stage.submits(scene.hana, form, {"title": "It opens on Tuesday"})
    stale = await scene.stage.presses(scene.hana, preview, EVERYONE)
    assert "changed since you opened it" in stale.words
    await scene.stage.presses(scene.hana, new, EVERYONE)
    await arrives(scene)
    assert copies(scene, scene.ana) == []
    assert len(copies(scene, scene.ana, "It opens on Tuesday")) == 1


async def test_what_was_discarded_is_not_sent_and_not_lost(scene: Scene) -> None:
    """A preview left open on another screen sends nothing any more; the form still has the words."""
    preview = await composed(scene)
    await scene.stage.presses(scene.hana, preview, "Discard")
    again = await scene.stage.presses(scene.hana, preview, EVERYONE)
    assert "is discarded" in again.words
    await arrives(scene)
    assert scene.stage.direct(scene.ana) == []
    form = await scene.stage.says(scene.hana, "/broadcast")
    assert form.fields["body"].value == MESSAGE


async def test_text_after_the_command_stands_in_the_form(scene: Scene) -> None:
    """Typing is a short cut; a colleague named in it is not mentioned, only named."""
    form = await scene.stage.says(scene.hana, "/broadcast Ask @ben about the checkpoint")
    assert form.fields["body"].value == "Ask Ben Okafor about the checkpoint"
    assert "Nothing is sent yet" in form.words


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"body": MESSAGE}, "Please write something here"),
        ({**WORDS, "timing": "On the day and hour below"}, "Choose the day"),
        ({**WORDS, "timing": "On the day and hour below", "day": "2026-09-20"}, "has passed"),
        ({**WORDS, "timing": "On the day and hour below", "day": "2027-12-01"}, "within 180 days"),
        ({**WORDS, "audience": "Managers"}, "There is nobody in it"),
    ],
)
async def test_what_is_missing_is_said_in_the_form(scene: Scene, values: Mapping[str, Any], problem: str) -> None:
    """Beside its field, with all that was typed still there."""
    form = await composed(scene, values)
    assert form.is_form
    assert problem in form.words


async def test_hostile_words_are_only_words(scene: Scene) -> None:
    """Nobody is pinged and nothing is a link, whatever stands in the title."""
    title = "<!channel> @everyone *now* [x](http://evil.example) </at>"
    await sent(scene, {**WORDS, "title": title})
    [copy] = copies(scene, scene.ana, title)
    assert MESSAGE.split("\n", maxsplit=1)[0] in copy.words
    assert title in copy.fallback


# --- To whom ------------------------------------------------------------------------------------------------------


async def test_a_team_and_nobody_else_gets_it(scene: Scene) -> None:
    """As the people file says who is in it."""
    in_team(scene, "Support", scene.ana, scene.ben)
    await sent(scene, {**WORDS, "audience": "Teams", "which": ["Support"]}, button="Send to 2 people")
    assert [len(copies(scene, who)) for who in (scene.ana, scene.ben, scene.chi, scene.dan)] == [1, 1, 0, 0]


async def test_those_who_lead_people_get_it(scene: Scene) -> None:
    """Whoever has at least one report."""
    ana = scene.store.read(lambda unit: id_of(unit, scene.ana)).result()
    change(scene, scene.ben, manager_id=ana)
    await sent(scene, {**WORDS, "audience": "Managers"}, button="Send to 1 person")
    assert [len(copies(scene, who)) for who in (scene.ana, scene.ben)] == [1, 0]


async def test_whoever_has_no_account_is_counted_as_not_reachable(scene: Scene) -> None:
    """Before, in the preview, and after, with the reason."""
    ben = scene.store.read(lambda unit: id_of(unit, scene.ben)).result()
    gone = update(_account).where(_account.c.org_id == scene.org, _account.c.person_id == ben).values(active=False)
    scene.store.write(lambda unit: unit.run(gone).rowcount).result()
    preview = await composed(scene)
    assert "1 of them has no account here" in preview.words
    await scene.stage.presses(scene.hana, preview, EVERYONE)
    await arrives(scene)
    told = report(scene)
    assert "4 of 4 (100 %)" in told.words
    assert "Not reachable: no account here" in told.words


async def test_accounts_in_a_workspace_that_is_gone_reach_nobody(scene: Scene) -> None:
    """The preview says so, of all whose only account is there."""
    elsewhere = {"org_id": scene.org, "id": "gone", "platform": "slack", "tenant": "T9", "state": "gone"}

    def move(unit: Unit) -> None:
        unit.run(insert(tables.table(tables.Workspace)), {**elsewhere, "created_at": 0})
        theirs = [id_of(unit, who) for who in (scene.ben, scene.chi)]
        here = (_account.c.org_id == scene.org, _account.c.person_id.in_(theirs))
        unit.run(update(_account).where(*here).values(workspace_id="gone"))

    scene.store.write(move).result()
    preview = await composed(scene)
    assert "2 of them have no account here" in preview.words


async def test_whoever_leaves_before_their_turn_is_sent_nothing(scene: Scene) -> None:
    """And the report says so; whoever joins while it waits is not in it either."""
    scene.clock.now = local_time.instant(MONDAY, time(20), "UTC")
    await sent(scene)
    becomes(scene, scene.ben, MemberKind.FULL, active=False)
    becomes(scene, scene.gil, MemberKind.FULL)
    await scene.until(local_time.instant(MONDAY + timedelta(days=1), time(9), "UTC"))
    await arrives(scene)
    assert [copies(scene, who) for who in (scene.ben, scene.gil)] == [[], []]
    assert len(copies(scene, scene.ana)) == 1
    assert "4 of 4 (100 %)" in report(scene).words
    assert "left, changed team, or became a guest meanwhile" in report(scene).words


# --- When ---------------------------------------------------------------------------------------------------------


async def test_each_gets_it_in_their_own_working_hours(scene: Scene) -> None:
    """It is evening in Kolkata and afternoon in UTC: one waits for the morning, and the author sees that."""
    scene.lives(scene.ben, "Asia/Kolkata")
    await sent(scene)
    assert len(copies(scene, scene.ana)) == 1
    assert copies(scene, scene.ben) == []
    assert "Wait for their working hours: 1" in report(scene).fallback
    await scene.until(local_time.instant(MONDAY + timedelta(days=1), time(9), "Asia/Kolkata"))
    await arrives(scene)
    assert len(copies(scene, scene.ben)) == 1
    assert "5 of 5 (100 %)" in report(scene).words


async def test_now_means_now_and_says_so_before(scene: Scene) -> None:
    """Whatever the hour is; the preview warns."""
    scene.clock.now = local_time.instant(MONDAY, time(23), "UTC")
    preview = await composed(scene, {**WORDS, "timing": "Now, whatever the hour"})
    assert "reaches people at night" in preview.words
    await scene.stage.presses(scene.hana, preview, EVERYONE)
    await arrives(scene)
    assert len(copies(scene, scene.ana)) == 1


async def test_an_hour_is_everyones_own(scene: Scene) -> None:
    """At ten o'clock in Kolkata and, hours later, at ten o'clock in UTC."""
    scene.lives(scene.ben, "Asia/Kolkata")
    day = MONDAY + timedelta(days=2)
    values = {**WORDS, "timing": "On the day and hour below", "day": day.isoformat(), "at": "10:00"}
    await sent(scene, values)
    assert "is planned for 5 people" in report(scene).words
    await scene.until(local_time.instant(day, time(10), "Asia/Kolkata"))
    assert [len(copies(scene, who)) for who in (scene.ana, scene.ben)] == [0, 1]
    await scene.until(local_time.instant(day, time(9, 59), "UTC"))
    assert copies(scene, scene.ana) == []
    await scene.until(local_time.instant(day, time(10), "UTC"))
    await arrives(scene)
    assert [len(copies(scene, who)) for who in (scene.ana, scene.ben)] == [1, 1]
    assert "5 of 5 (100 %)" in report(scene).words


# --- Cancelling, and by whom --------------------------------------------------------------------------------------


async def test_what_is_cancelled_leaves_no_more(scene: Scene) -> None:
    """Who has it already is counted; the others never get it."""
    scene.lives(scene.ben, "Asia/Kolkata")
    await sent(scene)
    answer = await scene.stage.presses(scene.hana, report(scene), CANCEL)
    assert "4 people have it already" in answer.words or "was cancelled: 4 people have it" in answer.words
    await scene.passes(days=2)
    assert copies(scene, scene.ben) == []
    told = report(scene)
    assert "was cancelled: 4 people have it" in told.words
    assert "Not sent, because it was cancelled: 1" in told.fallback
    assert told.buttons == {}


async def test_what_is_planned_for_later_is_cancelled_before_anybody_has_it(scene: Scene) -> None:
    """The due rows that would send it do nothing any more."""
    day = MONDAY + timedelta(days=2)
    values = {**WORDS, "timing": "On the day and hour below", "day": day.isoformat(), "at": "10:00"}
    await sent(scene, values)
    await scene.stage.presses(scene.hana, report(scene), CANCEL)
    await scene.passes(days=5)
    assert copies(scene, scene.ana) == []
    told = report(scene)
    assert "was cancelled: 0 people have it" in told.words
    assert "Not sent, because it was cancelled: 5" in told.fallback
    assert "Could not be prepared" not in told.fallback


async def test_a_second_hr_administrator_can_stop_it_but_not_send_anothers_draft(scene: Scene) -> None:
    """A draft is its author's alone; what leaves under HR's name is in all of HR's hands."""
    await becomes_hr(scene, scene.dan)
    scene.lives(scene.ben, "Asia/Kolkata")
    preview = await composed(scene)
    refused = await scene.stage.presses(scene.dan, preview, EVERYONE)
    assert "I can't find that" in refused.words
    await arrives(scene)
    assert scene.stage.direct(scene.ana) == []
    await scene.stage.presses(scene.hana, preview, EVERYONE)
    await arrives(scene)
    listed = await scene.stage.says(scene.dan, "/broadcast list")
    assert "by Hana Weiss: under way, sent to 4 of 5" in listed.words
    opened = await scene.stage.chooses(scene.dan, listed, "Open a report", TITLE)
    await scene.stage.presses(scene.dan, opened, CANCEL)
    await scene.passes(days=2)
    assert copies(scene, scene.ben) == []


async def test_an_employee_neither_sends_nor_stops_nor_reads(scene: Scene) -> None:
    """To whoever is not HR the command and all its buttons are what does not exist."""
    scene.lives(scene.ben, "Asia/Kolkata")
    preview = await composed(scene)
    unknown = [
        await scene.stage.says(scene.ana, "/broadcast"),
        await scene.stage.says(scene.ana, "/broadcast list"),
        await scene.stage.presses(scene.ana, preview, EVERYONE),
    ]
    await arrives(scene)
    assert scene.stage.direct(scene.chi) == []
    await scene.stage.presses(scene.hana, preview, EVERYONE)
    await arrives(scene)
    unknown.append(await scene.stage.presses(scene.ana, report(scene), CANCEL))
    assert [TITLE in one.words for one in unknown] == [False] * 4
    assert ["I can't find that" in one.words for one in unknown] == [True] * 4
    await scene.until(local_time.instant(MONDAY + timedelta(days=1), time(9), "Asia/Kolkata"))
    assert len(copies(scene, scene.ben)) == 1


async def test_the_list_says_what_was_sent_and_how_many_it_reached(scene: Scene) -> None:
    """The newest first, with a report of each."""
    await sent(scene)
    listed = await scene.stage.says(scene.hana, "/broadcast list")
    assert "by Hana Weiss: sent to 5 of 5" in listed.words
    opened = await scene.stage.chooses(scene.hana, listed, "Open a report", TITLE)
    assert "5 of 5 (100 %) have it" in opened.words
