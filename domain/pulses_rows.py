"""Which sums follow exactly from published sums: the row space of who counts in what (MEASURES: disclosure audit)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]
TOLERANCE = 1e-9
MOST_PARTS = 4  # of a protected set: each part has somebody in it, and a set of five or more is no secret
DIGITS = 7  # of a sum that is looked up; what is found is checked again


def differences(rows: Matrix, sizes: Sequence[int]) -> NDArray[np.int64]:
    """Return at [x, y] how many people published set x has beyond set y."""
    weighted = rows * np.asarray(sizes, dtype=float)
    found: NDArray[np.int64] = np.rint(weighted @ (1 - rows).T).astype(np.int64)
    return found


def unseen(rows: Matrix) -> Matrix:
    """Return a basis of what no published sum changes with: one row for each column of `rows`."""
    if not len(rows):
        return np.eye(rows.shape[1])
    _, scale, turned = np.linalg.svd(rows, full_matrices=True)
    rank = int((scale > TOLERANCE * max(1.0, float(scale[0]))).sum())
    return np.asarray(turned[rank:].T, dtype=float)


def follows(unseen_of: Sequence[Vector]) -> bool:
    """Whether the sum over columns follows from what is published, given the row of `unseen` for each of them."""
    return bool(np.abs(np.sum(unseen_of, axis=0)).max(initial=0.0) < TOLERANCE)


def disclosed(rows: Matrix, sizes: Sequence[int], floor: int) -> Iterator[tuple[int, ...]]:
    """Yield each set of few columns with 1 to floor - 1 people whose sum follows; of sets in sets only the smaller."""
    small = {column for column, size in enumerate(sizes) if 0 < size < floor}
    for lines, columns in _parts(_apart(rows), small) if small else ():
        few = [column for column in columns if column in small]
        basis = dict(zip(columns, unseen(lines), strict=True))
        found: list[frozenset[int]] = []
        for chosen in _balanced(basis, few):
            is_new = not any(one <= set(chosen) for one in found)
            if is_new and sum(sizes[c] for c in chosen) < floor and follows([basis[c] for c in chosen]):
                found.append(frozenset(chosen))
                yield chosen


def _apart(rows: Matrix) -> Matrix:
    """Take from each set the sets within it: the same sums follow, from sets that have little in common."""
    apart, sizes = rows.copy(), rows.sum(axis=1)
    inside = rows @ rows.T
    for x in range(len(rows)):
        within = np.flatnonzero((inside[x] == sizes) & (sizes < sizes[x]))
        for y in within[np.argsort(-sizes[within], kind="stable")]:
            if apart[x] @ rows[y] == sizes[y]:
                apart[x] -= rows[y]
    return apart


def _parts(rows: Matrix, small: Set[int]) -> Iterator[tuple[Matrix, list[int]]]:
    """Yield the rows and columns that hang together, where small ones are among them."""
    _, labels = connected_components(csr_array(np.block([[rows @ rows.T, rows], [rows.T, rows.T @ rows]])))
    of_row, of_column = labels[: len(rows)], labels[len(rows) :]
    for label in sorted({int(of_column[column]) for column in small}):
        lines, columns = np.flatnonzero(of_row == label), np.flatnonzero(of_column == label)
        yield rows[np.ix_(lines, columns)], columns.tolist()


def _balanced(basis: Mapping[int, Vector], small: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield candidates, smallest first: a set follows if its rows of the basis add up to nothing.

    Each row is one number here (its product with a fixed odd vector), so that a pair or a triple that is the
    opposite of another is found by looking it up.
    """
    value = {column: float(basis[column] @ _odd(len(basis[column]))) for column in small}
    pairs = dict[float, list[tuple[int, ...]]]()
    for pair in combinations(small, 2):
        pairs.setdefault(_key(value[pair[0]] + value[pair[1]]), []).append(pair)
    yield from ((column,) for column in small if abs(value[column]) < 10**-DIGITS)
    yield from (pair for key in _near(0.0) for pair in pairs.get(key, ()))
    yield from _joined({(column,): one for column, one in value.items()}, pairs)
    if len(small) >= MOST_PARTS:
        yield from _joined({pair: value[pair[0]] + value[pair[1]] for pair in combinations(small, 2)}, pairs)


def _odd(length: int) -> Vector:
    found: Vector = np.cos(np.arange(1, length + 1) * np.sqrt(2.0)) + np.sqrt(3.0)
    return found


def _joined(
    parts: dict[tuple[int, ...], float], pairs: dict[float, list[tuple[int, ...]]]
) -> Iterator[tuple[int, ...]]:
    for part, total in parts.items():
        for key in _near(-total):
            for pair in pairs.get(key, ()):
                if part[-1] < pair[0]:
                    yield part + pair


def _key(total: float) -> float:
    return round(total, DIGITS) + 0.0  # minus nothing is nothing


def _near(total: float) -> tuple[float, ...]:
    step = 10.0**-DIGITS
    return _key(total), _key(total - step), _key(total + step)
