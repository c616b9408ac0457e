"""What SQLAlchemy has compiled, once for a process: each engine has a dialect of its own, and would compile all anew.

The writer of a SQLite file and each of its readers is an engine, and so is each look from beside (storage/visiting.py).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.util import LRUCache

STATEMENTS = 2_000  # more than Vouchsafe has; a list of conditions makes one for each of its lengths
_Key = tuple[Any, ...]  # the dialect first, then what the statement is


class _Compiled(LRUCache[_Key, Any]):
    """By the dialect's name: nothing that one process asks of two engines of one name is compiled differently."""

    __slots__ = ()

    def get(self, key: _Key, default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: _Key, value: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), value)


OPTIONS = {"compiled_cache": _Compiled(STATEMENTS)}
