"""The job that lets terms change on the day from which carers agreed to it, and what was offered lapse."""

from __future__ import annotations

from crm.commands import ranges_ahead
from crm.commands.jobs import Claimed, Result


def begin(_job: Claimed) -> Result:
    """Let those begin whose day has come; what nobody can agree to any more lapses."""
    begun, held_up = ranges_ahead.begin()
    return {"begun": begun, "held up": held_up, "lapsed": ranges_ahead.lapse()}
