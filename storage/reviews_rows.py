"""Reviews as rows and back: who read what is told apart from how it stands, and every text is sealed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from domain.competencies import Level
from domain.ratings import OPEN, Deed, Rating, State, Step, Text, last
from domain.reviews import Part, Review
from storage.unit import Row, Unit

_REVIEW, _RATING, _CHANGE = "review", "rating", "rating_change"
WORDS = ("rationale", "counter", "wording")


# --- One rating ---------------------------------------------------------------------------------------------------


def rating_key(org: str, one: Review, competency: str, part: Part) -> dict[str, Any]:
    return {
        "org_id": org,
        "cycle_id": one.cycle,
        "round_id": one.round,
        "subject_id": one.subject,
        "competency": competency,
        "part": part.value,
    }


def rating_row(unit: Unit, key: Mapping[str, Any], text: Text, *, rivals: Collection[Text], version: int) -> Row:
    said = {**_words(text), "rivals": [_whole(one) for one in rivals]}
    return {
        **key,
        "rater_id": text.by,
        "level": text.level.value if text.level else "",
        "words": unit.keys.seal(json.dumps(said), *_place(key, _RATING), "words"),
        "version": version,
        "changed_at": text.at,
    }


def change_row(unit: Unit, key: Mapping[str, Any], before: Text, *, version: int, by: str | None, at: int) -> Row:
    place = (key["org_id"], _CHANGE, f"{_id(key)}/{version}", "words")
    return {
        **key,
        "version": version,
        "by_id": by,
        "level": before.level.value if before.level else "",
        "words": unit.keys.seal(json.dumps(_whole(before)), *place),
        "at": at,
    }


def citation_rows(key: Mapping[str, Any], text: Text) -> list[dict[str, Any]]:
    """A piece that was chosen for both sides stands against, so that nobody rests a rating on it."""
    against = [{**key, "evidence_id": one, "against": True} for one in sorted(text.against)]
    return [{**key, "evidence_id": one, "against": False} for one in sorted(text.cited - text.against)] + against


def text(unit: Unit, row: Row, citations: Collection[Row]) -> tuple[Text, tuple[Text, ...]]:
    """Return what stands, and what was written at the same time."""
    said = json.loads(unit.keys.open(row["words"], *_place(row, _RATING), "words"))
    mine = [one for one in citations if all(one[name] == row[name] for name in ("competency", "part"))]
    main = Text(
        by=row["rater_id"],
        at=row["changed_at"],
        level=_level(row["level"]),
        cited=frozenset(one["evidence_id"] for one in mine if not one["against"]),
        against=frozenset(one["evidence_id"] for one in mine if one["against"]),
        **{name: said[name] for name in WORDS},
    )
    return main, tuple(_text(one) for one in said["rivals"])


def changed(unit: Unit, row: Row) -> Text:
    place = (row["org_id"], _CHANGE, f"{_id(row)}/{row['version']}", "words")
    return _text(json.loads(unit.keys.open(row["words"], *place)))


# --- The whole ----------------------------------------------------------------------------------------------------


def review_row(unit: Unit, org: str, one: Review, *, now: int) -> dict[str, Any]:
    first = one.ratings[0]
    took = {deed: last(first, deed) for deed in Deed}
    disputed, resolved = took[Deed.DISPUTE], took[Deed.UPHOLD]
    answered = took[Deed.ACKNOWLEDGE] or disputed
    released, submitted = took[Deed.RELEASE], took[Deed.SUBMIT]
    held_on = one.held_on.isoformat() if one.held_on else None
    words = {"steps": _steps(one), "held_on": held_on, "reopen": one.reopen_reason, "expected": _expected(one)}
    return {
        "org_id": org,
        "cycle_id": one.cycle,
        "round_id": one.round,
        "subject_id": one.subject,
        "manager_id": one.manager,
        "state": one.state.value,
        "words": unit.keys.seal(json.dumps(words), *_place_of_whole(org, one)),
        "version": one.version,
        "changed_at": now,
        "submitted_at": submitted.at if submitted else None,
        "release_asked_by": one.release_asked_by,
        "released_by": released.by if released else None,
        "released_at": released.at if released else None,
        "answered_at": answered.at if answered else None,
        "disputed_at": disputed.at if disputed else None,
        "resolved_by": resolved.by if resolved else None,
        "resolved_at": resolved.at if resolved else None,
    }


def with_row(unit: Unit, blank: Review, row: Row | None) -> Review:
    """Return the review as its row says it stands."""
    if row is None:
        return blank
    place = _place_of_whole(row["org_id"], blank)
    words = json.loads(unit.keys.open(row["words"], *place)) if row["words"] else {"steps": [], "held_on": None}
    state, pinned = State(row["state"]), words.get("expected", {})
    return replace(
        blank,
        ratings=tuple(
            replace(
                one,
                state=state,
                steps=_steps_of(one, words["steps"]),
                expected=Level(pinned.get(one.competency, one.expected)),
            )
            for one in blank.ratings
        ),
        manager=row["manager_id"],
        state=state,
        held_on=date.fromisoformat(words["held_on"]) if words["held_on"] else None,
        release_asked_by=row["release_asked_by"],
        reopen_reason=words.get("reopen", ""),
        version=row["version"],
    )


# --- Pieces -------------------------------------------------------------------------------------------------------


def _expected(one: Review) -> dict[str, str]:
    """What the role needed when it was handed in: a new title later changes no verdict of it."""
    return {} if one.state in OPEN else {each.competency: each.expected.value for each in one.ratings}


def _steps(one: Review) -> list[dict[str, Any]]:
    """Each step once, with what every rating said then."""
    return [
        {
            "deed": step.deed.value,
            "by": step.by,
            "at": step.at,
            "reason": step.reason,
            "levels": {each.competency: each.steps[number].level for each in one.ratings},
        }
        for number, step in enumerate(one.ratings[0].steps)
    ]


def _steps_of(one: Rating, steps: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(
        Step(
            deed=Deed(step["deed"]),
            by=step["by"],
            at=step["at"],
            level=_level(step["levels"].get(one.competency)),
            reason=step["reason"],
        )
        for step in steps
    )


def _words(one: Text) -> dict[str, Any]:
    return {name: getattr(one, name) for name in WORDS}


def _whole(one: Text) -> dict[str, Any]:
    cited = {"cited": sorted(one.cited), "against": sorted(one.against)}
    return {**_words(one), **cited, "by": one.by, "at": one.at, "level": one.level.value if one.level else ""}


def _text(said: Mapping[str, Any]) -> Text:
    return Text(
        by=said["by"],
        at=said["at"],
        level=_level(said["level"]),
        cited=frozenset(said["cited"]),
        against=frozenset(said["against"]),
        **{name: said[name] for name in WORDS},
    )


def _level(value: str | None) -> Level | None:
    return Level(value) if value else None


def _id(key: Row) -> str:
    return "/".join(key[name] for name in ("cycle_id", "round_id", "subject_id", "competency", "part"))


def _place_of_whole(org: str, one: Review) -> tuple[str, str, str, str]:
    return org, _REVIEW, f"{one.cycle}/{one.round}/{one.subject}", "words"


def _place(key: Row, table: str) -> tuple[str, str, str]:
    return key["org_id"], table, _id(key)
