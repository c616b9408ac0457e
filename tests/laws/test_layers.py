"""The house keeps its walls: who may import whom, and what only the edge may touch."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.laws import source

ENVIRONMENT = {"environ", "getenv", "putenv", "environb"}
CLOCKS = {"time.time", "time.time_ns", "time.monotonic", "time.perf_counter", "datetime.now", "datetime.utcnow"}
CLOCKS |= {"datetime.today", "date.today", "datetime.datetime.now", "datetime.date.today"}
CHANCE = {"uuid.uuid1", "uuid.uuid4", "os.urandom"}
ALLOWED = {
    ("storage/sqlite.py", "time.monotonic"): "how long to wait for the writer; nothing of it is stored",
    ("storage/postgres.py", "time.monotonic"): "the same, for a connection",
    ("storage/sealing.py", "secrets.token_bytes"): "a nonce that a seed could repeat would break AES-GCM",
    ("storage/ballot_keys.py", "secrets.token_bytes"): "the same",
    ("storage/key_folder.py", "secrets.token_bytes"): "a key that a seed could repeat would be none",
    ("storage/key_folder.py", "secrets.token_hex"): "the name of a file for a moment",
    ("domain/calibration_spread.py", "random.Random"): "a fixed seed: the same ratings always give the same figure",
    ("storage/second_raters.py", "random.Random"): "the same seed for a cycle and its rehearsal: both draw the same",
}
STATISTICS = {"numpy", "scipy"}  # in rules that compute, whose modules only heavy work imports
IMPORTED_LATE = {
    "bot/main.py serve": "a command imports what it alone needs",
    "bot/main.py demo": "the same",
    "bot/main.py doctor": "the same",
    "bot/main.py manifest": "the same",
    "bot/serve.py platforms": "a platform's SDK is loaded where that platform is set up",
    "storage/opening.py migrate": "Alembic is loaded where tables are to be changed",
    "views/calibration_calendar.py file": "a library of calendars is loaded for one file now and then",
    "views/calibration_calendar.py _event": "the same",
    "domain/quantiles.py f": "scipy is loaded where figures are computed",
    "domain/quantiles.py t": "the same",
    "domain/severity.py _effects": "the same, for numpy",
    "domain/bounded_mean.py _interval": "the same",
    "domain/pulses_release.py release": "the same, for both",
}


def dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(id=word):
            return word
        case ast.Attribute(value=value, attr=word):
            return f"{dotted(value)}.{word}"
        case _:
            return ""


def test_imports_point_one_way() -> None:
    """bot -> handlers | schedules -> storage -> content -> views -> domain; each SDK in its one place."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]  # apart: it turns other loggers off
    result = subprocess.run(command, cwd=source.ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_only_settings_read_the_environment() -> None:
    """What can be set stands in one file."""
    readers = {
        where.split(":")[0]
        for where, node in source.nodes(*source.LAYERS, of=(ast.Attribute, ast.ImportFrom))
        if (isinstance(node, ast.Attribute) and node.attr in ENVIRONMENT and dotted(node).startswith("os."))
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and {n.name for n in node.names} & ENVIRONMENT)
    }
    assert readers == {"bot/settings.py"}


def test_only_the_edge_is_async() -> None:
    """Below bot/ a unit of work runs to its end on one thread; nothing awaits inside a transaction."""
    waiting = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    assert [where for where, _ in source.nodes(*source.BELOW_BOT, of=waiting)] == []


def test_time_and_chance_are_parameters_below_the_edge() -> None:
    """A rule that reads a clock or a die cannot be rehearsed, replayed or tested."""
    called = {
        (where.split(":")[0], dotted(node.func)) for where, node in source.nodes(*source.BELOW_BOT, of=(ast.Call,))
    }
    asked = {
        (file, name) for file, name in called if name in CLOCKS | CHANCE or name.startswith(("random.", "secrets."))
    }
    assert asked - ALLOWED.keys() == set()
    assert ALLOWED.keys() - asked == set(), "an exception nobody needs any more"


def test_the_rules_need_only_the_standard_library() -> None:
    """domain/ can be read, run and argued about without installing anything, but for what computes statistics."""
    foreign = []
    for where, node in source.nodes("domain", of=(ast.Import, ast.ImportFrom)):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        known = sys.stdlib_module_names | {"domain"} | STATISTICS
        foreign += [f"{where} {m}" for m in modules if m.split(".")[0] not in known]
    assert foreign == []


def test_no_import_hides_in_a_function() -> None:
    """What a module needs stands at its head, but for what most starts do not need and would wait for."""
    hidden = {
        f"{where.partition(':')[0]} {node.name}"
        for where, node in source.functions(*source.LAYERS)
        if any(isinstance(inner, ast.Import | ast.ImportFrom) for inner in ast.walk(node))
    }
    assert hidden == IMPORTED_LATE.keys()
