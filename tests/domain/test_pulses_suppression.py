"""What is hidden so that nothing else gives it away: as little as helps, in an order that knows no answers."""

from __future__ import annotations

from collections.abc import Mapping

from domain import pulses_groups as groups
from domain import pulses_shown as showing
from domain import pulses_suppression as suppression
from domain.pulses import Kind
from domain.pulses_audit import Audit, Failure, Way
from domain.pulses_groups import Atom, Group, Level
from domain.pulses_suppression import Choice, Question

MIXED = {5: (1, 1, 1, 1, 1), 6: (1, 1, 1, 2, 1), 8: (1, 2, 2, 2, 1), 12: (2, 3, 3, 2, 2), 2: (0, 1, 0, 1, 0)}


def atom(place: str, *counts: int) -> Atom:
    """Return people of "department/team", of a department, or right under the company ("")."""
    parts = place.split("/")
    groups = {"company", parts[0], place} - {""}
    return Atom(groups=frozenset(groups), counts=counts)


def declared(*atoms: Atom) -> Mapping[str, Group]:
    found = {}
    for id in {group for one in atoms for group in one.groups}:
        parent = None if id == "company" else id.rpartition("/")[0] or "company"
        level = Level.COMPANY if parent is None else Level.TEAM if "/" in id else Level.DEPARTMENT
        found[id] = Group(id=id, level=level, parent=parent, invited=sum(a.n for a in atoms if id in a.groups))
    return found


def protect(*atoms: Atom, kind: Kind = Kind.SCALE, least: int = 5) -> Choice:
    tree = declared(*atoms)
    return suppression.protect(Question(kind=kind, figure=atoms, least=least, floor=5), tree, tree.keys())


def failures(*atoms: Atom, shown: set[str]) -> list[Failure]:
    facts = {group: showing.facts(Kind.SCALE, groups.answers(atoms, group)) for group in shown}
    return Audit(figure=atoms, facts=facts, floor=5).failures


def test_where_nothing_is_laid_open_nothing_is_hidden() -> None:
    """A whole of which all parts are shown says no more than they do."""
    teams = [atom("d", *MIXED[6]), atom("d/a", *MIXED[8]), atom("d/b", *MIXED[12])]
    assert protect(*teams) == Choice(shown=frozenset({"company", "d", "d/a", "d/b"}))


def test_a_small_team_takes_its_smallest_sibling_along() -> None:
    """Two people in a department of three teams: its figure less two teams would be theirs. Others lose nothing."""
    people = [atom("d/a", *MIXED[2]), atom("d/b", *MIXED[12]), atom("d/c", *MIXED[8]), atom("e/x", *MIXED[8])]
    shown = protect(*people, atom("e/y", *MIXED[6])).shown
    assert {"company", "d", "d/b", "e", "e/x", "e/y"} == shown


def test_of_siblings_of_one_size_the_one_whose_id_comes_first_goes() -> None:
    """Never the one with the better answers."""
    for one, other in ((MIXED[8], (0, 0, 4, 4, 0)), ((0, 0, 4, 4, 0), MIXED[8])):
        shown = protect(atom("d/a", *MIXED[2]), atom("d/b", *one), atom("d/c", *other), atom("e", *MIXED[12])).shown
        assert ("d/b" in shown, "d/c" in shown) == (False, True)


def test_one_team_and_its_lead_are_a_difference() -> None:
    """The department less its only team is one person."""
    people = [atom("d", 0, 0, 1, 0, 0), atom("d/a", *MIXED[8]), atom("e", *MIXED[12])]
    [found, *_] = failures(*people, shown={"company", "d", "d/a", "e"})
    assert (found.way, found.n, found.pair) == (Way.DIFFERENCE, 1, ("d", "d/a"))
    assert protect(*people).shown == {"company", "d", "e"}


def test_departments_of_one_team_step_back_for_their_teams() -> None:
    """Where five or more lead such teams, they are hidden in the whole together, and each team reads its own."""
    pairs = [(atom(f"d{n}", 0, 0, 1, 0, 0), atom(f"d{n}/t", *MIXED[8])) for n in range(5)]
    people = [one for pair in pairs for one in pair]
    assert protect(*people).shown == {"company", *(f"d{n}/t" for n in range(5))}


def test_a_figure_becomes_a_word_before_a_group_is_hidden() -> None:
    """Five in two small teams all say 5, and 4.7 of their department nearly says so: "4.6 or more" leaves it open."""
    people = [
        atom("d/a", 0, 0, 1, 10, 19),
        atom("d/b", 0, 0, 0, 0, 3),
        atom("d/c", 0, 0, 0, 0, 2),
        atom("e", *MIXED[12]),
    ]
    assert {one.way for one in failures(*people, shown={"company", "d", "d/a", "e"})} == {Way.NEAR}
    assert protect(*people) == Choice(shown=frozenset({"company", "d", "d/a", "e"}), coded=frozenset({"d"}))


def test_a_score_of_recommending_is_for_departments_of_twenty() -> None:
    """And never for a team."""
    people = [atom("d/a", 5, 10, 15), atom("d/b", 2, 4, 6), atom("e/x", 2, 4, 6)]
    assert protect(*people, kind=Kind.RECOMMEND, least=20).shown == {"company", "d"}


def test_without_anything_that_may_be_shown_nothing_is() -> None:
    """Four people in all."""
    assert protect(atom("d/a", 1, 1, 1, 1, 0)) == Choice(shown=frozenset())
