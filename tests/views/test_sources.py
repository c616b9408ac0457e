"""What HR reads about sources is as exact as it is known."""

from __future__ import annotations

from domain.sources import Source
from views import sources
from views.vocabulary import Facts


def test_when_the_identity_provider_was_heard_is_known_within_the_hour_and_said_so() -> None:
    """A platform's is exact."""
    card = sources.card({Source.SCIM: 1, Source.SLACK: 1})
    [_, heard] = [part for part in card.parts if isinstance(part, Facts)]
    said = {name: spans[1:] for name, spans in heard.rows}
    assert said["Your identity provider (SCIM)"] == (" or up to an hour later",)
    assert said["Slack"] == ()
