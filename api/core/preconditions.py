"""`If-Match`: the version that a change is meant for, compared before anything is changed."""

from dataclasses import dataclass

from api.core.problems import PreconditionRequired, Stale


@dataclass(frozen=True)
class ExpectedVersion:
    """The version that the caller has read; `None` means `*`, any version."""

    version: int | None

    def check(self, version: int, *, star: bool = True) -> None:
        """Raise `Stale` if `version` is not the expected one.

        `star=False` is for verdicts: nobody may judge what they have not read.
        """
        if self.version is None and not star:
            raise PreconditionRequired(
                "A verdict must name the version that was read; If-Match: * is not enough.",
                current_version=version,
            )
        if self.version not in (None, version):
            raise Stale(
                f"You sent version {self.version}; it is at version {version}.",
                current_version=version,
            )


def parse_if_match(header: str | None) -> ExpectedVersion:
    """Parse `If-Match`: `"3"`, `"3.5f0c…"` (an `ETag`) or `*`."""
    if header is None:
        raise PreconditionRequired(
            'Say which version you change: send If-Match with the ETag you read, such as "3".'
        )
    if header.strip() == "*":
        return ExpectedVersion(None)
    digits = header.strip().removeprefix("W/").strip('"').split(".")[0]
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 18:
        raise Stale(f'If-Match {header[:80]!r} is not an ETag of this resource, such as "3".')
    return ExpectedVersion(int(digits))
