"""A round of nominations in the half year: who named and voted for whom by chance, and who receives what by that."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from storage import tables
from tests.features.half_year import HalfYear, day
from tests.features.half_year_truth import SEED
from tests.features.scene import Figure, Seen

CATEGORIES = ("Best feedback giver", "Kindest reviewer")
PLACES = {CATEGORIES[0]: ((0, 5), (0, 8), (1, 6), (1, 9)), CATEGORIES[1]: ((0, 11), (1, 12), (1, 15))}  # team, member
NOMINATING, VOTING = 24, 30  # people who do
LEAST = 3  # votes for whoever receives something, where everybody decides
PARTS = ("situation", "behavior", "impact")
LIKED = (5, 3, 2, 2)  # how often each of a category is named, and voted for, beside the others


@dataclass(kw_only=True)
class Round:
    """What happened. People are known by their keys; a ballot of a category is a person's first one."""

    candidates: dict[str, list[str]]
    chance: random.Random = field(default_factory=lambda: random.Random(SEED + 3))
    named: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # by category and who: whom, and why
    votes: dict[tuple[str, str], str] = field(default_factory=dict)
    told: dict[tuple[str, str], bool] = field(default_factory=dict)  # by category and winner, whether it is told

    def nominees(self, category: str) -> set[str]:
        return {whom for (of, _), (whom, _) in self.named.items() if of == category}

    def winners(self, category: str) -> set[str]:
        """Whoever is nominated in the category has a stake in it."""
        standing = self.nominees(category)
        cast = [whom for (of, who), whom in self.votes.items() if of == category and who not in standing]
        tally = Counter(cast)
        most = max(tally.values(), default=0)
        return {who for who, count in tally.items() if count == most >= LEAST}

    def whys(self, category: str, nominee: str) -> set[str]:
        return {why for (of, _), (whom, why) in self.named.items() if (of, whom) == (category, nominee)}

    def drawn(self, those: Sequence[str], *, of: str, but: str) -> str:
        liked = dict(zip(self.candidates[of], LIKED, strict=False))
        left = [one for one in those if one != but]
        return self.chance.choices(left, [liked[one] for one in left])[0]


async def a_round(play: HalfYear) -> Round:
    """A week to name and vote; then those of one category say yes to telling it, and those of the other no."""
    members = [play.members(team) for team in play.truth.inside]
    found = Round(candidates={name: [members[team][place] for team, place in PLACES[name]] for name in CATEGORIES})
    await _opens(play, closes=day(8, 2), decides=day(9, 1))
    traces = _traces(play)
    await _name(play, found)
    assert _traces(play) == traces, "who nominated stands nowhere"
    await play.until(day(8, 3))
    traces = _traces(play)
    await _vote(play, found)
    assert _traces(play) == traces, "who voted stands nowhere"
    await play.until(day(10, 0))
    assert [len(play.scene.own(tables.named(name))) for name in ("nomination_ballot", "nomination_slip")] == [0, 0]
    await _answer(play, found)
    return found


async def is_as_happened(play: HalfYear, found: Round) -> None:
    """HR reads who received what, and the channel what was told with consent."""
    listed = await play.presses("hana", await play.says("hana", "/kudos nominate"), "All so far")
    for category, candidates in found.candidates.items():
        lines = {f"{category}: {play.who(one).name}": one for one in candidates}
        assert {one for line, one in lines.items() if line in listed.words} == found.winners(category)
        for one in found.winners(category):
            is_private = f"{category}: {play.who(one).name}, not told in public" in listed.words
            assert is_private is not found.told[category, one]
            posted = [each for each in play.scene.stage.channel() if f"{play.who(one).name}: {category}" in each.words]
            assert bool(posted) is found.told[category, one]


# --- Pieces -------------------------------------------------------------------------------------------------------


async def _opens(play: HalfYear, *, closes: date, decides: date) -> None:
    form = await play.presses("hana", await play.says("hana", "/kudos nominate"), "Open nominations")
    teams = [Figure(key=one, name=one.title(), external="", email="") for one in play.truth.inside]
    days = {"closes": closes.isoformat(), "decides": decides.isoformat()}
    said: dict[str, Any] = {"title": "Spring", "own": CATEGORIES[1], "decider": "Everybody, by secret vote"}
    await play.submits("hana", form, **said, **days, teams=teams)
    await play.moves_on(5)


async def _name(play: HalfYear, found: Round) -> None:
    """Each in both categories; now and then somebody hands in twice, or names one of whom no nomination is taken."""
    everybody = [*play.truth.people, *play.truth.outside]
    for number, key in enumerate(found.chance.sample(everybody, NOMINATING)):
        for category, candidates in found.candidates.items():
            whom, why = found.drawn(candidates, of=category, but=key), f"What came of number {number} in {category}"
            told = await _hands_in(play, key, whom, category, why)
            assert "It is kept apart from your name" in told.words
            found.named[category, key] = (whom, why)
        if number % 6 == 0:
            again = await _hands_in(play, key, whom, category, "What is handed in again, and counts for nothing")
            assert "nothing is lost" in again.words
        if number % 6 == 3:
            other = play.truth.outside[0 if key != play.truth.outside[0] else 1]
            assert "cannot be nominated here" in (await _hands_in(play, key, other, category, why)).errors["nominee"]


async def _hands_in(play: HalfYear, key: str, whom: str, category: str, why: str) -> Seen:
    form = await play.presses(key, await play.says(key, "/kudos nominate"), "Nominate")
    reason = {name: f"{why} ({name})" for name in PARTS}
    said = {"category": category, "nominee": [play.who(whom)], **reason}
    return await play.scene.stage.submits(play.who(key), form, said)


async def _vote(play: HalfYear, found: Round) -> None:
    everybody = [*play.truth.people, *play.truth.outside, "ana", "ben"]
    for key in found.chance.sample(everybody, VOTING):
        for number, category in enumerate(CATEGORIES):
            page = await play.presses(key, await play.says(key, "/kudos nominate"), "Read and vote")
            if number:
                page = await play.chooses(key, page, "Another category", category)
            standing = found.nominees(category)
            offered = {one for one in found.candidates[category] if f"My vote: {play.who(one).name}" in page.buttons}
            assert offered == standing - {key}, "nobody reads of themselves"
            whom = found.drawn(sorted(offered), of=category, but=key)
            told = await play.presses(key, page, f"My vote: {play.who(whom).name}")
            assert "Your vote is in" in told.words + told.fallback
            found.votes[category, key] = whom


async def _answer(play: HalfYear, found: Round) -> None:
    for category, candidates in found.candidates.items():
        for one in candidates:
            told = [each for each in play.scene.stage.direct(play.who(one)) if "you were chosen" in each.words]
            assert len(told) == (one in found.winners(category))
            if told:
                await _says(play, found, category, one, told[0])
    await play.moves_on(60)


async def _says(play: HalfYear, found: Round, category: str, one: str, asked: Seen) -> None:
    """What colleagues wrote of them is read there, three of it at most, and of nobody else."""
    read = {why for _, why in found.named.values() if why in asked.words}
    assert read <= found.whys(category, one)
    assert len(read) == min(3, len(found.whys(category, one)))
    found.told[category, one] = category == CATEGORIES[0]
    await play.presses(one, asked, "Yes, tell it" if found.told[category, one] else "Keep it private")


def _traces(play: HalfYear) -> dict[str, int]:
    return {name: len(play.scene.own(tables.named(name))) for name in ("audit", "outbox", "draft")}
