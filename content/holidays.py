"""Public holidays, from the `holidays` package, as the dates on which nobody is written to unasked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib import resources

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


@cache
def names() -> Mapping[str, str]:
    """Return the English name of each country whose holidays are known, by its code."""
    lines = resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    known = holidays.list_supported_countries()
    return {code: name for code, name in pairs if code in known}


def named(place: str) -> str:
    """Return how people call a place: "Spain", "Germany (BE)"; "" when it is nowhere."""
    country, _, region = place.partition("-")
    name = names().get(country, country)
    return f"{name} ({region})" if region else name


def dates(place: str, years: Iterable[int]) -> frozenset[date]:
    """Return the public holidays of the place in these years; none when `place` is ""."""
    if not place:
        return frozenset()
    country, _, region = place.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=tuple(years)))
