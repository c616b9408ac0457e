"""A version of the competencies as a file, for HR: by one-time links, as YAML or as rows."""

from __future__ import annotations

from content import frameworks, frameworks_csv
from domain.competencies import Version
from handlers import competencies as standing
from handlers.turn import Turn
from storage import checkpoints, competencies, downloads
from storage.downloads import File, Taken
from storage.unit import Unit
from views import competencies_files as views
from views.replies import Reply, Whisper

YAML, ROWS = "framework.yaml", "framework.csv"  # kinds of file; what each is about is the version's number


def offer(turn: Turn) -> Reply:
    """Two links that work once each, to the asker alone."""
    version = standing.meant(turn).version
    if not turn.site:
        return Whisper(views.no_link(version))
    urls = [f"{turn.site}/download/{_link(turn, version, of)}" for of in (YAML, ROWS)]
    return Whisper(views.files(version, urls[0], urls[1], minutes=downloads.MINUTES))


def as_yaml(unit: Unit, *, taken: Taken, now: int) -> File | None:
    found = _found(unit, taken)
    return None if found is None else _file(found, "yaml", "application/yaml", frameworks.exported(found))


def as_rows(unit: Unit, *, taken: Taken, now: int) -> File | None:
    found = _found(unit, taken)
    return None if found is None else _file(found, "csv", "text/csv", frameworks_csv.exported(found))


def _link(turn: Turn, version: Version, of: str) -> str:
    wanted = Taken(turn.actor.org, turn.actor.person.id, of, str(version.number))
    return downloads.offer(turn.unit, wanted, now=turn.now, rng=turn.rng)


def _found(unit: Unit, taken: Taken) -> Version | None:
    """None when whoever has the link does not run HR any more, or the draft is gone."""
    kept = competencies.find(unit, taken.org, int(taken.about))
    is_hr = any(one.id == taken.person for one in checkpoints.administrators(unit, taken.org))
    return kept.version if kept and is_hr else None


def _file(version: Version, ending: str, media: str, written: str) -> File:
    return File(name=f"competencies-{version.number}.{ending}", media=media, body=written.encode())
