"""first tables"""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answered",
        sa.Column("caller", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_answered")),
    )
    with op.batch_alter_table("answered", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answered_at"), ["at"], unique=False)

    op.create_table(
        "event",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=True),
        sa.Column("via", sa.String(length=40), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("article", sa.String(length=40), nullable=True),
        sa.Column("claim", sa.String(length=40), nullable=True),
        sa.Column("change", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_article"), ["article"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_claim"), ["claim"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_subject"), ["subject"], unique=False)

    op.create_table(
        "head",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_head")),
    )
    op.create_table(
        "integration",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_integration")),
        sa.UniqueConstraint("id", name=op.f("uq_integration_id")),
        sa.UniqueConstraint("name", name=op.f("uq_integration_name")),
    )
    op.create_table(
        "person",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_person")),
        sa.UniqueConstraint("external_id", name=op.f("uq_person_external_id")),
        sa.UniqueConstraint("id", name=op.f("uq_person_id")),
    )
    op.create_table(
        "api_key",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("person_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "integration_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["integration_pk"], ["integration.pk"], name=op.f("fk_api_key_integration_pk")
        ),
        sa.ForeignKeyConstraint(["person_pk"], ["person.pk"], name=op.f("fk_api_key_person_pk")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_api_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_key_digest")),
        sa.UniqueConstraint("id", name=op.f("uq_api_key_id")),
    )
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_api_key_integration_pk"), ["integration_pk"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_api_key_person_pk"), ["person_pk"], unique=False)

    op.create_table(
        "article",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("byline", sa.String(), nullable=True),
        sa.Column("outlet", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("desk", sa.String(), nullable=True),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dateline", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("draft_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "created_by_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_pk"], ["person.pk"], name=op.f("fk_article_created_by_pk")
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_article")),
        sa.UniqueConstraint("external_id", name=op.f("uq_article_external_id")),
        sa.UniqueConstraint("id", name=op.f("uq_article_id")),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_deadline"), ["deadline"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_desk"), ["desk"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_outlet"), ["outlet"], unique=False)

    op.create_table(
        "grant",
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column(
            "person_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(["person_pk"], ["person.pk"], name=op.f("fk_grant_person_pk")),
        sa.PrimaryKeyConstraint("subject", "person_pk", name=op.f("pk_grant")),
    )
    op.create_table(
        "source",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column(
            "created_by_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("published", sa.String(length=10), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("standing", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("terms", sa.String(length=64), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("findable", sa.Text(), nullable=False),
        sa.Column("origin_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_pk"], ["person.pk"], name=op.f("fk_source_created_by_pk")
        ),
        sa.ForeignKeyConstraint(["origin_pk"], ["source.pk"], name=op.f("fk_source_origin_pk")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_source")),
        sa.UniqueConstraint("external_id", name=op.f("uq_source_external_id")),
        sa.UniqueConstraint("id", name=op.f("uq_source_id")),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_origin_pk"), ["origin_pk"], unique=False)

    op.create_table(
        "speaker",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column(
            "created_by_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("aliases", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("roles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("wikidata", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("findable", sa.Text(), nullable=False),
        sa.Column(
            "merged_into_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("meant_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_pk"], ["person.pk"], name=op.f("fk_speaker_created_by_pk")
        ),
        sa.ForeignKeyConstraint(["meant_pk"], ["speaker.pk"], name=op.f("fk_speaker_meant_pk")),
        sa.ForeignKeyConstraint(
            ["merged_into_pk"], ["speaker.pk"], name=op.f("fk_speaker_merged_into_pk")
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_speaker")),
        sa.UniqueConstraint("id", name=op.f("uq_speaker_id")),
    )
    with op.batch_alter_table("speaker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speaker_meant_pk"), ["meant_pk"], unique=False)
        batch_op.create_index(batch_op.f("ix_speaker_name"), ["name"], unique=False)

    op.create_table(
        "claim",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column(
            "created_by_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "article_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("checkable", sa.Boolean(), nullable=False),
        sa.Column("checkable_said", sa.Boolean(), nullable=True),
        sa.Column("worth", sa.Float(), nullable=True),
        sa.Column("voice", sa.String(length=64), nullable=False),
        sa.Column("cue", sa.String(), nullable=True),
        sa.Column("asks", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("anchoring", sa.String(length=64), nullable=False),
        sa.Column("risk", sa.String(length=64), nullable=False),
        sa.Column("reopened", sa.String(), nullable=True),
        sa.Column("unconfirmed", sa.Boolean(), nullable=False),
        sa.Column("dropped_because", sa.String(), nullable=True),
        sa.Column(
            "assignee_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("drafted_by", sa.String(), nullable=True),
        sa.Column(
            "kept_by_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(["article_pk"], ["article.pk"], name=op.f("fk_claim_article_pk")),
        sa.ForeignKeyConstraint(["assignee_pk"], ["person.pk"], name=op.f("fk_claim_assignee_pk")),
        sa.ForeignKeyConstraint(
            ["created_by_pk"], ["person.pk"], name=op.f("fk_claim_created_by_pk")
        ),
        sa.ForeignKeyConstraint(["kept_by_pk"], ["person.pk"], name=op.f("fk_claim_kept_by_pk")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_claim")),
        sa.UniqueConstraint(
            "article_pk", "external_id", name=op.f("uq_claim_article_pk_external_id")
        ),
        sa.UniqueConstraint("id", name=op.f("uq_claim_id")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_assignee_pk"), ["assignee_pk"], unique=False)
        batch_op.create_index("ix_claim_latest", ["updated_at", "pk"], unique=False)
        batch_op.create_index(
            "ix_claim_reading_order", ["article_pk", "position", "pk"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_claim_status"), ["status"], unique=False)

    op.create_table(
        "draft",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "article_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("standfirst", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "created_by_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_pk"], ["article.pk"], name=op.f("fk_draft_article_pk")),
        sa.ForeignKeyConstraint(
            ["created_by_pk"], ["person.pk"], name=op.f("fk_draft_created_by_pk")
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_draft")),
        sa.UniqueConstraint("article_pk", "number", name=op.f("uq_draft_article_pk_number")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_sha256"), ["sha256"], unique=False)

    op.create_table(
        "annotation",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column(
            "created_by_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "article_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("claim_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "in_reply_to_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("proposed", sa.Text(), nullable=True),
        sa.Column(
            "addressee_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("addressee_name", sa.String(), nullable=True),
        sa.Column("addressee_contact", sa.String(), nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=True),
        sa.Column(
            "closed_by_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["addressee_pk"], ["person.pk"], name=op.f("fk_annotation_addressee_pk")
        ),
        sa.ForeignKeyConstraint(
            ["article_pk"], ["article.pk"], name=op.f("fk_annotation_article_pk")
        ),
        sa.ForeignKeyConstraint(["claim_pk"], ["claim.pk"], name=op.f("fk_annotation_claim_pk")),
        sa.ForeignKeyConstraint(
            ["closed_by_pk"], ["person.pk"], name=op.f("fk_annotation_closed_by_pk")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_pk"], ["person.pk"], name=op.f("fk_annotation_created_by_pk")
        ),
        sa.ForeignKeyConstraint(
            ["in_reply_to_pk"], ["annotation.pk"], name=op.f("fk_annotation_in_reply_to_pk")
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_annotation")),
        sa.UniqueConstraint("id", name=op.f("uq_annotation_id")),
        info={"owner columns": ("claim_pk",)},
    )
    with op.batch_alter_table("annotation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_annotation_addressee_pk"), ["addressee_pk"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_annotation_article_pk"), ["article_pk"], unique=False)
        batch_op.create_index(batch_op.f("ix_annotation_claim_pk"), ["claim_pk"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_annotation_in_reply_to_pk"), ["in_reply_to_pk"], unique=False
        )

    op.create_table(
        "attribution",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "speaker_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_pk"], ["claim.pk"], name=op.f("fk_attribution_claim_pk")),
        sa.ForeignKeyConstraint(
            ["speaker_pk"], ["speaker.pk"], name=op.f("fk_attribution_speaker_pk")
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_attribution")),
    )
    with op.batch_alter_table("attribution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attribution_claim_pk"), ["claim_pk"], unique=False)
        batch_op.create_index(batch_op.f("ix_attribution_speaker_pk"), ["speaker_pk"], unique=False)

    op.create_table(
        "claim_source",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "source_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("locator", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["claim_pk"], ["claim.pk"], name=op.f("fk_claim_source_claim_pk")),
        sa.ForeignKeyConstraint(
            ["source_pk"], ["source.pk"], name=op.f("fk_claim_source_source_pk")
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_claim_source")),
    )
    with op.batch_alter_table("claim_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_source_claim_pk"), ["claim_pk"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_source_source_pk"), ["source_pk"], unique=False)

    op.create_table(
        "claim_tag",
        sa.Column("claim_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["claim_pk"], ["claim.pk"], name=op.f("fk_claim_tag_claim_pk")),
        sa.PrimaryKeyConstraint("claim_pk", "tag", name=op.f("pk_claim_tag")),
    )
    with op.batch_alter_table("claim_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_tag_tag"), ["tag"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column(
            "created_by_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claim_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "source_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("stance", sa.String(length=64), nullable=False),
        sa.Column("bears_on", sa.String(length=64), nullable=False),
        sa.Column("standing", sa.String(length=64), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=True),
        sa.Column("locator", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("accessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_because", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["claim_pk"], ["claim.pk"], name=op.f("fk_evidence_claim_pk")),
        sa.ForeignKeyConstraint(
            ["created_by_pk"], ["person.pk"], name=op.f("fk_evidence_created_by_pk")
        ),
        sa.ForeignKeyConstraint(["source_pk"], ["source.pk"], name=op.f("fk_evidence_source_pk")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_evidence")),
        sa.UniqueConstraint("id", name=op.f("uq_evidence_id")),
        info={"owner columns": ("claim_pk", "source_pk")},
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_claim_pk"), ["claim_pk"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_source_pk"), ["source_pk"], unique=False)

    op.create_table(
        "verdict",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("claim_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("finding", sa.String(length=64), nullable=False),
        sa.Column("was", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("judge_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["claim_pk"], ["claim.pk"], name=op.f("fk_verdict_claim_pk")),
        sa.ForeignKeyConstraint(["judge_pk"], ["person.pk"], name=op.f("fk_verdict_judge_pk")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_verdict")),
        sa.UniqueConstraint("id", name=op.f("uq_verdict_id")),
    )
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verdict_claim_pk"), ["claim_pk"], unique=False)

    op.create_table(
        "answer",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column(
            "annotation_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["annotation_pk"], ["annotation.pk"], name=op.f("fk_answer_annotation_pk")
        ),
        sa.ForeignKeyConstraint(["author_pk"], ["person.pk"], name=op.f("fk_answer_author_pk")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_answer")),
        sa.UniqueConstraint("id", name=op.f("uq_answer_id")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_answer_annotation_pk"), ["annotation_pk"], unique=False
        )

    op.create_table(
        "citation",
        sa.Column(
            "verdict_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "evidence_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["evidence_pk"], ["evidence.pk"], name=op.f("fk_citation_evidence_pk")
        ),
        sa.ForeignKeyConstraint(
            ["verdict_pk"], ["verdict.pk"], name=op.f("fk_citation_verdict_pk")
        ),
        sa.PrimaryKeyConstraint("verdict_pk", "evidence_pk", name=op.f("pk_citation")),
    )
    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_citation_evidence_pk"), ["evidence_pk"], unique=False)

    op.create_table(
        "claim_span",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "attribution_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("start16", sa.Integer(), nullable=False),
        sa.Column("end16", sa.Integer(), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attribution_pk"], ["attribution.pk"], name=op.f("fk_claim_span_attribution_pk")
        ),
        sa.ForeignKeyConstraint(["claim_pk"], ["claim.pk"], name=op.f("fk_claim_span_claim_pk")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_claim_span")),
    )
    with op.batch_alter_table("claim_span", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_claim_span_attribution_pk"), ["attribution_pk"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_claim_span_claim_pk"), ["claim_pk"], unique=False)

    op.create_table(
        "finding",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("aspect", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=True),
        sa.Column("judge_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "verdict_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(["claim_pk"], ["claim.pk"], name=op.f("fk_finding_claim_pk")),
        sa.ForeignKeyConstraint(["judge_pk"], ["person.pk"], name=op.f("fk_finding_judge_pk")),
        sa.ForeignKeyConstraint(["verdict_pk"], ["verdict.pk"], name=op.f("fk_finding_verdict_pk")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_finding")),
        sa.UniqueConstraint("claim_pk", "aspect", name=op.f("uq_finding_claim_pk_aspect")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_status"), ["status"], unique=False)

    _open_the_ledger()


# A line is only ever added. A purge may empty `change` and `salt`, and nothing else.
SQLITE = (
    """
    CREATE TRIGGER event_stays BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END
    """,
    """
    CREATE TRIGGER event_keeps BEFORE UPDATE ON event
    WHEN NEW.change IS NOT NULL OR NEW.salt IS NOT NULL
        OR (NEW.seq, NEW.at, NEW.person, NEW.via, NEW.action, NEW.subject, NEW.article,
            NEW.claim, NEW.leaf, NEW.hash)
        IS NOT (OLD.seq, OLD.at, OLD.person, OLD.via, OLD.action, OLD.subject, OLD.article,
            OLD.claim, OLD.leaf, OLD.hash)
    BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END
    """,
)
POSTGRESQL = (
    """
    CREATE FUNCTION event_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF NEW.change IS NULL AND NEW.salt IS NULL
                AND (NEW.seq, NEW.at, NEW.person, NEW.via, NEW.action, NEW.subject, NEW.article,
                    NEW.claim, NEW.leaf, NEW.hash)
                IS NOT DISTINCT FROM (OLD.seq, OLD.at, OLD.person, OLD.via, OLD.action,
                    OLD.subject, OLD.article, OLD.claim, OLD.leaf, OLD.hash)
            THEN RETURN NEW; END IF;
        END IF;
        RAISE EXCEPTION 'the ledger is only ever added to';
    END $$
    """,
    """
    CREATE TRIGGER event_keeps BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION event_only_added()
    """,
    """
    CREATE TRIGGER event_stays BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION event_only_added()
    """,
)


def _open_the_ledger() -> None:
    dialect = op.get_bind().dialect.name
    for statement in SQLITE if dialect == "sqlite" else POSTGRESQL:
        op.execute(statement)
    head = sa.table(
        "head",
        sa.column("pk", sa.Integer),
        sa.column("seq", sa.Integer),
        sa.column("hash", sa.LargeBinary),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("secret", sa.LargeBinary),
    )
    first = {"pk": 1, "seq": 0, "hash": bytes(32), "at": datetime.now(UTC)}
    op.bulk_insert(head, [first | {"secret": secrets.token_bytes(32)}])


def downgrade() -> None:
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_status"))

    op.drop_table("finding")
    with op.batch_alter_table("claim_span", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_span_claim_pk"))
        batch_op.drop_index(batch_op.f("ix_claim_span_attribution_pk"))

    op.drop_table("claim_span")
    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_citation_evidence_pk"))

    op.drop_table("citation")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_annotation_pk"))

    op.drop_table("answer")
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verdict_claim_pk"))

    op.drop_table("verdict")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_source_pk"))
        batch_op.drop_index(batch_op.f("ix_evidence_claim_pk"))

    op.drop_table("evidence")
    with op.batch_alter_table("claim_tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_tag_tag"))

    op.drop_table("claim_tag")
    with op.batch_alter_table("claim_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_source_source_pk"))
        batch_op.drop_index(batch_op.f("ix_claim_source_claim_pk"))

    op.drop_table("claim_source")
    with op.batch_alter_table("attribution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attribution_speaker_pk"))
        batch_op.drop_index(batch_op.f("ix_attribution_claim_pk"))

    op.drop_table("attribution")
    with op.batch_alter_table("annotation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_annotation_in_reply_to_pk"))
        batch_op.drop_index(batch_op.f("ix_annotation_claim_pk"))
        batch_op.drop_index(batch_op.f("ix_annotation_article_pk"))
        batch_op.drop_index(batch_op.f("ix_annotation_addressee_pk"))

    op.drop_table("annotation")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_sha256"))

    op.drop_table("draft")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_status"))
        batch_op.drop_index("ix_claim_reading_order")
        batch_op.drop_index("ix_claim_latest")
        batch_op.drop_index(batch_op.f("ix_claim_assignee_pk"))

    op.drop_table("claim")
    with op.batch_alter_table("speaker", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_speaker_name"))
        batch_op.drop_index(batch_op.f("ix_speaker_meant_pk"))

    op.drop_table("speaker")
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_origin_pk"))

    op.drop_table("source")
    op.drop_table("grant")
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_outlet"))
        batch_op.drop_index(batch_op.f("ix_article_desk"))
        batch_op.drop_index(batch_op.f("ix_article_deadline"))

    op.drop_table("article")
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_key_person_pk"))
        batch_op.drop_index(batch_op.f("ix_api_key_integration_pk"))

    op.drop_table("api_key")
    op.drop_table("person")
    op.drop_table("integration")
    op.drop_table("head")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_subject"))
        batch_op.drop_index(batch_op.f("ix_event_claim"))
        batch_op.drop_index(batch_op.f("ix_event_article"))
        batch_op.drop_index(batch_op.f("ix_event_action"))

    op.drop_table("event")
    with op.batch_alter_table("answered", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answered_at"))

    op.drop_table("answered")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION event_only_added()")
