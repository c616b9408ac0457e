"""What is stopped under a message is what its words say, once each."""

from __future__ import annotations

from views import notices as views
from views.vocabulary import Card, Menu, Text

CARD = Card("About one", (Text(("Words",)),))


def stops(*kinds: str) -> dict[str, str]:
    """What is stopped by which words."""
    card = views.delivered([(kind, CARD) for kind in kinds], moment=0)
    [menu] = [part for part in card.parts if isinstance(part, Menu)]
    found = [one for one in menu.options if one.value.startswith("stop ")]
    assert len({one.label for one in found}) == len(found), "nobody can tell them apart"
    return {one.label: one.value.removeprefix("stop ") for one in found}


def test_what_reads_the_same_is_stopped_once_and_together() -> None:
    """Whoever stops pulses hears neither reminders nor results, as the words say."""
    found = stops("review.back", "pulse.results", "pulse.reminder", "kudos.unseen")
    assert list(found.values()) == ["review.back", "pulse.results", "kudos.unseen"]
    assert views.named_alike("pulse.results") == {"pulse.reminder", "pulse.results", "pulse.hr"}


def test_that_nominations_were_lost_is_stopped_by_words_that_say_so() -> None:
    """Under a message apart from those to decide on; in the preferences with them, and named."""
    assert list(stops("nominations.decide", "nominations.lost").values()) == ["nominations.decide", "nominations.lost"]
    assert views.named_alike("nominations.lost") == {"nominations.lost"}
    assert "lost" in views.KINDS["nominations.lost"].chosen
