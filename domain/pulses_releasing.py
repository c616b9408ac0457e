"""Computes a release: each question protected by itself, then what follows from the figures that are shown."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from domain import pulses_agreement as agreement
from domain import pulses_groups as groups
from domain import pulses_release as releases
from domain import pulses_scores as scores
from domain import pulses_shown as showing
from domain import pulses_suppression as suppression
from domain import pulses_trend as trends
from domain import result
from domain.pulses import Item, Kind
from domain.pulses_agreement import Spread
from domain.pulses_groups import Atom, Group, Level
from domain.pulses_published import Cell, Shown, Side, Standing, Trend
from domain.pulses_release import CORE, INDEX, LEAST_TEAMS, Closed, Filled, Released
from domain.pulses_roster import path
from domain.pulses_suppression import Question
from domain.result import Reason, Result


def released(closed: Closed) -> Released:
    return _Work(closed=closed).released()


@dataclass(frozen=True, kw_only=True)
class _Work:
    closed: Closed

    @cached_property
    def declared(self) -> Mapping[str, Group]:
        return {group.id: group for group in self.closed.groups}

    @cached_property
    def answered(self) -> Mapping[str, int]:
        return releases.answered(self.closed.groups, self.closed.sheets)

    @cached_property
    def by_home(self) -> Mapping[str, Sequence[Filled]]:
        found: dict[str, list[Filled]] = {}
        for sheet in self.closed.sheets:
            found.setdefault(sheet.group, []).append(sheet)
        return found

    def released(self) -> Released:
        counted, cells = dict[tuple[str, str], int](), list[Cell]()
        for item in self.closed.items:
            figure = self._figure(item)
            shown = self._protected(item, figure)
            counted |= {(group, item.id): groups.people(figure, group) for group in self.declared}
            cells += [Cell(group=group, question=item.id, shown=shown.get(group)) for group in self.declared]
        table = {(cell.group, cell.question): cell.shown for cell in cells if cell.shown}
        indices = {INDEX: [*self._scales()], CORE: [*self._core()]}
        for name, items in indices.items():
            cells += self._indices(name, items, table)
            counted |= {(group, name): self._fewest(group, items, counted) for group in self.declared}
        return Released(
            cells=tuple(self._compared(cell, counted) for cell in cells),
            standings=tuple(self._standing(group, table) for group in self.declared.values()),
            counted=counted,
            teams_differ=self._teams_differ(table),
        )

    # --- One question -------------------------------------------------------------------------------------------

    def _figure(self, item: Item) -> list[Atom]:
        figure = []
        for home, sheets in self.by_home.items():
            chosen = Counter(_slot(item, sheet.answers[item.id]) for sheet in sheets if item.id in sheet.answers)
            counts = tuple(chosen[slot] for slot in range(_slots(item)))
            figure.append(Atom(groups=frozenset(path(self.declared, home)), counts=counts))
        return figure

    def _protected(self, item: Item, figure: Sequence[Atom]) -> Mapping[str, Shown]:
        floors = self.closed.floors
        least = floors.scores if item.kind is Kind.SCALE else floors.recommend
        question = Question(kind=item.kind, figure=figure, least=least, floor=floors.difference)
        speaking = groups.speaking(self.closed.groups, self.answered, floors.scores, floors.share)
        choice = suppression.protect(question, self.declared, speaking)
        return {
            group: showing.show(item.kind, groups.answers(figure, group), coded=group in choice.coded)
            for group in choice.shown
        }

    # --- What follows from the figures that are shown -----------------------------------------------------------

    def _scales(self) -> Iterator[Item]:
        yield from (item for item in self.closed.items if item.kind is Kind.SCALE)

    def _core(self) -> Iterator[Item]:
        found = [item for item in self._scales() if item.id in self.closed.core]
        yield from found if len(found) == len(self.closed.core) else ()

    def _indices(self, name: str, items: Sequence[Item], table: Mapping[tuple[str, str], Shown]) -> Iterator[Cell]:
        for group in self.declared if items else ():
            figures = [table[group, item.id] for item in items if (group, item.id) in table]
            shown = _index(figures, items) if len(figures) == len(items) else None
            yield Cell(group=group, question=name, shown=shown)

    def _fewest(self, group: str, items: Sequence[Item], counted: Mapping[tuple[str, str], int]) -> int:
        return min((counted[group, item.id] for item in items), default=0)

    def _standing(self, group: Group, table: Mapping[tuple[str, str], Shown]) -> Standing:
        items = [*self._scales()]
        is_shown = bool(items) and all((group.id, item.id) in table for item in items)
        return Standing(
            group=group.id,
            asked=group.invited > 0,
            turnout=groups.turnout(group, self.answered[group.id], self.closed.floors.scores),
            agreement=self._agreement(group.id, items) if is_shown else None,
        )

    def _agreement(self, group: str, items: Sequence[Item]) -> agreement.Agreement | None:
        points = {len(item.labels) for item in items}
        if len(points) > 1:  # of scales that differ there is no common measure
            return None
        sheets = [[sheet.answers.get(item.id) for item in items] for sheet in self._people(group)]
        return agreement.told(sheets, points.pop())

    def _people(self, group: str) -> Iterator[Filled]:
        for home, sheets in self.by_home.items():
            if group in path(self.declared, home):
                yield from sheets

    def _teams_differ(self, table: Mapping[tuple[str, str], Shown]) -> float | None:
        """Of teams that are shown something: of the others nothing may be told, also not together."""
        floor, spreads = self.closed.floors.scores, list[Spread]()
        telling = {group for group, _ in table}
        for group in self.closed.groups:
            if group.level is Level.TEAM and group.id in telling:
                means = [mean for sheet in self._people(group.id) if (mean := self._mean(sheet)) is not None]
                if len(means) >= max(2, floor):
                    spread = statistics.variance(means)
                    spreads.append(Spread(n=len(means), mean=statistics.fmean(means), variance=spread))
        return agreement.between(spreads)[0].value if len(spreads) >= LEAST_TEAMS else None

    def _mean(self, sheet: Filled) -> float | None:
        """Return the mean of one person's answers, from 0 to 1 whatever the scale."""
        answered = [item for item in self._scales() if item.id in sheet.answers]
        given = [_slot(item, sheet.answers[item.id]) / (len(item.labels) - 1) for item in answered]
        return statistics.fmean(given) if given else None

    # --- From wave to wave --------------------------------------------------------------------------------------

    def _compared(self, cell: Cell, counted: Mapping[tuple[str, str], int]) -> Cell:
        key = cell.group, cell.question
        before, moved = self.closed.before.get(key), self.closed.moved.get(key)
        points = self._points(cell.question)
        if cell.shown is None or before is None or moved is None or points is None:
            return cell
        n = min(before.n, counted[key])
        is_wide, floor = self.declared[cell.group].is_wide, self.closed.floors.difference
        if not trends.may_compare(moved, n, is_wide=is_wide, floor=floor):
            return replace(cell, trend=Trend.WITHHELD)
        found = trends.trend(_figure_of(before.shown, n), _figure_of(cell.shown, n), moved, points)
        return replace(cell, trend=found)

    def _points(self, question: str) -> int | None:
        """Return the points of the scale; an index of all items has other items each time and is compared with none."""
        if question == CORE:
            return 101
        return next((len(item.labels) for item in self._scales() if item.id == question), None)


def _slots(item: Item) -> int:
    return 3 if item.kind is Kind.RECOMMEND else len(item.labels)


def _slot(item: Item, answer: int) -> int:
    """Return where an answer counts, from 0: on a scale turned, of recommending as detractor, passive or promoter."""
    if item.kind is Kind.RECOMMEND:
        return int(answer > scores.DETRACTOR) + int(answer >= scores.PROMOTER)
    turned = scores.turned(answer, len(item.labels), reverse=item.is_reversed)
    return turned - 1


def _index(figures: Sequence[Shown], items: Sequence[Item]) -> Shown | None:
    """Return the index of published means. With limits on both sides there is none; with one it is a limit itself."""
    sides = {shown.side for shown in figures}
    if {Side.LOW, Side.HIGH} <= sides:
        return None
    side = next(iter(sides - {Side.EXACT}), Side.EXACT)
    means = [(shown.figure, len(item.labels)) for shown, item in zip(figures, items, strict=True)]
    return Shown(figure=scores.index(means), side=side, low_precision=any(shown.low_precision for shown in figures))


def _figure_of(shown: Shown, n: int) -> Result:
    """A limit is no figure that could be compared."""
    is_exact = shown.side is Side.EXACT
    return result.found(float(shown.figure), n) if is_exact else result.missing(Reason.NO_DATA, n)
