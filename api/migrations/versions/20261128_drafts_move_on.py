"""drafts move on"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "house",
        sa.Column("pk", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("preset", sa.String(length=64), nullable=True),
        sa.Column("rules", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_house")),
    )
    op.create_table(
        "publication",
        sa.Column("pk", KEY, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("article_pk", KEY, nullable=False),
        sa.Column("draft", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared", sa.Boolean(), nullable=False),
        sa.Column("blockers", sa.Text(), nullable=False),
        sa.Column("created_by_pk", KEY, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_pk"], ["article.pk"], name=op.f("fk_publication_article_pk")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_pk"], ["person.pk"], name=op.f("fk_publication_created_by_pk")
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_publication")),
        sa.UniqueConstraint("id", name=op.f("uq_publication_id")),
    )
    op.create_index(op.f("ix_publication_article_pk"), "publication", ["article_pk"])

    op.create_table(
        "signature",
        sa.Column("pk", KEY, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("article_pk", KEY, nullable=False),
        sa.Column("draft", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("signed_by_pk", KEY, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by_pk", KEY, nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_pk"], ["article.pk"], name=op.f("fk_signature_article_pk")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_pk"], ["person.pk"], name=op.f("fk_signature_signed_by_pk")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_pk"], ["person.pk"], name=op.f("fk_signature_withdrawn_by_pk")
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_signature")),
        sa.UniqueConstraint("id", name=op.f("uq_signature_id")),
    )
    op.create_index(op.f("ix_signature_article_pk"), "signature", ["article_pk"])

    op.create_table(
        "correction",
        sa.Column("pk", KEY, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("created_by_pk", KEY, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("article_pk", KEY, nullable=False),
        sa.Column("claim_pk", KEY, nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("now", sa.Text(), nullable=True),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_pk"], ["article.pk"], name=op.f("fk_correction_article_pk")
        ),
        sa.ForeignKeyConstraint(["claim_pk"], ["claim.pk"], name=op.f("fk_correction_claim_pk")),
        sa.ForeignKeyConstraint(
            ["created_by_pk"], ["person.pk"], name=op.f("fk_correction_created_by_pk")
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_correction")),
        sa.UniqueConstraint("id", name=op.f("uq_correction_id")),
    )
    op.create_index(op.f("ix_correction_article_pk"), "correction", ["article_pk"])
    op.create_index(op.f("ix_correction_claim_pk"), "correction", ["claim_pk"])

    op.create_table(
        "waiver",
        sa.Column("pk", KEY, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("created_by_pk", KEY, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("article_pk", KEY, nullable=False),
        sa.Column("claim_pk", KEY, nullable=True),
        sa.Column("rule", sa.String(length=64), nullable=True),
        sa.Column("blocker", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_pk", KEY, nullable=True),
        sa.ForeignKeyConstraint(["article_pk"], ["article.pk"], name=op.f("fk_waiver_article_pk")),
        sa.ForeignKeyConstraint(["claim_pk"], ["claim.pk"], name=op.f("fk_waiver_claim_pk")),
        sa.ForeignKeyConstraint(
            ["created_by_pk"], ["person.pk"], name=op.f("fk_waiver_created_by_pk")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_pk"], ["person.pk"], name=op.f("fk_waiver_withdrawn_by_pk")
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_waiver")),
        sa.UniqueConstraint("id", name=op.f("uq_waiver_id")),
    )
    op.create_index(op.f("ix_waiver_article_pk"), "waiver", ["article_pk"])
    op.create_index(op.f("ix_waiver_claim_pk"), "waiver", ["claim_pk"])

    op.add_column("claim", sa.Column("lost_in", sa.Integer(), nullable=True))
    op.add_column("claim", sa.Column("change", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("draft", sa.Column("note", sa.Text(), nullable=True))
    op.add_column("draft", sa.Column("sentences", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    for table, column in (
        ("draft", "sentences"),
        ("draft", "note"),
        ("claim", "change"),
        ("claim", "lost_in"),
    ):
        op.execute(
            f"ALTER TABLE {table} DROP COLUMN {column}"
        )  # a rebuilt table loses its triggers
    for table in ("waiver", "correction", "signature", "publication", "house"):
        op.drop_table(table)
