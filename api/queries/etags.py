"""Entity tags: made from what a response shows, its viewer, and the ledger's position."""

from hashlib import sha256

from api import __version__
from api.queries.visibility import Viewer


class NotModified(Exception):
    """The caller has this response already; carries its tag."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


def make_etag(viewer: Viewer, version: int, *shown: object) -> str:
    """`"<version>.<around>"`: who reads, with which release, and what else is in the body."""
    shown_to = f"{__version__} {viewer.person_pk} {viewer.sees_all} {shown}"
    return f'"{version}.{sha256(shown_to.encode()).hexdigest()[:12]}"'
