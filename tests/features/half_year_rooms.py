"""What many do at once in the half year: pulses that everybody answers, and calibration rooms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from content import pulses as questions
from domain.pulses import Template
from storage import pulses_asked, pulses_keys, pulses_sheets, tables
from storage.pulses_sheets import Ballot
from storage.unit import Unit
from tests.features import half_year_truth as truths
from tests.features.half_year import ANSWERS, CANDOR, CHATTING, LABELS, HalfYear, options
from tests.features.half_year_truth import Pulse, Session
from tests.features.scene import Seen

CORE = questions.bank().asked(Template.FOUR_WEEKLY, 1)[:4]  # every wave asks these first
QUESTIONS = 8
LEVELS = {label: level for level, label in LABELS.items()}
_wave = tables.table(tables.PulseWave)


# --- Pulses -------------------------------------------------------------------------------------------------------


async def launches_pulse(play: HalfYear, opens: date, closes: date) -> Pulse:
    form = await play.presses("hana", await play.says("hana", "/pulse"), "New pulse")
    days = {"opens": opens.isoformat(), "closes": closes.isoformat()}
    share_back = (closes + timedelta(days=14)).isoformat()
    preview = await play.submits("hana", form, **days, share_back=share_back, title=f"Pulse of {opens}")
    await play.presses("hana", preview, "Launch")
    found = Pulse()
    play.truth.pulses.append(found)
    return found


async def answers_pulse(play: HalfYear, pulse: Pulse) -> None:
    """Some in chat, eight presses and one to send; the others' answers are dropped into the same box."""
    pulse.is_open = True
    everybody = [*play.truth.people, *play.truth.outside, "ana", "ben", "chi", "dan", "hana"]
    for place, key in enumerate(everybody):
        marks = [play.chance.choice((2, 3, 4, 4, 5)) for _ in range(QUESTIONS)]
        if place < CHATTING:
            seen = next(one for one in reversed(play.scene.stage.direct(play.who(key))) if ANSWERS[0] in one.buttons)
            for mark in marks:
                seen = await play.presses(key, seen, ANSWERS[mark - 1])
            assert "Your answers are in" in (await play.presses(key, seen, "Send")).words
        else:
            _drops_in(play, key, "".join(map(str, marks)))
        turned = [6 - mark if item.is_reversed else mark for item, mark in zip(CORE, marks, strict=False)]
        pulse.answers[key] = turned


def _drops_in(play: HalfYear, key: str, marks: str) -> None:
    org, person = play.scene.org, play.ids[key]

    def write(unit: Unit) -> bool:
        wave: str = unit.run(select(_wave.c.id).where(_wave.c.state == "open")).scalar_one()
        box, group = pulses_keys.find(unit, org, wave), pulses_asked.group_of(unit, org, wave, person)
        assert box is not None
        assert group is not None
        ballot = Ballot(person=person, group=group, marks=marks, comments={})
        return pulses_sheets.hand_in(unit, org, wave, box, ballot, rng=play.chance)

    assert play.scene.store.write(write).result()


async def closes_pulse(play: HalfYear, pulse: Pulse, closes: date) -> None:
    await play.until(closes + timedelta(days=2))
    pulse.is_closed = True
    pulse.forgotten_on = closes + timedelta(days=1 + 90 + 1)  # its last day ends at noon, in the last zone there is


async def acts(play: HalfYear, pulse: Pulse, team: str) -> None:
    """One of the team proposes, another is for it, and whoever leads the team chooses it."""
    lead, one, other = (play.members(team)[place] for place in (0, 4, 5))
    form = await play.presses(one, await _doing(play, one, team), "Propose something")
    await play.submits(one, form, words=f"Questions get an answer within a day ({team})")
    await play.presses(other, await _doing(play, other, team), "I am for it")
    form = await play.presses(lead, await _doing(play, lead, team), "Choose this")
    due = (play.today + timedelta(days=7)).isoformat()
    told = await play.submits(lead, form, owner=[play.who(other)], due_on=due)
    assert "sees to it by" in told.words
    pulse.acted.add(team)


async def _doing(play: HalfYear, key: str, team: str) -> Seen:
    """Of the team's results in the only pulse there is yet, by the button or the menu that leads there."""
    found = await play.says(key, "/pulse results")
    direct = [one for one in found.buttons if one.startswith("Results:") and team.title() in one]
    if direct:
        seen = await play.presses(key, found, direct[0])
    else:
        listed = [(menu, one) for menu in found.menus for one in options(found, menu) if team.title() in one]
        assert listed, found.words
        seen = await play.chooses(key, found, *listed[0])
    return await play.presses(key, seen, "What we do about it")


# --- Calibration --------------------------------------------------------------------------------------------------


async def plans_session(play: HalfYear, on: date, managers: Sequence[str]) -> Session:
    form = await play.presses("hana", await play.says("hana", "/calibrate"), "Plan a session")
    who = {"managers": [play.who(one) for one in managers], "facilitator": [play.who("ben")]}
    told = await play.submits("hana", form, **who, day=on.isoformat(), at="14:00", zone="UTC")
    assert "Open the session" in told.buttons or "Cancel it" in told.buttons
    found = Session()
    play.truth.sessions.append(found)
    return found


async def reads_cases(play: HalfYear, *, is_after: bool) -> None:
    """Each manager for themselves: as the text means it, now and then the level beside."""
    readings = play.truth.after if is_after else play.truth.before
    for key in play.managers:
        seen = room(play, key) if is_after else await play.says(key, "/calibrate")
        form = await play.presses(key, seen, "Rate the second set" if is_after else "Rate the anchor cases")
        read = {case: truths.misread(play.chance, truths.TARGETS[case]) for case in form.fields}
        await play.submits(key, form, **{case: LABELS[level] for case, level in read.items()})
        for case, level in read.items():
            readings.setdefault(case, {})[key] = level


def room(play: HalfYear, key: str) -> Seen:
    """The message of the room, as it stands now."""
    told = play.scene.stage.direct(play.who(key))
    return next(one for one in reversed(told) if "Part " in one.words or "is over" in one.fallback)


async def begins(play: HalfYear, on: date) -> None:
    await play.until(on, 14)
    seen = await play.says("ben", "/calibrate")
    if "Open a session" in seen.menus:
        every = options(seen, "Open a session")
        [named] = [one for one in every if f"{on:%b} {on.day}" in one] or [", ".join(every)]
        seen = await play.chooses("ben", seen, "Open a session", named)
    await play.presses("ben", seen, "Begin the session")
    await play.moves_on(5)


async def comes_to_second_set(play: HalfYear) -> None:
    """Part by part, after the room has seen how the first one was read."""
    await play.presses("ben", room(play, "ben"), "Show the anchor cases")
    await play.moves_on(5)
    while "Rate the second set" not in room(play, play.managers[0]).buttons:
        await play.presses("ben", room(play, "ben"), "Next part")
        await play.moves_on(5)


async def closes_session(play: HalfYear, session: Session) -> None:
    await play.moves_on(30)
    log = await play.presses("ben", room(play, "ben"), "Decisions")
    await play.presses("ben", await play.presses("ben", log, "Close the session"), "Close it now")
    session.closed_at = play.scene.clock()
    await play.moves_on(60)


async def talks(play: HalfYear, managers: Sequence[str]) -> None:
    """Case after case, in an order of chance; the first good one of those whom the first manager leads is changed."""
    play.truth.compared |= {one for one in play.truth.people if play.boss(one) in managers}
    is_changed = False
    while coming := [one for one in room(play, "ben").buttons if one.startswith("Next case")]:
        await play.presses("ben", room(play, "ben"), coming[0])
        await play.moves_on(5)
        play.truth.talked += 1
        key = _talked_about(play)
        if not is_changed and play.truth.off.get(key) and play.boss(key) == managers[0]:
            await _changes(play, key, managers[1:3])
            is_changed = True


def _talked_about(play: HalfYear) -> str:
    words = room(play, "ben").words
    return next(one for one in play.truth.people if f"{play.who(one).name}, rated by" in words)


async def _changes(play: HalfYear, key: str, voices: Sequence[str]) -> None:
    """Two managers of the other team read the same line and evidence, and give points."""
    for one in voices:
        menu = await play.presses(one, room(play, one), "My reading")
        form = await play.presses(one, await play.chooses(one, menu, "Which competency?", CANDOR), "Say how I read it")
        said: dict[str, Any] = {
            "line": next(each for each in form.fields["line"].choices if each.startswith("Names risks")),
            "cited": list(form.fields["cited"].choices)[:1],
        }
        await play.submits(one, form, **said)
        form = await play.presses(one, room(play, one), "Give points")
        points = {
            name: next(each for each in asked.choices if each.startswith("2")) for name, asked in form.fields.items()
        }
        await play.submits(one, form, **points)
    await play.moves_on(5)
    table = await play.chooses(
        "ben", await play.presses("ben", room(play, "ben"), "Decide"), "Which competency?", CANDOR
    )
    form = await play.presses("ben", table, "Change")
    told = await play.submits(
        "ben", form, level="Competent", reason="The line on timing fits.", wording="You named risks in time."
    )
    assert "Changed from Role model to Competent" in told.words
    play.truth.changed.add(key)
