"""The claims that the machine proposes for a text, in one call."""

from datetime import date

from api.extraction.candidates import CandidateClaim, propose_claims
from api.extraction.reading.parsed_text import parse_parts
from api.text.spans import DraftText


def propose(
    words: DraftText, language: str = "en", dateline: date | None = None
) -> list[CandidateClaim]:
    return propose_claims(parse_parts(words, language), dateline)
