"""Competencies by file, and a cycle rehearsed, as an operator does it for HR."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import insert

from storage import cycles, lines, opening, participants, tables
from storage.sealing import KeyRing
from storage.unit import Unit
from tests.cli.conftest import KEY, Terminal
from tests.storage.test_cycles import a_cycle

HOME = "home.db"


def furnish(unit: Unit) -> None:
    """Hana runs HR; Ben is led by Mara, and takes part in a cycle."""
    unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "House", "created_at": 0})
    unit.run(insert(tables.table(tables.Team)), {"org_id": "org", "id": "blue", "name": "Blue", "created_at": 0})
    for id in ("hana", "mara", "ben"):
        row = {"org_id": "org", "id": id, "name": id.title(), "is_hr": id == "hana", "created_at": 0}
        unit.run(insert(tables.table(tables.Person)), row)
    lines.assign(unit, "org", {"ben": ["blue"]}, now=1)
    lines.lead(unit, "org", {"ben": "mara"}, now=1)
    cycles.add(unit, "org", cycles.Kept(cycle=a_cycle(), author="hana"))
    participants.add_teams(unit, "org", "c1", ["blue"], now=1)
    participants.follow(unit, "org", "c1", now=1)


@pytest.fixture
def home(terminal: Terminal, sqlite_template: Path, keys: KeyRing) -> Terminal:
    shutil.copy(sqlite_template, HOME)
    terminal.set(VOUCHSAFE_DATABASE_URL=f"sqlite:///{HOME}", VOUCHSAFE_KEYS=KEY)
    store = opening.open_store(f"sqlite:///{HOME}", keys)
    store.write(furnish).result()
    store.close()
    return terminal


@pytest.mark.parametrize("file", ["words.yaml", "words.csv"])
def test_competencies_go_out_and_come_in_as_a_draft(home: Terminal, file: str) -> None:
    """Only looked at until it is said that they are to be kept; and one draft at a time."""
    assert home.run("framework", "export", file).code == 0
    looked = home.run("framework", "import", file, "--by", "Hana")
    assert (looked.code, "Nothing was kept" in looked.said) == (0, True)
    assert "Kept as version 1" in home.run("framework", "import", file, "--by", "hana", "--save").said
    again = home.run("framework", "import", file, "--by", "hana", "--save")
    assert (again.code, "There is a draft already" in again.said) == (1, True)


def test_what_is_wrong_with_the_rows_is_said_row_by_row(home: Terminal) -> None:
    """And nothing is changed; nor by somebody who does not run HR."""
    Path("bad.csv").write_text("competency,level,field,text\ncandor,,shape,round\ncandor,expert,descriptor,x\n")
    ran = home.run("framework", "import", "bad.csv", "--by", "Hana", "--save")
    assert ran.code == 1
    assert "Row 2: the field “shape” is not known." in ran.said
    assert "Row 3: the level “expert”" in ran.said
    home.run("framework", "export", "good.yaml")
    assert home.run("framework", "import", "good.yaml", "--by", "Ben", "--save").code == 1


def test_a_cycle_is_rehearsed_with_every_message_and_its_words(home: Terminal) -> None:
    """To whom, when in their zone, and what it says; by day, line by line, or as data."""
    days = home.run("rehearse", "--words")
    assert "Kick-off (opens), to 1 person" in days.data
    assert "First evidence: 1 person, until" in days.data
    assert "UTC" in home.run("rehearse", "autumn", "--every").data
    told = json.loads(home.run("rehearse", "--json").data)
    assert {one["to"] for one in told} == {"Ben", "Hana", "Mara"}
    assert all(one["words"] for one in told)
    assert home.run("rehearse", "Winter").code == 1
