"""What became of a claim's words when a new draft came, as the claim remembers it."""

from pydantic import BaseModel, Field

from api.text.spans import Part


class PlaceOfWords(BaseModel, frozen=True):
    """A place where the same words stand."""

    part: Part = Field(description="The part.")
    start: int = Field(description="Where it starts, in code points.")
    end: int = Field(description="Where it ends, exclusive.")


class WordsChange(BaseModel, frozen=True):
    """What stood there before, and what stands there now; kept until it is judged anew."""

    draft: int = Field(description="The draft that changed the words.", examples=[2])
    before: list[str] = Field(
        description="The words that were there, span by span.", examples=[["in 12 days"]]
    )
    after: list[str] = Field(
        description="The words that stand there now; none where they are gone or in doubt.",
        examples=[["in 13 days"]],
    )
    statement: str = Field(description="What the claim stated then.")
    score: float = Field(description="How alike the words are, 0 to 1.")
    why: str = Field(description="How they were found, or why not.")
    places: list[PlaceOfWords] = Field(
        description="The equal places, where somebody must say which."
    )
