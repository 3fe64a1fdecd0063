"""The ids in paths."""

from typing import Annotated

from fastapi import Path


def _in_path(kind: str) -> object:
    return Path(description=f"The {kind}'s id.", examples=[f"{kind}_01jzqk3w8r5t6v7x9y0z1a2b3c"])


# An id of another type or shape is a 404 of its resource; so these are plain text here.
ArticlePath = Annotated[str, _in_path("article")]


ClaimPath = Annotated[str, _in_path("claim")]


SpeakerPath = Annotated[str, _in_path("speaker")]


SourcePath = Annotated[str, _in_path("source")]


EvidencePath = Annotated[str, _in_path("evidence")]


AnnotationPath = Annotated[str, _in_path("annotation")]


WaiverPath = Annotated[str, _in_path("waiver")]


PersonPath = Annotated[str, _in_path("person")]


DraftPath = Annotated[str, Path(description="A draft's number, from 1.", examples=["1"])]


ExternalPath = Annotated[
    str, Path(description="The CMS's own id.", max_length=200, examples=["cms-4711"])
]


KeyPath = Annotated[str, _in_path("key")]
