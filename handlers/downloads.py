"""Each kind of file that a link may lead to, and who makes it: what is not in the list, no link leads to."""

from __future__ import annotations

from collections.abc import Mapping

from storage.downloads import Maker

FILES: Mapping[str, Maker] = {}
