"""Reviews in the store: read by whom the policy lets read them as they stand, and no text of them is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from content import reviews as content
from domain import competencies as levels
from domain import policy
from domain import reviews as rules
from domain.competencies import Direction, Level
from domain.corroboration import Verdict
from domain.cycles import Audience, Checkpoint, Cycle
from domain.cycles import Kind as CheckpointKind
from domain.cycles import State as CycleState
from domain.evidence import Period, Voice
from domain.evidence_record import Record
from domain.evidence_sources import Source
from domain.people import Actor, Person
from domain.policy import Action, Kind, Role
from domain.ratings import Deed, Rating, Text
from domain.ratings_calibrated import Decision, NoRationaleError
from domain.reviews import Review
from domain.roles import Change, Office
from storage import (
    competencies,
    cycles,
    delegations,
    evidence,
    lines,
    participants,
    people,
    reviews,
    reviews_base_rate,
    reviews_concerns,
    reviews_file,
    reviews_home,
    roles,
    tables,
)
from storage.unit import Store, Unit
from tests.storage import pieces

NOW, LATER = 1_790_000_000_000, 1_790_100_000_000
EARLIER = NOW - 90 * 86_400_000
CHART: Mapping[str, str | None] = {
    "over": None, "top": "over", "mara": "top", "ben": "mara", "chi": "mara", "nia": "top", "olu": None, "hana": None,
}  # fmt: skip
UP = Text(
    by="mara", at=NOW, level=Level.ROLE_MODEL, rationale="Two saw it.", wording="Well done.", cited=frozenset({"e1"})
)
HOLDS = Verdict(direction=Direction.ABOVE, needed=2, support=(), pair=None, missing=())
ITEM = replace(pieces.ITEM, recorded_at=NOW, shown_at=NOW)


@pytest.fixture
def house(store: Store) -> Store:
    store.write(furnish).result()
    return store


def furnish(unit: Unit) -> None:
    unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "House", "zone": "UTC", "created_at": 0})
    rows = [{"org_id": "org", "id": one, "name": one.title(), "created_at": 0} for one in CHART]
    unit.run(insert(tables.table(tables.Person)), rows)
    unit.run(insert(tables.table(tables.Team)), {"org_id": "org", "id": "blue", "name": "Blue", "created_at": 0})
    lines.lead(unit, "org", {one: boss for one, boss in CHART.items() if boss}, now=NOW - 1)
    lines.assign(unit, "org", {one: ["blue"] for one in ("ben", "chi", "olu")}, now=NOW - 1)
    change = Change(office=Office.OMBUD, person=Person(id="olu", name="Olu"), appointed=True)
    roles.change(unit, "org", [change], now=NOW)
    evidence.add(unit, "org", Record(item=ITEM), by="mara", now=NOW)
    draft = competencies.add(unit, "org", content.default().framework, by="hana", now=NOW)
    approved = levels.approve(draft.version, by="top", now=NOW)
    competencies.save(unit, "org", draft, approved, by="top", now=NOW)
    for id, start in (("before", date(2026, 1, 1)), ("now", date(2026, 7, 1))):
        add_cycle(unit, id, start)


def add_cycle(unit: Unit, id: str, start: date) -> None:
    cycle = Cycle(
        id=id,
        name=id,
        period=Period(start=start, end=date(2026, 12, 31)),
        checkpoints=(),
        framework="default",
        framework_version=1,
        state=CycleState.OPEN,
    )
    cycles.add(unit, "org", cycles.Kept(cycle=cycle, author="hana"))
    participants.add_teams(unit, "org", id, ["blue"], now=NOW)
    participants.follow(unit, "org", id, now=NOW)


def actor(unit: Unit, who: str) -> Actor:
    found = people.on_behalf_of(unit, "org", who)
    assert found is not None
    return replace(found, is_hr=who == "hana")


def found(unit: Unit, who: str = "mara", named: str = "ben/now", *, reason: str = "") -> reviews.Found:
    met = reviews.meet(unit, actor(unit, who), named, now=LATER, reason=reason)
    assert met is not None
    return met


def write(unit: Unit, *, text: Text = UP, named: str = "ben/now", by: str = "mara", at: int = NOW) -> Review:
    """Every competency says the same; the first one rests on something."""
    before = found(unit, named=named).review
    said, bare = replace(text, by=by, at=at), replace(text, by=by, at=at, cited=frozenset())
    ratings = tuple(
        replace(one, text=bare if number else said, rivals=(), version=one.version + 1)
        for number, one in enumerate(before.ratings)
    )
    after = replace(before, ratings=ratings, manager=by)
    reviews.save(unit, "org", before, after, by=by, now=at)
    return found(unit, named=named).review


def take(*deeds: Deed, named: str = "ben/now", at: int = LATER) -> Callable[[Unit], Review]:
    def work(unit: Unit) -> Review:
        review = found(unit, named=named).review
        verdicts = dict.fromkeys((one.competency for one in review.ratings), HOLDS)
        for deed in deeds:
            by = "mara" if deed is Deed.SUBMIT else "hana"
            after = rules.take(review, deed, by=by, now=at, reason="For a reason", verdicts=verdicts)
            reviews.save(unit, "org", review, after, by=by, now=at)
            review = found(unit, named=named).review
        return review

    return work


def readers(store: Store, reason: str = "") -> set[str]:
    def read(unit: Unit) -> set[str]:
        asked = {who: reviews.find(unit, actor(unit, who), "ben", now=LATER, reason=reason) for who in CHART}
        return {who for who, got in asked.items() if got is not None}

    return store.read(read).result()


def may(store: Store, action: Action, kind: Kind, reason: str = "") -> set[str]:
    def ask(unit: Unit) -> set[str]:
        return {who for who in CHART if found(unit, who, reason=reason).allows(action, kind)}

    return store.read(ask).result()


def test_a_review_is_read_by_whom_the_policy_lets_as_it_stands(house: Store) -> None:
    """The manager always, those above once it is handed in, the person once it is released, an ombud while disputed."""
    house.write(write).result()
    assert readers(house) == {"mara"}
    assert readers(house, "They asked me") == {"mara", "hana"}
    house.write(take(Deed.SUBMIT)).result()
    assert readers(house) == {"mara", "top"}
    house.write(take(Deed.RELEASE)).result()
    assert readers(house) == {"mara", "top", "ben"}
    house.write(take(Deed.DISPUTE)).result()
    assert readers(house) == {"mara", "top", "ben", "olu"}
    house.write(take(Deed.REOPEN)).result()
    assert readers(house) == {"mara"}


def test_each_step_is_taken_by_whom_the_policy_lets(house: Store) -> None:
    """Writing a draft, giving it back, answering and deciding: of real rows, in the order of a review's life."""
    house.write(write).result()
    assert may(house, Action.WRITE, Kind.DRAFT_RATING) == {"mara"}
    assert may(house, Action.RETURN, Kind.DRAFT_RATING, "Why") == set()
    house.write(take(Deed.SUBMIT)).result()
    assert may(house, Action.WRITE, Kind.DRAFT_RATING) == set()
    assert may(house, Action.RETURN, Kind.DRAFT_RATING, "Why") == {"top", "hana"}
    assert may(house, Action.ANSWER, Kind.CALIBRATED_RATING) == set()
    house.write(take(Deed.RELEASE)).result()
    assert may(house, Action.ANSWER, Kind.CALIBRATED_RATING) == {"ben"}
    assert may(house, Action.RESOLVE, Kind.CALIBRATED_RATING) == set()
    house.write(take(Deed.DISPUTE)).result()
    assert may(house, Action.RESOLVE, Kind.CALIBRATED_RATING) == {"olu"}


def test_the_evidence_of_a_review_is_read_like_the_evidence_itself(house: Store) -> None:
    """But whoever decides on a dispute reads what it rests on."""
    house.write(write).result()

    def pieces(unit: Unit) -> dict[str, int]:
        met = {who: found(unit, who) for who in CHART}
        return {who: len(reviews_file.readable(unit, actor(unit, who), one, now=LATER)) for who, one in met.items()}

    got = house.read(pieces).result()
    assert {who for who, number in got.items() if number} == {"mara", "ben"}
    house.write(take(Deed.SUBMIT, Deed.RELEASE, Deed.DISPUTE)).result()
    got = house.read(pieces).result()
    assert {who for who, number in got.items() if number} == {"mara", "ben", "top", "olu"}


def test_what_was_written_is_found_as_it_was_and_what_it_was_before_is_kept(house: Store) -> None:
    """Words, both lists of evidence, rival texts, steps with what was rated then."""
    house.write(write).result()
    other = replace(UP, by="top", rationale="Thrice.", against=frozenset({"e1"}), cited=frozenset())

    def tear(unit: Unit) -> None:
        before = found(unit).review
        torn = replace(before.ratings[0], rivals=(other,), version=2)
        reviews.save(unit, "org", before, replace(before, ratings=(torn, *before.ratings[1:])), by="top", now=LATER)

    house.write(tear).result()
    first = house.read(found).result().review.ratings[0]
    assert (first.text, first.rivals, first.version) == (UP, (other,), 2)
    house.write(lambda unit: write(unit, text=replace(other, level=Level.COMPETENT), by="top", at=LATER)).result()
    first = house.read(found).result().review.ratings[0]
    assert first.text.against == {"e1"}
    kept = house.read(lambda unit: dict(reviews.texts_of(unit, actor(unit, "mara"), found(unit).review))).result()
    assert kept["early_candor"].rationale == UP.rationale
    steps = house.write(take(Deed.SUBMIT, Deed.RETURN)).result().ratings[0].steps
    assert [(one.deed, one.reason, one.level) for one in steps] == [
        (Deed.SUBMIT, "For a reason", Level.COMPETENT),
        (Deed.RETURN, "For a reason", Level.COMPETENT),
    ]


def test_of_texts_that_were_written_at_the_same_time_the_ones_not_taken_stay_in_the_history(house: Store) -> None:
    """Each of them, also when none of them was taken."""
    before = house.write(write).result()
    others = tuple(replace(UP, by=who, rationale=f"What {who} saw.") for who in ("top", "nia"))
    torn = replace(before.ratings[0], rivals=others, version=3)
    joined = replace(torn, text=replace(UP, rationale="What all saw."), rivals=(), version=4)

    def change(one: Rating) -> Callable[[Unit], Any]:
        def work(unit: Unit) -> None:
            stands = found(unit).review
            after = replace(stands, ratings=(one, *stands.ratings[1:]))
            reviews.save(unit, "org", stands, after, by="mara", now=LATER)

        return work

    house.write(change(torn)).result()
    house.write(change(joined)).result()
    review = house.read(lambda unit: found(unit).review).result()
    for who in ("top", "nia"):
        kept = house.read(lambda unit, who=who: dict(reviews.texts_of(unit, actor(unit, who), review)))  # type: ignore[misc]  # a default
        assert kept.result()["early_candor"].rationale == f"What {who} saw."


def test_nothing_of_a_review_stands_open_in_the_store(house: Store) -> None:
    """Reasons, words and steps are sealed."""
    house.write(write).result()
    house.write(take(Deed.SUBMIT)).result()
    for row in (tables.Review, tables.Rating):
        table = tables.table(row)
        words = house.read(lambda unit, table=table: [one["words"] for one in unit.rows(select(table))]).result()  # type: ignore[misc]  # a default of a lambda
        assert words
        assert all(b"Two saw it" not in one and b"reason" not in one for one in words)


def test_a_review_that_was_disputed_stays_one_when_it_was_written_anew(house: Store) -> None:
    """Also once the person has acknowledged what it says now: a dispute that is granted is a dispute."""
    house.write(write).result()
    house.write(take(Deed.SUBMIT, Deed.RELEASE, Deed.DISPUTE)).result()
    house.write(take(Deed.REOPEN, Deed.SUBMIT, Deed.RELEASE, Deed.ACKNOWLEDGE, at=LATER + 1)).result()
    table = tables.named("review")
    [row] = house.read(lambda unit: unit.rows(select(table))).result()
    assert (row["state"], row["answered_at"], row["disputed_at"]) == ("acknowledged", LATER + 1, LATER)


def test_no_way_leads_to_a_changed_rating_without_its_three_parts(house: Store) -> None:
    """And the rating it was stays in the history (promise 4)."""
    house.write(write).result()
    submitted = house.write(take(Deed.SUBMIT)).result()
    decision = Decision(by="top", at=LATER, level=Level.COMPETENT, reason="", wording="So", cited=frozenset({"e1"}))

    def decide(decision: Decision) -> Callable[[Unit], Any]:
        return lambda unit: reviews.calibrate(unit, "org", submitted, "early_candor", decision, holds=True)

    with pytest.raises(NoRationaleError):
        house.write(decide(decision)).result()
    assert house.read(found).result().review.ratings[0].text == UP
    house.write(decide(replace(decision, reason="One event, told twice."))).result()
    changed = house.read(found).result().review.ratings[0].text
    assert (changed.level, changed.rationale, changed.wording) == (Level.COMPETENT, "One event, told twice.", "So")
    kept = select(func.count()).select_from(tables.table(tables.RatingChange))
    assert house.read(lambda unit: unit.run(kept).scalar_one()).result() == 1


def test_whoever_wrote_of_a_review_holds_no_office_toward_it_even_when_another_text_took_the_place(
    house: Store,
) -> None:
    """HR who led the person before releases nothing of it, and an ombud who did decides on nothing."""
    house.write(lambda unit: write(unit, by="hana", text=replace(UP, rationale="What HR saw."))).result()
    house.write(lambda unit: write(unit, by="olu", text=replace(UP, rationale="What an ombud saw."))).result()
    house.write(write).result()
    house.write(take(Deed.SUBMIT)).result()
    assert may(house, Action.RETURN, Kind.DRAFT_RATING, "Why") == {"top"}
    house.write(take(Deed.RELEASE, Deed.DISPUTE)).result()
    assert may(house, Action.RESOLVE, Kind.CALIBRATED_RATING) == set()


def test_whoever_acts_for_a_manager_is_in_the_line_of_whom_that_one_leads(house: Store) -> None:
    """Toward all that is theirs, not the review alone: HR and an ombud who act hold no office there meanwhile."""

    def held(unit: Unit) -> set[Role]:
        standings = [lines.standing(unit, actor(unit, who), "ben", at=LATER) for who in ("hana", "olu")]
        return {Role.HR, Role.OMBUD} & {role for one in standings for role in policy.roles(one)}

    assert house.read(held).result() == {Role.HR, Role.OMBUD}
    for cycle, acting in (("now", "hana"), ("before", "olu")):
        house.write(
            lambda unit, cycle=cycle, acting=acting: delegations.hand_over(  # type: ignore[misc]  # defaults
                unit, "org", cycle, "mara", acting, now=NOW
            )
        ).result()
    assert house.read(held).result() == set()


def test_what_waits_for_a_manager_waits_for_whoever_leads_now_and_whoever_acts_for_them(house: Store) -> None:
    """The former one has nothing to do with it any more."""
    house.write(write).result()
    house.write(take(Deed.SUBMIT, Deed.RETURN)).result()
    house.write(lambda unit: lines.lead(unit, "org", {"ben": "nia"}, now=NOW + 1)).result()
    house.write(lambda unit: delegations.hand_over(unit, "org", "now", "nia", "chi", now=NOW + 1)).result()
    review = house.read(lambda unit: found(unit, "nia").review).result()
    assert house.read(lambda unit: reviews.answering(unit, "org", review, now=LATER)).result() == ["nia", "chi"]

    def back(unit: Unit) -> set[str]:
        return {who for who in CHART if reviews_home.waiting(unit, actor(unit, who), most=9, now=LATER).back}

    assert house.read(back).result() == {"nia", "chi"}


def test_what_the_role_needed_when_it_was_handed_in_holds_whatever_title_the_person_gets(house: Store) -> None:
    """Until it is given back: then it is written by what the role needs now."""
    before = house.write(write).result()
    every = tuple(replace(one, expected=Level.ROLE_MODEL) for one in before.ratings)
    verdicts = dict.fromkeys((one.competency for one in every), HOLDS)
    after = rules.take(replace(before, ratings=every), Deed.SUBMIT, by="mara", now=LATER, verdicts=verdicts)
    house.write(lambda unit: reviews.save(unit, "org", before, after, by="mara", now=LATER)).result()

    def expected(unit: Unit) -> set[Level]:
        return {one.expected for one in found(unit).review.ratings}

    assert house.read(expected).result() == {Level.ROLE_MODEL}
    house.write(take(Deed.RETURN)).result()
    assert house.read(expected).result() == {Level.COMPETENT}


def test_whoever_acted_for_a_manager_counts_as_one_who_could_rate_also_when_that_one_is_back(house: Store) -> None:
    """Two who could rate carry no rating together; who acts now is known besides."""

    def hand_over(acting: str | None, at: int) -> None:
        house.write(lambda unit: delegations.hand_over(unit, "org", "now", "mara", acting, now=at)).result()

    def managers(unit: Unit) -> frozenset[str]:
        met = found(unit)
        return reviews_file.file(unit, "org", met.round, met.review, now=LATER).managers

    for at, acting in enumerate(("nia", "chi", None), NOW):
        hand_over(acting, at)
    assert house.read(managers).result() == {"mara", "nia", "chi"}
    assert house.read(lambda unit: delegations.of_cycle(unit, "org", "now")).result() == {}
    assert house.read(lambda unit: delegations.acted_for(unit, "org", "chi")).result() == frozenset()
    hand_over("nia", LATER)
    assert house.read(lambda unit: delegations.of_cycle(unit, "org", "now")).result() == {"mara": "nia"}


def test_what_a_review_becomes_by_itself_is_signed_by_nobody(house: Store) -> None:
    """The words stay whose they are, and the history names no one."""
    before = house.write(write).result()

    def lapse(unit: Unit) -> None:
        reviews.save(unit, "org", before, rules.keep_expected(before, {}, by=None, now=LATER), by=None, now=LATER)

    house.write(lapse).result()
    text = house.read(found).result().review.ratings[0].text
    assert (text.level, text.by, text.rationale) == (Level.COMPETENT, "mara", UP.rationale)
    signed = select(tables.table(tables.RatingChange).c.by_id).distinct()
    assert house.read(lambda unit: unit.run(signed).scalars().all()).result() == [None]


# --- Two rounds ---------------------------------------------------------------------------------------------------


def twice(unit: Unit) -> None:
    """The cycle has two checkpoints for ratings, whose ids are not in the order of their days."""
    kept = cycles.found(unit, "org", "now")
    assert kept
    rounds = [(date(2026, 9, 1), "z"), (date(2026, 11, 2), "a")]
    checkpoints = tuple(
        Checkpoint(
            id=id,
            kind=CheckpointKind.RATING,
            title="Ratings",
            prompt="Rate",
            audience=Audience.MANAGERS,
            opens_on=opens_on,
            due_on=opens_on,
        )
        for opens_on, id in rounds
    )
    cycles.save(unit, "org", replace(kept, cycle=replace(kept.cycle, checkpoints=checkpoints, version=2)), was=1)


def test_each_round_has_a_review_of_its_own_and_a_fall_between_them_is_seen(house: Store) -> None:
    """Handed in by itself, locking only what it cites; the earlier one is what the later one fell from."""
    house.write(twice).result()
    house.write(lambda unit: write(unit, named="ben/now/z", at=EARLIER)).result()
    house.write(take(Deed.SUBMIT, named="ben/now/z", at=EARLIER)).result()
    assert house.read(lambda unit: evidence.is_locked(unit, "org", "e1")).result()
    house.write(take(Deed.RETURN, named="ben/now/z", at=EARLIER)).result()
    fallen = replace(UP, level=Level.COMPETENT)
    house.write(lambda unit: write(unit, text=replace(fallen, cited=frozenset()), named="ben/now/a")).result()
    house.write(take(Deed.SUBMIT, named="ben/now/a")).result()
    assert not house.read(lambda unit: evidence.is_locked(unit, "org", "e1")).result()
    house.write(take(Deed.SUBMIT, named="ben/now/z", at=EARLIER)).result()
    spoke = replace(ITEM, id="e2", author="ben", source=Source.SELF_REPORT, voice=Voice.RAISED_CONCERN)
    house.write(lambda unit: evidence.add(unit, "org", Record(item=spoke), by="ben", now=NOW)).result()
    alert = house.read(lambda unit: reviews_concerns.alert(unit, "org", "ben")).result()
    assert alert is not None
    assert {(one.before, one.after) for one in alert.falls} == {(Level.ROLE_MODEL, Level.COMPETENT)}
    assert (
        house.read(lambda unit: reviews.meet(unit, actor(unit, "mara"), "ben/now/no such round", now=LATER)).result()
        is None
    )


# --- Speaking up --------------------------------------------------------------------------------------------------


def test_a_rating_that_falls_after_somebody_spoke_up_is_for_an_ombud_alone(house: Store) -> None:
    """Not for the manager, nor HR; and when nobody spoke up, it is nobody's matter."""
    day = 86_400_000
    house.write(lambda unit: write(unit, named="ben/before", at=NOW - 90 * day)).result()

    def submit(unit: Unit, named: str, at: int) -> None:
        review = found(unit, named=named).review
        verdicts = dict.fromkeys((one.competency for one in review.ratings), HOLDS)
        after = rules.take(review, Deed.SUBMIT, by="mara", now=at, verdicts=verdicts)
        reviews.save(unit, "org", review, after, by="mara", now=at)

    house.write(lambda unit: submit(unit, "ben/before", NOW - 90 * day)).result()
    fallen = replace(UP, level=Level.COMPETENT)
    house.write(lambda unit: write(unit, text=fallen, at=LATER)).result()
    house.write(lambda unit: submit(unit, "ben/now", LATER)).result()
    assert house.read(lambda unit: reviews_concerns.alert(unit, "org", "ben")).result() is None
    spoke = replace(ITEM, id="e2", author="ben", source=Source.SELF_REPORT, voice=Voice.RAISED_CONCERN)
    house.write(lambda unit: evidence.add(unit, "org", Record(item=spoke), by="ben", now=NOW)).result()
    alert = house.read(lambda unit: reviews_concerns.alert(unit, "org", "ben")).result()
    assert alert is not None
    assert len(alert.falls) == 5
    concern = reviews_concerns.Concern(id="n1", cycle="now", round="", subject="ben", alert=alert, raised_at=LATER)
    assert house.write(lambda unit: reviews_concerns.add(unit, "org", concern)).result()
    again = replace(concern, id="n2")
    assert not house.write(lambda unit: reviews_concerns.add(unit, "org", again)).result()

    def asked(unit: Unit) -> set[str]:
        got = {who: reviews_concerns.find(unit, actor(unit, who), "n1", now=LATER) for who in CHART}
        assert got["olu"] == concern
        return {who for who, one in got.items() if one is not None}

    assert house.read(asked).result() == {"olu"}
    rate = house.read(lambda unit: reviews_base_rate.base_rate(unit, "org")).result()
    assert (rate.spoke, rate.spoke_fell, rate.silent) == (1, 1, 0)


def test_the_gate_opens_what_was_chosen_and_errors_that_were_owned(house: Store) -> None:
    """Of thanks it knows that there were some; a session, which may choose others, has all of the round."""
    house.write(write).result()
    owned = replace(ITEM, id="e2", voice=Voice.OWNED_ERROR, corrective_action="We test it now")
    thanks = replace(ITEM, id="e3", author="chi", source=Source.RECOGNITION_NOTE)

    def add(unit: Unit) -> None:
        for one in (owned, thanks, replace(ITEM, id="e4"), replace(ITEM, id="e5", occurred_on=date(2025, 1, 1))):
            evidence.add(unit, "org", Record(item=one), by=one.author, now=NOW)

    def files(unit: Unit) -> tuple[set[str], set[str], set[str]]:
        met = found(unit)
        part, whole = (
            reviews_file.file(unit, "org", met.round, met.review, now=LATER, is_whole=is_whole)
            for is_whole in (False, True)
        )
        return {one.id for one in part.items}, {one.id for one in part.notes}, {one.id for one in whole.items}

    house.write(add).result()
    assert house.read(files).result() == ({"e1", "e2"}, {"e3"}, {"e1", "e2", "e3", "e4"})
