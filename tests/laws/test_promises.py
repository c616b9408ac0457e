"""A pulse never meets a rating (promise 6): no module of either can reach a module or a table of the other.

What lists every feature (the router, Home, the schedules, all tables) is no path: nothing of a feature goes through it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, String

from storage import tables
from tests.laws import source

REVIEWS = {
    "checkpoints", "competencies", "corroboration", "cycles", "delegations", "evidence", "feedback", "frameworks",
    "goals", "participants", "ratings", "reviews",
}  # fmt: skip
PULSES = {"ballots", "pulse", "pulses"}
LISTS = {
    "handlers/__init__.py": "the router",
    "handlers/home.py": "what each feature puts on Home",
    "schedules/__init__.py": "everything that happens by itself",
    "storage/tables/__init__.py": "the names of all tables; whose are named is looked at beside",
    "storage/tagging.py": "what every column of every table is; it reads no row",
}
BY_STRING = {"storage/sparing.py": "conditions on a table that it is told; it reads no row"}


def stem(name: str) -> str:
    return Path(name).stem.partition("_")[0] if Path(name).stem != "review" else "reviews"


class House:
    """The modules under a folder, what each imports, and which tables it names."""

    def __init__(self, root: Path) -> None:
        paths = [path for layer in source.BELOW_BOT for path in sorted((root / layer).rglob("*.py"))]
        self.trees = {
            path.relative_to(root).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
            for path in paths
            if "migrations" not in path.parts
        }
        self.tables = dict(self._declared())

    def of(self, stems: set[str]) -> set[str]:
        return {name for name in self.trees if stem(name) in stems}

    def reach(self, start: set[str]) -> Mapping[str, str]:
        """Return every module that can be reached, and through which other."""
        found = dict.fromkeys(start, "")
        queue = list(start)
        while queue:
            name = queue.pop()
            new = {one for one in self._imports(name) if one not in found and one not in LISTS}
            found |= dict.fromkeys(new, name)
            queue += new
        return found

    def crossings(self, ours: set[str], theirs: set[str]) -> list[str]:
        """Say what of theirs is reached from ours: a module, or a table by its class or by its name."""
        reached, forbidden = self.reach(self.of(ours)), self.of(theirs)
        named = {one for one, (where, _) in self.tables.items() if where in forbidden}
        named |= {table for where, table in self.tables.values() if where in forbidden}
        modules = [f"{name} (from {reached[name]})" for name in sorted(reached) if name in forbidden]
        readers = sorted(reached.keys() - BY_STRING.keys())
        words = [f"{name} names {one}" for name in readers for one in sorted(self._words(name) & named)]
        return modules + words

    def _declared(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield the class of each table with where it is declared and how it is called."""
        for name, tree in self.trees.items():
            for node in tree.body if name.startswith("storage/tables/") else ():
                if isinstance(node, ast.ClassDef):
                    yield from ((node.name, (name, table)) for table in _names(node))

    def _imports(self, name: str) -> Iterator[str]:
        for node in ast.walk(self.trees[name]):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield from self._files(node.module)
                yield from (file for one in node.names for file in self._files(f"{node.module}.{one.name}"))
            if isinstance(node, ast.Import):
                yield from (file for one in node.names for file in self._files(one.name))

    def _files(self, module: str) -> Iterator[str]:
        path = module.replace(".", "/")
        yield from (one for one in (f"{path}.py", f"{path}/__init__.py") if one in self.trees)

    def _words(self, name: str) -> set[str]:
        """What a module of storage could name a table by: attributes, and words in its strings."""
        if not name.startswith("storage/"):
            return set()
        nodes = list(ast.walk(self.trees[name]))
        said = {word for node in nodes if isinstance(node, ast.Constant) for word in str(node.value).split()}
        return said | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def _names(table: ast.ClassDef) -> Iterator[str]:
    for one in table.body:
        if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "__tablename__":
            yield ast.literal_eval(one.value)


def crossings(root: Path) -> list[str]:
    house = House(root)
    return [*house.crossings(REVIEWS, PULSES), *house.crossings(PULSES, REVIEWS)]


def test_no_path_leads_from_a_pulse_to_a_rating_or_back() -> None:
    """Over any number of modules."""
    assert crossings(source.ROOT) == []


def test_the_law_looks_at_all_of_reviews() -> None:
    """A feature that is renamed does not fall off the list in silence, and the lists are there."""
    house = House(source.ROOT)
    assert {stem(name) for name in house.trees} & REVIEWS == REVIEWS
    assert LISTS.keys() <= house.trees.keys()
    assert {"Review", "Rating", "Evidence", "Goal", "Cycle"} <= house.tables.keys()
    reached = house.reach(house.of(REVIEWS))
    loose = {name for name in reached if _imports_loosely(house.trees[name])}
    assert loose == BY_STRING.keys(), "this reaches tables by strings, which the law does not see through"


def _imports_loosely(tree: ast.Module) -> bool:
    """Whether a module asks for a table by a string: `tables.named(...)`."""
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return any(ast.unparse(one) == "tables.named" for one in calls)


# --- What an answer may not carry ---------------------------------------------------------------------------------

ANSWERS = ("pulse_ballot", "pulse_sheet", "pulse_comment")
SAID_OF_AN_ANSWER = {"org_id", "wave_id", "ballot", "token", "item_id", "answers", "words"}


@pytest.mark.parametrize("name", ANSWERS)
def test_no_answer_has_a_time_a_person_or_a_place_in_a_row(name: str) -> None:
    """Promise 5: its columns are texts that are listed here, and sealed bytes; SQLite numbers no row of it."""
    table = tables.named(name)
    assert {column.name for column in table.columns} <= SAID_OF_AN_ANSWER
    kinds = {type(getattr(column.type, "impl", column.type)) for column in table.columns}
    assert kinds <= {String, LargeBinary}, "a number or a moment would be an order"
    assert table.dialect_options["sqlite"]["with_rowid"] is False
    assert {one.column.table.name for one in table.foreign_keys} == {"pulse_wave"}
    assert not any(column.default or column.server_default for column in table.columns)
    assert table.indexes == set(), "an index is a second place that remembers"


def test_no_other_table_points_at_an_answer() -> None:
    """A row elsewhere that named a sheet could carry what the sheet may not."""
    every = tables.Row.metadata.tables.values()
    assert {one.column.table.name for table in every for one in table.foreign_keys} & {*ANSWERS} == set()


PULSE = {
    "storage/tables/pulses.py": 'class Answer(Row, table=True):\n    __tablename__ = "pulse_answer"\n',
    "storage/pulses.py": "from storage import tables\n",
}
REVIEW = {
    "storage/tables/ratings.py": 'class Rating(Row, table=True):\n    __tablename__ = "rating"\n',
    "storage/reviews.py": "from storage import tables\n",
    "storage/people.py": "\n",
}


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ({}, ""),
        ({"storage/reviews.py": "from storage import pulses\n"}, "storage/pulses.py"),
        ({"storage/reviews.py": "import storage.pulses\n"}, "storage/pulses.py"),
        (
            {"storage/reviews.py": "from storage import people\n", "storage/people.py": "from storage import pulses\n"},
            "storage/pulses.py",
        ),
        ({"storage/reviews.py": "from storage import tables\nx = tables.Answer\n"}, "names Answer"),
        ({"storage/reviews.py": 'x = "select * from pulse_answer"\n'}, "names pulse_answer"),
        ({"storage/pulses.py": "from storage import reviews\n"}, "storage/reviews.py"),
        ({"storage/pulses.py": "from storage import tables\nx = tables.Rating\n"}, "names Rating"),
        ({"storage/pulses.py": 'x = "select * from rating"\n'}, "names rating"),
    ],
)
def test_somebody_who_makes_a_path_is_told_where(planted: Mapping[str, str], said: str, tmp_path: Path) -> None:
    """By an import, over another module, by a table's class or its name; in either direction."""
    for name, text in {**PULSE, **REVIEW, **planted}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = crossings(tmp_path)
    assert found == [] if not said else said in " ".join(found)
