"""What acts on many journeys are called, before, while and after they are done."""

from __future__ import annotations

from typing import NamedTuple

from crm.words import Label


class Kind(NamedTuple):
    """An act in words: its button, its page's heading, what will be done, what was done, and what undoing does."""

    button: str
    heading: str
    will: str
    done: str
    undoing: str


KINDS = {
    "close": Kind(
        "Close",
        "Close journeys",
        "will be closed",
        "closed",
        "Each closing that still stands is struck out, and its journey goes on where it was. The closing stays on "
        "record, with the reason why it was taken back.",
    ),
    "assign": Kind(
        "Assign",
        "Assign households",
        "will change hands",
        "given",
        "Each household goes back to whoever worked with it before, unless somebody has given it on since.",
    ),
    "write": Kind(
        "Write to",
        "Write to households",
        "will get the letter",
        "asked for",
        "No letter of this goes out. Letters wait 15 minutes, so that this can be done.",
    ),
}
STATES = {
    "waiting": Label("Waiting", "yellow"),
    "working": Label("Being done", "yellow"),
    "done": Label("Done", "green"),
    "undoing": Label("Being taken back", "yellow"),
    "undone": Label("Taken back", "grey"),
    "failed": Label("Not done", "red"),
}
ITEMS = {
    "waiting": Label("Waiting", "yellow"),
    "done": Label("Done", "green"),
    "refused": Label("Not done", "orange"),
    "undone": Label("Taken back", "grey"),
    "kept": Label("Kept as it is", "orange"),
}
