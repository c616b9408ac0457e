"""The default content pack, read once into the shapes of domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from domain.broadcasts import Group
from domain.broadcasts_request import Deed
from domain.broadcasts_template import Template
from domain.kudos import Badge, Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """`text` names the person it is about as {name}; it is not repeated within `cooldown_days`."""

    text: str
    cooldown_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    badges: tuple[Badge, ...]
    kudos_rules: Rules
    nudges: Mapping[str, Nudge]
    broadcasts: tuple[Template, ...]

    def badge(self, id: str) -> Badge | None:
        return next((badge for badge in self.badges if badge.id == id), None)


@cache
def default() -> Pack:
    """Return the pack shipped with the project."""
    text = resources.files("content").joinpath("default-en.yaml").read_text(encoding="utf-8")
    pack = yaml.load(text, Loader=yaml.CSafeLoader)
    recognition = pack["recognition"]
    return Pack(
        badges=tuple(_badge(entry) for entry in recognition["badges"]),
        kudos_rules=_kudos_rules(recognition["rules"]),
        nudges={entry["id"]: _nudge(entry) for entry in pack["coaching_nudges"]},
        broadcasts=tuple(_template(entry, pack["broadcasts"]["slots"]) for entry in pack["broadcasts"]["templates"]),
    )


def _badge(entry: Mapping[str, Any]) -> Badge:
    return Badge(
        id=entry["id"],
        label=entry["label"],
        purpose=entry["for"],
        ask=entry["ask"],
        needs_correction=entry.get("needs_correction", False),
    )


def _nudge(entry: Mapping[str, Any]) -> Nudge:
    return Nudge(text=entry["text"], cooldown_days=entry["cooldown_days"])


def _template(entry: Mapping[str, Any], slots: Mapping[str, str]) -> Template:
    return Template(
        id=entry["id"],
        label=entry["label"],
        group=Group(entry["group"]),
        deed=Deed(entry["deed"]),
        title=entry["title"],
        message=entry["message"].strip(),
        slots=slots,
    )


def _kudos_rules(rules: Mapping[str, Any]) -> Rules:
    return Rules(
        monthly_allowance=rules["monthly_allowance_per_person"],
        max_to_same_person=rules["max_to_same_person_per_30_days"],
        min_words=rules["min_note_words"],
    )
