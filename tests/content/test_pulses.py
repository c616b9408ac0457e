"""What the pack says of pulses is what the product does."""

from __future__ import annotations

import re

from content import plan
from domain.plan import Auto
from domain.pulses_contract import DIFFERENCE, SCORES, TEXT


def test_the_plan_names_the_thresholds_that_a_pulse_locks() -> None:
    """Whoever ticks "lock thresholds" reads the numbers that the ballot promises, not others."""
    [task] = [one for one in plan.tasks() if one.auto is Auto.SETTINGS_HASH]
    assert [int(number) for number in re.findall(r"\d+", task.text)] == [SCORES, TEXT, DIFFERENCE]
