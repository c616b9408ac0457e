"""The first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claim",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "source", "key", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_org_id_at"), ["org_id", "at"], unique=False)

    op.create_table(
        "org",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("weekdays", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_org")),
    )
    op.create_table(
        "seal_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("word", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_check")),
    )
    op.create_table(
        "audit",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name=op.f("fk_audit_org_id")),
        sa.PrimaryKeyConstraint("org_id", "chain", "seq", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_org_id_object"), ["org_id", "object"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name=op.f("fk_audit_head_org_id")),
        sa.PrimaryKeyConstraint("org_id", "chain", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "claim_code",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name=op.f("fk_claim_code_org_id")),
        sa.PrimaryKeyConstraint("org_id", "digest", name=op.f("pk_claim_code")),
    )
    op.create_table(
        "person",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("manager_id", sa.String(), nullable=True),
        sa.Column("is_hr", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "manager_id"], ["person.org_id", "person.id"], name=op.f("fk_person_org_id_manager_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name=op.f("fk_person_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_person")),
        sa.UniqueConstraint("org_id", "email", name=op.f("uq_person_org_id_email")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_org_id_manager_id"), ["org_id", "manager_id"], unique=False)

    op.create_table(
        "team",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name=op.f("fk_team_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_team")),
        sa.UniqueConstraint("org_id", "name", name=op.f("uq_team_org_id_name")),
    )
    op.create_table(
        "workspace",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("service_url", sa.String(), nullable=False),
        sa.Column("recognition_channel", sa.String(), nullable=False),
        sa.Column("recognition_channel_name", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name=op.f("fk_workspace_org_id")),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("platform", "tenant", name=op.f("uq_workspace_platform_tenant")),
    )
    op.create_table(
        "account",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("external", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name=op.f("fk_account_org_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "workspace_id"],
            ["workspace.org_id", "workspace.id"],
            name=op.f("fk_account_org_id_workspace_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "workspace_id", "external", name=op.f("pk_account")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_org_id_person_id"), ["org_id", "person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_account_org_id_workspace_id_alias"), ["org_id", "workspace_id", "alias"], unique=False
        )

    op.create_table(
        "draft",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name=op.f("fk_draft_org_id_person_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "person_id", "form", name=op.f("pk_draft")),
    )
    op.create_table(
        "kudos",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("giver_id", sa.String(), nullable=False),
        sa.Column("badge", sa.String(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("correction", sa.LargeBinary(), nullable=True),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "giver_id"], ["person.org_id", "person.id"], name=op.f("fk_kudos_org_id_giver_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_kudos")),
    )
    with op.batch_alter_table("kudos", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_kudos_org_id_giver_id_given_at"), ["org_id", "giver_id", "given_at"], unique=False
        )

    op.create_table(
        "membership",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name=op.f("fk_membership_org_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "team_id"], ["team.org_id", "team.id"], name=op.f("fk_membership_org_id_team_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "team_id", "person_id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_org_id_person_id"), ["org_id", "person_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("promise", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("reader_id", sa.String(), nullable=True),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("of", sa.String(), nullable=True),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("lease_token", sa.String(), nullable=False),
        sa.Column("platform_ref", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "workspace_id"], ["workspace.org_id", "workspace.id"], name=op.f("fk_outbox_org_id_workspace_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("org_id", "dedupe_key", name=op.f("uq_outbox_org_id_dedupe_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_due", ["org_id", "state", "not_before"], unique=False)
        batch_op.create_index("ix_outbox_lane", ["org_id", "lane", "state", "seq"], unique=False)
        batch_op.create_index(
            "ix_outbox_turn", ["org_id", "workspace_id", "state", "urgency", "not_before", "seq"], unique=False
        )

    op.create_table(
        "room_message",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "workspace_id"],
            ["workspace.org_id", "workspace.id"],
            name=op.f("fk_room_message_org_id_workspace_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_room_message")),
    )
    with op.batch_alter_table("room_message", schema=None) as batch_op:
        batch_op.create_index("ix_room_message_place", ["org_id", "workspace_id", "place", "seq"], unique=False)

    op.create_table(
        "kudos_endorsement",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("kudos_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "kudos_id"], ["kudos.org_id", "kudos.id"], name=op.f("fk_kudos_endorsement_org_id_kudos_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name=op.f("fk_kudos_endorsement_org_id_person_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "kudos_id", "person_id", name=op.f("pk_kudos_endorsement")),
    )
    op.create_table(
        "kudos_receiver",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("kudos_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.Boolean(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "kudos_id"], ["kudos.org_id", "kudos.id"], name=op.f("fk_kudos_receiver_org_id_kudos_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name=op.f("fk_kudos_receiver_org_id_person_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "kudos_id", "person_id", name=op.f("pk_kudos_receiver")),
    )
    with op.batch_alter_table("kudos_receiver", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_kudos_receiver_org_id_person_id_given_at"), ["org_id", "person_id", "given_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("kudos_receiver", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kudos_receiver_org_id_person_id_given_at"))

    op.drop_table("kudos_receiver")
    op.drop_table("kudos_endorsement")
    with op.batch_alter_table("room_message", schema=None) as batch_op:
        batch_op.drop_index("ix_room_message_place")

    op.drop_table("room_message")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_turn")
        batch_op.drop_index("ix_outbox_lane")
        batch_op.drop_index("ix_outbox_due")

    op.drop_table("outbox")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_org_id_person_id"))

    op.drop_table("membership")
    with op.batch_alter_table("kudos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kudos_org_id_giver_id_given_at"))

    op.drop_table("kudos")
    op.drop_table("draft")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_org_id_workspace_id_alias"))
        batch_op.drop_index(batch_op.f("ix_account_org_id_person_id"))

    op.drop_table("account")
    op.drop_table("workspace")
    op.drop_table("team")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_org_id_manager_id"))

    op.drop_table("person")
    op.drop_table("claim_code")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_org_id_object"))

    op.drop_table("audit")
    op.drop_table("seal_check")
    op.drop_table("org")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_org_id_at"))

    op.drop_table("claim")
