"""The blockers of a piece, from its snapshot and the house rules. Uses no database."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from api.annotations.open_kinds import OPEN_KINDS
from api.claims.models import Anchoring, Aspect, Risk, State, Status
from api.core.problems import Need
from api.core.rule_names import BlockerCode, RuleName
from api.house_rules import checks
from api.house_rules.models import HouseRules, Level
from api.signoff.seals import Broken
from api.signoff.snapshot import ClaimSnapshot, DraftRange, PieceSnapshot
from api.text.spans import Part

_ASKS_MORE = (Status.disputed, Status.needs_context, Status.unverifiable)


@dataclass(frozen=True)
class Blocker:
    """One thing that must be settled before the piece runs, or only warns.

    `claim` and `annotation` are ids; `finding` says which, where it is about one.
    """

    code: BlockerCode
    message: str
    level: Level = Level.block
    claim: str | None = None
    span: DraftRange | None = None
    finding: Aspect | None = None
    annotation: str | None = None
    rules: list[Need] = field(default_factory=list)
    changed: list[Broken] = field(default_factory=list)
    restricted: bool = False


@dataclass(frozen=True)
class CurrentSignature:
    """The newest signature: who signed, and what has changed since."""

    by: str
    broken: list[Broken]


def find_blockers(
    piece: PieceSnapshot, house: HouseRules, signed: CurrentSignature | None
) -> Iterator[Blocker]:
    """Name everything that is open, in reading order; what was waived is left out."""
    for claim in piece.claims.values():
        if claim.state is State.drafted:
            yield from _not_looked_at(claim, house)
        elif claim.in_piece:
            yield from _of_claim(piece, claim, house)
    yield from _waiting(piece, house)
    yield from _uncovered(piece, house)
    yield from _unsigned(house, signed)


def is_waived(piece: PieceSnapshot, blocker: Blocker) -> bool:
    """Whether an editor has made an exception to it: for its claim, or for the whole piece."""
    return any(
        waived.claim is None
        or (blocker.claim is not None and piece.claims[waived.claim].id == blocker.claim)
        for waived in piece.waived
        if waived.blocker == blocker.code
    )


def waived_rules(piece: PieceSnapshot, claim: ClaimSnapshot | None) -> frozenset[str]:
    """The house rules that were waived for a claim."""
    pk = claim.pk if claim else None
    return frozenset(
        waived.rule for waived in piece.waived if waived.rule and waived.claim in (None, pk)
    )


def _about(
    claim: ClaimSnapshot, code: BlockerCode, message: str, level: Level, **fields: object
) -> Blocker:
    first = claim.spans[0] if claim.spans else None
    return Blocker(
        code,
        message,
        level,
        claim.id,
        first if claim.anchoring is not Anchoring.orphaned else None,
        restricted=claim.restricted,
        **fields,  # type: ignore[arg-type]  # fields of a blocker
    )


def _not_looked_at(claim: ClaimSnapshot, house: HouseRules) -> Iterator[Blocker]:
    rule = house.not_looked_at
    gone = claim.anchoring is Anchoring.gone
    if rule.level is not Level.off and not gone and (claim.worth or 0) >= rule.worth:
        message = (
            "The claim was proposed by the software and nobody has reviewed it: keep it or drop it."
        )
        yield _about(claim, BlockerCode.not_looked_at, message, rule.level)


def _of_claim(piece: PieceSnapshot, claim: ClaimSnapshot, house: HouseRules) -> Iterator[Blocker]:
    if claim.anchoring is Anchoring.orphaned and house.orphaned.level is not Level.off:
        message = "Its words are in several places, or in none for sure: say where (PATCH spans)."
        yield _about(claim, BlockerCode.orphaned, message, house.orphaned.level)
    for aspect in claim.asks:
        finding = claim.findings.get(aspect)
        status = finding.status if finding else Status.unverified
        if not status.final:
            yield from _not_final(claim, aspect, status, house)
            continue
        if status is Status.incorrect:
            message = f"Its {aspect} was found incorrect: it cannot run like this."
            yield _about(claim, BlockerCode.incorrect, message, Level.block, finding=aspect)
        elif status in _ASKS_MORE and not claim.accepted:
            level, status_words = house.level(RuleName(status)), status.replace("_", " ")
            if level is not Level.off:
                verb = "" if status is Status.needs_context else "is "
                message = (
                    f"Its {aspect} {verb}{status_words}: it needs an accepted change, or a waiver."
                )
                yield _about(claim, BlockerCode(status), message, level, finding=aspect)
        yield from _not_met(piece, claim, aspect, status, house)


def _not_final(
    claim: ClaimSnapshot, aspect: Aspect, status: Status, house: HouseRules
) -> Iterator[Blocker]:
    level, code = house.finding_not_final.level, BlockerCode.finding_not_final
    if claim.risk is Risk.high and house.high_risk_not_final.level is Level.block is not level:
        level, code = Level.block, BlockerCode.high_risk_not_final
    if level is not Level.off:
        yield _about(claim, code, f"Its {aspect} is {status}.", level, finding=aspect)


def _not_met(
    piece: PieceSnapshot, claim: ClaimSnapshot, aspect: Aspect, status: Status, house: HouseRules
) -> Iterator[Blocker]:
    """List the current rules that a finding, judged under earlier ones, does not meet."""
    case = claim.case(aspect, waived_rules(piece, claim))
    for level in (Level.block, Level.warn):
        needs = checks.missing_needs(status, case, house, level)
        least = level if house.rule_not_met.level is Level.block else house.rule_not_met.level
        if needs and least is not Level.off:
            names = ", ".join(need.rule for need in needs)
            message = f"Its {aspect} ({status}) does not satisfy the house rules: {names}."
            yield _about(
                claim, BlockerCode.rule_not_met, message, least, finding=aspect, rules=needs
            )


def _waiting(piece: PieceSnapshot, house: HouseRules) -> Iterator[Blocker]:
    for annotation in piece.open:
        claim = piece.claims.get(annotation.claim) if annotation.claim else None
        if claim and not (claim.in_piece or claim.state is State.drafted):
            continue
        kind = OPEN_KINDS[annotation.kind]
        level = house.level(RuleName(kind.blocker))
        if level is not Level.off:
            yield Blocker(
                kind.blocker,
                f"{kind.summary}: {annotation.body[:200]}",
                level,
                claim.id if claim else None,
                claim.spans[0] if claim and claim.spans else None,
                annotation=annotation.id,
                restricted=annotation.restricted or bool(claim and claim.restricted),
            )


def uncovered(piece: PieceSnapshot) -> list[DraftRange]:
    """The sentences with a number, a name or a quotation that no kept claim covers."""
    covered: dict[Part, list[tuple[int, int]]] = {part: [] for part in Part}
    for claim in piece.claims.values():
        if claim.in_piece and claim.anchoring is not Anchoring.orphaned:
            for span in claim.spans:
                covered[span.part].append((span.start, span.end))
    merged = {part: _merged(sorted(ranges)) for part, ranges in covered.items()}
    return [
        DraftRange(part, start, end, piece.words[part][start:end])
        for part, start, end in piece.sentences.claiming
        if not _touches(merged[part], start, end)
    ]


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _touches(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    last = bisect_left(spans, (end, 0)) - 1  # the last that begins before the end
    return last >= 0 and spans[last][1] > start


def _uncovered(piece: PieceSnapshot, house: HouseRules) -> Iterator[Blocker]:
    level = house.uncovered.level
    if level is Level.off:
        return
    for span in uncovered(piece):
        message = "No kept claim covers this sentence: mark what it asserts."
        yield Blocker(BlockerCode.uncovered, message, level, span=span)


def _unsigned(house: HouseRules, signed: CurrentSignature | None) -> Iterator[Blocker]:
    level = house.signature.level
    if level is Level.off:
        return
    if signed is None:
        yield Blocker(BlockerCode.no_signature, "Nobody has signed the piece.", level)
    elif signed.broken:
        what = ", ".join(dict.fromkeys(broken.what for broken in signed.broken))
        message = f"The signature is void, since something changed: {what}."
        yield Blocker(BlockerCode.signature_void, message, level, changed=signed.broken)
