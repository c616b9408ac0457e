"""The plan of the default pack: its phases, its tasks, and the questions on the way."""

from __future__ import annotations

from functools import cache
from importlib import resources

from content import reviews
from content.reading import ContentError, Node, parse, require_unique
from domain.plan import Auto, Owner, Plan, Task


def of_template(id: str) -> Plan | None:
    """Return the plan of a cycle that was set up from this template; None where it has none."""
    template = next((one for one in reviews.default().templates if one.id == id), None)
    return Plan(phases=template.phases, tasks=tasks()) if template and template.phases else None


@cache
def tasks() -> tuple[Task, ...]:
    """Return those of the shipped pack."""
    return read(resources.files("content").joinpath("default-en.yaml").read_text(encoding="utf-8"))


def read(text: str) -> tuple[Task, ...]:
    """Read `checklist`. Raises ContentError."""
    nodes = parse(text).items("checklist")
    require_unique(nodes)
    return tuple(_task(node) for node in nodes)


def _task(node: Node) -> Task:
    task = Task(
        id=node.text("id"),
        week=node.number("week"),
        owner=node.choice("owner", Owner),
        text=node.text("item"),
        done_when=node.text("done_when"),
        auto=node.choice("auto", Auto),
    )
    if task.week < 1:
        raise ContentError(node.where, "weeks are counted from 1")
    return task
