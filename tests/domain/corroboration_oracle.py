"""The corroboration rule once more, written from its text, slowly and without the product's code for any step.

It answers what must not differ: whether a rating may stand, on which pieces, and what is said to be missing.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple
from urllib.parse import urlsplit

from domain.competencies import Level
from domain.corroboration import File
from domain.evidence import Item

ORDER = ["developing", "competent", "role_model"]
ARTIFACTS = {"postmortem", "ticket_history", "change_record", "decision_log", "risk_log", "experiment_log"}
ARTIFACTS |= {"goal_record", "document_comments", "design_review", "meeting_notes"}
THIRD = {"peer_feedback", "stakeholder_note", "recognition_note", "mentoring_log"}
MANAGER = {"manager_observation", "one_to_one_notes_shared"}
NEVER = {"pulse_response", "pulse_comment", "enps", "unsigned_note", "recognition_count", "message_volume"}
NEVER |= {"survey_participation"}
SAID = [
    *("TOO_FEW", "ELSEWHERE", "NOT_SHOWN", "CONTESTED", "INCOMPLETE", "OUTSIDE", "NEVER", "SPOKE_UP", "OWNED_ALREADY"),
    *("LEARNED", "REPEATED", "SAME_AUTHOR", "SAME_EVENT", "BOTH_MANAGERS", "SELF_AND_RECOLLECTION", "NOTHING_STRONG"),
    *("ONLY_LATE", "ONLY_POSTMORTEMS"),
]

Said = tuple[str, tuple[str, ...]]


class Answer(NamedTuple):
    """Whether it may stand, how many pieces it needs, those that support it by age, the pair, and what is missing."""

    holds: bool
    needed: int
    support: tuple[str, ...]
    pair: tuple[str, ...]
    missing: tuple[Said, ...]


def answer(rated: Level, expected: Level, file: File, *, is_strict: bool) -> Answer:
    gap = ORDER.index(rated.value) - ORDER.index(expected.value)
    least = 1 if gap == 0 and not is_strict else 2
    there = [x for x in file.items if x.state.value != "withdrawn" and x.subject == file.subject]
    if file.cited is not None:
        there = [x for x in there if x.id in file.cited]
    eligible = [x for x in there if not hurdles(x, gap, file)]
    support = oldest_first([x for x in eligible if not is_repeat(x, eligible, file)])
    missing = missing_of_support(support, gap, least, file)
    if missing:
        missing += [("REPEATED", ids([x for x in eligible if x not in support]))]
        missing += [(name, ids([x for x in there if hurdles(x, gap, file) == [name]])) for name in SAID[1:]]
    missing = [one for one in missing if one[1] or one[0] == "TOO_FEW"]
    missing.sort(key=lambda one: SAID.index(one[0]))
    return Answer(not missing, least, ids(support), pair_of(support, gap, file), tuple(missing))


def pair_of(support: list[Item], gap: int, file: File) -> tuple[str, ...]:
    """Of those that corroborate each other, the two of which one is oldest; nothing on the expected level."""
    sound = [(a, b) for i, a in enumerate(support) for b in support[i + 1 :] if not quarrels(a, b, file)]
    return ids(list(sound[0])) if sound and gap else ()


def ids(items: list[Item]) -> tuple[str, ...]:
    return tuple(x.id for x in items)


def oldest_first(items: list[Item]) -> list[Item]:
    left, ordered = list(items), []
    while left:
        first = left[0]
        for x in left[1:]:
            if x.recorded_at < first.recorded_at or (x.recorded_at == first.recorded_at and x.id < first.id):
                first = x
        left.remove(first)
        ordered.append(first)
    return ordered


def hurdles(x: Item, gap: int, file: File) -> list[str]:
    found = []
    is_elsewhere = x.competency != file.competency
    if gap < 0 and x.direction.value != "below":
        is_elsewhere = True
    if gap > 0 and x.direction.value != "above":
        is_elsewhere = True
    if is_elsewhere:
        found.append("ELSEWHERE")
    if x.shown_at is None:
        found.append("NOT_SHOWN")
    if x.state.value in ("contested", "struck"):
        found.append("CONTESTED")
    if x.hints_open or min(len(part.split()) for part in (x.situation, x.behavior, x.impact)) < 3:
        found.append("INCOMPLETE")
    if x.occurred_on < file.period.start or x.occurred_on > file.period.end:
        found.append("OUTSIDE")
    if x.source.value in NEVER:
        found.append("NEVER")
    return found + (protections(x, file) if gap < 0 else [])


def protections(x: Item, file: File) -> list[str]:
    found = []
    if x.voice is not None:
        found.append("SPOKE_UP")
    for y in file.items:
        if y.voice is None or y.voice.value != "owned an error" or not y.corrective_action:
            continue
        if y.state.value in ("withdrawn", "struck") or y.subject != file.subject or y.id == x.id:
            continue
        if y.event and y.event == x.event and y.recorded_at <= x.recorded_at:
            found.append("OWNED_ALREADY")
            break
    if x.source.value == "goal_record" and x.event in file.learned_goals:
        found.append("LEARNED")
    return found


def is_repeat(x: Item, eligible: list[Item], file: File) -> bool:
    return is_answer(x, file) or is_copy(x, eligible, file)


def is_answer(x: Item, file: File) -> bool:
    """Whether x is a recognition note within 14 days of the first note of its cluster."""
    if x.source.value != "recognition_note":
        return False
    notes = [
        (y.recorded_at, y.recorded_on, y.id)
        for y in file.items
        if y.source.value == "recognition_note" and y.author == x.author
        if y.subject == file.subject and y.state.value != "withdrawn"
    ]
    notes += [(t.at, t.on, "") for t in file.thanks if t.colleague == x.author]
    heads: list[tuple[int, object, str]] = []
    for note in sorted(notes):
        days = [(note[1] - head[1]).days for head in heads[-1:]]  # type: ignore[operator]  # dates
        if not days or days[0] > 14:
            heads.append(note)
    return x.id not in [head[2] for head in heads]


def is_copy(x: Item, eligible: list[Item], file: File) -> bool:
    """Whether an older piece that counts links to the same document; enough for the addresses of evidence_sets."""
    if not x.link:
        return False
    older = [y for y in eligible if (y.recorded_at, y.id) < (x.recorded_at, x.id)]
    return any(
        urlsplit(y.link).path.strip("/") == urlsplit(x.link).path.strip("/")
        for y in older
        if y.link and not is_answer(y, file)
    )


def letter(x: Item) -> str:
    days = (x.recorded_on - x.occurred_on).days
    if x.source.value in ARTIFACTS and x.link and x.link_works:
        return "A"
    if x.source.value in THIRD and 0 <= days <= 14:
        return "B"
    if x.source.value in MANAGER and 0 <= days <= 7:
        return "C"
    return "D"


def writers(x: Item) -> list[str]:
    return sorted(x.artifact_authors) if x.source.value in ARTIFACTS else [x.author]


def quarrels(a: Item, b: Item, file: File) -> list[str]:
    found = []
    if any(p == q for p, q in product(writers(a), writers(b))):
        found.append("SAME_AUTHOR")
    other_event = bool(a.event) and bool(b.event) and a.event != b.event
    if not other_event and -7 < (a.occurred_on - b.occurred_on).days < 7:
        found.append("SAME_EVENT")
    if [p for p in writers(a) if p in file.managers] and [p for p in writers(b) if p in file.managers]:
        found.append("BOTH_MANAGERS")
    for own, other in ((a, b), (b, a)):
        if own.source.value == "self_report" and other.source.value in MANAGER and letter(other) == "D":
            found.append("SELF_AND_RECOLLECTION")
    if letter(a) in "CD" and letter(b) in "CD":
        found.append("NOTHING_STRONG")
    return found


def missing_of_support(support: list[Item], gap: int, least: int, file: File) -> list[Said]:
    missing: list[Said] = []
    if len(support) < least:
        missing.append(("TOO_FEW", ()))
    if gap == 0:
        return missing
    best: tuple[int, list[Said]] = (99, [])
    for i, a in enumerate(support):
        for b in support[i + 1 :]:
            found = quarrels(a, b, file)
            if len(found) < best[0]:
                best = len(found), [(name, (a.id, b.id)) for name in found]
    missing += best[1]
    if support and all((file.period.end - x.recorded_on).days < 10 for x in support):
        missing.append(("ONLY_LATE", ids(support)))
    if support and gap < 0 and {x.source.value for x in support} == {"postmortem"}:
        missing.append(("ONLY_POSTMORTEMS", ids(support)))
    return missing
