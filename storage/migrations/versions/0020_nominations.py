"""Nominations by secret ballot, who decides and who received what, and how often public thanks are posted together"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_WITHOUT_ROW_IDS = {"sqlite_with_rowid": False}


def upgrade() -> None:
    author = _to("nomination_window", "author_id", "person")
    op.create_table("nomination_window", *_WINDOW, _key("nomination_window", "id"), author)
    op.create_index("ix_nomination_window_org_id_state", "nomination_window", ["org_id", "state"])
    for name, columns, key in (
        ("nomination_seat", _SEAT, _key("nomination_seat", "window_id", "person_id")),
        ("nomination_result", _RESULT, _key("nomination_result", "window_id", "category", "person_id")),
    ):
        op.create_table(name, *columns, key, _of_window(name), _to(name, "person_id", "person"))
        op.create_index(f"ix_{name}_org_id_person_id", name, ["org_id", "person_id"])
    for name, columns, last in (("nomination_ballot", _BALLOT, "ballot"), ("nomination_slip", _SLIP, "token")):
        first = _key(name, "window_id", "stage", last)
        op.create_table(name, *columns, first, _of_window(name), **_WITHOUT_ROW_IDS)
    org = sa.ForeignKeyConstraint(["org_id"], ["org.id"], name="fk_recognition_digest_org_id")
    op.create_table("recognition_digest", *_DIGEST, _key("recognition_digest"), org)
    org = sa.ForeignKeyConstraint(["org_id"], ["org.id"], name="fk_recognition_story_org_id")
    op.create_table("recognition_story", *_STORY, _key("recognition_story", "day", "kudos_id"), org)
    op.create_index("ix_recognition_story_org_id_kudos_id", "recognition_story", ["org_id", "kudos_id"])


def downgrade() -> None:
    for name in ("story", "digest"):
        op.drop_table(f"recognition_{name}")
    for name in ("slip", "ballot", "result", "seat", "window"):
        op.drop_table(f"nomination_{name}")


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("org_id", *columns, name=f"pk_{table}")


def _to(table: str, column: str, there: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_org_id_{column}"
    return sa.ForeignKeyConstraint(["org_id", column], [f"{there}.org_id", f"{there}.id"], name=name)


def _of_window(table: str) -> sa.ForeignKeyConstraint:
    return _to(table, "window_id", "nomination_window")


def _text(*names: str) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False) for name in names)


def _at(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _sealed(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


_WINDOW = (
    *_text("org_id", "id", "title"),
    sa.Column("terms", sa.Text(), nullable=False),
    *_text("state"),
    _at("closes_at"),
    _at("decides_at"),
    *_text("author_id"),
    sa.Column("version", sa.Integer(), nullable=False),
    _at("created_at"),
)
_SEAT = _text("org_id", "window_id", "person_id")
_BALLOT = _text("org_id", "window_id", "stage", "ballot")
_SLIP = (*_text("org_id", "window_id", "stage", "token"), _sealed("words"))
_RESULT = (
    *_text("org_id", "window_id", "category", "person_id"),
    _sealed("story"),
    *_text("consent"),
    _at("decided_at"),
)
_DIGEST = (*_text("org_id", "rhythm"), _at("changed_at"))
_STORY = (*_text("org_id", "day", "kudos_id"), _at("posted_at"))
