"""Public holidays, from the `holidays` package, as the dates on which nobody is written to unasked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import holidays


class UnknownCountryError(ValueError):
    """No holidays are known for this country or region."""


def check(place: str) -> str:
    """Return the place, an ISO 3166 code such as "ES" or "DE-BE", as it is stored. Raises UnknownCountryError."""
    country, _, region = place.strip().upper().partition("-")
    known = holidays.list_supported_countries()
    if country not in known or (region and region not in known[country]):
        raise UnknownCountryError(place)
    return f"{country}-{region}" if region else country


def dates(place: str, years: Iterable[int]) -> frozenset[date]:
    """Return the public holidays of the place in these years; none when `place` is ""."""
    if not place:
        return frozenset()
    country, _, region = place.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=tuple(years)))
