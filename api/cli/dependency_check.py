"""The oldest versions of libraries with which the server starts.

Older ones have vulnerabilities that affect this application; the advisories are named beside each.
"""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType

from packaging.version import Version

OLDEST_VERSIONS = MappingProxyType(
    {
        "starlette": "1.3.0",  # CVE-2026-48710: a Host header changes the path
        "fastapi": "0.133.0",  # the first that works with such a Starlette
        "h11": "0.16.0",  # CVE-2025-43859: smuggled requests
        "uvicorn": "0.11.7",  # CVE-2020-7694, CVE-2020-7695: forged log lines and answers
        "python-multipart": "0.0.27",  # CVE-2026-42561 and six others: stalls, files elsewhere
        "pydantic": "1.8.2",  # CVE-2021-29510: a date that is parsed for ever
        "jinja2": "3.1.6",  # CVE-2025-27516 and four others: escape from the sandbox
    }
)


class LibraryTooOld(Exception):
    """A library has a known vulnerability; the message says which, and what helps."""


def check_versions(oldest_versions: Mapping[str, str] = OLDEST_VERSIONS) -> None:
    """Raise `LibraryTooOld` for the first library that is too old."""
    for name, oldest in oldest_versions.items():
        try:
            installed = version(name)
        except PackageNotFoundError:
            continue
        if Version(installed) < Version(oldest):
            raise LibraryTooOld(
                f"{name} {installed} has a known vulnerability: pip install '{name}>={oldest}'"
            )
