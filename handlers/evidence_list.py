"""Lists of evidence: one's own, that of somebody one leads, and what waits on Home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from content import pack as content
from domain.errors import NotFoundError
from domain.evidence import State
from domain.kudos import Kudos
from domain.people import Person
from domain.policy import Role
from handlers import evidence_pieces as pieces
from handlers import evidence_purpose, feedback_list
from handlers.said import today
from handlers.turn import Turn
from storage import cycles, drafts, evidence_counts, evidence_reading, kudos, people
from storage import evidence as storage
from views import evidence_list as views
from views.evidence_list import LISTED
from views.home import Waiting
from views.replies import Reply, Whisper
from views.vocabulary import Option, Part
from views.wording import excerpt

FORM = "evidence.add"
_COUNTED = {State.STANDING, State.KEPT}


def mine(turn: Turn) -> Reply:
    """Opening it is how the person is told of what is new: from now on they could read it."""
    unit, me, now = turn.unit, turn.actor.person.id, turn.now
    storage.tell(unit, turn.actor.org, me, now)
    wrote = [one for one in storage.by_author(unit, turn.actor, most=LISTED) if one.item.subject != me]
    waits = evidence_reading.contested(unit, turn.actor, most=LISTED, now=now)
    decides = evidence_reading.opened(unit, turn.actor, waits)
    asked = feedback_list.in_list(turn)
    for subject in dict.fromkeys(one.subject for one in waits):
        pieces.record_read(turn, subject)
    page = pieces.page(turn, me, evidence_reading.ALWAYS)
    shown = pieces.several(turn, wrote), pieces.several(turn, decides)
    return Whisper(views.mine(page, *shown, asked=asked))


def team(turn: Turn) -> Reply:
    """Counts alone, of everybody the asker leads."""
    counted = _counts_of_team(turn)
    titles = list(dict.fromkeys(title for _, counts in counted for title in counts))
    rows = [(one.id, one.name, [counts.get(title, 0) for title in titles]) for one, counts in counted]
    return Whisper(views.team(titles, rows))


def person(turn: Turn) -> Reply:
    """What is recorded about one of the asker's people, in this cycle; counted is what may count next.

    HR reads on after they have said why. Raises NotFoundError for anybody else.
    """
    subject = pieces.subject_of(turn).partition("/")[0]
    known = people.by_ids(turn.unit, turn.actor.org, [subject]).get(subject)
    if known is not None and evidence_purpose.may_state(turn, subject):
        return evidence_purpose.again(turn, known)
    if known is None or known.manager != turn.actor.person.id:
        raise NotFoundError
    period = cycles.period_of(turn.unit, turn.actor.org, subject, today(turn))
    counts = _counted(turn, subject)
    thanks = [Option(one.id, excerpt(f"{one.giver.name}: {one.badge.label}", 70)) for one in cited(turn, subject)]
    card = views.person(known.name, subject, pieces.page(turn, subject, period), counts, thanks=thanks)
    pieces.record_read(turn, subject, Role.MANAGER)
    return Whisper(card)


def cited(turn: Turn, receiver: str) -> list[Kudos]:
    """Return the thanks to this person that they let reviews cite and that the asker may read."""
    found = kudos.citable(turn.unit, turn.actor, receiver, content.default(), most=views.NAMED)
    return [one for one in found if one.giver.id != turn.actor.person.id]


def on_home(turn: Turn) -> Sequence[Part]:
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    period = cycles.period_of(unit, org, me, today(turn))
    about, unread = evidence_counts.of_person(unit, turn.actor, period), storage.unshown(unit, org, me)
    led = _counts_of_team(turn)
    gaps = [(one.name, sum(not count for count in counts.values())) for one, counts in led]
    return views.on_home(about, unread, gaps if led else None)


def waiting(turn: Turn) -> Sequence[Waiting]:
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    unread = storage.unshown(unit, org, me)
    decides = evidence_reading.contested(unit, turn.actor, most=LISTED + 1, now=turn.now)
    draft = drafts.find(unit, org, me, FORM)
    return (
        *((views.to_decide(len(decides)),) if decides else ()),
        *((views.unread(unread),) if unread else ()),
        *feedback_list.waiting(turn),
        *((views.begun(),) if draft.get("behavior") or draft.get("situation") else ()),
    )


# --- Pieces -------------------------------------------------------------------------------------------------------


def _counted(turn: Turn, subject: str) -> views.Counts:
    """As far as the asker may read."""
    days = cycles.gathered_days(turn.unit, turn.actor.org, subject, today(turn))
    found = evidence_reading.outlines(turn.unit, turn.actor, subject, period=days, now=turn.now)
    counts = Counter(one.competency for one in found if one.state in _COUNTED)
    return views.Counts(days=days, by={one.title: counts[one.id] for one in pieces.framework(turn, subject)})


def _counts_of_team(turn: Turn) -> list[tuple[Person, dict[str, int]]]:
    """Each person the asker leads, with counts by title of every competency of theirs."""
    unit, org = turn.unit, turn.actor.org
    by_cycle: dict[str, list[str]] = {}
    for one, cycle in evidence_counts.alike(unit, turn.actor).items():
        by_cycle.setdefault(cycle, []).append(one)
    known = people.by_ids(unit, org, [one for those in by_cycle.values() for one in those]) if by_cycle else {}
    counted = [(known[one], counts) for those in by_cycle.values() for one, counts in _counts(turn, those)]
    return sorted(counted, key=lambda told: (told[0].name, told[0].id))


def _counts(turn: Turn, those: Sequence[str]) -> Iterator[tuple[str, dict[str, int]]]:
    """Of people of one cycle: what holds for the first holds for all."""
    days = cycles.gathered_days(turn.unit, turn.actor.org, those[0], today(turn))
    what, counts = pieces.framework(turn, those[0]), evidence_counts.of_team(turn.unit, turn.actor, days)
    for one in those:
        yield one, {competency.title: counts.get((one, competency.id), 0) for competency in what}
