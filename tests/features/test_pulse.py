"""Pulses: asked, answered in one message, closed, and nobody can tell whose an answer is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta

import pytest
from sqlalchemy import Table, delete

from bot.edge import Core
from domain import local_time
from domain.pulses_wave import State
from handlers.turn import Delivery, Place, PlaceKind, Platform, Press, Request
from storage import pulses, pulses_keys, tables
from storage.pulses import Kept
from tests.features.conftest import MORNING
from tests.features.scene import Figure, Scene, Seen
from views.pulses import day
from views.replies import Reply

SHOWN = "/shown"  # that Slack was answered: names neither the person nor what about, and goes after two days
ANSWERS = {"pulse_ballot", "pulse_sheet", "pulse_comment"}
TODAY = local_time.day_of(MORNING, "UTC")
MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())
CLOSES = MONDAY + timedelta(days=11)


def at(day: date, hour: float, zone: str = "UTC") -> int:
    return local_time.instant(day, time(0), zone) + int(hour * 3_600_000)


@pytest.fixture
def more() -> Mapping[str, str]:
    return {f"p{number}": f"Person {number}" for number in range(1, 4)}


async def form_of(scene: Scene, who: Figure, seen: Seen) -> Seen:
    """The form itself: where a command cannot open one, a button does."""
    return seen if seen.is_form else await scene.stage.presses(who, seen, "Open the form")


async def previewed(scene: Scene, **values: object) -> Seen:
    """Hana asks everybody the four-weekly questions from Monday on."""
    form = await form_of(scene, scene.hana, await scene.stage.says(scene.hana, "/pulse new"))
    return await scene.stage.submits(scene.hana, form, values)


async def opened(scene: Scene, **values: object) -> None:
    """It is Monday, a quarter past ten."""
    await scene.stage.presses(scene.hana, await previewed(scene, **values), "Launch")
    await scene.until(at(MONDAY, 10.25))


async def closed(scene: Scene) -> None:
    scene.clock.now = wave(scene).wave.closes_at
    await scene.settle()


def ballot(scene: Scene, who: Figure) -> Seen:
    [found] = [one for one in scene.stage.direct(who) if "Strongly agree" in one.buttons]
    return found


async def filled(scene: Scene, who: Figure, answers: str = "Agree") -> Seen:
    """All eight questions answered alike, nothing sent yet."""
    seen = ballot(scene, who)
    for _ in range(8):
        seen = await scene.stage.presses(who, seen, answers)
    return seen


async def answered(scene: Scene, who: Figure, answers: str = "Agree") -> Seen:
    return await scene.stage.presses(who, await filled(scene, who, answers), "Send")


def wave(scene: Scene) -> Kept:
    [found] = scene.store.read(lambda unit: pulses.every(unit, scene.org)).result()
    return found


def sheets(scene: Scene) -> list[str]:
    """What was answered, as the key of the wave alone opens it while it is open: a mark for each question."""
    return opened_by_key(scene, tables.named("pulse_sheet"), "answers")


def opened_by_key(scene: Scene, table: Table, name: str) -> list[str]:
    this = wave(scene).wave.id
    key = scene.store.read(lambda unit: pulses_keys.find(unit, scene.org, this)).result()
    assert key is not None
    return [key.open(row[name], row["token"]).partition("\x1f")[2] for row in scene.own(table)]


def rows(scene: Scene, which: Iterable[Table]) -> dict[str, list[tuple[object, ...]]]:
    """Everything that stands in these tables, of the org that plays."""

    def read(table: Table) -> list[tuple[object, ...]]:
        found = [tuple(row.values()) for row in scene.own(table)]
        return sorted((row for row in found if not str(row[1]).endswith(SHOWN)), key=repr)

    return {table.name: read(table) for table in which}


def everybody(scene: Scene) -> list[Figure]:
    return [one for key, one in scene.stage.people.items() if key != "gil"]


# --- Answering ----------------------------------------------------------------------------------------------------


async def test_eight_presses_and_one_to_send_which_leave_nothing_but_a_sealed_sheet(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    """From one message: no claim, no audit line, no message, no draft says who answered, or that anybody did."""
    await opened(scene)
    await scene.stage.says(scene.ben, "/help")  # what a platform tells of whoever speaks is known before
    await scene.settle()
    others = [table for table in tables.Row.metadata.sorted_tables if table.name not in ANSWERS]
    before = rows(scene, others)
    capsys.readouterr()
    first = ballot(scene, scene.ben)
    assert "stored apart from your name and shown only in groups of 5 or more" in first.words
    assert wave(scene).wave.digest[:4].upper() in first.words
    last = await filled(scene, scene.ben)
    assert "You answered 8 of 8. Nothing is sent yet." in last.words
    assert not any(rows(scene, [tables.named(name) for name in ANSWERS]).values())
    thanks = await scene.stage.presses(scene.ben, last, "Send")
    assert "Your answers are in" in thanks.words
    assert rows(scene, others) == before
    logged = "".join(capsys.readouterr())
    assert [word for word in (wave(scene).wave.id, scene.ben.external, scene.ben.name) if word in logged] == []
    assert {name: len(found) for name, found in rows(scene, [tables.named(one) for one in ANSWERS]).items()} == {
        "pulse_ballot": 1,
        "pulse_sheet": 1,
        "pulse_comment": 0,
    }


async def test_an_answer_is_changed_until_it_is_sent_also_days_later_and_counts_once(scene: Scene) -> None:
    """Leave and return to the same message; whatever is pressed after Send changes nothing."""
    await opened(scene)
    seen = await scene.stage.presses(scene.ben, ballot(scene, scene.ben), "Agree")
    await scene.passes(days=2)
    stale = seen
    seen = await scene.stage.presses(scene.ben, await scene.stage.presses(scene.ben, seen, "Skip"), "Back")
    assert "You have been here before" in seen.words
    for label in ("Disagree", *["Neither"] * 6):
        seen = await scene.stage.presses(scene.ben, seen, label)
    assert "2 of 8" in stale.words
    assert "3 of 8" in (await scene.stage.presses(scene.ben, stale, "Agree")).words  # a button of the question before
    await scene.stage.presses(scene.ben, seen, "Send")
    again = await scene.stage.presses(scene.ben, seen, "Send")
    assert "What you sent first counts" in again.words
    assert "What you sent first counts" in (await scene.stage.says(scene.ben, "/pulse")).words
    for one in everybody(scene):
        if one.key not in ("ben", "hana"):
            await answered(scene, one)
    found = sheets(scene)
    assert len(found) == len(everybody(scene)) - 1
    assert found.count("42333333") == 1
    await closed(scene)
    late = await scene.stage.presses(scene.hana, ballot(scene, scene.hana), "Agree")
    assert "closed and takes no more answers" in late.words


async def test_nobody_answers_with_the_message_of_somebody_else(scene: Scene) -> None:
    """What was sealed for Ben opens for Ben alone; a guest was not asked at all."""
    await opened(scene)
    bens = await scene.stage.presses(scene.ben, ballot(scene, scene.ben), "Agree")
    told = await scene.stage.presses(scene.chi, bens, "Agree")
    assert "can't find that" in told.words + told.fallback or "can't read that button" in told.words + told.fallback
    assert scene.stage.direct(scene.gil) == []


async def test_whoever_was_not_asked_finds_what_nobody_has(scene: Scene, core: Core) -> None:
    """A wave of others reads like one that is not there, whatever is pressed of it; HR's buttons are HR's alone."""
    await opened(scene)
    there = wave(scene).wave.id
    invitation = tables.table(tables.PulseInvitation)
    [chi] = [row["id"] for row in scene.own(tables.table(tables.Person)) if row["name"] == scene.chi.name]
    unasked = delete(invitation).where(invitation.c.org_id == scene.org, invitation.c.person_id == chi)
    scene.store.write(lambda unit: unit.run(unasked).rowcount).result()

    async def pressed(action: str, subject: str) -> Reply:
        return await core.dispatcher.answer(
            Request(
                platform=Platform(scene.stage.name),
                tenant=scene.stage.tenant,
                account=scene.chi.external,
                place=Place(PlaceKind.DIRECT),
                delivery=Delivery("test", (f"{action}/{subject}",)),
                said=Press(action=action, subject=subject),
            )
        )

    for action in ("answer", "send", "promise", "comment.open", "show", "hr", "launch", "discard", "stop"):
        assert await pressed(f"pulse.{action}", f"{there}/") == await pressed(f"pulse.{action}", "made-up/"), action
    assert "No pulse is open" in (await scene.stage.says(scene.chi, "/pulse")).words


async def test_where_nothing_is_open_hr_can_set_a_pulse_up_and_others_read_results(scene: Scene) -> None:
    """An empty place says what to do next."""
    hana, ben = [await scene.stage.says(who, "/pulse") for who in (scene.hana, scene.ben)]
    assert "New pulse" in hana.buttons
    assert set(ben.buttons) == {"Results"}


async def test_a_comment_is_kept_as_it_was_written_and_apart_from_the_answers(scene: Scene) -> None:
    """Whatever is in it, in a row of its own that nothing joins to the sheet; too long a one is not lost."""
    await opened(scene)
    hostile = "<!channel> *ping* <https://evil.example|here> =1+1 {{x}}\u202e"
    last = await filled(scene, scene.ben)
    form = await form_of(scene, scene.ben, await scene.stage.presses(scene.ben, last, "Add a comment"))
    assert "nobody can tell it was you" in form.words
    wrong = await scene.stage.submits(scene.ben, form, {"open1": "long " * 300})
    assert "Nothing was lost" in wrong.errors["open1"]
    told = await scene.stage.submits(scene.ben, form, {"open1": hostile})
    assert "Your answers are in" in told.words + told.fallback
    for one in everybody(scene):
        if one.key != "ben":
            await answered(scene, one)
    [comment] = opened_by_key(scene, tables.named("pulse_comment"), "words")
    assert comment.startswith("<!channel> *ping* <https://evil.example|here> =1+1")
    assert len(sheets(scene)) == len(everybody(scene))


# --- Reminders and closing ----------------------------------------------------------------------------------------


async def test_whoever_answered_is_reminded_like_everybody_and_nobody_once_it_is_closed(scene: Scene) -> None:
    """Neither the store nor the messages tell who answered; too few answers go unread."""
    await opened(scene, reminders="Twice, after 4 and 9 days")
    await answered(scene, scene.ben)
    await scene.until(at(CLOSES + timedelta(days=3), 12))
    reminders = {
        one.key: [seen.words for seen in scene.stage.direct(one) if "you need do nothing" in seen.words]
        for one in everybody(scene)
    }
    assert {key: len(words) for key, words in reminders.items()} == dict.fromkeys(reminders, 2)
    assert reminders["ben"][0].replace("Ben", "") == reminders["chi"][0].replace("Chiara", "")
    assert wave(scene).wave.state is State.DESTROYED
    assert not any(rows(scene, [tables.named(name) for name in ANSWERS]).values())


async def test_hr_stops_a_pulse_and_what_came_in_goes_unread(scene: Scene) -> None:
    """However many have answered; the message says that it is closed."""
    await opened(scene)
    for one in everybody(scene)[:6]:
        await answered(scene, one)
    listed = await scene.stage.says(scene.hana, "/pulse list")
    seen = await scene.stage.chooses(scene.hana, listed, "Open a pulse", f"Team pulse, {day(MONDAY)} to {day(CLOSES)}")
    told = await scene.stage.presses(scene.hana, seen, "Stop, and destroy what came in")
    assert "destroyed unread" in told.words
    await scene.settle()
    assert not any(rows(scene, [tables.named(name) for name in ANSWERS]).values())
    late = await scene.stage.presses(scene.dan, ballot(scene, scene.dan), "Agree")
    assert "closed and takes no more answers" in late.words


# --- Setting up ---------------------------------------------------------------------------------------------------


async def test_hr_reads_who_is_asked_and_what_is_promised_before_anybody_hears_of_it(scene: Scene) -> None:
    """And whoever does not run HR sets up none."""
    preview = await previewed(scene)
    assert f"{len(everybody(scene))} people, everybody" in preview.words
    assert "A figure is shown where 5 people or more answered" in preview.words
    assert scene.stage.direct(scene.ben) == []
    told = await scene.stage.says(scene.ben, "/pulse new")
    assert not told.is_form
    assert "opens the pulse that waits for you" in told.words
    early = await previewed(scene, opens=TODAY.isoformat(), share_back=MONDAY.isoformat())
    assert set(early.errors) == {"opens", "share_back"}


async def test_a_question_of_our_own_says_where_it_comes_from_and_is_asked(scene: Scene) -> None:
    """Without why it may be used it is refused."""
    listed = await scene.stage.says(scene.hana, "/pulse questions")
    form = await form_of(scene, scene.hana, await scene.stage.presses(scene.hana, listed, "A question of our own"))
    said = {"text": "Which channel do you use?", "kind": "A choice of my own answers", "source": "our team"}
    wrong = await scene.stage.submits(scene.hana, form, {**said, "license": "ours", "labels": "Chat"})
    assert "2 to 10 different answers" in wrong.errors["labels"]
    told = await scene.stage.submits(scene.hana, form, {**said, "license": "ours", "labels": "Chat\nMail"})
    assert "Which channel do you use? (our team; ours; not yet validated)" in told.words
    preview = await previewed(scene, template="Only what I choose below", items=["Which channel do you use?"])
    await scene.stage.presses(scene.hana, preview, "Launch")
    await scene.until(at(MONDAY, 10.25))
    [seen] = [one for one in scene.stage.direct(scene.ben) if "Which channel" in one.words]
    assert "You answered 1 of 1" in (await scene.stage.presses(scene.ben, seen, "Mail")).words
