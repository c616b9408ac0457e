"""Only whoever holds the secret posts figures, as they are, and now."""

from __future__ import annotations

import random

import pytest

from domain import paired_signature as rules

SECRET, BODY, NOW = "vsf_" + "0" * 64, b'{"team": "Checkout"}', 1_790_000_000_000
# printf 'v1:1790000000:{"team": "Checkout"}' | openssl dgst -sha256 -hmac vsf_0000...0000
GOOD = "v1=5cda9b227bf42115e6fac3f84f90880d4f2ca7fa44ded77fb35d53c015e85acf"


def test_what_was_signed_holds_as_it_was_sent_alone() -> None:
    """Another body, time, secret or shape does not."""
    assert rules.sign(SECRET, "1790000000", BODY) == GOOD
    assert rules.holds(SECRET, "1790000000", GOOD, BODY)
    assert not rules.holds(SECRET, "1790000000", GOOD, BODY + b" ")
    assert not rules.holds(SECRET, "1790000001", GOOD, BODY)
    assert not rules.holds(SECRET[:-1] + "1", "1790000000", GOOD, BODY)
    assert not rules.holds(SECRET, "1790000000", GOOD + "\n", BODY)
    assert not rules.holds(SECRET, "1790000000", GOOD.upper(), BODY)


@pytest.mark.parametrize(
    ("timestamp", "is_fresh"),
    [
        ("1790000000", True),
        ("1789999700", True),
        ("1790000300", True),
        ("1789999699", False),
        ("1790000301", False),
        ("179000000", False),
        ("1_790000000", False),
        ("١٧٩٠٠٠٠٠٠٠", False),
        ("1790000000\n", False),
    ],
)
def test_what_is_older_or_newer_than_five_minutes_is_refused(timestamp: str, *, is_fresh: bool) -> None:
    """Ten digits of ASCII and nothing else."""
    assert rules.is_fresh(timestamp, now=NOW) is is_fresh


def test_secrets_differ() -> None:
    """They are as long as a key should be."""
    one, other = (rules.new_secret(random.Random(seed)) for seed in (1, 2))
    assert one != other
    assert len(one) == 68
