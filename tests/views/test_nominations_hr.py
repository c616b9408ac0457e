"""What HR is shown of nominations while they are counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.nominations import State
from views import nominations, nominations_hr
from views.nominations_hr import Told


@pytest.mark.parametrize(
    ("state", "stops", "names"), [("deciding", True, False), ("counted", False, False), ("decided", False, True)]
)
def test_what_is_counted_can_be_stopped_no_more_and_names_nobody_yet(state: str, stops: bool, names: bool) -> None:
    """Whoever receives something hears of it before HR reads it here."""
    window = replace(nominations.WINDOW, state=State(state))
    card = repr(nominations_hr.every([Told(window=window, received=[("Quiet work", "Ana Ruiz", True)])]))
    assert ("nominations.stop" in card, "Ana Ruiz" in card) == (stops, names)
