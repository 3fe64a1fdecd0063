"""A long piece: 10,000 words with 2,000 claims. What a new draft costs, and asking for clearance.

`python -m tests.benchmarks.long_piece`
"""

import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.load import Caller, measure
from tests.benchmarks.servers import Server, running
from tests.conftest import staffed

WORDS, CLAIMS, EDITS = 10_000, 2_000, 200
_SMALL = "the of a in to and".split()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'desk.db'}"
        keys = staffed(url)
        with running("claimdesk", url) as server:
            headers = {"Authorization": f"Bearer {keys['editor']}"}
            for n in (CLAIMS // 4, CLAIMS // 2, CLAIMS):
                _piece(server, headers, n)


def _piece(server: Server, headers: dict[str, str], n: int) -> None:
    chance = random.Random(n)
    text = _text(chance)
    caller = Caller(server, headers)
    article = _sent(caller, "/v1/articles", {"headline": "x", "body": text, "draft_claims": False})
    spans = [sorted(chance.sample(range(len(text)), 2)) for _ in range(n)]
    claims = [
        {
            "article": article["id"],
            "statement": f"Claim {k}",
            "spans": [{"start": start, "end": min(end, start + 90)}],
        }
        for k, (start, end) in enumerate(spans)
    ]
    lines = "\n".join(json.dumps(one) for one in claims).encode()
    target = "/v1/claims/import?atomic=true"
    _, _, answer = caller.ask(("POST", target, lines), kind="application/jsonl")
    claim = json.loads(answer.splitlines()[0])["id"]
    path = f"/v1/articles/{article['id']}"
    _, found, _ = caller.ask(("GET", path, b""))
    new = json.dumps({"body": _edited(text, chance), "draft_claims": False}).encode()
    cpu = server.cpu()
    status, _, body = caller.ask(("POST", f"{path}/drafts", new), f"If-Match: {found['etag']}\r\n")
    spent = server.cpu() - cpu
    assert status == 201, body[:500]
    cpu = server.cpu()
    caller.json(f"{path}/clearance")
    first = server.cpu() - cpu
    one = measure(server, headers, lambda _: ("GET", f"/v1/claims/{claim}", b""), seconds=3)
    asked = measure(server, headers, lambda _: ("GET", f"{path}/clearance", b""), seconds=3)
    sys.stdout.write(
        f"{n} claims: a draft with {EDITS} edits {spent:.2f} s of CPU (goal for {CLAIMS}: ≤ 2); "
        f"clearance {asked.cpu:.0f} µs, one claim {one.cpu:.0f} µs: × {asked.cpu / one.cpu:.1f} "
        f"(goal ≤ 3); clearance worked out anew {first * 1000:.0f} ms\n"
    )


def _sent(caller: Caller, path: str, body: dict[str, Any]) -> Any:
    status, _, answer = caller.ask(("POST", path, json.dumps(body).encode()))
    assert status == 201, answer[:500]
    return json.loads(answer)


def _text(chance: random.Random) -> str:
    def word() -> str:
        return chance.choice(_SMALL) if chance.random() < 0.4 else f"word{chance.randrange(3000)}"

    paragraphs = [" ".join(word() for _ in range(80)) + "." for _ in range(WORDS // 80)]
    return "\n\n".join(paragraphs)


def _edited(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    for _ in range(EDITS):
        at = chance.randrange(len(words))
        kind = chance.random()
        if kind < 0.4:
            words[at] = f"changed{chance.randrange(100)}"
        elif kind < 0.7:
            words.insert(at, "added")
        else:
            del words[at]
    return " ".join(words)


if __name__ == "__main__":
    main()
