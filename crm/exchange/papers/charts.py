"""The charts of papers: the drawing of the page in the style of papers, and what it shows in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from crm import words
from crm.exchange.papers import Funnel, Waterfall, clean
from crm.formatters import FILTERS

ROOT = Path(__file__).resolve().parents[3]
_COLOUR = re.compile(r"(--[a-z-]+):\s*([^;]+);")
_ASKED = re.compile(r"var\((--[a-z-]+)\)")
_PICTURE = re.compile(r'<svg class="hearth-chart__picture"[^>]*>')
_DRAWN = re.compile(r'<svg class="hearth-chart__picture".*</svg>', re.DOTALL)
_NOTE = re.compile(r'<p class="hearth-chart__note">.*?</p>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as its elements, with its title, what it shows in words, and the note below it."""

    picture: Element
    title: str
    described: str
    note: str


@lru_cache(1)
def templates() -> Environment:
    """The templates of papers and of charts, with the filters of pages."""
    found = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    found.filters.update(FILTERS, styled=_styled)
    found.globals.update(words=words)
    return found


def drawn(chart: Waterfall | Funnel) -> Drawing:
    """A chart as the page draws it."""
    if isinstance(chart, Waterfall):
        macro = templates().get_template("components/waterfall.html").module.waterfall  # type: ignore[attr-defined]
        html = macro(chart.id, chart.caption, chart.rows, chart.unit, chart.title)
    else:
        macro = templates().get_template("components/funnel.html").module.funnel  # type: ignore[attr-defined]
        html = macro(chart.id, chart.caption, chart.rows, chart.names, chart.title)
    found, note = _DRAWN.search(html), _NOTE.search(html)
    assert found is not None  # noqa: S101 - both macros draw one
    picture = _read(found[0])
    title, described = (picture.findtext(name) or "" for name in ("title", "desc"))
    told = " ".join(_read(note[0]).itertext()) if note else ""
    return Drawing(picture, title, described.strip(), _key(chart) if isinstance(chart, Funnel) else told)


def _read(html: str) -> Element:
    return ElementTree.fromstring(clean(html))  # noqa: S314 - our own template, and what it was given is escaped


def _key(chart: Funnel) -> str:
    """What its bars are, which their colours say in the drawing."""
    first, second = chart.names
    compared = any(each is not None for _, _, each in chart.rows)
    return f"Thick bars: {first}; thin bars: {second}." if compared else f"The bars: {first}."


def style(name: str) -> str:
    """A style sheet with the colours of the council's livery in it."""
    folder = ROOT / "static" / "css"
    colours = dict(_COLOUR.findall((folder / "livery.css").read_text()))
    return _ASKED.sub(lambda found: colours[found[1]], (folder / name).read_text())


def _styled(chart: Markup) -> Markup:
    """A chart with the style of papers in it: a picture within a PDF knows no style sheet of the page."""
    own = f"<style>{style('paper-charts.css')}</style>"
    return Markup(_PICTURE.sub(lambda found: found[0] + own, chart))  # noqa: S704 - ours, and it was escaped
