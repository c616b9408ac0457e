"""Templates of review cycles, with the phases of the six-month plan."""

from __future__ import annotations

from content.reading import ContentError, Node, require_unique
from domain.cycles import Audience, Gate, Kind, Ladder, Output, Phase, Slot, Template

_OF_SLOT = {
    "id",
    "kind",
    "title",
    "prompt",
    "audience",
    "week",
    "days",
    "reminders",
    "manager_after",
    "hr_after",
    "grace",
}
_USUAL = Ladder()


def templates(root: Node) -> tuple[Template, ...]:
    """Read `cycle_templates`. Raises ContentError."""
    nodes = root.items("cycle_templates")
    require_unique(nodes)
    return tuple(_template(node, root) for node in nodes)


def _template(node: Node, root: Node) -> Template:
    slots = node.items("checkpoints")
    require_unique(slots)
    weeks = node.number("weeks")
    return Template(
        id=node.text("id"),
        label=node.text("label"),
        weeks=weeks,
        slots=tuple(_slot(slot, weeks) for slot in slots),
        phases=tuple(_phase(phase) for phase in root.get(node.text("plan")).items("phases"))
        if node.has("plan")
        else (),
    )


def _slot(node: Node, weeks: int) -> Slot:
    node.require_known(_OF_SLOT)
    slot = Slot(
        id=node.text("id"),
        kind=node.choice("kind", Kind),
        title=node.text("title"),
        prompt=node.text("prompt"),
        audience=node.choice("audience", Audience),
        week=node.number("week"),
        days=node.number("days", 11),
        ladder=_ladder(node),
    )
    if not 1 <= slot.week <= weeks or slot.days < 0:
        raise ContentError(node.where, f"it has to open in week 1 to {weeks}, and not be due before that")
    return slot


def _ladder(node: Node) -> Ladder:
    ladder = Ladder(
        reminders=node.numbers("reminders", _USUAL.reminders),
        manager_after=node.optional("manager_after", _USUAL.manager_after),
        hr_after=node.optional("hr_after", _USUAL.hr_after),
        grace=node.number("grace", _USUAL.grace),
    )
    if min(*ladder.reminders, ladder.manager_after or 0, ladder.hr_after or 0, ladder.grace) < 0:
        raise ContentError(node.where, "days before and after a deadline are counted from 0")
    return ladder


def _phase(node: Node) -> Phase:
    first, last = node.numbers("weeks", (0, 0))
    return Phase(
        id=node.text("id"),
        title=node.text("title"),
        label=node.text("label"),
        first_week=first,
        last_week=last,
        outputs=tuple(_output(one) for one in node.items("outputs")),
        gates=tuple(_gate(one) for one in node.items("checkpoints")),
    )


def _output(node: Node) -> Output:
    return Output(id=node.text("id"), week=node.number("week"), text=node.text("text"), measure=node.text("measure"))


def _gate(node: Node) -> Gate:
    return Gate(id=node.text("id"), week=node.number("week"), question=node.text("question"), go_if=node.text("go_if"))
