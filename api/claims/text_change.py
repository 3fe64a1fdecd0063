"""What a new draft did to a claim's words, kept with the claim until somebody has dealt with it."""

from pydantic import BaseModel, Field

from api.text.spans import Part


class PlaceOfWords(BaseModel, frozen=True):
    """A place that has the same words."""

    part: Part = Field(description="The part.")
    start: int = Field(description="Where it starts, in code points.")
    end: int = Field(description="Where it ends, exclusive.")


class WordsChange(BaseModel, frozen=True):
    """The words before and now; kept until the claim is judged again."""

    draft: int = Field(description="The draft that changed the words.", examples=[2])
    before: list[str] = Field(
        description="The words that were there, span by span.", examples=[["in 12 days"]]
    )
    after: list[str] = Field(
        description="The words there now; none where they are gone or in doubt.",
        examples=[["in 13 days"]],
    )
    statement: str = Field(description="What the claim stated then.")
    score: float = Field(description="How alike the words are, 0 to 1.")
    why: str = Field(description="How they were found, or why not.")
    places: list[PlaceOfWords] = Field(
        description="The equal places, where somebody must say which."
    )
