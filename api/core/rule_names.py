"""The names of house rules and of blockers; rules, waivers, clearance and the docs use these."""

from enum import StrEnum, auto


class RuleName(StrEnum):
    """A house rule; `HouseRules` says what each asks for, and what happens if it is not met."""

    evidence = auto()
    primary_or_two_secondary = auto()
    primary_or_two_origins = auto()
    excerpt_or_locator = auto()
    refuting = auto()
    supporting = auto()
    context_or_refuting = auto()
    attempt_or_source = auto()
    rationale = auto()
    opinion_or_editor = auto()
    statement_confirmed = auto()
    origin_known = auto()
    findings_final = auto()
    four_eyes = auto()
    finding_not_final = auto()
    high_risk_not_final = auto()
    incorrect = auto()
    disputed = auto()
    needs_context = auto()
    unverifiable = auto()
    not_looked_at = auto()
    orphaned = auto()
    question_open = auto()
    change_open = auto()
    signature = auto()
    uncovered = auto()
    rule_not_met = auto()


class BlockerCode(StrEnum):
    """Why a piece is not cleared, or what clearance warns of."""

    finding_not_final = auto()
    high_risk_not_final = auto()
    incorrect = auto()
    disputed = auto()
    needs_context = auto()
    unverifiable = auto()
    not_looked_at = auto()
    orphaned = auto()
    question_open = auto()
    change_open = auto()
    uncovered = auto()
    rule_not_met = auto()
    no_signature = auto()
    signature_void = auto()
    unknown_text = auto()
    restricted = auto()  # something that only some people may see
