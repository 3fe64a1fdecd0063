"""Below which versions a library has a hole that reaches this application: we do not start there.

Facts from the advisories named; a floor is the first version without any of them.
"""

from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType

from packaging.version import Version

FLOORS = MappingProxyType(
    {
        "starlette": "1.3.0",  # CVE-2026-48710: a Host header changes the path
        "fastapi": "0.133.0",  # the first that takes such a Starlette
        "h11": "0.16.0",  # CVE-2025-43859: smuggled requests
        "uvicorn": "0.11.7",  # CVE-2020-7694, CVE-2020-7695: forged log lines and answers
        "python-multipart": "0.0.27",  # CVE-2026-42561 and six before it: stalls, files elsewhere
        "pydantic": "1.8.2",  # CVE-2021-29510: a date without end
        "jinja2": "3.1.6",  # CVE-2025-27516 and four before it: out of the sandbox
    }
)


class LibraryTooOld(Exception):
    """A library has a known hole; says which, and what would do."""


def check(floors: dict[str, str] | MappingProxyType[str, str] = FLOORS) -> None:
    """Raise `LibraryTooOld` for the first library that is installed below its floor."""
    for name, floor in floors.items():
        try:
            installed = version(name)
        except PackageNotFoundError:
            continue
        if Version(installed) < Version(floor):
            raise LibraryTooOld(
                f"{name} {installed} has a known hole: pip install '{name}>={floor}'"
            )
