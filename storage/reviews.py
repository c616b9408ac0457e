"""Reviews: nobody gets one whom the policy does not let read it at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, select

from domain import competencies as levels
from domain import local_time, policy, ratings, ratings_calibrated
from domain import reviews as rules
from domain import reviews_rounds as rounds
from domain.competencies import Version
from domain.cycles import Cycle, State
from domain.people import Actor
from domain.policy import Action, Condition, Standing
from domain.policy import Kind as Object
from domain.ratings import Rating, Text
from domain.ratings_calibrated import Decision
from domain.reviews import Part, Review
from domain.reviews_rounds import Round
from storage import competencies, cycles, delegations, lines, tables
from storage import reviews_rows as rows
from storage.prepared import Prepared
from storage.unit import Row, Unit

_review = tables.table(tables.Review)
_rating = tables.table(tables.Rating)
_citation = tables.table(tables.RatingCitation)
_change = tables.table(tables.RatingChange)
_cycle = tables.table(tables.Cycle)
_participant = tables.table(tables.Participant)
_evidence = tables.table(tables.Evidence)
_person = tables.table(tables.Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A review with what it is judged by, and what its reader is to it. `is_strict`: two pieces for every level."""

    review: Review
    round: Round
    framework: Version
    is_strict: bool
    standing: Standing
    conditions: frozenset[Condition]

    @property
    def cycle(self) -> Cycle:
        return self.round.cycle

    def allows(self, action: Action, object: Object | None = None) -> bool:
        return policy.allows(self.standing, action, object or self.review.object, self.conditions)


def find(unit: Unit, reader: Actor, named: str, *, now: int, reason: str = "") -> Found | None:
    """Return the review that is named, None when the reader may not read it now.

    "person/cycle/round" names one; without a round, it is that of the one that is open or was last; without a cycle,
    of the one that began last.
    """
    found = meet(unit, reader, named, now=now, reason=reason)
    return found if found and found.allows(Action.READ) else None


def meet(unit: Unit, actor: Actor, named: str, *, now: int, reason: str = "") -> Found | None:
    """Return it for whoever may do something with it; what they may is asked of it (`allows`)."""
    subject, *where = named.split("/")
    kept = cycles.found(unit, actor.org, where[0] if where else latest(unit, actor.org, subject))
    if kept is None or kept.cycle.state is State.DRAFT or not _takes_part(unit, actor.org, subject, kept.cycle.id):
        return None
    today = local_time.day_of(now, actor.person.zone)
    round = rounds.named(kept.cycle, where[1]) if len(where) > 1 else rounds.current(kept.cycle, today)
    if round is None:
        return None
    review, framework = _load(unit, actor.org, round, subject)
    standing = _standing(unit, actor, review, now=now)
    shown = _shown(unit, actor.org, review)
    met = rules.conditions(review, kept.cycle, actor.person.id, shown=shown, reason=reason)
    return Found(
        review=review,
        round=round,
        framework=framework,
        is_strict=kept.is_strict,
        standing=standing,
        conditions=met,
    )


def plain(unit: Unit, org: str, round: Round, subject: str) -> Review:
    """Return it for what happens by itself, which shows nobody its words."""
    return _load(unit, org, round, subject)[0]


def answering(unit: Unit, org: str, review: Review, *, now: int) -> list[str]:
    """Return who leads the person now, and whoever acts for them in this cycle: what waits for a manager is theirs."""
    boss = lines.manager(unit, org, review.subject, at=now)
    acting = delegations.of_cycle(unit, org, review.cycle).get(boss or "")
    return [one for one in dict.fromkeys((boss, acting)) if one and one != review.subject]


def save(unit: Unit, org: str, before: Review, after: Review, *, by: str | None, now: int) -> None:
    """Keep what became of a review that was found to be changed, with each text that is in it no more.

    `by`: None for what happens by itself.
    """
    saved = replace(after, version=before.version + 1)
    _put(unit, _review, _WHOLE, rows.review_row(unit, org, saved, now=now))
    for old, new in zip(before.ratings, after.ratings, strict=True):
        key = rows.rating_key(org, after, new.competency, Part.MANAGER)
        gone = ratings.gone(old, new)
        for version, text in enumerate(gone, old.version + 1):
            unit.do(_REMEMBER, rows.change_row(unit, key, text, version=version, by=by, at=now))
        if new != old and new.text.by:
            _keep(unit, key, replace(new, version=max(new.version, old.version + len(gone))))


def save_own(unit: Unit, org: str, review: Review, competency: str, text: Text) -> None:
    """Keep what the person says of themselves; it is theirs alone to change."""
    key = rows.rating_key(org, review, competency, Part.SELF)
    _put(unit, _rating, _KEY, rows.rating_row(unit, key, text, rivals=(), version=1))


def calibrate(unit: Unit, org: str, before: Review, competency: str, decision: Decision, *, holds: bool) -> Review:
    """Put what a session decided in the place of a rating that was handed in, and keep what it was.

    There is no other way by which such a rating changes; its release is to be asked for again. Raises what
    domain.ratings_calibrated.decide raises.
    """
    changed = tuple(
        ratings_calibrated.decide(one, decision, holds=holds) if one.competency == competency else one
        for one in before.ratings
    )
    after = replace(before, ratings=changed, release_asked_by=None)
    save(unit, org, before, after, by=decision.by, now=decision.at)
    return after


def texts_of(unit: Unit, author: Actor, review: Review) -> list[tuple[str, Text]]:
    """Return what the author wrote last in each competency, whoever has written there since."""
    found = earlier(unit, author.org, review)
    older = {competency: text for competency, text in found if text.by == author.person.id}
    every = [(one.competency, text) for one in review.ratings for text in (one.text, *one.rivals)]
    return list({**older, **{who: text for who, text in every if text.by == author.person.id}}.items())


def earlier(unit: Unit, org: str, review: Review) -> list[tuple[str, Text]]:
    """Return what stood before in each competency, the oldest first."""
    here = {"org": org, "cycle": review.cycle, "round": review.round, "subject": review.subject}
    found = unit.rows(_CHANGES, here)
    return [(one["competency"], rows.changed(unit, one)) for one in found if one["part"] == Part.MANAGER.value]


def latest(unit: Unit, org: str, person: str) -> str:
    """Return the id of the cycle in which the person takes or took part that began last; "" when there is none."""
    row = unit.first(_LATEST, {"org": org, "person": person, "draft": State.DRAFT.value})
    return "" if row is None else str(row["id"])


def in_state(unit: Unit, org: str, round: Round, *states: str) -> Sequence[Row]:
    """Return subject, manager and who asked for its release, of the reviews of a round that stand so."""
    return unit.rows(_IN_STATE, {"org": org, "cycle": round.cycle.id, "round": round.id, "states": states})


# --- Pieces -------------------------------------------------------------------------------------------------------

_WHOLE = ("cycle_id", "round_id", "subject_id")
_KEY = (*_WHOLE, "competency", "part")


def _standing(unit: Unit, actor: Actor, review: Review, *, now: int) -> Standing:
    """Whoever acts for the subject's manager in this cycle does what they would do."""
    me, org = actor.person.id, actor.org
    standing = lines.standing(unit, actor, review.subject, at=now)
    before = earlier(unit, org, review) if standing.hr or standing.ombud else []
    standing = rules.with_hand(standing, review, me, [text for _, text in before])
    boss = lines.manager(unit, org, review.subject, at=now)
    acts = not standing.subject and delegations.of_cycle(unit, org, review.cycle).get(boss or "") == me
    return replace(standing, manager=True) if acts else standing


def _takes_part(unit: Unit, org: str, subject: str, cycle: str) -> bool:
    return unit.first(_TAKES_PART, {"org": org, "person": subject, "cycle": cycle}) is not None


def _load(unit: Unit, org: str, round: Round, subject: str) -> tuple[Review, Version]:
    pinned = competencies.find(unit, org, round.cycle.framework_version)
    framework = pinned.version if pinned else competencies.current(unit, org)
    here = {"org": org, "cycle": round.cycle.id, "round": round.id, "subject": subject}
    cited = unit.rows(_CITATIONS, here)
    found = {(row["competency"], row["part"]): (row, rows.text(unit, row, cited)) for row in unit.rows(_RATINGS, here)}
    title = unit.first(_TITLE, {"org": org, "person": subject})
    roles = [title["title"]] if title and title["title"] else []
    blank = Review(
        cycle=round.cycle.id,
        round=round.id,
        subject=subject,
        ratings=tuple(
            replace(
                _rating_of((round.cycle.id, round.id, subject), one.id, found.get((one.id, Part.MANAGER.value))),
                expected=levels.expected(framework, one.id, roles),
            )
            for one in framework.competencies
        ),
        own={which: said[0] for (which, part), (_, said) in found.items() if part == Part.SELF.value},
    )
    return rows.with_row(unit, blank, unit.first(_ONE, here)), framework


def _rating_of(
    whole: tuple[str, str, str], competency: str, found: tuple[Row, tuple[Text, tuple[Text, ...]]] | None
) -> Rating:
    cycle, _, subject = whole
    id = "/".join((*whole, competency))
    blank = Rating(id=id, cycle=cycle, subject=subject, competency=competency, text=Text(by="", at=0), version=0)
    if found is None:
        return blank
    row, (text, rivals) = found
    return replace(blank, text=text, rivals=rivals, version=row["version"])


def _shown(unit: Unit, org: str, review: Review) -> frozenset[str]:
    if not review.cited:
        return frozenset()
    found = unit.rows(_SHOWN, {"org": org, "ids": tuple(review.cited)})
    return frozenset(row["id"] for row in found)


def _keep(unit: Unit, key: Row, new: Rating) -> None:
    _put(unit, _rating, _KEY, rows.rating_row(unit, key, new.text, rivals=new.rivals, version=new.version))
    unit.run(delete(_citation).where(*_same(_citation, key, ("org_id", *_KEY))))
    unit.insert_all(_citation, rows.citation_rows(key, new.text))


def _put(unit: Unit, table: Table, key: tuple[str, ...], row: Row) -> None:
    unit.run(delete(table).where(*_same(table, row, ("org_id", *key))))
    unit.run(insert(table), dict(row))


def _same(table: Table, row: Row | dict[str, Any], key: tuple[str, ...]) -> list[ColumnElement[bool]]:
    return [table.c[name] == row[name] for name in key]


def _here(table: Table) -> tuple[ColumnElement[bool], ...]:
    return (
        table.c.org_id == bindparam("org"),
        table.c.cycle_id == bindparam("cycle"),
        table.c.round_id == bindparam("round"),
        table.c.subject_id == bindparam("subject"),
    )


_REMEMBER = Prepared(insert(_change), _change.columns.keys())
_ONE = Prepared(select(_review).where(*_here(_review)))
_READ = (Part.MANAGER.value, Part.SELF.value)  # what a second rater says is storage.reviews_second's alone
_RATINGS = Prepared(select(_rating).where(*_here(_rating), _rating.c.part.in_(_READ)))
_CITATIONS = Prepared(select(_citation).where(*_here(_citation)))
_CHANGES = Prepared(select(_change).where(*_here(_change)).order_by(_change.c.version))
_TITLE = Prepared(
    select(_person.c.title).where(_person.c.org_id == bindparam("org"), _person.c.id == bindparam("person"))
)
_SHOWN = Prepared(
    select(_evidence.c.id).where(
        _evidence.c.org_id == bindparam("org"),
        _evidence.c.id.in_(bindparam("ids", expanding=True)),
        _evidence.c.shown_at.is_not(None),
    )
)
_TAKES_PART = Prepared(
    select(_participant.c.person_id).where(
        _participant.c.org_id == bindparam("org"),
        _participant.c.cycle_id == bindparam("cycle"),
        _participant.c.person_id == bindparam("person"),
    )
)
_LATEST = Prepared(
    select(_cycle.c.id)
    .join(_participant, (_participant.c.org_id == _cycle.c.org_id) & (_participant.c.cycle_id == _cycle.c.id))
    .where(
        _participant.c.org_id == bindparam("org"),
        _participant.c.person_id == bindparam("person"),
        _cycle.c.state != bindparam("draft"),
    )
    .order_by(_cycle.c.starts_on.desc(), _cycle.c.id)
    .limit(1)
)
_STANDS = select(_review.c.cycle_id, _review.c.subject_id, _review.c.manager_id, _review.c.release_asked_by)
_IN_STATE = Prepared(
    _STANDS.where(
        _review.c.org_id == bindparam("org"),
        _review.c.cycle_id == bindparam("cycle"),
        _review.c.round_id == bindparam("round"),
        _review.c.state.in_(bindparam("states", expanding=True)),
    ).order_by(_review.c.subject_id)
)
