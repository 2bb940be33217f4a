"""A paper as PDF: tagged, so that it can be read aloud (PDF/UA-1), with its charts, and nothing from elsewhere."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from crm import words
from crm.errors import Missing
from crm.exchange.papers import Paper, clean
from crm.formatters import FILTERS

ROOT = Path(__file__).resolve().parents[3]
TAGGED = "pdf/ua-1"
MISSING = (
    "PDF cannot be written here: the libraries that set its text are missing. Install Debian's packages "
    "libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0, or take the paper as DOCX, which needs none."
)
_COLOUR = re.compile(r"(--[a-z-]+):\s*([^;]+);")
_ASKED = re.compile(r"var\((--[a-z-]+)\)")
_PICTURE = re.compile(r'<svg class="hearth-chart__picture"[^>]*>')


def write(paper: Paper) -> bytes:
    """The paper's bytes. Missing: this machine lacks the libraries, which the message names."""
    html = clean(_templates().get_template("papers/paper.html").render(paper=paper))
    setter = _setter()
    page = setter.HTML(string=html, url_fetcher=_refused)
    written: bytes = page.write_pdf(
        stylesheets=[setter.CSS(string=_style("paper.css"), url_fetcher=_refused)], pdf_variant=TAGGED
    )
    return written


def _refused(url: str, *_args: object, **_options: object) -> NoReturn:
    """Nothing is fetched: not from another host, and not from this one's files."""
    raise ValueError(f"a paper fetches nothing: {url[:80]}")


def _setter() -> ModuleType:
    """WeasyPrint, which takes half a second to load and needs libraries that few servers have."""
    try:
        import weasyprint
    except OSError as problem:
        raise Missing(MISSING) from problem
    module: ModuleType = weasyprint
    return module


@lru_cache(1)
def _templates() -> Environment:
    """The templates of papers and of charts, with the filters of pages."""
    found = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    found.filters.update(FILTERS, styled=_styled)
    found.globals.update(words=words)
    return found


def _styled(chart: Markup) -> Markup:
    """A chart with the style of papers in it: a picture within a PDF knows no style sheet of the page."""
    style = f"<style>{_style('paper-charts.css')}</style>"
    return Markup(_PICTURE.sub(lambda found: found[0] + style, chart))  # noqa: S704 - ours, and it was escaped


def _style(name: str) -> str:
    """A style sheet with the colours of the council's livery in it."""
    folder = ROOT / "static" / "css"
    colours = dict(_COLOUR.findall((folder / "livery.css").read_text()))
    return _ASKED.sub(lambda found: colours[found[1]], (folder / name).read_text())
