"""Settings, from the environment or a file `.env`. Only this module reads the environment."""

import os
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "CLAIMDESK_"


class Settings(BaseSettings):
    """All settings; each is `CLAIMDESK_<NAME>` in the environment or in `.env`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True
    )

    database_url: str = Field(
        default="sqlite:///claimdesk.db",
        description="`sqlite:///FILE`, or `postgresql://…` in any form that libpq takes.",
    )
    host: str = Field(default="127.0.0.1", description="The address that `serve` listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Its port; 0 takes a free one.")
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Browser origins that may call the API, separated by commas."
    )
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Host names of the desk, in addition to those of this machine and any address.",
    )
    rate_limit: int = Field(
        default=30_000, ge=0, description="Requests a minute for each key; 0 for any number."
    )

    @field_validator("origins", "hosts", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        return [part.strip() for part in value.split(",")] if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _check_database(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql://", "postgres://")):
            raise ValueError("must be sqlite:///FILE or postgresql://…")
        return url


class BadSetting(Exception):
    """A setting is wrong; the message is one line that says which, and why."""


def load_settings() -> Settings:
    """Read the settings, or raise `BadSetting`."""
    unknown = [name for name in os.environ if name.startswith(PREFIX) and not _is_setting(name)]
    if unknown:
        names = ", ".join(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)
        raise BadSetting(f"{min(unknown)} is not a setting; there are {names}.")
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in first["loc"][:1]).upper()
        raise BadSetting(f"CLAIMDESK_{name}: {first['msg']}") from error


def _is_setting(name: str) -> bool:
    return name.removeprefix(PREFIX).lower() in Settings.model_fields
