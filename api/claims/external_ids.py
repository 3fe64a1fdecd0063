"""The callers' own ids of claims, unique within their article."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Select, select
from sqlmodel import col

from api.auth.access import Actor
from api.claims.models import Claim
from api.core.problems import Conflict
from api.queries.keys import find_key
from api.storage.database import Write
from api.storage.statements import in_json_list, param


class ClaimTaken(Conflict):
    """Another claim of the article has this `external_id`; the answer names it."""


def require_free(session: Write, viewer: Actor, article_pk: int, external_id: str | None) -> None:
    """Refuse an `external_id` that another claim of the article has."""
    taken = find(session, article_pk, external_id)
    if taken is not None:
        raise ClaimTaken(
            f"Another claim of this article has the external_id {external_id}.",
            claim=taken if find_key(session, viewer, "claim", taken) else None,
        )


def find(session: Write, article_pk: int, external_id: str | None) -> str | None:
    """The id of the article's claim that has this `external_id`."""
    if external_id is None:
        return None
    cache_key = "external_id", article_pk, external_id
    if cache_key not in session.lookup_cache:
        prefetch(session, article_pk, [external_id])
    claim_id: str | None = session.lookup_cache[cache_key]
    return claim_id


def note(session: Write, article_pk: int, external_id: str | None, claim_id: str) -> None:
    """Remember the `external_id` of a claim that is not written yet."""
    session.lookup_cache["external_id", article_pk, external_id] = claim_id


def prefetch(session: Write, article_pk: int, external_ids: Iterable[str]) -> None:
    """Ask at once for the claims of an article that have these `external_id`s."""
    names = [
        name
        for name in external_ids
        if ("external_id", article_pk, name) not in session.lookup_cache
    ]
    if not names:
        return
    values = {"article": article_pk, "names": to_json(names).decode()}
    claim_ids: dict[str, str] = dict(session.rows(_by_external_id(), values))
    for name in names:
        session.lookup_cache["external_id", article_pk, name] = claim_ids.get(name)


_COLUMNS: list[Any] = [col(Claim.external_id), col(Claim.id)]


@lru_cache
def _by_external_id() -> Select[Any]:
    in_article = col(Claim.article_pk) == param("article")
    return select(*_COLUMNS).where(in_article, in_json_list(col(Claim.external_id), "names"))
