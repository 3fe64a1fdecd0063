"""The house rules as one row: each rule's level and numbers."""

from datetime import datetime
from enum import StrEnum, auto
from types import MappingProxyType
from typing import Self

from pydantic import Field as Described
from pydantic import model_validator
from sqlmodel import Field, SQLModel

from api.core.field_types import RequestModel
from api.core.rule_names import RuleName
from api.storage.column_types import EnumColumn, JsonColumn, Key


class Level(StrEnum):
    """What a rule that is not met does."""

    block = auto()
    warn = auto()
    off = auto()


class Preset(StrEnum):
    """Ready-made rules: the standard ones, and those for breaking news."""

    standard = auto()
    breaking = auto()


class Rule(RequestModel, frozen=True):
    """One rule: what it does where it is not met."""

    level: Level = Described(default=Level.block, description="`block`, `warn` or `off`.")


class Independent(Rule, frozen=True):
    """A rule that counts independent sources."""

    sources: int = Described(
        default=2, ge=1, le=5, description="How many sources, each independent of the others."
    )


class Worthy(Rule, frozen=True):
    """A rule about proposed claims."""

    worth: float = Described(
        default=0.5,
        ge=0,
        le=1,
        description="Proposed claims of at least this worth must be reviewed.",
    )


class HouseRules(RequestModel, frozen=True):
    """All rules. `incorrect` and `evidence` always block: nothing wrong or bare is cleared."""

    # what a verdict needs, among the evidence that it cites
    evidence: Rule = Described(
        default=Rule(), description="Verified: supporting evidence; it always blocks."
    )
    primary_or_two_secondary: Independent = Described(
        default=Independent(),
        description="Verified: a supporting primary source, or so many independent secondary ones.",
    )
    primary_or_two_origins: Independent = Described(
        default=Independent(),
        description="Verified at high risk: a supporting primary source, or so many of known and "
        "different origin.",
    )
    excerpt_or_locator: Rule = Described(
        default=Rule(), description="Verified: every cited piece has an excerpt or a locator."
    )
    refuting: Rule = Described(
        default=Rule(), description="Incorrect and disputed: refuting evidence."
    )
    supporting: Rule = Described(default=Rule(), description="Disputed: supporting evidence too.")
    context_or_refuting: Rule = Described(
        default=Rule(), description="Needs context: evidence that gives context or refutes."
    )
    attempt_or_source: Rule = Described(
        default=Rule(), description="Unverifiable: an attempt or a linked source."
    )
    rationale: Rule = Described(default=Rule(), description="Unverifiable: a rationale.")
    opinion_or_editor: Rule = Described(
        default=Rule(), description="Not checkable: an opinion or prediction, or an editor says so."
    )
    statement_confirmed: Rule = Described(
        default=Rule(), description="Final again after its words changed: the statement confirmed."
    )
    origin_known: Rule = Described(
        default=Rule(level=Level.warn),
        description="Verified on secondary sources: somebody has looked at each one's origin.",
    )
    # what a signature needs
    findings_final: Rule = Described(
        default=Rule(), description="Signed: every finding that is asked for is final."
    )
    four_eyes: Rule = Described(
        default=Rule(), description="Signed: by somebody other than the people who judged."
    )
    # what a clearance needs
    finding_not_final: Rule = Described(default=Rule(), description="Every finding is final.")
    high_risk_not_final: Rule = Described(
        default=Rule(), description="Every finding of a claim at high risk is final."
    )
    incorrect: Rule = Described(
        default=Rule(), description="No claim was found incorrect; it always blocks."
    )
    disputed: Rule = Described(
        default=Rule(), description="No claim is disputed, but with an accepted change or a waiver."
    )
    needs_context: Rule = Described(
        default=Rule(), description="None needs context, but with an accepted change or a waiver."
    )
    unverifiable: Rule = Described(
        default=Rule(), description="None is unverifiable, but with an accepted change or a waiver."
    )
    not_looked_at: Worthy = Described(
        default=Worthy(), description="Somebody has looked at every drafted claim of such worth."
    )
    orphaned: Rule = Described(
        default=Rule(), description="Every kept claim's words have one place in the text."
    )
    question_open: Rule = Described(default=Rule(), description="Every question is closed.")
    change_open: Rule = Described(default=Rule(), description="Every proposed change is decided.")
    signature: Rule = Described(
        default=Rule(), description="The piece is signed, and nothing changed since."
    )
    uncovered: Rule = Described(
        default=Rule(),
        description="A kept claim covers every sentence with a number, a name or a quotation.",
    )
    rule_not_met: Rule = Described(
        default=Rule(), description="Every finding satisfies the present rules."
    )

    @model_validator(mode="after")
    def _keeps_what_always_blocks(self) -> Self:
        for name in (RuleName.incorrect, RuleName.evidence):
            if self.level(name) is not Level.block:
                raise ValueError(f"`{name}` always blocks; leave it out.")
        return self

    def rule(self, name: RuleName) -> Rule:
        rule: Rule = getattr(self, name)
        return rule

    def level(self, name: RuleName) -> Level:
        return self.rule(name).level


_BREAKING = frozenset(
    {
        RuleName.evidence,
        RuleName.primary_or_two_origins,
        RuleName.statement_confirmed,
        RuleName.incorrect,
        RuleName.refuting,
        RuleName.high_risk_not_final,
        RuleName.question_open,
        RuleName.four_eyes,
    }
)


def _for_breaking_news() -> HouseRules:
    """Block on incorrect claims, high risk and open questions only."""
    rules = HouseRules()
    loose = {
        name.value: rules.rule(name).model_copy(update={"level": Level.warn})
        for name in RuleName
        if name not in _BREAKING
    }
    return rules.model_copy(update=loose)


PRESETS = MappingProxyType({Preset.standard: HouseRules(), Preset.breaking: _for_breaking_news()})


class House(SQLModel, table=True):
    """The one row of house rules; without it the standard ones hold."""

    pk: int = Field(default=1, primary_key=True, sa_type=Key)
    version: int = 1
    preset: Preset | None = Field(sa_type=EnumColumn(Preset))
    rules: HouseRules = Field(sa_type=JsonColumn(HouseRules, free_text=False))
    updated_at: datetime
