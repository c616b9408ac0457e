"""Cases that others have published, with where they stand: tests/domain/cases/statistics.json."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

CASES = Path(__file__).with_name("cases") / "statistics.json"


@cache
def _all() -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in json.loads(CASES.read_text(encoding="utf-8"))["cases"]}


def case(name: str) -> tuple[Any, Any]:
    """Return what goes in, and what was published to come out."""
    return _all()[name]["input"], _all()[name]["expected"]
