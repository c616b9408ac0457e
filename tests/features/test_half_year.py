"""Six months of sixty people with a known truth: what HR reads in weeks 16 and 26 is what happened.

A count of what happened is compared exactly; what estimates how people were made to behave, by whether its interval
holds that. The simulation remembers both by itself (`half_year_truth.py`). Every task that checks itself is looked at
after each thing that happens: it is done from the moment on at which it happened.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Awaitable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from html.parser import HTMLParser
from statistics import fmean

import pytest

from bot import document_page
from content import plan as content
from domain.competencies import Level
from handlers import outcomes
from storage import cycles, plan_checks
from storage.downloads import Taken
from storage.unit import Unit
from tests.features import half_year_nominations as nominations
from tests.features import half_year_rooms as rooms
from tests.features import half_year_truth as truths
from tests.features.half_year import ABOVE, AT, MORE, START, HalfYear, day
from tests.features.half_year_truth import PARAMETERS
from tests.features.scene import Figure, Scene

TEMPLATE = "Six months, from the first two teams to a decision"
FEW = 5
SHARES = {
    "compliance": "Ratings with evidence",
    "changed": "Ratings that were changed",
    "paired": "People with a paired goal",
    "recurrence": "Incidents that came back",
    "reach": "People who were thanked",
    "contested": "Evidence that was contested",
    "disputed": "Reviews that were disputed",
}
QUALITY, SPREAD, AGREEMENT, PULSE = (
    "Quality of post-mortems",
    "Variance between managers",
    "Agreement of managers",
    "Pulse, whole company",
)
Rows = Mapping[str, tuple[str, ...]]


@pytest.fixture
def more() -> Mapping[str, str]:
    return MORE


@pytest.fixture
def play(scene: Scene) -> HalfYear:
    return HalfYear(scene)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("scene", ["slack"], indirect=True)
async def test_the_first_weeks_are_counted_as_they_happened(play: HalfYear) -> None:
    """A few weeks of it with `make test`: goals of some, thanks, two post-mortems; the rest is not measured yet."""
    await begins(play)
    await play.until(day(2))
    for key in play.truth.people[3:9]:
        await happens(play, play.has_goal(key))
    await incidents(play, ("sky", "sea"))
    for giver, key in zip(play.truth.people[:20], play.truth.people[1:21], strict=True):
        await happens(play, play.thanks(giver, key, is_public=giver != play.truth.people[0]))
    found = await read(play)
    assert found["Ratings with evidence"] == found["Pulse, whole company"] == ("not measured yet", "-")
    told = {**shares(play), "changed": None, "compliance": None, "contested": None, "disputed": None}
    assert {name: found[SHARES[name]] for name, one in told.items() if one} == {
        name: figure(*one) for name, one in told.items() if one and one[1]
    } | {"recurrence": ("not measured yet", "-")}
    assert await done(play) == play.truth.done(play.today) == {"k03", "k14", "k15"}


@pytest.mark.soak
async def test_what_hr_reads_after_half_a_year_is_what_happened(play: HalfYear) -> None:
    """On every platform and database; each report as a card and as the page that goes from hand to hand."""
    await begins(play)
    await names_team(play)
    await first_calibration(play)
    await goals_and_notes(play)
    found = await nominations.a_round(play)
    assert checked(play) == play.truth.done(play.today)
    await thanks_and_ratings(play, week=10)
    await second_calibration(play)
    await talks_and_second_pulse(play)
    await reports(play, week=16)
    await second_half(play)
    await reports(play, week=26)
    await nominations.is_as_happened(play, found)
    sys.stdout.write(f"nominations: {[(one, sorted(found.winners(one))) for one in found.candidates]}, {found.told}\n")


# --- What happens -------------------------------------------------------------------------------------------------


async def happens(play: HalfYear, what: Awaitable[object]) -> None:
    """And after it each task that checks itself stands as it should."""
    await what
    assert checked(play) == play.truth.done(play.today)


async def begins(play: HalfYear) -> None:
    form = await play.says("hana", "/cycle new")
    teams = [Figure(key=one, name=one.title(), external="", email="") for one in play.truth.inside]
    preview = await play.submits("hana", form, template=TEMPLATE, name="Pilot", start=START.isoformat(), teams=teams)
    await play.presses("hana", preview, "Launch")
    play.truth.launched = True
    await play.until(day(1))
    assert checked(play) == play.truth.done(play.today) == {"k03"}


async def names_team(play: HalfYear) -> None:
    """The third team, before anything is known of it."""
    shown = await play.presses("hana", await play.says("hana", "/cycle outcomes"), "Beside other teams")
    form = await play.presses("hana", shown, "Comparison team")
    rest = Figure(key="rest", name="Rest", external="", email="")
    assert "Rest stands beside" in (await play.submits("hana", form, team=[rest])).words


async def first_calibration(play: HalfYear) -> None:
    """Words of the organization's own, a pulse, and a room that reads written cases."""
    await happens(play, play.rewrites_competencies())
    [pulse] = [await rooms.launches_pulse(play, day(2), day(3, 4))]
    session = await rooms.plans_session(play, day(4, 3), play.managers)
    assert checked(play) == play.truth.done(play.today)
    await play.until(day(2), 10.5)
    await happens(play, rooms.answers_pulse(play, pulse))
    await incidents(play, ("sky", "rest"))
    await happens(play, rooms.closes_pulse(play, pulse, day(3, 4)))
    for team in (*play.truth.inside, "rest"):
        await happens(play, rooms.acts(play, pulse, team))
    await play.until(day(4, 0), 15)
    session.frozen = True
    await happens(play, rooms.reads_cases(play, is_after=False))
    await rooms.begins(play, day(4, 3))
    await rooms.comes_to_second_set(play)
    await happens(play, rooms.reads_cases(play, is_after=True))
    await happens(play, rooms.closes_session(play, session))
    await happens(play, play.rewrites_competencies())


async def goals_and_notes(play: HalfYear) -> None:
    """Some hold a goal; of everybody two others write something, and some are rated off what the role needs for it."""
    await play.until(day(5, 1))
    await incidents(play, ("sea", "sky", "sky"))
    for key in play.truth.people:
        if play.is_so("paired"):
            await happens(play, play.has_goal(key))
    for key in play.truth.people:
        if play.is_so("off"):
            play.truth.off[key] = play.is_so("supported")
    await noted(play, day(6, 3), play.boss)
    await incidents(play, ("sea", "sky", "rest", "rest"))
    await noted(play, day(7, 4), partial(peer, play))
    await play.until(day(8))
    for key in play.truth.people:
        await happens(play, play.reads_notes(key))
    play.truth.carried()
    await incidents(play, ("sea", "sky", "sea"))


async def noted(play: HalfYear, on: date, author: object) -> None:
    assert callable(author)
    await play.until(on)
    for key in play.truth.people:
        await happens(play, play.notes(author(key), key, ABOVE if play.truth.off.get(key) else AT))


def peer(play: HalfYear, key: str) -> str:
    """Somebody of the other pilot team."""
    [other] = [team for team in play.truth.inside if key not in play.truth.inside[team]]
    return play.chance.choice(play.members(other)[3:])


async def incidents(play: HalfYear, teams: Sequence[str]) -> None:
    for team in teams:
        one = await play.writes_up(team, len(play.truth.incidents))
        await happens(play, play.scores(one))


async def thanks_and_ratings(play: HalfYear, week: int) -> None:
    """Everybody is thanked or not; a few thanks are for two people alone."""
    await play.until(day(week, 1))
    givers = iter([*play.truth.people, *play.truth.outside] * 2)
    for key in [*play.truth.people, *play.truth.outside]:
        is_seen = play.is_so("thanked" if key in play.truth.people else "thanked outside")
        giver = next(one for one in givers if one != key)
        if is_seen or play.chance.random() < 0.2:
            await happens(play, play.thanks(giver, key, is_public=is_seen))


async def second_calibration(play: HalfYear) -> None:
    """Of real ratings: two rooms, with managers of both teams in each, talk about eight of them and change one."""
    await play.until(day(11))
    for key in play.truth.people:
        level = Level.ROLE_MODEL if key in play.truth.off else Level.COMPETENT
        play.rates(key, level, on_evidence=level is Level.COMPETENT or play.truth.off[key])
    sky, sea = (members[:3] for members in play.truth.inside.values())
    held = {day(12, 2): (sky[0], *sea[1:]), day(12, 3): (sea[0], *sky[1:])}
    sessions = [await rooms.plans_session(play, on, managers) for on, managers in held.items()]
    for session, (on, managers) in zip(sessions, held.items(), strict=True):
        await rooms.begins(play, on)
        await rooms.talks(play, managers)
        await rooms.closes_session(play, session)
    play.truth.rated_closed = True
    assert checked(play) == play.truth.done(play.today)
    for key, is_supported in play.truth.off.items():
        if not is_supported:
            play.rates(key, Level.COMPETENT, on_evidence=True)


async def talks_and_second_pulse(play: HalfYear) -> None:
    await play.until(day(13, 0))
    pulse = await rooms.launches_pulse(play, day(14), day(15, 4))
    await play.releases()
    for key in play.truth.people:
        await happens(play, play.answers_review(key))
    await play.until(day(14), 10.5)
    await happens(play, rooms.answers_pulse(play, pulse))
    await happens(play, rooms.closes_pulse(play, pulse, day(15, 4)))


async def second_half(play: HalfYear) -> None:
    """What came back is written down when it did; whoever has no goal writes one; the first answers are forgotten."""
    first = play.truth.pulses[0].forgotten_on
    assert first is not None
    await play.until(first + timedelta(days=1))
    assert checked(play) == play.truth.done(play.today)
    await play.until(day(20))
    for one in play.truth.incidents:
        if one.comes_back_on and one.comes_back_on <= play.today:
            await happens(play, play.comes_back(one))
    for key in play.truth.people:
        if key not in play.truth.goals:
            await happens(play, play.has_goal(key))
    await thanks_and_ratings(play, week=21)


# --- What is read -------------------------------------------------------------------------------------------------


def checked(play: HalfYear) -> set[str]:
    """As the store says it: asked after each thing, which the card would take too long for."""

    def look(unit: Unit) -> set[str]:
        [kept] = cycles.running(unit, play.scene.org)
        whole = content.of_template(kept.template)
        assert whole is not None
        checks = plan_checks.checks(unit, play.scene.org, kept, whole, play.today)
        return {task for task, check in checks.items() if check.is_done}

    return play.scene.store.read(look).result()


async def done(play: HalfYear) -> set[str]:
    """As HR reads it."""
    words = (await play.presses("hana", await play.says("hana", "/cycle plan"), "All tasks")).words
    plan = content.of_template("six_months")
    assert plan is not None
    stands = rows(words, {task.text: task.id for task in plan.tasks}, width=2)
    return {task for task, (_, standing) in stands.items() if standing == "done"}


async def read(play: HalfYear) -> Rows:
    return figures((await play.says("hana", "/cycle outcomes")).words)


def figures(words: str) -> Rows:
    return rows(words, {one: one for one in (*SHARES.values(), QUALITY, SPREAD, AGREEMENT, PULSE)}, width=2)


def rows(words: str, names: Mapping[str, str], *, width: int) -> dict[str, tuple[str, ...]]:
    """Return what stands behind each name, in a table or in its lines."""
    cells = words.replace(" | ", "\n").split("\n")
    found: dict[str, tuple[str, ...]] = {}
    for place, cell in enumerate(cells):
        if cell in names:
            found.setdefault(names[cell], tuple(cells[place + 1 : place + 1 + width]))
    return found


def figure(have: int, of: int) -> tuple[str, str]:
    low, high = truths.share(have, of)
    return f"{100 * have / of:.0f} % ({100 * low:.0f} to {100 * high:.0f})", f"{have} of {of}"


def passed_on(have: int, of: int) -> tuple[str, str]:
    """As the page has it of people: a range where few are on one side."""
    if 0 < have < FEW:
        return f"{-(-400 // of)} % or less", f"1 to 4 of {of}"
    if 0 < of - have < FEW:
        return f"{100 * (of - 4) // of} % or more", f"{of - 4} to {of - 1} of {of}"
    return figure(have, of)


def shares(play: HalfYear) -> dict[str, tuple[int, int]]:
    truth, today = play.truth, play.today
    return {
        "compliance": truth.supported(),
        "changed": (len(truth.changed), truth.talked),
        "paired": truth.paired(truth.people),
        "recurrence": truth.recurred((*truth.inside, "rest"), today),
        "reach": truth.reached(truth.people, today),
        "contested": truth.contested(truth.people),
        "disputed": truth.disputed(),
    }


async def reports(play: HalfYear, week: int) -> None:
    """On its Friday: the card, the page, the plan on both, and what the intervals hold."""
    await play.until(day(week, 4))
    card, truth, told = await read(play), play.truth, shares(play)
    for name, one in told.items():
        assert card[SHARES[name]] == figure(*one), name
    indexes = truth.indexes(truth.inside)
    value, cases = truths.spread(truth.after)
    assert card[SPREAD] == (f"{value:.2f}", f"{cases} cases")
    assert card[AGREEMENT][0].startswith(f"{truths.alpha(truth.after):.2f} (")
    assert card[QUALITY][0].startswith(f"{fmean(indexes):.0f} (")
    assert card[QUALITY][1] == f"{len(indexes)} scored"
    assert card[PULSE][0].startswith(f"{truths.core(truth.pulses[-1].answers.values())} of 100")
    assert await done(play) == truth.done(play.today)
    held = intervals(card, week)
    await beside(play)
    page(play, told, card)
    sys.stdout.write(f"week {week}: {dict(card)}\nheld: {held}\n")
    assert sum(not one for one in held.values()) <= 1, "nineteen times in twenty, of nine: seldom two"


def intervals(card: Rows, week: int) -> dict[str, bool]:
    """Return which figures hold by what they were drawn."""
    drawn = {
        SHARES["compliance"]: 100 * PARAMETERS["supported"] * (1 - PARAMETERS["contested"]) ** 2,
        SHARES["recurrence"]: 100 * PARAMETERS["recurs"],
        SHARES["reach"]: 100 * PARAMETERS["thanked"],
        SHARES["contested"]: 100 * PARAMETERS["contested"],
        SHARES["disputed"]: 100 * PARAMETERS["disputed"],
        QUALITY: truths.quality(),
        AGREEMENT: truths.agreement(),
        **({SHARES["paired"]: 100 * PARAMETERS["paired"]} if week < 26 else {}),
    }
    return {name: holds(card[name][0], truth) for name, truth in drawn.items()}


def holds(told: str, truth: float) -> bool:
    found = re.search(r"\((-?[\d.]+) to (-?[\d.]+)\)", told)
    assert found, told
    rounding = 0.5 if "." not in found[1] else 0.005
    return float(found[1]) - rounding <= truth <= float(found[2]) + rounding


async def beside(play: HalfYear) -> None:
    """The team to compare with, in its column."""
    shown = await play.presses("hana", await play.says("hana", "/cycle outcomes"), "Beside other teams")
    truth, today = play.truth, play.today
    names = {SHARES[one]: one for one in ("paired", "recurrence", "reach", "contested")}
    told = rows(shown.words, {**names, QUALITY: "quality"}, width=2)
    expected = {
        "paired": [truth.paired(each) for each in (truth.people, truth.outside)],
        "reach": [truth.reached(each, today) for each in (truth.people, truth.outside)],
    }
    for name, both in expected.items():
        assert told[name] == tuple(", ".join(figure(*one)) if one[1] else "not measured yet" for one in both), name
    inside, outside = (truth.recurred(each, today) for each in (truth.inside, ["rest"]))
    indexes = truth.indexes(["rest"])
    came_back = ", ".join(figure(*outside)) if outside[1] >= FEW else "too few to say"
    assert told["recurrence"] == (", ".join(figure(*inside)), came_back if outside[1] else "not measured yet")
    quality = f"{fmean(indexes):.0f} (" if min(outside[1], len(indexes)) >= FEW else "too few to say"
    assert told["quality"][1].startswith(quality)
    assert told["contested"] == (", ".join(figure(*truth.contested(truth.people))), "not measured yet")
    assert "HR named Rest to be compared with, on 28 September 2026" in shown.words
    assert "not drawn by lot" in shown.words


def page(play: HalfYear, told: Mapping[str, tuple[int, int]], card: Rows) -> None:
    """What goes from hand to hand: the same, but for ranges of few people."""
    html = Page()
    html.feed(_file(play))
    cells = {row[0]: tuple(row[1:]) for row in reversed(html.rows) if row}  # the first table last
    for name, one in told.items():
        expected = figure(*one) if name == "recurrence" else passed_on(*one)
        assert cells[SHARES[name]] == expected, name
    for name in (QUALITY, SPREAD, AGREEMENT, PULSE):
        assert cells[name] == card[name]
    outside = play.truth.reached(play.truth.outside, play.today)
    assert ", ".join(passed_on(*outside)) in {cell for row in html.rows for cell in row}
    plan = content.of_template("six_months")
    assert plan is not None
    stands = {row[1]: row[3] for row in html.rows if len(row) == 4}
    is_done = {task.id for task in plan.tasks if stands[task.text] == "done"}
    assert is_done == play.truth.done(play.today)


def _file(play: HalfYear) -> str:
    """Return what the one-time link leads to."""

    def make(unit: Unit) -> str:
        [kept] = cycles.running(unit, play.scene.org)
        taken = Taken(play.scene.org, play.ids["hana"], outcomes.OF, kept.cycle.id)
        document = outcomes.page_file(unit, taken=taken, now=play.scene.clock())
        assert document is not None
        return document_page.drawn(document, unit.keys, now=play.scene.clock()).body.decode()

    return play.scene.store.read(make).result()


class Page(HTMLParser):
    """The rows of all tables of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._is_cell = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self._is_cell = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._is_cell = False

    def handle_data(self, data: str) -> None:
        if self._is_cell:
            self.rows[-1][-1] += data.strip()
