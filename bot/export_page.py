"""An export as files: a page that a person reads, and JSON for programs; both in one archive."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from storage.exporting import Export, Section
from views import privacy_export as views

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
HTML, JSON = "vouchsafe-data.html", "vouchsafe-data.json"


def archive(export: Export, *, made_for: str) -> bytes:
    """Return both as a zip file. `made_for` says to whom it was handed, and stands in each."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(HTML, html(export, made_for=made_for))
        packed.writestr(JSON, as_json(export, made_for=made_for))
    return out.getvalue()


def as_json(export: Export, *, made_for: str) -> str:
    told = {
        "about": export.name,
        "made_at": _when(export),
        "made_for": made_for,
        "not_included": list(views.NOT_INCLUDED),
        "tables": [_section(one) for one in export.sections],
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def html(export: Export, *, made_for: str) -> str:
    """Return a page that needs nothing else: no script, no picture, no address."""
    sections = [
        {
            "title": views.heading(one.table),
            "count": len(one.rows),
            "rows": [[(views.label(name), _plain(value)) for name, value in row.items()] for row in one.rows],
        }
        for one in export.sections
        if one.rows
    ]
    empty = [views.heading(one.table) for one in export.sections if not one.rows]
    page = _PAGES.get_template("export.html")
    words = {"title": views.title(export.name), "intro": views.INTRO, "empty_title": views.EMPTY}
    missing = {"missing_title": views.MISSING, "missing": views.NOT_INCLUDED}
    made = views.made(_when(export), made_for)
    return page.render(sections=sections, empty=empty, made=made, **words, **missing)


def _section(one: Section) -> Mapping[str, Any]:
    return {"table": one.table, "what": views.heading(one.table), "class": one.data_class.value, "rows": list(one.rows)}


def _when(export: Export) -> str:
    return datetime.fromtimestamp(export.made_at / 1000, UTC).isoformat(timespec="seconds")


def _plain(value: Any) -> str:
    """Texts as they are; what is built of many, such as a card, as the words in it."""
    if isinstance(value, dict | list):
        return "\n".join(_words(value))
    return {None: "", True: "yes", False: "no"}.get(value, str(value)) if not isinstance(value, str) else value


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, list):
        return [word for one in value for word in _words(one)]
    if isinstance(value, dict):
        return [word for name, one in value.items() if name not in _UNSEEN for word in _words(one)]
    return []


_UNSEEN = {"is", "action", "subject", "url", "person", "weight", "mood", "style", "kind"}
