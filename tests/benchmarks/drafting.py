"""What drafting costs: articles of 1,000 words a CPU second, and whether that is linear.

Beside it, in the same run: the same text cut into sentences only (nupunkt), and a bare loop, since
a machine's speed may double while one looks. `python -m tests.benchmarks.drafting`
"""

import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from time import process_time

from nupunkt import sent_spans

from api.cli.server import find_fixture
from api.text.spans import Part
from tests.proposing import propose

DATELINE = date(2025, 7, 1)
ADDITIONS = 200_000
TIMES = (1, 8, 40)  # the article, repeated
ROUNDS = 15


def main() -> None:
    article = find_fixture("digest.md").read_text("utf-8")
    propose(_words(article), "en", DATELINE)  # reads the tables
    for times in TIMES:
        text = "\n\n".join([article] * times)
        thousands = len(text.split()) / 1000
        whole = partial(propose, _words(text), "en", DATELINE)
        drafting, cutting, loop = _least(whole, partial(sent_spans, text), _loop)
        sys.stdout.write(
            f"{thousands * 1000:6.0f} words: {thousands / drafting:5.1f} articles of 1,000 words a "
            f"CPU second; {drafting / cutting:.1f} × cutting sentences, "
            f"{drafting / thousands / loop:.2f} × a loop of {ADDITIONS:,} additions each\n"
        )


def _words(text: str) -> dict[Part, str]:
    return {Part.headline: "", Part.standfirst: "", Part.body: text}


def _loop() -> int:
    total = 0
    for one in range(ADDITIONS):
        total += one
    return total


def _least(*contestants: Callable[[], object]) -> list[float]:
    """Give the CPU seconds of each at its best, each round asking all of them."""
    least = [float("inf")] * len(contestants)
    for _ in range(ROUNDS):
        for place, contestant in enumerate(contestants):
            begun = process_time()
            contestant()
            least[place] = min(least[place], process_time() - begun)
    return least


if __name__ == "__main__":
    main()
