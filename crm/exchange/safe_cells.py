"""Text in a spreadsheet's cell, made safe on the way out and given back whole on the way in (trust.md T29).

A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, TAB or CR as a formula. Every export of ours
puts an apostrophe before such a text, and every import takes that apostrophe away again.
"""

from __future__ import annotations

import re

_RUNS = re.compile(r"'*[=+\-@\t\r\n\0＝＋－＠]")
_MADE_SAFE = re.compile(r"'+[=+\-@\t\r\n\0＝＋－＠]")


def safe(text: str) -> str:
    """The text as a cell that no spreadsheet will run."""
    return "'" + text if _RUNS.match(text) else text


def plain(text: str) -> str:
    """What `safe` was given, from what it answered."""
    return text[1:] if _MADE_SAFE.match(text) else text
