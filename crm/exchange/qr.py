"""A square for a phone's camera, drawn as SVG in the page itself: no other host is asked, no style is needed."""

from __future__ import annotations

import segno
from markupsafe import Markup


def square(text: str, *, label: str) -> Markup:
    """The square that holds a text; `label` says what it is to somebody who cannot see it."""
    drawn = segno.make(text, error="m").svg_inline(
        border=4, light="#fff", dark="#000", svgclass="hearth-square", lineclass=None, omitsize=True, title=label
    )
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704 - of segno's own drawing, in which the text is no text
