"""The seal of a signature: a hash over every claim's words, attribution, findings and evidence.

More support, a typo in a source's title or a note change none of it.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

from pydantic_core import from_json, to_json

from api.signoff.snapshot import ClaimSnapshot, PieceSnapshot

_ASPECTS = ("words", "attribution", "findings", "evidence")
Digests = Mapping[str, list[str]]  # by claim: one of each of these, in their order


class Seal(NamedTuple):
    """A piece's SHA-256, and what it is made of."""

    sha256: str
    text: str  # the draft's
    claims: Digests

    def written(self) -> str:
        return to_json([self.text, self.claims]).decode()


class Broken(NamedTuple):
    """One thing that changed since a piece was signed: of a claim, or of the whole."""

    claim: str | None
    what: str


def seal(snapshot: PieceSnapshot) -> Seal:
    """Seal a piece as it is: every kept claim that is not cut from it."""
    claims = {claim.id: [*_digests(claim)] for claim in snapshot.claims.values() if claim.in_piece}
    whole = [snapshot.sha256, sorted(claims.items())]
    return Seal(sha256(to_json(whole)).hexdigest(), snapshot.sha256, claims)


def broken(written: str, current: Seal) -> list[Broken]:
    """Say what changed since this was sealed; nothing, and it holds."""
    text, claims = from_json(written)
    breaks = [Broken(None, "text")] if text != current.text else []
    for claim, digests in current.claims.items():
        if claim not in claims:
            breaks.append(Broken(claim, "added"))
            continue
        pairs = zip(_ASPECTS, digests, claims[claim], strict=True)
        breaks += [Broken(claim, what) for what, new, old in pairs if new != old]
    return breaks + [Broken(claim, "removed") for claim in claims if claim not in current.claims]


def _digests(claim: ClaimSnapshot) -> Iterator[str]:
    findings = [claim.findings[aspect] for aspect in claim.asks if aspect in claim.findings]
    yield _digest([claim.statement, [span.exact for span in claim.spans]])
    yield _digest([claim.voice, claim.cue, sorted(claim.speakers), claim.quotations])
    yield _digest([claim.asks, [[finding.status, finding.rationale] for finding in findings]])
    yield _digest(
        [
            [
                piece.evidence, piece.source, piece.stance, piece.bears_on, piece.standing,
                piece.excerpt, piece.locator, piece.origin, piece.retracted, piece.withdrawn,
            ]
            for finding in findings
            for piece in finding.cited
        ]
    )  # fmt: skip


def _digest(value: object) -> str:
    return sha256(to_json(value)).hexdigest()[:16]
