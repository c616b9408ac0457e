"""People's names in running text: found, and put behind the same pseudonym each time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

SHORT = 3  # letters; a shorter part of a name is more often a word than a name
_WORD = re.compile(r"[^\W_]+")
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

    def telling(self, *, has_namesake: bool) -> Iterator[str]:
        """What stands for this person and for nothing else: it may be put out of the texts of others for good.

        A name of one word is a word as well ("I will help"), and so is an account without a digit, as the rehearsal
        room has them. A name that others of the org have, alone or within theirs, is not this person's alone.
        """
        if len(self.name.split()) > 1 and not has_namesake:
            yield self.name
        yield from self.addresses
        yield from (one for one in self.accounts if len(one) >= SHORT and any(map(str.isdigit, one)))
        yield from (f"@{one}" for one in self.handles if one)

    def has_namesake_in(self, names: Iterable[str]) -> bool:
        """Say whether one of these names is this one, or has it in it as words of its own."""
        mine = _spaced(self.name)
        return any(mine in _spaced(name) for name in names)

    def parts(self) -> Iterator[str]:
        """Each single name, for texts of which we know that they speak of this person."""
        yield from (part for part in _WORD.findall(self.name) if len(part) >= SHORT)


class Names:
    """Finds people in text. `said` maps what stands there to whose it is; what is longer is looked for first."""

    def __init__(self, said: Iterable[tuple[str, str]]) -> None:
        self._by_first: dict[str, list[tuple[str, str]]] = {}
        for words, id in said:
            first = _WORD.search(words)
            if first:
                self._by_first.setdefault(first.group().casefold(), []).append((words, id))
        for those in self._by_first.values():
            those.sort(key=lambda one: -len(one[0]))

    def replaced(self, text: str, by: Callable[[str], str]) -> str:
        """Return the text with each person in it replaced by what `by` makes of their id."""
        pieces: list[str] = []
        done = 0
        for word in _WORD.finditer(text):
            found = self._at(text, word.start()) if word.start() >= done else None
            if found is not None:
                start, end, id = found
                if start >= done:
                    pieces += [text[done:start], by(id)]
                    done = end
        return "".join((*pieces, text[done:]))

    def _at(self, text: str, place: int) -> tuple[int, int, str] | None:
        """A name ends where a word does; what begins with a mark, such as an @, begins there."""
        for words, id in self._by_first.get(_first(text, place), ()):
            first = _WORD.search(words)
            start = place - (first.start() if first else 0)
            end = start + len(words)
            same = start >= 0 and text[start:end].casefold() == words.casefold()
            if same and not text[end : end + 1].isalnum():
                return start, end, id
        return None


def _spaced(name: str) -> str:
    return f" {' '.join(name.casefold().split())} "


def _first(text: str, place: int) -> str:
    found = _WORD.match(text, place)
    return found.group().casefold() if found else ""


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
        said = Names((part, person.id) for person in those for part in person.parts()).replaced(said, self.number)
        return _ADDRESS.sub(self._address, said)

    def number(self, id: str) -> str:
        return f"Person {self._numbers.setdefault(id, len(self._numbers) + 1)}"

    def _address(self, found: re.Match[str]) -> str:
        """An address we do not know is somebody's all the same."""
        mine = self.people[self.subject].addresses if self.subject in self.people else ()
        return found.group() if found.group().casefold() in mine else "(an address)"
