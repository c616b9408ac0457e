"""The documents hold what they promise, and no file tells where it was written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import settings
from tests.laws import source

DOCUMENTS = [path for path in source.tracked() if path.suffix == ".md"]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PICTURES = {".png", ".jpg", ".ico", ".svg"}
# Spelled in pieces, so that this file does not hold what it looks for.
_PLACES = ("/" + "home/[a-z]", r"(?<![\w}])/" + "Users/[a-z]+/", "/" + "root/", "/" + "work/", r"\b[A-Z]:" + r"\\")
MACHINE = re.compile("|".join(_PLACES))
REGISTRY = re.compile(
    "|".join(r"\b" + host for host in (r"py" + r"pi\.org", r"python" + "hosted", r"registry\." + "npm"))
)


def anchor(heading: str) -> str:
    """Return the anchor that a Markdown page gives the heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(path: Path) -> set[str]:
    return {anchor(line) for line in re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=source.name)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    """To a file that is there, and to a heading that is in it."""
    broken = []
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, heading = link.partition("#")
        target = (document.parent / file) if file else document
        if not target.exists() or (heading and heading not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_make_target_that_a_document_names_exists() -> None:
    """`make demo` in the README is `demo:` in the Makefile."""
    makefile = (source.ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {
        target
        for path in DOCUMENTS
        for target in re.findall(r"(?:`|^)make ([a-z]+)\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert {"demo", "test"} <= named
    assert named - targets == set()


def test_every_setting_is_explained() -> None:
    """docs/administration.md has each of them, and none that is not there."""
    page = (source.ROOT / "docs" / "administration.md").read_text(encoding="utf-8")
    told = set(re.findall(r"\b(?:VOUCHSAFE|SLACK|TEAMS)_[A-Z_]+\b", page))
    assert told == set(settings.known())


@pytest.mark.parametrize("what", [MACHINE, REGISTRY], ids=["machine path", "package registry"])
def test_no_file_tells_where_it_was_written(what: re.Pattern[str]) -> None:
    """The project builds anywhere, from any index."""
    found = [
        f"{source.name(path)}: {hit.group()}"
        for path in source.tracked()
        if path.suffix not in PICTURES
        for hit in what.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []
