"""Whether the folder of keys here is the one that all replicas share: the keys of all open ballots must be in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.nominations import Stage, State
from storage import ballot_keys, nominations, pulses
from storage import nominations_ballots as ballots
from storage.ballot_keys import OtherFolderError
from storage.unit import Unit

_STAGES: Mapping[State, Stage] = {State.OPEN: Stage.NOMINATE, State.DECIDING: Stage.VOTE}


def check(unit: Unit, org: str) -> None:
    """A replica with a folder of its own may not make a key that the others do not see.

    Raises OtherFolderError and NoKeyFolderError.
    """
    if without_key(unit, org):
        raise OtherFolderError


def without_key(unit: Unit, org: str) -> list[str]:
    """Return the titles of what is under way and has no key here. Raises NoKeyFolderError."""
    folder = ballot_keys.folder(unit)
    return [title for name, title in _under_way(unit, org) if folder.find(name) is None]


def _under_way(unit: Unit, org: str) -> Iterator[tuple[str, str]]:
    """The name of each key that must be there, and the title of what it belongs to."""
    for kept in pulses.every(unit, org):
        if kept.wave.state in pulses.LAUNCHED:
            yield kept.wave.id, kept.wave.title
    for window in nominations.running(unit, org):
        if stage := _STAGES.get(window.state):
            yield ballots.key_name(window.id, stage), window.title
