"""Whether the folder of keys of ballots holds what it should: those of ballots under way, and no other."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from dataclasses import dataclass

from bot import keys, stores
from bot.settings import Settings, SettingsError
from bot.stores import Report, UnavailableError
from storage import nominations_closing, pulses_launching, workspaces
from storage.key_folder import KeyFolder
from storage.unit import Unit
from views.wording import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """`away` is how many ballots under way have no key here. `over` and `unknown` are names of keys that should go."""

    away: int
    over: tuple[str, ...]
    unknown: tuple[str, ...]


def look(settings: Settings, *, now: int) -> Iterable[Report]:
    """They have to be where all replicas find them, and nobody else, and for as long as the promise says."""
    folder = keys.pulse_keys_of(settings)
    if folder is None:
        fix = "set VOUCHSAFE_PULSE_KEYS to a folder that all replicas share, outside the database and its backups"
        return [Report("have no place: no pulse can be launched", fix)]
    wrong = [*_open_to_others(folder), *_wrong_in(settings, folder, now)]
    return wrong or [Report(f"in {folder.path}: keep it out of every backup")]


def _open_to_others(folder: KeyFolder) -> Iterable[Report]:
    if folder.path.exists() and stat.S_IMODE(folder.path.stat().st_mode) & 0o077:
        yield Report(f"others on this machine can read {folder.path}", f"chmod 700 {folder.path}")


def _wrong_in(settings: Settings, folder: KeyFolder, now: int) -> Iterable[Report]:
    """With a key that is left, answers in an old backup could be joined to people."""
    try:
        found = _lying(settings, folder, now)
    except OSError as error:
        fix = "let whoever runs Vouchsafe read and write it"
        yield Report(f"{folder.path} cannot be read: {error.strerror}", fix)
        return
    if found.away:
        said = f"missing in {folder.path}: of {counted(found.away, 'ballot', 'ballots')} under way"
        yield Report(said, "mount the folder that all replicas share: a day after the close a key counts as lost")
    if found.over:
        said = f"left in {folder.path} after the close of their ballots: {', '.join(found.over)}"
        yield Report(
            said, "look again in a minute; they are tried again each night, and `vouchsafe due list` says why not"
        )
    if found.unknown:
        said = f"in {folder.path} of nothing this database knows: {', '.join(found.unknown)}"
        fix = (
            "look again in a minute, for a key is made just before its ballot is stored; of what is there then, unless "
            "another deployment keeps it there, overwrite and remove it (shred -u)"
        )
        yield Report(said, fix)


def _lying(settings: Settings, folder: KeyFolder, now: int) -> Lying:
    """Nothing is said of them where the store cannot be used: that is a finding of its own. Raises OSError."""
    try:
        with stores.visit(settings) as unit:
            return _compared(unit, folder, now)
    except (SettingsError, UnavailableError):
        return Lying(away=0, over=(), unknown=())


def _compared(unit: Unit, folder: KeyFolder, now: int) -> Lying:
    orgs = [one.id for one in workspaces.orgs(unit)]
    parts = [part(unit, org, now=now) for org in orgs for part in (pulses_launching.keys, nominations_closing.keys)]
    may_stay = {name: may for part in parts for name, may in part.items()}
    there = folder.names()
    away = [part(unit, org) for org in orgs for part in (pulses_launching.without_key, nominations_closing.without_key)]
    return Lying(
        away=sum(map(len, away)),
        over=tuple(name for name in there if not may_stay.get(name, True)),
        unknown=tuple(name for name in there if name not in may_stay),
    )
