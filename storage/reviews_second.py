"""Second ratings: a masked file for whoever was drawn to rate it, and what they said for the calibration session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, bindparam, delete, insert, select

from domain import cycles_plan, local_time, masking, policy, reviews_rounds
from domain.competencies import Version
from domain.cycles import Cycle
from domain.evidence import Item
from domain.masking import Mask
from domain.people import Actor
from domain.policy import Action, Condition, Kind
from domain.ratings import Text
from domain.reviews import Part, Review
from domain.reviews_rounds import Round
from storage import (
    checkpoints,
    competencies,
    cycles,
    evidence_rows,
    lines,
    naming,
    notices,
    reviews_file,
    second_raters,
    tables,
)
from storage import reviews_rows as rows
from storage.checkpoints import Done
from storage.prepared import Prepared
from storage.unit import Row, Unit

_second = tables.table(tables.SecondRater)
_rating = tables.table(tables.Rating)
_evidence = tables.table(tables.Evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A file as its second rater reads it: `pieces` without names, links and pronouns, by competency.

    `said` is what they wrote so far. Whose it is only the store knows.
    """

    id: str
    round: Round
    checkpoint: str
    framework: Version
    pieces: Mapping[str, Sequence[Item]]
    said: Mapping[str, Text]

    @property
    def cycle(self) -> Cycle:
        return self.round.cycle

    @property
    def left(self) -> tuple[str, ...]:
        """Competencies of which something is noted and nothing was said yet."""
        return tuple(one.id for one in self.framework.competencies if one.id in self.pieces and one.id not in self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """What a second rater said of somebody, by competency; a text without a level says that too little is noted."""

    rater: str
    said: Mapping[str, Text] = field(default_factory=dict)


def find(unit: Unit, reader: Actor, id: str, *, now: int) -> Packet | None:
    """Return the file, or None for whoever was not drawn for it, may not rate it any more, or is too late."""
    row = unit.first(_ONE, {"org": reader.org, "id": id, "me": reader.person.id})
    cycle = cycles.find(unit, reader.org, row["cycle_id"]) if row else None
    round = reviews_rounds.named(cycle, row["round_id"]) if row and cycle else None
    if row is None or round is None or not _may_rate(unit, reader, round.cycle, row, now=now):
        return None
    subject = row["subject_id"]
    pinned = competencies.find(unit, reader.org, round.cycle.framework_version)
    return Packet(
        id=id,
        round=round,
        checkpoint=row["checkpoint_id"],
        framework=pinned.version if pinned else competencies.current(unit, reader.org),
        pieces=_masked(unit, reader.org, round, subject),
        said=of_people(unit, reader.org, round, [subject]).get(subject, Second(rater="")).said,
    )


def find_to_rate(unit: Unit, reader: Actor, id: str, *, now: int) -> Packet | None:
    """The same, and nobody else is drawn for it until the unit ends (storage.second_raters)."""
    mine = (*_here(reader.org, id), _second.c.rater_id == reader.person.id)
    unit.rows(unit.locked(select(_second.c.id).where(*mine)))
    return find(unit, reader, id, now=now)


def save(unit: Unit, org: str, packet: Packet, competency: str, text: Text) -> None:
    """Keep what was said, sealed. With the last competency the file is done."""
    subject = unit.run(select(_second.c.subject_id).where(*_here(org, packet.id))).scalar_one()
    blank = Review(cycle=packet.cycle.id, round=packet.round.id, subject=subject, ratings=())
    key = rows.rating_key(org, blank, competency, Part.SECOND)
    unit.run(delete(_rating).where(*(_rating.c[name] == value for name, value in key.items())))
    unit.run(insert(_rating), dict(rows.rating_row(unit, key, text, rivals=(), version=1)))
    if set(packet.left) <= {competency}:
        done = Done(cycle=packet.cycle.id, checkpoint=packet.checkpoint, person=subject, by=text.by, at=text.at)
        checkpoints.tick(unit, org, done)


def of_people(unit: Unit, org: str, round: Round, those: Collection[str]) -> Mapping[str, Second]:
    """Return the second ratings of these people, for the session in which they are compared.

    Who may read them is asked of the policy first (Kind.SECOND_RATING).
    """
    told = {"org": org, "cycle": round.cycle.id, "round": round.id, "part": Part.SECOND.value, "those": tuple(those)}
    found: dict[str, Second] = {}
    for row in unit.rows(_SAID, told):
        before = found.get(row["subject_id"], Second(rater=row["rater_id"]))
        text = rows.text(unit, row, ())[0]
        found[row["subject_id"]] = replace(before, said={**before.said, row["competency"]: text})
    return found


# --- Pieces -------------------------------------------------------------------------------------------------------


def _may_rate(unit: Unit, reader: Actor, cycle: Cycle, row: Row, *, now: int) -> bool:
    """The lines are read now: whoever came into one of them since the draw rates nothing."""
    subject = row["subject_id"]
    standing = lines.standing(unit, reader, subject, at=now)
    led = reviews_file.managers(unit, reader.org, cycle, subject, now=now)
    today = local_time.day_of(now, reader.person.zone)
    taken = cycles_plan.taken(cycle, notices.calendar(unit, reader.org, now), today=today)
    met = {Condition.OPEN} if any(one.id == row["checkpoint_id"] for one in taken) else set()
    wrote = second_raters.authors(unit, reader.org, cycle, [subject])[subject]
    standing = replace(standing, rates_second=reader.person.id not in led | wrote)
    return policy.allows(standing, Action.WRITE, Kind.SECOND_RATING, met)


def _masked(unit: Unit, org: str, round: Round, subject: str) -> Mapping[str, Sequence[Item]]:
    """Return what counts in the round and the subject knows, the latest first."""
    found = unit.rows(_PIECES, {"org": org, "subject": subject})
    every = [evidence_rows.record(unit, row).item for row in found]
    counted = [one for one in every if one.state in second_raters.COUNTED and round.period.holds(one.occurred_on)]
    known = naming.everyone(unit, org)
    mask = masking.mask(known[subject], known.values())
    pieces = defaultdict[str, list[Item]](list)
    for one in counted:
        pieces[one.competency].append(_hidden(one, mask))
    return pieces


def _hidden(one: Item, mask: Mask) -> Item:
    """Its link stays, because a letter rests on it; nobody is shown it."""
    return replace(
        one,
        subject="",
        author="",
        situation=mask.hide(one.situation),
        behavior=mask.hide(one.behavior),
        impact=mask.hide(one.impact),
        event="",
        artifact_authors=frozenset(),
        answer="",
    )


def _here(org: str, id: str) -> tuple[ColumnElement[bool], ...]:
    return _second.c.org_id == org, _second.c.id == id


_ONE = Prepared(
    select(_second).where(
        _second.c.org_id == bindparam("org"), _second.c.id == bindparam("id"), _second.c.rater_id == bindparam("me")
    )
)
_PIECES = Prepared(
    select(_evidence)
    .where(
        _evidence.c.org_id == bindparam("org"),
        _evidence.c.subject_id == bindparam("subject"),
        _evidence.c.shown_at.is_not(None),
    )
    .order_by(_evidence.c.occurred_on.desc(), _evidence.c.id)
)
_drawn = select(_second.c.id).where(
    *(_second.c[name] == _rating.c[name] for name in ("org_id", "cycle_id", "round_id", "subject_id", "rater_id"))
)
_SAID = Prepared(
    select(_rating)
    .where(
        _rating.c.org_id == bindparam("org"),
        _rating.c.cycle_id == bindparam("cycle"),
        _rating.c.round_id == bindparam("round"),
        _rating.c.part == bindparam("part"),
        _rating.c.subject_id.in_(bindparam("those", expanding=True)),
        _drawn.exists(),
    )
    .order_by(_rating.c.subject_id, _rating.c.competency)
)
