"""Every table, for Alembic to compare with: importing this imports the rooms' models."""

import api.annotations.models
import api.articles.models
import api.auth.models
import api.claims.models
import api.db
import api.events.models
import api.evidence.models
import api.house.models
import api.replay
import api.signoff.models
import api.sources.models
import api.speakers.models
import api.visibility
import api.waivers.models  # noqa: F401  # they are imported for their tables
