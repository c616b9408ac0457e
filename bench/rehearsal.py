"""Row 10: `vouchsafe rehearse` of 26 weeks, as an operator runs it: the calendar, and every message with its words."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from bench import kudos, processes, report, reviews_filling
from bench.report import Section, say
from bench.reviews_filling import Half
from storage.sealing import KEY_BYTES, KeyRing

PEOPLE = 5_000
WITHIN_SECONDS = 60.0


def measure(place: Path) -> Section:
    url = f"sqlite:///{place / 'rehearsal.db'}"
    half = Half(url=url, keys=KeyRing([bytes(KEY_BYTES)]), people=PEOPLE, each=1, seen=frozenset())
    say(f"  a cycle of {PEOPLE:,} people made in {reviews_filling.fill(half):.0f} s")
    settings = {"VOUCHSAFE_DATABASE_URL": url, "VOUCHSAFE_KEYS": kudos.KEYS}
    short, _ = processes.told(settings, "rehearse")
    whole, said = processes.told(settings, "rehearse", "--json")
    counts = Counter(one["to"] for one in json.loads(said))
    what = f"`vouchsafe rehearse` of 26 weeks for {PEOPLE:,} people"
    every = f"The same with the words of all {counts.total():,} messages"
    context = f"rehearsal: nobody of {len(counts):,} readers gets more than {max(counts.values())} messages"
    rows = [report.below(what, short, WITHIN_SECONDS, "s"), report.below(every, whole, WITHIN_SECONDS, "s")]
    return Section(rows=rows, context=[context])
