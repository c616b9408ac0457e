"""Post-mortems, how they are scored, and what is done about them"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "postmortem",
        *_POSTMORTEM,
        _key("postmortem", "id"),
        _to("postmortem", "team_id", "team"),
        _to("postmortem", "author_id", "person"),
    )
    op.create_index("ix_postmortem_org_id_team_id_happened_on", "postmortem", ["org_id", "team_id", "happened_on"])
    responder = "postmortem_responder"
    op.create_table(responder, *_text("org_id", "postmortem_id", "person_id"), *_of_one(responder))
    op.create_index("ix_postmortem_responder_org_id_person_id", responder, ["org_id", "person_id"])
    op.create_table("postmortem_score", *_SCORE, *_of_one("postmortem_score", "round"))
    op.create_index("ix_postmortem_score_org_id_person_id", "postmortem_score", ["org_id", "person_id"])
    op.create_table(
        "postmortem_action",
        *_ACTION,
        _key("postmortem_action", "id"),
        _to("postmortem_action", "postmortem_id", "postmortem"),
        *(_to("postmortem_action", column, "person") for column in ("author_id", "owner_id", "done_by", "verified_by")),
    )
    for column in ("postmortem_id", "owner_id"):
        op.create_index(f"ix_postmortem_action_org_id_{column}", "postmortem_action", ["org_id", column])


def downgrade() -> None:
    for name in ("postmortem_action", "postmortem_score", "postmortem_responder", "postmortem"):
        op.drop_table(name)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("org_id", *columns, name=f"pk_{table}")


def _to(table: str, column: str, there: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_org_id_{column}"
    return sa.ForeignKeyConstraint(["org_id", column], [f"{there}.org_id", f"{there}.id"], name=name)


def _of_one(table: str, *more: str) -> tuple[sa.Constraint, ...]:
    """Of one post-mortem and one person."""
    key = _key(table, "postmortem_id", *more, "person_id")
    return key, _to(table, "postmortem_id", "postmortem"), _to(table, "person_id", "person")


def _text(*names: str) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False) for name in names)


_POSTMORTEM = (
    *_text("org_id", "id", "team_id", "author_id"),
    sa.Column("words", sa.LargeBinary(), nullable=False),
    *_text("happened_on", "closed_on", "came_back_on", "severity", "found_by", "state"),
    sa.Column("round", sa.Integer(), nullable=False),
    sa.Column("sheets", sa.Text(), nullable=False),
    sa.Column("scored_at", sa.BigInteger(), nullable=True),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.BigInteger(), nullable=False),
)
_SCORE = (
    *_text("org_id", "postmortem_id"),
    sa.Column("round", sa.Integer(), nullable=False),
    *_text("person_id"),
    sa.Column("owes", sa.Boolean(), nullable=False),
    sa.Column("stepped_back", sa.Boolean(), nullable=False),
    sa.Column("words", sa.LargeBinary(), nullable=True),
    sa.Column("asked_at", sa.BigInteger(), nullable=False),
)
_ACTION = (
    *_text("org_id", "id", "postmortem_id", "author_id"),
    sa.Column("owner_id", sa.String(), nullable=True),
    sa.Column("done_by", sa.String(), nullable=True),
    sa.Column("verified_by", sa.String(), nullable=True),
    *_text("kind", "state"),
    sa.Column("words", sa.LargeBinary(), nullable=False),
    *_text("due_on", "moved_from", "missed_on", "verified_on"),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.BigInteger(), nullable=False),
)
