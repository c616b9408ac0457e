"""A review as the people in it experience it: written on evidence, released by two, read with its reasons, disputed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from bot.edge import Core
from content import reviews as content
from domain import competencies as rules
from domain.competencies import Direction, Level
from domain.cycles import Cycle, State
from domain.evidence import Item, Period, Voice
from domain.evidence_record import Record
from domain.evidence_sources import Source
from domain.people import Person
from domain.ratings import Deed, Step, Text
from domain.ratings import State as Stands
from domain.reviews_rounds import rounds
from domain.roles import Change, Office
from handlers.turn import Closed
from storage import competencies, cycles, delegations, evidence, lines, participants, reviews, roles, tables
from storage.cycles import Kept
from storage.unit import Unit
from tests.features.scene import Figure, Scene, Seen
from tests.swaps import recording

WHY = "She named the risk nine days early, and twice more after that."
FIRST = "Early candor"
TODAY = date(2026, 9, 21)  # of the scene's clock
EARLIER: Any = {"occurred_on": TODAY - timedelta(days=12), "recorded_on": TODAY - timedelta(days=11)}
_person = tables.table(tables.Person)
_team = tables.table(tables.Team)
_rating = tables.table(tables.Rating)
_review = tables.table(tables.Review)


def at(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


@dataclass
class House:
    """Dan leads Ana, Ana leads Ben and Chi, who are team Blue; Hana runs HR; a cycle of theirs runs since July."""

    scene: Scene
    ids: dict[str, str] = field(default_factory=dict)

    def furnish(self, unit: Unit) -> None:
        scene, org = self.scene, self.scene.org
        rows = unit.rows(select(_person.c.id, _person.c.name).where(_person.c.org_id == org))
        by_name = {row["name"]: row["id"] for row in rows}
        self.ids = {key: by_name[one.name] for key, one in scene.stage.people.items() if one.name in by_name}
        ids, begun = self.ids, at(date(2026, 7, 1))
        unit.run(insert(_team), {"org_id": org, "id": "blue", "name": "Blue", "created_at": begun})
        lines.assign(unit, org, {ids["ben"]: ["blue"], ids["chi"]: ["blue"]}, now=begun)
        lines.lead(unit, org, {ids["ben"]: ids["ana"], ids["chi"]: ids["ana"]}, now=begun)
        draft = competencies.add(unit, org, content.default().framework, by=ids["hana"], now=begun)
        approved = rules.approve(draft.version, by=ids["dan"], now=begun)
        competencies.save(unit, org, draft, approved, by=ids["dan"], now=begun)
        cycle = Cycle(
            id="c1",
            name="Summer 2026",
            period=Period(start=date(2026, 7, 1), end=date(2026, 10, 31)),
            checkpoints=(),
            framework="default",
            framework_version=draft.version.number,
            state=State.OPEN,
        )
        cycles.add(unit, org, Kept(cycle=cycle, author=ids["hana"], created_at=begun, launched_at=begun))
        participants.add_teams(unit, org, "c1", ["blue"], now=begun)
        participants.follow(unit, org, "c1", now=begun)

    def was_role_model(self, unit: Unit) -> None:
        """In the cycle before, in every competency."""
        org, begun, me = self.scene.org, at(date(2026, 6, 30)), self.ids["ana"]
        now = cycles.find(unit, org, "c1")
        assert now is not None
        before = replace(now, id="c0", period=Period(start=date(2026, 1, 1), end=date(2026, 6, 30)))
        cycles.add(unit, org, Kept(cycle=before, author=self.ids["hana"], created_at=begun, launched_at=begun))
        blank = reviews.plain(unit, org, rounds(before)[0], self.ids["ben"])
        text = Text(by=me, at=begun, level=Level.ROLE_MODEL, rationale=WHY)
        step = Step(deed=Deed.SUBMIT, by=me, at=begun, level=Level.ROLE_MODEL)
        every = tuple(replace(one, text=text, version=1, steps=(step,)) for one in blank.ratings)
        rated = replace(blank, ratings=every, manager=me, state=Stands.SUBMITTED)
        reviews.save(unit, org, blank, rated, by=me, now=begun)

    def write(self, work: Any) -> Any:
        return self.scene.store.write(work).result()

    def count(self, table: Any, **where: str) -> int:
        here = [table.c[name] == value for name, value in where.items()]
        rows = select(func.count()).select_from(table).where(table.c.org_id == self.scene.org, *here)
        return int(self.scene.store.read(lambda unit: unit.run(rows).scalar_one()).result())

    def notes(self, id: str, by: str, *, about: str = "ben", **more: Any) -> None:
        """A piece that the person could read, as the feature of evidence leaves it."""
        told = self.scene.clock() - 86_400_000
        item = Item(
            id=id,
            subject=self.ids[about],
            author=self.ids[by],
            competency="early_candor",
            direction=Direction.ABOVE,
            source=Source.MANAGER_OBSERVATION if by == "ana" else Source.PEER_FEEDBACK,
            occurred_on=TODAY - timedelta(days=4),
            recorded_on=TODAY - timedelta(days=2),
            recorded_at=told,
            situation="The checkpoint of the export",
            behavior=f"She said that the vendor would be late ({id})",
            impact="We could replan nine days earlier",
            event=f"Event {id}",
            shown_at=told,
        )
        made = Record(item=replace(item, **more))
        self.write(lambda unit: evidence.add(unit, self.scene.org, made, by=self.ids[by], now=told))

    def appoints(self, office: Office, who: str) -> None:
        person = Person(id=self.ids[who], name=who)
        change = Change(office=office, person=person, appointed=True)
        self.write(lambda unit: roles.change(unit, self.scene.org, [change], now=self.scene.clock()))

    def leads(self, boss: str, who: str) -> None:
        lead = {self.ids[who]: self.ids[boss]}
        self.write(lambda unit: lines.lead(unit, self.scene.org, lead, now=self.scene.clock() - 1))

    def acts(self, acting: str, away: str) -> None:
        """While their manager is away."""
        ids, org = self.ids, self.scene.org
        self.write(lambda unit: delegations.hand_over(unit, org, "c1", ids[away], ids[acting], now=self.scene.clock()))

    async def form(self, who: Figure, card: Seen, label: str) -> Seen:
        seen = await self.scene.stage.presses(who, card, label)
        return seen if seen.is_form else await self.scene.stage.presses(who, seen, "Open the form")

    async def rates(self, title: str, *, by: Figure | None = None, **more: Any) -> Seen:
        """In a competency of Ben's review; whatever is not said stays as it stands."""
        who = by or self.scene.ana
        card = await self.scene.stage.says(who, "/review @ben")
        form = await self.form(who, card, title)
        return await self.scene.stage.submits(who, form, {"rationale": WHY, **more})

    async def rates_all(self, **first: Any) -> None:
        """Early candor as told, and every other competency as what the role needs, with a piece for each."""
        for one in content.default().framework.competencies:
            if one.title != FIRST:
                self.notes(f"{one.id}", "chi", competency=one.id, direction=Direction.AT)
        await self.rates(FIRST, **first)
        for one in content.default().framework.competencies:
            if one.title != FIRST:
                await self.rates(one.title, level=COMPETENT, cited=[label("Chiara Lindqvist", "B")])

    async def hands_in(self) -> Seen:
        card = await self.scene.stage.says(self.scene.ana, "/review @ben")
        return await self.scene.stage.presses(self.scene.ana, card, "Hand in")

    async def releases(self) -> Seen:
        """Hana asks, and Dan approves."""
        stage, scene = self.scene.stage, self.scene
        self.appoints(Office.HR, "dan")
        await stage.presses(scene.hana, await stage.says(scene.hana, "/review release"), "Ask for approval")
        approved = await stage.presses(scene.dan, await stage.says(scene.dan, "/review release"), "Approve and release")
        await scene.settle()
        return approved

    async def is_released(self) -> None:
        self.two_pieces()
        await self.rates_all(level=ROLE_MODEL, cited=both_pieces())
        await self.hands_in()
        await self.releases()

    def two_pieces(self) -> None:
        self.notes("e1", "ana")
        self.notes("e2", "chi", **EARLIER)

    def last(self, who: Figure) -> Seen:
        return (self.scene.stage.direct(who) or [Seen(words="")])[-1]


def both_pieces() -> list[str]:
    return [label("Ana Ruiz", "C"), label("Chiara Lindqvist", "B", days=12)]


def label(author: str, letter: str, *, days: int = 4) -> str:
    """As a piece is called where it can be chosen."""
    on = TODAY - timedelta(days=days)
    return f"{on.day} {on:%B} {on.year}, by {author} ({letter})"


COMPETENT, ROLE_MODEL = "Competent, what the role needs", "Role model"


@pytest.fixture
def house(scene: Scene) -> House:
    made = House(scene)
    scene.store.write(made.furnish).result()
    return made


# --- Writing ------------------------------------------------------------------------------------------------------


async def test_a_manager_rates_with_the_levels_and_the_evidence_beside_the_choice(house: House) -> None:
    """One press and one form from the review; the form says who will read it, and every save is a draft."""
    house.notes("e1", "ana")
    card = await house.scene.stage.says(house.scene.ana, "/review @ben")
    assert "0 of 5 can be handed in" in card.words
    form = await house.form(house.scene.ana, card, FIRST)
    meant = content.default().framework.competencies[0].levels
    assert all(one.text in form.words for one in meant.values())
    assert "an ombud outside their line if they dispute it" in form.words
    told = await house.scene.stage.submits(house.scene.ana, form, {"rationale": "x" * 3_000})
    assert "Choose a level." in told.words
    again = await house.form(house.scene.ana, await house.scene.stage.says(house.scene.ana, "/review @ben"), FIRST)
    assert again.fields["rationale"].value == "x" * 3_000


async def test_whoever_leads_somebody_hears_that_no_cycle_runs_for_them(house: House) -> None:
    """Nobody else hears so much."""
    house.leads("dan", "ana")
    scene = house.scene
    assert "Ana Ruiz takes part in no review cycle" in (await scene.stage.says(scene.dan, "/review @ana")).words
    assert "it isn't yours to open" in (await scene.stage.says(scene.ben, "/review @ana")).words


async def test_one_source_does_not_carry_a_rating_up_and_the_gate_says_what_to_do(house: House) -> None:
    """It is kept as a draft for five working days; then what the role needs is kept, and the manager is told."""
    house.notes("e1", "ana")
    await house.rates_all(level=ROLE_MODEL, cited=[label("Ana Ruiz", "C")])
    told = await house.hands_in()
    assert "needs 2 independent pieces that count, up and down alike; so far 1 of those chosen counts." in told.words
    assert "Did you look?" in (await house.scene.stage.says(house.scene.ana, "/review @ben")).words
    assert "You have until 28 September" in told.words
    assert house.count(_review, state="submitted") == 0
    await house.scene.passes(days=8)
    assert "A review waits to be handed in" in house.last(house.scene.ana).words + house.last(house.scene.ana).fallback
    assert house.count(_rating, level="role_model") == 0


async def test_owning_an_error_never_pulls_a_rating_down(house: House) -> None:
    """The shield names it, whoever wrote the other piece."""
    below: Any = {"direction": Direction.BELOW}
    house.notes("e1", "ana", **below)
    owned: Any = {"voice": Voice.OWNED_ERROR, "corrective_action": "It stops when its source is empty."}
    house.notes(
        "e2", "chi", occurred_on=TODAY - timedelta(days=12), recorded_on=TODAY - timedelta(days=11), **below, **owned
    )
    told = await house.rates(FIRST, level="Developing", cited=both_pieces())
    assert "It is about speaking up, which never counts against anybody." in told.words


async def test_of_two_who_write_at_once_neither_loses_a_word(house: House) -> None:
    """Both texts stand side by side until one is taken or they are joined."""
    stage, ana, dan = house.scene.stage, house.scene.ana, house.scene.dan
    house.acts("dan", "ana")
    first = await house.form(ana, await stage.says(ana, "/review @ben"), FIRST)
    second = await house.form(dan, await stage.says(dan, "/review @ben"), FIRST)
    await stage.submits(ana, first, {"rationale": "What Ana wrote."})
    told = await stage.submits(dan, second, {"rationale": "What Dan wrote."})
    both = await stage.presses(dan, told, "Read both texts")
    assert "What Ana wrote." in both.words
    assert "What Dan wrote." in both.words
    joined = await house.form(dan, both, "Join them")
    assert "Ana" not in joined.fields["rationale"].value
    told = await stage.submits(dan, joined, {"rationale": "What both of us saw."})
    assert "Read both texts" not in told.buttons


async def test_whoever_leads_next_takes_the_draft_over_and_the_former_keeps_their_own_words(house: House) -> None:
    """To read, not to change; and to nobody else does it exist."""
    stage, scene = house.scene.stage, house.scene
    await house.rates(FIRST)
    house.leads("dan", "ben")
    assert WHY in (await stage.says(scene.ana, "/review @ben")).words
    form = await house.form(scene.dan, await stage.says(scene.dan, "/review @ben"), FIRST)
    assert form.fields["rationale"].value == WHY
    await stage.submits(scene.dan, form, {"rationale": "I saw it, too."})
    mine = await stage.says(scene.ana, "/review @ben")
    assert WHY in mine.words
    assert "I saw it, too." not in mine.words
    assert "can't find that" in (await stage.says(scene.chi, "/review @ben")).words


async def test_a_person_looks_back_beside_the_review(house: House) -> None:
    """Their words stand with the competency; the draft itself is not theirs to read."""
    stage, scene = house.scene.stage, house.scene
    await house.rates(FIRST)
    mine = await stage.says(scene.ben, "/review")
    assert WHY not in mine.words
    form = await house.form(scene.ben, mine, FIRST)
    await stage.submits(scene.ben, form, {"level": COMPETENT, "rationale": "I told the channel first."})
    assert "I told the channel first." in (await stage.says(scene.ana, "/review @ben")).words


# --- Handing in, giving back, releasing ---------------------------------------------------------------------------


async def test_two_of_hr_release_it_and_the_person_reads_the_evidence_and_the_reasons(house: House) -> None:
    """One alone cannot; the message says only that it is ready."""
    stage, scene = house.scene.stage, house.scene
    house.two_pieces()
    await house.rates_all(level=ROLE_MODEL, cited=both_pieces(), wording="You said early what others needed.")
    assert "Handed in" in (await house.hands_in()).words
    alone = await stage.presses(scene.hana, await stage.says(scene.hana, "/review release"), "Ask for approval")
    assert "Releasing reviews takes two people of HR" in alone.words
    house.appoints(Office.HR, "dan")
    await stage.presses(scene.hana, await stage.says(scene.hana, "/review release"), "Ask for approval")
    assert "Approve and release" not in (await stage.says(scene.hana, "/review release")).buttons
    assert "is being written" in (await stage.says(scene.ben, "/review")).words
    card = await stage.says(scene.dan, "/review release")
    assert "1 review is released" in (await stage.presses(scene.dan, card, "Approve and release")).words
    await scene.settle()
    told = house.last(scene.ben)
    assert "Your review is ready to read" in told.words + told.fallback
    assert WHY not in told.words
    mine = await stage.presses(scene.ben, told, "Read it")
    for words in (WHY, "You said early what others needed.", "Role model", "by Chiara Lindqvist (B)"):
        assert words in mine.words
    assert "Thank you for reading it" in (await stage.presses(scene.ben, mine, "I have read it")).words


async def test_hr_gives_it_back_for_a_reason_after_stating_a_purpose(house: House) -> None:
    """What came back says why, and can be handed in again."""
    stage, scene = house.scene.stage, house.scene
    house.two_pieces()
    await house.rates_all(level=ROLE_MODEL, cited=both_pieces())
    old = await house.form(scene.ana, await stage.says(scene.ana, "/review @ben"), FIRST)
    await house.hands_in()
    late = await stage.submits(scene.ana, old, {"rationale": "What I add too late."})
    assert "changed since you opened it" in late.words
    form = await stage.says(scene.hana, "/review @ben")
    form = form if form.is_form else await stage.presses(scene.hana, form, "Open the form")
    read = await stage.submits(scene.hana, form, {"reason": "Ben asked me to look at it."})
    assert WHY in read.words
    back = await house.form(scene.hana, read, "Give it back")
    await stage.submits(scene.hana, back, {"reason": "Please say when it was."})
    await scene.settle()
    card = await stage.presses(scene.ana, house.last(scene.ana), "Open it")
    assert "Please say when it was." in card.words
    assert (await house.form(scene.ana, card, FIRST)).fields["rationale"].value == "What I add too late."
    assert "Handed in" in (await stage.presses(scene.ana, card, "Hand in")).words


async def test_hr_opens_a_released_review_again_in_two_pairs_of_hands(house: House) -> None:
    """For a reason that both sides read; it is written anew also when its cycle has closed meanwhile."""
    stage, scene = house.scene.stage, house.scene
    await house.is_released()
    purpose = await stage.says(scene.hana, "/review @ben")
    purpose = purpose if purpose.is_form else await stage.presses(scene.hana, purpose, "Open the form")
    read = await stage.submits(scene.hana, purpose, {"reason": "Ben asked me to look at it."})
    house.leads("dan", "ana")
    assert "Beside you there is nobody like that" in (await stage.presses(scene.hana, read, "Open it again")).words
    house.write(lambda unit: lines.lead(unit, scene.org, {house.ids["ana"]: None}, now=scene.clock()))
    again = await house.form(scene.hana, read, "Open it again")
    await stage.submits(scene.hana, again, {"reason": "A date in it is wrong."})
    assert "Approve and open again" not in (await stage.says(scene.hana, "/review release")).buttons
    assert house.count(_review, state="released") == 1
    await stage.presses(scene.dan, await stage.says(scene.dan, "/review release"), "Approve and open again")
    cycle = tables.table(tables.Cycle)
    closed = update(cycle).where(cycle.c.org_id == scene.org).values(state="closed", closed_at=scene.clock())
    house.write(lambda unit: unit.run(closed).rowcount)
    card = await stage.says(scene.ana, "/review @ben")
    assert "A date in it is wrong." in card.words
    mine = await stage.says(scene.ben, "/review")
    assert WHY not in mine.words
    assert "A date in it is wrong." in mine.words
    assert "Handed in" in (await stage.presses(scene.ana, card, "Hand in")).words


async def test_what_its_evidence_no_longer_carries_is_not_released(house: House) -> None:
    """A piece that was contested after it was handed in sends it back."""
    house.two_pieces()
    await house.rates_all(level=ROLE_MODEL, cited=both_pieces())
    await house.hands_in()
    table = tables.table(tables.Evidence)
    here = update(table).where(table.c.org_id == house.scene.org, table.c.id == "e2")
    house.write(lambda unit: unit.run(here.values(state="contested")).rowcount)
    approved = await house.releases()
    assert "0 reviews are released" in approved.words
    assert "Ben Okafor" in approved.words
    assert house.count(_review, state="returned") == 1


async def test_a_rating_that_falls_after_somebody_spoke_up_is_looked_at_by_an_ombud(house: House) -> None:
    """With how often that is, and that these are too few to say; whoever handed it in sees nothing of it."""
    stage, scene = house.scene.stage, house.scene
    house.appoints(Office.OMBUD, "hana")
    house.write(house.was_role_model)
    house.notes("own", "ben", voice=Voice.RAISED_CONCERN, source=Source.SELF_REPORT)
    house.two_pieces()
    await house.rates_all(level=COMPETENT, cited=both_pieces())
    told = await house.hands_in()
    await scene.settle()
    assert "Handed in" in told.words
    assert "spoken up" not in "".join(one.words for one in (told, *stage.direct(scene.ana)))
    asked = house.last(scene.hana)
    assert "A review to look at" in asked.words + asked.fallback
    assert "Ben" not in asked.words
    read = await stage.presses(scene.hana, asked, "Look at it")
    for words in (
        "Early candor: from Role model",
        "raised a concern",
        "1 of 1 had a rating that fell",
        "fewer than 10",
    ):
        assert words in read.words
    assert "Looked at" in (await stage.presses(scene.hana, read, "I have looked at it")).words


# --- Answering ----------------------------------------------------------------------------------------------------


async def test_a_dispute_goes_to_an_ombud_outside_the_line_with_a_clock(house: House) -> None:
    """They are reminded, decide with a reason, and both sides read it; nobody else does."""
    stage, scene = house.scene.stage, house.scene
    house.appoints(Office.OMBUD, "hana")
    await house.is_released()
    form = await house.form(scene.ben, await stage.says(scene.ben, "/review"), "Dispute it")
    told = await stage.submits(scene.ben, form, {"reason": "It was twice, and once is missing."})
    assert "answers by 5 October" in told.words
    await scene.settle()
    asked = house.last(scene.hana)
    assert "A disputed review is ready to read" in asked.words + asked.fallback
    assert "It was twice" not in asked.words
    await scene.passes(days=11)
    waits = house.last(scene.hana)
    assert "still waits for you" in waits.words + waits.fallback
    read = await stage.presses(scene.hana, waits, "Read it")
    assert "It was twice, and once is missing." in read.words
    decide = await house.form(scene.hana, read, "Decide")
    await stage.submits(scene.hana, decide, {"decision": "It stands", "reason": "Both are there."})
    await scene.settle()
    mine = await stage.presses(scene.ben, house.last(scene.ben), "Read it")
    assert "Both are there." in mine.words
    assert "Dispute it" not in mine.buttons
    assert "Both are there." in (await stage.says(scene.ana, "/review @ben")).words


async def test_what_was_refused_of_what_one_says_of_oneself_stands_in_the_form_again(house: House) -> None:
    """The level that was chosen before a word was written."""
    stage, scene = house.scene.stage, house.scene
    form = await house.form(scene.ben, await stage.says(scene.ben, "/review"), FIRST)
    before = form.fields["level"].value
    await stage.submits(scene.ben, form, {"level": ROLE_MODEL})
    again = await house.form(scene.ben, await stage.says(scene.ben, "/review"), FIRST)
    assert again.fields["level"].value != before


async def test_what_one_had_begun_to_say_of_oneself_stands_in_the_form_again(house: House, core: Core) -> None:
    """Where the platform tells that the form was closed; the level that was chosen, too."""
    stage, scene = house.scene.stage, house.scene
    typed = {"level": Level.COMPETENT.value, "rationale": "I told the channel first, and then"}
    about = f"{house.ids['ben']}/c1//early_candor"
    said = Closed(action="review.self", subject=about, values=typed, typed=(typed["rationale"],))
    await core.dispatcher.answer(recording.request(scene, scene.ben, said, key="closed"))
    form = await house.form(scene.ben, await stage.says(scene.ben, "/review"), FIRST)
    assert form.fields["rationale"].value == typed["rationale"]
    await stage.submits(scene.ben, form, {"level": COMPETENT, "rationale": "I told the channel first."})
    again = await house.form(scene.ben, await stage.says(scene.ben, "/review"), FIRST)
    assert again.fields["rationale"].value == "I told the channel first."
