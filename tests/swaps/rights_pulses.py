"""Who may do what with the ids of pulses and of files that are rated twice: a part of rights.py, written like it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.swaps.facts import Facts
from tests.swaps.rights_reviews import SUBJECT, VALUE, May

COMPANY = "company"
_CHOICES = {"1", "2"}  # of the question that the story asks


def was_asked(facts: Facts, me: str, id: str) -> bool:
    """Whatever of the ballot follows: whoever was asked is told that it has closed, or was drawn for another."""
    return (id.partition("/")[0], me) in facts.invited


def waits(facts: Facts, me: str, id: str) -> bool:
    """Until it closes; whoever has answered reads that they have."""
    wave = facts.waves.get(id.partition("/")[0])
    return wave is not None and wave["state"] == "open" and was_asked(facts, me, id)


def answer(facts: Facts, me: str, id: str) -> bool:
    return id in _CHOICES


def sets_up(facts: Facts, me: str, id: str) -> bool:
    """HR, whatever becomes of it; whoever may is told when it is too late."""
    return me in facts.hr and id in facts.waves


def retires(facts: Facts, me: str, id: str) -> bool:
    return me in facts.hr and id in facts.own_items


def reads(facts: Facts, me: str, id: str) -> bool:
    """A group of what was released: HR, whoever counts in it, whoever leads it. A wave alone is some group of it."""
    wave, _, group = id.partition("/")
    if wave not in facts.released or (group and id not in facts.counted):
        return False
    home = facts.invited.get((wave, me), "")
    is_within = home == group or (bool(home) and group in ("", COMPANY))
    return me in facts.hr or is_within or _leads(facts, me, wave, group)


def _leads(facts: Facts, me: str, wave: str, group: str) -> bool:
    """Most of those who count in it; in the story nobody leads but Ana."""
    return any(
        facts.leads[person] == me
        for (of, person), home in facts.invited.items()
        if of == wave and home == group != COMPANY
    )


def reads_remarks(facts: Facts, me: str, id: str) -> bool:
    number, _, group = id.partition("/")
    return number.isdecimal() and reads(facts, me, group)


def follows(facts: Facts, me: str, id: str) -> bool:
    """From wave to wave, of a group that they may read in any."""
    group = id.partition("/")[2]
    return bool(group) and any(reads(facts, me, f"{wave}/{group}") for wave in facts.released)


def acts(facts: Facts, me: str, id: str) -> bool:
    row = facts.actions.get(id)
    return row is not None and reads(facts, me, f"{row['wave_id']}/{row['group_id']}")


def counts(facts: Facts, me: str, id: str) -> bool:
    """Not whoever reads it only because they lead it, or for HR."""
    return acts(facts, me, id) and _belongs(facts, me, facts.actions[id])


def _belongs(facts: Facts, me: str, row: Mapping[str, str]) -> bool:
    home = facts.invited.get((row["wave_id"], me), "")
    return home == row["group_id"] or (bool(home) and row["group_id"] == COMPANY)


def decides(facts: Facts, me: str, id: str) -> bool:
    """Whoever leads the group; for the company HR."""
    if not acts(facts, me, id):
        return False
    row = facts.actions[id]
    is_company = row["group_id"] == COMPANY
    return me in facts.hr if is_company else _leads(facts, me, row["wave_id"], row["group_id"])


def ends(facts: Facts, me: str, id: str) -> bool:
    """Whoever sees to it, or decides."""
    return acts(facts, me, id) and (facts.actions[id]["owner_id"] == me or decides(facts, me, id))


def rates_twice(facts: Facts, me: str, id: str) -> bool:
    """Whoever was drawn for the file; a competency of which something is noted may follow."""
    file, _, competency = id.partition("/")
    return file in facts.files and facts.files[file]["rater_id"] == me and competency in ("", "early_candor")


PULSES: Mapping[tuple[str, str], May] = {
    **{(action, SUBJECT): was_asked for action in ("pulse.answer", "pulse.send", "pulse.promise", "pulse.comment")},
    ("pulse.comment.open", SUBJECT): was_asked,
    ("pulse.show", SUBJECT): waits,
    ("pulse.answer", VALUE): answer,
    **{("pulse.hr", slot): sets_up for slot in (SUBJECT, VALUE)},
    **{(f"pulse.{one}", SUBJECT): sets_up for one in ("launch", "launch.series", "series.stop", "discard", "stop")},
    **{("pulse.item.retire", slot): retires for slot in (SUBJECT, VALUE)},
    **{(f"pulse.{one}", slot): reads for one in ("results", "actions", "propose.open") for slot in (SUBJECT, VALUE)},
    ("pulse.propose", SUBJECT): reads,
    **{("pulse.remarks", slot): reads_remarks for slot in (SUBJECT, VALUE)},
    **{("pulse.trend", slot): follows for slot in (SUBJECT, VALUE)},
    **{("pulse.vote", slot): counts for slot in (SUBJECT, VALUE)},
    **{("pulse.choose.open", slot): decides for slot in (SUBJECT, VALUE)},
    ("pulse.choose", SUBJECT): decides,
    **{(f"pulse.{one}.open", slot): ends for one in ("done", "drop") for slot in (SUBJECT, VALUE)},
    **{(f"pulse.{one}", SUBJECT): ends for one in ("done", "drop")},
    **{("review.second.open", slot): rates_twice for slot in (SUBJECT, VALUE)},
    ("review.second", SUBJECT): rates_twice,
}
