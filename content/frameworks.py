"""Competency frameworks as YAML: the default one, and those that HR brings or takes along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from content.reading import Node, require_unique
from domain.competencies import Competency, Descriptor, Expectation, Level, Version
from domain.evidence_sources import Source

_OF_COMPETENCY = {"id", "title", "label", "definition", "levels", "does_not_count", "evidence_sources"}
_OF_COMPETENCY |= {"manager_addendum", "review_language"}


def version(root: Node, *, framework: str, number: int) -> Version:
    """Read a draft from `competencies` and `expectations`. Raises ContentError; what it lacks besides is domain's."""
    nodes = root.items("competencies")
    require_unique(nodes)
    return Version(
        framework=framework,
        number=number,
        competencies=tuple(_competency(node) for node in nodes),
        expectations=tuple(_expectation(node) for node in root.items("expectations")),
        language=root.get("pack").text("language", "en") if root.has("pack") else root.text("language", "en"),
    )


def exported(version: Version) -> str:
    """Return the version as YAML that `version` reads again."""
    return yaml.safe_dump(plain(version), sort_keys=False, allow_unicode=True, width=120)


def plain(version: Version) -> Mapping[str, Any]:
    """Return the version as `version` reads it, in lists, mappings and text."""
    return {
        "language": version.language,
        "competencies": [_plain(one) for one in version.competencies],
        "expectations": [_expected(one) for one in version.expectations],
    }


def _competency(node: Node) -> Competency:
    node.require_known(_OF_COMPETENCY)
    wording = node.get("review_language") if node.has("review_language") else Node(value={}, where=node.where)
    levels = node.get("levels")
    levels.require_known(list(Level))
    return Competency(
        id=node.text("id"),
        title=node.text("title"),
        label=node.text("label"),
        definition=node.text("definition"),
        levels={level: _descriptor(levels.get(level), wording.text(level, "")) for level in Level if levels.has(level)},
        does_not_count=node.texts("does_not_count"),
        sources=tuple(source.as_choice(Source) for source in node.items("evidence_sources")),
        addendum=node.text("manager_addendum", ""),
    )


def _descriptor(node: Node, wording: str) -> Descriptor:
    return Descriptor(text=node.text("descriptor"), observable=node.texts("observable"), wording=wording)


def _expectation(node: Node) -> Expectation:
    competency = node.text("competency") if node.has("competency") else None
    return Expectation(role=node.text("role"), level=node.choice("level", Level), competency=competency)


def _plain(one: Competency) -> Mapping[str, Any]:
    said = {
        level.value: {"descriptor": told.text, "observable": [*told.observable]} for level, told in one.levels.items()
    }
    return {
        "id": one.id,
        "title": one.title,
        "label": one.label,
        "definition": one.definition,
        "levels": said,
        "does_not_count": [*one.does_not_count],
        "evidence_sources": [source.value for source in one.sources],
        "manager_addendum": one.addendum,
        "review_language": {level.value: told.wording for level, told in one.levels.items() if told.wording},
    }


def _expected(one: Expectation) -> Mapping[str, str]:
    where = {"competency": one.competency} if one.competency else {}
    return {"role": one.role, "level": one.level.value, **where}
