"""What the default pack says about reviews: competencies, cycles, goals, and how evidence is asked for and worded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from content import cycles, frameworks
from content.reading import ContentError, Node, parse, thought
from domain.competencies import Direction, Level, Version
from domain.cycles import Template
from domain.evidence_sources import Kind, Source, of_kind
from domain.language import Check

TRAITS = "personality"  # the check on words for what somebody is
FRAMEWORK = "default"  # the id under which an org first gets it
_LEVELS = {Level.DEVELOPING: Direction.BELOW, Level.COMPETENT: Direction.AT, Level.ROLE_MODEL: Direction.ABOVE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How a level is called, and what it means."""

    label: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts:
    """The questions that stand over the fields of a piece of evidence; `counter` over what points the other way."""

    situation: str
    behavior: str
    impact: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedGoal:
    """An example: the three parts, what must not get worse, and how a good miss looks."""

    id: str
    title: str
    outcome: str
    process: str
    learning: str
    guard: str
    good_miss: str
    evidence: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """`min_items` and `strict_min_items` are what the corroboration gate asks for, by where a rating stands."""

    scale: Mapping[Level, Scale]
    framework: Version
    templates: tuple[Template, ...]
    prompts: Prompts
    source_labels: Mapping[Source, str]
    checks: tuple[Check, ...]
    rules: tuple[str, ...]
    goals: tuple[PairedGoal, ...]
    min_items: Mapping[Direction, int]
    strict_min_items: Mapping[Direction, int]

    def template(self, id: str) -> Template | None:
        return next((one for one in self.templates if one.id == id), None)


@cache
def default() -> Reviews:
    """Return what the shipped pack says."""
    return read(resources.files("content").joinpath("default-en.yaml").read_text(encoding="utf-8"))


def read(text: str) -> Reviews:
    """Raises ContentError, which says where in the text to look."""
    root = parse(text)
    pack, evidence = root.get("pack"), root.get("evidence")
    _require_same_sources(evidence.get("source_types"), pack.get("evidence_rule"))
    return Reviews(
        scale={entry.choice("id", Level): _scale(entry) for entry in pack.items("rating_scale")},
        framework=frameworks.version(root, framework=FRAMEWORK, number=1),
        templates=cycles.templates(root),
        prompts=_prompts(evidence.get("prompts")),
        source_labels=_labels(evidence.get("source_labels")),
        checks=_checks(root, evidence.get("language_checks")),
        rules=evidence.texts("corroboration"),
        goals=tuple(_goal(node) for node in root.items("paired_goals")),
        min_items=_least(pack.get("evidence_rule").get("min_items")),
        strict_min_items=_least(pack.get("evidence_rule").get("strict_mode_min_items")),
    )


def _scale(node: Node) -> Scale:
    return Scale(label=node.text("label"), meaning=node.text("meaning"))


def _prompts(node: Node) -> Prompts:
    return Prompts(
        situation=node.text("situation"),
        behavior=node.text("behavior"),
        impact=node.text("impact"),
        counter=node.text("counter"),
    )


def _labels(node: Node) -> Mapping[Source, str]:
    return {source: node.text(source) for source in Source if source.is_allowed}


def _checks(root: Node, node: Node) -> tuple[Check, ...]:
    """A word for what somebody is gets the thought of coaching in front of its hint (nudge n03)."""
    found = [(name, node.get(name)) for name in node.names()]
    before = {TRAITS: f"{thought(root, 'n03')} "}
    return tuple(
        Check(category=name, words=one.texts("words"), advice=before.get(name, "") + one.text("hint"))
        for name, one in found
    )


def _goal(node: Node) -> PairedGoal:
    return PairedGoal(
        id=node.text("id"),
        title=node.text("title"),
        outcome=node.text("outcome"),
        process=node.text("process"),
        learning=node.text("learning"),
        guard=node.text("guard"),
        good_miss=node.text("good_miss"),
        evidence=tuple(source.as_choice(Source) for source in node.items("evidence")),
    )


def _least(node: Node) -> Mapping[Direction, int]:
    """A pack may ask for more than the rule, never for less: nothing below two carries a rating off the level."""
    least = {way: node.number(level) for level, way in _LEVELS.items()}
    if least[Direction.AT] < 1 or min(least[Direction.BELOW], least[Direction.ABOVE]) < 2:
        raise ContentError(node.where, "at least 2 pieces are needed above and below what a role needs, and 1 at it")
    return least


def _require_same_sources(types: Node, rule: Node) -> None:
    """What counts as which kind of source is a rule; a pack that sorts them otherwise is refused."""
    said = {Kind(kind): types.items(kind) for kind in Kind if kind is not Kind.NEVER}
    said[Kind.NEVER] = rule.items("never_evidence")
    for kind, nodes in said.items():
        if {node.as_choice(Source) for node in nodes} != set(of_kind(kind)):
            expected = ", ".join(of_kind(kind))
            raise ContentError(f"{types.where} > {kind}", f"these sources are: {expected}")
