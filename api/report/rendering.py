"""Render a report as HTML and as Markdown; everything that people wrote is escaped."""

import re
from base64 import b64encode
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from api.report.view_model import WIDTH, Report

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&])")


def html(report: Report) -> str:
    """Write the page: no script, and nothing from another host."""
    page = _templates().get_template("report.html.j2")
    return page.render(report=report, style=Markup(style()), width=WIDTH)  # noqa: S704  # our own


def markdown(report: Report) -> str:
    """Write it as Markdown; characters that mean something there are escaped."""
    return _templates().get_template("report.md.j2").render(report=report)


@cache
def style() -> str:
    return files("api.report").joinpath("templates", "report.css").read_text("utf-8")


@cache
def policy() -> str:
    """The page's Content-Security-Policy: its own style by its hash, and nothing else."""
    digest = b64encode(sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; sandbox"
    )


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("api.report", "templates"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": _day, "words": _words, "md": _md, "mdtext": _escaped}
    return environment


def _day(at: datetime) -> str:
    return f"{at:%-d %B %Y, %H:%M} UTC"


def _words(name: str) -> str:
    """Say a name of ours in words."""
    return name.replace("_", " ")


def _escaped(text: str) -> str:
    """Escape what Markdown would read as its own."""
    return _SPECIAL.sub(r"\\\1", text)


def _md(text: str) -> str:
    """The same, on one line."""
    return _escaped(" ".join(text.split()))
