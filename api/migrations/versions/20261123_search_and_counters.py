"""search and counters"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# (table, old index, its columns, new index, its columns)
BETTER = (
    ("attribution", "ix_attribution_speaker_pk", ["speaker_pk"],
     "ix_attribution_of_speaker", ["speaker_pk", "claim_pk"]),
    ("claim", "ix_claim_assignee_pk", ["assignee_pk"],
     "ix_claim_of_assignee", ["assignee_pk", "pk"]),
    ("claim", "ix_claim_status", ["status"], "ix_claim_of_status", ["status", "pk"]),
    ("claim_source", "ix_claim_source_source_pk", ["source_pk"],
     "ix_claim_source_of_source", ["source_pk", "claim_pk"]),
    ("claim_tag", "ix_claim_tag_tag", ["tag"], "ix_claim_tag_of_tag", ["tag", "claim_pk"]),
    ("event", "ix_event_action", ["action"], "ix_event_of_action", ["action", "seq"]),
    ("event", "ix_event_article", ["article"], "ix_event_of_article", ["article", "seq"]),
    ("event", "ix_event_claim", ["claim"], "ix_event_of_claim", ["claim", "seq"]),
    ("event", "ix_event_subject", ["subject"], "ix_event_of_subject", ["subject", "seq"]),
)  # fmt: skip
UNUSED = (
    ("finding", "ix_finding_status", ["status"]),
    ("claim_span", "ix_claim_span_attribution_pk", ["attribution_pk"]),
)
MORE = (
    """
    CREATE INDEX ix_claim_span_of_speaker ON claim_span (attribution_pk)
    WHERE attribution_pk IS NOT NULL
    """,
    "CREATE INDEX ix_finding_of_verdict ON finding (verdict_pk) WHERE verdict_pk IS NOT NULL",
    "CREATE INDEX ix_claim_latest_of_status ON claim (status, updated_at, pk)",
    "CREATE INDEX ix_claim_worth ON claim (coalesce(worth, -1.0), pk)",
    "CREATE INDEX ix_claim_due ON claim (coalesce(due, '9999-12-31 00:00:00.000000'), pk)",
    "CREATE INDEX ix_claim_restricted ON claim (article_pk) WHERE {restricted}",
    "CREATE INDEX ix_claim_high_risk ON claim (pk) WHERE risk = 'high'",
    "CREATE INDEX ix_claim_reopened ON claim (pk) WHERE reopened IS NOT NULL",
)

# What things are found by; prefixes are kept where people type ahead, and tables are small.
SEARCHED = {"article": "2 3", "claim": "", "source": "2 3", "speaker": "2 3"}

# What is counted, of each claim that is not restricted; an empty kind and nobody are values too.
SORT = ("state", "status", "kind", "anchoring", "assignee_pk")
OF_SORT = (
    "{row}.state, {row}.status, coalesce({row}.kind, ''), {row}.anchoring, "
    "coalesce({row}.assignee_pk, 0)"
)
ADD = """
    INSERT INTO article_count SELECT NEW.article_pk, NEW.state, NEW.status, 1
    WHERE NOT NEW.restricted
    ON CONFLICT (article_pk, state, status) DO UPDATE SET n = article_count.n + 1;
    INSERT INTO desk_count SELECT {new}, 1 WHERE NOT NEW.restricted
    ON CONFLICT (state, status, kind, anchoring, assignee_pk)
    DO UPDATE SET n = desk_count.n + 1;
""".format(new=OF_SORT.format(row="NEW"))
TAKE = """
    UPDATE article_count SET n = n - 1 WHERE NOT OLD.restricted AND article_pk = OLD.article_pk
        AND state = OLD.state AND status = OLD.status;
    UPDATE desk_count SET n = n - 1 WHERE NOT OLD.restricted
        AND (state, status, kind, anchoring, assignee_pk) = ({old});
""".format(old=OF_SORT.format(row="OLD"))
CHANGED = "state", "status", "kind", "anchoring", "assignee_pk", "restricted"
COUNTED_SQLITE = (
    f"CREATE TRIGGER claim_counted AFTER INSERT ON claim BEGIN {ADD} END",
    f"CREATE TRIGGER claim_discounted AFTER DELETE ON claim BEGIN {TAKE} END",
    f"""
    CREATE TRIGGER claim_recounted AFTER UPDATE OF {", ".join(CHANGED)} ON claim
    WHEN ({", ".join(f"OLD.{name}" for name in CHANGED)})
        IS NOT ({", ".join(f"NEW.{name}" for name in CHANGED)})
    BEGIN {TAKE} {ADD} END
    """,
)
COUNTED_POSTGRESQL = (
    f"""
    CREATE FUNCTION claim_counted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' THEN {TAKE} END IF;
        IF TG_OP <> 'DELETE' THEN {ADD} END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER claim_counted AFTER INSERT OR DELETE ON claim
    FOR EACH ROW EXECUTE FUNCTION claim_counted()
    """,
    f"""
    CREATE TRIGGER claim_recounted AFTER UPDATE ON claim FOR EACH ROW
    WHEN (({", ".join(f"OLD.{name}" for name in CHANGED)})
        IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in CHANGED)}))
    EXECUTE FUNCTION claim_counted()
    """,
)


def upgrade() -> None:
    for table, old, _, new, columns in BETTER:
        op.drop_index(old, table)
        op.create_index(new, table, columns)
    for table, old, _ in UNUSED:
        op.drop_index(old, table)
    for statement in MORE:
        op.execute(statement.format(restricted="restricted = 1" if _is_sqlite() else "restricted"))
    for column in ("around", "row"):
        op.add_column("head", sa.Column(column, KEY, nullable=False, server_default="0"))
    op.execute(
        "UPDATE head SET around = seq, row = (SELECT coalesce(max(pk), 0) FROM ("
        "SELECT max(pk) AS pk FROM claim UNION SELECT max(pk) FROM claim_span "
        "UNION SELECT max(pk) FROM attribution UNION SELECT max(pk) FROM claim_source "
        "UNION SELECT max(pk) FROM finding) AS kept)"
    )
    _name_speakers()
    _count()
    for kind, prefixes in SEARCHED.items():
        _let_search(kind, prefixes)
    for table in ("source", "speaker"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN findable")


def _name_speakers() -> None:
    named = op.create_table(
        "speaker_name",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("speaker_pk", KEY, nullable=False),
        sa.Column("alias", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["speaker_pk"], ["speaker.pk"], name=op.f("fk_speaker_name_speaker_pk")
        ),
        sa.PrimaryKeyConstraint("name", "speaker_pk", name=op.f("pk_speaker_name")),
    )
    op.create_index(op.f("ix_speaker_name_speaker_pk"), "speaker_name", ["speaker_pk"])
    found = op.get_bind().execute(
        sa.text("SELECT pk, name, CAST(aliases AS text) FROM speaker WHERE deleted_at IS NULL")
    )
    for pk, name, aliases in found.all():
        names = dict.fromkeys(one.casefold() for one in (name, *json.loads(aliases)))
        rows = [
            {"name": one, "speaker_pk": pk, "alias": place > 0} for place, one in enumerate(names)
        ]
        op.bulk_insert(named, rows)


def _count() -> None:
    word, key = sa.String(length=64), KEY
    op.create_table(
        "article_count",
        sa.Column("article_pk", key, nullable=False),
        sa.Column("state", word, nullable=False),
        sa.Column("status", word, nullable=False),
        sa.Column("n", key, nullable=False),
        sa.PrimaryKeyConstraint("article_pk", "state", "status", name=op.f("pk_article_count")),
    )
    op.create_table(
        "desk_count",
        sa.Column("state", word, nullable=False),
        sa.Column("status", word, nullable=False),
        sa.Column("kind", word, nullable=False),
        sa.Column("anchoring", word, nullable=False),
        sa.Column("assignee_pk", key, nullable=False),
        sa.Column("n", key, nullable=False),
        sa.PrimaryKeyConstraint(*SORT, name=op.f("pk_desk_count")),
    )
    op.execute(
        "INSERT INTO article_count SELECT article_pk, state, status, count(*) FROM claim "
        "WHERE NOT restricted GROUP BY article_pk, state, status"
    )
    op.execute(
        f"INSERT INTO desk_count SELECT {OF_SORT.format(row='claim')}, count(*) FROM claim "
        "WHERE NOT restricted GROUP BY 1, 2, 3, 4, 5"
    )
    for statement in COUNTED_SQLITE if _is_sqlite() else COUNTED_POSTGRESQL:
        op.execute(statement)


def _let_search(kind: str, prefixes: str) -> None:
    """Make the table; `migrations.upgrade` fills it."""
    if _is_sqlite():
        more = f", prefix='{prefixes}'" if prefixes else ""
        op.execute(
            f"CREATE VIRTUAL TABLE {kind}_search USING fts5("
            f"words, content='', contentless_delete=1, tokenize='ascii'{more})"
        )
        return
    op.execute(f"CREATE TABLE {kind}_search (rowid bigint PRIMARY KEY, words tsvector NOT NULL)")
    op.execute(f"CREATE INDEX ix_{kind}_search ON {kind}_search USING gin (words)")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def downgrade() -> None:
    for table in ("source", "speaker"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN findable TEXT NOT NULL DEFAULT ''")
    for kind in SEARCHED:
        op.execute(f"DROP TABLE {kind}_search")
    for trigger in ("claim_counted", "claim_recounted"):
        op.execute(f"DROP TRIGGER {trigger}" + ("" if _is_sqlite() else " ON claim"))
    op.execute("DROP TRIGGER claim_discounted" if _is_sqlite() else "DROP FUNCTION claim_counted()")
    op.drop_table("desk_count")
    op.drop_table("article_count")
    op.drop_table("speaker_name")
    for column in ("row", "around"):
        op.execute(f"ALTER TABLE head DROP COLUMN {column}")
    for statement in MORE:
        op.execute(f"DROP INDEX {statement.split()[2]}")
    for table, old, before, new, _ in BETTER:
        op.drop_index(new, table)
        op.create_index(old, table, before)
    for table, old, columns in UNUSED:
        op.create_index(old, table, columns)
