"""On which platform and which database a scenario plays in `make test`, and where only in `make soak`.

Each plays on both platforms and on both databases, which takes two of the four pairs. Its name says which two, so that
over all scenarios each pair is played as often (docs/decisions/0024).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping

import pytest

SCENES = ("scene", "empty")  # the fixtures that stand on a platform


def is_for_soak(item: pytest.Function) -> bool:
    """Say whether it is one of the two other pairs. A test that names its platform or its database plays as it says."""
    params: Mapping[str, object] = item.callspec.params if hasattr(item, "callspec") else {}
    platform = next((params[name] for name in SCENES if name in params), None)
    if platform is None or "database" not in params or {"database", *SCENES} & {*_named(item)}:
        return False
    is_turned = zlib.crc32(item.function.__name__.encode()) % 2 == 1
    return ((platform == "slack") == (params["database"] == "sqlite")) == is_turned


def _named(item: pytest.Function) -> Iterator[str]:
    for mark in item.iter_markers("parametrize"):
        yield from mark.args[:1]
