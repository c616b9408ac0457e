"""A broadcast that asks for something: done by one press, counted for HR, and followed up only with whoever has not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import func, select

from domain import local_time
from storage import tables
from tests.features.scene import Figure, Scene, Seen
from tests.features.test_broadcasts import EVERYONE, MONDAY, TITLE, WORDS, becomes_hr, composed, copies, sent
from tests.features.test_broadcasts_approval import ASK, question, rule, settles

READ, DONE, REMIND = "I have read it", "Done", "Remind those who have not"
BY = MONDAY + timedelta(days=10)  # a Thursday
CONFIRM: Mapping[str, Any] = {"deed": "Confirm that they have read it"}
LADDER: Mapping[str, Any] = {**CONFIRM, "by": BY.isoformat(), "reminds": "Yes, 3 days and 1 day before"}
_answer = tables.table(tables.BroadcastAnswer)


async def asking(scene: Scene, asks: Mapping[str, Any] = CONFIRM) -> Seen:
    """The preview of one that asks for something."""
    preview = await composed(scene)
    form = await scene.stage.presses(scene.hana, preview, "Ask for something")
    return await scene.stage.submits(scene.hana, form, asks)


async def asked(scene: Scene, asks: Mapping[str, Any] = CONFIRM) -> None:
    """It has arrived with everybody."""
    await scene.stage.presses(scene.hana, await asking(scene, asks), EVERYONE)
    await settles(scene)


async def confirms(scene: Scene, who: Figure, label: str = READ) -> Seen:
    [copy] = copies(scene, who)
    return await scene.stage.presses(who, copy, label)


async def report(scene: Scene) -> Seen:
    listed = await scene.stage.says(scene.hana, "/broadcast list")
    return await scene.stage.chooses(scene.hana, listed, "Open a report", TITLE)


def reminders(scene: Scene, who: Figure) -> list[Seen]:
    return [one for one in scene.stage.direct(who) if "Still open" in one.words]


def answers(scene: Scene) -> int:
    rows = select(func.count()).select_from(_answer).where(_answer.c.org_id == scene.org)
    return int(scene.store.read(lambda unit: unit.run(rows).scalar_one()).result())


def morning(day: date) -> int:
    return local_time.instant(day, time(9), "UTC")


# --- One press ----------------------------------------------------------------------------------------------------


async def test_whoever_has_read_it_says_so_with_one_press(scene: Scene) -> None:
    """The message itself says so from then on, and HR's report counts it."""
    await asked(scene)
    shown = await confirms(scene, scene.ana)
    assert "You have confirmed that you read this" in shown.words
    assert TITLE in shown.words
    assert shown.buttons == {}
    assert "Confirmed: 1 of 5" in (await report(scene)).fallback
    assert "1 have done what it asks" in (await scene.stage.says(scene.hana, "/broadcast list")).words


async def test_pressed_twice_it_counts_once(scene: Scene) -> None:
    """The second press finds the first one."""
    await asked(scene)
    [copy] = copies(scene, scene.ana)
    for _ in range(2):
        shown = await scene.stage.presses(scene.ana, copy, READ)
        assert "You have confirmed" in shown.words
    assert answers(scene) == 1


async def test_the_preview_and_the_trial_say_what_is_asked_and_count_nothing(scene: Scene) -> None:
    """There is nothing to press before it is sent."""
    preview = await asking(scene)
    assert "Please confirm that you have read this." in preview.words
    assert "Here each of them finds a button: “I have read it”" in preview.words
    assert READ not in preview.buttons
    await scene.stage.presses(scene.hana, preview, "Send to me first")
    await settles(scene)
    [trial] = scene.stage.direct(scene.hana)
    assert READ not in trial.buttons
    assert answers(scene) == 0


async def test_only_whoever_was_sent_it_can_confirm_it(scene: Scene) -> None:
    """A button that reached somebody else opens nothing, for a guest as for a colleague."""
    scene.lives(scene.ben, "Asia/Kolkata")  # it is evening there: his waits for the morning
    await asked(scene)
    [copy] = copies(scene, scene.ana)
    for stranger in (scene.ben, scene.gil):
        refused = await scene.stage.presses(stranger, copy, READ)
        assert "You have confirmed" not in refused.words
    assert answers(scene) == 0


async def test_something_behind_a_link_is_done_and_said(scene: Scene) -> None:
    """The link stands above the button."""
    await asked(scene, {"deed": "Do something behind a link", "link": "https://example.org/training"})
    [copy] = copies(scene, scene.ana)
    assert "Open what it is about" in copy.words
    shown = await scene.stage.presses(scene.ana, copy, DONE)
    assert "You have said that this is done" in shown.words
    assert "Done: 1 of 5" in (await report(scene)).fallback


async def test_what_is_missing_is_said_in_the_form(scene: Scene) -> None:
    """Beside its field."""
    link = {"deed": "Do something behind a link"}
    for values, problem in (
        (link, "Give the link"),
        ({**link, "link": "javascript:alert(1)"}, "That is no address"),
        ({**link, "link": "http://example.org"}, "That is no address"),
        ({**CONFIRM, "reminds": "Yes, 3 days and 1 day before"}, "Choose the day"),
        ({**CONFIRM, "by": "2026-09-20"}, "That day is over"),
        ({**CONFIRM, "by": "2029-01-01"}, "within 365 days"),
    ):
        form = await asking(scene, values)
        assert form.is_form
        assert problem in form.words


async def test_a_date_that_passes_before_it_is_sent_is_noticed(scene: Scene) -> None:
    """Nobody is asked for something by yesterday."""
    preview = await asking(scene, {**CONFIRM, "by": BY.isoformat()})
    scene.clock.now = morning(BY + timedelta(days=1))
    refused = await scene.stage.presses(scene.hana, preview, EVERYONE)
    assert "That day is over" in refused.words
    await settles(scene)
    assert copies(scene, scene.ana) == []


# --- What HR sees -------------------------------------------------------------------------------------------------


async def test_hr_sees_numbers_and_every_reader_is_told_so(scene: Scene) -> None:
    """The line under the message is what HR's report keeps to."""
    await asked(scene)
    assert "how many have done this, not who" in copies(scene, scene.ana)[0].words
    shown = await report(scene)
    assert "Who has not?" not in shown.buttons
    assert "Ana Ruiz" not in shown.words


async def test_hr_sees_names_where_every_reader_was_told_so(scene: Scene) -> None:
    """Only who has not; looking is recorded."""
    await asked(scene, {**CONFIRM, "names": "Who has, and who has not"})
    assert "HR administrators see who has done this, and who has not" in copies(scene, scene.ana)[0].words
    await confirms(scene, scene.ana)
    shown = await scene.stage.presses(scene.hana, await report(scene), "Who has not?")
    assert "4 people have not done it" in shown.words
    assert "Ben Okafor" in shown.words
    assert "Ana Ruiz" not in shown.words
    refused = await scene.stage.presses(scene.ana, await report(scene), "Who has not?")
    assert "I can't find that" in refused.words


async def test_what_it_asks_is_part_of_what_is_approved(scene: Scene) -> None:
    """A request added after asking makes the question void, as every change does."""
    rule(scene, 0)
    await becomes_hr(scene, scene.dan)
    await scene.stage.presses(scene.hana, await asking(scene), ASK)
    await settles(scene)
    assert "Please confirm that you have read this" in question(scene, scene.dan).words


# --- Following up -------------------------------------------------------------------------------------------------


async def test_three_days_and_a_day_before_only_those_who_have_not_are_reminded(scene: Scene) -> None:
    """In their hours, by the tray; whoever has done it hears nothing more."""
    await asked(scene, LADDER)
    await confirms(scene, scene.ana)
    await scene.until(morning(BY - timedelta(days=3)) - 60_000)
    assert reminders(scene, scene.ben) == []
    await scene.until(morning(BY - timedelta(days=3)) + 60_000)
    [first] = reminders(scene, scene.ben)
    assert "by Thursday, 1 October 2026" in first.words
    assert "You get this because HR asked you for something" in first.words
    await scene.until(morning(BY) - 60_000)
    assert [len(reminders(scene, who)) for who in (scene.ana, scene.ben, scene.chi)] == [0, 2, 2]
    await scene.until(morning(BY + timedelta(days=9)))
    assert [len(reminders(scene, who)) for who in (scene.ana, scene.ben, scene.chi)] == [0, 2, 2]


async def test_done_under_the_reminder_it_is_done_in_the_message_too(scene: Scene) -> None:
    """And the next reminder does not come."""
    await asked(scene, LADDER)
    await scene.until(morning(BY - timedelta(days=3)) + 60_000)
    [reminder] = reminders(scene, scene.ben)
    thanked = await scene.stage.presses(scene.ben, reminder, READ)
    assert "you are not reminded of it again" in thanked.words
    await settles(scene)
    [copy] = copies(scene, scene.ben)
    assert "You have confirmed that you read this" in copy.words
    assert copy.buttons == {}
    await scene.until(morning(BY) - 60_000)
    assert len(reminders(scene, scene.ben)) == 1


async def test_whoever_does_it_while_a_reminder_waits_is_not_reminded(scene: Scene) -> None:
    """It is taken out of the tray."""
    await asked(scene, LADDER)
    await scene.until(morning(BY - timedelta(days=3)) - 3_600_000)
    await confirms(scene, scene.ben)
    await scene.until(morning(BY - timedelta(days=3)) + 60_000)
    assert [len(reminders(scene, who)) for who in (scene.ben, scene.chi)] == [0, 1]


async def test_whoever_stopped_such_reminders_gets_none(scene: Scene) -> None:
    """The message stays; only the reminding ends."""
    await asked(scene, LADDER)
    await scene.until(morning(BY - timedelta(days=3)) + 60_000)
    [reminder] = reminders(scene, scene.ben)
    stop = "Stop: Messages from HR that ask me for something"
    await scene.stage.chooses(scene.ben, reminder, "Remind me later, or stop", stop)
    await scene.until(morning(BY) - 60_000)
    assert [len(reminders(scene, who)) for who in (scene.ben, scene.chi)] == [1, 2]


async def test_hr_reminds_once_a_day_at_most(scene: Scene) -> None:
    """Pressed again and again, one reminder comes."""
    await asked(scene)
    await confirms(scene, scene.ana)
    for said in ("4 people have not done it yet", "today already", "today already"):
        told = await scene.stage.presses(scene.hana, await report(scene), REMIND)
        assert said in told.words
    await scene.passes(days=1)
    await settles(scene)
    assert [len(reminders(scene, who)) for who in (scene.ana, scene.ben)] == [0, 1]


async def test_nobody_is_reminded_of_what_was_cancelled(scene: Scene) -> None:
    """Whoever has it may still confirm it."""
    scene.lives(scene.ben, "Asia/Kolkata")
    await asked(scene, LADDER)
    [told] = [one for one in scene.stage.direct(scene.hana) if "Cancel broadcast" in one.buttons]
    await scene.stage.presses(scene.hana, told, "Cancel broadcast")
    await scene.until(morning(BY))
    assert reminders(scene, scene.chi) == []
    assert "You have confirmed" in (await confirms(scene, scene.chi)).words


async def test_home_shows_what_is_still_to_be_done(scene: Scene) -> None:
    """With the same one press; once it is done, it stands there no more, and the message says so."""
    await asked(scene, {**CONFIRM, "by": BY.isoformat()})
    home = await scene.stage.opens_home(scene.ana)
    assert f"From HR, by Thursday, 1 October 2026: {TITLE}" in home.words
    await scene.stage.presses(scene.ana, home, READ)
    await settles(scene)
    assert copies(scene, scene.ana)[0].buttons == {}
    assert TITLE not in (await scene.stage.opens_home(scene.ana)).words
    scene.clock.now = morning(BY + timedelta(days=3))
    assert TITLE not in (await scene.stage.opens_home(scene.ben)).words


async def test_one_that_asks_for_nothing_has_no_button(scene: Scene) -> None:
    """As before."""
    await sent(scene, WORDS)
    assert copies(scene, scene.ana)[0].buttons == {}
