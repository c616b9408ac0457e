"""People's names in running text: found, and put behind the same pseudonym each time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

SHORT = 3  # letters; a shorter part of a name is more often a word than a name
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"  # kana, Han, Hangul: words follow without a space
_START = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_WHOLE_UNSPACED = re.compile(rf"[\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3][{_UNSPACED}]{{2,}}")
_IN_NAMES = "-_'\u2019\u2010\u2011"  # what joins two names to one of somebody else
_IN_HANDLES = ".-+@_'\u2019"  # what may stand in a handle or an address
_ADDRESS = re.compile(r"[^\s@<>()\[\]\"',;:]+@[^\s@<>()\[\]\"',;:]+\.[^\W_]+")
Told = str | int | float | bool | list["Told"] | dict[str, "Told"] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A person by all they are called: handles without the @, addresses, and the ids of their accounts."""

    id: str
    name: str
    handles: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()

    def spoken(self) -> Iterator[str]:
        """What stands for this person and hardly for anything else. A handle only counts with its @."""
        yield from (one for one in (self.name, *self.addresses, *self.accounts) if len(one) >= SHORT)
        yield from (f"@{one}" for one in self.handles if one)

    def telling(self, others: Iterable[str] = ()) -> Iterator[str]:
        """What stands for this person and for nothing else: it may be put out of the texts of others for good.

        A name of one word is a word as well ("I will help"), and so is an account without a digit, as the rehearsal
        room has them; but three letters without a space are a whole name where names are written so. `others` is
        what other people are called: what is found in it is not this person's alone.
        """
        return nobody_elses(self._certain(), others)

    def _certain(self) -> Iterator[str]:
        if len(self.name.split()) > 1 or _WHOLE_UNSPACED.fullmatch(self.name):
            yield self.name
        yield from self.addresses
        yield from (one for one in self.accounts if len(one) >= SHORT and any(map(str.isdigit, one)))
        yield from (f"@{one}" for one in self.handles if one)

    def called(self) -> Iterator[str]:
        """All that this person is called, each as it stands in texts."""
        yield from (self.name, *self.addresses, *self.accounts)
        yield from (f"@{one}" for one in self.handles if one)

    def parts(self) -> Iterator[str]:
        """Each single name, for texts of which we know that they speak of this person."""
        yield from (part for part in _WORD.findall(self.name) if len(part) >= SHORT)


class Names:
    """Finds people in text. `said` maps what stands there to whose it is; what is longer is looked for first.

    A name with a hyphen or an apostrophe before or after it is a part of another one, and a handle or an address
    with a dot as well ("@ann" is not in "@ann.lee"), unless nothing follows the mark. `is_part`: parts of names are
    looked for, wherever a word of theirs stands.
    """

    def __init__(self, said: Iterable[tuple[str, str]], *, is_part: bool = False) -> None:
        self._is_part = is_part
        self._by_first: dict[str, list[tuple[str, str]]] = {}
        for words, id in said:
            first = _START.search(words)
            if first:
                self._by_first.setdefault(first.group().casefold(), []).append((words, id))
        for those in self._by_first.values():
            those.sort(key=lambda one: -len(one[0]))

    def are_in(self, text: str) -> bool:
        """Say whether any of them is in the text."""
        return any(self._at(text, word) for word in _START.finditer(text))

    def replaced(self, text: str, by: Callable[[str], str]) -> str:
        """Return the text with each person in it replaced by what `by` makes of their id."""
        pieces: list[str] = []
        done = 0
        for word in _START.finditer(text):
            found = self._at(text, word) if word.start() >= done else None
            if found is not None:
                start, end, id = found
                if start >= done:
                    pieces += [text[done:start], by(id)]
                    done = end
        return "".join((*pieces, text[done:]))

    def _at(self, text: str, word: re.Match[str]) -> tuple[int, int, str] | None:
        """A name ends where a word does; what begins with a mark, such as an @, begins there."""
        for words, id in self._by_first.get(word.group().casefold(), ()):
            first = _START.search(words)
            start = word.start() - (first.start() if first else 0)
            end = start + len(words)
            same = start >= 0 and text[start:end].casefold() == words.casefold()
            if same and self._is_whole(text, start, end):
                return start, end, id
        return None

    def _is_whole(self, text: str, start: int, end: int) -> bool:
        if self._is_part:
            return _is_unspaced(text[end - 1]) or not text[end : end + 1].isalnum()
        marks = _IN_NAMES if " " in text[start:end] else _IN_HANDLES
        before, after = text[max(0, start - 2) : start][::-1], text[end : end + 3]
        return not (_goes_on(text[start], before, marks) or _goes_on(text[end - 1], _unowned(after), marks))


def nobody_elses(those: Iterable[str], others: Iterable[str]) -> Iterator[str]:
    """Return what of this stands for nobody who is called one of the others."""
    known = [(one, one.casefold()) for one in map(_spaced, others)]
    if not known:  # a company of thousands is gone through while somebody waits (domain.masking)
        yield from those
        return
    for mine in those:
        folded, alone = _spaced(mine).casefold(), Names([(_spaced(mine), "")])
        if not any(folded in other and alone.are_in(said) for said, other in known):
            yield mine


def _goes_on(edge: str, beyond: str, marks: str) -> bool:
    """Say whether the word at whose edge this letter stands goes on there, at once or past a mark that joins."""
    if _is_unspaced(edge) or _is_unspaced(beyond[:1]):
        return False
    return beyond[:1].isalnum() or (beyond[:1] in marks and beyond[1:2].isalnum())


def _is_unspaced(letter: str) -> bool:
    return bool(letter) and re.match(f"[{_UNSPACED}]", letter) is not None


def _unowned(after: str) -> str:
    """Ann Lee's is Ann Lee's."""
    is_owned = after[:1] in ("'", "\u2019") and after[1:2] in ("s", "S") and not after[2:3].isalnum()
    return "" if is_owned else after


def _spaced(name: str) -> str:
    return " ".join(name.split())


def mapped(told: Told, change: Callable[[str], str]) -> Told:
    """Return the same structure with each text changed, but for the names of its fields."""
    if isinstance(told, str):
        return change(told)
    if isinstance(told, list):
        return [mapped(one, change) for one in told]
    if isinstance(told, dict):
        return {name: value if name == "is" else mapped(value, change) for name, value in told.items()}
    return told


@dataclass(slots=True)
class Pseudonyms:
    """Everybody but the subject, by number, in the order in which they come up; the same one each time."""

    subject: str
    people: Mapping[str, Named]
    _numbers: dict[str, int] = field(default_factory=dict)
    _everyone: Names = field(init=False)

    def __post_init__(self) -> None:
        others = [person for person in self.people.values() if person.id != self.subject]
        self._everyone = Names((said, person.id) for person in others for said in person.spoken())

    def of(self, id: str) -> str:
        """Return the pseudonym of a person; what is no person's id stays as it is."""
        if id == self.subject:
            return "you"
        return self.number(id) if id in self.people else id

    def text(self, words: str, near: Sequence[str] = ()) -> str:
        """Return the text without others' names. `near` are people it speaks of: there each single name counts."""
        said = self._everyone.replaced(words, self.number)
        those = [self.people[id] for id in near if id in self.people and id != self.subject]
        parts = [(part, person.id) for person in those for part in person.parts()]
        said = Names(parts, is_part=True).replaced(said, self.number)
        return _ADDRESS.sub(self._address, said)

    def number(self, id: str) -> str:
        return f"Person {self._numbers.setdefault(id, len(self._numbers) + 1)}"

    def _address(self, found: re.Match[str]) -> str:
        """An address we do not know is somebody's all the same."""
        mine = self.people[self.subject].addresses if self.subject in self.people else ()
        return found.group() if found.group().casefold() in mine else "(an address)"
