"""Seed faults, one at a time; a day at the desk must find each: `python -m tests.mutants`.

Each is a line of the application made wrong, in a copy of the tree. A fault that survives, or a
line that is not there any more, fails.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests import ROOT


class Mutant(NamedTuple):
    """A fault: what it means, and how it is made."""

    name: str
    file: str
    right: str
    wrong: str


MUTANTS = (
    Mutant(
        "If-Match does not matter", "core/preconditions.py",
        "if self.version not in (None, version):", "if self.version is True:",
    ),
    Mutant(
        "a change without If-Match is taken", "core/preconditions.py",
        "    if header is None:\n",
        '    if header is None:\n        return Expected(None)\n    if header == "":\n',
    ),
    Mutant(
        "a withdrawal is not in the ledger", "evidence/service.py",
        "    ledger.change(session, actor, action, evidence, columns, "
        "ledger.scope_of(session, claim))",
        "    [setattr(evidence, *column) for column in columns.items()]",
    ),
    Mutant(
        "evidence is linked without a line", "evidence/service.py",
        '    ledger.record(session, actor, "evidence.linked", evidence.id, scope, after=after)\n',
        "",
    ),
    Mutant(
        "one Idempotency-Key serves all callers", "http/dependencies.py",
        'return " ".join(party.id for party in (actor.person, actor.via) if party)', 'return "all"',
    ),
    Mutant(
        "an Idempotency-Key serves any body", "storage/idempotency.py",
        "if response.request != request.digest:", "if not request.digest:",
    ),
    Mutant(
        "a replay happens again", "http/dependencies.py",
        "if response and response.body is not None:", "if response and not response.body:",
    ),
    Mutant(
        "readers may add", "auth/access.py",
        "_READER = frozenset({Permission.read})",
        "_READER = frozenset({Permission.read, Permission.add})",
    ),
    Mutant(
        "linking does not count as a change of the claim", "evidence/service.py",
        "evidence, new.visible_to)\n    session.touch(claim)\n", "evidence, new.visible_to)\n",
    ),
    Mutant(
        "verified without support", "house_rules/checks.py",
        "Status.verified: (_sourced, _placed, _confirmed),",
        "Status.verified: (_placed, _confirmed),",
    ),
    Mutant(
        "a patch that changes nothing counts", "ledger/service.py",
        "    if after:\n        session.touch(row)\n", "    session.touch(row)\n    if after:\n",
    ),
    Mutant(
        "a finding outlives its evidence", "claims/findings.py",
        "if finding.aspect in aspects & REOPENS[cause] and finding.status.final:",
        "if not finding.aspect:",
    ),
    Mutant(
        "the chain is not one", "ledger/service.py",
        "hash_chain.line_hash(tip.hash, fields, leaf)",
        "hash_chain.line_hash(hash_chain.START, fields, leaf)",
    ),
    Mutant(
        "a page skips a row", "queries/pagination.py",
        "last = rows[query.limit - 1]", "last = rows[-1]",
    ),
    Mutant(
        "the ledger names nobody", "ledger/service.py",
        "person = actor.person.id if actor.person else None", "person = None",
    ),
    Mutant(
        "text is made composed in silence", "claims/editing.py",
        "    columns = _columns(session, actor, claim, patch)\n",
        '    import unicodedata\n\n    if patch.get("statement"):\n        patch["statement"] = '
        'unicodedata.normalize("NFC", patch["statement"])\n'
        "    columns = _columns(session, actor, claim, patch)\n",
    ),
    Mutant(
        "a revoked key opens the desk", "people/keys.py",
        ", _KEYS.c.revoked_at.is_(None))", ")",
    ),
    Mutant(
        "a counter stands still", "claims/counts.py",
        "counted = select(counters.c[column], counters.c.n)",
        "counted = select(counters.c[column], counters.c.n - counters.c.n)",
    ),
    Mutant(
        "new words are not found", "claims/editing.py",
        "session.before_commit(search_documents.index_claims, claim.key)\n", "pass\n",
    ),
    Mutant(
        "readers may judge", "endpoints/verdicts.py",
        "session: IdempotentWrite, actor: Checker, expected: IfMatch\n) -> Response:\n"
        '    """Judge one finding',
        "session: IdempotentWrite, actor: Reader, expected: IfMatch\n) -> Response:\n"
        '    """Judge one finding',
    ),
    Mutant(
        "changed words keep their finding", "claims/reanchoring.py",
        "            self._reopen_words(result, effect.reopens)\n", "            pass\n",
    ),
    Mutant(
        "spans stay where they were", "claims/relations/spans.py",
        "        setattr(row, name, value)\n", "        pass\n",
    ),
    Mutant(
        "a claim moves without being counted", "claims/reanchoring.py",
        "        self._session.touch(claim)\n", "",
    ),
    Mutant(
        "a claim that is gone is said to stand there", "claims/reanchoring.py",
        "claim.anchoring, claim.lost_in, claim.change = Anchoring(outcome), words.draft, change",
        "claim.anchoring, claim.change = Anchoring(outcome), change",
    ),
    Mutant(
        "what was found wrong is cleared", "signoff/blockers.py",
        "if status is Status.incorrect:", "if status is Status.incorrect and not claim.pk:",
    ),
)  # fmt: skip


def is_found(mutant: Mutant, tree: Path) -> bool | None:
    """Whether the day fails with this fault; `None` if its line is not there."""
    file = tree / "api" / mutant.file
    text = file.read_text()
    if text.count(mutant.right) != 1:
        return None
    file.write_text(text.replace(mutant.right, mutant.wrong))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-n", "0", "-p", "no:cacheprovider",
             "-m", "slow", "tests/promises/test_state_machine.py", "-k", "many_days and sqlite"],
            cwd=tree,
            env=os.environ | {"PYTHONPATH": str(tree)},
            capture_output=True,
            check=False,
        )  # fmt: skip
    finally:
        file.write_text(text)
    return done.returncode == 1


def main() -> int:
    """Try them all; 1 if one survives."""
    survived = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "claimdesk"
        hidden = shutil.ignore_patterns(".*", "__pycache__")
        shutil.copytree(ROOT, tree, ignore=hidden)
        for mutant in MUTANTS:
            verdict = is_found(mutant, tree)
            word = {True: "found", False: "SURVIVED", None: "NOT THERE"}[verdict]
            sys.stdout.write(f"{word:10} {mutant.name} ({mutant.file})\n")
            sys.stdout.flush()
            survived += verdict is not True
    sys.stdout.write(f"{len(MUTANTS) - survived} of {len(MUTANTS)} found\n")
    return min(survived, 1)


if __name__ == "__main__":
    sys.exit(main())
