"""Each call of a story fails, in every way there is: what is owed still arrives, in order, and nobody is misled."""

from __future__ import annotations

import itertools
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from schedules import tick
from schedules.schedule import Occasion, Schedule, Schedules
from storage import due, outbox, workspaces
from storage.due import Due
from storage.outbox import Kind, Message, Promise
from storage.unit import Store, Unit
from tests.delivery import offices
from tests.delivery.offices import Office
from tests.platforms import faults, slack, teams
from tests.platforms.faults import Choice, Fault
from tests.storage.mailroom import card
from views import repeated

MONTH_MS = 31 * 86_400_000  # until everybody may give again
NOTE = "you raised the vendor risk nine days early so we could replan"
PEOPLE = 4
CHANCES = 200
KINDS: Mapping[str, Sequence[Fault]] = {
    "slack": (*faults.SLACK, *faults.SLACK_FINAL),
    "teams": (*faults.TEAMS, *faults.TEAMS_FINAL),
}
Expected = Mapping[str, Sequence[str]]  # by place, a word of each message that belongs there, in order


@dataclass(kw_only=True)
class Desk:
    """An office, and what came to stand in it since the case began: each message's place and its words then."""

    office: Office
    choice: Choice = faults.never
    landed: list[tuple[str, str]] = field(default_factory=list)

    def begin(self) -> None:
        """From here on calls count, and the chosen one fails."""
        self.landed.clear()
        self.office.platform.faults.begin(self.choice)

    def hear(self, posted: slack.Posted | teams.Posted) -> None:
        place = posted.channel if isinstance(posted, slack.Posted) else posted.conversation
        self.landed.append((place, posted.text))

    def place_of(self, external: str) -> str:
        return self.office.platform.direct(external)

    def copies(self, place: str, words: Sequence[str]) -> list[tuple[str, str]]:
        """Each message with one of these words that came to stand there: its word and its text."""
        here = [text for where, text in self.landed if where == place]
        return [(word, text) for text in here for word in words if word in text]


Story = Callable[[Desk, str], Awaitable[Expected]]


@pytest.fixture(params=offices.OPENINGS)
async def desk(request: pytest.FixtureRequest, store: Store) -> AsyncIterator[Desk]:
    async with offices.OPENINGS[request.param](store) as office:
        one = Desk(office=office)
        office.platform.told = one.hear
        yield one


async def kudos(desk: Desk, case: str) -> Expected:
    """Two kudos meet in the channel and at ben's; once they are on their way, the first one is taken back."""
    office, stage = desk.office, desk.office.stage
    ana, ben, chi, dan = (stage.people[key] for key in ("ana", "ben", "chi", "dan"))
    first, second = f"first{case}", f"second{case}"
    given = await stage.says(ana, f"/kudos @ben @chi #early-flag {NOTE} {first}")
    office.clock.now += 1
    await stage.says(dan, f"/kudos @ben #early-flag {NOTE} {second}")
    desk.begin()
    for _ in range(2):  # the undo window, then the longest pause after a refusal: whatever may have left has left
        await office.passes(31_000)
    await stage.presses(ana, given, "Undo")
    await office.settle()
    both = (first, second)
    return {stage.recognition_channel: both, desk.place_of(ben.external): both, desk.place_of(chi.external): (first,)}


async def fan_out(desk: Desk, case: str) -> Expected:
    """One letter each to people whom the bot has never written to, every other one rather lost than repeated."""
    office = desk.office
    people = {person(office.stage.name, case, number): f"letter{case}n{number}" for number in range(PEOPLE)}
    desk.begin()
    office.store.write(lambda unit: write_to(unit, office, people)).result()
    await office.settle()
    return {desk.place_of(external): (word,) for external, word in people.items()}


def person(platform: str, case: str, number: int) -> str:
    unheard = f"{int(case.removesuffix('x')):06}{number:02}"
    return f"U{unheard}" if platform == "slack" else f"{unheard}-0000-4000-8000-00000000feed"


def write_to(unit: Unit, office: Office, people: Mapping[str, str]) -> None:
    place = workspaces.find(unit, office.stage.name, office.stage.tenant)
    assert place is not None

    def owe(occasion: Occasion) -> None:
        letters = [letter(place.id, external, word) for external, word in people.items()]
        outbox.owe(occasion.unit, office.org, letters, now=occasion.now, rng=occasion.rng)

    schedules = Schedules((Schedule(kind="letters", run=owe, chunk=True),))
    due.plan(unit, [Due(org=office.org, kind="letters", subject="all", step=min(people), due_at=office.clock())])
    assert tick.tick(unit, schedules, now=office.clock(), rng=random.Random(office.clock())).done == 1


def letter(workspace: str, external: str, word: str) -> Message:
    return Message(
        workspace=workspace,
        kind=Kind.POST,
        lane=f"{workspace}/{external}",
        address=external,
        dedupe_key=word,
        card=card(word),
        not_before=0,
        promise=Promise.AT_MOST_ONCE if int(word[-1]) % 2 else Promise.AT_LEAST_ONCE,
    )


STORIES: Mapping[str, Story] = {"kudos": kudos, "fan-out": fan_out}


async def case(desk: Desk, story: Story, choice: Choice) -> list[Fault]:
    """Tell the story once with these calls failing, check the laws, and return what failed."""
    office, desk.choice = desk.office, choice
    office.clock.now += MONTH_MS
    before = office.states()
    expected = await story(desk, f"{len(before)}x")
    await office.recovers()
    new = [state for id, state in office.states().items() if id not in before]
    check(desk, expected, Counter(new))
    happened = list(office.platform.faults.happened)
    office.platform.faults.begin()
    return happened


async def sweep(desk: Desk, story: Story, picked: Callable[[int], Sequence[Fault]]) -> int:
    """Let the first call fail, then the second, until there are no more; return how many calls there were."""
    for nth in itertools.count(1):
        happened = [fault for one in picked(nth) for fault in await case(desk, story, faults.nth(nth, one))]
        if not happened:
            return nth - 1
    raise AssertionError("unreachable")


def check(desk: Desk, expected: Expected, states: Counter[str]) -> None:
    """The laws, whichever calls failed."""
    happened, missing = desk.office.platform.faults.happened, list[str]()
    where = f"{[str(one) for one in happened]}: {desk.landed}, {states}"
    assert not offices.OPEN & set(states), where
    for place, words in expected.items():
        copies = desk.copies(place, words)
        arrived = list(dict.fromkeys(word for word, _ in copies))
        missing += [word for word in words if word not in arrived]
        assert arrived == [word for word in words if word in arrived], f"out of order: {where}"
        for word in arrived:
            texts = [text for one, text in copies if one == word]
            assert len(texts) == 1 or are_told(desk, happened, texts), f"twice: {where}"
    assert len(missing) <= sum(one.is_final or is_lossy(desk, one) for one in happened), f"lost: {where}"
    taken_back = min(states["dropped"], sum(word.startswith("first") for word in missing))  # before they left
    assert len(missing) <= states["failed"] + taken_back, f"lost in silence: {where}"


def are_told(desk: Desk, happened: Sequence[Fault], texts: Sequence[str]) -> bool:
    """Only where the platform cannot tell may something stand twice, and then every later one says so."""
    _, *others = texts  # the first may say so, too: an attempt before it did not arrive
    cannot_tell = desk.office.stage.name == "teams" and not all(one.is_certain for one in happened)
    return cannot_tell and all(repeated.LINE in one for one in others)


def is_lossy(desk: Desk, fault: Fault) -> bool:
    """Where nobody can tell, what is rather lost than repeated may be lost."""
    return desk.office.stage.name == "teams" and not fault.is_certain


def diagonal(kinds: Sequence[Fault]) -> Callable[[int], Sequence[Fault]]:
    """Two ways of failing for each call, so that each way is met."""
    return lambda nth: (kinds[(2 * nth) % len(kinds)], kinds[(2 * nth + 1) % len(kinds)])


@pytest.mark.parametrize("story", STORIES)
async def test_whichever_call_fails_everybody_hears_once(desk: Desk, story: str) -> None:
    """And in order; where the platform cannot tell whether it arrived, a second copy says that it is one."""
    kinds = KINDS[desk.office.stage.name]
    assert await sweep(desk, STORIES[story], diagonal(kinds)) >= PEOPLE


async def test_a_look_that_keeps_failing_still_finds_what_was_sent(desk: Desk) -> None:
    """However long it took to look, it is looked for from the first attempt on."""

    def choose(number: int, operation: str) -> Fault | None:
        looks = operation == "conversations.history" and number < 20  # a broken connection is tried twice
        return faults.UNANSWERED if number == 1 else faults.DROPPED if looks else None

    assert await case(desk, fan_out, choose)


@pytest.mark.soak
@pytest.mark.parametrize("story", STORIES)
async def test_whichever_call_fails_in_whichever_way(desk: Desk, story: str) -> None:
    """Every call, every way; then several at once, by chance (row R17)."""
    kinds = KINDS[desk.office.stage.name]
    calls = await sweep(desk, STORIES[story], lambda nth: kinds)
    rng, several = random.Random(5), 0
    passing = [one for one in kinds if not one.is_final]

    def by_chance(number: int, operation: str) -> Fault | None:
        return rng.choice(passing) if rng.random() < 0.25 else None

    for _ in range(CHANCES):
        several += len(await case(desk, STORIES[story], by_chance))
    name = f"{desk.office.stage.name}, {story}"
    sys.stdout.write(f"{name}: {calls} calls failed in {len(kinds)} ways, then {several} by chance\n")
