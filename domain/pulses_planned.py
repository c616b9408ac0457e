"""What head counts alone would tell, settled before anybody answers: no group leaves a few people over.

Groups lie within each other, so that whatever is published of a group and of all groups within it tells what those
between said. Where they would be too few, one group has no figures of its own, which those who are asked can be told
beforehand. The disclosure audit would hide it after the close, question by question (domain.pulses_suppression).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

from domain.pulses_groups import Group, Level
from domain.pulses_roster import Roster, without

_WITHIN = (Level.TEAM, Level.DEPARTMENT, Level.COMPANY)  # the narrowest first


def settled(found: Roster, *, floor: int) -> Roster:
    """Return where people are counted when every group has `floor` people beside those within it, or nobody."""
    gone = set[str]()
    while (id := _told_of_few(found.groups, gone, floor=floor)) is not None:
        gone.add(id)
    return without(found, gone)


def _told_of_few(groups: Sequence[Group], gone: Set[str], *, floor: int) -> str | None:
    """Return a group to hide because few would be left over; None when there is none."""
    inside = _inside(groups, gone)
    over = {one.id: one.invited - sum(each.invited for each in inside[one.id]) for one in groups}
    for one in sorted(groups, key=lambda each: (_WITHIN.index(each.level), each.id)):
        if one.id not in gone and 0 < over[one.id] < floor and (one.parent or inside[one.id]):
            return _hidden(one, inside[one.id], over)
    return None


def _hidden(one: Group, inside: Sequence[Group], over: Mapping[str, int]) -> str:
    """The smallest group within it whose people join the few; of a single one, the group around it is hidden instead.

    A team talks about its figures, a department that is that team and its lead does not.
    """
    if one.parent and len(inside) < 2:
        return one.id
    return min(inside, key=lambda each: (not over[each.id], each.invited, each.id)).id


def _inside(groups: Iterable[Group], gone: Set[str]) -> Mapping[str | None, Sequence[Group]]:
    """Return the groups that are left by the next one that is left and holds them."""
    parent = {one.id: one.parent for one in groups}
    inside = defaultdict[str | None, list[Group]](list)
    for one in groups:
        above = one.parent
        while above is not None and above in gone:
            above = parent[above]
        if one.id not in gone:
            inside[above].append(one)
    return inside
