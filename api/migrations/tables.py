"""Imports every module that defines a table, so that `SQLModel.metadata` has all tables."""

import api.annotations.models
import api.articles.models
import api.auth.models
import api.claims.models
import api.evidence.models
import api.house_rules.models
import api.ledger.models
import api.queries.visibility
import api.signoff.models
import api.sources.models
import api.speakers.models
import api.storage.database
import api.storage.idempotency
import api.waivers.models  # noqa: F401  # imported for their tables
