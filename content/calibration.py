"""What the default pack says about calibration: the script, the cases everybody rates, and the lines of the rubric."""

from __future__ import annotations

from functools import cache
from importlib import resources

from content.reading import ContentError, Node, parse, require_unique
from domain.calibration_script import Anchor, Form, Line, Prompt, Script, Segment
from domain.competencies import Level


@cache
def default() -> Script:
    """Return what the shipped pack says."""
    return read(resources.files("content").joinpath("default-en.yaml").read_text(encoding="utf-8"))


def read(text: str) -> Script:
    """Raises ContentError, which says where in the text to look."""
    root = parse(text)
    section, guide = root.get("calibration"), root.get("facilitator_script_90")
    return Script(
        before=guide.text("before"),
        segments=_segments(guide),
        prompts=tuple(Prompt(when=node.text("if"), say=node.text("say")) for node in guide.items("interventions")),
        anchors=_anchors(section),
        rubric=tuple(_line(node) for node in section.items("rubric")),
        rules=section.texts("decision_rules"),
        checks=section.texts("bias_checks"),
    )


def _segments(guide: Node) -> tuple[Segment, ...]:
    """One begins where the one before it ended."""
    found = tuple(_segment(node) for node in guide.items("segments"))
    ends = (0, *(one.end for one in found))
    if not found or any(one.start != end or one.end <= one.start for one, end in zip(found, ends, strict=False)):
        raise ContentError(f"{guide.where} > segments", "each has to begin where the one before it ends")
    return found


def _segment(node: Node) -> Segment:
    start, end = node.numbers("min", (0, 0))
    return Segment(
        start=start,
        end=end,
        title=node.text("title"),
        say=node.text("say"),
        do=node.text("do"),
        output=node.text("output"),
        is_second_set=node.has("second_set"),
    )


def _anchors(section: Node) -> tuple[Anchor, ...]:
    """Both forms ask of the same competencies, so that before and after can be compared."""
    nodes = section.items("anchor_cases")
    require_unique(nodes)
    found = tuple(_anchor(node) for node in nodes)
    asked = {form: sorted(one.competency for one in found if one.form is form) for form in Form}
    if asked[Form.A] != asked[Form.B]:
        raise ContentError(f"{section.where} > anchor_cases", "both forms have to ask of the same competencies")
    return found


def _anchor(node: Node) -> Anchor:
    return Anchor(
        id=node.text("id"),
        form=node.choice("form", Form),
        competency=node.text("competency"),
        target=node.choice("target", Level),
        text=node.text("text"),
        why=node.text("why", ""),
    )


def _line(node: Node) -> Line:
    none, some, full = (node.text(points) for points in ("0", "1", "2"))
    return Line(id=node.text("id"), title=node.text("item"), points=(none, some, full))
