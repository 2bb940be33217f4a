"""What acts on many journeys are called, before, while and after they are done."""

from __future__ import annotations

from typing import NamedTuple

from crm.words import Label


class Kind(NamedTuple):
    """An act in words: button, heading, what will be done, how it can be taken back after, and what that does."""

    button: str
    heading: str
    will: str
    after: str
    undoing: str


KINDS = {
    "close": Kind(
        "Close",
        "Close journeys",
        "will be closed",
        "You can take it back: the closings are then struck out, and the journeys go on.",
        "Each closing that still stands is struck out, and its journey goes on where it was. The closing stays on "
        "record, with the reason why it was taken back.",
    ),
    "assign": Kind(
        "Assign",
        "Assign households",
        "will change hands",
        "You can take it back: each household then goes to whoever worked with it before.",
        "Each household goes back to whoever worked with it before, unless somebody has given it on since.",
    ),
    "write": Kind(
        "Write to",
        "Write to households",
        "will get the letter",
        "The letters wait 15 minutes, and until then you can take them back.",
        "No letter of this goes out. Letters wait 15 minutes, so that this can be done.",
    ),
    "news": Kind(
        "Write to",
        "Write to those who may be asked again",
        "will get the letter",
        "The letters wait 15 minutes, and until then you can take them back.",
        "No letter of this goes out. Letters wait 15 minutes, so that this can be done.",
    ),
}
ON_THE_WAY = {name: said for name, said in KINDS.items() if name != "news"}  # what is done to journeys under way
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
    "left_out": Label("Left out", "grey"),
    "done": Label("Done", "green"),
    "refused": Label("Not done", "orange"),
    "undone": Label("Taken back", "grey"),
    "kept": Label("Kept as it is", "orange"),
}
