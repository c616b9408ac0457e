"""What is released of pulses, and what teams mean to do about it"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("pulse_release", *_RELEASE, _key("pulse_release", "wave_id"), _of_wave("pulse_release"))
    figure = _key("pulse_figure", "wave_id", "group_id", "question_id")
    op.create_table("pulse_figure", *_FIGURE, figure, _of_wave("pulse_figure"))
    standing = _key("pulse_standing", "wave_id", "group_id")
    op.create_table("pulse_standing", *_STANDING, standing, _of_wave("pulse_standing"))
    remark = _key("pulse_remark", "wave_id", "token")
    op.create_table("pulse_remark", *_REMARK, remark, _of_wave("pulse_remark"), sqlite_with_rowid=False)
    people = [_to("pulse_action", column, "person") for column in ("author_id", "owner_id")]
    op.create_table("pulse_action", *_ACTION, _key("pulse_action", "id"), _of_wave("pulse_action"), *people)
    op.create_index("ix_pulse_action_org_id_wave_id_group_id", "pulse_action", ["org_id", "wave_id", "group_id"])
    votes = [_to("pulse_vote", "action_id", "pulse_action"), _to("pulse_vote", "person_id", "person")]
    op.create_table("pulse_vote", *_VOTE, _key("pulse_vote", "action_id", "person_id"), *votes)
    op.create_index("ix_pulse_vote_org_id_person_id", "pulse_vote", ["org_id", "person_id"])


def downgrade() -> None:
    for name in ("vote", "action", "remark", "standing", "figure", "release"):
        op.drop_table(f"pulse_{name}")


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("org_id", *columns, name=f"pk_{table}")


def _to(table: str, column: str, there: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_org_id_{column}"
    return sa.ForeignKeyConstraint(["org_id", column], [f"{there}.org_id", f"{there}.id"], name=name)


def _of_wave(table: str) -> sa.ForeignKeyConstraint:
    return _to(table, "wave_id", "pulse_wave")


def _text(*names: str) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False) for name in names)


def _long(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


_RELEASE = (
    *_text("org_id", "wave_id"),
    sa.Column("released_at", sa.BigInteger(), nullable=False),
    sa.Column("teams_differ", sa.Integer(), nullable=True),
)
_FIGURE = (
    *_text("org_id", "wave_id", "group_id", "question_id"),
    sa.Column("n", sa.Integer(), nullable=False),
    _long("content"),
    *_text("trend"),
)
_STANDING = (
    *_text("org_id", "wave_id", "group_id"),
    sa.Column("is_asked", sa.Boolean(), nullable=False),
    *_text("turnout", "agreement"),
)
_REMARK = (
    *_text("org_id", "wave_id", "token", "group_id", "item_id"),
    sa.Column("words", sa.LargeBinary(), nullable=False),
)
_ACTION = (
    *_text("org_id", "id", "wave_id", "group_id"),
    _long("words"),
    *_text("author_id"),
    sa.Column("owner_id", sa.String(), nullable=True),
    *_text("due_on", "state"),
    _long("outcome"),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.BigInteger(), nullable=False),
)
_VOTE = _text("org_id", "action_id", "person_id")
