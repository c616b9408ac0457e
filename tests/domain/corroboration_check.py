"""What the rule says and what the slow one says, in the same words, to be compared."""

from __future__ import annotations

from types import ModuleType

from domain import corroboration
from tests.domain import corroboration_oracle as oracle
from tests.domain.corroboration_oracle import Answer
from tests.domain.evidence_sets import Case


def ours(case: Case, rule: ModuleType = corroboration) -> Answer:
    least = rule.STRICT_MIN_ITEMS if case.is_strict else rule.MIN_ITEMS
    verdict = rule.judge(case.rated, case.expected, case.file, min_items=least)
    return Answer(
        verdict.holds,
        verdict.needed,
        tuple(item.id for item in verdict.support),
        tuple(item.id for item in verdict.pair or ()),
        tuple((one.reason.name, one.items) for one in verdict.missing),
    )


def slow(case: Case) -> Answer:
    return oracle.answer(case.rated, case.expected, case.file, is_strict=case.is_strict)
