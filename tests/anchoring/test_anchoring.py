"""Where the words of a claim stand in a new draft: found again, changed, in doubt, or gone."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.anchoring.anchors import Anchors
from api.anchoring.outcomes import Anchored, AnchoringOutcome, worst
from api.text.spans import NEIGHBOURS, DraftText, Part
from tests.desk import BODY

VOCABULARY = "the a of in said war treaty Iran Putin bank minister it was 12 20 % $ river".split()
MARKS = [". ", ", ", " — ", "; ", "\n\n", " ", " ", " ", " ", " “", "” "]
SWAPS = {"“": '"', "”": '"', "’": "'", "—": "–", " ": "\u00a0", "fi": "ﬁ", ".": "…"}


def words(body: str, headline: str = "") -> DraftText:
    return {Part.headline: headline, Part.standfirst: "", Part.body: body}


def found(old: str, new: str, exact: str, nth: int = 0) -> Anchored:
    at = -1
    for _ in range(nth + 1):
        at = old.index(exact, at + 1)
    return Anchors(words(old), words(new)).find(Part.body, at, at + len(exact))


def text_of(seed: int, length: int = 120) -> str:
    rng = random.Random(seed)  # noqa: S311  # the same text each time
    return "".join(f"w{rng.randrange(400)}{rng.choice(MARKS)}" for _ in range(length))


def test_what_nobody_touched_is_exact() -> None:
    one = found(BODY, BODY, "in 12 days")
    assert (one.outcome, one.score, one.before, one.after) == (
        AnchoringOutcome.exact, 1.0, "in 12 days", "in 12 days",
    )  # fmt: skip


def test_what_was_pushed_on_has_moved_and_stands_between_its_marks() -> None:
    one = found(
        "He said “it is over.” Then he left.",
        "Today he said “it is over.” He left.",
        "“it is over.”",
    )
    assert (one.outcome, one.after) == (AnchoringOutcome.moved, "“it is over.”")


@pytest.mark.parametrize("was", SWAPS)
def test_typography_alone_changes_nothing(was: str) -> None:
    old = "He fiddled: “the bank’s treaty — signed in May — is off.” It was late."
    one = found(old, old.replace(was, SWAPS[was]), "the bank’s treaty — signed in May — is off")
    assert one.outcome in (AnchoringOutcome.exact, AnchoringOutcome.moved)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("It was over in 12 days", "It was over in 13 days"),
        ("It cost 1.5 million", "It cost 15 million"),
        ("It cost $20 million", "It cost €20 million"),
        ("It rose by 5% in May", "It rose by 5 in May"),
        ("It fell to -5 degrees", "It fell to 5 degrees"),
        ("It was signed by Putin", "It was signed by Lavrov"),
        ("It was signed by Putin", "It was not signed by Putin"),
        ("It does work", "It doesn’t work"),
        ("It is 20 km wide", "It is 20 miles wide"),
        ("The turkey deal is off", "The Turkey deal is off"),
        ("We’re at war", "Were at war"),
        ("The deal was large", "The deal was big"),
    ],
)
def test_what_means_something_is_changed(old: str, new: str) -> None:
    before, behind = "The day before, nobody knew. ", ". The day after, all did."
    one = found(before + old + behind, before + new + behind, old)
    assert (one.outcome, one.before) == (AnchoringOutcome.changed, old)
    assert one.after is not None
    assert new.startswith(one.after) or one.after in new


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("was signed by him", "was not signed by him", "signed by him", "not signed by him"),
        ("wasn’t signed by him", "was signed by him", "wasn’t signed by him", "signed by him"),
        ("did it: signed by him not", "did it: signed by him", "signed by him not",
         "signed by him"),
    ],
)  # fmt: skip
def test_a_negation_right_beside_the_words_is_a_change(
    old: str, new: str, before: str, after: str
) -> None:
    one = found(f"The deal {old} in May.", f"The big deal {new} in May.", "signed by him")
    assert (one.outcome, one.before, one.after) == (AnchoringOutcome.changed, before, after)


def test_a_negation_in_the_next_sentence_changes_nothing() -> None:
    old = "The deal was signed by Putin. It is off."
    one = found(old, old.replace("It is", "Not that it mattered: it is"), "signed by Putin")
    assert one.outcome is AnchoringOutcome.exact


def test_paragraphs_that_change_places_take_their_claims_along() -> None:
    one, two = "Iran signed a treaty. It lasts 20 years.", "The war was over in 12 days. So it was."
    moved = found(f"{one}\n\n{two}\n\nThe end.", f"{two}\n\n{one}\n\nThe end.", "It lasts 20 years")
    assert (moved.outcome, moved.after) == (AnchoringOutcome.moved, "It lasts 20 years")


def test_a_claim_may_move_from_the_standfirst_into_the_body() -> None:
    old = {
        Part.headline: "War",
        Part.standfirst: "It was over in 12 days.",
        Part.body: "Nobody won.",
    }
    new = {
        Part.headline: "War",
        Part.standfirst: "",
        Part.body: "Nobody won. It was over in 12 days.",
    }
    one = Anchors(old, new).find(Part.standfirst, 0, 22)
    assert (one.outcome, one.place and one.place.part) == (AnchoringOutcome.moved, Part.body)


def test_two_equal_places_without_neighbours_are_never_guessed_at() -> None:
    one = found("Before it. It is so. Behind it.", "Q. It is so. Q. Z. It is so. Z.", "It is so")
    assert (one.outcome, one.place) == (AnchoringOutcome.orphaned, None)
    assert [(place.start, place.end) for place in one.places] == [(3, 11), (19, 27)]


def test_neighbours_tell_two_equal_places_apart() -> None:
    old = "Iran waits. It is so. Israel waits."
    one = found(
        old,
        "Spain waits. It is so. Peru waits. Then: Iran waits. It is so. Israel waits.",
        "It is so",
    )
    assert one.outcome is AnchoringOutcome.moved
    assert one.place is not None
    assert one.place.start > 30


def test_the_other_copy_is_not_taken_for_the_one_that_was_changed() -> None:
    old = (
        "Iran says it is over in 12 days. Later, much later, Israel says it is over in 12 days too."
    )
    new = old.replace("over in 12 days", "over in 14 days", 1)
    one = found(old, new, "it is over in 12 days")
    assert (one.outcome, one.after) == (AnchoringOutcome.changed, "it is over in 14 days")
    assert found(old, new, "it is over in 12 days", 1).outcome is AnchoringOutcome.exact


@pytest.mark.parametrize("new", ["", "Quite another text stands here now, about fish.", "."])
def test_what_was_cut_is_gone(new: str) -> None:
    one = found("Some words. It was over in 12 days. More words.", new, "It was over in 12 days")
    assert (one.outcome, one.place, one.after) == (AnchoringOutcome.gone, None, None)


def test_a_claim_of_several_spans_is_what_its_worst_one_is() -> None:
    kept, other = (
        found(BODY, BODY, "in 12 days"),
        found(BODY, BODY.replace("12", "13"), "in 12 days"),
    )
    gone = found(BODY, "", "in 12 days")
    assert worst([kept, kept]) is AnchoringOutcome.exact
    assert worst([kept, other]) is AnchoringOutcome.changed
    assert worst([kept, gone]) is AnchoringOutcome.changed
    assert worst([gone, gone]) is AnchoringOutcome.gone


def test_a_stretch_of_signs_alone_is_found_by_them() -> None:
    assert found("Well?! Yes.", "Well?! Yes.", "?!").outcome is AnchoringOutcome.exact
    assert found("Well?! Yes.", "So well?! Yes.", "?!").outcome is AnchoringOutcome.moved
    assert found("Well?! Yes.", "So.", "?!").outcome is AnchoringOutcome.gone
    assert found("Well?! Yes.", "So?! Well?!", "?!").outcome is AnchoringOutcome.orphaned


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.data())
def test_edits_elsewhere_leave_a_claim_its_words(
    seed: int, other: int, data: st.DataObject
) -> None:
    """Whatever is done outside a claim's words and neighbours, it has the same words."""
    old = text_of(seed)
    start = data.draw(st.integers(NEIGHBOURS, len(old) - 80))
    end = start + data.draw(st.integers(10, 60))
    low, high = max(0, start - NEIGHBOURS), min(len(old), end + NEIGHBOURS)
    before, behind = old[:low], old[high:]
    for _ in range(data.draw(st.integers(1, 3))):
        new = text_of(other + 20_000, data.draw(st.integers(1, 30)))
        cut = data.draw(st.integers(0, len(before)))
        before = before[:cut] + new + before[cut + data.draw(st.integers(0, 40)) :]
        cut = data.draw(st.integers(0, len(behind)))
        behind = behind[:cut] + new + behind[cut + data.draw(st.integers(0, 40)) :]
    edited = before + old[low:high] + behind
    one = Anchors(words(old), words(edited)).find(Part.body, start, end)
    assert one.outcome in (AnchoringOutcome.exact, AnchoringOutcome.moved)
    assert one.place is not None
    assert one.after == old[start:end]


@given(st.integers(0, 10_000), st.data())
def test_another_digit_name_or_a_negation_inside_is_always_a_change(
    seed: int, data: st.DataObject
) -> None:
    rng = random.Random(seed)  # noqa: S311  # the same text each time
    inner = [rng.choice(VOCABULARY) for _ in range(data.draw(st.integers(3, 14)))]
    at = data.draw(st.integers(0, len(inner) - 1))
    kind = data.draw(st.sampled_from(["digit", "name", "negation", "unit"]))
    old, new = {
        "digit": ("1984", "1985"),
        "name": ("Netanyahu", "Pezeshkian"),
        "negation": ("has", "has not"),
        "unit": ("5 km", "5 miles"),
    }[kind]
    before, behind = text_of(seed + 30_000, 30), text_of(seed + 40_000, 30)
    was = " ".join([*inner[:at], old, *inner[at:]])
    now = " ".join([*inner[:at], new, *inner[at:]])
    one = Anchors(words(f"{before} {was} {behind}"), words(f"{before} {now} {behind}")).find(
        Part.body, len(before) + 1, len(before) + 1 + len(was)
    )
    assert one.outcome is AnchoringOutcome.changed
    assert one.after is not None
    assert new.split()[-1] in one.after


lively = st.text(st.sampled_from("aA \n.?!“”„«»\"'’🙂é,;:—0-5%$ﬁ\u00ad"), max_size=120)


@given(lively, lively, lively, lively, st.data())
def test_every_place_is_the_new_texts_own(
    old: str, new: str, was: str, now: str, data: st.DataObject
) -> None:
    old += "?"
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    one = Anchors(words(old, was), words(new, now)).find(Part.body, start, end)
    assert 0 <= one.score <= 1
    texts = words(new, now)
    for place in filter(None, [one.place, *one.places]):
        assert 0 <= place.start <= place.end <= len(texts[place.part])
    if one.place is not None:
        assert texts[one.place.part][one.place.start : one.place.end] == one.after
    if old == new and was == now:
        assert one.outcome is AnchoringOutcome.exact
