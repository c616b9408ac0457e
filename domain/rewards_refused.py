"""What no reward is ever for, found in what somebody chose or wrote, so that they read why."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Refused(StrEnum):
    INCIDENTS = "incidents"
    BUGS = "bugs"
    PULSE = "pulse"
    PARTICIPATION = "participation"
    RECOGNITION = "recognition"
    RATINGS = "ratings"
    ONE_PERSON = "one_person"


_FEW = "no|not a single|zero|0|few|fewer|fewest|less|least|without|low|lower|reduc\\w*|cut\\w*|fall\\w*|drop\\w*"
_INCIDENT = "(?:incident|outage|accident|failure|escalation|downtime|rollback|near[ -]?miss)(?:s|es)?"
_BUG = "(?:bug|defect|issue|error|problem|ticket|complaint)s?"
_BEST = "performers?|person|employees?|engineers?|colleagues?|contributors?|reviewers?"


def _few(what: str) -> tuple[str, ...]:
    """Few of them, in a sentence or as a compound."""
    return rf"(?:{_FEW})\b[^.!?]{{0,30}}\b{what}", rf"{what}[- ]?(?:free|rate|count)"


_PATTERNS = {
    Refused.INCIDENTS: (*_few(_INCIDENT), "uptime"),
    Refused.BUGS: _few(_BUG),
    Refused.PULSE: ("pulses?", "surveys?", "e?nps", "engagement", "morale", "safety (?:scores?|results?|index)"),
    Refused.PARTICIPATION: (
        *("participation", "turnout", "attendance", "response rates?"),
        "(?:everybody|everyone|all) (?:answers?|votes?|responds?|takes? part)",
    ),
    Refused.RECOGNITION: (
        *("kudos", "badges?", "praise", "recognitions?", "nominations?"),
        "(?:most|number of|many|more) (?:thanks|notes?|feedback)",
    ),
    Refused.RATINGS: (
        "ratings?",
        "rated",
        "appraisals?",
        "performance (?:reviews?|scores?|levels?)",
        "review results?",
    ),
    Refused.ONE_PERSON: (
        *("employee of", "individuals?", "individually", "winners?", "each according"),
        f"(?:best|top|star|strongest) (?:{_BEST})",
    ),
}
_FOUND = {one: re.compile(rf"\b(?:{'|'.join(those)})\b") for one, those in _PATTERNS.items()}


def found(words: str) -> tuple[Refused, ...]:
    """Return what of the list is in free words. It finds what people write plainly, not what they mean to hide."""
    said = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", words)).casefold()
    return tuple(one for one, pattern in _FOUND.items() if pattern.search(said))


def chosen(values: tuple[str, ...]) -> tuple[Refused, ...]:
    """Return what of a menu's values is refused; the menu offers them so that people ask, and are told."""
    return tuple(one for one in Refused if one.value in values)
