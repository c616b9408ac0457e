"""What is promised to whoever answers a pulse, in words: its contract as the ballot and HR's preview say it."""

from __future__ import annotations

from collections.abc import Sequence

from domain import policy
from domain.policy import Kind
from domain.pulses_contract import Contract, Viewer
from domain.pulses_roster import COMPANY
from views.vocabulary import Spans
from views.wording import listed


def visibility(contract: Contract) -> str:
    """Made from the policy: it names nobody who could read an answer, and this line says so."""
    if policy.readers(Kind.PULSE_ANSWER):
        raise AssertionError("the policy lets somebody read answers, and this line says that nobody can")
    return f"Confidential: your answer is stored apart from your name and shown only in groups of {contract.scores} or more."


def promises(contract: Contract) -> tuple[Spans, ...]:
    """The contract in words: on the ballot, and to HR before the launch."""
    shown = {COMPANY, *contract.breakdowns}
    return (
        (
            f"A figure is shown where {contract.scores} people or more answered, and at least {contract.share} % of those asked.",
        ),
        (f"A comment is read word for word, and only where {contract.text} people or more can have written it.",),
        (
            f"People are counted by {listed(contract.breakdowns)}. A team that is too small for that, or that leaves too few people over, is counted one level up.",
        ),
        *(
            (f"{level.title()} results are read by {_read_by(level, who)}.",)
            for level, who in contract.viewers
            if level in shown
        ),
        ("All of them read figures and comments from the same moment on, and only after it closes.",),
        ("Whoever leads a team is not counted in it.",),
        (
            f"Answers are deleted when the results are published, and comments {contract.retention_days} days after it closes. Neither touches a rating, ever.",
        ),
        (
            "While it is open your chat platform and whoever runs this server could see you press; once it is closed, nobody can join an answer to you.",
        ),
    )


def _read_by(level: str, who: Sequence[Viewer]) -> str:
    asked = {"company": "everybody who was asked", "department": "everybody in it"}.get(level, "its members")
    names = {Viewer.ASKED: asked, Viewer.LEAD: "whoever leads it", Viewer.HR: "HR"}
    return listed([names[one] for one in who])


def comment_line(contract: Contract) -> str:
    return f"Confidential: kept apart from your name and from your answers. It is read only in a group where {contract.text} people or more can have written it, by whoever may read the results of that group. Where no group is wide enough, nobody reads it."
