"""Who rates a file a second time is near nobody in it, reads it masked, and nobody reads early what they said."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert, select, update

from content import reviews as content
from domain.competencies import Level
from domain.cycles import Audience, Checkpoint, Cycle, Kind, Ladder, State
from domain.cycles_calls import Member
from domain.evidence import Period
from domain.evidence_record import Record
from domain.evidence_sources import Source
from domain.people import Actor
from domain.ratings import Text
from domain.reviews_rounds import rounds
from storage import (
    checkpoints,
    checkpoints_standing,
    competencies,
    cycles,
    delegations,
    evidence,
    lines,
    participants,
    people,
    reviews,
    reviews_second,
    second_raters,
    tables,
)
from storage.reviews_second import Packet
from storage.second_raters import File
from storage.unit import Store, Unit
from tests.storage import pieces

NOW = 1_790_000_000_000  # 2026-09-21
DAY_MS = 86_400_000
CHART: Mapping[str, str] = {
    "mara": "top", "ben": "mara", "chi": "mara", "dee": "mara", "nia": "top", "eva": "nia", "fay": "nia",
    "olu": "over", "gus": "olu", "hal": "olu", "ida": "olu", "top": "over",
}  # fmt: skip
TEAM = ("ben", "chi", "dee", "eva", "fay", "gus", "hal", "ida")
BEFORE = 1  # when everybody came to be led as the chart says
SECOND = Checkpoint(
    id="second",
    kind=Kind.SECOND_RATING,
    title="Second ratings",
    prompt="From evidence alone",
    audience=Audience.SECOND_RATERS,
    opens_on=date(2026, 9, 21),
    due_on=date(2026, 9, 25),
    ladder=Ladder(grace=0),
)
RATING = replace(
    SECOND,
    id="rating",
    kind=Kind.RATING,
    audience=Audience.MANAGERS,
    opens_on=date(2026, 9, 14),
    due_on=date(2026, 9, 25),
)
CYCLE = Cycle(
    id="c1",
    name="Summer",
    period=Period(start=date(2026, 7, 1), end=date(2026, 10, 31)),
    checkpoints=(RATING, SECOND),
    framework="default",
    framework_version=1,
    state=State.OPEN,
)
ITEM = replace(
    pieces.ITEM,
    id="e",
    author="chi",
    source=Source.PEER_FEEDBACK,
    occurred_on=date(2026, 9, 7),
    recorded_on=date(2026, 9, 8),
    recorded_at=NOW,
    situation="The checkpoint that Mara held",
    behavior="He told Chi and Olu, see https://wiki.example/it",
    event="Ben's export",
    shown_at=NOW,
)
CHANCE = random.Random(7)
_person = tables.table(tables.Person)
_rating = tables.table(tables.Rating)


@pytest.fixture
def house(store: Store) -> Store:
    store.write(furnish).result()
    return store


def furnish(unit: Unit) -> None:
    unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "House", "zone": "UTC", "created_at": 0})
    every = {*CHART, *CHART.values()}
    rows = [{"org_id": "org", "id": one, "name": one.title(), "created_at": 0} for one in sorted(every)]
    unit.run(insert(_person), rows)
    unit.run(insert(tables.table(tables.Team)), {"org_id": "org", "id": "blue", "name": "Blue", "created_at": 0})
    lines.lead(unit, "org", dict(CHART), now=BEFORE)
    lines.assign(unit, "org", {one: ["blue"] for one in TEAM}, now=BEFORE)
    draft = competencies.add(unit, "org", content.default().framework, by="top", now=BEFORE)
    assert draft.version.number == 1
    cycles.add(unit, "org", cycles.Kept(cycle=CYCLE, author="top"))
    participants.add_teams(unit, "org", "c1", ["blue"], now=BEFORE)
    participants.follow(unit, "org", "c1", now=BEFORE)
    for one in TEAM:
        evidence.add(unit, "org", Record(item=replace(ITEM, id=f"e.{one}", subject=one)), by="chi", now=NOW)


def follow(unit: Unit, *, now: int = NOW) -> list[File]:
    members = [one.member for one in checkpoints.asked(unit, "org", "c1", None)]
    second_raters.follow(unit, "org", CYCLE, members, now=now, rng=CHANCE)
    return second_raters.of_checkpoint(unit, "org", "c1", "second")


def actor(unit: Unit, who: str) -> Actor:
    found = people.on_behalf_of(unit, "org", who)
    assert found is not None
    return found


def opened(store: Store, who: str, id: str, *, now: int = NOW) -> Packet | None:
    return store.read(lambda unit: reviews_second.find(unit, actor(unit, who), id, now=now)).result()


def says(store: Store, file: File, packet: Packet, what: str = "early_candor", *, level: Level | None) -> None:
    text = Text(by=file.rater, at=NOW, level=level, rationale="The piece meets the words.")
    store.write(lambda unit: reviews_second.save(unit, "org", packet, what, text)).result()


def given(store: Store) -> File:
    """One file, whoever's it is."""
    files = store.write(follow).result()
    return files[0]


def test_a_fifth_of_the_files_goes_to_managers_who_are_near_nobody_in_them(house: Store) -> None:
    """Once: asked again, nothing changes while nobody moves; and a rehearsal says so before it opens."""
    rehearsed = house.read(lambda unit: checkpoints_standing.cast(unit, "org", "c1").files["second"]).result()
    files = house.write(follow).result()
    assert len(files) == 2
    assert {(one.subject, one.rater) for one in files} == {(one.id, one.manager) for one in rehearsed}
    for one in files:
        assert one.rater in {"mara", "nia", "olu"} - {CHART[one.subject]}
    assert house.write(follow).result() == files


def test_nothing_is_drawn_before_its_day_or_after_its_last(house: Store) -> None:
    """Whoever is asked then could not answer."""
    for days in (-3, 7):
        assert house.write(lambda unit, days=days: follow(unit, now=NOW + days * DAY_MS)).result() == []  # type: ignore[misc]  # a default


def test_lines_of_now_and_of_before_in_the_cycle_bar(house: Store) -> None:
    """Those above and below, peers, former managers, whoever acted for one of them, and whoever wrote."""

    def move(unit: Unit) -> None:
        lines.lead(unit, "org", {"ben": "nia"}, now=NOW - DAY_MS)
        delegations.hand_over(unit, "org", "c1", "mara", "hal", now=NOW - DAY_MS)
        delegations.hand_over(unit, "org", "c1", "over", "ida", now=NOW - DAY_MS)

    house.write(move).result()

    def free(unit: Unit) -> set[str]:
        those = {*CHART, *CHART.values()} - {"ben"}
        return those - second_raters.barred(unit, "org", CYCLE, ["ben"], those)["ben"]

    assert house.read(free).result() == {"olu", "dee", "gus"}


def test_whoever_acts_in_another_cycle_for_somebody_above_is_not_drawn(house: Store) -> None:
    """The draw asks what the reading asks: otherwise a rater who may not read is reminded for ever."""
    file = given(house)

    def elsewhere(unit: Unit) -> None:
        cycles.add(unit, "org", cycles.Kept(cycle=replace(CYCLE, id="c2", checkpoints=()), author="top"))
        delegations.hand_over(unit, "org", "c2", CHART[file.subject], file.rater, now=NOW)

    house.write(elsewhere).result()
    assert opened(house, file.rater, file.id) is None
    assert (file.subject, file.rater) not in {(one.subject, one.rater) for one in house.write(follow).result()}


@pytest.mark.parametrize("how", ["author", "of the record"])
def test_whoever_wrote_about_the_person_does_not_rate_from_paper_alone(house: Store, how: str) -> None:
    """Neither drawn nor, where they write later, left in it; and they read it no more from then on."""
    file = given(house)
    piece = replace(ITEM, id="e1", subject=file.subject, occurred_on=date(2026, 7, 1))
    mine = {"author": file.rater} if how == "author" else {"artifact_authors": frozenset({"dee", file.rater})}
    piece = replace(piece, **mine)
    house.write(lambda unit: evidence.add(unit, "org", Record(item=piece), by=piece.author, now=NOW)).result()
    assert opened(house, file.rater, file.id) is None
    assert (file.subject, file.rater) not in {(one.subject, one.rater) for one in house.write(follow).result()}


def test_a_rater_who_leaves_or_comes_into_the_line_is_replaced(house: Store) -> None:
    """What they half said goes with them; a file that nobody can take over is rated once."""
    file = given(house)
    another = replace(ITEM, id="e1", subject=file.subject, competency="error_learning")
    house.write(lambda unit: evidence.add(unit, "org", Record(item=another), by="chi", now=NOW)).result()
    packet = opened(house, file.rater, file.id)
    assert packet is not None
    says(house, file, packet, level=Level.COMPETENT)
    house.write(
        lambda unit: unit.run(update(_person).values(active=False).where(_person.c.id == file.rater)).rowcount
    ).result()
    assert opened(house, file.rater, file.id) is None
    assert house.read(lambda unit: len(unit.rows(select(_rating)))).result() == 1
    again = {one.subject: one.rater for one in house.write(follow).result()}
    assert again[file.subject] in {"mara", "nia", "olu"} - {file.rater, CHART[file.subject]}
    assert house.read(lambda unit: len(unit.rows(select(_rating)))).result() == 0
    house.write(lambda unit: lines.lead(unit, "org", {file.subject: again[file.subject]}, now=NOW)).result()
    assert file.subject not in {one.subject for one in house.write(follow).result()}


def test_the_file_is_read_without_names_by_whoever_was_drawn_and_by_nobody_else(house: Store) -> None:
    """Refused like what there is not: the manager, the person, another rater, and the rater when it is over."""
    file = given(house)
    packet = opened(house, file.rater, file.id)
    assert packet is not None
    (piece,) = packet.pieces["early_candor"]
    assert piece.situation == "The checkpoint that [a colleague] held"
    assert piece.behavior == "[they] told [a colleague] and [a colleague], see [link]" or file.subject == "chi"
    assert (piece.subject, piece.author, piece.event) == ("", "", "")
    for who in {*CHART, *CHART.values()} - {file.rater}:
        assert opened(house, who, file.id) is None
    assert opened(house, file.rater, "no such file") is None
    assert opened(house, file.rater, file.id, now=NOW + 6 * DAY_MS) is None


def test_what_the_person_does_not_know_or_contests_is_not_in_the_file(house: Store) -> None:
    """Nor what is from the days of another round."""
    file = given(house)
    later = replace(ITEM, id="e1", subject=file.subject, shown_at=None)
    old = replace(ITEM, id="e2", subject=file.subject, occurred_on=date(2026, 9, 14))

    def add(unit: Unit) -> None:
        for one in (later, old):
            evidence.add(unit, "org", Record(item=one), by="chi", now=NOW)

    house.write(add).result()
    packet = opened(house, file.rater, file.id)
    assert packet is not None
    assert len(packet.pieces["early_candor"]) == 1


def test_a_second_rating_is_sealed_and_stands_beside_the_first_alone(house: Store) -> None:
    """With the last competency of the file it is done; the review does not hold it."""
    file = given(house)
    packet = opened(house, file.rater, file.id)
    assert packet is not None
    assert packet.left == ("early_candor",)
    says(house, file, packet, level=Level.ROLE_MODEL)
    says(house, file, packet, level=None)
    again = opened(house, file.rater, file.id)
    assert again is not None
    assert again.left == ()
    words = house.read(lambda unit: [row["words"] for row in unit.rows(select(_rating))]).result()
    assert len(words) == 1
    assert b"meets" not in words[0]
    (round,) = rounds(CYCLE)
    seconds = house.read(lambda unit: reviews_second.of_people(unit, "org", round, TEAM)).result()
    assert {who: (one.rater, one.said["early_candor"].level) for who, one in seconds.items()} == {
        file.subject: (file.rater, None)
    }
    review = house.read(lambda unit: reviews.plain(unit, "org", round, file.subject)).result()
    assert all(one.text.level is None for one in review.ratings)
    asked = house.read(lambda unit: checkpoints.of_manager(unit, "org", "c1", SECOND, file.rater)).result()
    assert {(one.person.id, one.done_at) for one in asked if one.person.id == file.id} == {(file.id, NOW)}


def test_what_somebody_said_who_is_not_drawn_any_more_is_nobodys_second_rating(house: Store) -> None:
    """The file is the next one's, and so is what is compared in the session."""
    file = given(house)
    packet = opened(house, file.rater, file.id)
    assert packet is not None
    says(house, file, packet, level=Level.COMPETENT)
    second = tables.table(tables.SecondRater)
    house.write(
        lambda unit: unit.run(update(second).values(rater_id="dee").where(second.c.id == file.id)).rowcount
    ).result()
    assert house.read(lambda unit: reviews_second.of_people(unit, "org", rounds(CYCLE)[0], TEAM)).result() == {}
    passed_on = opened(house, "dee", file.id)
    assert passed_on is None or not passed_on.said


def test_whoever_counts_what_is_left_learns_of_no_name(house: Store) -> None:
    """Neither the rater nor HR: a file goes by its own id and a number."""
    files = house.write(follow).result()
    asked = house.read(lambda unit: checkpoints.asked(unit, "org", "c1", SECOND)).result()
    assert {one.member for one in asked} == {Member(id=one.id, manager=one.rater) for one in files}
    assert all(one.person.name.isdecimal() for one in asked)
    mine = house.read(
        lambda unit: checkpoints_standing.mine(unit, actor(unit, files[0].rater), CYCLE, now=NOW)
    ).result()
    assert [one.total for one in mine if one.checkpoint == SECOND] == [
        sum(one.rater == files[0].rater for one in files)
    ]
