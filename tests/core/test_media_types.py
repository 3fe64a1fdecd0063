"""The media type of a request's body."""

from api.core.media_types import content_type


def test_parameters_and_capitals_do_not_matter() -> None:
    assert content_type({"content-type": "Application/JSON ; charset=utf-8"}) == "application/json"


def test_without_a_header_it_is_empty() -> None:
    assert content_type({}) == ""
