"""A chart as a picture, for papers that hold no drawing of ours: the same bars, lines and words, dot by dot.

It knows what our charts are made of, and nothing else of SVG: rectangles, lines and words, one drawing in another,
and lengths in percent or in dots. Colours and sizes are those of the style sheet of papers.
"""

from __future__ import annotations

import io
import re
from functools import lru_cache
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from crm.exchange.papers.charts import Drawing, style

WIDTH = 640  # dots of the drawing, as on a page that is as wide
SHARP = 3  # dots of the picture to one of the drawing
MINUS = "\N{MINUS SIGN}"  # the font that Pillow brings has none
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SAID = re.compile(r"([a-z-]+):\s*([^;]+);")


def png(chart: Drawing) -> tuple[bytes, int, int]:
    """The picture's bytes, and how wide and high the drawing is."""
    height = int(float(chart.picture.get("height", "0")))
    canvas = Image.new("RGB", (WIDTH * SHARP, height * SHARP), "white")
    _inside(ImageDraw.Draw(canvas), chart.picture, 0.0, 0.0, float(WIDTH))
    into = io.BytesIO()
    canvas.quantize(64).save(into, "PNG", optimize=True)
    return into.getvalue(), WIDTH, height


def _inside(draw: Any, parent: Any, left: float, top: float, width: float) -> None:
    for each in parent:
        if each.tag == "svg":
            at = left + _length(each, "x", width)
            _inside(draw, each, at, top + _length(each, "y", 0), _length(each, "width", width))
        elif each.tag == "rect":
            x, y = left + _length(each, "x", width), top + _length(each, "y", 0)
            wide, high = _length(each, "width", width), _length(each, "height", 0)
            if wide > 0:
                draw.rectangle(_dots(x, y, x + wide, y + high), fill=_look(each).get("fill", "black"))
        elif each.tag == "line":
            ends = [left + _length(each, name, width) for name in ("x1", "x2")]
            rows = [top + _length(each, name, 0) for name in ("y1", "y2")]
            stroke = _look(each).get("stroke", "grey")
            draw.line(_dots(ends[0], rows[0], ends[1], rows[1]), fill=stroke, width=SHARP)
        elif each.tag == "text":
            _text(draw, each, left + _length(each, "x", width), top + _length(each, "y", 0))


def _text(draw: Any, each: Any, x: float, y: float) -> None:
    look = {**_rules().get("text", {}), **_look(each)}
    size = float(look.get("font-size", "13px").removesuffix("px"))
    anchor = "rs" if each.get("text-anchor") == "end" else "ls"
    place = _dots(x + _length(each, "dx", 0), y)
    heavy = SHARP * 0.35 if look.get("font-weight") == "700" else 0
    fill = look.get("fill", "black")
    said = (each.text or "").replace(MINUS, "-")
    draw.text(place, said, fill=fill, font=_font(size), anchor=anchor, stroke_width=heavy)


@lru_cache(8)
def _font(size: float) -> Any:
    return ImageFont.load_default(size=size * SHARP)


def _dots(*lengths: float) -> tuple[float, ...]:
    return tuple(round(each * SHARP) for each in lengths)


def _length(each: Any, name: str, whole: float) -> float:
    said = each.get(name, "0")
    return float(said[:-1]) / 100 * whole if said.endswith("%") else float(said)


def _look(each: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in each.get("class", "").split():
        found |= _rules().get(f".{name}", {})
    return found


@lru_cache(1)
def _rules() -> dict[str, dict[str, str]]:
    """What the style sheet of papers says of each kind of mark."""
    found: dict[str, dict[str, str]] = {}
    for names, said in _RULE.findall(re.sub(r"/\*.*?\*/", "", style("paper-charts.css"), flags=re.DOTALL)):
        for name in names.split(","):
            found[name.strip()] = {**found.get(name.strip(), {}), **dict(_SAID.findall(said))}
    return found
