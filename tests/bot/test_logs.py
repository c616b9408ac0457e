"""Logs hold sentences of ours, codes and ids, whoever writes them."""

from __future__ import annotations

import ast
import json
import logging
from collections.abc import Iterator

import pytest

from bot import logs
from tests.laws import source

LEVELS = ("debug", "info", "warning", "error", "exception", "critical")


def log_calls() -> Iterator[tuple[str, ast.Call]]:
    for where, node in source.nodes(*source.LAYERS, of=(ast.Call,)):
        if isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in ("log", "logger"):
                yield where, node


def test_every_log_line_is_a_fixed_sentence_with_an_action() -> None:
    """A sentence that is put together can hold anything; so can a field that nobody listed."""
    calls = list(log_calls())
    assert len(calls) > 20
    for where, call in calls:
        [sentence] = call.args
        named = {one.arg: one.value for one in call.keywords}
        assert isinstance(sentence, ast.Constant), where
        assert isinstance(named.get("action"), ast.Constant), where
        assert set(named) <= logs.FIELDS, f"{where}: {set(named) - logs.FIELDS}"


def test_a_field_that_nobody_listed_is_named_without_its_value() -> None:
    """So that it can be missed, and not read."""
    kept = logs.only_listed(None, "info", {"event": "said", "action": "a", "note": "what Ana said"})
    assert kept == {"event": "said", "action": "a", "dropped": ["note"]}


def test_a_long_value_is_cut() -> None:
    """Nothing that is an id, a code or a sentence of ours is that long."""
    kept = logs.only_listed(None, "info", {"reason": "x" * 5_000})
    assert kept == {"reason": "x" * logs.MAX_VALUE}


def test_of_a_librarys_message_only_the_place_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """Libraries put whole payloads into their warnings."""
    record = logging.LogRecord("slack_bolt", logging.WARNING, "bolt.py", 7, "body: %s", ("what Ana said",), None)
    logs.LibraryHandler().emit(record)
    line = json.loads(capsys.readouterr().err)
    assert (line["logger"], line["where"], line["level"]) == ("slack_bolt", "bolt:7", "warning")
    assert "Ana" not in json.dumps(line)
