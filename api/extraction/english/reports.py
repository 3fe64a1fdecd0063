"""Read the attributions of an English sentence: each cue with its content."""

from api.extraction.english import contents, cues
from api.extraction.syntax.attribution import SpeechReport
from api.extraction.syntax.structures import CueMatch, Sentence


def read_reports(sentence: Sentence, number: int) -> list[SpeechReport]:
    """Find what is said in a sentence, each with its cue."""
    matches, reports = cues.find_cues(sentence), list[SpeechReport]()
    for index, match in enumerate(matches):
        floor = _floor(reports, match, sentence.low)
        content = contents.contents_of(sentence, matches, index, floor)
        if content:
            cue = match.first, match.last
            reports.append(
                SpeechReport(cue, match.source, content, match.cue.means, match.rule, number)
            )
    return reports


def _floor(reports: list[SpeechReport], match: CueMatch, low: int) -> int:
    """Where what is before this cue may begin: after what an earlier cue has taken.

    Not after what a noun has: "Bell’s claim that it fell was “a farce,” Lee said".
    """
    for earlier in (report for report in reports if report.rule != "noun"):
        last = max(piece[1] for piece in earlier.content)
        if last < match.edge:
            low = max(low, last + 1)
        if earlier.cue and earlier.cue[1] < match.edge:
            low = max(low, earlier.cue[1] + 1)
    return low
