"""A pulse that comes again by itself: four weeks later, with the next questions of its plan and its own contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from domain.local_time import DAY_MS
from domain.pulses import Bank, Template
from domain.pulses_wave import State, Wave

EVERY_DAYS = 28
AHEAD_DAYS = 7  # before the next one opens HR hears of it, and can stop it
LEAST_DAYS = 5  # ahead, after an outage (choice): a short one must not move the whole series by a week
LONGEST_DAYS = EVERY_DAYS - AHEAD_DAYS  # open: it is over when the next one is launched


def may_repeat(wave: Wave) -> bool:
    contract = wave.contract
    return wave.template is Template.FOUR_WEEKLY and (contract.closes_on - contract.opens_on).days <= LONGEST_DAYS


def launched_at(wave: Wave) -> int:
    """Return when the one after this is launched (UTC epoch ms)."""
    return wave.begins_at + DAY_MS * (EVERY_DAYS - AHEAD_DAYS)


def following(wave: Wave, bank: Bank, *, id: str, number: int, today: date) -> Wave:
    """Return the draft of the one after: on the same weekdays, in four weeks, or later where HR would hear too late.

    Whoever is asked, the thresholds and what was chosen beside the plan stay; a retired question does not.
    """
    ahead = timedelta(days=EVERY_DAYS)
    while wave.contract.opens_on + ahead < today + timedelta(days=LEAST_DAYS):
        ahead += timedelta(days=7)
    contract = replace(
        wave.contract,
        items=bank.asked(wave.template, number, wave.contract.chosen),
        core=bank.core,
        frame=bank.frame,
        opens_on=wave.contract.opens_on + ahead,
        closes_on=wave.contract.closes_on + ahead,
        share_back_on=wave.contract.share_back_on + ahead,
    )
    return replace(wave, id=id, number=number, contract=contract, digest="", state=State.DRAFT, version=1)
