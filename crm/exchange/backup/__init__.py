"""A copy of everything in one file, which either kind of database makes and takes back.

The file is a ZIP: `manifest.json`, which says what it holds, and `<table>.jsonl` for each table, one row a line
as a JSON array, in the order of the table's key. It can be read without Hearth. Each table's SHA-256 and number of
rows stand in the manifest, and the manifest's own SHA-256 in the comment of the ZIP.
docs/decisions/009-one-backup-for-both.md has the reasons.
"""

from __future__ import annotations

from collections.abc import Callable

FORMAT = "hearth-backup"
VERSION = 1
MANIFEST = "manifest.json"
ABOUT = "README.txt"

# Not carried: a session or a link that was ended or used since would be good again (T06, T09, T22).
LEFT_OUT = frozenset({"enquiry_draft", "signed_in", "password_reset", "kept_form", "calendar_feed"})

Tell = Callable[[int, int], None]  # how many rows are done, and of how many


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def member(table: str) -> str:
    """The name of a table's file within the ZIP."""
    return f"{table}.jsonl"
