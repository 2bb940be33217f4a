"""What became of a next step, in words."""

from __future__ import annotations

from crm import work_words
from crm.journey.saying import said, sentence
from crm.reads.ended import Ended

OVER = {
    "done": "did {what} on {on}",
    "answered": "spoke to them on {on}, as this call was to do",
    "no_answer": "made this call on {on}, without an answer",
    "moved": "moved {what} to {day}",
    "dropped": "took {what} off the lists on {on}",
    "taken_back": "put {what} back on the lists, for {day}",
}


def became(found: Ended, while_open: str = "") -> str:
    """Who did what to it: 'Wren moved this step to 3 December 2026.', or before the full stop also `while_open`."""
    if found.outcome is None or found.on is None:
        return "This is off the lists: nobody waits for it any more."
    what = "this call" if found.kind == "call_back" else "this step"
    told = OVER[found.outcome].format(what=what, on=said(found.on), day=said(found.due_on))
    return f"{found.by or 'You'} {told}{while_open}."


def what_was(found: Ended) -> str:
    """What was to be done."""
    return sentence(found.what or work_words.TASKS[found.kind])
