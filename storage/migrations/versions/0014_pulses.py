"""Pulses: items of the org's own, waves with their contracts, who is asked, and what comes in without time or order"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_WITHOUT_ROW_IDS = {"sqlite_with_rowid": False}


def upgrade() -> None:
    op.create_table("pulse_item", *_ITEM, _key("pulse_item", "id"), _to("pulse_item", "author_id", "person"))
    op.create_table("pulse_wave", *_WAVE, _key("pulse_wave", "id"), _to("pulse_wave", "author_id", "person"))
    op.create_index("ix_pulse_wave_org_id_state", "pulse_wave", ["org_id", "state"])
    head = _to("pulse_group", "head_id", "person")
    op.create_table("pulse_group", *_GROUP, _key("pulse_group", "wave_id", "id"), _of_wave("pulse_group"), head)
    person = _to("pulse_invitation", "person_id", "person")
    key = _key("pulse_invitation", "wave_id", "person_id")
    op.create_table("pulse_invitation", *_INVITATION, key, _of_wave("pulse_invitation"), person)
    op.create_index("ix_pulse_invitation_org_id_person_id", "pulse_invitation", ["org_id", "person_id"])
    for name, columns, last in (
        ("pulse_ballot", _BALLOT, "ballot"),
        ("pulse_sheet", _SHEET, "token"),
        ("pulse_comment", _COMMENT, "token"),
    ):
        op.create_table(name, *columns, _key(name, "wave_id", last), _of_wave(name), **_WITHOUT_ROW_IDS)


def downgrade() -> None:
    for name in ("comment", "sheet", "ballot", "invitation", "group", "wave", "item"):
        op.drop_table(f"pulse_{name}")


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("org_id", *columns, name=f"pk_{table}")


def _to(table: str, column: str, there: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_org_id_{column}"
    return sa.ForeignKeyConstraint(["org_id", column], [f"{there}.org_id", f"{there}.id"], name=name)


def _of_wave(table: str) -> sa.ForeignKeyConstraint:
    return _to(table, "wave_id", "pulse_wave")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _sealed(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


_ITEM: tuple[sa.Column[Any], ...] = (
    _text("org_id"),
    _text("id"),
    sa.Column("content", sa.Text(), nullable=False),
    _text("author_id"),
    _at("created_at"),
    _at("retired_at", nullable=True),
)
_WAVE: tuple[sa.Column[Any], ...] = (
    *(_text(name) for name in ("org_id", "id", "title", "template")),
    _number("number"),
    sa.Column("contract", sa.Text(), nullable=False),
    *(_text(name) for name in ("digest", "state")),
    _at("closes_at"),
    _at("forget_at"),
    _text("author_id"),
    _number("version"),
    _at("created_at"),
    _at("launched_at", nullable=True),
)
_GROUP: tuple[sa.Column[Any], ...] = (
    *(_text(name) for name in ("org_id", "wave_id", "id", "level")),
    _text("parent_id", nullable=True),
    _text("head_id", nullable=True),
    _number("invited"),
)
_INVITATION = tuple(_text(name) for name in ("org_id", "wave_id", "person_id", "group_id"))
_BALLOT = tuple(_text(name) for name in ("org_id", "wave_id", "ballot"))
_SHEET: tuple[sa.Column[Any], ...] = (
    *(_text(name) for name in ("org_id", "wave_id", "token")),
    _sealed("answers"),
)
_COMMENT: tuple[sa.Column[Any], ...] = (
    *(_text(name) for name in ("org_id", "wave_id", "token", "item_id")),
    _sealed("words"),
)
