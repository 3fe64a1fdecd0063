"""Who may do what: one table, read top to bottom."""

from dataclasses import dataclass
from enum import StrEnum, auto
from types import MappingProxyType

from api.core.problems import Forbidden


class Role(StrEnum):
    """Each includes those above it."""

    reader = auto()
    reporter = auto()
    checker = auto()
    editor = auto()
    admin = auto()


class Permission(StrEnum):
    """What a route may ask for."""

    read = auto()
    file = auto()  # send articles and drafts
    add = auto()  # add and edit claims, speakers, sources, annotations; answer questions
    check = auto()  # judge claims, link evidence, close questions
    edit = auto()  # sign, waive, drop judged claims, lower a risk, accept a change
    administer = auto()  # people, keys, purges


_READER = frozenset({Permission.read})
_REPORTER = _READER | {Permission.file, Permission.add}
_CHECKER = _REPORTER | {Permission.check}
_EDITOR = _CHECKER | {Permission.edit}
_ADMIN = _EDITOR | {Permission.administer}

GRANTS = MappingProxyType(
    {
        Role.reader: _READER,
        Role.reporter: _REPORTER,
        Role.checker: _CHECKER,
        Role.editor: _EDITOR,
        Role.admin: _ADMIN,
    }
)

ALONE = frozenset({Permission.read, Permission.file})  # an integration that names no person


@dataclass(frozen=True, slots=True)
class Party:
    """A person or an integration, and the most that they may."""

    pk: int
    id: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who makes a request: a person, an integration, or a person via an integration."""

    person: Party | None
    via: Party | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """What both may; an integration alone never judges."""
        permissions = GRANTS[self.person.role] if self.person else ALONE
        return permissions & GRANTS[self.via.role] if self.via else permissions

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def needs(self, permission: Permission, to: str) -> None:
        """Raise `Forbidden` if this actor may not; the message goes on after "to …"."""
        if not self.may(permission):
            raise Forbidden(f"{least(permission)} is needed to {to}; you act as {self.title}.")

    @property
    def title(self) -> str:
        parties = [party for party in (self.person, self.via) if party]
        names = " via ".join(f"{party.name} ({party.role})" for party in parties)
        return names if self.person else f"{names}, for nobody: send Claimdesk-Person"

    @property
    def person_pk(self) -> int:
        """The person's key; 0 for an integration that acts for nobody."""
        return self.person.pk if self.person else 0

    @property
    def sees_all(self) -> bool:
        """Editors know of everything; an integration only on behalf of one."""
        return self.person is not None and self.may(Permission.edit)


def least(permission: Permission) -> str:
    """Name the lowest role that includes this permission."""
    role = next(role for role in Role if permission in GRANTS[role])
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}".capitalize()
