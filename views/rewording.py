"""Stored views with other words in them: what people read is changed, what machines read by stays as it is.

Done on the stored text, not on what `codec.load` makes of it: it may be of a version that knows other words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

_CHOSEN = frozenset({"name", "value"})  # of a form: which field it is, and what was chosen; what was typed is words
NO_WORDS: Mapping[str, frozenset[str]] = {
    "Mention": frozenset({"person"}),
    "Link": frozenset({"url"}),
    "Emoji": frozenset({"name"}),
    "Image": frozenset({"url"}),
    "Button": frozenset({"action", "subject"}),
    "Option": frozenset({"value"}),
    "Menu": frozenset({"action", "subject"}),
    "Form": frozenset({"action", "subject"}),
    "TextField": frozenset({"name"}),
    "Choice": _CHOSEN,
    "Choices": _CHOSEN,
    "PeopleField": frozenset({"name", "action"}),
    "DateField": _CHOSEN,
    "Scale": _CHOSEN,
    **dict.fromkeys(("WhenStyle", "Mood", "ChartKind", "Weight"), frozenset({"value"})),
}
"""By word of the vocabulary: the fields that hold an id, an action, an address or a choice, and are never read."""


def reworded(text: str, change: Callable[[str], str]) -> str:
    """Return the stored view with each of its words changed; the same text, to the byte, where none is."""
    before = json.loads(text)
    after = _changed(before, change)
    return text if after == before else json.dumps(after, ensure_ascii=False, separators=(",", ":"))


def _changed(told: Any, change: Callable[[str], str]) -> Any:
    if isinstance(told, str):
        return change(told)
    if isinstance(told, list):
        return [_changed(one, change) for one in told]
    if isinstance(told, dict):
        kept = NO_WORDS.get(str(told.get("is")), frozenset()) | {"is"}
        return {name: value if name in kept else _changed(value, change) for name, value in told.items()}
    return told
